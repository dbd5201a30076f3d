"""The shipped day as it is played: cleared by the actions that people use, and proved."""

import json
import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from tests.doors.played import SEED, played_day, some_rows
from tongguan.doors.jobs.demo_day.tables import BEGIN, END
from tongguan.law.findings import errors


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with played_day(django_db_blocker, some_rows(9)) as result:
        yield result


def test_everything_is_accepted_but_the_wrong_ones(played: Any) -> None:
    rows = some_rows(9)
    mistaken = [row for row in rows if row["story"].startswith("wrong")]
    assert played.lodged == len(rows)
    assert len(played.refused) == len(mistaken)
    assert played.accepted == len(rows) - len(mistaken)
    assert all(errors(findings) for findings in played.refused.values())


def test_nobody_was_overtaken_in_the_middle_of_an_action(played: Any) -> None:
    assert played.overtaken == []


def test_every_story_comes_to_its_end(played: Any) -> None:
    from tongguan.desk.declarations.models import Claim, Content
    from tongguan.desk.dossiers.models import Dossier

    stories = {row["reference"]: row["story"] for row in some_rows(9)}
    ends: dict[str, set[str]] = {}
    versions: dict[str, int] = {}
    for claim in Claim.objects.all():
        story, dossier = stories[claim.reference], Dossier.objects.get(pk=claim.dossier)
        ended = {end for _, end, _ in json.loads(dossier.parts).values()}
        ends.setdefault(story, set()).update(ended)
        versions[story] = max(versions.get(story, 1), Content.objects.filter(dossier=dossier).count())
    assert ends["seize"] == {"seized", "released"}, "one container is seized, the other leaves"
    assert ends["destroy"] == {"destroyed"}
    assert ends["return"] == {"returned"}
    assert ends["treat"] == {"released"}
    assert ends["withdraw"] == {"withdrawn"}
    assert ends["hold"] == {"released"} and ends["question"] == {"released"}
    assert ends["laboratory"] == {""}, "the laboratory answers tomorrow"
    assert ends["recall"] == {"released"} and ends["promise"] == {"released"}
    assert versions["amend"] == 2 and versions["short"] == 2 and ends["amend"] == {"released"}


def test_a_release_is_withdrawn_and_given_again(played: Any) -> None:
    from tongguan.desk.dossiers.models import Event

    begun = Event.objects.get(name="cycle_begun")
    after = Event.objects.filter(dossier_id=begun.dossier_id, seq__gt=begun.seq)
    assert list(after.filter(gate="released").values_list("cycle", flat=True)) == [2]


def test_a_promised_document_is_brought_after_the_release(played: Any) -> None:
    from tongguan.desk.dossiers.models import Event

    kept = Event.objects.get(name="find_kept")
    gates = Event.objects.filter(dossier_id=kept.dossier_id, name="may_leave")
    assert {"promised", "delivered", "kept"} == set(
        Event.objects.filter(dossier_id=kept.dossier_id, track="commitment").values_list("state", flat=True)
    )
    assert gates.exists() and all(gate.seq < kept.seq for gate in gates)


def test_every_fee_for_declaring_late_is_paid(played: Any) -> None:
    from tongguan.desk.dossiers.models import Track

    debts = Track.objects.filter(track="charges", number__gt=1)
    assert set(debts.values_list("state", flat=True)) == {"paid"}


def test_inspections_are_made_by_two_officers_and_confirmed_by_the_second(played: Any) -> None:
    from tongguan.desk.dossiers.models import Event
    from tongguan.desk.inspections.models import Visit

    visits = list(Visit.objects.all())
    assert visits and all(v.first_officer != v.second_officer for v in visits)
    for visit in visits:
        of = Event.objects.filter(
            dossier_id=visit.dossier_id, track=visit.track, part=visit.part, number=visit.number
        )
        entered = set(of.filter(state="results").values_list("by", flat=True))
        confirmed = set(of.filter(state__in=("passed", "treating", "closed")).values_list("by", flat=True))
        assert not entered & confirmed


def test_nothing_happens_outside_the_day_and_what_is_late_stays_open(played: Any) -> None:
    from tongguan.desk.dossiers.models import Event
    from tongguan.desk.monitor.queries import report

    times = Event.objects.values_list("recorded_at", flat=True)
    assert min(times) >= BEGIN and max(times) < END
    imports = report("import", now=END)
    assert imports.open.running >= 1 and imports.open.awaited >= 1
    assert imports.open.oldest is not None and imports.open.oldest.seconds > 3600


def test_every_dossier_replays_and_every_judgement_comes_out_the_same(played: Any) -> None:
    from tongguan.desk.declarations import proof
    from tongguan.desk.declarations.actions import books_of
    from tongguan.desk.dossiers.proof import replay_all

    replayed = list(replay_all())
    assert len(replayed) == played.accepted
    for dossier, wrongs in replayed:
        assert not wrongs
        broken, differences = proof.replay(dossier, lambda law, criteria: books_of("cn", law, criteria))
        assert not broken and not differences


def test_late_declarations_take_the_time_that_they_took(played: Any) -> None:
    from tongguan.desk.declarations.models import Claim
    from tongguan.desk.monitor.models import Clearance

    late = [row for row in some_rows(9) if row["conveyance"] == "golden_isthmus"]
    claims = Claim.objects.filter(reference__in=[row["reference"] for row in late])
    assert claims
    for claim in claims:
        cleared = Clearance.objects.get(pk=claim.dossier)
        assert cleared.overall is not None and cleared.overall > timedelta(days=14).total_seconds()


def test_the_report_tells_what_its_means_leave_out(played: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command

    call_command("report", now=END.isoformat())
    printed = capsys.readouterr().out
    assert "acceptance to gate" in printed and "yardstick" in printed
    assert printed.count("not in these figures:") == 2
    assert "who held the time" in printed and "preparing the declaration" in printed
    assert "\x1b[" not in printed, "plain where there is no terminal"


def test_a_report_is_asked_for_by_the_office_s_own_time_and_code(
    played: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.core.management import CommandError, call_command

    told = []
    for zone in ("", "+08:00", "Z"):
        since, until = (f"2020-09-15T{hour:02}:00{zone}" for hour in (9, 12))
        call_command("report", since=since, until=until, now=END.isoformat(), office="0908")
        told.append(capsys.readouterr().out)
    assert told[0] == told[1] != told[2]
    with pytest.raises(CommandError, match="0999: there is no such office"):
        call_command("report", office="0999")


def test_the_report_speaks_chinese_throughout(played: Any, capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command

    call_command("report", now=END.isoformat(), language="zh")
    printed = capsys.readouterr().out
    assert "整体通关时间" in printed and "以上不含：办理中" in printed and "准备申报" in printed
    english = set(re.findall(r"[A-Za-z]{2,}", printed))
    assert not english, english


def test_the_summary_of_the_day_speaks_either_language(played: Any) -> None:
    from rich.console import Console

    from tongguan.doors.jobs.management.commands.demo import tell

    told = {}
    for language in ("en", "zh"):
        console = Console(width=200, force_terminal=False)
        with console.capture() as captured:
            tell(played, console, language)
        told[language] = captured.get()
    lines = told["zh"].splitlines()
    refusals = next(n for n, line in enumerate(lines) if line.startswith("布控"))
    assert not re.findall(r"[A-Za-z]{3,}", "\n".join([*lines[:3], *lines[refusals:]]))
    assert "declarations amended: 2" in told["en"] and "修改报关单：2票" in told["zh"]


@pytest.mark.django_db
def test_a_report_of_nothing_says_so(capsys: pytest.CaptureFixture[str]) -> None:
    from django.core.management import call_command

    call_command("report")
    printed = capsys.readouterr().out
    assert "imports: nothing cleared yet" in printed and "exports: nothing cleared yet" in printed
    assert "who held the time" not in printed and " - " not in printed


def test_refusals_are_told_by_code_in_both_languages(played: Any) -> None:
    from rich.console import Console

    from tongguan.doors.jobs.demo_day import summary

    console = Console(width=200, force_terminal=False)
    with console.capture() as captured:
        console.print(summary.refusals(played.refused))
    told = captured.get()
    codes = {f.code for findings in played.refused.values() for f in errors(findings)}
    assert all(code in told for code in codes) and "应为" in told


def test_the_demonstration_runs_under_demo_settings_only() -> None:
    from django.core.management import CommandError, call_command

    with pytest.raises(CommandError, match="TONGGUAN_MODE=demo"):
        call_command("demo")


def test_the_demonstration_throws_no_foreign_database_away(played: Any) -> None:
    from django.core.management import CommandError

    from tongguan.desk.dossiers.models import Dossier
    from tongguan.doors.jobs.management.commands.demo import fresh_database

    with pytest.raises(CommandError, match="wants an empty one"):
        fresh_database()
    assert Dossier.objects.count() == played.accepted


@pytest.mark.django_db
def test_the_same_seed_plays_the_same_day() -> None:
    from django.db import transaction

    from tests.books import RULES
    from tongguan.desk.dossiers.models import Event
    from tongguan.doors.jobs.demo_day import stage

    books, rows = stage.publish_rules(RULES, SEED), some_rows(60)[-12:]
    columns = ("seq", "name", "recorded_at", "capacity", "part", "state", "gate")
    days = []
    for seed in (SEED, SEED, SEED + 1):
        with transaction.atomic():
            stage.play(books, seed=seed, rows=rows)
            days.append(list(Event.objects.order_by("dossier_id", "seq").values_list(*columns)))
            transaction.set_rollback(True)
    assert days[0] == days[1] != days[2]
