"""A declaration in preparation made whole: read, with what applies to it and what was worked out for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from tongguan.law.declaration import Declaration
from tongguan.law.drafting.applies import MUST, Applies, applies
from tongguan.law.drafting.deriving import Known, derive, papers
from tongguan.law.drafting.paper import Derived, Paper, Tree, canonical, merged
from tongguan.law.facts import Facts
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import Part, parts
from tongguan.law.stating.reading import read

ALSO = ("trader/customs_code", "declarant/customs_code", "end_user/customs_code", "end_user/identifier")
"""What need not be stated, but is where the register has it."""
COSTS = ("freight/", "insurance/")
"""What is worked out of a cost says nothing on whether there is one."""


@dataclass(frozen=True, slots=True)
class Whole:
    """`tree` is what would be lodged now, `declaration` what it states; `derived` is the part of it that was
    worked out, by pointers without their first stroke."""

    tree: Tree
    declaration: Declaration
    derived: Mapping[str, Derived]
    applies: Applies
    parts: Mapping[str, Part]


def complete(stated: Mapping[str, Any], book: Rulebook, on: date, known: Known) -> Whole:
    """Works out what nobody needs to type, where it must be stated or the register has it. `stated` names its
    direction. Raises LookupError: the book has no elements on that day; ValueError: no direction."""
    table, facts, paper = parts(book, on), Facts(), Paper(stated)
    lists = frozenset(path for path, part in table.items() if part.type == "list" and path + "/*" in table)
    derive(paper, book, on, known)
    found = {path: one for path, one in paper.derived.items() if not path.startswith(COSTS)}
    # What applies depends on what was worked out, and what is worked out is kept where it applies.
    for _ in range(2):
        asked = applies(_read(merged(stated, found, lists=lists), book, on), book, on, facts)
        papers(paper, asked.documents)
        found = {p: one for p, one in paper.derived.items() if p in ALSO or _must(asked, table, p)}
    tree = merged(stated, found, lists=lists)
    return Whole(tree, _read(tree, book, on), found, asked, table)


def _must(asked: Applies, table: Mapping[str, Part], path: str) -> bool:
    part = table.get(canonical(path))
    return part is not None and asked.to(part, f"/{path}") == MUST


def _read(tree: Tree, book: Rulebook, on: date) -> Declaration:
    """What a tree states, whatever is wrong with its form."""
    declaration, _ = read({"reference": "-", **tree}, book, on)
    if declaration is None:
        raise ValueError(f"direction: {tree.get('direction')!r} is neither import nor export")
    return declaration
