"""The specification of goods (element 75): the declaration elements of the commodity, one entry for each.

They stand in the order of the tariff with strokes between, an element of which nothing is stated as nothing.
Source: declaration elements of the Customs Tariff.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

PATH = "items/*/specification"
STROKE = "|"


@dataclass(frozen=True, slots=True)
class Element:
    """A declaration element of a commodity, and whether something must be stated of it."""

    name: str
    must: bool


def asked(elements: Sequence[str], exempt: Sequence[str]) -> tuple[Element, ...]:
    """The elements that the specification of a commodity is made of, in their order. What has a name that
    ends in one of `exempt` (the values of check G024) need not be stated; where it stands first, as the name
    of the goods does, it is stated elsewhere."""
    made = [Element(name, not name.endswith(tuple(exempt) or "\0")) for name in elements]
    while made and not made[0].must:
        del made[0]
    return tuple(made)


def split(text: str, least: int = 1) -> tuple[str, ...]:
    """What a specification states of each element, with nothing for those at the end that it does not reach.
    What it states beyond them is kept."""
    found = [one.strip() for one in text.split(STROKE)]
    return (*found, *[""] * (least - len(found)))


def join(entries: Iterable[str]) -> str:
    """The specification that states these entries, without strokes for nothing at its end. An entry that has
    strokes itself is several."""
    return STROKE.join(one.strip() for one in entries).rstrip(STROKE + " ")
