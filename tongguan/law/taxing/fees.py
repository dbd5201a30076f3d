"""What lateness costs: the fee for declaring late, and the surcharge on tax paid late.

Both are taken by the law itself, day by day; nobody decides them.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from tongguan.law.calendar import last_day, on_working_day
from tongguan.law.kernel import names
from tongguan.law.money import ZERO, rounded
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.how import How, Name, Value
from tongguan.law.words import register

DAYS = register(
    "how_days_late",
    "{days} days, from {first} to {last}, both counted",
    "{first}至{last}，首尾均计，共{days}天",
)
DAILY = register(
    "how_daily",
    "{base} {money} x {rate}% x {days} days = {amount} {money}",
    "{base}{money}×{rate}%×{days}天={amount}{money}",
)
CUT = register(
    "how_cut",
    "{amount} {money}; less than {quantum} {money} is dropped",
    "{amount}{money}（不足{quantum}{money}部分免收）",
)
ALL_PARTS = register("how_all_parts", "{amount} {money} for all parts together", "各部分合计{amount}{money}")
BELOW = register("how_below", "not charged: below {threshold} {money}", "不足{threshold}{money}，免予征收")
IN_TIME = register("how_in_time", "in time: the last day is {last}", "未逾期：期限至{last}")

SURCHARGE = "_surcharge"
"""What stands behind the code of a tax for the surcharge on it."""


class Fee(NamedTuple):
    """What lateness costs, in the book's money: for how many days, from the first to the last."""

    amount: Decimal
    days: int
    first: date
    last: date
    how: tuple[How, ...]


class _Terms(NamedTuple):
    rate: Decimal
    threshold: Decimal
    quantum: Decimal


def late_declaration(
    value: Decimal, entered_on: date, accepted_on: date, book: Rulebook, *, withdrawn_on: date | None = None
) -> Fee:
    """The fee for declaring imports late: 0.05% of the customs value for each day.

    The conveyance's day of entry plus 14 days is the last day; the fee begins on the day after, on the
    next working day if that is a rest day, and ends with the day of acceptance; both days count. What is
    less than a yuan is dropped, and no fee below 50 yuan is taken (GACC Decree 128 of 2005; Customs Law
    art. 24). Who lodges anew what was `withdrawn_on` a day has the same days from then. Raises LookupError:
    the book lacks a parameter.
    """
    days = int(_number(book, "late_declaration_days", accepted_on))
    since = max(entered_on, withdrawn_on or entered_on)
    first = on_working_day(since + timedelta(days=days + 1), book)
    terms = _terms(book, "late_declaration", accepted_on)
    return _fee(value, first, accepted_on, first - timedelta(days=1), terms, cut=True)


def late_payment(paid: Sequence[tuple[Decimal, date]], issued_on: date, book: Rulebook) -> Fee:
    """The surcharge on one tax, by what was paid on which day: 0.05% a day of what was then outstanding.

    It is due 15 days after the payment note was issued, on the next working day if that is a rest day; the
    surcharge runs from the day after to the day of payment, rest days included, each part bearing its own
    days. The whole is rounded once to fen, and none below 50 yuan is taken (Customs Law art. 60); the terms
    are those of the last payment's day. Raises ValueError: nothing was paid; LookupError: the book lacks a
    parameter.
    """
    deadline = last_day(issued_on, int(_number(book, "tax_payment_days", issued_on)), book)
    first, last = deadline + timedelta(days=1), max(day for _, day in paid)
    terms = _terms(book, "late_payment", last)
    late = [(part, day) for part, day in paid if day > deadline]
    if len(late) <= 1:
        part, day = late[0] if late else paid[0]
        return _fee(part, first, day, deadline, terms, cut=False)
    fees = [_fee(part, first, day, deadline, terms._replace(threshold=ZERO), cut=False) for part, day in late]
    exact = sum((part * terms.rate / 100 * fee.days for (part, _), fee in zip(late, fees, strict=True)), ZERO)
    amount = rounded(exact, terms.quantum, "half_up")
    how = tuple(one for fee in fees for one in fee.how)
    how += ((ALL_PARTS, {"amount": exact}),)
    if amount < terms.threshold:
        how += ((BELOW, {"threshold": terms.threshold}),)
        amount = ZERO
    return Fee(amount, (last - deadline).days, first, last, how)


def called(tax: str, book: Rulebook, on: date) -> Name:
    """What a tax of the book, a fee or the surcharge on a tax is called in English and Chinese."""
    row = book.get("tax", tax, on)
    if row is None and tax.endswith(SURCHARGE):
        en, zh = called(tax.removesuffix(SURCHARGE), book, on)
        return f"late-payment surcharge on {en}", f"{zh}滞纳金"
    return (row.en, row.zh) if row else names.name(names.FEES, tax)


def _fee(base: Decimal, first: date, last: date, in_time: date, terms: _Terms, cut: bool) -> Fee:
    days = (last - first).days + 1
    if days <= 0:
        return Fee(ZERO, 0, first, last, ((IN_TIME, {"last": in_time.isoformat()}),))
    exact = base * terms.rate / 100 * days
    amount = rounded(exact, terms.quantum, "down" if cut else "half_up")
    counted: How = (DAYS, {"days": str(days), "first": first.isoformat(), "last": last.isoformat()})
    daily: dict[str, Value] = {"base": base, "rate": terms.rate, "days": str(days), "amount": exact}
    how: tuple[How, ...] = (counted, (DAILY, daily))
    if amount < terms.threshold:
        return Fee(ZERO, days, first, last, (*how, (BELOW, {"threshold": terms.threshold})))
    if cut:
        how += ((CUT, {"amount": amount, "quantum": str(terms.quantum)}),)
    return Fee(amount, days, first, last, how)


def _number(book: Rulebook, name: str, on: date) -> Decimal:
    return Decimal(book.need("parameter", name, on).number)


def _terms(book: Rulebook, name: str, on: date) -> _Terms:
    return _Terms(
        _number(book, f"{name}_rate", on),
        _number(book, f"{name}_threshold", on),
        _number(book, f"{name}_quantum", on),
    )
