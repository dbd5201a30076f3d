"""Days as the law counts them: local days, working days, deadlines.

Instants are UTC. A book's local time is UTC plus the hours of its parameter `utc_offset`; China has one time
and no summer time. Which weekdays are rest days, and which weekend days are worked, stands in table
`calendar`, keyed by the day; where it says nothing, Saturday and Sunday are rest days.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from typing import Literal, Self

from tongguan.law.faults import Fault
from tongguan.law.rulebook import Rulebook
from tongguan.law.tables import Columns, number, one_of, required

Unit = Literal["seconds", "minutes", "hours", "days", "working_days", "months"]
SPANS = {
    "seconds": timedelta(seconds=1),
    "minutes": timedelta(minutes=1),
    "hours": timedelta(hours=1),
    "days": timedelta(days=1),
}
ONE = timedelta(days=1)
WEDNESDAY = 2
KEPT = 1024
"""How many ends of clocks a book keeps."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """A clock, a row of table `deadline`: `amount` units from its anchor, which is entering the state
    (`state`), the payment note of the debt (`note`), the last day of the period that the note opened
    (`payment_period`) or an event of that name. Seconds, minutes and hours run on; days, working days and
    months end with a local day and do not count the day of the anchor.
    `moves`: a last day that is a rest day moves to the next working day. `warnings` are the times before
    the end at which to remind, ascending to the end."""

    amount: int
    unit: Unit
    anchor: str
    moves: bool
    warnings: tuple[timedelta, ...]
    en: str
    zh: str

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        amount = required(columns, "amount")
        if not (amount.isascii() and amount.isdigit()) or amount == "0":
            raise Fault(
                "amount", "{text!r} is not a whole number above zero", "“{text}”不是正整数", text=amount
            )
        return cls(
            int(amount),
            one_of(columns, "unit", *SPANS, "working_days", "months"),  # type: ignore[arg-type]
            required(columns, "anchor"),
            one_of(columns, "moves", "", "yes", "no") == "yes",
            tuple(sorted(map(before, columns.get("warn", "").split()), reverse=True)),
            required(columns, "en"),
            required(columns, "zh"),
        )


def before(text: str) -> timedelta:
    """A time before the end, such as 24h, 3d or 30m. Raises ValueError."""
    spans = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": ONE}
    if text[-1:] not in spans:
        raise Fault(
            "warn",
            "{text!r} is not a time like 24h, 3d or 30m",
            "“{text}”不是24h、3d、30m形式的时间",
            text=text,
        )
    return float(number(text[:-1], "warn")) * spans[text[-1]]


def zone(book: Rulebook) -> timezone:
    """The book's local time: one offset, for all of its days."""
    kept: timezone | None = book.memo.get("zone")
    if kept is None:
        hours = book.get("parameter", "utc_offset", date.max)
        offset = hours.number if hours else Decimal(0)
        kept = book.memo["zone"] = timezone(timedelta(minutes=int(offset * 60)))
    return kept


def local_day(at: datetime, book: Rulebook) -> date:
    """The day that an instant falls on at the office."""
    return at.astimezone(zone(book)).date()


def begins(day: date, book: Rulebook) -> datetime:
    """The instant (UTC) at which a local day begins; the day before ends with it."""
    return datetime.combine(day, time(), zone(book)).astimezone(UTC)


def is_working(day: date, book: Rulebook) -> bool:
    """Whether a day is worked: a weekday or a weekend day moved to work, no rest day."""
    moved = book.get("calendar", day.isoformat(), day)
    return moved.kind == "work" if moved else day.weekday() < 5


def on_working_day(day: date, book: Rulebook) -> date:
    """The day itself, or the first working day after it."""
    while not is_working(day, book):
        day += ONE
    return day


def add_working_days(day: date, days: int, book: Rulebook) -> date:
    """The working day that is `days` working days after a day, which itself does not count."""
    for _ in range(days):
        day = on_working_day(day + ONE, book)
    return day


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + month // 11, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - ONE)


def nth_working_day(year: int, month: int, n: int, book: Rulebook) -> date:
    """The n-th working day of a month, by which consolidated tax is paid (GACC Ann. 2017 No. 45)."""
    return add_working_days(date(year, month, 1) - ONE, n, book)


def exchange_day(year: int, month: int, book: Rulebook) -> date:
    """The day on which the exchange rates of a month were published: the third Wednesday of the month
    before, and where that is a holiday the day that parameter `exchange_holiday` names (the fourth
    Wednesday, or the next working day). GACC Decree 124 (2005)."""
    first = add_months(date(year, month, 1), -1)
    third = first + timedelta(days=(WEDNESDAY - first.weekday()) % 7 + 14)
    if is_working(third, book):
        return third
    if book.need("parameter", "exchange_holiday", third).text == "fourth_wednesday":
        return third + timedelta(days=7)
    return on_working_day(third, book)


def last_day(anchored_on: date, days: int, book: Rulebook) -> date:
    """The last of so many days, the first not counted; a rest day moves to the next working day."""
    return on_working_day(anchored_on + timedelta(days=days), book)


def due(row: Deadline, anchored_at: datetime, book: Rulebook) -> datetime:
    """The instant (UTC) at which a clock that was anchored at an instant runs out."""
    if row.unit in ("seconds", "minutes", "hours"):
        return anchored_at + row.amount * SPANS[row.unit]
    day = local_day(anchored_at, book)
    ends: dict[tuple[str, int, bool, date], datetime] = book.memo.setdefault("ends", {})
    place = (row.unit, row.amount, row.moves, day)  # many clocks begin on the same day
    if place not in ends:
        if len(ends) >= KEPT:
            ends.clear()
        ends[place] = begins(_last(row, day, book) + ONE, book)
    return ends[place]


def _last(row: Deadline, day: date, book: Rulebook) -> date:
    """The last day of a clock of days that was anchored on a day."""
    match row.unit:
        case "working_days":
            day = add_working_days(day, row.amount, book)
        case "months":
            day = add_months(day, row.amount)
        case _:
            day += timedelta(days=row.amount)
    return on_working_day(day, book) if row.moves else day


def instants(row: Deadline, anchored_at: datetime, book: Rulebook) -> tuple[datetime, ...]:
    """Every instant at which a clock calls: its warnings that lie after the anchor, then its end."""
    end = due(row, anchored_at, book)
    if not row.warnings:
        return (end,)
    warned = [end - warning for warning in row.warnings]
    return (*[at for at in warned if at > anchored_at], end)
