"""When an office receives people: rows of table `hours`, by office and by day.

`hall` are the appointments of its hall, `bay` those of the inspection bays of its sites, `outside` the times
at which a bay outside those hours may be asked for. What a book says nothing of is closed.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self

from tongguan.law.calendar import begins, is_working
from tongguan.law.faults import Fault, not_whole
from tongguan.law.rulebook import Rulebook
from tongguan.law.tables import Columns, one_of, required

HALL, BAY, OUTSIDE = "hall", "bay", "outside"
KEY = f"{HALL}|{BAY}|{OUTSIDE}"
COLUMNS = ("open", "days", "minutes", "places", "ahead")
SPAN = re.compile(r"([01]\d|2[0-4]):([0-5]\d)-([01]\d|2[0-4]):([0-5]\d)")


@dataclass(frozen=True, slots=True)
class Hours:
    """`spans` are the stretches of a day, from its midnight; appointments begin every `every` within them,
    `places` at a time (0: as many as the place has), up to `ahead` days from now. `working`: on working days
    only."""

    spans: tuple[tuple[timedelta, timedelta], ...]
    working: bool
    every: timedelta
    places: int
    ahead: int

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        minutes = _whole(columns, "minutes")
        if not 0 < minutes <= 1440:
            raise Fault("minutes", "a day has 1 to 1440 minutes", "应为1至1440分钟")
        return cls(
            _spans(required(columns, "open")),
            one_of(columns, "days", "working", "every") == "working",
            timedelta(minutes=minutes),
            _whole(columns, "places"),
            _whole(columns, "ahead"),
        )

    def starts(self, on: date, book: Rulebook) -> Iterator[datetime]:
        """The instants (UTC) of a local day at which an appointment may begin: each ends within the hours."""
        if self.working and not is_working(on, book):
            return
        midnight = begins(on, book)
        for opens, closes in self.spans:
            at = opens
            while at + self.every <= closes:
                yield midnight + at
                at += self.every

    @property
    def said(self) -> str:
        """`8:30-11:30, 13:30-17:00`."""
        return ", ".join(f"{_clock(opens)}-{_clock(closes)}" for opens, closes in self.spans)


def of(book: Rulebook, what: str, office: str, on: date) -> Hours | None:
    """The hours of an office on a day; None where the book says nothing of them."""
    found: Hours | None = book.get("hours", what, on, (f"office:{office}",))
    return found


def _spans(text: str) -> tuple[tuple[timedelta, timedelta], ...]:
    found = list[tuple[timedelta, timedelta]]()
    for one in text.split():
        said = SPAN.fullmatch(one)
        hours = [int(part) for part in said.groups()] if said else [0, 0, 0, 0]
        opens, closes = (timedelta(hours=hours[n], minutes=hours[n + 1]) for n in (0, 2))
        if opens >= closes or closes > timedelta(days=1) or (found and opens < found[-1][1]):
            raise Fault(
                "open", "{text!r} is no time like 08:30-11:30", "“{text}”不是08:30-11:30形式的时段", text=one
            )
        found.append((opens, closes))
    return tuple(found)


def _whole(columns: Columns, name: str) -> int:
    text = columns.get(name, "") or "0"
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise not_whole(name, text)
    return int(text)


def _clock(after: timedelta) -> str:
    minutes = int(after.total_seconds()) // 60
    return f"{minutes // 60}:{minutes % 60:02}"
