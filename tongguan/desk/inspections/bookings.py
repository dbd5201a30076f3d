"""Appointments at inspection sites: a bay and a time are given once."""

from collections import Counter
from datetime import datetime, timedelta

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.inspections import words
from tongguan.desk.inspections.models import Booking, Site
from tongguan.law.findings import refused
from tongguan.law.kernel.case import TrackKey

LOCAL = timedelta(hours=8)  # sites keep Chinese time
AHEAD = timedelta(days=30)


def reserve(act: Act, key: TrackKey, *, site: str, starts_at: datetime) -> int:
    """Gives the order a bay at that time and frees the one it had; the bay. Raises Refused (no such site of
    the office that inspects, closed then, past, full) or Stale."""
    at = Site.objects.filter(code=site, office=act.case.tracks[key].office).first()
    if at is None:
        raise refused(words.NO_SITE, site=site)
    told = {"site": site, "time": (starts_at + LOCAL).strftime("%Y-%m-%d %H:%M")}
    if starts_at <= act.at:
        raise refused(words.PAST)
    if starts_at > act.at + AHEAD or not is_open(at, starts_at):
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


def is_open(site: Site, starts_at: datetime) -> bool:
    """Whether an appointment may start then: within the hours, on a slot of the site."""
    local = starts_at + LOCAL
    minutes = local.hour * 60 + local.minute - site.opens * 60
    whole = local.second == local.microsecond == 0 and minutes % site.minutes == 0
    return whole and 0 <= minutes <= (site.closes - site.opens) * 60 - site.minutes


def free_bays(site: Site, starts_at: datetime) -> list[int]:
    """The bays that nobody has at that time, from 1."""
    taken = set(
        Booking.objects.filter(site=site, starts_at=starts_at, cancelled_at__isnull=True).values_list(
            "bay", flat=True
        )
    )
    return [bay for bay in range(1, site.bays + 1) if bay not in taken]


def free_slots(site: str, day: datetime) -> list[tuple[datetime, int]]:
    """The times of the day (in the site's own time) that can still be booked, and how many bays each has
    left. Raises Refused."""
    at = Site.objects.filter(code=site).first()
    if at is None:
        raise refused(words.NO_SITE, site=site)
    midnight = (day + LOCAL).replace(hour=0, minute=0, second=0, microsecond=0) - LOCAL
    first = midnight + timedelta(hours=at.opens)
    count = (at.closes - at.opens) * 60 // at.minutes
    slots = [first + timedelta(minutes=at.minutes * n) for n in range(count)]
    found = [(slot, len(free_bays(at, slot))) for slot in slots]
    return [(slot, free) for slot, free in found if free]


OpenSlots = tuple[Site, list[tuple[datetime, int]]]
"""A site, and its times that can still be booked, with how many bays each has left."""


def open_slots(office: str, *, now: datetime, days: int) -> list[OpenSlots]:
    """What can still be booked at the sites of an office, today and on the next days, in two queries."""
    sites = list(Site.objects.filter(office=office, bays__gt=0).order_by("code"))
    midnight = (now + LOCAL).replace(hour=0, minute=0, second=0, microsecond=0) - LOCAL
    until = min(midnight + timedelta(days=days), now + AHEAD)
    booked = Booking.objects.filter(
        site__in=sites, starts_at__gt=now, starts_at__lt=until, cancelled_at__isnull=True
    )
    taken = Counter(booked.values_list("site_id", "starts_at"))
    found = []
    for site in sites:
        count = (site.closes - site.opens) * 60 // site.minutes
        starts = [
            midnight + timedelta(days=day, hours=site.opens, minutes=site.minutes * n)
            for day in range(days)
            for n in range(count)
        ]
        free = [(at, site.bays - taken[site.pk, at]) for at in starts if now < at < until]
        found.append((site, [(at, bays) for at, bays in free if bays > 0]))
    return found
