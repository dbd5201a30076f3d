"""Holds that stood when a declaration was taken back stand on the one that takes its place, from its first
second: else whoever feels watched would withdraw and lodge again.

A covert hold, of customs or of another authority, and one that another authority placed itself. What customs
held openly, the officer knew who let the declaration be taken back.
"""

import json
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.models import Event as Recorded
from tongguan.law.kernel.case import CLAIMS, SYSTEM, Actor

HOLD, AUTHORITY, BY_CUSTOMS = "hold", "authority", "hold_covertly"
AGAIN = {
    "covert": BY_CUSTOMS,
    "covert_authority": "hold_covertly_for_authority",
    "held_authority": "hold_for_authority",
}
"""By state, the step that places the hold again."""
LETTER = "held_again"


class Hold(NamedTuple):
    """A hold to be placed again: the step, the part, the authority whose it is ("" customs'), the office that
    works on it, the words that were said of it, and the declaration that it stood on."""

    step: str
    part: str
    authority: str
    office: str
    said: str
    former: str


def standing(back: Sequence[Dossier]) -> tuple[Hold, ...]:
    """What stood on these declarations, the newest first, when they were taken back. The newest on which
    somebody placed a hold says whether it still holds: it may have inherited it, and lifted it. One query."""
    of = {one.pk: one.reference for one in back}
    tracks = dict[tuple[int, str, int], list[Recorded]]()
    rows = Recorded.objects.filter(dossier__in=of, track=HOLD).exclude(name__in=CLAIMS)
    for event in rows.order_by("dossier_id", "seq"):
        tracks.setdefault((event.dossier_id, event.part, event.number), []).append(event)
    newest, found = dict[str, int](), list[Hold]()
    for dossier in of:
        for (whose, part, _), moves in tracks.items():
            first, last = moves[0], moves[-1]
            authority = first.behalf if first.capacity == AUTHORITY else ""
            if whose != dossier or not (authority or first.name == BY_CUSTOMS):
                continue
            if newest.setdefault(authority, dossier) == dossier and last.state in AGAIN:
                office = "" if authority else last.office
                told = (authority, office, last.data, of[dossier])
                found.append(Hold(AGAIN[last.state], part, *told))
    return tuple(found)


def place(act: Act, holds: Iterable[Hold]) -> None:
    """Places them on the declaration that takes the place, inside the action that opens it; on the whole
    where it has no such part."""
    once = dict[tuple[str, str, str], Hold]()
    for hold in holds:
        part = hold.part if hold.part in act.case.parts else ""
        once.setdefault((hold.step, part, hold.authority), hold)
    for (step, part, authority), hold in once.items():
        actor = Actor(SYSTEM.person, AUTHORITY, authority) if authority else SYSTEM
        offices = {HOLD: hold.office} if hold.office else None
        act.take(step, part=part, actor=actor, data=hold.said, offices=offices)


def tell(act: Act, holds: Iterable[Hold]) -> None:
    """Tells each authority where what it holds is declared now."""
    for authority, former in {hold.authority: hold.former for hold in holds if hold.authority}.items():
        act.tell(LETTER, authority, json.dumps({"reference": act.cover.reference, "former": former}))
