"""Who runs a site: what a terminal or port says of goods is heard for the sites that it runs.

A site is any yard or berth that an office supervises (`bays` 0: nothing is inspected there)."""

from tongguan.desk.dossiers.act import Act
from tongguan.desk.inspections import words
from tongguan.desk.inspections.models import Booking, Site
from tongguan.law.findings import refused
from tongguan.law.flow import NOBODY
from tongguan.law.kernel.case import TrackKey

OPERATORS = ("port", "terminal")
"""The capacities of whoever runs a site."""


def run_by(operator: str) -> set[str]:
    """The codes of the offices at which an enterprise runs a site."""
    return set(Site.objects.filter(operator=operator).exclude(operator="").values_list("office", flat=True))


def offices_of(act: Act, part: str) -> set[str]:
    """The offices that the goods of a part ("": of the whole) are before."""
    of = ("", *act.case.of(part))
    where = {t.office for key, t in act.case.tracks.items() if key.track == "cargo" and key.part in of}
    return where or {act.cover.office}


def may_move(act: Act, part: str) -> bool:
    """Whether an amendment could still bring goods of a part before another office: what is said there of
    them may come to mean something."""
    of, goes_on = ("", *act.case.of(part)), act.flow.goes_on
    goods = ((key.part, at) for key, at in act.case.tracks.items() if key.track == "cargo" and key.part in of)
    return any(at.whose != NOBODY and act.case.ended.get(one, "") in goes_on for one, at in goods)


def must_run_yard(act: Act, part: str) -> None:
    """Of a terminal or port: that it runs a site of an office that the goods are before. Raises Refused."""
    if act.actor.capacity in OPERATORS and not run_by(act.actor.behalf) & offices_of(act, part):
        raise refused(words.NOT_YOUR_SITE)


def must_run(act: Act, key: TrackKey, *, code: str = "") -> None:
    """Of a terminal or port: that it runs the site `code`, else the one that is booked for the order, else
    one of the office that inspects. Raises Refused."""
    if act.actor.capacity not in OPERATORS:
        return
    mine = Site.objects.filter(operator=act.actor.behalf).exclude(operator="")
    booked = Booking.objects.filter(dossier_id=act.id, **key._asdict(), cancelled_at__isnull=True)
    if code:
        mine = mine.filter(code=code)
    elif site := booked.values_list("site_id", flat=True).first():
        mine = mine.filter(pk=site)
    else:
        where = act.case.tracks.get(key)
        mine = mine.filter(office=where.office if where else act.cover.office)
    if not mine.exists():
        raise refused(words.NOT_YOUR_SITE)
