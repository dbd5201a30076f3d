"""Which dossiers an officer sees, by the hat that is worn."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from django.http import Http404

from tongguan.desk.declarations.concerns import AUTHORITY, concerned
from tongguan.desk.dossiers import queries as dossiers
from tongguan.desk.dossiers.worklist import Waiting, debts, latest
from tongguan.desk.rulebooks.queries import published
from tongguan.doors.look import legible
from tongguan.doors.look.access import OFFICERS
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor, offices
from tongguan.law.kernel.case import Actor

EVERYWHERE = ("monitor",)
"""Who sees the cases of every office, without hits."""


def until(rows: Iterable[Waiting]) -> list[tuple[Waiting, datetime | None]]:
    """Each with the day until which it may wait at the latest, by the newest rules."""
    listed = list(rows)
    books = {of: published(of) for of in {row.jurisdiction for row in listed}}
    past = debts(listed)
    return [
        (row, latest(row, book, past.get((row.dossier, row.key), ())) if book else row.due)
        for row in listed
        for book in (books[row.jurisdiction],)
    ]


def found(request: Asked, reference: str) -> int:
    """The id of the dossier of this reference that the hat lets see: one in which the office holds or held
    a track; of an authority, one that is its business. Raises Http404, whether there is none or it is
    before others."""
    if request.hat.capacity == AUTHORITY:
        every = dossiers.called(reference, offices=None)
        mine = concerned(acting(request), every)
        seen = [one for one in every if one in mine]
        if not seen:
            raise Http404
        return seen[0]
    assert request.hat.capacity in OFFICERS, "the view's rule lets nobody else in"
    everywhere = request.hat.capacity in EVERYWHERE
    seen = dossiers.called(reference, offices=None if everywhere else offices(request))
    if not seen:
        raise Http404
    return seen[0]


def acting(request: Asked, seq: object = 0) -> Actor:
    """As whom the person acts, on a dossier as it stood at `seq`, which a form may name (0: none)."""
    return replace(actor(request), seen=legible.number(str(seq)))
