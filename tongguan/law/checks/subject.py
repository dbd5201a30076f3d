"""What a check is given, and how it is lodged: one function for each rule code, its docstring the message.

A check is a generator of (pointer, arguments). Which codes apply in a jurisdiction from which day, whether
they refuse or warn, and what they compare with are rows of table `check`; a code without a row is silent.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple, Self

from tongguan.law.declaration import Declaration, Item
from tongguan.law.facts import Facts
from tongguan.law.faults import Fault, neither
from tongguan.law.findings import Severity
from tongguan.law.rulebook import Rulebook
from tongguan.law.tables import Columns, Commodity, number, required
from tongguan.law.words import register

Spot = tuple[str, Mapping[str, str]]
"""Where a check found something, and the arguments of its message."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of table `check`: the severity of a code, and the codes or figures that it compares with."""

    severity: Severity
    values: tuple[str, ...]

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        severity = required(columns, "severity")
        if severity not in ("error", "warning"):
            raise neither("severity", severity, "error", "warning")
        return cls(severity, split(columns.get("values", "")))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Listed:
    """A row of table `condition`: the codes that make the condition hold."""

    values: tuple[str, ...]

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        required(columns, "values")
        return cls(split(columns["values"]))


def split(text: str) -> tuple[str, ...]:
    """The values of a column that lists several, divided by strokes."""
    return tuple(value for value in text.split("|") if value)


WHOLE = ("G002", "G020", "S008", "T001", "T002")
NUMBERS = ("C006", "G011", "V011")
"""The checks whose values are figures: whole ones (of S008 behind a letter and a colon), and any."""


def figures(key: str, columns: Columns) -> None:
    """Raises Fault: the row of a check lists what is no figure where it compares with one."""
    for value in split(columns.get("values", "")):
        if key in NUMBERS:
            number(value, "values")
        text = value.rpartition(":")[2]
        if key in WHOLE and not re.fullmatch("[0-9]{1,4}", text):
            raise Fault(
                "values",
                "{text!r} is not a whole number of up to four digits",
                "“{text}”不是四位以内的整数",
                text=text,
            )


class Subject:
    """A declaration under the law of a day: the declaration, what the rulebook says of it, and the facts."""

    __slots__ = (
        "_conditions",
        "_rules",
        "book",
        "commodities",
        "costs",
        "declaration",
        "facts",
        "held",
        "imports",
        "items",
        "on",
        "parties",
    )

    def __init__(
        self, declaration: Declaration, book: Rulebook, on: date, facts: Facts, rules: Mapping[str, Rule]
    ) -> None:
        self.declaration, self.book, self.on, self.facts = declaration, book, on, facts
        self.imports = declaration.direction == "import"
        self.items: tuple[Item, ...] = declaration.items
        self.commodities: Sequence[Commodity | None] = [
            book.get("commodity", item.commodity_code, on) if item.commodity_code else None
            for item in self.items
        ]
        d = declaration
        parties = (("trader", d.trader), ("end_user", d.end_user), ("declarant", d.declarant))
        self.parties = [(name, party) for name, party in parties if party is not None]
        """The enterprises that are registered here, by the names of their elements."""
        costs = (("freight", d.freight), ("insurance", d.insurance), ("other_costs", d.other_costs))
        self.costs = [(name, cost) for name, cost in costs if cost is not None]
        self._rules = rules
        self.held = dict[object, bool]()
        """Conditions of the whole that were asked already, and those that were asked together."""
        self._conditions: Mapping[str, Listed] = book.table("condition", on)

    def values(self, code: str) -> tuple[str, ...]:
        """What the row of a check lists."""
        rule = self._rules.get(code)
        return rule.values if rule else ()

    def listed(self, condition: str) -> tuple[str, ...]:
        """What the row of a condition lists."""
        row = self._conditions.get(condition)
        return row.values if row else ()

    @property
    def letter(self) -> str:
        """The direction as code tables write it."""
        return "I" if self.imports else "E"


Find = Callable[[Subject], Iterable[Spot]]


class Check(NamedTuple):
    """A rule code: where none of the elements in `of` is stated, it has nothing to look at and is not asked;
    with none in `of` it is always asked."""

    code: str
    of: frozenset[str]
    find: Find


CHECKS: dict[str, Check] = {}
"""Every check by its code, in the order of the modules. Filled at import by `check`, never later."""


def message(code: str, source: Callable[..., Any], zh: str) -> None:
    """Lodge a docstring as the English message of a code. Raises RuntimeError: it was stripped."""
    if source.__doc__ is None:
        raise RuntimeError(
            f"{code} has lost its message: docstrings are the law's words, do not run with -OO"
        )
    register(code, " ".join(source.__doc__.split()), zh)


def check(code: str, *, zh: str, of: str = "") -> Callable[[Find], Find]:
    """Lodge a function as the check of a code; its docstring is the English message. `of` are the elements
    that it looks at, divided by spaces: of the header (`documents`) or of any line (`items/*/vehicles`).
    Raises ValueError: the code is taken, or the two languages name different arguments."""

    def lodge(function: Find) -> Find:
        if code in CHECKS:
            raise ValueError(f"{code} is taken by {CHECKS[code].find.__name__}")
        message(code, function, zh)
        CHECKS[code] = Check(code, frozenset(of.split()), function)
        return function

    return lodge


def plain(number: Decimal) -> str:
    """A number as it is said: no exponent, no trailing noughts."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def both(name: str, en: str, zh: str) -> dict[str, str]:
    """An argument that differs by language."""
    return {name: en, f"{name}_zh": zh}


def numbered(entries: Sequence[Any]) -> Iterable[tuple[int, Any]]:
    """Entries with their places, from 1 as pointers count."""
    return enumerate(entries, 1)
