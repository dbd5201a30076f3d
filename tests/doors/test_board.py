"""The board: what it shows, what it must never show, and that it runs no script."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from tests.doors.played import played_day, some_rows


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with played_day(django_db_blocker, some_rows(40)) as result:
        yield result


@pytest.fixture
def web(played: Any, settings: Any, client: Any) -> Any:
    from tongguan.doors.jobs.demo_day.tables import END

    settings.ROOT_URLCONF = "tongguan.doors.officer.urls"
    settings.DEMO_NOW = END.isoformat()
    return client


def text(response: Any) -> str:
    return str(response.content.decode())


def reference_of(story: str) -> str:
    from tongguan.desk.declarations.models import Claim
    from tongguan.desk.dossiers.models import Dossier

    local = next(row["reference"] for row in some_rows(40) if row["story"] == story)
    return str(Dossier.objects.get(pk=Claim.objects.get(reference=local).dossier).reference)


def test_every_accepted_declaration_has_a_line(web: Any, played: Any) -> None:
    page = web.get("/")
    assert page.status_code == 200
    assert text(page).count('class="state"') == played.accepted


def test_filters_divide_the_list(web: Any, played: Any) -> None:
    counts = [text(web.get("/", {"show": name})).count('class="state"') for name in ("open", "done", "ended")]
    assert sum(counts) == played.accepted and all(counts)


def test_no_page_runs_a_script_or_loads_anything_from_elsewhere(web: Any) -> None:
    for path in ("/", "/refused/", f"/declarations/{reference_of('seize')}/"):
        page = web.get(path)
        policy = page["Content-Security-Policy"]
        assert "default-src 'none'" in policy and "script" not in policy and "unsafe" not in policy
        assert "<script" not in text(page) and "style=" not in text(page) and "http" not in text(page)


def test_the_language_is_chosen_and_remembered(web: Any) -> None:
    assert 'lang="en"' in text(web.get("/"))
    answer = web.post("/language/", {"to": "zh", "back": "/?show=open"})
    assert (answer.status_code, answer["Location"]) == (302, "/?show=open")
    assert "今日通关" in text(web.get("/"))
    assert web.get("/", headers={"accept-language": "zh-CN"}).status_code == 200


def test_going_back_leads_nowhere_else(web: Any) -> None:
    for back in ("//example.org/", "https://example.org/", "/\\example.org", ""):
        assert web.post("/language/", {"to": "en", "back": back})["Location"] == "/"


def test_the_ledger_on_a_timeline_sums_to_the_whole(web: Any) -> None:
    import re

    page = text(web.get(f"/declarations/{reference_of('treat')}/"))
    table = page[page.index("Whose time it was") : page.index("sum of the parts") + 200]
    spans = [int(h) * 3600 + int(m) * 60 + int(s) for h, m, s in re.findall(r">(\d+):(\d\d):(\d\d)<", table)]
    (overall, _, _), slices, total = spans[:3], spans[3:-1], spans[-1]
    assert len(slices) >= 6 and total == overall == sum(slices)


def test_a_bar_is_as_long_as_the_whole(web: Any) -> None:
    from tongguan.doors.officer.shown import by_party

    pieces = by_party({"trader": 1, "documents": 2, "bank": 0, "carrier": 4}, "en")
    assert [p.whose for p in pieces] == ["trader", "documents", "carrier"]
    assert pieces[0].x == 0 and pieces[-1].x + pieces[-1].width == pytest.approx(1000)


def test_a_trader_sees_no_covert_hold_and_no_order_before_its_notice(web: Any) -> None:
    reference = reference_of("covert")
    assert "covert hold" in text(web.get(f"/declarations/{reference}/"))
    assert "covert" not in text(web.get(f"/declarations/{reference}/", {"as": "trader"}))
    ordered = reference_of("treat")
    assert "port inspection: ordered" in text(web.get(f"/declarations/{ordered}/"))
    assert "port inspection: ordered" not in text(web.get(f"/declarations/{ordered}/", {"as": "trader"}))


def test_lanes_and_criteria_are_shown_nowhere(web: Any) -> None:
    for path in ("/", f"/declarations/{reference_of('treat')}/"):
        page = text(web.get(path)).lower()
        assert not any(word in page for word in ("lane", "q-wood", "r-general", "yellow", "criteri"))


def test_refusals_say_everything_that_is_wrong_in_both_languages(web: Any, played: Any) -> None:
    english, chinese = (
        text(web.get("/refused/")),
        text(web.get("/refused/", headers={"accept-language": "zh"})),
    )
    for findings in played.refused.values():
        for finding in findings:
            if finding.severity == "error":
                assert finding.code in english and finding.code in chinese
    assert "must be stated" in english and "必须申报" in chinese


def test_an_unknown_declaration_is_not_found(web: Any) -> None:
    assert web.get("/declarations/000000000000000000/").status_code == 404


def test_the_stylesheet_is_kept_for_ever_under_its_digest(web: Any) -> None:
    import re

    address = re.search(r'href="(/board\.css\?[0-9a-f]{12})"', text(web.get("/")))
    assert address is not None
    sheet = web.get(address[1])
    assert sheet["Content-Type"].startswith("text/css") and "immutable" in sheet["Cache-Control"]
    assert "url(" not in text(sheet) and "@import" not in text(sheet)


@pytest.mark.parametrize(("mode", "served"), [("production", False), ("test", False), ("demo", True)])
def test_the_board_is_served_under_demo_settings_alone(mode: str, served: bool, tmp_path: Path) -> None:
    asks = (
        "import django; django.setup()\n"
        "from django.test import Client\n"
        "print(Client(headers={'host': 'localhost'}).get('/board.css', secure=True).status_code)"
    )
    environment = {
        **os.environ,
        "TONGGUAN_MODE": mode,
        "TONGGUAN_VAR": str(tmp_path),
        "TONGGUAN_HOSTS": "localhost",
        "SECRET_KEY": "for this test",
        "DJANGO_SETTINGS_MODULE": "tongguan.site.settings",
    }
    answer = subprocess.run(
        [sys.executable, "-c", asks], env=environment, capture_output=True, text=True, check=False
    )
    assert answer.stdout.strip() == ("200" if served else "404"), answer.stderr


def test_value_and_charges_are_explained_on_the_page_and_by_the_command(web: Any, played: Any) -> None:
    from django.core.management import call_command

    reference = reference_of("seize")
    printed = StringIO()
    call_command("show", reference, stdout=printed)
    shown = text(web.get(f"/declarations/{reference}/"))
    for told in (printed.getvalue(), shown):
        assert re.search(r"[\d,.]+ USD x [\d.]+ = [\d,.]+ yuan", told)
        assert re.search(r"[\d.]+% on [\d,.]+ yuan", told)
    chinese = StringIO()
    call_command("show", reference, "--language", "zh", stdout=chinese)
    assert re.search(r"完税价格 [\d,.]+ 元", chinese.getvalue()) and "计税依据" in chinese.getvalue()
