"""The rows of a table that somebody sends, an XLSX workbook or CSV, and what may be wrong with any."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from tongguan.doors.codecs.sheet_cells import CHARACTERS, COLUMNS, ROWS, Rows, cells
from tongguan.law.findings import Finding
from tongguan.law.words import register

MOST_BYTES = 2_000_000

UNREADABLE = register(
    "W001",
    "The file is neither an XLSX workbook nor a CSV table that can be read.",
    "文件不是可读取的XLSX工作簿或CSV表格。",
)
TOO_LARGE = register("W002", "The file is larger than {most} megabytes.", "文件超过{most}兆字节。")
TWICE = register(
    "W005", "Row 1, column {column}: “{name}” stands there twice.", "第1行第{column}列：“{name}”重复。"
)
NO_COLUMN = register(
    "W009",
    "Row {row}, column {column}: there is a value, but the column has no name.",
    "第{row}行第{column}列：有内容，但该列没有名称。",
)
TOO_WIDE = register(
    "W010",
    "The table has more than {columns} columns or {rows} rows.",
    "表格超过{columns}列或{rows}行。",
)


def rows_within(raw: bytes) -> Rows | Finding:
    """The rows of a table as texts; a finding where it cannot be read, or is larger than what is read."""
    if len(raw) > MOST_BYTES:
        return Finding(TOO_LARGE, "", {"most": str(MOST_BYTES // 1_000_000)})
    rows = cells(raw) if raw[:2] == b"PK" else _csv(raw)
    if rows is None:
        return Finding(UNREADABLE, "")
    if len(rows) > ROWS or any(len(row) > COLUMNS for row in rows):
        return Finding(TOO_WIDE, "", {"columns": str(COLUMNS), "rows": str(ROWS)})
    return rows


def plain(text: str) -> str:
    """The name of a column without what people add to it."""
    return re.sub(r"[\s:：_/*（）()、]+", "", text).lower()


def letters(at: int) -> str:
    """A column as sheets name it: A, B ... Z, AA."""
    made, at = "", at + 1
    while at:
        at, left = divmod(at - 1, 26)
        made = chr(65 + left) + made
    return made


def _csv(raw: bytes) -> Rows | None:
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        first = text.partition("\n")[0]
        divider = max(",;\t", key=first.count)
        try:
            rows = [row[: COLUMNS + 1] for _, row in zip(range(ROWS + 1), _rows(text, divider), strict=False)]
        except csv.Error:
            return None
        return None if "\0" in text else rows
    return None


def _rows(text: str, divider: str) -> Iterator[list[str]]:
    for row in csv.reader(StringIO(text, newline=""), delimiter=divider, strict=True):
        yield [cell[: CHARACTERS + 1] for cell in row]
