"""Which office has the goods before it at the port, at another site, at their destination.

National integration: lodged at one office, entered at another, inspected at a third. Which element of a
declaration names the office for a place stands in table `inspecting_office`; a row `code/210000` says which
offices an inspection office of old stands for.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Self

from tongguan.law.declaration import Declaration
from tongguan.law.faults import Fault
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import parts
from tongguan.law.tables import Columns, required
from tongguan.law.targeting.criteria import PLACES

KEY = rf"({'|'.join(PLACES)}|code/\w+)"


@dataclass(frozen=True, slots=True)
class Offices:
    """Elements of the declaration's head, and codes of offices: the first that is the code of an office
    which is served here counts."""

    named: tuple[str, ...]

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        named = tuple(required(columns, "offices").split())
        for one in named:
            element = one.endswith("_office") and one in Declaration.__dataclass_fields__
            if not element and not re.fullmatch("[0-9A-Z]+", one):
                raise Fault(
                    "offices",
                    "{text!r} is neither a code nor an element that names an office",
                    "“{text}”既不是海关代码，也不是填报海关的要素",
                    text=one,
                )
        return cls(named)


def candidates(
    declaration: Declaration, book: Rulebook, on: date, place: str, scopes: Sequence[str] = ()
) -> Iterator[str]:
    """Codes of the offices that may have the goods before them at a place, the likeliest first; none where
    the book says nothing of the place. What cannot be the code of an office is left out."""
    row: Offices | None = book.get("inspecting_office", place, on, scopes)
    if row is None:
        return
    form = parts(book, on).get("office")
    for name in row.named:
        stated = getattr(declaration, name, None) if name.endswith("_office") else name
        known: Offices | None = book.get("inspecting_office", f"code/{stated}", on) if stated else None
        for code in known.named if known else (stated or "",):
            if code and (form is None or form.least <= len(code) <= form.most):
                yield code
