"""The cells of a workbook, read in a process of its own that may use little memory and little time.

A workbook can say in a few bytes that it has a billion cells. Whatever that does to its reader, it does to
this process alone: `python -m tongguan.doors.codecs.sheet_cells` reads bytes and writes texts.
"""

import json
import resource
import subprocess
import sys
import zipfile
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import Any

SECONDS, BYTES = 10, 1_000_000_000
ROWS, COLUMNS, CHARACTERS = 500, 100, 5_000
"""So much of a sheet is looked at; there is a finding where it has more."""
MOST_PARTS, MOST_UNPACKED = 500, 50_000_000

Rows = list[list[str]]


def cells(raw: bytes) -> Rows | None:
    """The rows of the first sheet of a workbook as texts; None for what cannot be read within the limits."""
    if not _small(raw):
        return None
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tongguan.doors.codecs.sheet_cells"],
            input=raw,
            capture_output=True,
            timeout=SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode != 0:
        return None
    rows: Rows = json.loads(done.stdout)
    return rows


def _small(raw: bytes) -> bool:
    """Whether the parts of an archive say that they are small; what lies is found out by the limits."""
    try:
        with zipfile.ZipFile(BytesIO(raw)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, EOFError):
        return False
    return len(parts) <= MOST_PARTS and sum(part.file_size for part in parts) <= MOST_UNPACKED


def _text(cell: Any) -> str:
    if isinstance(cell, bool):
        return "1" if cell else "0"
    if isinstance(cell, float | int):
        text = format(Decimal(repr(cell)), "f")
        return text.rstrip("0").rstrip(".") if "." in text else text
    if isinstance(cell, datetime | date):
        return cell.isoformat()[:10]
    return str(cell)[: CHARACTERS + 1]


def _read() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (BYTES, BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    from python_calamine import CalamineWorkbook

    book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
    rows = book.get_sheet_by_index(0).to_python(skip_empty_area=False, nrows=ROWS + 1)
    made = [[_text(cell) for cell in row[: COLUMNS + 1]] for row in rows]
    sys.stdout.write(json.dumps(made))


if __name__ == "__main__":
    _read()
