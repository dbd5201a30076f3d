"""The board of a day and the timeline of each declaration. Nothing here decides anything."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tongguan.desk.declarations.models import Refusal
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.monitor import board as reading
from tongguan.desk.monitor import days
from tongguan.desk.monitor.days import Glance
from tongguan.desk.monitor.queries import FIGURES
from tongguan.doors.clock import ZONE
from tongguan.doors.look import legible, workings
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import offices
from tongguan.doors.look.times import clock, hours
from tongguan.doors.officer.board import rows
from tongguan.doors.officer.board.words import WORDS, words
from tongguan.doors.officer.seen import found
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.flow_words import span
from tongguan.law.words import say

YARDSTICKS = {"import": "0.86", "export": "0.10"}
"""Hours for each declaration, first half of 2018, as one bonded zone published them; 100% within 24 hours."""
WATCHING = ("monitor", "coordinator", "port")
NAMED = ("monitor", "coordinator")
"""To whom goods and enterprises are named; what a declaration is made of is nobody else's business."""
OF_OFFICES = ("coordinator",)
ROWS = 200


@may(*WATCHING, own="monitors every declaration, coordinators those of their offices; ports no enterprise")
def board(request: Asked) -> HttpResponse:
    """The declarations of the day of `now`, or of the last day on which any was accepted."""
    language, at = request.language, request.at
    last = days.newest() or at
    since = datetime.combine(min(last, at).astimezone(ZONE).date(), time(), ZONE).astimezone(UTC)
    period: dict[str, Any] = {"since": since, "until": since + timedelta(days=1), "now": at}
    period["offices"] = offices(request) if request.hat.capacity in OF_OFFICES else None
    chosen = request.GET.get("show", "all")
    chosen = chosen if chosen in days.SHOWN else "all"
    after = request.GET.get("after", "")
    lines = reading.lines(**period, show=chosen, after=legible.after(after), limit=ROWS + 1)
    counts, w, day = days.counts(**period), words(language), since.astimezone(ZONE).date().isoformat()
    refusals = Refusal.objects.filter(at__gte=since, at__lt=period["until"]).count()
    return render(
        request,
        "officer/board/board.html",
        {
            **_frame(request, language),
            "day": day,
            "as_of": w["as_of"].format(time=clock(at)),
            "rows": [rows.row(one, at, since, language) for one in lines[:ROWS]],
            "filters": [{"name": name, "words": w[name], "count": counts[name]} for name in days.SHOWN],
            "counted": w["counted" if period["offices"] is None else "counted_offices"].format(
                day=day, refused=w["or_refused"] if request.hat.capacity == "monitor" else ""
            ),
            "chosen": chosen,
            "after": after,
            "next": legible.mark(lines[ROWS - 1].accepted_at, lines[ROWS - 1].id) if lines[ROWS:] else "",
            "named": request.hat.capacity in NAMED,
            "refusals": refusals,
            "reports": [_summary(days.glance(kind, since=since, now=at), language) for kind in YARDSTICKS],
        },
    )


@may(*NAMED, own="monitors every declaration, without hits; coordinators those of their offices")
def declaration(request: Asked, reference: str) -> HttpResponse:
    """The timeline of one declaration, as an officer or as its trader sees it."""
    language, at = request.language, request.at
    trader = request.GET.get("as") == "trader"
    found(request, reference)
    try:
        whole = reading.whole(reference, now=at, trader=trader, capacity=request.hat.capacity)
    except Dossier.DoesNotExist:
        raise Http404(reference) from None
    return render(
        request,
        "officer/board/declaration.html",
        {
            **_frame(request, language),
            "row": rows.row(whole.line, at, whole.line.accepted_at, language),
            "parts": [rows.part(one, language) for one in whole.parts],
            "events": rows.events(whole.events, language),
            "worth": workings.worth(whole.worth, language) if whole.worth else None,
            "charges": workings.charges(whole.charges, language),
            "trader": trader,
        },
    )


@may("monitor", own="every lodging that was refused")
def refused(request: Asked) -> HttpResponse:
    """The lodgings that were refused, each with everything that is wrong with it."""
    language = request.language
    lodgings = [
        {
            "at": clock(refusal.at),
            "reference": refusal.reference,
            "findings": [
                {
                    "code": f["code"],
                    "pointer": f["pointer"],
                    "words": say(f["code"], f["arguments"], language),
                }
                for f in json.loads(refusal.findings)
                if f["severity"] == "error"
            ],
        }
        for refusal in Refusal.objects.order_by("at")[:500]
    ]
    return render(request, "officer/board/refused.html", {**_frame(request, language), "refusals": lodgings})


def _frame(request: Asked, language: str) -> dict[str, Any]:
    return {
        "w": words(language),
        "parties": [(name, flow_words.whose(name, language)) for name in flow_words.WHOSE],
    }


def _summary(found: Glance, language: str) -> dict[str, Any]:
    """The figures of one direction, for the strip above the list."""
    w = words(language)
    whole = found.figures["overall"]
    name = "still_open" if found.running else "none_open"
    age = span(found.mean_age or 0, language)
    return {
        "words": WORDS[f"{found.kind}s"][language == "zh"],
        "count": whole.n,
        "yardstick": w["yardstick"].format(hours=YARDSTICKS[found.kind]),
        "figures": [
            {
                "words": w[figure],
                "cells": [hours(getattr(found.figures[figure], cell)) for cell in ("mean", "median", "p90")],
            }
            for figure in FIGURES
        ],
        "within": "–" if whole.within_day is None else f"{whole.within_day:.0%}",
        "open": w[name].format(running=found.running, awaited=found.awaited, age=age),
        "held": rows.shares(found.held, language),
    }
