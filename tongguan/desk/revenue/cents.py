"""Amounts as integers of the hundredth, and back."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Protocol

from tongguan.desk.revenue import words
from tongguan.law.findings import refused
from tongguan.law.money import ZERO

HUNDREDTH, HUNDRED = Decimal("0.01"), Decimal(100)
LARGEST = Decimal(10) ** 15
"""No single sum of money comes to this; what does is a mistake, and no column would hold it for long."""


class Charge(Protocol):
    """What this room reads of a charge of an assessment."""

    @property
    def tax(self) -> str: ...
    @property
    def amount(self) -> Decimal: ...
    @property
    def securable(self) -> bool: ...


def cents(amount: Decimal) -> int:
    """The amount in hundredths. Raises ValueError: it has a smaller part, which would be lost."""
    exact = amount * HUNDRED
    whole = int(exact)
    if whole != exact:
        raise ValueError(f"{amount} is not a whole number of hundredths")
    return whole


def stated(amount: Decimal) -> int:
    """Hundredths of an amount that somebody states. Raises Refused: it is no number, not more than zero, or
    has a part smaller than a hundredth."""
    if not amount.is_finite() or amount <= 0:
        raise refused(words.NOT_POSITIVE)
    if amount >= LARGEST:
        raise refused(words.NO_SUCH_SUM, amount=str(amount)[:40])
    if amount != amount.quantize(HUNDREDTH):
        raise refused(words.NOT_HUNDREDTHS, amount=amount)
    return cents(amount)


def money(hundredths: int) -> Decimal:
    """The amount with two decimals."""
    return Decimal(hundredths).scaleb(-2)


def by_tax(charges: Iterable[Charge]) -> dict[str, tuple[int, bool]]:
    """Hundredths of each tax over all lines, and whether a guarantee may stand for all of it. Taxes of
    which nothing is due are left out."""
    found: dict[str, tuple[Decimal, bool]] = {}
    for charge in charges:
        so_far, securable = found.get(charge.tax, (ZERO, True))
        found[charge.tax] = so_far + charge.amount, securable and charge.securable
    return {tax: (cents(amount), securable) for tax, (amount, securable) in found.items() if amount}
