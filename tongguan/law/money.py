"""Money: rounded once, in a stated way, and split without losing a fen."""

from collections.abc import Sequence
from decimal import ROUND_DOWN, ROUND_HALF_UP, Decimal
from typing import Literal

FEN = Decimal("0.01")
YUAN = Decimal(1)
ZERO = Decimal(0)

Mode = Literal["half_up", "down"]
MODES: dict[str, str] = {"half_up": ROUND_HALF_UP, "down": ROUND_DOWN}


def rounded(amount: Decimal, quantum: Decimal = FEN, mode: Mode = "half_up") -> Decimal:
    """The amount in whole quanta: `half_up` to the nearest, a half away from zero; `down` cuts the rest
    off."""
    if quantum in (FEN, YUAN):
        return amount.quantize(quantum, MODES[mode])
    return (amount / quantum).quantize(YUAN, MODES[mode]) * quantum


def apportion(total: Decimal, weights: Sequence[Decimal], quantum: Decimal = FEN) -> tuple[Decimal, ...]:
    """Split a total over weights so that the parts add up to it exactly.

    Each part is its share cut to the quantum; the quanta left over go one each to the largest remainders,
    the earlier line first where two are equal. Weights that are all zero count as equal. What the total
    has below the quantum goes to the first part that would get the next quantum. Raises ValueError: there
    is nothing to split over, or a weight is negative.
    """
    if not weights or min(weights) < ZERO:
        raise ValueError("a total is split over at least one weight, none of them negative")
    whole = sum(weights, ZERO)
    if not whole:
        weights, whole = [YUAN] * len(weights), Decimal(len(weights))
    positive = abs(total)
    exact = [positive * weight / whole for weight in weights]
    parts = [rounded(share, quantum, "down") for share in exact]
    left = positive - sum(parts, ZERO)
    if left:
        for line in sorted(range(len(parts)), key=lambda line: parts[line] - exact[line]):
            step = min(quantum, left)
            if step <= ZERO:
                break
            parts[line] += step
            left -= step
    return tuple(parts) if total >= 0 else tuple(-part for part in parts)


def grouped(number: Decimal) -> str:
    """A number as people read it: thousands separated, no more digits than it needs ("6,519.5")."""
    plain = f"{number:,f}"
    return plain.rstrip("0").rstrip(".") if "." in plain else plain


def in_money(amount: Decimal) -> str:
    """An amount as people read it: thousands separated, two decimals ("6,519,500.00")."""
    return f"{amount:,.2f}"
