"""What a hall looks like now, and what it saved."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Q

from tongguan.desk.hall.models import ASKED, BOOKED, CALLED, DONE, HALL, OPEN, SAVED, WAITING, Visit
from tongguan.desk.hall.serving import queue
from tongguan.law import hours
from tongguan.law.rulebook import Rulebook

SHOWN = 60
MOST_AHEAD = 60
"""Days that are looked through for a free time, whatever the book says."""


class Counted(NamedTuple):
    """Visits of some days: how many were served at a window, and how many were not needed after all."""

    served: int
    saved: int

    def with_saved(self, more: int) -> "Counted":
        """With so many that turned out to be needless and are not written down yet."""
        return self._replace(saved=self.saved + more)


def counted(office: str, *, since: date, until: date) -> Counted:
    """What was served and saved at an office, both days included."""
    found = Visit.objects.filter(office=office, day__gte=since, day__lte=until, state__in=(DONE, SAVED))
    states = Counter(dict(found.values_list("state").annotate(n=Count("pk"))))
    return Counted(states[DONE], states[SAVED])


def waiting(office: str, day: date, now: datetime) -> list[Visit]:
    """Who waits, in the order in which they are called; as many as are shown."""
    return list(queue(office, day, now)[:SHOWN])


def called(office: str, day: date) -> list[Visit]:
    """Who is being served, by window."""
    found = Visit.objects.filter(office=office, day=day, state=CALLED)
    return list(found.select_related("called_by").order_by("window", "number")[:SHOWN])


def expected(office: str, day: date) -> list[Visit]:
    """Appointments of a day whose owners are not there yet, and bays that somebody asks for on any day."""
    today = Q(day=day, state=BOOKED)
    found = Visit.objects.filter(today | Q(day__gte=day, state=ASKED), office=office, starts_at__isnull=False)
    return list(found.order_by("starts_at", "pk")[:SHOWN])


def of_enterprise(enterprise: str, *, limit: int = 30) -> list[Visit]:
    """The visits of an enterprise, the newest first."""
    return list(Visit.objects.filter(enterprise=enterprise).order_by("-taken_at", "-pk")[:limit])


def before(visits: Sequence[Visit], now: datetime) -> Mapping[int, int]:
    """How many are called before each of some visits that wait."""
    found: dict[int, int] = {}
    for office, day in {(one.office, one.day) for one in visits if one.state == WAITING}:
        order = list(queue(office, day, now).values_list("pk", flat=True)[:1000])
        found.update({pk: place for place, pk in enumerate(order)})
    return found


def lengths(offices: Sequence[str], day: date) -> Mapping[str, int]:
    """How many wait at each office."""
    found = Visit.objects.filter(office__in=offices, day=day, state=WAITING, place=HALL)
    return dict(found.values_list("office").annotate(n=Count("pk")))


def free(office: str, *, now: datetime, today: date, book: Rulebook) -> list[datetime]:
    """When an appointment in the hall can still be made."""
    found = []
    booked = Visit.objects.filter(office=office, place=HALL, starts_at__gt=now, state__in=OPEN)
    full = Counter(booked.values_list("starts_at", flat=True))
    for ahead in range(MOST_AHEAD + 1):
        day = today + timedelta(days=ahead)
        kept = hours.of(book, hours.HALL, office, day)
        if kept is not None and ahead <= kept.ahead:
            found += [at for at in kept.starts(day, book) if at > now and full[at] < kept.places]
    return found
