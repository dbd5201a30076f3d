"""The chain of digests: what makes a change of the past visible.

Each event's digest is sha256, in hexadecimal, over the digest before it and the event's line. A line is a
JSON array without spaces, in UTF-8, of all columns in the order of `kernel.case.Event`: numbers as numbers,
times as ISO 8601 texts in UTC, nothing as null. The first digest stands on the dossier's cover, written the
same way, so that no event can be moved to another dossier.
"""

from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

import msgspec

from tongguan.law.kernel.case import Event

COLUMNS = Event._fields
TIMES = tuple(map(COLUMNS.index, ("occurred_at", "recorded_at", "due")))
"""Where among them times stand."""

_encode = msgspec.json.Encoder().encode


class Cover(NamedTuple):
    """What is written on the cover of a dossier and never changes. `parts` are those it began with, as
    JSON; they are not kept apart from those that came later."""

    id: int
    kind: str
    jurisdiction: str
    reference: str
    office: str
    trader: str
    declarant: str
    opened_at: datetime
    parts: str = ""


def line(row: Iterable[object]) -> str:
    """Plain values as one text that no other values have."""
    values = list(row)
    for at in TIMES if isinstance(row, Event) else range(len(values)):
        value = values[at]
        if type(value) is datetime:
            values[at] = _time(value)
    return _encode(values).decode()


@lru_cache(maxsize=256)  # the events of one action share their time
def _time(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def digest(before: str, of: str) -> str:
    """The digest of a line that follows another digest."""
    return sha256((before + of).encode()).hexdigest()


def first(cover: Cover) -> str:
    """The digest on which a dossier's first event stands."""
    return digest("", line(cover))
