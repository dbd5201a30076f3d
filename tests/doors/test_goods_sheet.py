"""Goods lines from tables: read by whatever their columns are called, and told off by row and column."""

import zipfile
from dataclasses import replace
from datetime import date
from io import BytesIO
from time import process_time

import pytest

from tests.books import RULES, book
from tests.desk.papers import packed, workbook
from tongguan.desk.rulebooks.files import load
from tongguan.doors.codecs.goods_sheet import Sheet, header, lines
from tongguan.law.rulebook import Rulebook
from tongguan.law.words import say

ON = date(2020, 9, 14)
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def xlsx(sheet: str, strings: str = "") -> bytes:
    """A workbook with one sheet, as XML."""
    made = BytesIO()
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{types}"><Default Extension="rels" ContentType="application/vnd.openxmlformats-'
            f'package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.'
            f'main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kinds}.worksheet+xml"/>'
            "</Types>",
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{RELS}/officeDocument" '
            'Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets><sheet name="S" sheetId="1" r:id="r1"/>'
            "</sheets></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{package}"><Relationship Id="r1" Type="{RELS}/worksheet" '
            f'Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="{RELS}/sharedStrings" '
            'Target="sharedStrings.xml"/></Relationships>',
        )
        archive.writestr("xl/sharedStrings.xml", f'<sst xmlns="{MAIN}">{strings}</sst>')
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{MAIN}"><sheetData>{sheet}</sheetData></worksheet>',
        )
    return made.getvalue()


def cell(at: str, value: object) -> str:
    if isinstance(value, str):
        return f'<c r="{at}" t="inlineStr"><is><t>{value}</t></is></c>'
    return f'<c r="{at}"><v>{value}</v></c>'


def table(*rows: tuple[object, ...]) -> bytes:
    made = ""
    for number, row in enumerate(rows, 1):
        cells = "".join(cell(f"{'ABCDEFGH'[at]}{number}", value) for at, value in enumerate(row))
        made += f'<row r="{number}">{cells}</row>'
    return xlsx(made)


def read(raw: bytes) -> Sheet:
    return lines(raw, book=book(), on=ON)


def said(sheet: Sheet, language: str = "en") -> list[str]:
    return [say(one.code, one.arguments, language) for one in sheet.findings]


@pytest.mark.parametrize(
    "names",
    [
        ("commodity_code", "name", "quantity", "unit_price"),
        ("Commodity code", "Name of the goods", "quantity of the deal", "unit price"),
        ("商品编号", "商品名称", "成交数量", "单价"),
    ],
)
def test_columns_may_be_called_in_either_language_or_by_their_fields(names: tuple[str, ...]) -> None:
    found = read(table(names, ("2601112000", "铁矿", 171500, 83.2), ("2601112000", "铁矿", 3.5, 5)))
    assert not found.findings
    assert found.lines[0] == {
        "commodity_code": "2601112000",
        "name": "铁矿",
        "quantity": "171500",
        "unit_price": "83.2",
    }
    assert found.lines[1]["quantity"] == "3.5"


def test_a_column_may_leave_out_what_brackets_explain() -> None:
    found = read(table(("原产国", "最终目的国", "产品保质期"), ("AUS", "CHN", "30")))
    assert not found.findings
    assert found.lines == [{"origin_country": "AUS", "destination_country": "CHN", "detail/shelf_life": "30"}]


def test_brackets_that_tell_two_elements_apart_are_needed() -> None:
    both = {"origin_country": "maker (country)", "origin_region": "maker (region)", "unit": "seal (unit)"}
    rows = [
        replace(row, value=replace(row.value, en=both[row.key.removeprefix("items/*/")]))
        if row.table == "element" and row.key.removeprefix("items/*/") in both
        else row
        for row in load(RULES / "cn")[0]
    ]
    raw = table(("maker", "Maker (country)", "seal"), ("x", "AUS", "035"))
    found = lines(raw, book=Rulebook("cn", 1, rows), on=ON)
    assert said(found) == ["Row 1, column A: no element of a goods line is called “maker”."]


@pytest.mark.parametrize("encoding, divider", [("utf-8", ","), ("utf-8-sig", ";"), ("gb18030", "\t")])
def test_a_table_of_text_is_read_as_it_was_written(encoding: str, divider: str) -> None:
    rows = ["商品编号|商品名称|货物属性", '2601112000|"铁矿, 散装"|19、17', "||"]
    found = read("\r\n".join(row.replace("|", divider) for row in rows).encode(encoding))
    assert not found.findings
    assert found.lines == [{"commodity_code": "2601112000", "name": "铁矿, 散装", "attributes": ["19", "17"]}]


def test_the_empty_table_that_we_hand_out_can_be_read_again() -> None:
    for language in ("en", "zh"):
        names = header(book(), ON, language)
        assert len(names) >= 10
        assert said(read(",".join(f'"{name}"' for name in names).encode())) == [
            "The table has no goods lines."
        ]


def test_the_name_of_a_code_is_read_as_the_code() -> None:
    names = ("commodity_code", "origin_country", "unit", "currency", "attributes")
    found = read(table(names, ("2601.11.2000", "Australia", "千克", "ＵＳＤ", "正常 11，14")))
    assert said(found) == []
    assert found.lines == [
        {
            "commodity_code": "2601112000",
            "origin_country": "AUS",
            "unit": "035",
            "currency": "USD",
            "attributes": ["19", "11", "14"],
        }
    ]


def test_a_leading_zero_that_the_sheet_has_lost_is_told() -> None:
    found = read(table(("商品编号", "成交计量单位", "原产国（地区）"), (203290090, 35, "Austrailia")))
    assert [one.split(": ", 1)[0] for one in said(found)] == [
        "Row 2, column A (commodity code)",
        "Row 2, column B (unit of the deal)",
        "Row 2, column C (country of origin)",
    ]
    assert (
        "203290090 has 9 digits, 10 are needed; the spreadsheet may have dropped a leading zero"
        in said(found)[0]
    )
    assert "35 has 2 digits" in said(found)[1] and "AUS Australia" in said(found)[2]
    assert "请将该列设为文本格式" in said(found, "zh")[0]


def test_what_is_wrong_is_told_by_row_and_column() -> None:
    found = read(
        table(
            ("商品编号", "成交数量", "颜色"),
            ("203290090", "many", "red"),
            ("", "", ""),
            ("2601112000", -3, ""),
        )
    )
    assert not found.lines
    assert "Row 1, column C: no element of a goods line is called “颜色”." in said(found)
    assert "第1行第C列：没有名为“颜色”的商品要素。" in said(found, "zh")
    found = read(table(("商品编号", "成交数量"), ("203290090", "many"), ("", ""), ("2601112000", -3)))
    assert [text[:24] for text in said(found)] == [
        "Row 2, column A (commodi",
        "Row 2, column B (quantit",
        "Row 4, column B (quantit",
    ]
    assert said(found, "zh")[1].startswith("第2行第B列（成交数量）：")


def test_there_is_room_for_fifty_lines() -> None:
    rows = [("商品编号", "成交数量"), *[("2601112000", 1)] * 50]
    assert len(read(table(*rows)).lines) == 50
    assert said(read(table(*rows, ("2601112000", 1)))) == [
        "The table has 51 goods lines; a declaration has at most 50."
    ]


def bomb(*, lying: bool) -> bytes:
    """A megabyte that unpacks to a gigabyte; if it lies, it says that it unpacks to little."""
    made = BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 300_000_000)
    raw = made.getvalue()
    return raw.replace((300_000_000).to_bytes(4, "little"), (1000).to_bytes(4, "little")) if lying else raw


HOSTILE = {
    "nothing": b"",
    "noise": bytes(range(256)) * 50,
    "a picture": b"\x89PNG\r\n\x1a\n" + b"\0" * 100,
    "half an archive": workbook()[:100],
    "an archive of another kind": packed("readme.txt"),
    "a workbook without sheets": workbook(),
    "an unclosed quote": b'name,"quantity\n1,2',
    "no header": b"\n\n\n",
    "a null": b"name\0,quantity\n1,2",
    "a million columns": b"," * 1_000_000,
    "a million rows": b"name\n" + b"x\n" * 900_000,
    "a cell at the far end": xlsx(
        f'<row r="1">{cell("A1", "name")}</row><row r="1048576">{cell("XFD1048576", "x")}</row>'
    ),
    "one long text a thousand times": xlsx(
        "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 9000)),
        f"<si><t>{'x' * 900_000}</t></si>",
    ),
    "entities": xlsx(
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">]><row r="1"><c r="A1" t="str"><v>&a;</v></c></row>'
    ),
    "too large": b"name\n" + b"x" * 3_000_000,
}


@pytest.mark.parametrize("raw", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_table_costs_little_and_is_told_off(raw: bytes) -> None:
    began = process_time()
    found = read(raw)
    assert not found.lines and found.findings
    assert all(say(one.code, one.arguments, "zh") for one in found.findings)
    assert process_time() - began < 12


@pytest.mark.parametrize("lying", [False, True])
def test_a_bomb_does_not_go_off(lying: bool) -> None:
    raw = bomb(lying=lying)
    assert len(raw) < 2_000_000
    found = read(raw)
    assert not found.lines and found.findings


def test_what_is_wrong_with_a_column_is_told_once() -> None:
    rows = "商品编号,成交数量,colour\n" + "0203220000,1,red,spare\n" * 9
    found = lines(rows.encode(), book=book(), on=ON).findings
    assert [one.code for one in found if one.code in ("W004", "W009")] == ["W004", "W009"]
