"""Giving a declaration up, withdrawn or refused: nothing is owed on it any more, and guarantees, licences and
ledger numbers are as if it had never been.

Source: GACC Decree 220 (withdrawal); Customs Law art. 24 (what is not accepted is declared anew).
"""

import json
from collections.abc import Iterator

from tongguan.desk.dossiers.act import Act
from tongguan.desk.inspections.proofs import restore_here
from tongguan.desk.revenue.postings import post_difference, waive
from tongguan.law.calendar import local_day
from tongguan.law.findings import refused
from tongguan.law.flow import NOBODY
from tongguan.law.kernel.case import Event
from tongguan.law.words import register

AUTHORITY = "authority"
NOT_HERE = register(
    "L035",
    "Goods of this declaration have been released or have left: {parts}. It stands for them.",
    "该报关单项下货物已放行或者已离场：{parts}，不得撤销或者退单。",
)


def give_up(act: Act, step: str, *, reason: str, data: str = "") -> tuple[Event, ...]:
    """Takes the step that ends the whole declaration, `grant_withdrawal` or `refuse`, and what goes with it;
    what was paid can be paid back. Raises NotOffered, Refused: some goods have gone or are released."""
    act.may(step)
    if parts := list(dict.fromkeys(_not_here(act))):
        raise refused(NOT_HERE, parts=", ".join(part or act.cover.reference for part in parts))
    currency = act.book.need("parameter", "currency", local_day(act.at, act.book)).text
    post_difference(act, (), currency=currency, provisional=False, reason=reason)
    waive(act, reason=reason)
    taken = act.take(step, data=data)
    restore_here(act, reason=reason)
    for authority in _holding(act):
        act.tell("ended", authority, json.dumps({"reference": act.cover.reference, "end": taken[0].ends}))
    return taken


def _holding(act: Act) -> list[str]:
    """The authorities that hold some of the goods, perhaps covertly, so that the officer knows nothing of it.
    What is lodged anew they hold again (`standing_holds`); what never is, they may look for themselves."""
    held = {key for key, at in act.case.tracks.items() if key.track == "hold" and at.whose == AUTHORITY}
    return sorted({one.behalf for one in act.past if one.key in held and one.capacity == AUTHORITY})


def _not_here(act: Act) -> Iterator[str]:
    """The parts that may be sold or used, and those that have gone."""
    yield from (part for part, end in act.case.ended.items() if end in act.flow.goes_on)
    for key, at in act.case.tracks.items():
        if key.track == "exit" and at.whose == NOBODY:
            yield key.part
