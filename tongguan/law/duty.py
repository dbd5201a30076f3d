"""A duty is an expression of a few nodes, each named by what it means.

    20%                                     percent of the base
    1.3/035                                 1.3 yuan for each unit 035 (kilogram)
    20% + 0.912/095                         compound: both
    at_most(10%, 4.4/035)                   the smaller of the two (a tariff may print this as "MAX")
    at_least(6.5%, 2/035)                   the larger
    by_price(035; <=9: 10%; 0.9/035)        by customs value for each unit; the last band has no limit
    by_price(050 of base; <44.2: 36%; 56%)  the same by the tax base for each unit
    by_price(070 in USD; <360: 0.2227/095; 0.253/095)
                                            the same with limits in a foreign currency
    sliding(035; 9.45/p + 0.026*p - 1; 3; 40%)
                                            a share worked out from the price p for each unit, rounded to
                                            three decimals, never more than 40%

`parse` reads this form and `text` writes it; what `text` writes, `parse` reads back to the same. Units are
codes of the book, amounts are in the book's own currency. What a node comes to is in `taxing.pricing`.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from tongguan.law.faults import Fault
from tongguan.law.tables import number


@dataclass(frozen=True, slots=True)
class Percent:
    """`rate` percent of the base."""

    rate: Decimal


@dataclass(frozen=True, slots=True)
class PerUnit:
    """`amount` of money for each `unit` of the goods."""

    amount: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Sum:
    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AtMost:
    """The part that comes to the least."""

    parts: tuple["Node", ...]


@dataclass(frozen=True, slots=True)
class AtLeast:
    """The part that comes to the most."""

    parts: tuple["Node", ...]


class Band(NamedTuple):
    """The duty for prices below `limit`, and at it where `inclusive`. The last band has no limit."""

    limit: Decimal | None
    inclusive: bool
    duty: "Node"


@dataclass(frozen=True, slots=True)
class ByPrice:
    """The duty of the first band that holds the price for each unit: of the customs value, or `of_base`
    of the base that is taxed. The limits are in a `currency`, or without one in the book's own money."""

    unit: str
    bands: tuple[Band, ...]
    of_base: bool = False
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Sliding:
    """The share over/p + times*p - less, where p is the customs value for each unit; rounded half up to
    `places` decimals, not below zero, not above `cap` percent."""

    unit: str
    over: Decimal
    times: Decimal
    less: Decimal
    places: int
    cap: Decimal


Node: TypeAlias = Percent | PerUnit | Sum | AtMost | AtLeast | ByPrice | Sliding


def plain(value: Decimal) -> str:
    """The shortest plain text of a number."""
    digits = f"{value:f}"
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def text(node: Node) -> str:
    """The canonical text of a duty."""
    match node:
        case Percent(rate):
            return f"{plain(rate)}%"
        case PerUnit(amount, unit):
            return f"{plain(amount)}/{unit}"
        case Sum(parts):
            return " + ".join(text(part) for part in parts)
        case AtMost(parts):
            return f"at_most({', '.join(text(part) for part in parts)})"
        case AtLeast(parts):
            return f"at_least({', '.join(text(part) for part in parts)})"
        case ByPrice(unit, bands, of_base, currency):
            told = (
                text(duty) if limit is None else f"<{'=' * inclusive}{plain(limit)}: {text(duty)}"
                for limit, inclusive, duty in bands
            )
            price = f"{unit}{' of base' * of_base}{f' in {currency}' * bool(currency)}"
            return f"by_price({price}; {'; '.join(told)})"
        case Sliding(unit, over, times, less, places, cap):
            share = f"{plain(over)}/p + {plain(times)}*p - {plain(less)}"
            return f"sliding({unit}; {share}; {places}; {plain(cap)}%)"


TOKEN = re.compile(r"\s*(?:(?P<word>[a-z_]{2,})|(?P<code>[0-9A-Za-z.]+)|(?P<sign><=|[-<+*/%:;,()]))")
CURRENCY = re.compile(r"[A-Z]{3}")
SLIDING = re.compile(
    r"sliding\(\s*(\w+)\s*;\s*([\d.]+)/p\s*\+\s*([\d.]+)\*p\s*-\s*([\d.]+)\s*;\s*(\d)\s*;\s*([\d.]+)%\s*\)"
)


def parse(duty: str) -> Node:
    """The duty that a text says. Raises ValueError, telling where it could not be read."""
    reader = _Reader(duty)
    node = reader.sum()
    if reader.next():
        raise reader.wrong("the end", "结尾")
    return node


class _Reader:
    """Reads one text from left to right; `at` is where it has come to."""

    def __init__(self, duty: str) -> None:
        self.duty, self.at = duty.strip(), 0

    def next(self) -> str:
        """The next token, left where it is; "" at the end."""
        found = TOKEN.match(self.duty, self.at)
        return found[0].strip() if found else self.duty[self.at :].strip()

    def take(self, *wanted: str) -> str:
        """Step over the next token if it is one of those wanted (any code, if none is), else give ""."""
        found = TOKEN.match(self.duty, self.at)
        if not found or (found[0].strip() not in wanted if wanted else found["sign"]):
            return ""
        self.at = found.end()
        return found[0].strip()

    def wrong(self, wanted: str, zh: str) -> Fault:
        told = {"wanted": wanted, "chinese": zh, "rest": self.duty[self.at :]}
        return Fault(repr(self.duty), "{wanted} is wanted at {rest!r}", "“{rest}”处应为{chinese}", **told)

    def need(self, *wanted: str) -> str:
        found = self.take(*wanted)
        if not found:
            raise self.wrong(
                " or ".join(wanted) or "a number or a unit", "或".join(wanted) or "数字或计量单位"
            )
        return found

    def amount(self) -> Decimal:
        digits = self.need()
        value = number(digits, self.duty)
        if value < 0:
            raise self.wrong("a number that is not negative", "非负数")
        return value

    def sum(self) -> Node:
        parts = [self.term()]
        while self.take("+"):
            parts.append(self.term())
        return parts[0] if len(parts) == 1 else Sum(tuple(parts))

    def term(self) -> Node:
        word = self.take("at_most", "at_least", "by_price")
        if word == "by_price":
            return self.by_price()
        if word:
            return (AtMost if word == "at_most" else AtLeast)(self.listed())
        if self.next() == "sliding":
            return self.sliding()
        amount = self.amount()
        if self.need("%", "/") == "%":
            return Percent(amount)
        return PerUnit(amount, self.need())

    def listed(self) -> tuple[Node, ...]:
        self.need("(")
        parts = [self.sum()]
        while self.need(",", ")") == ",":
            parts.append(self.sum())
        if len(parts) < 2:
            raise self.wrong("at least two duties to choose from", "至少两种可供选择的税率")
        return tuple(parts)

    def by_price(self) -> ByPrice:
        self.need("(")
        unit, of_base = self.need(), bool(self.take("of"))
        if of_base:
            self.need("base")
        currency = self.currency() if self.take("in") else ""
        self.need(";")
        bands: list[Band] = []
        while sign := self.take("<", "<="):
            limit = self.amount()
            if bands and (limit, sign == "<=") <= (bands[-1].limit, bands[-1].inclusive):
                raise self.wrong("a limit above the one before", "高于前一界限的界限")
            self.need(":")
            bands.append(Band(limit, sign == "<=", self.sum()))
            self.need(";")
        if not bands:
            raise self.wrong("a band with a limit", "有界限的价格区间")
        bands.append(Band(None, False, self.sum()))
        self.need(")")
        return ByPrice(unit, tuple(bands), of_base, currency)

    def currency(self) -> str:
        start, code = self.at, self.take()
        if not CURRENCY.fullmatch(code):
            self.at = start
            raise self.wrong("a currency", "币制")
        return code

    def sliding(self) -> Sliding:
        found = SLIDING.match(
            self.duty, self.at + len(self.duty[self.at :]) - len(self.duty[self.at :].lstrip())
        )
        if not found:
            form = "sliding(unit; a/p + b*p - c; places; cap%)"
            raise self.wrong(form, form)
        self.at = found.end()
        unit, over, times, less, places, cap = found.groups()
        read: Callable[[str], Decimal] = lambda digits: number(digits, self.duty)  # noqa: E731
        return Sliding(unit, read(over), read(times), read(less), int(places), read(cap))


def units(node: Node) -> frozenset[str]:
    """Every unit that a duty asks a quantity of."""
    match node:
        case Percent():
            return frozenset()
        case PerUnit() | Sliding():
            return frozenset({node.unit})
        case ByPrice():
            return frozenset({node.unit}).union(*(units(band.duty) for band in node.bands))
        case Sum() | AtMost() | AtLeast():
            return frozenset().union(*(units(part) for part in node.parts))
