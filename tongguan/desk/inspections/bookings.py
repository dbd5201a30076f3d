"""Appointments at inspection sites: a bay and a time are given once."""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import NamedTuple

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.inspections import words
from tongguan.desk.inspections.models import Booking, Site
from tongguan.law import hours
from tongguan.law.calendar import begins, local_day, zone
from tongguan.law.findings import refused
from tongguan.law.hours import Hours
from tongguan.law.kernel.case import TrackKey
from tongguan.law.rulebook import Rulebook

LOCAL = timedelta(hours=8)  # sites keep Chinese time
AHEAD = 30
"""Days ahead up to which a site with hours of its own is booked where the book says nothing."""


def reserve(act: Act, key: TrackKey, *, site: str, starts_at: datetime) -> int:
    """Gives the order a bay at that time and frees the one it had; the bay. Raises Refused (no such site of
    the office that inspects, closed then, past, full) or Stale."""
    at = Site.objects.filter(code=site, office=act.case.tracks[key].office).first()
    if at is None:
        raise refused(words.NO_SITE, site=site)
    told = {"site": site, "time": starts_at.astimezone(zone(act.book)).strftime("%Y-%m-%d %H:%M")}
    if starts_at <= act.at:
        raise refused(words.PAST)
    day, today = local_day(starts_at, act.book), local_day(act.at, act.book)
    kept = hours_of(at, day, act.book)
    if (
        kept is None
        or day > today + timedelta(days=kept.ahead)
        or starts_at not in kept.starts(day, act.book)
    ):
        raise refused(words.CLOSED, **told)
    release(act, key)
    bays = free_bays(at, starts_at)
    if not bays:
        raise refused(words.FULL, **told)
    row = {
        "dossier_id": act.id,
        **key._asdict(),
        "site_id": at.pk,
        "starts_at": starts_at,
        "bay": bays[0],
        "by": act.actor.person,
        "at": act.at,
    }
    if insert_new(Booking, [row]) != [True]:
        raise Stale(f"bay {bays[0]} of {site} was taken")
    return bays[0]


def release(act: Act, key: TrackKey) -> None:
    """Frees the bay of an order, if it has one."""
    Booking.objects.filter(dossier_id=act.id, **key._asdict(), cancelled_at__isnull=True).update(
        cancelled_at=act.at
    )


def hours_of(site: Site, on: date, book: Rulebook) -> Hours | None:
    """When appointments begin at a site on a day: as it says itself, else as the book has it."""
    found = hours.of(book, hours.BAY, site.office, on)
    if site.minutes is None or site.opens is None or site.closes is None:
        return found
    span = (timedelta(hours=site.opens), timedelta(hours=site.closes))
    ahead = found.ahead if found else AHEAD
    return Hours((span,), False, timedelta(minutes=site.minutes), site.bays, ahead)


def starts(site: Site, on: date, book: Rulebook) -> list[datetime]:
    """The instants of a local day at which an appointment may begin there."""
    found = hours_of(site, on, book)
    return list(found.starts(on, book)) if found else []


def is_open(site: Site, at: datetime, book: Rulebook) -> bool:
    """Whether the site gives appointments at that instant."""
    on = local_day(at, book)
    found = hours_of(site, on, book)
    if found is None:
        return False
    return any(start <= at < start + found.every for start in found.starts(on, book))


def free_bays(site: Site, starts_at: datetime) -> list[int]:
    """The bays that nobody has at that time, from 1."""
    taken = set(
        Booking.objects.filter(site=site, starts_at=starts_at, cancelled_at__isnull=True).values_list(
            "bay", flat=True
        )
    )
    return [bay for bay in range(1, site.bays + 1) if bay not in taken]


def free_slots(site: str, day: date, book: Rulebook) -> list[tuple[datetime, int]]:
    """The times of a local day that can still be booked, and how many bays each has left. Raises Refused."""
    at = Site.objects.filter(code=site).first()
    if at is None:
        raise refused(words.NO_SITE, site=site)
    found = [(slot, len(free_bays(at, slot))) for slot in starts(at, day, book)]
    return [(slot, free) for slot, free in found if free]


class OpenSlots(NamedTuple):
    """A site, its times that can still be booked, each with how long it is and how many bays it has left."""

    site: Site
    times: list[tuple[datetime, timedelta, int]]


def open_slots(office: str, *, now: datetime, days: int, book: Rulebook) -> list[OpenSlots]:
    """What can still be booked at the sites of an office, today and on the next days, in two queries."""
    sites = list(Site.objects.filter(office=office, bays__gt=0).order_by("code"))
    today = local_day(now, book)
    booked = Booking.objects.filter(site__in=sites, starts_at__gt=now, cancelled_at__isnull=True)
    until = begins(today + timedelta(days=days), book)
    taken = Counter(booked.filter(starts_at__lt=until).values_list("site_id", "starts_at"))
    found = [OpenSlots(site, []) for site in sites]
    for one in found:
        for on in (today + timedelta(days=day) for day in range(days)):
            kept = hours_of(one.site, on, book)
            if kept is None or on > today + timedelta(days=kept.ahead):
                continue
            free = ((at, one.site.bays - taken[one.site.pk, at]) for at in kept.starts(on, book) if at > now)
            one.times.extend((at, kept.every, bays) for at, bays in free if bays > 0)
    return found
