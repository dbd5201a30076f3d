"""The worklist of an office: what waits for it, the soonest due first."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.declarations.concerns import AUTHORITY
from tongguan.desk.dossiers import worklist as desk
from tongguan.desk.dossiers.worklist import Waiting
from tongguan.desk.people import naming as people
from tongguan.doors.look import legible
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import offices
from tongguan.doors.look.language import pick
from tongguan.doors.look.nav import WORKING
from tongguan.doors.look.replies import NOT_DONE, told
from tongguan.doors.look.views import back
from tongguan.doors.officer.seen import acting, found, until
from tongguan.doors.officer.work import filters
from tongguan.doors.officer.work.filters import Filters
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.case import TrackKey

ROWS = 30
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLOSE = {
    "overdue": ("alert", "late", "overdue", "已逾期"),
    "hour": ("clock", "soon", "within the hour", "1小时内"),
    "today": ("half", "", "within a day", "24小时内"),
    "later": ("open", "", "later", "以后"),
    "none": ("dotted", "", "no clock", "不计时"),
}
"""How close the end of a clock is: its shape, its class, its words."""
OWN = "tracks that are the office's to work on"
WORKERS = ("document_officer", "inspector", "revenue_officer")


@may(*WORKING, own=OWN)
def worklist(request: Asked) -> HttpResponse:
    """What waits for the office of the hat; for a coordinator, what is over its clock."""
    chosen = filters.read(request.GET, request.hat.capacity, offices(request))
    person = str(request.user.pk)
    wanted = chosen.wanted(person, request.at)
    after = filters.cursor(request.GET.get("after", ""))
    rows = desk.waiting(wanted, limit=ROWS + 1, after=after)
    page = rows[:ROWS]
    counted = desk.counts(_everything(chosen, wanted), person=person, now=request.at)
    return render(
        request,
        "officer/work/worklist.html",
        {
            "filters": chosen,
            "rows": list(_rows(page, request)),
            "choices": list(_choices(chosen, counted, request.language)),
            "tracks": list(_tracks(chosen, counted, request.language)),
            "next": filters.written(page[-1].cursor) if len(rows) > ROWS else "",
            "after": after,
            "free": filters.summed(counted, chosen.chosen()).free,
            "close": CLOSE,
        },
    )


@may(*WORKERS, methods=("POST",), own=OWN)
def take_next(request: Asked) -> HttpResponse:
    """Takes on the first case that nobody has, of those that the list shows, and leads to it."""
    chosen = filters.read(request.POST, request.hat.capacity, offices(request))
    row = desk.take_next(
        chosen.wanted(str(request.user.pk), request.at), actor=acting(request), at=request.at
    )
    if row is None:
        said = pick(request.language, "Nothing waits that nobody has.", "没有待认领的事项。")
        messages.info(request, said)
        return HttpResponseRedirect(f"{reverse('officer:worklist')}?{chosen.query()}")
    return HttpResponseRedirect(address(row.reference, row.key))


@may(*WORKERS, AUTHORITY, methods=("POST",), own=OWN)
def claim(request: Asked, reference: str) -> HttpResponse:
    """Takes a track on, or hands it back."""
    dossier = found(request, reference)
    sent = request.POST
    key = TrackKey(sent.get("track", ""), sent.get("part", ""), legible.number(sent.get("number", ""), 5))
    try:
        desk.claim(dossier, key, actor=acting(request), at=request.at, back="back_to" in sent)
    except NOT_DONE as no:
        told(request, no)
    return HttpResponseRedirect(back(request))


def address(reference: str, key: TrackKey) -> str:
    """The case page, at a track."""
    return f"{reverse('officer:case', args=(reference,))}#{anchor(key)}"


def anchor(key: TrackKey) -> str:
    """What a track is called in the address of its place on the page."""
    part = "".join(sign if sign.isalnum() else "-" for sign in key.part)
    return f"{key.track}-{key.number}{'-' if part else ''}{part}"


def close(due: datetime | None, now: datetime) -> str:
    """How close the end of a clock is (`CLOSE`)."""
    if due is None:
        return "none"
    left = due - now
    return (
        "overdue" if left <= timedelta(0) else "hour" if left <= HOUR else "today" if left <= DAY else "later"
    )


def _everything(chosen: Filters, wanted: desk.Wanted) -> desk.Wanted:
    """What the numbers beside the filters count: all that the list could show."""
    places = dict.fromkeys((*chosen.places("todo"), *chosen.places("waiting")))
    return desk.Wanted(offices=wanted.offices, where=tuple(places))


def _rows(page: Sequence[Waiting], request: Asked) -> Iterator[dict[str, Any]]:
    language = request.language
    firms = people.firms({row.trader for row in page})
    names = people.names({row.assignee for row in page})
    for row, latest in until(page):
        shape, css, en, zh = CLOSE[close(latest, request.at)]
        yield {
            "row": row,
            "until": latest,
            "shape": shape,
            "css": css,
            "close": pick(language, en, zh),
            "address": address(row.reference, row.key),
            "id": f"{row.reference}-{anchor(row.key)}",
            "stage": flow_words.stage(row.key.track, row.state, language),
            "trader": people.called(firms, row.trader, language),
            "who": names.get(row.assignee, ""),
            "mine": row.assignee == str(request.user.pk),
            "here": row.office == request.hat.behalf and request.hat.capacity in WORKERS,
        }


def _choices(chosen: Filters, counted: Any, language: str) -> Iterator[dict[str, Any]]:
    """The filters besides the track, each with how many there are."""
    here = filters.summed(counted, chosen.chosen())
    if not chosen.minds:
        for show, en, zh in (("todo", "To do", "待办"), ("waiting", "Waiting on others", "待他方")):
            count = filters.summed(counted, chosen.places(show)).all
            query = chosen.query(show="" if show == "todo" else show, track="", state="")
            yield _choice(f"show-{show}", pick(language, en, zh), query, chosen.show == show, count)
        whose = (("", "Everybody's", "全部人员", here.all), ("free", "Nobody's", "未认领", here.free))
        for who, en, zh, count in (*whose, ("mine", "Mine", "我的", here.mine)):
            words, query = pick(language, en, zh), chosen.query(who=who)
            yield _choice(f"who-{who}", words, query, chosen.who == who, count)
        yield _choice(
            "late",
            pick(language, "Overdue", "已逾期"),
            chosen.query(late="" if chosen.late else "1"),
            chosen.late,
            here.overdue,
        )
    for kind, en, zh in (("import", "Imports", "进口"), ("export", "Exports", "出口")):
        on = chosen.kind == kind
        yield _choice(kind, pick(language, en, zh), chosen.query(kind="" if on else kind), on)
    for office in chosen.offices if len(chosen.offices) > 1 else ():
        on = chosen.office == office
        yield _choice(office, office, chosen.query(office="" if on else office), on)


def _tracks(chosen: Filters, counted: Any, language: str) -> Iterator[dict[str, Any]]:
    """The tracks of what is shown, and the states of the one that is chosen."""
    places = chosen.places()
    number = "overdue" if chosen.minds else "all"
    every = getattr(filters.summed(counted, places), number)
    words, query = pick(language, "All work", "全部事项"), chosen.query(track="", state="")
    yield _choice("all", words, query, not chosen.track, every)
    for track in dict.fromkeys(track for track, _ in places):
        of = [place for place in places if place[0] == track]
        count = getattr(filters.summed(counted, of), number)
        if count or chosen.track == track:
            query = chosen.query(track=track, state="")
            yield _choice(track, flow_words.track(track, language), query, chosen.track == track, count)
    for track, state in places:
        if track == chosen.track and len([1 for name, _ in places if name == track]) > 1:
            count = getattr(filters.summed(counted, [(track, state)]), number)
            on = chosen.state == state
            query = chosen.query(state="" if on else state)
            words = flow_words.state(track, state, language)
            yield _choice(f"{track}-{state}", words, query, on, count) | {"below": True}


def _choice(name: str, words: str, query: str, on: bool, count: int | None = None) -> dict[str, Any]:
    return {"name": name, "words": words, "query": query, "on": on, "count": count}
