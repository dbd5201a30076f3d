"""Rules as files: read a folder of CSV files into rows, and say of every bad row where it stands and why.

One file is one table, named by its stem; folders are for the reader only. A file called tariff.csv is a
wide sheet: one line a commodity with its rates beside it. The format is told in docs/rules-format.md.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from tongguan.desk.rulebooks.folder import contents
from tongguan.desk.rulebooks.lines import FIRST, FRAME, LAST, Line, Problem, in_both, read_line
from tongguan.desk.texts import looks_like
from tongguan.law import duty
from tongguan.law.faults import Fault
from tongguan.law.registry import TABLES, Table
from tongguan.law.rulebook import Row
from tongguan.law.taxing import ratetext

SHIPPED = Path(__file__).parents[3] / "rules"
"""The rules that come with the project, one folder a jurisdiction."""
RATE = re.compile(r"rate:[a-z_]+(/\S+)?")
SHEET = replace(TABLES["commodity"])  # a table of its own, with the columns of one


def load(folder: Path, number: int = 1) -> tuple[tuple[Row, ...], tuple[Problem, ...]]:
    """The rows of a folder as edition `number`, and every problem; rows with problems are left out."""
    lines, problems = read(folder, number)
    return tuple(line.row for line in lines), problems


def read(folder: Path, number: int = 1) -> tuple[tuple[Line, ...], tuple[Problem, ...]]:
    """The lines of every CSV file below a folder, in the order of their names, and every problem."""
    lines: list[Line] = []
    problems: list[Problem] = []
    seen: dict[tuple[str, str, str, date], Line] = {}
    files = [*contents(folder)] if folder.is_dir() else []
    if folder.is_file():
        sentence, zh = (
            "this is a file; a folder of CSV files is wanted",
            "此处须为存放CSV文件的文件夹，不能是文件",
        )
        problems.append(Problem(str(folder), 0, "", sentence, zh))
    elif not folder.exists():
        problems.append(Problem(str(folder), 0, "", "there is no such folder", "没有该文件夹"))
    elif not files:
        problems.append(Problem(str(folder), 0, "", "there are no CSV files here", "此处没有CSV文件"))
    for path, held in files:
        name = str(path.relative_to(folder))
        if isinstance(held, tuple):
            problems.append(Problem(name, 0, "", *held))
            continue
        for found in read_file(path.stem, held, name, number):
            if isinstance(found, Problem):
                problems.append(found)
                continue
            row = found.row
            first = seen.setdefault((row.table, row.key, row.scope, row.valid_from), found)
            if first is not found:
                sentence = f"the same key, scope and day stand in {first.file}, line {first.line}"
                zh = f"{first.file}第{first.line}行已有相同编号、范围和日期的记录"
                problems.append(Problem(found.file, found.line, "key", sentence, zh))
                continue
            lines.append(found)
    return tuple(lines), tuple(problems)


def read_file(name: str, content: bytes, file: str, number: int = 1) -> Iterator[Line | Problem]:
    """What one file of table `name` holds, line by line."""
    table = SHEET if name == "tariff" else TABLES.get(name)
    if table is None:
        yield Problem(file, 0, "", f"there is no table {name!r}", f"没有数据表“{name}”")
        return
    header: list[str] | None = None
    for found in records(content, file):
        if isinstance(found, Problem):
            yield found
        elif header is None:
            header = found[1]
            problems = [Problem(file, 1, column, *told) for column, *told in bad_header(table, header)]
            yield from problems
            if problems:
                return
        elif len(found[1]) != len(header):
            cells, columns = len(found[1]), len(header)
            sentence, zh = f"{cells} cells stand under {columns} columns", f"{columns}列下有{cells}个单元格"
            yield Problem(file, found[0], "", sentence, zh)
        else:
            line = {column: cell.strip() for column, cell in zip(header, found[1], strict=True)}
            if name == "tariff":
                yield from read_sheet_line(line, file, found[0], number)
            else:
                yield from read_line(name, table, line, file, found[0], number)


def records(content: bytes, file: str) -> Iterator[tuple[int, list[str]] | Problem]:
    """The records of a CSV file, each with the line on which it begins; the header first."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = content[: wrong.start].count(b"\n") + 1
        sentence, zh = f"byte {wrong.start} is not UTF-8", f"第{wrong.start}字节不是UTF-8编码"
        if meant := looks_like(content, wrong.start):
            sentence, zh = f"{sentence}; it looks like {meant}", f"{zh}，疑为{meant}编码"
        yield Problem(file, line, "", sentence, zh)
        return
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    end = 0
    try:
        for cells in reader:
            start, end = end + 1, reader.line_num
            if start == 1 or any(map(str.strip, cells)):
                yield start, cells
    except csv.Error as wrong:
        yield Problem(file, end + 1, "", f"this is not CSV: {wrong}", "不是有效的CSV格式")
        return
    if not end:
        yield Problem(file, 1, "", "the file is empty", "文件为空")


def bad_header(table: Table, header: list[str]) -> Iterator[tuple[str, str, str]]:
    """What is wrong with the names of the columns."""
    for name in (*FIRST, *LAST):
        if name not in header:
            yield name, "this column is missing", "缺少该列"
    if "" in header:
        at = header.index("") + 1
        yield "", f"column {at} has no name", f"第{at}列没有名称"
    for name in sorted({*header} - {""}):
        if name not in FRAME and name not in table.columns and not (table is SHEET and RATE.fullmatch(name)):
            known = ", ".join(table.columns)
            yield name, f"there is no such column; the table has {known}", f"没有该列；该表的列为{known}"
        if header.count(name) > 1:
            yield name, "this column stands twice", "该列重复"


def read_sheet_line(line: Mapping[str, str], file: str, start: int, number: int) -> Iterator[Line | Problem]:
    """A commodity and its rates out of one line of a wide sheet. A rate may stand as the tariff prints it;
    an empty cell says nothing, a dash that there is no such rate from the day on."""
    frame = {column: line.get(column, "") for column in FRAME}
    if frame["end"] or any(line.get(column) for column in TABLES["commodity"].columns):
        yield from read_line("commodity", TABLES["commodity"], line, file, start, number)
    for column in filter(RATE.fullmatch, line):
        if not line[column]:
            continue
        try:
            rate = read_rate(line[column], line.get("unit", ""))
        except Fault as wrong:
            yield Problem(file, start, column, *in_both(wrong))
            continue
        key = f"{frame['key']}/{column.removeprefix('rate:')}"
        stated = {**frame, "key": key, "rate": rate, "end": "" if rate else "ended"}
        for found in read_line("rate", TABLES["rate"], stated, file, start, number):
            yield replace(found, column=column) if isinstance(found, Problem) and not found.column else found


def read_rate(printed: str, unit: str) -> str:
    """The canonical text of a rate that is given in that form or as a tariff prints it; "" for none."""
    try:
        return duty.text(duty.parse(printed))
    except ValueError:
        node = ratetext.read(printed, unit)
        return "" if node is None else duty.text(node)
