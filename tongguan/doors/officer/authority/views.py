"""The list of what waits for an authority; each row leads to the case."""

from django.http import HttpResponse
from django.shortcuts import render

from tongguan.desk.declarations import concerns
from tongguan.desk.people import naming
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor
from tongguan.doors.look.language import pick
from tongguan.doors.officer.seen import until
from tongguan.doors.officer.work import filters
from tongguan.doors.officer.work.views import CLOSE, address, close
from tongguan.law.kernel import flow_words

OWN = "cases that lean on its documents, that it holds, or, of customs' own, with an offence"


@may(concerns.AUTHORITY, own=OWN)
def awaiting(request: Asked) -> HttpResponse:
    """What waits for the authority, the soonest due first."""
    language, after = request.language, filters.cursor(request.GET.get("after", ""))
    page = concerns.awaiting(actor(request), after=after)
    firms = naming.firms({row.trader for row in page.rows})
    rows = []
    for row, latest in until(page.rows):
        shape, css, en, zh = CLOSE[close(latest, request.at)]
        rows.append(
            {
                "row": row,
                "until": latest,
                "shape": shape,
                "css": css,
                "close": pick(language, en, zh),
                "stage": flow_words.stage(row.key.track, row.state, language),
                "address": address(row.reference, row.key),
                "trader": naming.called(firms, row.trader, language),
            }
        )
    context = {"rows": rows, "after": after, "next": filters.written(page.after) if page.after else ""}
    return render(request, "officer/authority/awaiting.html", context)
