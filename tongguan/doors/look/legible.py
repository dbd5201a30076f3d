"""What an address or a field of a form gives: numbers, days, instants, where a list goes on. It is never an
error here: what cannot be read gives nothing."""

from datetime import UTC, date, datetime, time

from tongguan.doors.clock import ZONE

YEARS = range(2000, 2200)
"""What lies outside is a slip of the pen."""


def number(text: str, digits: int = 9) -> int:
    """A whole number of at most so many digits; else 0."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= digits else 0


def day(text: str) -> date | None:
    """A day, written 2020-03-02."""
    try:
        return date.fromisoformat(text) if text.isprintable() else None
    except ValueError:
        return None


def midnight(text: str) -> datetime | None:
    """The first instant of a day in the offices' own time."""
    found = day(text)
    return datetime.combine(found, time(), ZONE).astimezone(UTC) if found and found.year in YEARS else None


def instant(text: str) -> datetime | None:
    """An instant, written 2020-03-02T09:30; in the offices' own time where it says no other."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    if "T" not in text or not text.isprintable() or at.year not in YEARS:  # Python overlooks a NUL
        return None
    return (at if at.tzinfo else at.replace(tzinfo=ZONE)).astimezone(UTC)


def mark(at: datetime, number: int) -> str:
    """An entry of a list, for the address of what comes behind it."""
    return f"{at.isoformat()}~{number}"


def after(text: str) -> tuple[datetime, int] | None:
    """The same, read; None: the list begins at its beginning."""
    said, _, last = text.partition("~")
    at, entry = instant(said), number(last, 18)
    return (at, entry) if at and entry else None
