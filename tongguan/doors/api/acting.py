"""Whose declaration it is, and as whom the bearer of a key acts on it: asked of the desk, each time."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.conf import settings

from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.finding import named
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.lodge import REFERENCE_USED
from tongguan.desk.dossiers import queries as dossiers
from tongguan.desk.dossiers.theirs import Theirs
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.inspections import words as inspected
from tongguan.desk.monitor.seen import Seen, seen
from tongguan.desk.people.keys import Bearer
from tongguan.doors.api import words
from tongguan.doors.api.porter import unserved
from tongguan.doors.api.problems import because, refusal
from tongguan.doors.look.asked import Asked
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.case import Actor

IN_THE_WAY = (REFERENCE_USED, inspected.FULL, flow_words.NOT_OFFERED)
"""Findings that are no fault of the request: something else stands in its way."""


class Keyed(Asked):
    """A request that the porter let in."""

    bearer: Bearer
    tree: Any


def books() -> Books:
    """The law of the jurisdiction that is served here."""
    try:
        return books_of(settings.JURISDICTION)
    except LookupError:
        raise unserved() from None


def cover(request: Keyed, reference: str) -> Theirs:
    """The declaration of that entry number or own reference, if it is the enterprise's; another's is answered
    as one that does not exist."""
    found = named(request.bearer.behalf, reference)
    if found is None:
        raise because(404, words.UNKNOWN)
    return found


def whole(request: Keyed, reference: str) -> Seen:
    """The same with all that its trader may know of it."""
    dossier = cover(request, reference).id
    return seen([dossier])[dossier]


def actor(request: Keyed, dossier: int) -> Actor:
    """As whom the bearer acts on a dossier today."""
    key = request.bearer
    found = dossiers.actors_for(key.person, dossier, on=request.on)
    mine = next((one for one in found if one.behalf == key.behalf), None)
    if mine is None:
        raise because(403, words.NOT_YOURS, behalf=key.behalf)
    return mine


@contextmanager
def asking(places: Mapping[str, str] | None = None) -> Iterator[None]:
    """What the desk refuses is told as a problem. `places`: where the request states what the desk found
    wrong, by the pointer that the desk gives or, where it gives none, by the code of the finding."""
    where = places or {}
    try:
        yield
    except Refused as refused:
        placed = [
            replace(one, pointer=where.get(one.pointer or one.code, one.pointer)) for one in refused.findings
        ]
        raise refusal(placed, conflict=IN_THE_WAY) from None
    except NotOffered as refused:
        raise refusal([flow_words.finding(refused.reason)], conflict=IN_THE_WAY) from None
    except Stale:
        raise unserved() from None
