"""Codes and commodities, looked for while they are typed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tongguan.desk.rulebooks.lookup import COMMODITY, commodities, index
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.trader.lodging.own_draft import draft_of, law
from tongguan.law.registry import CODE_TABLES

OFFERED, SHOWN, LONGEST = 12, 20, 100
PUBLIC = "code tables, which are public"


@may(*TRADING, own=PUBLIC)
def codes(request: Asked, table: str) -> HttpResponse:
    """The codes that what was typed may mean, as options of the field. What was typed is the only value."""
    if table not in (*CODE_TABLES, COMMODITY):
        raise Http404
    text = str(next(iter(request.GET.values()), ""))[:LONGEST]
    found = index(law(), table, request.on).search(text, most=OFFERED)
    options = [(one.code, one.en, one.zh) for one in found]
    return render(request, "trader/lodging/options.html", {"options": options})


@may(*TRADING, own="the drafts of their own enterprise")
def goods(request: Asked, number: int) -> HttpResponse:
    """Commodities of the tariff and headings of the nomenclature, for a line of a draft."""
    draft, line = draft_of(request, number), request.GET.get("line", "")
    if not line.replace("/", "").isalnum() or len(line) > 20:
        line = ""
    text = request.GET.get("q", "")[:LONGEST]
    lines, headings = commodities(law(), request.on, text, most=SHOWN)
    part = "trader/lodging/goods_found.html"
    page = part if request.headers.get("HX-Request") else "trader/lodging/goods.html"
    told = {"draft": draft, "line": line, "q": text, "lines": lines, "headings": headings}
    return render(request, page, told)
