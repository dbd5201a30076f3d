"""The hall's desk: the queue, the next one, and the matter of whoever stands at the window."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.declarations.drafting import Sheet
from tongguan.desk.declarations.models import Draft
from tongguan.desk.declarations.queries import became
from tongguan.desk.dossiers import queries as dossiers
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.hall import queries, serving, visits, words
from tongguan.desk.hall.models import ASKED, SERVICES, STATES, Visit
from tongguan.desk.hall.saving import needless, settle
from tongguan.desk.people.models import Enterprise
from tongguan.desk.rulebooks.queries import book
from tongguan.doors.clock import ZONE
from tongguan.doors.look import legible
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor, now
from tongguan.doors.look.language import pick
from tongguan.doors.look.nav import WORKING
from tongguan.doors.look.replies import NOT_DONE, Errors, done, placed
from tongguan.law.drafting.paper import canonical
from tongguan.law.stating.parts import parts

OWN = "the hall of their own office; a draft only while its owner stands at their window"
WINDOW = "window"
MONTH = timedelta(days=30)


@may(*WORKING, own=OWN)
def desk(request: Asked) -> HttpResponse:
    """Who is served, who waits, who is expected, and how many visits were saved."""
    return _desk(request, [])


def _desk(request: Asked, errors: Errors, form: str = "") -> HttpResponse:
    """The desk; with what is wrong with a form (`form`: which of them), and what was typed into it."""
    told = _told(request)
    shown = {"note", "service", "about"} if told["mine"] else {"window", "service", "about"}
    shown |= {why(row["visit"].pk) for row in told["expected"] if row["visit"].state == ASKED}
    for row in told["expected"]:
        row["note"] = request.POST.get("note", "") if form == row["why"] else ""
    given = {
        **told,
        "errors": [(at if at in shown else "", sentence) for at, sentence in errors],
        "sent": {form: request.POST},
        "window": request.POST.get(WINDOW, told["window"]),
    }
    return render(request, "officer/hall/desk.html", given, status=422 if errors else 200)


def why(pk: int) -> str:
    """The id of the field for the reason why a bay is declined."""
    return f"why-{pk}"


@may(*WORKING, own=OWN)
def live(request: Asked) -> HttpResponse:
    """The part of the desk that changes by itself."""
    return render(request, "officer/hall/queue.html", _told(request))


def _told(request: Asked) -> dict[str, Any]:
    office, today = request.hat.behalf, request.on
    waiting, expected = queries.waiting(office, today, request.at), queries.expected(office, today)
    saved = {
        one.pk for one in needless([*waiting, *expected], lodged=became)
    }  # they are counted when the next is called
    waiting, expected = ([one for one in rows if one.pk not in saved] for rows in (waiting, expected))
    mine = serving.served_by(actor(request))
    called = queries.called(office, today)
    known = _known([*waiting, *expected, *called, *([mine] if mine else [])])
    row = _rows(request, known)
    return {
        "mine": row(mine) if mine else None,
        "called": [row(one) for one in called],
        "waiting": [row(one) for one in waiting],
        "expected": [row(one) for one in expected],
        "today": queries.counted(office, since=today, until=today).with_saved(len(saved)),
        "month": queries.counted(office, since=today - MONTH, until=today).with_saved(len(saved)),
        "services": [(name, pick(request.language, *words)) for name, words in SERVICES.items()],
        "window": request.session.get(WINDOW, ""),
        "decides": request.hat.capacity in ("inspector", "coordinator"),
    }


Known = tuple[dict[str, Enterprise], dict[int, str]]


def _known(rows: list[Visit]) -> Known:
    firms = Enterprise.objects.filter(identifier__in={one.enterprise for one in rows})
    ids = {one.dossier for one in rows if one.dossier is not None}
    references = dict(Dossier.objects.filter(pk__in=ids).values_list("pk", "reference"))
    return {one.identifier: one for one in firms}, references


def _rows(request: Asked, known: Known) -> Callable[[Visit], dict[str, Any]]:
    firms, references = known

    def row(one: Visit) -> dict[str, Any]:
        return {
            "visit": one,
            "firm": firms.get(one.enterprise),
            "service": pick(request.language, *SERVICES[one.service]),
            "state": pick(request.language, *STATES[one.state]),
            "reference": references.get(one.dossier or 0, ""),
            "why": why(one.pk),
            "clock": one.starts_at.astimezone(ZONE).strftime("%H:%M") if one.starts_at else "",
        }

    return row


@may(*WORKING, methods=("POST",), own=OWN)
def number(request: Asked) -> HttpResponse:
    """A number for somebody who stands here, with the declaration or the enterprise that they name."""
    asked = {name: request.POST.get(name, "").strip()[:64] for name in ("service", "about")}
    dossier, enterprise = None, ""
    if asked["about"]:
        found = dossiers.called(asked["about"], offices=[request.hat.behalf])
        firm = Enterprise.objects.filter(identifier=asked["about"]) if asked["about"].isalnum() else None
        if found:
            cover = dossiers.cover_of(found[0])
            dossier, enterprise = found[0], cover.declarant or cover.trader
        elif firm is not None and firm.exists():
            enterprise = asked["about"]
        else:
            said = pick(request.language, "Nothing here is called {q}.", "未找到{q}。", q=asked["about"])
            return _desk(request, [("about", said)], "number")

    def take() -> None:
        how: dict[str, Any] = {
            "office": request.hat.behalf,
            "service": asked["service"],
            "enterprise": enterprise,
        }
        one = visits.take_number(dossier=dossier, **how, **now(request))
        done(request, "Number {n}", "{n}号", n=one.number)

    return _done(request, take, {words.NO_SERVICE: "service", words.TOO_MANY: "about"}, "number")


@may(*WORKING, methods=("POST",), own=OWN)
def call(request: Asked) -> HttpResponse:
    """The next one, to the window at which the officer sits; it is remembered."""
    window = legible.number(request.POST.get(WINDOW, ""), 3)
    request.session[WINDOW] = window or ""

    def call_them() -> None:
        waiting = queries.waiting(request.hat.behalf, request.on, request.at)
        settle(waiting, lodged=became, at=request.at)  # who need not come is not called
        if serving.call_next(window=window, **now(request)) is None:
            messages.info(request, pick(request.language, "Nobody waits.", "无人等候。"))

    return _done(request, call_them, {words.NO_WINDOW: WINDOW}, "next")


@may(*WORKING, methods=("POST",), own=OWN)
def change(request: Asked, pk: int) -> HttpResponse:
    """What becomes of a visit: served, absent, arrived, given back; a bay confirmed or declined."""
    note = request.POST.get("note", "")
    when = now(request)
    acts: dict[str, Callable[[], object]] = {
        "done": lambda: serving.finish(pk, came=True, note=note, **when),
        "absent": lambda: serving.finish(pk, came=False, **when),
        "arrive": lambda: visits.arrive(pk, **when),
        "give_back": lambda: visits.give_back(pk, **when),
        "grant": lambda: visits.decide_bay(pk, grant=True, **when),
        "decline": lambda: visits.decide_bay(pk, grant=False, reason=note, **when),
    }
    act = acts.get(request.POST.get("do", ""))
    if act is None or not Visit.objects.filter(pk=pk, office=request.hat.behalf).exists():
        raise Http404
    field = why(pk) if request.POST.get("do") in ("grant", "decline") else "note"
    return _done(request, act, {words.NO_REASON: field, "/note": field}, field)


@may(*WORKING, own=OWN)
def draft(request: Asked) -> HttpResponse:
    """What whoever stands at the window has prepared; nobody sees it before they are called or after."""
    mine = serving.served_by(actor(request))
    if mine is None or mine.draft is None:
        raise Http404
    found = Draft.objects.filter(pk=mine.draft, enterprise=mine.enterprise).first()
    if found is None:
        raise Http404
    sheet, table = Sheet.load(found.sheet), parts(book(settings.JURISDICTION), request.on)
    rows = [
        (table[canonical(path)].name(request.language), sheet.pointer(path), text)
        for path, text in sheet.texts.items()
        if canonical(path) in table and text
    ]
    return render(request, "officer/hall/draft.html", {"draft": found, "rows": rows, "visit": mine})


def _done(request: Asked, act: Callable[[], object], at: Mapping[str, str], form: str) -> HttpResponse:
    """Does it; or the desk again, with why it was not done at the fields (`at`: by code or pointer)."""
    try:
        act()
    except NOT_DONE as no:
        return _desk(request, placed(no, request.language, at), form)
    return redirect("hall:desk")
