"""Goods lines from a table, and an empty table to fill in."""

import csv
from io import StringIO

from django.http import HttpResponse

from tongguan.desk.declarations import drafts
from tongguan.desk.declarations.models import Draft
from tongguan.doors.codecs import goods_sheet, sheet_rows
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.replies import sentences
from tongguan.doors.trader.lodging.own_draft import law, window
from tongguan.law.findings import Refused
from tongguan.law.rulebook import Rulebook

SHOWN = 20
"""So many things wrong with a table are told at once."""


def take_lines(request: Asked, draft: Draft, book: Rulebook) -> list[str]:
    """Adds the lines of a table that a form brought; what is wrong with it, in words: then none is added."""
    file = request.FILES.get("lines")
    if file is None:
        return []
    base, tab = window(request.POST)
    try:
        raw = file.read(sheet_rows.MOST_BYTES + 1)
        sheet = goods_sheet.lines(raw, book=book, on=request.on, direction=draft.direction)
        if sheet.findings:
            raise Refused(sheet.findings[:SHOWN])
        drafts.add(
            draft.pk, "items", person=request.user.pk, book=book, on=request.on, at=request.at, window=tab,
            base=base, trees=[*sheet.lines],
        )  # fmt: skip
    except Refused as refused:
        return sentences(refused, request.language)
    return []


@may(*TRADING, own="the names of elements, which are public")
def blank(request: Asked) -> HttpResponse:
    """An empty table of goods lines, with the names of its columns in the reader's language."""
    made = StringIO()
    csv.writer(made).writerow(goods_sheet.header(law(), request.on, request.language))
    answer = HttpResponse("\ufeff" + made.getvalue(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = 'attachment; filename="lines.csv"'
    return answer
