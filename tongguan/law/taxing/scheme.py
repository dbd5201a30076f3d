"""The rows that make a tax scheme: which taxes, in which order, on which base, rounded how.

A second jurisdiction is other rows of these tables, not other code.
"""

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, NamedTuple, Self

from tongguan.law.faults import Fault, not_whole
from tongguan.law.findings import Severity
from tongguan.law.money import MODES, Mode
from tongguan.law.tables import Columns, number, one_of, required

VALUE = "value"

Inclusive = Literal["", "own_base", "price"]
Choice = Literal["first", "lowest", "origin"]
Treatment = Literal["in", "add", "deduct"]

PATTERN = re.compile(r"([\w{}/-]+?)(?:\[(!?)(\w+)\])?")


class Pattern(NamedTuple):
    """Where a rate may stand: the key of a row of table `rate` with placeholders. With a `document` it
    counts only where such a document covers the line, or (`without`) only where none does."""

    key: str
    document: str = ""
    without: bool = False

    @classmethod
    def read(cls, text: str) -> Self:
        found = PATTERN.fullmatch(text)
        if not found:
            raise Fault(
                "rates", "{text!r} is no pattern of a rate's key", "“{text}”不是税率编号的形式", text=text
            )
        key, without, document = found.groups()
        return cls(key if key.startswith("{") else "{commodity}/" + key, document or "", without == "!")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tax:
    """One tax of the scheme, a row of table `tax`.

    `base` names what is summed: the customs `value`, earlier taxes, groups of costs. `inclusive` says
    that the base contains the tax: `own_base`, base/(1 - rate), or `price`, price/(1 + rate). `rates` are
    tried in order and `select` says which counts: the first found, the one that comes to the lowest
    amount, or what Chinese law grants to the origin. Amounts are rounded for each line; where they add up
    to no more than the threshold the tax is not charged (`at_threshold` decides about the threshold
    itself). `required`: a commodity without a rate is a finding, of `severity`. A line that bears one of
    the earlier taxes in `unless` does not bear this one."""

    order: int
    direction: str
    en: str
    zh: str
    base: tuple[str, ...]
    inclusive: Inclusive
    select: Choice
    rates: tuple[Pattern, ...]
    quantum: Decimal
    mode: Mode
    threshold: Decimal | None
    exempt_at_threshold: bool
    securable: bool
    required: bool
    severity: Severity = "error"
    unless: tuple[str, ...] = ()

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        order, threshold = required(columns, "order"), columns.get("threshold", "")
        if not (order.isascii() and order.isdigit()):
            raise not_whole("order", order)
        quantum = number(required(columns, "quantum"), "quantum")
        if quantum <= 0:
            raise Fault("quantum", "must be more than zero", "应大于零")
        return cls(
            order=int(order),
            direction=one_of(columns, "direction", "I", "E"),
            en=required(columns, "en"),
            zh=required(columns, "zh"),
            base=tuple(name.strip() for name in required(columns, "base").split("+")),
            inclusive=one_of(columns, "inclusive", "", "own_base", "price"),  # type: ignore[arg-type]
            select=one_of(columns, "select", "first", "lowest", "origin"),  # type: ignore[arg-type]
            rates=tuple(Pattern.read(text) for text in required(columns, "rates").split("|")),
            quantum=quantum,
            mode=one_of(columns, "mode", *MODES),  # type: ignore[arg-type]
            threshold=number(threshold, "threshold") if threshold else None,
            exempt_at_threshold=one_of(columns, "at_threshold", "", "exempt", "charged") == "exempt",
            securable=one_of(columns, "securable", "yes", "no") == "yes",
            required=one_of(columns, "required", "yes", "warn", "no") != "no",
            severity="warning" if columns["required"] == "warn" else "error",
            unless=tuple(columns.get("unless", "").split()),
        )


@dataclass(frozen=True, slots=True)
class Terms:
    """What a price on these deal terms lacks or has too much of (table `valuation`, key DIRECTION/TERMS):
    freight and insurance are `in` it as the customs value wants it, to `add`, or to `deduct`."""

    freight: Treatment
    insurance: Treatment

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        words = ("in", "add", "deduct")
        return cls(
            one_of(columns, "freight", *words),  # type: ignore[arg-type]
            one_of(columns, "insurance", *words),  # type: ignore[arg-type]
        )


@dataclass(frozen=True, slots=True)
class CostKind:
    """What a cost of the list of costs does (table `cost_kind`): it is added to, or taken from, the
    customs `value` or another `group` that bases name."""

    en: str
    zh: str
    group: str
    sign: int

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        sign = 1 if one_of(columns, "sign", "+", "-") == "+" else -1
        return cls(required(columns, "en"), required(columns, "zh"), required(columns, "group"), sign)


@dataclass(frozen=True, slots=True)
class Relief:
    """Which share of which taxes is charged (table `relief`, key `mode/3` or `nature/789`); no taxes named
    means all. `by_nature`: the nature of the levy decides."""

    en: str
    zh: str
    share: Decimal
    taxes: frozenset[str]
    by_nature: bool

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        text = required(columns, "share")
        share = Decimal(1) if text == "nature" else number(text, "share")
        if not 0 <= share <= 1:
            raise Fault("share", "{text} is not between 0 and 1", "{text}不在0和1之间", text=text)
        taxes = frozenset(tax for tax in columns.get("taxes", "").split("|") if tax)
        return cls(required(columns, "en"), required(columns, "zh"), share, taxes, text == "nature")


@dataclass(frozen=True, slots=True)
class Conversion:
    """How many units of the second kind one unit of the first makes (table `conversion`, key FROM/TO or
    FROM/TO/COMMODITY)."""

    factor: Decimal

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        factor = number(required(columns, "factor"), "factor")
        if factor <= 0:
            raise Fault("factor", "must be more than zero", "应大于零")
        return cls(factor)


@dataclass(frozen=True, slots=True)
class Agreement:
    """A preferential trade agreement (table `agreement`, key its code on certificates of origin): whose
    goods it favours, under treaty (`agreement`) or one-sidedly (`special`)."""

    en: str
    zh: str
    kind: str
    countries: frozenset[str]

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        kind = one_of(columns, "kind", "agreement", "special")
        countries = frozenset(required(columns, "countries").split("|"))
        return cls(required(columns, "en"), required(columns, "zh"), kind, countries)


@dataclass(frozen=True, slots=True)
class OriginStatus:
    """Which rates goods of an origin have without any certificate (table `origin_status`, key the
    country; `*` is every other): those of the most favoured nation, or the general ones."""

    status: str

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        return cls(one_of(columns, "status", "mfn", "general"))
