"""A book's tax scheme made ready for work: compiled once for each direction and day, and kept with the
book."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from tongguan.law.duty import Node, Percent
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.how import How, Name, Value
from tongguan.law.taxing.method import Method, method
from tongguan.law.taxing.origin import Candidate, Claim, candidates, doubts, share_charged
from tongguan.law.taxing.ratewords import worded
from tongguan.law.taxing.scheme import VALUE, Tax
from tongguan.law.valuation import OTHER
from tongguan.law.words import register

RATE = register("how_rate", "{kind}", "{kind}")
AGREED_RATE = register("how_agreed_rate", "{kind} under {agreement}", "{agreement}{kind}")

ROUNDED = {
    "half_up": register(
        "how_half_up", "{amount} {money}, rounded to {quantum}", "{amount}{money}（四舍五入至{quantum}）"
    ),
    "down": register(
        "how_down", "{amount} {money}, cut to {quantum}", "{amount}{money}（舍去{quantum}以下）"
    ),
}

DAYS = 64
"""How many days' schemes a book keeps."""

ROOM = 4096
"""How many claims a scheme keeps the rates of; more than that are looked up again."""


class Said(NamedTuple):
    """What a tax and its rate are called."""

    tax: Name = ("", "")
    rate: Name = ("", "")


class Usable(NamedTuple):
    """A rate that a line may use, ready to be charged: the duty and its canonical text, the key of its row
    and the instrument which that cites, what it is called, and the sentence that names its kind."""

    duty: Node
    text: str
    key: str
    instrument: str
    said: Said
    kind: How


class Entry(NamedTuple):
    """What a line may owe of one tax: the rates it may use; the share of the tax that is charged, and what
    the relief is called. `percent` is the rate where it is the only one and nothing but a percentage;
    `doubts` are warnings, as codes and arguments."""

    rates: tuple[Usable, ...]
    share: Decimal
    relief: Name
    percent: Decimal | None
    doubts: tuple[tuple[str, dict[str, str]], ...] = ()


Plan: TypeAlias = tuple[Entry | None, ...]
"""What a line may owe, tax by tax: None where the commodity is not taxed so; an entry without rates where it
ought to be."""


class Levied(NamedTuple):
    """A tax of the scheme, ready to be charged: its key, its row, the named sums that its base has, whether
    it is part of its own base, and what its explanations say of rounding."""

    key: str
    tax: Tax
    terms: tuple[tuple[str, Name], ...]
    inclusive: bool
    rounded: str
    quantum: str


class Scheme(NamedTuple):
    """The taxes of a direction on a day, in their order. `in_price` is the place of the tax which the
    price contains."""

    book: Rulebook
    method: Method
    taxes: tuple[Levied, ...]
    in_price: int | None
    plans: dict[Claim, Plan]


def scheme(book: Rulebook, direction: str, day: date) -> Scheme:
    """The scheme of a book. Raises LookupError: there is none, or it lacks a parameter."""
    kept: Scheme | None = book.memo.get("schemes", {}).get((direction, day))
    if kept is not None:
        return kept
    letter = "I" if direction == "import" else "E"
    taxes = sorted(
        ((key, tax) for key, tax in book.table("tax", day).items() if tax.direction == letter),
        key=lambda row: row[1].order,
    )
    if not taxes and not book.table("tax", day):
        raise LookupError(f"{book.jurisdiction} edition {book.number} has no tax scheme for {direction}")
    in_price = next((at for at, (_, tax) in enumerate(taxes) if tax.inclusive == "price"), None)
    names = {VALUE: ("customs value", "完税价格"), **{key: (tax.en, tax.zh) for key, tax in taxes}}
    how = method(book, day)
    levied = (
        Levied(
            key,
            tax,
            tuple((name, names.get(name, OTHER)) for name in tax.base),
            tax.inclusive == "own_base",
            ROUNDED[tax.mode],
            f"{tax.quantum:f}",
        )
        for key, tax in taxes
    )
    made = Scheme(book, how, tuple(levied), in_price, {})
    kept_days = book.memo.setdefault("schemes", {})
    if len(kept_days) >= DAYS:
        kept_days.clear()
    kept_days[direction, day] = made
    return made


def plan(known: Scheme, claimed: Claim) -> Plan:
    """The rates that lines of a claim may use, tax by tax."""
    kept = known.plans.get(claimed)
    if kept is None:
        if len(known.plans) >= ROOM:
            known.plans.clear()
        kept = tuple(_entry(levied.key, levied.tax, claimed, known) for levied in known.taxes)
        known.plans[claimed] = kept
    return kept


def _entry(key: str, tax: Tax, claimed: Claim, known: Scheme) -> Entry | None:
    book, day = known.book, known.method.day
    found = candidates(key, tax, claimed, book, day)
    if not found and not tax.required:
        return None
    share, relief = share_charged(key, claimed, book, day)
    only = found[0].rate.duty if len(found) == 1 else None
    return Entry(
        tuple(_usable(candidate, tax, known) for candidate in found),
        share,
        relief,
        only.rate if isinstance(only, Percent) else None,
        tuple(doubts(key, tax, claimed, found, book, day)),
    )


def _usable(candidate: Candidate, tax: Tax, known: Scheme) -> Usable:
    words, (_, key, rate, instrument, _) = known.method.words, candidate
    said = Said((tax.en, tax.zh), worded(rate.duty, words))
    return Usable(rate.duty, rate.text, key, instrument, said, named(candidate, tax, known))


def named(candidate: Candidate, tax: Tax, known: Scheme) -> How:
    """The sentence that says which kind of rate was used."""
    book, day = known.book, known.method.day
    kind = book.get("rate_kind", candidate.kind, day) or tax
    told: dict[str, Value] = {"kind": (kind.en, kind.zh)}
    agreement = book.get("agreement", candidate.agreement, day) if candidate.agreement else None
    if agreement is None:
        return RATE, told
    return AGREED_RATE, {**told, "agreement": (agreement.en, agreement.zh)}
