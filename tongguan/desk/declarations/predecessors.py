"""A declaration lodged in the place of one that was taken back: it inherits what that one was selected for,
and what held it.

Source: GACC Decree 220. Else whoever does not like a draw would withdraw and draw again.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from tongguan.desk.cargo import names
from tongguan.desk.cargo.queries import waiting_for
from tongguan.desk.declarations.judgement import facts_of
from tongguan.desk.declarations.lateness import RATE
from tongguan.desk.declarations.models import Judgement
from tongguan.desk.declarations.receipts import local_of
from tongguan.desk.declarations.standing_holds import Hold, standing
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.inspections.queries import selected
from tongguan.law.calendar import local_day
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.money import ZERO
from tongguan.law.rulebook import Rulebook
from tongguan.law.select import Order, identity
from tongguan.law.taxing.fees import late_declaration

TAKEN_BACK = {"withdrawn", "refused"}


@dataclass(frozen=True, slots=True)
class Predecessor:
    """The dossier whose place is taken, what its random draws were bound to, and what was ordered on it;
    `last` is the one that was taken back last, whatever was ordered on which: what a trader may know goes by
    that one. `holds` stood on any of those that it takes the place of."""

    dossier: int
    identity: str
    orders: tuple[Order, ...]
    last: int
    holds: tuple[Hold, ...] = ()


def predecessor(stated: Declaration) -> Predecessor | None:
    """The newest declaration of the same trader and direction that was withdrawn or refused, and which this
    one names as its related entry (element 47) or whose bill it has; one that had orders before one that had
    none, or who names a harmless one would be rid of them."""
    candidates = _candidates(stated)
    if not candidates:
        return None
    trader = (stated.trader and stated.trader.identifier) or ""
    same = Dossier.objects.filter(pk__in=candidates, kind=stated.direction, trader=trader)
    back = [one for one in same.exclude(finished_at=None).order_by("-pk") if _ends(one) <= TAKEN_BACK]
    if not back:
        return None
    *_, last = sorted(back, key=lambda one: (one.finished_at, one.pk))
    holds = standing(back)
    before = [Predecessor(one.pk, _identity(one), selected(one.pk), last.pk, holds) for one in back]
    return next((one for one in before if one.orders), before[0])


def withdrawn_on(before: Predecessor, book: Rulebook) -> date | None:
    """The day from which the days for declaring count anew: that on which customs let the last
    declaration be withdrawn (GACC Decree 128 of 2005). What was late itself wins no days by being withdrawn:
    it hands on the day from which its own counted, None where that is the entry."""
    one = Dossier.objects.get(pk=before.last)
    judged = Judgement.objects.filter(dossier=one.pk).order_by("-number")[0]
    known = facts_of(judged.facts)
    if one.finished_at is None or _ends(one) != {"withdrawn"} or _was_late(known, judged.on, book):
        return known.withdrawn_on
    return local_day(one.finished_at, book)


def _ends(one: Dossier) -> set[str]:
    return {ended for _, ended, _ in json.loads(one.parts).values()}


def _was_late(known: Facts, on: date, book: Rulebook) -> bool:
    if known.entered_on is None or book.get("parameter", RATE, on) is None:
        return False
    fee = late_declaration(ZERO, known.entered_on, on, book, withdrawn_on=known.withdrawn_on)
    return fee.days > 0


def inherited(before: Predecessor, stated: Declaration, parts: tuple[str, ...]) -> Iterable[Order]:
    """What was ordered on the predecessor, of the parts and goods lines that this declaration has."""
    for order in before.orders:
        lines = tuple(line for line in order.lines if line <= len(stated.items))
        part = order.part if order.part in parts else ""
        yield replace(order, part=part, lines=lines if len(lines) == len(order.lines) else ())


def _candidates(stated: Declaration) -> list[int]:
    entry, bill = stated.related_entry, names.bill(stated.bill or "")
    named = Dossier.objects.filter(reference=entry).values_list("pk", flat=True) if entry else ()
    return [*named, *(waiting_for(names.BILL, bill) if bill else ())]


def _identity(one: Dossier) -> str:
    first = Judgement.objects.values_list("facts", flat=True).get(dossier=one.pk, number=1)
    return facts_of(first).identity or identity(one.declarant, local_of(one.pk))
