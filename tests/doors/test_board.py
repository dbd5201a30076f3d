"""The board: what it shows, what it must never show, and that it runs no script."""

import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest

from tests.doors.played import played_day, some_rows
from tests.doors.signed_in import somebody
from tests.pages import text


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with played_day(django_db_blocker, some_rows(40)) as result:
        yield result


@pytest.fixture
def web(played: Any, settings: Any, client: Any) -> Any:
    from tongguan.doors.jobs.demo_day.tables import END

    settings.CLOCK_STANDS = END
    client.force_login(somebody("monitor"))
    return client


def office() -> Any:
    from tongguan.desk.people.models import Office

    return Office.objects.get(code="0908")


def reference_of(story: str) -> str:
    from tongguan.desk.declarations.models import Claim
    from tongguan.desk.dossiers.models import Dossier

    local = next(row["reference"] for row in some_rows(40) if row["story"] == story)
    return str(Dossier.objects.get(pk=Claim.objects.get(reference=local).dossier).reference)


def test_every_accepted_declaration_has_a_line(web: Any, played: Any) -> None:
    page = web.get("/board/")
    assert page.status_code == 200
    assert text(page).count('class="state"') == played.accepted


def test_filters_divide_the_list(web: Any, played: Any) -> None:
    counts = [
        text(web.get("/board/", {"show": name})).count('class="state"') for name in ("open", "done", "ended")
    ]
    assert sum(counts) == played.accepted and all(counts)


def test_the_board_says_what_its_head_and_its_tabs_count(played: Any, web: Any) -> None:
    for capacity, said in (
        ("monitor", "接受申报或不予受理的报关单；上方统计"),
        ("port", "接受申报的报关单；上方统计"),
        ("coordinator", "本人所属海关"),
    ):
        web.force_login(somebody(capacity, office() if capacity == "coordinator" else None))
        web.post("/language/", {"to": "zh", "back": "/board/"})
        assert said in text(web.get("/board/")).partition("</nav>\n<p")[2]
        web.post("/language/", {"to": "en", "back": "/board/"})
        assert "Counted here: what was accepted" in text(web.get("/board/"))


def test_a_page_runs_our_own_scripts_only_and_loads_nothing_from_elsewhere(web: Any) -> None:
    for path in ("/board/", "/board/refused/", f"/board/declarations/{reference_of('seize')}/"):
        page = web.get(path)
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe" not in policy
        assert not re.search(r"<script(?! src=./static/)| style=| on[a-z]+=|https?://", text(page))


def test_the_language_is_chosen_and_remembered(web: Any) -> None:
    assert 'lang="en"' in text(web.get("/board/"))
    answer = web.post("/language/", {"to": "zh", "back": "/board/?show=open"})
    assert (answer.status_code, answer["Location"]) == (302, "/board/?show=open")
    assert "今日通关" in text(web.get("/board/"))
    assert web.get("/board/", headers={"accept-language": "zh-CN"}).status_code == 200


def test_going_back_leads_nowhere_else(web: Any) -> None:
    for back in ("//example.org/", "https://example.org/", "/\\example.org", ""):
        assert web.post("/language/", {"to": "en", "back": back})["Location"] == "/"


def test_the_ledger_on_a_timeline_sums_to_the_whole(web: Any) -> None:
    import re

    page = text(web.get(f"/board/declarations/{reference_of('treat')}/"))
    table = page[page.index("Whose time it was") : page.index("sum of the parts") + 200]
    spans = [int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in re.findall(r">(\d+):(\d\d):(\d\d)<", table)]
    (overall, _, _), slices, total = spans[:3], spans[3:-1], spans[-1]
    assert len(slices) >= 6 and total == overall == sum(slices)


def test_a_bar_is_as_long_as_the_whole(web: Any) -> None:
    from tongguan.doors.look.times import by_party

    pieces = by_party({"trader": 1, "documents": 2, "bank": 0, "carrier": 4}, "en")
    assert [p.whose for p in pieces] == ["trader", "documents", "carrier"]
    assert pieces[0].x == 0 and pieces[-1].x + pieces[-1].width == pytest.approx(1000)


def test_a_covert_hold_is_shown_to_customs_and_to_nobody_else(web: Any, client: Any) -> None:
    address = f"/board/declarations/{reference_of('covert')}/"
    for whoever in ("monitor", "port"):
        client.force_login(somebody(whoever))
        assert "covert" not in text(client.get(address))
    client.force_login(somebody("coordinator", office()))
    assert "covert hold" in text(client.get(address))
    assert "covert" not in text(client.get(address, {"as": "trader"}))


def test_a_trader_sees_no_order_before_its_notice(web: Any, client: Any) -> None:
    client.force_login(somebody("coordinator", office()))
    ordered = reference_of("treat")
    assert "port inspection: ordered" in text(web.get(f"/board/declarations/{ordered}/"))
    assert "port inspection: ordered" not in text(
        web.get(f"/board/declarations/{ordered}/", {"as": "trader"})
    )


def test_lanes_and_criteria_are_shown_nowhere(web: Any) -> None:
    for path in ("/board/", f"/board/declarations/{reference_of('treat')}/"):
        page = text(web.get(path)).lower()
        assert not any(word in page for word in ("lane", "q-wood", "r-general", "yellow", "criteri"))


def test_refusals_say_everything_that_is_wrong_in_both_languages(web: Any, played: Any) -> None:
    english = text(web.get("/board/refused/"))
    web.post("/language/", {"to": "zh"})
    chinese = text(web.get("/board/refused/"))
    for findings in played.refused.values():
        for finding in findings:
            if finding.severity == "error":
                assert finding.code in english and finding.code in chinese
    assert "must be stated" in english and "必须申报" in chinese


def test_an_unknown_declaration_is_not_found(web: Any) -> None:
    assert web.get("/board/declarations/000000000000000000/").status_code == 404


def test_the_board_is_shown_to_those_who_watch_the_port_and_to_nobody_else(web: Any, client: Any) -> None:
    client.force_login(somebody("inspector"))
    assert client.get("/board/").status_code == 403
    client.logout()
    answer = client.get("/board/")
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/?next=/board/")


def test_a_coordinator_sees_the_lines_of_his_office_and_a_port_names_nobody(
    web: Any, client: Any, played: Any
) -> None:
    from tongguan.desk.dossiers.models import Dossier
    from tongguan.desk.people.models import Enterprise

    client.force_login(somebody("coordinator", office()))
    held = Dossier.objects.filter(office="0908").count()
    assert held <= text(client.get("/board/")).count('class="state"') < played.accepted
    client.force_login(somebody("coordinator"))
    assert text(client.get("/board/")).count('class="state"') == 0
    client.force_login(somebody("port"))
    page = text(client.get("/board/"))
    assert page.count('class="state"') == played.accepted
    for firm in Enterprise.objects.filter(identifier__in=Dossier.objects.values("trader")):
        assert firm.name_foreign not in page and firm.identifier not in page
    assert client.get(f"/board/declarations/{reference_of('seize')}/").status_code == 403
    assert client.get("/board/refused/").status_code == 403


def test_a_board_goes_on_from_page_to_page(web: Any, played: Any, monkeypatch: Any) -> None:
    from tongguan.doors.officer.board import views

    monkeypatch.setattr(views, "ROWS", 5)
    seen, address = list[str](), "/board/"
    while address:
        page = text(web.get(address))
        seen += re.findall(r"/board/declarations/(\d{18})/", page)
        more = re.search(r'href="(\?show=all&amp;after=[^"]+)">Earlier', page)
        address = f"/board/{more.group(1).replace('&amp;', '&')}" if more else ""
    assert len(seen) == len(set(seen)) == played.accepted
    for nonsense in (
        "x",
        "~",
        "2020-01-01~x",
        "0001-01-01T00:00:00+14:00~1",
        "2020-01-01~99999999999999999999",
    ):
        assert web.get("/board/", {"after": nonsense}).status_code == 200


def test_value_and_charges_are_explained_on_the_page_and_by_the_command(web: Any, played: Any) -> None:
    from django.core.management import call_command

    reference = reference_of("seize")
    printed = StringIO()
    call_command("show", reference, stdout=printed)
    shown = text(web.get(f"/board/declarations/{reference}/"))
    for told in (printed.getvalue(), shown):
        assert re.search(r"[\d,.]+ USD x [\d.]+ = [\d,.]+ yuan", told)
        assert re.search(r"[\d.]+% on [\d,.]+ yuan", told)
    chinese = StringIO()
    call_command("show", reference, "--language", "zh", stdout=chinese)
    assert re.search(r"完税价格 [\d,.]+ 元", chinese.getvalue()) and "计税依据" in chinese.getvalue()
