"""When a hall is open for appointments, and for how many at a time. Rest days are the book's calendar."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta

from tongguan.law.calendar import begins, is_working
from tongguan.law.rulebook import Rulebook

MORNING = (timedelta(hours=8, minutes=30), timedelta(hours=11, minutes=30))
AFTERNOON = (timedelta(hours=13, minutes=30), timedelta(hours=17))
SLOT = timedelta(minutes=30)
AT_A_TIME = 4
AHEAD = 14
"""Days ahead up to which an appointment can be made."""


def slots(on: date, book: Rulebook) -> Iterator[datetime]:
    """The instants of a day at which an appointment may begin; none on a rest day."""
    if not is_working(on, book):
        return
    midnight = begins(on, book)
    for opens, closes in (MORNING, AFTERNOON):
        at = opens
        while at < closes:
            yield midnight + at
            at += SLOT
