"""The board of a day and the timeline of each declaration. Nothing here decides anything."""

import hashlib
import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from functools import cache, wraps
from importlib.resources import files
from typing import Any

from django.conf import settings
from django.db.models import Max
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from tongguan.desk.declarations.models import Refusal
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.monitor import board as reading
from tongguan.desk.monitor.queries import DAY, FIGURES, Report, report
from tongguan.doors.codecs import messages
from tongguan.doors.officer import rows
from tongguan.doors.officer.shown import ZONE, clock, hours
from tongguan.doors.officer.words import WORDS, words
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.flow_words import span
from tongguan.law.words import say

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'"
)
COOKIE = "language"
YARDSTICKS = {"import": "0.86", "export": "0.10"}
"""Hours for each declaration, first half of 2018, as one bonded zone published them; 100% within 24 hours."""
WORDED_BY = messages
"""Findings are put into words by codes that these modules, and the law below them, register."""
FILTERS = ("all", "open", "done", "over_a_day", "imports", "exports", "ended")

View = Callable[..., HttpResponse]


def page(view: View) -> View:
    """A page that runs no script, loads nothing from elsewhere, and differs by language."""

    @wraps(view)
    def answer(request: HttpRequest, **given: str) -> HttpResponse:
        response = view(request, **given)
        response["Content-Security-Policy"] = POLICY
        response["Referrer-Policy"] = "same-origin"
        response["Vary"] = "Cookie, Accept-Language"
        return response

    return answer


def language_of(request: HttpRequest) -> str:
    """The language chosen on the page, else the browser's."""
    chosen = request.COOKIES.get(COOKIE, "")
    if chosen in ("en", "zh"):
        return chosen
    return "zh" if request.META.get("HTTP_ACCEPT_LANGUAGE", "").lower().startswith("zh") else "en"


def now() -> datetime:
    """The time that the board tells: that of the demonstration, which ended long ago, else the clock's."""
    given = getattr(settings, "DEMO_NOW", "")
    if given:
        return datetime.fromisoformat(given)
    return timezone.now()


@require_safe
@page
def board(request: HttpRequest) -> HttpResponse:
    """The declarations of the day of `now`, or of the last day on which any was accepted."""
    language, at = language_of(request), now()
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
        "officer/board.html",
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


@require_safe
@page
def declaration(request: HttpRequest, reference: str) -> HttpResponse:
    """The timeline of one declaration, as an officer or as its trader sees it."""
    language, at = language_of(request), now()
    trader = request.GET.get("as") == "trader"
    try:
        whole = reading.whole(reference, now=at, trader=trader)
    except Dossier.DoesNotExist:
        raise Http404(reference) from None
    return render(
        request,
        "officer/declaration.html",
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


@require_safe
@page
def refused(request: HttpRequest) -> HttpResponse:
    """The lodgings that were refused, each with everything that is wrong with it."""
    language = language_of(request)
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
    return render(request, "officer/refused.html", {**_frame(request, language), "refusals": found})


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Remembers the language and goes back to the page."""
    back = request.POST.get("back", "")
    safe = back.startswith("/") and not back.startswith(("//", "/\\"))
    response = HttpResponseRedirect(back if safe else reverse("board"))
    if request.POST.get("to") in ("en", "zh"):
        response.set_cookie(COOKIE, request.POST["to"], max_age=365 * DAY, samesite="Lax", httponly=True)
    return response


@require_safe
def stylesheet(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(_style()[0], content_type="text/css; charset=utf-8")
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


@cache
def _style() -> tuple[bytes, str]:
    """The stylesheet and its digest, which stands in its address so that it may be kept for ever."""
    content = files(__package__).joinpath("board.css").read_bytes()
    return content, hashlib.sha256(content).hexdigest()[:12]


def _frame(request: HttpRequest, language: str) -> dict[str, Any]:
    other = "en" if language == "zh" else "zh"
    return {
        "w": words(language),
        "lang": "zh-Hans" if language == "zh" else "en",
        "other": other,
        "other_words": "English" if other == "en" else "中文",
        "style": f"{reverse('stylesheet')}?{_style()[1]}",
        "parties": [(name, flow_words.whose(name, language)) for name in flow_words.WHOSE],
        "here": request.get_full_path(),
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
