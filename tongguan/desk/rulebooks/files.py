"""Rules as files: read a folder of CSV files into rows, and say of every bad row where it stands and why.

One file is one table, named by its stem; folders are for the reader only. The format is told in
docs/rules-format.md.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tongguan.law.registry import TABLES, Table
from tongguan.law.rulebook import Row

FIRST = ("key", "valid_from")
LAST = ("source", "verified")
FRAME = (*FIRST, "scope", "end", *LAST)
SCOPE = re.compile(r"((office|zone|enterprise):\w+)?")
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class Problem:
    """A place in a file and what is wrong there. `line` counts from 1, the header included; `column` is ""
    where the whole line (or file) is meant."""

    file: str
    line: int
    column: str
    sentence: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file}, line {self.line}{column}: {self.sentence}"


@dataclass(frozen=True, slots=True)
class Line:
    """A good line: its row, and its value columns as written, without the empty ones."""

    row: Row
    columns: Mapping[str, str]
    file: str
    line: int


class Wrong(Exception):
    """A cell that cannot be read."""

    def __init__(self, column: str, sentence: str) -> None:
        super().__init__(sentence)
        self.column, self.sentence = column, sentence


def load(folder: Path, number: int = 1) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The rows of a folder as edition `number`, and every problem; rows with problems are left out."""
    lines, problems = read(folder, number)
    return tuple(line.row for line in lines), problems


def read(folder: Path, number: int = 1) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The lines of every CSV file below a folder, in the order of their names, and every problem."""
    lines: list[Line] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str, str, date], Line] = {}
    paths = sorted(folder.rglob("*.csv")) if folder.is_dir() else []
    if not paths:
        problems.append(Problem(str(folder), 0, "", "there are no CSV files here"))
    for path in paths:
        for found in read_file(path.stem, path.read_bytes(), str(path.relative_to(folder)), number):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            row = found.row
            first = seen.setdefault((row.table, row.key, row.scope, row.valid_from), found)
            if first is not found:
                sentence = f"the same key, scope and day stand in {first.file}, line {first.line}"
                problems.append(Problem(found.file, found.line, "key", sentence))
                continue
            lines.append(found)
    return tuple(lines), tuple(problems)


def read_file(name: str, content: bytes, file: str, number: int = 1) -> Iterator[Line | Problem]:
    """What one file of table `name` holds, line by line."""
    table = TABLES.get(name)
    if table is None:
        yield Problem(file, 0, "", f"there is no table {name!r}")
        return
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        yield Problem(file, line, "", f"byte {wrong.start} is not UTF-8")
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    end = 0
    try:
        header = next(reader, [])
        problems = [Problem(file, 1, column, sentence) for column, sentence in bad_header(table, header)]
        yield from problems
        if problems:
            return
        end = reader.line_num
        for cells in reader:
            start, end = end + 1, reader.line_num
            if cells:
                yield read_line(name, table, header, cells, file, start, number)
    except csv.Error as wrong:
        yield Problem(file, end + 1, "", f"this is not CSV: {wrong}")


def bad_header(table: Table, header: list[str]) -> Iterator[tuple[str, str]]:
    """What is wrong with the names of the columns."""
    for name in (*FIRST, *LAST):
        if name not in header:
            yield name, "this column is missing"
    for name in sorted(set(header)):
        if name not in FRAME and name not in table.columns:
            yield name, f"there is no such column; the table has {', '.join(table.columns)}"
        if header.count(name) > 1:
            yield name, "this column stands twice"


def read_line(
    name: str, table: Table, header: list[str], cells: list[str], file: str, start: int, number: int
) -> Line | Problem:
    """One line, or the first thing that is wrong with it."""
    if len(cells) != len(header):
        return Problem(file, start, "", f"{len(cells)} cells stand under {len(header)} columns")
    line = {column: cell.strip() for column, cell in zip(header, cells, strict=True)}
    columns = {c: line[c] for c in table.columns if line.get(c)}
    try:
        row = to_row(name, table, line, columns, number)
    except Wrong as wrong:
        return Problem(file, start, wrong.column, wrong.sentence)
    except ValueError as wrong:
        column, colon, sentence = str(wrong).partition(": ")
        known = colon and all(part in table.columns for part in column.split(", "))
        return Problem(file, start, column if known else "", sentence if known else str(wrong))
    return Line(row, columns, file, start)


def to_row(name: str, table: Table, line: Mapping[str, str], columns: Mapping[str, str], number: int) -> Row:
    """The row that a line states. Raises Wrong (the frame) or ValueError (the value)."""
    if not re.fullmatch(table.key, line["key"]):
        raise Wrong("key", f"{line['key']!r} does not have the form {table.key}")
    scope, end = line.get("scope", ""), line.get("end", "")
    if not SCOPE.fullmatch(scope):
        raise Wrong("scope", f"{scope!r} is none of office:..., zone:..., enterprise:... and empty")
    if end not in ("", "ended", "withdrawn"):
        raise Wrong("end", f"{end!r} is none of ended, withdrawn and empty")
    if end and columns:
        raise Wrong("end", f"a row that is {end} has no value, but {', '.join(columns)} is filled")
    if not line["source"]:
        raise Wrong("source", "every row cites its instrument")
    if line["verified"] not in ("yes", "no"):
        raise Wrong("verified", f"{line['verified']!r} is neither yes nor no")
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
        raise Wrong("valid_from", f"{text!r} is not a day like 2018-08-01")
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Wrong("valid_from", f"{text} is no day of the calendar") from None
