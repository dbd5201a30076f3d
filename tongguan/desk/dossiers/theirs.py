"""What an enterprise has: the dossiers of which it is trader or declarant, and those that wait for it.

Everything here is bounded by what is asked for, whatever lies behind it: each half of a question (as trader,
as declarant) has its index, and lists go on from the last one shown.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from itertools import chain
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Min, Q, QuerySet

from tongguan.desk.dossiers.models import Dossier, Track
from tongguan.desk.texts import is_text

PARTIES = ("trader", "declarant")
LATELY = timedelta(days=120)
"""How long after its release a dossier is still looked at for what its trader has to do: a tax that a
guarantee stands for is paid, and a promise kept, within months."""
OPEN, FINISHED = "open", "finished"
MOST = 50


class Theirs(NamedTuple):
    """The cover of a dossier; `finished_at` is empty until every part has come to its disposition."""

    id: int
    kind: str
    reference: str
    office: str
    trader: str
    declarant: str
    opened_at: datetime
    finished_at: datetime | None


class Place(NamedTuple):
    """Where a list was left: the instant by which it is ordered (None: it had none), and the dossier."""

    at: datetime | None
    id: int


def own(enterprise: str, reference: str) -> Theirs | None:
    """The dossier that people call by this reference, if it is the enterprise's; None also for another's, and
    for what cannot be a reference."""
    if not is_text(reference):
        return None
    found = Dossier.objects.filter(_is(enterprise), reference=reference).order_by("-pk")
    return next(_rows(found[:1]), None)


def listed(
    enterprise: str,
    *,
    kind: str = "",
    fate: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    after: Place | None = None,
    limit: int = 26,
) -> list[Theirs]:
    """The dossiers of an enterprise, the newest first, going on after a place. `kind` is a direction, `fate`
    is `OPEN` or `FINISHED`; opened from `since` until before `until`."""
    wanted = Q(**{"kind": kind} if kind else {})
    if fate in (OPEN, FINISHED):
        wanted &= Q(finished_at__isnull=fate == OPEN)
    if since is not None:
        wanted &= Q(opened_at__gte=since)
    if until is not None:
        wanted &= Q(opened_at__lt=until)
    if after is not None and after.at is not None:
        wanted &= Q(opened_at__lte=after.at) & ~Q(opened_at=after.at, pk__gte=after.id)
    halves = (
        _rows(Dossier.objects.filter(wanted, **{party: enterprise}).order_by("-opened_at", "-pk")[:limit])
        for party in PARTIES
    )
    found = dict.fromkeys(chain.from_iterable(halves))  # its own declarations are in both
    return sorted(found, key=lambda one: (one.opened_at, one.id), reverse=True)[:limit]


def waiting(enterprise: str, *, now: datetime, after: Place | None = None, limit: int = 26) -> list[Place]:
    """The dossiers in which something waits for the trader, by when its clock calls next, those without a
    clock last. That the goods may be fetched is no such thing: they wait for nobody."""
    tracks = Track.objects.filter(dossier_id__in=_alive(enterprise, now), whose="trader")
    rows = tracks.exclude(track="exit").values("dossier_id").annotate(first=Min("due"))
    if after is not None:
        later = Q(first__gt=after.at) | Q(first=after.at, dossier_id__gt=after.id) | Q(first=None)
        rows = rows.filter(later if after.at else Q(first=None, dossier_id__gt=after.id))
    ordered = rows.order_by(F("first").asc(nulls_last=True), "dossier_id")[:limit]
    return [Place(row["first"], row["dossier_id"]) for row in ordered]


def with_tracks(enterprise: str, tracks: Iterable[str], hidden: Iterable[str], *, now: datetime) -> list[int]:
    """The dossiers with a track of these names that stands in no state of `hidden`, the newest first, at most
    `MOST`. Whether a trader knows of the track is for the disclosure to say."""
    found = Track.objects.filter(dossier_id__in=_alive(enterprise, now), track__in=list(tracks))
    rows = found.exclude(state__in=list(hidden)).order_by("-dossier_id").values_list("dossier_id", flat=True)
    return list(rows.distinct()[:MOST])


def begins(column: str, text: str) -> Q:
    """Texts of a column that begin with this one, as each database finds them by an index: PostgreSQL by one
    of patterns, SQLite, which would take no notice of case, by a range."""
    if connection.vendor == "postgresql":
        return Q(**{f"{column}__startswith": text})
    return Q(**{f"{column}__gte": text, f"{column}__lt": f"{text}\U0010ffff"})


def called(enterprise: str, beginning: str, limit: int) -> list[int]:
    """The dossiers of an enterprise whose reference begins so."""
    halves = (
        Dossier.objects.filter(begins("reference", beginning), **{party: enterprise}).order_by(
            "reference", "pk"
        )[:limit]
        for party in PARTIES
    )
    return list(dict.fromkeys(one.pk for half in halves for one in half.only("pk")))


def of(enterprise: str, ids: Iterable[int]) -> list[Theirs]:
    """Those of the dossiers that are the enterprise's, the newest first."""
    found = Dossier.objects.filter(_is(enterprise), pk__in=list(ids)).order_by("-opened_at", "-pk")
    return list(_rows(found))


def _is(enterprise: str) -> Q:
    return Q(trader=enterprise) | Q(declarant=enterprise)


def _alive(enterprise: str, now: datetime) -> "QuerySet[Dossier, Any]":
    """What is not finished, and what was lately: each half by its index."""
    unfinished, lately = {"finished_at__isnull": True}, {"finished_at__gte": now - LATELY}
    first, *others = (
        Dossier.objects.filter(**{party: enterprise}, **state).values("pk")
        for party in PARTIES
        for state in (unfinished, lately)
    )
    return first.union(*others)


def _rows(found: "QuerySet[Dossier]") -> Iterator[Theirs]:
    return (Theirs(*row) for row in found.values_list(*Theirs._fields))
