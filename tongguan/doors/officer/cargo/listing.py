"""What the form of a manifest says: of which call, and the bills of its table or of its lines."""

import csv
from dataclasses import dataclass
from io import StringIO
from typing import Any

from django.http import QueryDict

from tongguan.desk.cargo import names
from tongguan.desk.cargo.actions import Bill
from tongguan.doors.codecs import manifest_sheet
from tongguan.doors.codecs.manifest_sheet import NAMES as COLUMNS
from tongguan.doors.codecs.sheet_cells import ROWS
from tongguan.doors.codecs.sheet_rows import MOST_BYTES
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors
from tongguan.doors.officer.cargo.said import LONGEST
from tongguan.law.findings import Finding
from tongguan.law.words import say

MOST = ROWS
SHOWN = 20
"""So many things wrong with a table are told at once."""
DIRECTIONS = ("import", "export")
__all__ = ("COLUMNS",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A manifest as a form states it, and what is wrong with it. `lines` are the bills as text: a browser
    does not give a file twice."""

    direction: str
    call: str
    reference: str
    bills: list[Bill]
    lines: str
    errors: Errors


def read(sent: QueryDict, file: Any, language: str) -> Listed:
    """What the form states. Nothing of it was kept yet."""
    errors = Errors()
    direction, name = sent.get("direction", ""), sent.get("name", "").strip()
    call = names.call(sent.get("mode", ""), name, sent.get("voyage", ""))
    if direction not in DIRECTIONS:
        errors.append(("direction", pick(language, "Say whether it comes or goes.", "请选择进境或者出境。")))
    if not call.replace("/", "").strip() or not name:
        errors.append(("name", pick(language, "Name the conveyance.", "请填写运输工具名称。")))
    reference = sent.get("reference", "").strip()
    if not 0 < len(reference) <= LONGEST:
        errors.append(
            ("", pick(language, "The form is incomplete; open it again.", "表单不完整，请重新打开。"))
        )
    typed = sent.get("lines", "").strip()
    field = "table" if file is not None else "lines"
    raw = file.read(MOST_BYTES + 1) if file is not None else typed.encode(errors="replace")
    sheet = manifest_sheet.bills(raw)
    errors += [(field, say(one.code, one.arguments, language)) for one in sheet.findings[:SHOWN]]
    lines = _lines(sheet.bills) or typed
    return Listed(
        direction=direction, call=call, reference=reference, bills=sheet.bills, lines=lines, errors=errors
    )


def _lines(bills: list[Bill]) -> str:
    """A table that could be read, as it may be typed; "" for none."""
    made = StringIO()
    rows = csv.writer(made, lineterminator="\n")
    if bills:
        rows.writerow(COLUMNS)
    for one in bills:
        rows.writerow((one.number, " ".join(one.containers), one.packages, one.gross_weight))
    return made.getvalue()


def at(one: Finding, language: str) -> tuple[str, str]:
    """A refusal of the desk, at the field that it is about: of a bill, by its place in the table."""
    words = say(one.code, one.arguments, language)
    place, _, column = one.pointer.strip("/").partition("/")
    if place.isdecimal():
        called = COLUMNS[column][language == "zh"] if column in COLUMNS else column
        where = pick(
            language,
            "Bill {n} of the table ({name}): ",
            "表格第{n}份提运单（{name}）：",
            n=place,
            name=called,
        )
        return "lines", where + words
    return {"call": "name", "direction": "direction"}.get(place, ""), words
