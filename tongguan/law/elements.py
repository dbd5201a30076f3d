"""The elements of a declaration: the numbered things that it states, each of one or more parts.

China's merged declaration has 105. Their rows come with the book, so that another book, or another day, has
others.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import Part, parts
from tongguan.law.stating.reading import Reading, read, reading, tree

__all__ = ["Element", "Part", "Reading", "elements", "parts", "read", "reading", "tree"]

Use = Literal["M", "C", "O", "S"]


@dataclass(frozen=True, slots=True)
class Element:
    """One numbered element. `use` is the strongest of its parts'."""

    number: str
    group: str
    en: str
    zh: str
    use: Use
    parts: tuple[Part, ...]


def elements(book: Rulebook, on: date) -> tuple[Element, ...]:
    """The numbered elements of the day in the order of their numbers. Parts without a number (the envelope,
    the papers attached) belong to none. Raises LookupError: the book has no elements."""
    by_path = parts(book, on)
    numbered: dict[str, list[Part]] = {}
    for part in by_path.values():
        if part.number:
            numbered.setdefault(part.number, []).append(part)
    return tuple(
        Element(number, held[0].group, held[0].en, held[0].zh, _strongest(held, by_path), tuple(held))
        for number, held in sorted(numbered.items(), key=lambda pair: _order(pair[0]))
    )


def _order(number: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(d) if d else 0, w) for d, w in re.findall(r"(\d+)|(\D+)", number))


def _strongest(held: list[Part], by_path: Mapping[str, Part]) -> Use:
    """A part that must be stated in each entry of a list asks no more than the list itself does."""
    order: tuple[Use, ...] = ("O", "C", "S", "M")
    weights = []
    for part in held:
        lists = [row for row in by_path.values() if part.path.startswith(row.path + "/*")]
        weights.append(min(order.index(row.use) for row in (part, *lists)))
    return order[max(weights)]
