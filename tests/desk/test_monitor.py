"""Clearance times, worked out by hand beside what the monitor derives; and that it is derived alone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.books import RULES
from tests.desk import port
from tests.desk.port import AT, CARRIER, OFFICER, SYSTEM, TERMINAL, later, lodged, take
from tongguan.desk.dossiers.actions import act
from tongguan.desk.monitor import actions
from tongguan.desk.monitor.models import Clearance, Held, Later, Stay
from tongguan.desk.monitor.queries import figures, report
from tongguan.desk.rulebooks.actions import publish

HOUR = 3600
NOTHING_DUE = ("charges", "", "nothing")
TRACKS = (("documents", "", "checking"), NOTHING_DUE, ("cargo", "", "expected"), ("exit", "", "awaited"))


@pytest.fixture
def measured(dalian: None, tmp_path: Path) -> Iterator[None]:
    """Dalian, with the definitions of its clearance times."""
    folder = tmp_path / "measures"
    folder.mkdir()
    (folder / "measure.csv").write_bytes((RULES / "cn" / "measure.csv").read_bytes())
    publish(folder=folder, jurisdiction="cn", by="a", approved_by="b", at=AT)
    yield


def arrive(dossier: int, hours: float) -> None:
    """The conveyance enters and the goods stand in the yard half an hour after it. Without a mode of
    transport, arrival is the discharge."""
    take(dossier, "declare_entry", CARRIER, later(hours))
    take(dossier, "discharge", TERMINAL, later(hours + 0.25))
    take(dossier, "make_available", TERMINAL, later(hours + 0.5))


def cleared(reference: str, *, review: float) -> int:
    """An import whose goods stand in the yard after half an hour, and whose documents are cleared so many
    hours after it was lodged."""
    dossier = lodged(*TRACKS, reference=reference)
    arrive(dossier, 0.0)
    take(dossier, "take_up", OFFICER, later(0.6))
    take(dossier, "clear", OFFICER, later(review))
    return dossier


def test_the_three_figures_of_a_cleared_declaration(measured: None) -> None:
    dossier = cleared("R1", review=3)
    assert actions.refresh() == 1
    row = Clearance.objects.get(pk=dossier)
    # from the discharge (0.25 h) to clearance (3 h); the yard's quarter of an hour is the terminal's
    assert (row.fate, row.gate) == ("cleared", "may_leave")
    assert row.overall == row.acceptance_to_gate == 2.75 * HOUR
    assert row.in_customs_hands == 2.75 * HOUR
    assert (row.started_at, row.ended_at) == (later(0.25), later(3))


def test_holders_sum_to_the_whole(measured: None) -> None:
    dossier = cleared("R1", review=3)
    take(dossier, "hold_for_documents", OFFICER, later(4))  # after the gate: held time of no clock
    actions.refresh()
    held = Held.objects.filter(dossier_id=dossier)
    assert sum(one.seconds for one in held) == Clearance.objects.get(pk=dossier).overall
    assert {one.whose for one in held} == {"documents"}


def test_later_gates_stand_beside_the_one_that_is_measured(measured: None) -> None:
    dossier = cleared("R1", review=3)
    take(dossier, "gate_out", TERMINAL, later(5))
    actions.refresh()
    gates = dict(Later.objects.filter(dossier_id=dossier).values_list("gate", "overall"))
    assert gates == {"released": 2.75 * HOUR, "closed": 4.75 * HOUR}


def test_stays_say_where_every_track_stood_and_stands(measured: None) -> None:
    dossier = cleared("R1", review=3)
    actions.refresh()
    documents = Stay.objects.filter(dossier_id=dossier, track="documents").order_by("number")
    assert [(s.state, s.since, s.until) for s in documents] == [
        ("checking", AT, later(0.6)),
        ("review", later(0.6), later(3)),
        ("cleared", later(3), None),
    ]


def test_means_tell_what_they_leave_out(measured: None) -> None:
    for number, review in enumerate((1.25, 2.25, 6.25)):
        cleared(f"C{number}", review=review)
    lodged(*TRACKS, reference="awaited")
    running = lodged(*TRACKS, reference="open")
    arrive(running, 0.0)
    withdrawn = lodged(*TRACKS, reference="withdrawn")
    take(withdrawn, "request_withdrawal", port.BROKER, later(0.1))
    take(withdrawn, "grant_withdrawal", OFFICER, later(0.2))
    actions.refresh()
    found = report("import", now=later(30))
    overall = found.figures["overall"]
    assert (overall.n, overall.mean, overall.median) == (3, 3 * HOUR, 2 * HOUR)
    assert (overall.p90, overall.within_day) == (6 * HOUR, 1.0)
    assert (found.open.running, found.open.awaited) == (1, 1)
    assert found.open.mean_age == 29.75 * HOUR
    assert found.fates == {"cleared": 3, "open": 2, "withdrawn": 1}
    assert [(one.reference, one.open) for one in found.slow] == [("open", True)]


def test_a_period_counts_what_was_cleared_in_it(measured: None) -> None:
    for number, review in enumerate((1.0, 2.0, 6.0)):
        cleared(f"C{number}", review=review)
    actions.refresh()
    found = report("import", now=later(30), since=later(1), until=later(6))
    assert found.figures["overall"].n == 2
    assert report("import", now=later(30), office="0902").figures["overall"].n == 0


def test_only_what_moved_is_derived_again(measured: None) -> None:
    first, second = cleared("R1", review=2), cleared("R2", review=3)
    assert actions.refresh() == 2
    assert actions.refresh() == 0
    take(second, "gate_out", TERMINAL, later(5))
    assert actions.refresh() == 1
    assert Clearance.objects.get(pk=second).seq > Clearance.objects.get(pk=first).seq


def test_derived_from_the_events_again_it_is_the_same(measured: None) -> None:
    dossiers = [cleared(f"R{n}", review=n) for n in range(1, 4)]
    actions.refresh()
    take(dossiers[0], "gate_out", TERMINAL, later(5))
    actions.refresh()
    assert actions.differences() == []
    before = list(Clearance.objects.order_by("pk").values())
    actions.rebuild()
    assert list(Clearance.objects.order_by("pk").values()) == before
    assert actions.differences() == []


def test_a_figure_changed_by_hand_is_found(measured: None) -> None:
    dossier = cleared("R1", review=2)
    actions.refresh()
    Held.objects.filter(dossier_id=dossier).update(seconds=1)
    assert len(actions.differences()) == 1
    Clearance.objects.filter(pk=dossier).update(overall=1)
    (wrong,) = actions.differences()
    assert wrong.startswith("R1:")
    actions.rebuild()
    assert actions.differences() == []


def test_a_withdrawn_release_leaves_the_headline_figure_as_it_was(measured: None) -> None:
    dossier = cleared("R1", review=2)
    actions.refresh()
    before = Clearance.objects.get(pk=dossier).overall
    take(dossier, "ask_stop", OFFICER, later(3))
    take(dossier, "confirm_stop", TERMINAL, later(3.5))
    take(dossier, "withdraw_release", OFFICER, later(4))
    actions.refresh()
    assert Clearance.objects.get(pk=dossier).overall == before == 1.75 * HOUR


def test_an_export_counts_from_the_later_of_arrival_and_acceptance(measured: None) -> None:
    dossier = lodged(*TRACKS, kind="export", reference="E1")
    act(dossier, lambda it: it.take("clear_automatically"), actor=SYSTEM, at=later(0.1))
    act(
        dossier,
        lambda it: it.take("report_arrival", occurred_at=later(2)),
        actor=TERMINAL,
        at=later(2.5),
    )
    actions.refresh()
    row = Clearance.objects.get(pk=dossier)
    # the yard reported half an hour late: that half hour counts
    assert (row.fate, row.gate, row.overall) == ("cleared", "released", 0.5 * HOUR)


def test_where_the_book_does_not_say_how_nothing_is_measured(dalian: None) -> None:
    dossier = cleared("R1", review=2)
    actions.refresh()
    row = Clearance.objects.get(pk=dossier)
    assert (row.fate, row.overall) == ("unmeasured", None)


@pytest.mark.parametrize(
    ("seconds", "mean", "median", "p90"),
    [
        ([], None, None, None),
        ([5], 5, 5, 5),
        ([1, 3], 2, 2, 3),
        (list(range(1, 11)), 5.5, 5.5, 9),
        (list(range(1, 12)), 6, 6, 10),
        ([0, 0, 0, 86400, 86401], 34560.2, 0, 86401),
    ],
)
def test_figures_by_hand(
    seconds: list[int], mean: float | None, median: float | None, p90: int | None
) -> None:
    found = figures(seconds)
    assert (found.n, found.mean, found.median, found.p90) == (len(seconds), mean, median, p90)


def test_within_24_hours_includes_the_24th() -> None:
    assert figures([86400, 86401]).within_day == 0.5


def test_ages_are_told_as_of_the_time_asked_for(measured: None) -> None:
    dossier = lodged(*TRACKS, reference="open")
    arrive(dossier, 0.0)
    actions.refresh()
    asked: list[datetime] = [later(1), later(1) + timedelta(hours=5)]
    ages = [report("import", now=now).open.mean_age for now in asked]
    assert ages == [0.75 * HOUR, 5.75 * HOUR]
