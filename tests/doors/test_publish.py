"""`tongguan publish`, `elements` and `docs`: what an office types, and what it is told."""

import json
import re
import time
from datetime import UTC, date, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.books import RULES
from tongguan.desk.people.models import Person
from tongguan.desk.rulebooks import queries
from tongguan.desk.rulebooks.actions import NotPublished, publish
from tongguan.desk.rulebooks.models import Edition
from tongguan.doors.jobs.management.commands import docs
from tongguan.doors.jobs.rulebook_page import page

pytestmark = pytest.mark.django_db

TWO = ("--by", "li.na", "--approved-by", "wang.wei")
TOLD = (RULES.parent / "docs" / "rules-format.md").read_text(encoding="utf-8")
AS_TOLD = re.findall(r"^    tongguan publish .* --by (\S+) --approved-by (\S+)", TOLD, re.MULTILINE)[0]
"""Who publishes in the first example that an office reads."""
RATES = "key,valid_from,rate,source,verified\n"


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out)
    return out.getvalue()


def test_an_office_publishes_a_folder_and_is_told_what_changed(tmp_path: Path) -> None:
    (tmp_path / "rate.csv").write_text(RATES + "0203290090/mfn,2018-08-01,12%,tariff,yes\n", encoding="utf-8")
    told = run("publish", tmp_path, "--jurisdiction", "xx", *TWO)
    number, digest = queries.newest("xx")
    counts = "1 rows added, 0 replaced, 0 withdrawn, 0 as they were"
    assert told == f"Published xx edition {number}: {counts}. Digest {digest}.\n"
    assert run("publish", tmp_path, "--jurisdiction", "xx", *TWO).startswith("Nothing has changed")


def test_a_dry_run_writes_nothing(tmp_path: Path) -> None:
    (tmp_path / "rate.csv").write_text(RATES + "0203290090/mfn,2018-08-01,12%,tariff,yes\n", encoding="utf-8")
    assert "1 rows added" in run("publish", tmp_path, "--jurisdiction", "xx", "--dry-run", *TWO)
    assert not Edition.objects.exists()


def test_the_first_rates_of_ones_own_come_after_the_shipped_rules(tmp_path: Path) -> None:
    (tmp_path / "rate.csv").write_text(RATES + "0203290090/mfn,2018-08-01,11%,tariff,yes\n", encoding="utf-8")
    told = run("publish", tmp_path, "--jurisdiction", "cn", *TWO)
    assert told.startswith("Published cn edition 2: 0 rows added, 1 replaced")
    assert len(queries.book("cn").table("element", date(2020, 9, 15))) > 105


def test_bad_rows_are_told_with_their_places_and_no_row_is_published(tmp_path: Path) -> None:
    bad = "".join(f"{n:010}/mfn,2018-08-01,{n} per cent,tariff,yes\n" for n in range(60))
    (tmp_path / "rate.csv").write_text(RATES + bad, encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run("publish", tmp_path, "--jurisdiction", "xx", *TWO)
    lines = str(refused.value).splitlines()
    assert lines[0] == "Nothing was published; 60 problems:"
    assert lines[1].startswith("  rate.csv, line 2: '0 per cent': ")
    assert lines[-1] == "  and 10 more"
    assert not Edition.objects.exists()
    (tmp_path / "rate.csv").write_text(RATES + f"0203/mfn,2018-08-01,{'x' * 9000},tariff,yes\n", "utf-8")
    with pytest.raises(CommandError, match=r"rate.csv, line 2: x{100,200}.*") as refused:
        run("publish", tmp_path, "--jurisdiction", "xx", *TWO)
    assert len(str(refused.value)) < 400


def test_everything_that_is_wrong_with_a_row_is_told(tmp_path: Path) -> None:
    head = "key,valid_from,value,en,zh,scope,source,verified\n"
    (tmp_path / "parameter.csv").write_text(head + ",2018-02-30,1,one,,city:1,,maybe\n", encoding="utf-8")
    with pytest.raises(CommandError) as refused:
        run("publish", tmp_path, "--jurisdiction", "xx", *TWO)
    told = str(refused.value)
    assert told.startswith("Nothing was published; 6 problems:")
    for column in ("key", "valid_from", "zh", "scope", "source", "verified"):
        assert f"parameter.csv, line 2, column {column}: " in told


@pytest.mark.parametrize(
    ("by", "approved_by", "unknown"),
    [
        (*AS_TOLD, ()),
        ("li.na", "nobody", ("approved by 'nobody'",)),
        ("gone", "wang.wei", ("by 'gone'",)),
        ("inspector", "Wang Wei", ("by 'inspector'", "approved by 'Wang Wei'")),
        ("root", "stranger", ("by 'root'", "approved by 'stranger'")),
    ],
)
def test_in_an_office_rules_are_published_by_two_who_may(
    tmp_path: Path, settings: Any, by: str, approved_by: str, unknown: tuple[str, ...]
) -> None:
    run("people", "office", "0900", 9, "xx", "Dalian Customs", "大连海关")
    run("people", "office", "1900", 19, "yy", "Elsewhere", "别处")
    for name, capacity, office in (
        ("li.na", "rules_officer", "0900"),
        ("wang.wei", "rules_officer", "0900"),
        ("gone", "rules_officer", "0900"),
        ("inspector", "inspector", "0900"),
        ("stranger", "rules_officer", "1900"),
    ):
        run("people", "person", name, name)
        run("people", "role", name, capacity, office)
    Person.objects.create(username="root", is_staff=True, is_superuser=True)
    Person.objects.filter(username="gone").update(is_active=False)
    (tmp_path / "rate.csv").write_text(RATES + "0203290090/mfn,2018-08-01,12%,tariff,yes\n", encoding="utf-8")
    settings.MODE = "production"
    arguments = ("publish", tmp_path, "--jurisdiction", "xx", "--by", by, "--approved-by", approved_by)
    if not unknown:
        assert "Published xx edition 1" in run(*arguments)
        return
    with pytest.raises(CommandError) as refused:
        run(*arguments)
    for said in unknown:
        assert f"{said}: no open account of this name is rules officer of xx" in str(refused.value)
    assert not Edition.objects.exists()


def test_nobody_approves_their_own_rules() -> None:
    with pytest.raises(CommandError, match="must be approved by a second one"):
        run("publish", RULES / "cn", "--jurisdiction", "xx", "--by", "li.na", "--approved-by", "li.na")


@pytest.mark.parametrize("second", ["li.na\u200b", "wang\nwei"])
def test_a_name_with_signs_that_nobody_sees_is_nobodys(second: str) -> None:
    with pytest.raises(CommandError, match="nobody has this name"):
        run("publish", RULES / "cn", "--jurisdiction", "xx", *TWO[:3], second, "--dry-run")


SHEET = (
    "key,valid_from,en,zh,unit,supervision,vat,"
    "rate:mfn,rate:general,rate:consumption,rate:agreement/10,source,verified\n"
)


def sheet(folder: Path, *lines: str) -> str:
    (folder / "tariff.csv").write_text(SHEET + "\n".join(lines), encoding="utf-8")
    return run("publish", folder, "--jurisdiction", "xx", *TWO)


def test_a_wide_sheet_holds_a_commodity_and_its_rates_in_one_line(tmp_path: Path) -> None:
    told = sheet(
        tmp_path,
        "2208300000,2018-08-01,Whiskies,威士忌酒,095,AB,standard,10%,180,20%/0.912 Yuan/Liter,--,tariff,yes",
        "2208300000,2019-01-01,,,,,,,,,0,tariff,yes",
    )
    assert "6 rows added" in told
    book = queries.book("xx")
    rates = {
        key: [row.value and row.value.text for row in book.history("rate", key)] for key in book.keys("rate")
    }
    assert rates == {
        "2208300000/mfn": ["10%"],
        "2208300000/general": ["180%"],
        "2208300000/consumption": ["20% + 0.912/095"],
        "2208300000/agreement/10": ["0%", None],
    }
    assert [row.value.unit for row in book.history("commodity", "2208300000")] == ["095"]


def test_a_bad_rate_of_a_wide_sheet_is_named_by_its_own_column(tmp_path: Path) -> None:
    with pytest.raises(
        CommandError, match=r"tariff.csv, line 2, column rate:general: 'dear': 'dear' is neither"
    ):
        sheet(tmp_path, "2208300000,2018-08-01,Whiskies,威士忌酒,095,AB,standard,10%,dear,,,tariff,yes")


def test_ten_thousand_rows_are_published_in_seconds(tmp_path: Path) -> None:
    sheet_lines = (
        f"{n:010},2018-08-01,Goods,货物,035,-,standard,{n % 30}%,,,,tariff,yes" for n in range(5000)
    )
    begun = time.process_time()
    assert "10000 rows added" in sheet(tmp_path, *sheet_lines)
    assert time.process_time() - begun < 10


def test_exactly_105_elements_are_listed() -> None:
    listed = json.loads(run("elements", "--json", "--on", "2020-03-02"))
    assert [element["number"] for element in listed] == [str(n) for n in range(1, 106)]
    assert all(element["en"] and element["zh"] and element["parts"] for element in listed)
    assert len(run("elements").splitlines()) == 105


def test_the_elements_are_those_of_the_newest_edition(tmp_path: Path) -> None:
    old = "key,valid_from,number,group,en,zh,type,length,use,source,verified\n"
    row = "contract,2018-08-01,8,header,contract no.,合同协议号,text,32,O,a source,no\n"
    (tmp_path / "element.csv").write_text(old + row, encoding="utf-8")
    run("publish", tmp_path, "--jurisdiction", "cn", *TWO)
    assert [element["number"] for element in json.loads(run("elements", "--json"))] == ["8"]


def test_a_jurisdiction_without_rules_has_no_elements() -> None:
    with pytest.raises(CommandError, match="there is no such folder"):
        run("elements", "--jurisdiction", "nowhere")


def test_the_generated_pages_are_not_stale() -> None:
    run("docs", "--check")


def test_a_stale_page_is_found_and_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(docs, "DOCS", tmp_path)
    with pytest.raises(CommandError, match=r"stale.*rulebook.md"):
        run("docs", "--check")
    assert "Wrote docs/rulebook.md." in run("docs")
    assert run("docs", "--check") == ""


def test_a_secret_table_is_never_drawn(tmp_path: Path) -> None:
    (tmp_path / "cn").mkdir()
    (tmp_path / "cn" / "salt.csv").write_text(
        "key,valid_from,hex,source,verified\nselection,2018-01-01," + "ab" * 32 + ",kept apart,no\n",
        encoding="utf-8",
    )
    (tmp_path / "cn" / "rate.csv").write_text(
        RATES + "0203/mfn,2018-08-01,12%,tariff,yes\n", encoding="utf-8"
    )
    drawn = page(tmp_path)
    assert "0203/mfn" in drawn
    assert "salt" not in drawn.removeprefix(drawn.split("## cn")[0])
    assert "abab" not in drawn


def test_who_publishes_criteria_into_the_wrong_book_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    for jurisdiction, told in (("xx", "risk_group, salt: in the book xx nothing"), ("xx-criteria", "")):
        run("publish", RULES / "demo-criteria", "--jurisdiction", jurisdiction, *TWO, "--dry-run")
        assert told in (said := capsys.readouterr().err) and bool(said) is bool(told)


def test_notes_that_lie_beside_public_rules_are_taken_for_no_criteria(tmp_path: Path, capsys: Any) -> None:
    (tmp_path / "rate.csv").write_text(f"{RATES}0203290090/mfn,2018-08-01,12%,tariff,yes\n", "utf-8")
    (tmp_path / "salt.txt").write_text("of the soup", "utf-8")
    run("publish", tmp_path, "--jurisdiction", "xx", *TWO, "--dry-run")
    assert capsys.readouterr().err == ""


def test_a_rate_that_nobody_would_ever_find_is_refused(tmp_path: Path) -> None:
    """A letter wrong in the kind of a rate would lose it without a word."""
    kinds, agreements = (
        ("key,valid_from,en,zh,source,verified\nmfn,2018-01-01,a,甲,x,no\n"),
        ("key,valid_from,en,zh,kind,countries,source,verified\n02,2018-01-01,a,甲,agreement,VNM,x,no\n"),
    )
    rates = "key,valid_from,rate,source,verified\n2204/mfm,2020-01-01,1%,x,no\n2204/mfn,2020-01-01,1%,x,no\n"
    (tmp_path / "rate_kind.csv").write_text(kinds + "agreement,2018-01-01,a,甲,x,no\n", "utf-8")
    (tmp_path / "agreement.csv").write_text(agreements, "utf-8")
    (tmp_path / "rate.csv").write_text(rates + "2204/agreement/20,2020-01-01,0%,x,no\n", "utf-8")
    with pytest.raises(CommandError) as refused:
        run("publish", tmp_path, "--jurisdiction", "xx", *TWO)
    assert "rate.csv, line 2, column key: no row of rate_kind names the kind 'mfm'; is 'mfn'" in str(
        refused.value
    )
    assert "rate.csv, line 4, column key: no row of agreement names '20'" in str(refused.value)
    assert "line 3" not in str(refused.value)


GOODS = "key,valid_from,zh,unit,second_unit,supervision,inspection,vat,source,verified\n"
CODES = "key,valid_from,zh,end,source,verified\n"


def test_a_row_that_names_what_there_is_not_on_its_day_is_refused(tmp_path: Path) -> None:
    """Units and documents that a commodity wants, the class of its tax, the units of a rate."""
    units = "035,2018-08-01,千克,,x,no\n007,2018-08-01,个,,x,no\n007,2020-01-01,,ended,x,no\n"
    (tmp_path / "unit.csv").write_text(CODES + units, "utf-8")
    (tmp_path / "supervision_document.csv").write_text(CODES + "A,2018-08-01,证,,x,no\n", "utf-8")
    rates = "standard/vat,2018-01-01,13%,x,no\n2204/mfn,2018-01-01,1%+2/999,x,no\n"
    (tmp_path / "rate.csv").write_text(RATES + rates, "utf-8")
    good = "2204000000,2018-01-01,酒,035,007,A,RS,standard,x,no\n"
    bad = "2204000001,2020-01-01,酒,999,007,ZA,-,nonsense,x,no\n"
    (tmp_path / "commodity.csv").write_text(GOODS + good + bad, "utf-8")
    with pytest.raises(NotPublished) as refused:
        publish(folder=tmp_path, jurisdiction="xx", by="li.na", approved_by="wang.wei", at=datetime.now(UTC))
    assert [str(problem) for problem in refused.value.problems] == [
        "commodity.csv, line 3, column unit: no row of unit holds '999' on 2020-01-01",
        "commodity.csv, line 3, column second_unit: no row of unit holds '007' on 2020-01-01",
        "commodity.csv, line 3, column supervision: no row of supervision_document holds 'Z' on 2020-01-01",
        "commodity.csv, line 3, column vat: no row of rate holds 'nonsense/vat' on 2020-01-01",
        "rate.csv, line 3, column rate: no row of unit holds '999' on 2018-08-01",
        "unit.csv, line 4, column end: unit 007 is named from 2020-01-01 on by commodity 2204000000",
    ]
    zh = "commodity.csv，第3行“unit”列：2020-01-01的unit表中没有“999”"
    assert refused.value.problems[0].said("zh") == zh
    (tmp_path / "commodity.csv").write_text(
        GOODS + good.replace("RS", "R?") + bad.replace("ZA", "AA"), "utf-8"
    )
    (tmp_path / "rate.csv").unlink()
    with pytest.raises(NotPublished) as refused:
        publish(folder=tmp_path, jurisdiction="xx", by="li.na", approved_by="wang.wei", at=datetime.now(UTC))
    assert [str(problem) for problem in refused.value.problems] == [
        "commodity.csv, line 2, column inspection: there is no letter '?'",
        "commodity.csv, line 3, column supervision: 'A' stands twice",
    ]
