"""One line of a rule file: the row that it states, or what is wrong with each of its cells."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tongguan.law.faults import Fault
from tongguan.law.registry import Table
from tongguan.law.rulebook import Row

FIRST = ("key", "valid_from")
LAST = ("source", "verified")
FRAME = (*FIRST, "scope", "end", *LAST)
SCOPE = re.compile(r"((office|zone|enterprise):\w{1,60})?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in a file and what is wrong there, in English and in Chinese. `line` counts from 1, the header
    included; `column` is "" where the whole line (or file) is meant."""

    file: str
    line: int
    column: str
    sentence: str
    zh: str

    def __str__(self) -> str:
        place = ", ".join(
            part
            for part in (
                self.file,
                f"line {self.line}" if self.line else "",
                f"column {self.column}" if self.column else "",
            )
            if part
        )
        return f"{place}: {self.sentence}" if place else self.sentence

    def said(self, language: str) -> str:
        """The place and what is wrong there, for a reader of this language."""
        if language != "zh":
            return str(self)
        line, column = f"第{self.line}行" if self.line else "", f"“{self.column}”列" if self.column else ""
        place = "，".join(part for part in (self.file, line + column) if part)
        return f"{place}：{self.zh}" if place else self.zh


@dataclass(frozen=True, slots=True)
class Line:
    """A good line: its row, and its value columns as written, without the empty ones."""

    row: Row
    columns: Mapping[str, str]
    file: str
    line: int


class Wrong(Exception):
    """A cell that cannot be read."""

    def __init__(self, column: str, sentence: str, zh: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence, self.zh = column, sentence, zh


def read_line(
    name: str, table: Table, line: Mapping[str, str], file: str, start: int, number: int
) -> Iterator[Line | Problem]:
    """One line, or what is wrong with it: every cell of its frame, and its value."""
    columns = {c: line[c] for c in table.columns if line.get(c)}
    value = () if line.get("end") else bad_value(table, line["key"], columns)
    wrong = [*bad_frame(table, line, columns), *value]
    if wrong:
        yield from (Problem(file, start, one.column, one.sentence, one.zh) for one in wrong)
        return
    yield Line(to_row(name, table, line, columns, number), columns, file, start)


def bad_value(table: Table, key: str, columns: Mapping[str, str]) -> Iterator[Wrong]:
    """The first thing in a value that cannot be read, or not with this key: the rest may follow from it."""
    try:
        table.parse(columns)
        if table.fits is not None:
            table.fits(key, columns)
    except Fault as wrong:
        if wrong.column and all(part in ("key", *table.columns) for part in wrong.column.split(", ")):
            yield Wrong(wrong.column, wrong.en, wrong.zh)
        else:
            yield Wrong("", *in_both(wrong))
    except ValueError as wrong:
        yield Wrong("", str(wrong), f"无法识别：{wrong}")


def in_both(wrong: Fault) -> tuple[str, str]:
    """What a fault says, with the text that it is about, in English and in Chinese."""
    return str(wrong), f"{wrong.column}：{wrong.zh}" if wrong.column else wrong.zh


def bad_frame(table: Table, line: Mapping[str, str], columns: Mapping[str, str]) -> Iterator[Wrong]:
    """What is wrong with the cells that every table has."""
    for column, cell in line.items():
        if CONTROL.search(cell):
            yield Wrong(column, "there is a control character in this cell", "单元格含有控制字符")
    if not re.fullmatch(table.key, line["key"]) or len(line["key"]) > 200:
        key = line["key"]
        yield Wrong("key", f"{key!r} does not have the form {table.key}", f"“{key}”不符合格式{table.key}")
    scope, end = line.get("scope", ""), line.get("end", "")
    if not SCOPE.fullmatch(scope):
        sentence = f"{scope!r} is none of office:..., zone:..., enterprise:... and empty"
        yield Wrong("scope", sentence, f"“{scope}”应为office:…、zone:…、enterprise:…或空")
    if end not in ("", "ended", "withdrawn"):
        zh = f"“{end}”应为ended、withdrawn或空"
        yield Wrong("end", f"{end!r} is none of ended, withdrawn and empty", zh)
    elif end and columns:
        filled = ", ".join(columns)
        sentence = f"a row that is {end} has no value, but {filled} is filled"
        yield Wrong("end", sentence, f"{end}的记录不应有值，但{filled}已填写")
    if not line["source"]:
        yield Wrong("source", "every row cites its instrument", "每条记录均须注明依据")
    if line["verified"] not in ("yes", "no"):
        said = line["verified"]
        yield Wrong("verified", f"{said!r} is neither yes nor no", f"“{said}”应为yes或no")
    try:
        day(line["valid_from"])
    except Wrong as wrong:
        yield wrong


def to_row(name: str, table: Table, line: Mapping[str, str], columns: Mapping[str, str], number: int) -> Row:
    """The row that a good line states."""
    scope, end = line.get("scope", ""), line.get("end", "")
    return Row(
        table=name,
        key=line["key"],
        valid_from=day(line["valid_from"]),
        value=None if end else table.parse(columns),
        source=line["source"],
        verified=line["verified"] == "yes",
        scope=scope,
        edition=number,
        withdrawn=end == "withdrawn",
    )


def day(text: str) -> date:
    """A day written 2018-08-01. Raises Wrong."""
    if not DAY.fullmatch(text):
        raise Wrong(
            "valid_from", f"{text!r} is not a day like 2018-08-01", f"“{text}”不是2018-08-01形式的日期"
        )
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong("valid_from", f"{text} is no day of the calendar", f"{text}不是有效日期") from None
