"""What is ordered, booked and found; and what of it a trader may see."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from tongguan.desk.dossiers.models import Track
from tongguan.desk.inspections.models import (
    Booking,
    Certificate,
    Look,
    Order,
    Photo,
    Report,
    Result,
    Sample,
    Shown,
    Visit,
)
from tongguan.desk.inspections.orders import lines_of
from tongguan.law import select
from tongguan.law.kernel.case import TrackKey

COVERT = "ordered"
"""The state of which no trader knows."""
CONFIRMED = ("passed", "treating", "closed", "reinspection_asked")
"""The states in which a second officer has confirmed what was found."""


@dataclass(frozen=True, slots=True)
class Inspection:
    """A visit with all that belongs to it. In a trader's copy the criteria are left out, and an order that
    was not yet notified does not exist."""

    key: TrackKey
    state: str
    place: str
    looks: tuple[Look, ...]
    booking: Booking | None
    visits: tuple[Visit, ...]
    samples: tuple[tuple[Sample, Report | None], ...]
    results: tuple[Result, ...]


def selected(dossier_id: int) -> tuple[select.Order, ...]:
    """Every order of the dossier, as selection states orders: what a repeated selection adds to. For
    officers only."""
    places = {
        (one.track, one.part, one.number): one.place for one in Order.objects.filter(dossier_id=dossier_id)
    }
    return tuple(
        select.Order(
            authority=look.authority,
            place=places.get((look.track, look.part, look.number), "port"),
            method=look.method,
            part=look.part,
            mandatory=look.mandatory,
            lines=tuple(line for line in lines_of(look) if line),
            criteria=tuple(look.criteria.split()),
        )
        for look in Look.objects.filter(dossier_id=dossier_id).order_by("look")
    )


def inspections(dossier_id: int, *, as_trader: bool) -> tuple[Inspection, ...]:
    """The visits of a dossier, in the order in which they were ordered."""
    states = _states(dossier_id)
    found = []
    for order in Order.objects.filter(dossier_id=dossier_id).order_by("at", "track", "part", "number"):
        key = TrackKey(order.track, order.part, order.number)
        if not (as_trader and states[key] == COVERT):
            found.append(inspection(order, key, states[key], as_trader=as_trader))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Told:
    """What a trader is told of a visit of which it had notice: what is looked at and how, for which lines
    (none: all); the appointment; where the result was confirmed, what was found; the photos that are shown
    to it; and, of the last time it was begun, the person who stood for it and why it was lawfully absent."""

    looks: tuple[tuple[str, str, tuple[int, ...]], ...]
    booking: Booking | None
    results: tuple[Result, ...]
    photos: tuple[int, ...] = ()
    present: str = ""
    absence: str = ""


def told(keys: Mapping[int, Collection[TrackKey]]) -> dict[tuple[int, TrackKey], Told]:
    """What traders are told of these visits, by dossier and track. Which of them they know of, and whether a
    result was confirmed, is the disclosure's to say. Six queries, however many are asked for."""

    def of(row: Look | Booking | Result | Photo | Visit) -> tuple[int, TrackKey]:
        return row.dossier_id, TrackKey(row.track, row.part, row.number)

    looks: dict[tuple[int, TrackKey], list[tuple[str, str, tuple[int, ...]]]] = {}
    for look in Look.objects.filter(dossier__in=list(keys)).order_by("dossier_id", "look"):
        lines = tuple(line for line in lines_of(look) if line)
        looks.setdefault(of(look), []).append((look.authority, look.method, lines))
    booked = Booking.objects.filter(dossier__in=list(keys), cancelled_at__isnull=True)
    bookings = {of(row): row for row in booked.select_related("site")}
    results: dict[tuple[int, TrackKey], list[Result]] = {}
    for result in Result.objects.filter(dossier__in=list(keys)).order_by("dossier_id", "result"):
        results.setdefault(of(result), []).append(result)
    shown = set(Shown.objects.filter(dossier__in=list(keys)).values_list("dossier_id", "photo"))
    photos: dict[tuple[int, TrackKey], list[int]] = {}
    for photo in Photo.objects.filter(dossier__in=list(keys)).order_by("photo") if shown else ():
        if (photo.dossier_id, photo.photo) in shown:
            photos.setdefault(of(photo), []).append(photo.photo)
    begun = {of(row): row for row in Visit.objects.filter(dossier__in=list(keys)).order_by("visit")}
    there = {key: (row.present, row.absence) for key, row in begun.items()}
    return {
        (dossier, key): Told(
            tuple(looks.get((dossier, key), ())),
            bookings.get((dossier, key)),
            tuple(results.get((dossier, key), ())),
            tuple(photos.get((dossier, key), ())),
            *there.get((dossier, key), ("", "")),
        )
        for dossier, listed in keys.items()
        for key in listed
    }


def certificates_of(*dossiers: int) -> tuple[Certificate, ...]:
    """The certificates issued on a dossier, or on several."""
    return tuple(Certificate.objects.filter(dossier_id__in=dossiers).order_by("at", "code", "number"))


def _states(dossier_id: int) -> Mapping[TrackKey, str]:
    rows = Track.objects.filter(dossier_id=dossier_id).values_list("track", "part", "number", "state")
    return {TrackKey(track, part, number): state for track, part, number, state in rows}


def inspection(order: Order, key: TrackKey, state: str, *, as_trader: bool) -> Inspection:
    """A visit with all that belongs to it, in six queries."""
    which = {"dossier_id": order.dossier_id, **key._asdict()}
    looks = tuple(Look.objects.filter(**which).order_by("look"))
    if as_trader:
        for look in looks:
            look.criteria = ""
    reports = {one.sample: one for one in Report.objects.filter(dossier_id=order.dossier_id)}
    samples = Sample.objects.filter(**which).order_by("sample")
    return Inspection(
        key,
        state,
        order.place,
        looks,
        Booking.objects.filter(**which, cancelled_at__isnull=True).select_related("site").first(),
        tuple(Visit.objects.filter(**which).order_by("visit")),
        tuple((sample, reports.get(sample.sample)) for sample in samples),
        tuple(Result.objects.filter(**which).order_by("result")),
    )
