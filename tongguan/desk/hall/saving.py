"""Visits that are not needed after all: what they were for was done online meanwhile."""

from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime

from tongguan.desk.hall.models import BOOKED, OPEN, SAVED, WAITING, Visit
from tongguan.desk.hall.visits import change, still_owed
from tongguan.desk.people.models import Office

FREE = (WAITING, BOOKED)
"""The states in which a visit can still turn out to be needless."""


Lodged = Callable[[Collection[int]], Mapping[int, int]]
"""By draft, the dossier that was lodged of it: the declarations know that."""


def needless(visits: Collection[Visit], *, lodged: Lodged) -> list[Visit]:
    """Those of the visits that were not needed after all: taken from the page, not called yet, and what they
    were for was done online meanwhile. What was lodged of a draft stands beside the visit from now on. Writes
    nothing: `settle` does."""
    drafts = {one.draft for one in visits if one.draft is not None and one.state in OPEN}
    became = lodged(drafts) if drafts else {}
    for one in visits:
        if one.dossier is None:
            one.dossier = became.get(one.draft or 0)
    return [one for one in visits if one.online and one.state in FREE and _done_online(one, became)]


def settle(visits: Sequence[Visit], *, lodged: Lodged, at: datetime) -> int:
    """Counts those that were not needed after all, and keeps what became of drafts. How many there were."""
    found = 0
    before = {one.pk: one.dossier for one in visits}
    saved = {one.pk for one in needless(visits, lodged=lodged)}
    for one in visits:
        mine = Visit.objects.filter(pk=one.pk)
        if one.pk in saved:
            found += change(mine.filter(state=one.state), state=SAVED, ended_at=at, dossier=one.dossier)
        elif one.dossier != before[one.pk]:
            change(mine, dossier=one.dossier)
    return found


def settle_every(*, lodged: Lodged, at: datetime, today: date, most: int = 500) -> int:
    """The same of the open visits of today and later, at every office; of at most so many, the next first."""
    offices = list(Office.objects.values_list("code", flat=True))
    every = Visit.objects.filter(office__in=offices, day__gte=today, state__in=FREE, online=True)
    return settle(list(every.order_by("day", "pk")[:most]), lodged=lodged, at=at)


def _done_online(one: Visit, lodged: Mapping[int, int]) -> bool:
    if one.draft is not None:
        return one.draft in lodged
    if one.dossier is None or one.owed in ("", "[]"):
        return False
    return not still_owed(one)
