"""The board of a day and the timeline of each declaration. Nothing here decides anything."""

import json
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.db.models import Max
from django.http import Http404, HttpResponse
from django.shortcuts import render

from tongguan.desk.declarations.models import Refusal
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.monitor import board as reading
from tongguan.desk.monitor.queries import DAY, FIGURES, Report, report
from tongguan.doors.codecs import messages
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.shown import ZONE, clock, hours
from tongguan.doors.officer.board import rows
from tongguan.doors.officer.board.words import WORDS, words
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.flow_words import span
from tongguan.law.words import say

YARDSTICKS = {"import": "0.86", "export": "0.10"}
"""Hours for each declaration, first half of 2018, as one bonded zone published them; 100% within 24 hours."""
WORDED_BY = messages
"""Findings are put into words by codes that these modules, and the law below them, register."""
WATCHING = ("monitor", "coordinator", "port")
FILTERS = ("all", "open", "done", "over_a_day", "imports", "exports", "ended")


@may(*WATCHING, own="every declaration, without hits")
def board(request: Asked) -> HttpResponse:
    """The declarations of the day of `now`, or of the last day on which any was accepted."""
    language, at = request.language, request.at
    last = Dossier.objects.aggregate(last=Max("opened_at"))["last"] or at
    since = datetime.combine(min(last, at).astimezone(ZONE).date(), time(), ZONE).astimezone(UTC)
    until = since + timedelta(days=1)
    lines = reading.lines(since=since, until=until, now=at)
    chosen = request.GET.get("show", "all")
    chosen = chosen if chosen in FILTERS else "all"
    w = words(language)
    refusals = Refusal.objects.filter(at__gte=since, at__lt=until).count()
    return render(
        request,
        "officer/board/board.html",
        {
            **_frame(request, language),
            "day": since.astimezone(ZONE).date().isoformat(),
            "as_of": w["as_of"].format(time=clock(at)),
            "rows": [rows.row(one, at, since, language) for one in lines if _shown(one, chosen)],
            "filters": [
                {"name": name, "words": w[name], "count": sum(_shown(one, name) for one in lines)}
                for name in FILTERS
            ],
            "chosen": chosen,
            "refusals": refusals,
            "reports": [_summary(report(kind, now=at), language) for kind in YARDSTICKS],
        },
    )


@may(*WATCHING, own="every declaration, without hits")
def declaration(request: Asked, reference: str) -> HttpResponse:
    """The timeline of one declaration, as an officer or as its trader sees it."""
    language, at = request.language, request.at
    trader = request.GET.get("as") == "trader"
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
            "worth": rows.worth(whole.worth, language) if whole.worth else None,
            "charges": rows.charges(whole.charges, language),
            "trader": trader,
        },
    )


@may(*WATCHING, own="every declaration, without hits")
def refused(request: Asked) -> HttpResponse:
    """The lodgings that were refused, each with everything that is wrong with it."""
    language = request.language
    found = [
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
    return render(request, "officer/board/refused.html", {**_frame(request, language), "refusals": found})


def _frame(request: Asked, language: str) -> dict[str, Any]:
    return {
        "w": words(language),
        "parties": [(name, flow_words.whose(name, language)) for name in flow_words.WHOSE],
    }


def _shown(one: reading.Line, chosen: str) -> bool:
    match chosen:
        case "open":
            return one.fate == "open"
        case "done":
            return one.fate == "cleared"
        case "imports" | "exports":
            return one.kind == chosen.removesuffix("s")
        case "over_a_day":
            return (one.seconds or 0) > DAY
        case "ended":
            return one.fate not in ("open", "cleared")
    return True


def _summary(found: Report, language: str) -> dict[str, Any]:
    """The figures of one direction, for the strip above the list."""
    w = words(language)
    still, whole = found.open, found.figures["overall"]
    name = "still_open" if still.running else "none_open"
    age = span(still.mean_age or 0, language)
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
        "open": w[name].format(running=still.running, awaited=still.awaited, age=age),
        "held": rows.shares(_since_acceptance(found), language),
    }


def _since_acceptance(found: Report) -> dict[str, int]:
    """Who held the time, without what traders took before they lodged."""
    held: dict[str, int] = {}
    for (whose, track, _), seconds in found.stages.items():
        if track:
            held[whose] = held.get(whose, 0) + seconds
    return held
