"""The form where a code belongs: names are taken for codes, what is unclear is told, what is missing said."""

from pathlib import Path
from typing import Any

import pytest

from tests.doors.lodging import address, client, drafted, form_of, note, stated
from tests.harbour import MEI, MORNING, Harbour
from tests.pages import text


@pytest.fixture(autouse=True)
def here(settings: Any, tmp_path: Path) -> None:
    settings.CLOCK_STANDS = MORNING
    settings.VAR = tmp_path


def test_the_name_of_a_code_becomes_the_code_and_what_is_unclear_is_told(harbour: Harbour) -> None:
    draft, mei = drafted(harbour), client(MEI)
    page = text(mei.get(address(draft)))

    def typed(name: str, words: str, who: Any = mei) -> str:
        answer = who.post(address(draft, "save/"), {**form_of(page), name: words})
        return note(text(answer), name.replace("/", "-"))

    for words in ("Brazil", "巴西", "ｂｒａ"):
        said = typed("country", words)
        assert stated(draft)["country"] == "BRA" and "<b>BRA</b> Brazil" in said, words
    assert "<b>0900</b>" in typed("office", "dalian")
    said = typed("country", "Austrailia")
    assert "“Austrailia” is neither a code nor the name of one; near it are AUS Australia" in said
    assert stated(draft)["country"] == "Austrailia"
    said = typed("office", "天津海关")
    assert "several codes are called “天津海关”: 0200 Tianjin; 0201" in said and said.count('"error"') == 1
    said = typed("loading_port", "Sydney")
    assert "several codes are called" in said and "(Australia)" in said and "(Canada)" in said
    chinese = client(MEI, "zh")
    assert "有多个代码的名称为“Sydney”" in typed("loading_port", "Sydney", chinese)
    checked = text(mei.get(address(draft, "check/")))
    assert "near it are AUS Australia" in checked and ">Lodge<" not in checked.split("</header>")[1]
    answer = mei.post(address(draft, "check/"))
    assert answer.status_code == 422 and "near it are AUS Australia" in text(answer)
    whole = {**form_of(text(mei.get(address(draft)))), "country": "Australia", "office": "0908", "do": "save"}
    assert mei.post(address(draft), whole).status_code == 302
    assert stated(draft)["country"] == "AUS"
    again = mei.post(address(draft), {**form_of(page), "country": "australia", "do": "save"})
    assert again.status_code == 302, "another window that names the same code contradicts nothing"


def test_what_was_typed_into_a_field_is_what_its_button_searches_for(harbour: Harbour) -> None:
    draft, mei = drafted(harbour), client(MEI)
    line = next(path for path in stated(draft) if path.endswith("/commodity_code"))
    entry = line.removesuffix("/commodity_code")
    sent = {**form_of(text(mei.get(address(draft)))), line: "frozen pork", "do": f"search {entry}"}
    page = text(mei.get(mei.post(address(draft), sent).url))
    assert 'value="frozen pork"' in page and "0203290090" in page and f'name="{line}"' in page
    taken = {**form_of(page), line: "0203290090", "window": "w"}
    assert mei.post(address(draft), taken).status_code == 302 and stated(draft)[line] == "0203290090"
    found = text(client(MEI, "zh").get(address(draft, "goods/"), {"q": "阀门"}))
    assert (
        "止回阀" in found
        and "8481</b></a> 用于管道、锅炉" in found
        and "Taps, cocks" not in found.split("848110")[0]
    )
    empty = {**form_of(text(mei.get(address(draft)))), line: "", "do": f"search {entry}"}
    assert "q=" not in mei.post(address(draft), empty).url


def test_the_suffixes_of_a_commodity_are_listed_or_it_is_said_why_not(
    harbour: Harbour, tmp_path: Path
) -> None:
    from tongguan.desk.rulebooks.actions import publish

    draft, mei = drafted(harbour), client(MEI)
    code = next(path for path in stated(draft) if path.endswith("/commodity_code"))
    suffix = code.replace("commodity_code", "inspection_code")
    of = suffix.replace("/", "-")
    page = text(mei.get(address(draft)))
    assert "The list for 2601112000 is not among the rules of this system" in note(page, of)
    assert "本系统规则库未收录2601112000" in note(text(client(MEI, "zh").get(address(draft))), of)
    folder = tmp_path / "suffixes"
    folder.mkdir()
    rows = ["key,valid_from,en,zh,source,verified"]
    rows += [f"2601112000{n},2018-08-01,ore {n},铁矿{n},a list,no" for n in (101, 999)]
    rows += ["2713200000101,2018-08-01,,石油沥青,a list,no"]
    (folder / "inspection_suffix.csv").write_text("\n".join(rows), encoding="utf-8")
    publish(folder=folder, jurisdiction="cn", by="zhang", approved_by="hu", at=MORNING)
    said = note(text(mei.get(address(draft))), of)
    assert "Of 2601112000 there are: 101 ore 101; 999 ore 999." in said and "石油沥青" not in said
    answer = text(mei.post(address(draft, "save/"), {**form_of(page), code: "2713200000"}))
    assert "Of 2713200000 there are: 101 石油沥青." in note(answer, of)


def test_the_tax_is_told_as_provisional_while_a_cost_is_missing(harbour: Harbour) -> None:
    draft, mei = drafted(harbour, {"freight": None}), client(MEI)
    page = text(mei.get(address(draft, "check/")))
    assert "What would be owed, provisionally" in page and "Still missing: freight." in page
    assert "Owed so far" in page and "Owed in all" not in page
    chinese = text(client(MEI, "zh").get(address(draft, "check/")))
    assert "应缴税费（暂估）" in chinese and "尚缺：运费。" in chinese
    some = {**form_of(text(mei.get(address(draft)))), "freight/mark": "3", "freight/amount": "5"}
    mei.post(address(draft, "save/"), some)
    page = text(mei.get(address(draft, "check/")))
    assert "provisionally" not in page and "Owed in all" in page, "its currency follows from the price"
    mei.post(address(draft, "save/"), {**some, "freight/amount": "", "insurance/amount": ""})
    page = text(mei.get(address(draft, "check/")))
    assert "Still missing: freight, insurance." in page
