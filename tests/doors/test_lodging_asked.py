"""The pages of lodging, whoever asks and whatever is sent: quick, in one language, and never surprised."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.doors.lodging import address, client, drafted
from tests.harbour import MEI, MORNING, SUN, Harbour
from tests.pages import text

MOST = 25
"""So many queries a page may make."""


@pytest.fixture(autouse=True)
def here(settings: Any, tmp_path: Path) -> None:
    settings.CLOCK_STANDS = MORNING
    settings.VAR = tmp_path


def test_the_link_to_a_section_is_there_only_with_the_section(harbour: Harbour) -> None:
    from django.contrib.staticfiles import finders
    from lxml import html

    from tongguan.doors.trader.lodging.sections import PLACES

    mei, hidden = client(MEI), set()
    style = Path(str(finders.find("look/style.css"))).read_text("utf-8")
    for direction in ("import", "export"):
        begun = mei.post("/trade/drafts/start/", {"direction": direction})["Location"]
        page: Any = html.document_fromstring(text(mei.get(begun)))
        links = page.xpath("//*[@class='bar-of']/nav/a/@href")
        assert links == [f"#{place.name}" for place in PLACES]
        shown = {one.getparent().get("id") for one in page.xpath("//section/*") if kept(one)}
        hidden |= {link for link in links if link[1:] not in shown}
    assert "#inspection" in hidden
    for link in hidden:
        assert f'.filling:not(:has({link} :is(.field, .entries))) .bar-of [href="{link}"]' in style


def kept(part: Any) -> bool:
    """Whether this, or something in it, is a field or a list: a section without any is not shown."""
    return any(set((one.get("class") or "").split()) & {"field", "entries"} for one in part.iter())


@pytest.mark.parametrize(
    "sent",
    [
        {"do": "add nonsense"},
        {"do": "remove items/99"},
        {"do": "open ../../etc"},
        {"do": "search //evil.example"},
        {"base": "x" * 100, "window": "\0"},
        {"items/99999999/name": "x", "items/*/name": "x", "answer/status": "J"},
        {"bill": "a\0b"},
        {"do": ""},
    ],
)
def test_whatever_a_form_sends_is_answered(harbour: Harbour, sent: dict[str, str]) -> None:
    draft, mei = drafted(harbour), client(MEI)
    answer = mei.post(address(draft), sent)
    assert answer.status_code in (302, 409, 422)
    assert not answer.headers.get("Location", "").startswith("//")
    assert mei.post(address(draft, "save/"), sent).status_code == 200


def test_codes_and_commodities_are_found_while_they_are_typed(harbour: Harbour) -> None:
    draft, mei = drafted(harbour), client(MEI)
    assert 'value="ESP"' in text(mei.get("/trade/codes/country/", {"country": "西班"}))
    assert 'value="0908"' in text(mei.get("/trade/codes/customs_office/", {"office": "0908"}))
    for secret in ("criterion", "salt", "risk_group", "check"):
        assert mei.get(f"/trade/codes/{secret}/", {"q": "a"}).status_code == 404
    page = text(mei.get(address(draft, "goods/"), {"q": "铁矿", "line": "items/1"}))
    assert "2601112000" in page and 'name="items/1/commodity_code"' in page
    hostile = text(mei.get(address(draft, "goods/"), {"q": '"><script>', "line": '"><script>'}))
    assert "<script>" not in hostile.split("<main")[1]


def test_no_page_asks_much_of_the_database(harbour: Harbour) -> None:
    draft, mei = drafted(harbour), client(MEI)
    for path in ("/trade/drafts/", address(draft), address(draft, "check/"), address(draft, "goods/?q=a")):
        with CaptureQueriesContext(connection) as asked:
            assert mei.get(path).status_code == 200
        assert len(asked) <= MOST, (path, [one["sql"][:150] for one in asked])
    with CaptureQueriesContext(connection) as asked:
        mei.post(address(draft, "save/"), {"bill": "x"})
    assert len(asked) <= MOST


@pytest.mark.parametrize(
    ("language", "said"),
    [("en", "please make sure that they are not declared twice"), ("zh", "请核对是否重复申报")],
)
def test_goods_that_were_declared_are_told_before_they_are_sent(
    harbour: Harbour, language: str, said: str
) -> None:
    draft, mei = drafted(harbour, {"/reference": "ST-AGAIN"}), client(MEI, language)
    assert said not in text(mei.get(address(draft, "check/")))
    first = harbour.lodge("import-ore", by=MEI)
    page = text(mei.get(address(draft, "check/")))
    (line,) = [one for one in re.findall(r"<li>.*?</li>", page, flags=re.S) if said in one]
    assert first.reference in line and f"{address(draft)}?checked=1#f-bill" in line
    assert said in text(mei.get(address(draft) + "?checked=1"))
    assert said not in text(client(SUN, language).get(address(draft, "check/")))


ALLOWED = re.compile(r"PDF|JPEG|PNG|TIFF|XLSX|XML|OFD|CSV|CIF|FOB|EXW|AEO|VIN|UN|B/L|IC|TCK|N/M|ID|D\d+")


def test_a_chinese_page_has_no_english_left(harbour: Harbour) -> None:
    draft, mei = drafted(harbour, {"bill": None}), client(MEI, "zh")
    pages = (
        "/trade/drafts/",
        address(draft) + "?checked=1",
        address(draft, "check/"),
        address(draft, "discard/"),
    )
    for path in pages:
        main = text(mei.get(path)).split("<main", 1)[1].split(">", 1)[1]
        words = re.sub(
            r"<[^>]*>", " ", re.sub(r"<(option|textarea|script|style)[^>]*>.*?</\1>", " ", main, flags=re.S)
        )
        words = words.replace("&amp;", "")
        left = [w for w in re.findall(r"[A-Za-z]{3,}", words) if not ALLOWED.search(w)]
        known = {
            "PACIFIC",
            "LOTUS",
            "PLDLC",
            "Pilbara",
            "Iron",
            "Sales",
            "Pty",
            "Ltd",
            "Mei",
            "USD",
            "AUS",
            "CHN",
        }
        assert not set(left) - known, path


def test_every_element_has_its_help_in_both_languages() -> None:
    from tests.books import book
    from tongguan.doors.trader.lodging.fields import helps
    from tongguan.law.stating.parts import parts

    for path, part in parts(book(), MORNING.date()).items():
        if part.use == "S" or path == "direction" or (part.type == "list" and f"{path}/*" not in helps()):
            continue
        assert path in helps() or part.number in helps(), path
    for en, zh in helps().values():
        assert en and zh and not re.search(r"[\u4e00-\u9fff]", en)
