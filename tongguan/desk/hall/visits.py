"""Coming to the hall: a number, an appointment, a bay outside hours; and giving it back.

A number is taken at the counter or from the trader's page; an appointment becomes a number when its owner is
there, and goes before those who came without one.
"""

import json
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any, TypeVar

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.models import Track
from tongguan.desk.hall import words
from tongguan.desk.hall.models import (
    ASKED,
    BAY,
    BOOKED,
    DECLINED,
    GIVEN_BACK,
    MATTERS,
    OPEN,
    SERVICES,
    WAITING,
    Visit,
)
from tongguan.desk.inspections.bookings import is_open
from tongguan.desk.inspections.models import Site
from tongguan.desk.people.queries import LODGING, acts_as
from tongguan.desk.texts import must_fit
from tongguan.law import hours
from tongguan.law.calendar import local_day
from tongguan.law.findings import refused
from tongguan.law.kernel.case import SYSTEM, Actor
from tongguan.law.rulebook import Rulebook

MOST = 5
"""So many visits of one enterprise to one office may be open."""
SERVING = ("document_officer", "inspector", "revenue_officer", "coordinator")
KNOWN = ("notified", "booked")
"""States of an inspection in which its trader knows of it and it has not begun."""
TRIES = 20
T = TypeVar("T")


def take_number(
    *,
    office: str,
    service: str,
    actor: Actor,
    at: datetime,
    today: date,
    enterprise: str = "",
    draft: int | None = None,
    dossier: int | None = None,
) -> Visit:
    """A number in today's queue: a trader or broker takes it for the enterprise, an officer of the office
    hands it out at the counter (`enterprise` then says whose it is, if it is known). Whether draft and
    dossier are theirs, the door has asked. Raises Refused."""
    online = _comes(actor, office, today)
    whose = actor.behalf if online else enterprise
    must_fit(Visit, office=office, enterprise=whose)
    _must_have_room(office, whose, service)
    visit = Visit(
        office=office,
        day=today,
        service=service,
        enterprise=whose,
        person_id=int(actor.person) if online else None,
        online=online,
        draft=draft,
        dossier=dossier,
        owed=_owed(dossier, service),
        state=WAITING,
        taken_at=at,
    )
    return _numbered(visit)


def book(
    *,
    office: str,
    service: str,
    starts_at: datetime,
    actor: Actor,
    at: datetime,
    today: date,
    book: Rulebook,
    draft: int | None = None,
    dossier: int | None = None,
) -> Visit:
    """An appointment in the hall, on a working day within its hours. Raises Refused."""
    if not _comes(actor, office, today):
        raise refused(words.NOT_YOURS)
    _must_have_room(office, actor.behalf, service)
    day = local_day(starts_at, book)
    kept = hours.of(book, hours.HALL, office, day)
    if kept is None:
        raise refused(words.NEVER)
    if starts_at <= at or day > today + timedelta(days=kept.ahead) or starts_at not in kept.starts(day, book):
        raise refused(words.CLOSED, days=kept.ahead, hours=kept.said)
    visit = _appointment(actor, office, service, day, starts_at, at)
    visit.draft, visit.dossier, visit.owed, visit.state = draft, dossier, _owed(dossier, service), BOOKED

    def write() -> Visit:
        mine = Visit.objects.filter(office=office, starts_at=starts_at, seat__gt=0, state__in=OPEN)
        taken = set(mine.values_list("seat", flat=True))
        free = [seat for seat in range(1, kept.places + 1) if seat not in taken]
        if not free:
            raise refused(words.FULL)
        visit.pk, visit.seat = None, free[0]
        visit.save(force_insert=True)
        return visit

    return _again(write)


def ask_for_bay(
    *, dossier: int, site: str, starts_at: datetime, actor: Actor, at: datetime, today: date, book: Rulebook
) -> Visit:
    """Asks for an inspection bay outside the hours of its site, for an inspection of which the trader was
    notified; an officer of the inspecting office confirms it. Whether the dossier is theirs, the door has
    asked. Raises Refused, the same where nothing is ordered and where nothing was notified."""
    orders = Track.objects.filter(dossier=dossier, track__endswith="_inspection", state__in=KNOWN)
    office = Site.objects.filter(code=site, office__in=orders.values("office")).first()
    if office is None:
        raise refused(words.NO_INSPECTION)
    if not _comes(actor, office.office, today):
        raise refused(words.NOT_YOURS)
    _must_have_room(office.office, actor.behalf, "inspection")
    day = local_day(starts_at, book)
    kept = hours.of(book, hours.OUTSIDE, office.office, day)
    if kept is None or starts_at <= at or day > today + timedelta(days=kept.ahead):
        raise refused(words.NOT_NOW)
    if starts_at not in kept.starts(day, book):
        raise refused(words.ON_THE_HOUR, minutes=kept.every.seconds // 60, hours=kept.said)
    if is_open(office, starts_at, book):
        raise refused(words.IN_HOURS, site=site)
    visit = _appointment(actor, office.office, "inspection", day, starts_at, at)
    visit.place, visit.site, visit.dossier = BAY, site, dossier
    visit.owed, visit.state = _owed(dossier, "inspection"), ASKED
    transact(lambda: visit.save(force_insert=True))
    return visit


def decide_bay(visit: int, *, grant: bool, actor: Actor, at: datetime, today: date, reason: str = "") -> None:
    """An inspector or coordinator of the office confirms a bay outside hours, or says why not. Raises
    Refused."""
    must_fit(Visit, note=reason)
    if actor.capacity not in ("inspector", "coordinator") or not acts_as(actor, on=today):
        raise refused(words.NOT_YOURS)
    if not grant and not reason.strip():
        raise refused(words.NO_REASON)
    state, ended = (BOOKED, None) if grant else (DECLINED, at)
    asked = Visit.objects.filter(pk=visit, office=actor.behalf, state=ASKED)
    if not change(asked, state=state, ended_at=ended, note=reason):
        raise refused(words.NOT_NOW)


def arrive(visit: int, *, actor: Actor, at: datetime, today: date) -> Visit:
    """Whoever has an appointment of today is there, and gets a number; said from their page or at the
    counter. Raises Refused."""
    found = _mine(visit, actor, today)
    if found.state != BOOKED or found.day != today or found.place == BAY:
        raise refused(words.NOT_NOW)
    return _numbered(found, state=WAITING)


def give_back(visit: int, *, actor: Actor, at: datetime, today: date) -> None:
    """Nobody will come: a number or an appointment is free again. Raises Refused."""
    found = _mine(visit, actor, today)
    free = Visit.objects.filter(pk=found.pk, state__in=(ASKED, BOOKED, WAITING))
    if not change(free, state=GIVEN_BACK, ended_at=at):
        raise refused(words.NOT_NOW)


def still_owed(visit: Visit) -> bool:
    """Whether some track on which it was the trader's turn has waited for him ever since."""
    now = json.loads(_owed(visit.dossier, visit.service) or "[]")
    return any(one in now for one in json.loads(visit.owed or "[]"))


def _owed(dossier: int | None, service: str) -> str:
    if dossier is None:
        return ""
    turns = Track.objects.filter(dossier=dossier, whose="trader", track__in=MATTERS.get(service, ()))
    found = turns.order_by("track", "part", "number").values_list("track", "part", "number", "seq")
    return json.dumps([list(row) for row in found])


def _appointment(
    actor: Actor, office: str, service: str, day: date, starts_at: datetime, at: datetime
) -> Visit:
    return Visit(
        office=office,
        day=day,
        starts_at=starts_at,
        service=service,
        enterprise=actor.behalf,
        person_id=int(actor.person),
        online=True,
        taken_at=at,
    )


def _comes(actor: Actor, office: str, today: date) -> bool:
    """Whether the actor comes himself (for an enterprise), or serves at the office. Raises Refused."""
    serves = actor.capacity in SERVING and actor.behalf == office
    comes = actor.capacity in LODGING
    if not (serves or comes) or not acts_as(actor, on=today) or actor == SYSTEM:
        raise refused(words.NOT_YOURS)
    return comes


def _mine(visit: int, actor: Actor, today: date) -> Visit:
    """A visit of the actor's enterprise, or to the office at which he serves. Raises Refused."""
    found = Visit.objects.filter(pk=visit).first()
    if found is None:
        raise refused(words.NOT_YOURS)
    whose = found.enterprise if _comes(actor, found.office, today) else found.office
    if actor.behalf != whose:
        raise refused(words.NOT_YOURS)
    return found


def _must_have_room(office: str, enterprise: str, service: str) -> None:
    if service not in SERVICES:
        raise refused(words.NO_SERVICE)
    mine = Visit.objects.filter(office=office, enterprise=enterprise, state__in=OPEN)
    if enterprise and mine.count() >= MOST:
        raise refused(words.TOO_MANY, most=MOST)


def _numbered(visit: Visit, *, state: str = "") -> Visit:
    """The next number of the day, for a new visit or for one whose owner has come. Two at the same moment
    want the same; the second takes the one after."""

    def write() -> Visit:
        today = Visit.objects.filter(office=visit.office, day=visit.day)
        number = (today.aggregate(last=Max("number"))["last"] or 0) + 1
        if state:
            came = Visit.objects.filter(pk=visit.pk, state=BOOKED)
            if not came.update(number=number, state=state):
                raise refused(words.NOT_NOW)
        else:
            visit.pk = None
        visit.number, visit.state = number, state or visit.state
        if not state:
            visit.save(force_insert=True)
        return visit

    return _again(write)


def change(visits: "QuerySet[Visit]", **what: Any) -> int:
    """How many of them were changed."""
    return transact(lambda: visits.update(**what))


def _again(write: Callable[[], T]) -> T:
    for left in range(TRIES, 0, -1):
        try:
            return transact(lambda: _whole(write))
        except IntegrityError:
            if left == 1:
                raise
    raise AssertionError("not reached")


def _whole(write: Callable[[], T]) -> T:
    with transaction.atomic():
        return write()
