"""Bills of a manifest from a table, XLSX or CSV: each row a bill, or a container of one.

What is wrong is told by row and column of the sheet.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from tongguan.desk.cargo.actions import Bill
from tongguan.doors.codecs.sheet_cells import CHARACTERS
from tongguan.doors.codecs.sheet_rows import NO_COLUMN, TWICE, letters, plain, rows_within
from tongguan.law.findings import Finding
from tongguan.law.kernel.names import Pair
from tongguan.law.words import register

NAMES: Mapping[str, Pair] = {
    "bill": ("bill", "提运单号"),
    "containers": ("containers", "集装箱号"),
    "packages": ("packages", "件数"),
    "gross_weight": ("gross weight (kg)", "毛重（千克）"),
}
"""The columns, and what they are called in both languages."""
ALSO = {"bill number": "bill", "提运单": "bill", "container": "containers", "集装箱": "containers"}
ALSO |= {"gross weight": "gross_weight", "毛重": "gross_weight"}

NO_BILLS = register("W021", "The table lists no bills.", "表格未列明任何提运单。")
NO_HEADER = register("W022", "The first row must name the columns: {names}.", "首行须为各列名称：{names}。")
UNKNOWN = register(
    "W023",
    "Row 1, column {column}: no column is called “{name}”.",
    "第1行第{column}列：没有名为“{name}”的列。",
)
NO_BILL = register("W024", "Row {row}: the bill is missing.", "第{row}行：未填写提运单号。")
NO_FIGURE = register(
    "W025",
    "Row {row}, column {column}: “{text}” is not a number of {name} that can be kept.",
    "第{row}行第{column}列：“{text}”不是有效的{name}数值。",
)
DIFFERS = register(
    "W026",
    "Row {row}: bill {bill} stands above with another number of packages or another weight.",
    "第{row}行：提运单{bill}在前文的件数或毛重与此不同。",
)
TOO_LONG = register(
    "W027",
    "Row {row}, column {column}: more than {most} characters.",
    "第{row}行第{column}列：内容超过{most}个字符。",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Bills, and everything that is wrong; there are no bills where anything is."""

    bills: list[Bill]
    findings: tuple[Finding, ...] = ()


def bills(raw: bytes) -> Sheet:
    """Reads a table of bills. Never raises, whatever the bytes."""
    rows = rows_within(raw)
    if isinstance(rows, Finding):
        return Sheet([], (rows,))
    found = list[Finding]()
    columns = dict(_columns(rows[0] if rows else [], found))
    if "bill" not in columns.values():
        told = {"names": ", ".join(en for en, _ in NAMES.values())}
        told["names_zh"] = "、".join(zh for _, zh in NAMES.values())
        return Sheet([], (*found, Finding(NO_HEADER, "", told)))
    made: dict[str, Bill] = {}
    for number, row in enumerate(rows[1:], 2):
        texts = {at: text.strip() for at, text in enumerate(row) if text.strip()}
        if texts:
            _take(texts, columns, number, made, found)
    if not made and not found:
        found.append(Finding(NO_BILLS, ""))
    return Sheet([] if found else list(made.values()), tuple(found))


def _columns(row: list[str], found: list[Finding]) -> Iterator[tuple[int, str]]:
    known = {plain(called): name for name, pair in NAMES.items() for called in (name, *pair)}
    known |= {plain(called): name for called, name in ALSO.items()}
    seen = set[str]()
    for at, text in enumerate(row):
        called = text.strip()
        if not called:
            continue
        name, told = known.get(plain(called), ""), {"column": letters(at), "name": called[:40]}
        if not name or name in seen:
            found.append(Finding(TWICE if name else UNKNOWN, "", told))
            continue
        seen.add(name)
        yield at, name


def _take(
    texts: Mapping[int, str],
    columns: Mapping[int, str],
    row: int,
    made: dict[str, Bill],
    found: list[Finding],
) -> None:
    """Adds one row: a bill, or further containers of one."""
    stated = {columns[at]: (at, text) for at, text in texts.items() if at in columns}
    for at, text in texts.items():
        place = {"row": str(row), "column": letters(at)}
        if at not in columns:
            found.append(Finding(NO_COLUMN, "", place))
        elif len(text) > CHARACTERS:
            found.append(Finding(TOO_LONG, "", {**place, "most": str(CHARACTERS)}))
    if "bill" not in stated:
        found.append(Finding(NO_BILL, "", {"row": str(row)}))
        return
    number = stated["bill"][1]
    boxes = tuple(one for one in re.split(r"[\s,，、;；]+", stated.get("containers", (0, ""))[1]) if one)
    packages = _figure(stated, "packages", r"[0-9]{1,9}", row, found)
    weight = _figure(stated, "gross_weight", r"[0-9]{1,14}(\.[0-9]{1,5})?", row, found)
    one = Bill(number, boxes, None if packages is None else int(packages), weight)
    before = made.get(number)
    if before is not None:
        if (packages, weight) != (None, None) and one[2:] != before[2:]:
            found.append(Finding(DIFFERS, "", {"row": str(row), "bill": number[:40]}))
        one = before._replace(containers=tuple(dict.fromkeys((*before.containers, *boxes))))
    made[number] = one


def _figure(
    stated: Mapping[str, tuple[int, str]], name: str, form: str, row: int, found: list[Finding]
) -> Decimal | None:
    if name not in stated:
        return None
    at, text = stated[name]
    figure = text.replace(",", "")
    if re.fullmatch(form, figure, re.ASCII):
        return Decimal(figure)
    en, zh = NAMES[name]
    told = {"row": str(row), "column": letters(at), "text": text[:40], "name": en, "name_zh": zh}
    found.append(Finding(NO_FIGURE, "", told))
    return None
