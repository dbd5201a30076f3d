"""The chain of digests: what makes a change of the past visible.

Each event's digest is sha256, in hexadecimal, over the digest before it and the canonical text of the
event. The first digest stands on the dossier's own unchanging columns, so that no event can be moved to
another dossier. The canonical text is every column in the order of `law.case.Event`, each as its length in
characters, a colon and its text: numbers in decimal, times in ISO 8601 in UTC, nothing as the empty text.
"""

from collections.abc import Iterable
from dataclasses import fields
from datetime import UTC, datetime
from hashlib import sha256
from operator import attrgetter
from typing import NamedTuple

from tongguan.law.case import Event

COLUMNS = tuple(field.name for field in fields(Event))
values = attrgetter(*COLUMNS)
"""The columns of an event in their order, as plain values."""


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


def canonical(row: Iterable[object]) -> str:
    """Plain values as one text that no other values have."""
    return "".join([f"{len(text)}:{text}" for text in map(_text, row)])


def _text(value: object) -> str:
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    return str(value)


def digest(before: str, row: Iterable[object]) -> str:
    return sha256((before + canonical(row)).encode()).hexdigest()


def first(cover: Cover) -> str:
    """The digest on which a dossier's first event stands."""
    return digest("", cover)
