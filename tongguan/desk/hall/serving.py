"""Serving: the next is called to a window, and is done."""

from datetime import date, datetime

from django.db import IntegrityError
from django.db.models import Case, QuerySet, When

from tongguan.desk.hall import words
from tongguan.desk.hall.models import ABSENT, CALLED, DONE, HALL, WAITING, Visit
from tongguan.desk.hall.visits import SERVING, change
from tongguan.desk.people.queries import acts_as
from tongguan.desk.texts import must_fit
from tongguan.law.findings import refused
from tongguan.law.kernel.case import Actor

LAST_WINDOW = 99


def queue(office: str, day: date, now: datetime) -> "QuerySet[Visit]":
    """Who waits, in the order in which they are called: whose appointment has come first, then by number."""
    waiting = Visit.objects.filter(office=office, day=day, state=WAITING, place=HALL)
    rank = Case(When(starts_at__lte=now, then=0), default=1)
    return waiting.order_by(rank, "number")


def call_next(*, window: int, actor: Actor, at: datetime, today: date) -> Visit | None:
    """Calls the next one to a window; None where nobody waits. Raises Refused: not an officer of the office,
    or the one before is not finished."""
    _must_serve(actor, today)
    if not 0 < window <= LAST_WINDOW:
        raise refused(words.NO_WINDOW)
    before = served_by(actor)
    if before is not None:
        raise refused(words.NOT_FINISHED, number=before.number)
    called = {"state": CALLED, "window": window, "called_at": at, "called_by_id": int(actor.person)}
    for one in queue(actor.behalf, today, at)[:20]:
        mine = Visit.objects.filter(pk=one.pk, state=WAITING)
        try:
            if change(mine, **called):
                return Visit.objects.get(pk=one.pk)
        except IntegrityError:  # the same officer called in another page at the same moment
            break
    return served_by(actor)


def served_by(actor: Actor) -> Visit | None:
    """Whom an officer has called and not finished with, at the office for which he acts."""
    return Visit.objects.filter(called_by=int(actor.person), state=CALLED, office=actor.behalf).first()


def finish(visit: int, *, came: bool, actor: Actor, at: datetime, today: date, note: str = "") -> None:
    """Whoever was called is served, or was not there. `note` is what is left to do, which they find on their
    own page. Raises Refused."""
    _must_serve(actor, today)
    must_fit(Visit, note=note)
    mine = Visit.objects.filter(pk=visit, state=CALLED, called_by=int(actor.person), office=actor.behalf)
    state = DONE if came else ABSENT
    if not change(mine, state=state, ended_at=at, note=note):
        raise refused(words.NOT_NOW)


def _must_serve(actor: Actor, today: date) -> None:
    if actor.capacity not in SERVING or not acts_as(actor, on=today):
        raise refused(words.NOT_YOURS)
