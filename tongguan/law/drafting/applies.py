"""What applies to a declaration in preparation: what must be stated, what may be, what need not be shown.

Nothing is decided here a second time. Whatever is there is taken away, and the checks are asked what they
miss.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from tongguan.law.checks import costs, documents, hazards, header
from tongguan.law.checks.stated import wanted
from tongguan.law.checks.subject import Spot, Subject
from tongguan.law.checks.when import inspected
from tongguan.law.declaration import Declaration, Item
from tongguan.law.facts import Facts
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.particulars import Cost
from tongguan.law.stating.parts import ANSWER, Part, parts

MUST, MAY, NOT = "must", "may", "not"
_DEMANDS = (
    ("V001", costs.freight_needed),
    ("V002", costs.insurance_needed),
    ("V012", costs.insurance_by_law),
    ("G032", hazards.vehicles_needed),
    ("G036", hazards.dangerous_attribute),
    ("G039", hazards.prepackaged_food),
    ("H013", header.self_assessed_without_taxes),
)
"""The checks that miss something: each names the places where it wants something stated."""
_INCOMPLETE = (
    ("V005", costs.cost_incomplete),
    ("V006", costs.cost_without_currency),
    ("G034", hazards.dangerous_incomplete),
    ("H021", header.pairs),
)
_BARRED = (
    ("V003", costs.freight_not_wanted),
    ("V004", costs.insurance_not_wanted),
    ("V007", costs.rate_with_currency),
)
_COSTS = ("freight", "insurance", "other_costs")
_Checks = tuple[tuple[str, Callable[[Subject], Iterable[Spot]]], ...]


@dataclass(frozen=True, slots=True)
class Applies:
    """`must` and `barred` are pointers of what must and what must not be stated; `documents` the letters of
    the supervision documents that the goods demand; `inspected` whether they are subject to inspection."""

    must: frozenset[str]
    barred: frozenset[str]
    documents: tuple[str, ...]
    inspected: bool

    @property
    def _barred(self) -> tuple[str, ...]:
        return tuple(f"{pointer}/" for pointer in self.barred)

    def to(self, part: Part, pointer: str) -> str:
        """Whether a part at this place must or may be stated, or does not apply now."""
        if pointer in self.must:
            return MUST
        if part.path.startswith(ANSWER) or f"{pointer}/".startswith(self._barred):
            return NOT
        if pointer.rpartition("/")[0] in self.must:
            return MUST if part.use == "M" else MAY
        if part.when or (part.group == "inspection" and not self.inspected):
            return NOT
        return MAY


def applies(declaration: Declaration, book: Rulebook, on: date, facts: Facts) -> Applies:
    """What applies to what is stated so far. Raises LookupError: the book has no elements on that day."""
    now = _subject(declaration, book, on, facts)
    bare = _subject(_bare(declaration), book, on, facts)
    must = wanted(now, parts(book, on)) | _places(bare, _DEMANDS)
    needed = [name for name in _COSTS if f"/{name}" in must or getattr(declaration, name) is not None]
    must |= frozenset(f"/{name}/mark" for name in needed)
    must |= _places(_subject(_with_costs(declaration, needed), book, on, facts), _INCOMPLETE)
    full = _subject(_with_costs(declaration, _COSTS, currency="-"), book, on, facts)
    letters = dict.fromkeys(letter for _, letter in documents.needs(now))
    return Applies(must, _places(full, _BARRED), tuple(letters), inspected(now))


def _subject(declaration: Declaration, book: Rulebook, on: date, facts: Facts) -> Subject:
    return Subject(declaration, book, on, facts, book.table("check", on))


def _places(s: Subject, checks: _Checks) -> frozenset[str]:
    """Where these checks find something, by those that the book has on the day."""
    rules = s.book.table("check", s.on)
    return frozenset(at for code, find in checks if code in rules for at, _ in find(s))


def _bare(declaration: Declaration) -> Declaration:
    def line(item: Item) -> Item:
        return replace(item, vehicles=(), dangerous=None, detail=None, taxes=())

    return replace(declaration, freight=None, insurance=None, items=tuple(map(line, declaration.items)))


def _with_costs(declaration: Declaration, names: Iterable[str], currency: str | None = None) -> Declaration:
    """With these costs stated by their mark alone, so that all else is missed."""
    costs: dict[str, Any] = {}
    for name in names:
        held: Cost | None = getattr(declaration, name)
        costs[name] = Cost(mark=held.mark if held else None, currency=currency)
    return replace(declaration, **costs)
