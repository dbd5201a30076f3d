"""Which declarations are another authority's business, and what of them waits for it.

An issuer of supervision documents sees those that lean on a document that it issued; an authority that is an
office of customs (the anti-smuggling bureau) also those with an offence, or referred to it by a hold; and
each those that it holds, or held, itself.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q

from tongguan.desk.declarations.models import Content
from tongguan.desk.dossiers.models import Event, Track
from tongguan.desk.dossiers.worklist import Cursor, Waiting, Wanted, at_work, waiting
from tongguan.desk.inspections.certificates import licences, lines_written_off
from tongguan.desk.inspections.models import Certificate
from tongguan.desk.people.models import Office
from tongguan.law.kernel.case import Actor
from tongguan.law.work import to_do

AUTHORITY = "authority"
LOOKED_AT = 100
"""So many waiting tracks are looked at for one page; what is left of them is shown."""
OFFENCES = Q(track="offence") | Q(track="hold", state="held_authority")


class Page(NamedTuple):
    """What a page shows, and behind which row the next one begins; None: there is no more."""

    rows: tuple[Waiting, ...]
    after: Cursor | None


class Paper(NamedTuple):
    """A document that a declaration names and the authority issued: whom and what it allows, what is left of
    it, whether this declaration has used it. `revoked`: nothing may be used of it any more."""

    code: str
    number: str
    holder: str
    valid_from: date | None
    valid_to: date | None
    commodities: str
    quantity: Decimal | None
    left: Decimal | None
    unit: str
    used: bool
    revoked: bool


def awaiting(actor: Actor, *, after: Cursor | None = None) -> Page:
    """What waits for the authority at any office, the soonest due first."""
    wanted = Wanted(offices=at_work(), where=to_do(AUTHORITY))
    rows = waiting(wanted, limit=LOOKED_AT, after=after)
    ids = {row.dossier for row in rows}
    by_track = {
        "licences": _of_own_papers(actor, ids),
        "offence": _offences(actor, ids),
        "hold": _offences(actor, ids) | _held(actor, ids),
    }
    kept = tuple(row for row in rows if row.dossier in by_track.get(row.key.track, ()))
    return Page(kept, rows[-1].cursor if len(rows) == LOOKED_AT else None)


def concerned(actor: Actor, dossiers: Iterable[int]) -> set[int]:
    """Those of the dossiers that are the authority's to see."""
    ids = set(dossiers)
    found: set[int] = set()
    for look in (_of_own_papers, _offences, _held):
        if rest := ids - found:
            found |= look(actor, rest)
    return found


def papers(actor: Actor, dossier_id: int) -> list[Paper]:
    """The documents of the authority's own that the declaration names, to compare and write off."""
    named = _named([dossier_id]).get(dossier_id, set())
    issued = _issued(actor, named)
    left = {
        place: one
        for jurisdiction in {one.jurisdiction for one in issued}
        for place, one in licences(jurisdiction, named).items()
    }
    done = {pk for pk, _ in lines_written_off(dossier_id)}
    return [_paper(one, left.get((one.code, one.number)), one.pk in done) for one in issued]


def _paper(one: Certificate, known: Any, used: bool) -> Paper:
    return Paper(
        one.code,
        one.number,
        one.holder,
        one.valid_from,
        one.valid_to,
        one.commodities,
        one.quantity,
        known.quantity if known else None,
        one.unit,
        used,
        known is None,
    )


def _offences(actor: Actor, ids: set[int]) -> set[int]:
    if not Office.objects.filter(code=actor.behalf).exists():
        return set()
    return set(Track.objects.filter(OFFENCES, dossier__in=ids).values_list("dossier_id", flat=True))


def _held(actor: Actor, ids: set[int]) -> set[int]:
    placed = Event.objects.filter(dossier__in=ids, track="hold", capacity=AUTHORITY, behalf=actor.behalf)
    return set(placed.values_list("dossier_id", flat=True))


def _of_own_papers(actor: Actor, ids: set[int]) -> set[int]:
    named = _named(ids)
    issued = {(one.code, one.number) for one in _issued(actor, set().union(*named.values()))}
    return {dossier for dossier, places in named.items() if places & issued}


def _issued(actor: Actor, named: set[tuple[str, str]]) -> list[Certificate]:
    """Those of the documents that the authority issued."""
    if not named:
        return []
    numbers = {number for _, number in named}
    found = Certificate.objects.filter(number__in=numbers, issuer=actor.behalf).order_by("code", "number")
    return [one for one in found if (one.code, one.number) in named]


def _named(ids: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
    """The documents that the declarations lean on, by code and number: in any of their versions, for what
    was written off for an earlier one may have to be given back. Only where there is a track of them."""
    leaning = Track.objects.filter(dossier__in=set(ids), track="licences").values_list(
        "dossier_id", flat=True
    )
    contents = Content.objects.filter(dossier__in=set(leaning)).values_list("dossier_id", "content")
    found = dict[int, set[tuple[str, str]]]()
    for dossier, text in contents:
        found.setdefault(dossier, set()).update(_places(json.loads(text)))
    return found


def _places(tree: Any) -> Iterator[tuple[str, str]]:
    """Every code and number that stands together in what was stated: documents, and licences of lines."""
    if isinstance(tree, dict):
        if isinstance(tree.get("code"), str) and isinstance(tree.get("number"), str):
            yield tree["code"], tree["number"]
        tree = list(tree.values())
    if isinstance(tree, list):
        for one in tree:
            yield from _places(one)
