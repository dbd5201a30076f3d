"""Goods lines from a table, XLSX or CSV: each row a line, each column an element, by whatever it is called.

What is wrong is told by row and column of the sheet.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongguan.desk.rulebooks import naming
from tongguan.doors.codecs.sheet_cells import ROWS
from tongguan.doors.codecs.sheet_rows import NO_COLUMN, TWICE, letters, plain, rows_within
from tongguan.law.drafting import paper
from tongguan.law.drafting.paper import canonical
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.leaves import TOO_SHORT
from tongguan.law.stating.parts import BRACKETS, Part, parts
from tongguan.law.stating.reading import read
from tongguan.law.words import register, say

LINE = "items/*/"
SKIPPED = ("number",)
"""Lines are numbered by their order."""

NO_HEADER = register(
    "W003",
    "The first row must name the elements of the columns, such as commodity code, quantity or unit price.",
    "首行须为各列的要素名称，例如商品编号、成交数量、单价。",
)
UNKNOWN = register(
    "W004",
    "Row 1, column {column}: no element of a goods line is called “{name}”.",
    "第1行第{column}列：没有名为“{name}”的商品要素。",
)
NO_LINES = register("W006", "The table has no goods lines.", "表格中没有商品行。")
TOO_MANY = register(
    "W007",
    "The table has {count} goods lines; a declaration has at most {most}.",
    "表格有{count}行商品，一份报关单最多{most}项。",
)
CELL = register(
    "W008", "Row {row}, column {column} ({name}): {said}", "第{row}行第{column}列（{name}）：{said}"
)
ZERO_LOST = register(
    "W011",
    "{value} has {length} digits, {least} are needed; the spreadsheet may have dropped a leading zero, so "
    "format the column as text",
    "{value}只有{length}位，应为{least}位；电子表格可能丢失了开头的0，请将该列设为文本格式",
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """Goods lines as trees of texts, and everything that is wrong; there are no lines where anything is."""

    lines: list[dict[str, Any]]
    findings: tuple[Finding, ...] = ()


def lines(raw: bytes, *, book: Rulebook, on: date, direction: str = "import") -> Sheet:
    """Reads a table of goods lines of a declaration. A cell where a code belongs may have its name. Never
    raises, whatever the bytes."""
    rows = rows_within(raw)
    if isinstance(rows, Finding):
        return Sheet([], (rows,))
    table = parts(book, on)
    columns, found = _columns(rows[0] if rows else [], table)
    if not columns:
        return Sheet([], tuple(found) or (Finding(NO_HEADER, ""),))
    last, told = max(at for at, text in enumerate(rows[0]) if text.strip()), set[int]()
    made, places = [], []
    for number, row in enumerate(rows[1:], 2):
        texts = [text.strip() for text in row]
        if not any(texts):
            continue
        found += _unnamed(texts, last, told, number)
        line = _line(texts, columns, table)
        made.append({name: _coded(value, name, table, book, on, direction) for name, value in line.items()})
        places.append(number)
    most = table["items"].most
    if not made:
        found.append(Finding(NO_LINES, ""))
    elif len(made) > most:
        found.append(Finding(TOO_MANY, "", {"count": str(len(made)), "most": str(most)}))
    else:
        found += _misread(made, places, columns, table, book, on, direction)
    return Sheet([] if found else made, tuple(found))


def limits(book: Rulebook, on: date) -> tuple[int, int]:
    """How many rows a table may have, the first included, and how many goods lines."""
    return ROWS, parts(book, on)["items"].most


def header(book: Rulebook, on: date, language: str) -> list[str]:
    """What the columns of an empty table are called: what every line states."""
    table = parts(book, on)
    return [part.name(language) for _, part in _simple(table) if part.use in ("M", "C") and not part.when]


def _simple(table: Mapping[str, Part]) -> Iterator[tuple[str, Part]]:
    """The elements that one cell can state, by their paths below the line."""
    for path, part in table.items():
        name = path.removeprefix(LINE)
        of_line = name != path and "*" not in name and name not in SKIPPED
        if of_line and (part.type != "list" or f"{path}/*" in table):
            yield name, part


def _columns(row: list[str], table: Mapping[str, Part]) -> tuple[dict[int, str], list[Finding]]:
    """Which element each column states."""
    known = _called(table)
    found, columns = list[Finding](), dict[int, str]()
    for at, text in enumerate(row):
        called = text.strip()
        if not called or plain(called) in map(plain, SKIPPED):
            continue
        name = known.get(plain(called), "")
        told = {"column": letters(at), "name": called[:40]}
        if not name:
            found.append(Finding(UNKNOWN, "", told))
        elif name in columns.values():
            found.append(Finding(TWICE, "", told))
        else:
            columns[at] = name
    return columns, found


def _called(table: Mapping[str, Part]) -> dict[str, str]:
    """The elements by what a column may be called. Without what its brackets explain a name counts where it
    is the name of one element alone."""
    known, brief = dict[str, str](), dict[str, set[str]]()
    for name, part in _simple(table):
        for called in (name, part.name("en"), part.name("zh"), part.label_en, part.label_zh):
            if called:
                known.setdefault(plain(called), name)
                brief.setdefault(plain(BRACKETS.sub("", called)), set()).add(name)
    return {called: min(names) for called, names in brief.items() if len(names) == 1} | known


def _unnamed(texts: list[str], last: int, told: set[int], number: int) -> Iterator[Finding]:
    """The values beyond the last column that has a name, each column told once."""
    for at, text in enumerate(texts):
        if text and at > last and at not in told:
            told.add(at)
            yield Finding(NO_COLUMN, "", {"row": str(number), "column": letters(at)})


def _line(texts: list[str], columns: Mapping[int, str], table: Mapping[str, Part]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for at, name in columns.items():
        text = texts[at] if at < len(texts) else ""
        if text:
            several = f"{LINE}{name}/*" in table
            made[name] = [one for one in re.split(r"\s*[,，、;；]\s*", text) if one] if several else text
    return made


def _coded(
    value: str | list[str], name: str, table: Mapping[str, Part], book: Rulebook, on: date, direction: str
) -> str | list[str]:
    """A value with the codes that names in it mean. In a list blanks divide what is no name."""
    if isinstance(value, str):
        return naming.coded(value, LINE + name, table, book, on, direction)
    made = list[str]()
    for one in value:
        code = naming.coded(one, LINE + name, table, book, on, direction)
        words = [one] if code != one else one.split()
        made += [naming.coded(word, LINE + name, table, book, on, direction) for word in words]
    return made


def _misread(
    made: list[dict[str, Any]], places: list[int], columns: Mapping[int, str], table: Mapping[str, Part],
    book: Rulebook, on: date, direction: str,
) -> Iterator[Finding]:  # fmt: skip
    """What the reader of declarations says of the cells, by row and column."""
    by_name = {name: at for at, name in columns.items()}
    trees = [_nested(line) for line in made]
    tree = {"direction": direction, "reference": "-", "items": trees}
    _, findings = read(tree, book, on)
    shorn = [_shorn(one, tree, table) for one in findings]
    for one in naming.told(shorn, tree, table, book, on, direction):
        steps = one.pointer.split("/")[2:]
        if not steps or not steps[0].isdecimal():
            continue
        below = "/".join(steps[1:]) + "/"
        name = next((n for n in by_name if below.startswith(n + "/")), "")
        if not name:
            continue
        part, row = table[LINE + name], places[int(steps[0]) - 1]
        said, said_zh = (say(one.code, one.arguments, language) for language in ("en", "zh"))
        place = {"row": str(row), "column": letters(by_name[name]), "said": said, "said_zh": said_zh}
        yield Finding(CELL, "", {**place, "name": part.name("en"), "name_zh": part.name("zh")})


def _shorn(one: Finding, tree: Mapping[str, Any], table: Mapping[str, Part]) -> Finding:
    """The finding that a code is too short, where it may have lost the zeros that a number does not begin
    with."""
    part, text = table.get(canonical(one.pointer.lstrip("/"))), paper.at(tree, one.pointer.lstrip("/"))
    number = (
        isinstance(text, str) and text.isdecimal() and part is not None and part.type in ("code", "digits")
    )
    if one.code != TOO_SHORT or not number:
        return one
    return Finding(ZERO_LOST, one.pointer, {"value": text, **one.arguments})


def _nested(line: Mapping[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, value in line.items():
        *above, name = path.split("/")
        node = made
        for step in above:
            node = node.setdefault(step, {})
        node[name] = value
    return made
