"""A book's tax scheme made ready for work: compiled once for each direction and day, and kept with the
book."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tongguan.law.origin import Candidate, Claim, candidates, share_charged
from tongguan.law.pricing import How, Words
from tongguan.law.rulebook import Rulebook
from tongguan.law.scheme import Tax
from tongguan.law.valuation import Method
from tongguan.law.words import register

RATE = register("how_rate", "{kind}", "{kind}")
AGREED_RATE = register("how_agreed_rate", "{kind} under {agreement}", "{agreement}{kind}")

DAYS = 64
"""How many days' schemes a book keeps."""

ROOM = 4096
"""How many claims a scheme keeps the rates of; more than that are looked up again."""


class Entry(NamedTuple):
    """What a line may owe of one tax: the rates it may use, the share of the tax that is charged, and the
    sentence that names the relief."""

    candidates: tuple[Candidate, ...]
    texts: tuple[str, ...]
    kinds: tuple[How, ...]
    share: Decimal
    relief: tuple[str, str]


class Scheme(NamedTuple):
    """The taxes of a direction on a day, in their order. `in_price` is the place of the tax which the
    price contains."""

    book: Rulebook
    method: Method
    taxes: tuple[tuple[str, Tax], ...]
    in_price: int | None
    plans: dict[Claim, tuple[Entry, ...]]


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
    if not taxes:
        raise LookupError(f"{book.jurisdiction} edition {book.number} has no tax scheme for {direction}")
    in_price = next((at for at, (_, tax) in enumerate(taxes) if tax.inclusive == "price"), None)
    made = Scheme(book, method(book, day), tuple(taxes), in_price, {})
    kept_days = book.memo.setdefault("schemes", {})
    if len(kept_days) >= DAYS:
        kept_days.clear()
    kept_days[direction, day] = made
    return made


def method(book: Rulebook, day: date) -> Method:
    """How the book values on a day. Raises LookupError: a parameter is missing."""

    def word(name: str) -> str:
        return str(book.need("parameter", name, day).text)

    currency = word("currency")
    money = book.get("currency", currency, day)
    return Method(
        book=book,
        day=day,
        currency=currency,
        words=Words(
            (money.en, money.zh) if money else (currency, currency),
            {key: (unit.en, unit.zh) for key, unit in book.table("unit", day).items()},
        ),
        quantum=book.need("parameter", "value_quantum", day).number,
        mode="down" if word("value_mode") == "down" else "half_up",
        default_insurance=book.need("parameter", "default_insurance", day).number,
        insured_value=word("insurance_convention") == "on_cif",
        weight=f"{word('freight_weight')}_weight",
        exchange={},
    )


def plan(known: Scheme, claimed: Claim) -> tuple[Entry, ...]:
    """The rates that lines of a claim may use, tax by tax."""
    kept = known.plans.get(claimed)
    if kept is None:
        if len(known.plans) >= ROOM:
            known.plans.clear()
        kept = tuple(_entry(key, tax, claimed, known) for key, tax in known.taxes)
        known.plans[claimed] = kept
    return kept


def _entry(key: str, tax: Tax, claimed: Claim, known: Scheme) -> Entry:
    book, day = known.book, known.method.day
    found = candidates(key, tax, claimed, book, day)
    share, en, zh = share_charged(key, claimed, book, day)
    return Entry(
        found,
        tuple(candidate.rate.text for candidate in found),
        tuple(named(candidate, tax, known) for candidate in found),
        share,
        (en, zh),
    )


def named(candidate: Candidate, tax: Tax, known: Scheme) -> How:
    """The sentence that says which kind of rate was used."""
    book, day = known.book, known.method.day
    kind = book.get("rate_kind", candidate.kind, day)
    told = {"kind": kind.en if kind else tax.en, "kind_zh": kind.zh if kind else tax.zh}
    agreement = book.get("agreement", candidate.agreement, day) if candidate.agreement else None
    if agreement is None:
        return How(RATE, told)
    return How(AGREED_RATE, {**told, "agreement": agreement.en, "agreement_zh": agreement.zh})
