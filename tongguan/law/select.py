"""Selectivity: which criteria a declaration meets, what they order, and the lane that sums the orders up.

The orders bind; the lane is their summary. A random draw is HMAC(salt, criterion and declaration) against
the share: an auditor who holds the salt draws the same again, nobody else can foresee it. Credit scales the
shares of criteria that are not mandatory and touches no other. Selection repeated for the same declaration
may add orders, never remove one: `added` gives what is new.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, Literal

from tongguan.law.assess import Assessment
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.rulebook import Rulebook
from tongguan.law.targeting.compiling import Compiled, Known, compiled
from tongguan.law.targeting.criteria import AUTHORITIES, METHODS, PLACES, Credit, Criterion

Lane = Literal["green", "yellow", "red"]
KEPT = 64
BLOCK = 64
"""How many bytes SHA-256 works on at a time."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A criterion that the declaration meets, on these goods lines (none: the declaration as such), with
    the share after credit, and whether it was drawn. Only a drawn one orders."""

    criterion: str
    lines: tuple[int, ...]
    weight: int
    share: Decimal
    drawn: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What must be looked at, by whom, where and how; `part` is a container, "" the whole; `lines` are the
    goods lines concerned, none means all. A `mandatory` order may be lifted by nobody."""

    authority: str
    place: str
    method: str
    part: str = ""
    mandatory: bool = False
    lines: tuple[int, ...] = ()
    criteria: tuple[str, ...] = ()

    def covers(self, other: "Order") -> bool:
        """Whether whoever fulfils this order has fulfilled the other."""
        return (
            (self.authority, self.place, self.method) == (other.authority, other.place, other.method)
            and self.part in ("", other.part)
            and self.mandatory >= other.mandatory
            and (not self.lines or (bool(other.lines) and set(other.lines) <= set(self.lines)))
        )


@dataclass(frozen=True, slots=True)
class Selection:
    hits: tuple[Hit, ...] = ()
    orders: tuple[Order, ...] = ()

    @property
    def lane(self) -> Lane:
        """Green: nothing ordered; yellow: documents alone; red: the goods are looked at."""
        return lane(self.orders)

    @property
    def score(self) -> int:
        return sum(hit.weight for hit in self.hits)


def lane(orders: Iterable[Order]) -> Lane:
    """The summary of the orders: green, yellow (documents alone) or red."""
    methods = {order.method for order in orders}
    return "red" if methods - {"documents"} else "yellow" if methods else "green"


def select(
    declaration: Declaration,
    assessment: Assessment | None,
    criteria_book: Rulebook,
    on: date,
    facts: Facts,
    salt: bytes,
    *,
    credit_book: Rulebook | None = None,
) -> Selection:
    """What the criteria in force on the day say about a declaration.

    `credit_book` holds table `credit` (the public book; else the criteria's own). A draw is bound to the
    declarant and its reference; that of a declaration lodged in the place of another to the other's
    (`facts.identity`). Raises LookupError when the books lack a group or the credit level that is needed.
    """
    rules = in_force(criteria_book, on, facts.scopes)
    if not rules.keys:
        return Selection()
    known = _known(assessment, facts)
    met = rules.first(declaration, known)
    known.score = sum(rules.criteria[position].weight for position in met)
    met += rules.scored(declaration, known)
    if not met:
        return Selection()
    party = declaration.declarant or declaration.trader
    who = facts.identity or identity((party and party.identifier) or "", declaration.reference)
    factor: Decimal | None = None
    hits, ordered = [], []
    for position in sorted(met):
        key, criterion, find = rules.keys[position], rules.criteria[position], rules.lines[position]
        if not criterion.mandatory and factor is None:
            factor = _factor(credit_book or criteria_book, facts.credit, on)
        share = criterion.share if factor is None else scaled(criterion, factor)
        lines = find(declaration, known) if find else ()
        hit = Hit(key, lines, criterion.weight, share, drawn(salt, key, who, share))
        hits.append(hit)
        if hit.drawn:
            ordered += _orders(declaration, criterion, hit)
    return Selection(tuple(hits), merged(ordered))


def in_force(book: Rulebook, on: date, scopes: Sequence[str] = ()) -> Compiled:
    """The compiled criteria of the day, worked out once for each day and scope. Raises LookupError."""
    kept: dict[tuple[date, tuple[str, ...]], Compiled] = book.memo.setdefault("criteria", {})
    place = (on, tuple(scopes))
    if place not in kept:
        if len(kept) >= KEPT:
            kept.clear()
        rows = {key: book.get("criterion", key, on, scopes) for key in book.keys("criterion")}
        groups = {key: book.get("risk_group", key, on, scopes) for key in book.keys("risk_group")}
        kept[place] = compiled(
            {key: value for key, value in rows.items() if value is not None},
            {key: value for key, value in groups.items() if value is not None},
        )
    return kept[place]


def drawn(salt: bytes, criterion: str, identity: str, share: Decimal) -> bool:
    """Whether the criterion draws this declaration. A larger share draws all that a smaller one draws."""
    if share >= 1 or share <= 0:
        return share >= 1
    digest = hmac(salt, f"{criterion}\x00{identity}".encode())
    return int.from_bytes(digest[:8], "big") < int(share * (1 << 64))


def hmac(salt: bytes, message: bytes) -> bytes:
    """HMAC with SHA-256 (RFC 2104), as the library's `hmac.digest` works it out; that one takes ten times as
    long, to prepare the same salt for every draw."""
    inner, outer = _pads(salt)
    return sha256(outer + sha256(inner + message).digest()).digest()


@lru_cache(maxsize=KEPT)
def _pads(salt: bytes) -> tuple[bytes, bytes]:
    """The two keys that HMAC makes of a salt."""
    key = (salt if len(salt) <= BLOCK else sha256(salt).digest()).ljust(BLOCK, b"\0")
    return bytes(one ^ 0x36 for one in key), bytes(one ^ 0x5C for one in key)


def scaled(criterion: Criterion, factor: Decimal) -> Decimal:
    """The share that credit leaves of a criterion; a mandatory one stays as it is."""
    return criterion.share if criterion.mandatory else min(Decimal(1), criterion.share * factor)


def parts_holding(declaration: Declaration, lines: Sequence[int]) -> tuple[str, ...]:
    """The containers that hold the goods lines (element 104); ("",), the whole, where that is unknown."""
    if not lines or any(not c.lines or not c.number for c in declaration.containers):
        return ("",)
    held = {number: c.lines for c in declaration.containers if (number := c.number)}
    if set(lines) - {line for one in held.values() for line in one}:
        return ("",)
    return tuple(number for number, holds in held.items() if set(holds) & set(lines))


def merged(orders: Iterable[Order]) -> tuple[Order, ...]:
    """One order for each authority, place, method and part, over all lines and criteria that asked for it."""
    found: dict[tuple[str, str, str, str], Order] = {}
    for order in orders:
        place = (order.authority, order.place, order.method, order.part)
        before = found.get(place)
        if before is not None:
            everything = not before.lines or not order.lines
            order = Order(
                authority=order.authority,
                place=order.place,
                method=order.method,
                part=order.part,
                mandatory=before.mandatory or order.mandatory,
                lines=() if everything else tuple(sorted({*before.lines, *order.lines})),
                criteria=tuple(sorted({*before.criteria, *order.criteria})),
            )
        found[place] = order
    return tuple(sorted(found.values(), key=_rank))


def added(before: Iterable[Order], after: Iterable[Order]) -> tuple[Order, ...]:
    """The orders that a repeated selection adds: those which nothing ordered before covers. What was
    ordered before stands, whatever the new selection says."""
    standing = tuple(before)
    return tuple(order for order in after if not any(old.covers(order) for old in standing))


def _rank(order: Order) -> tuple[int, int, int, str]:
    return (
        AUTHORITIES.index(order.authority),
        PLACES.index(order.place),
        METHODS.index(order.method),
        order.part,
    )


def _known(assessment: Assessment | None, facts: Facts) -> Known:
    known = Known(credit=facts.credit, entered=facts.entered_on)
    if assessment is not None:
        known.assessed_value = assessment.customs_value
        known.assessed_tax = assessment.total()
        known.values = {line.line: line.value for line in assessment.lines}
    return known


def identity(declarant: str, reference: str) -> str:
    """What the draws of a declaration are bound to: its declarant and the reference that this one gave it."""
    return f"{declarant}\x00{reference}"


def _factor(book: Rulebook, level: str, on: date) -> Decimal:
    credit: Credit | None = book.get("credit", level, on)
    return (credit or book.need("credit", "general", on)).factor


def _orders(declaration: Declaration, criterion: Criterion, hit: Hit) -> list[Order]:
    return [
        Order(
            authority=measure.authority,
            place=measure.place,
            method=measure.method,
            part=part,
            mandatory=criterion.mandatory,
            lines=() if measure.whole else hit.lines,
            criteria=(hit.criterion,),
        )
        for measure in criterion.measures
        for part in (("",) if measure.whole else parts_holding(declaration, hit.lines))
    ]


def plain(selection: Selection) -> Mapping[str, Any]:
    """The selection as texts and lists, to be stored beside the content; never shown to a trader."""
    return {
        "lane": selection.lane,
        "hits": [
            {
                "criterion": hit.criterion,
                "lines": list(hit.lines),
                "weight": hit.weight,
                "share": str(hit.share),
                "drawn": hit.drawn,
            }
            for hit in selection.hits
        ],
        "orders": [
            {
                "authority": order.authority,
                "place": order.place,
                "method": order.method,
                "part": order.part,
                "mandatory": order.mandatory,
                "lines": list(order.lines),
                "criteria": list(order.criteria),
            }
            for order in selection.orders
        ],
    }
