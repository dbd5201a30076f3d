"""The visits of a day, for those who make them: inspectors at an office, and whoever runs a site."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from tongguan.desk.dossiers import worklist
from tongguan.desk.dossiers.models import Dossier, Track
from tongguan.desk.inspections.bookings import LOCAL
from tongguan.desk.inspections.models import Booking, Order, Photo, Seal, Shown, Site, Visit
from tongguan.desk.inspections.queries import Inspection, inspection
from tongguan.desk.people.models import Enterprise, Person
from tongguan.desk.people.queries import roles_on
from tongguan.law.kernel.case import TrackKey

TRACKS = ("port_inspection", "destination_inspection")
AT_WORK = ("at_site", "begun", "laboratory", "results")
"""States in which a visit is under way, whatever the day."""
MOST = 60
BACK = timedelta(days=60)
"""How far back an appointment may lie whose visit is still open."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A visit that is booked or under way. `officers` are those of the last time it was begun."""

    dossier: int
    reference: str
    trader: str
    key: TrackKey
    state: str
    since: datetime
    due: datetime | None
    booking: Booking | None
    officers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Brought:
    """A visit with all that officers brought from it. `shown` are the photos that the trader may see."""

    inspection: Inspection
    seals: Sequence[Seal]
    photos: Sequence[Photo]
    shown: frozenset[int]


def at_offices(offices: Collection[str], *, now: datetime) -> list[Planned]:
    """The visits under way at the sites of offices, and those booked for today or before: the earliest
    appointment first, then those without one. At most `MOST` of either."""
    where = [(track, state) for track in TRACKS for state in AT_WORK]
    under_way = worklist.waiting(worklist.Wanted(offices=tuple(offices), where=where), limit=MOST)
    bookings = _today(Site.objects.filter(office__in=offices).values_list("pk", flat=True), now)
    keys = [(row.dossier, *row.key) for row in under_way]
    known = {_key(one) for one in bookings}
    others = Booking.objects.filter(
        dossier_id__in={key[0] for key in keys if key not in known}, cancelled_at__isnull=True
    )
    return _planned([*bookings, *others.select_related("site")], keys, offices=offices)


def at_sites_of(operator: str, *, now: datetime) -> list[Planned]:
    """The visits booked for today or before at the sites that an enterprise runs, as far as they are still
    open. At most `MOST`."""
    if not operator:
        return []
    return _planned(_today(Site.objects.filter(operator=operator).values_list("pk", flat=True), now), [])


def _today(sites: Iterable[int], now: datetime) -> list[Booking]:
    midnight = (now + LOCAL).replace(hour=0, minute=0, second=0, microsecond=0) - LOCAL
    found = Booking.objects.filter(
        site__in=list(sites),
        starts_at__gte=midnight - BACK,
        starts_at__lt=midnight + timedelta(days=1),
        cancelled_at__isnull=True,
    )
    return list(found.order_by("starts_at", "bay").select_related("site")[:MOST])


def _key(booking: Booking) -> tuple[int, str, str, int]:
    return booking.dossier_id, booking.track, booking.part, booking.number


def _planned(
    bookings: Sequence[Booking],
    more: Iterable[tuple[int, str, str, int]],
    *,
    offices: Collection[str] | None = None,
) -> list[Planned]:
    booked = {_key(one): one for one in bookings}
    keys = list(dict.fromkeys((*booked, *more)))
    tracks = Track.objects.filter(pk__in=keys, state__in=("booked", *AT_WORK)) if keys else ()
    of = {one.pk: one for one in tracks if offices is None or one.office in offices}
    ids = {key[0] for key in of}
    covers = Dossier.objects.only("reference", "trader").in_bulk(ids) if ids else {}
    officers = {
        (one.dossier_id, one.track, one.part, one.number): (one.first_officer, one.second_officer)
        for one in (Visit.objects.filter(dossier_id__in=ids).order_by("visit") if ids else ())
    }
    rows = [
        Planned(
            dossier=key[0],
            reference=covers[key[0]].reference,
            trader=covers[key[0]].trader,
            key=TrackKey(*key[1:]),
            state=of[key].state,
            since=of[key].since,
            due=of[key].due,
            booking=booked.get(key),
            officers=officers.get(key, ()),
        )
        for key in keys
        if key in of
    ]
    return sorted(
        rows, key=lambda one: (one.booking is None, one.booking and one.booking.starts_at, one.since)
    )


def brought(dossier_id: int, key: TrackKey) -> Brought | None:
    """A visit and what was brought from it; None where nothing of the kind was ordered."""
    order = Order.objects.filter(dossier_id=dossier_id, **key._asdict()).first()
    at = Track.objects.filter(dossier_id=dossier_id, **key._asdict()).first()
    if order is None or at is None:
        return None
    which = {"dossier_id": dossier_id, **key._asdict()}
    photos = tuple(Photo.objects.filter(**which).order_by("photo"))
    shown = Shown.objects.filter(dossier_id=dossier_id).values_list("photo", flat=True) if photos else ()
    return Brought(
        inspection(order, key, at.state, as_trader=False),
        tuple(Seal.objects.filter(**which).order_by("seal")),
        photos,
        frozenset(shown),
    )


def place_of(dossier_id: int, key: TrackKey) -> str:
    """The code of the office that makes a visit; "" where there is no such visit."""
    of = Track.objects.filter(dossier_id=dossier_id, **key._asdict()).values_list("office", flat=True)
    return (of.first() or "") if key.track in TRACKS else ""


def photo(dossier_id: int, number: int, *, as_trader: bool) -> Photo | None:
    """A photo; to a trader only one that is shown to it."""
    if as_trader and not Shown.objects.filter(dossier_id=dossier_id, photo=number).exists():
        return None
    return Photo.objects.filter(dossier_id=dossier_id, photo=number).first()


def colleagues(office: str, *, on: date, but: int) -> list[Person]:
    """The inspectors of an office on a day, but one of them, by name."""
    held = roles_on(on).filter(office__code=office, capacity="inspector").exclude(person=but)
    return list(Person.objects.filter(pk__in=held.values("person")).order_by("name", "pk"))


def people_of(enterprises: Collection[str], *, on: date) -> list[tuple[Enterprise, Person]]:
    """Who acts for enterprises on a day, each with the enterprise: who may stand for the trader."""
    held = roles_on(on).filter(enterprise__identifier__in=[one for one in enterprises if one])
    rows = held.select_related("enterprise", "person").order_by("enterprise", "person__name", "pk")
    found = {(one.enterprise_id, one.person_id): (one.enterprise, one.person) for one in rows}
    return [(firm, person) for firm, person in found.values() if firm is not None]
