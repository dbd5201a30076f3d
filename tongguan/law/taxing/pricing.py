"""What a duty comes to for some goods: the amount and, made in the same place, its explanation."""

from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple, TypeAlias

from tongguan.law.duty import AtLeast, AtMost, ByPrice, Node, Percent, PerUnit, Sliding, Sum
from tongguan.law.money import ZERO, rounded
from tongguan.law.taxing.how import How, Name, Value
from tongguan.law.words import register

PERCENT = register("how_percent", "{rate}% of {base} {money}", "{base}{money}的{rate}%")
UNIT = register(
    "how_unit",
    "{each} {money} per {unit} x {quantity} = {total} {money}",
    "每{unit}{each}{money}×{quantity}={total}{money}",
)
BAND = {
    (True, False): register(
        "how_band_up_to",
        "the price is {unit_price} {money} per {unit}, not above {limit}",
        "每{unit}价格{unit_price}{money}，不高于{limit}{money}",
    ),
    (False, False): register(
        "how_band_below",
        "the price is {unit_price} {money} per {unit}, below {limit}",
        "每{unit}价格{unit_price}{money}，低于{limit}{money}",
    ),
    (True, True): register(
        "how_band_above",
        "the price is {unit_price} {money} per {unit}, above {limit}",
        "每{unit}价格{unit_price}{money}，高于{limit}{money}",
    ),
    (False, True): register(
        "how_band_from",
        "the price is {unit_price} {money} per {unit}, at least {limit}",
        "每{unit}价格{unit_price}{money}，不低于{limit}{money}",
    ),
}
SLIDING = register(
    "how_sliding",
    "at a price p of {unit_price} {money} per {unit}: {over} / p + {times} x p - {less}, {cap}% at most",
    "每{unit}价格p为{unit_price}{money}，滑准税率：{over}÷p+{times}×p−{less}，最高{cap}%",
)
LEAST = register(
    "how_at_most", "the lesser amount; the other would be {other} {money}", "取低者，另一金额为{other}{money}"
)
MOST = register(
    "how_at_least",
    "the greater amount; the other would be {other} {money}",
    "取高者，另一金额为{other}{money}",
)
INCLUSIVE = register(
    "how_inclusive",
    "the tax is part of its own base: {before} / (1 - {rate}%) = {base} {money}",
    "组成计税价格：{before}÷（1−{rate}%）={base}{money}",
)
INCLUSIVE_COMPOUND = register(
    "how_inclusive_compound",
    "the tax is part of its own base: ({before} + {specific}) / (1 - {rate}%) = {base} {money}",
    "组成计税价格：（{before}+{specific}）÷（1−{rate}%）={base}{money}",
)
NOTHING: How = (register("how_free", "free", "税率为零"), {})


HUNDRED = Decimal(100)
PRICED_TO = Decimal("0.0001")
"""A unit price is told to this ..."""
CLOSELY = Decimal("0.00000001")
"""... and where that would look like the limit it is compared with, to this."""


class Unpriced(LookupError):
    """The duty asks for a quantity in a unit which the goods do not state, or state as zero."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"the quantity in unit {unit} is not known")
        self.unit = unit


class Unconverted(LookupError):
    """The limits of the duty are in a currency of which the book has no exchange rate on the day."""

    def __init__(self, currency: str) -> None:
        super().__init__(f"there is no exchange rate of {currency}")
        self.currency = currency


class InclusiveWhole(ValueError):
    """A tax that is part of its own base would be all of it, or more."""


class Words(NamedTuple):
    """How a book names its money and its units: English, Chinese."""

    money: Name
    units: Mapping[str, Name]

    def unit(self, code: str) -> Name:
        return self.units.get(code, (code, code))


class Goods(NamedTuple):
    """What a duty is worked out on: the `value` for customs, the `base` that is taxed, and how much there
    is of them in a unit (None: not known). `inclusive`: the tax is part of its own base. `exchange` is what
    one unit of a currency is worth (None: not known)."""

    value: Decimal
    base: Decimal
    quantity: Callable[[str], Decimal | None]
    words: Words
    inclusive: bool = False
    exchange: Callable[[str], Decimal | None] = lambda currency: None


class Counted(NamedTuple):
    """A specific part of a duty: the unit that it is charged by, how many there are, what that comes to."""

    unit: str
    quantity: Decimal
    how: How


class Settled(NamedTuple):
    """A duty whose bands are chosen: a share of the base and a specific amount, and why these."""

    share: Decimal
    specific: Decimal
    why: tuple[How, ...]
    counted: tuple[Counted, ...]

    def base(self, goods: Goods) -> Decimal:
        """The base that the share applies to. An inclusive tax with a share adds itself:
        (base + specific) / (1 - share), Provisional Regulations on Consumption Tax art. 9. Raises
        InclusiveWhole."""
        if not goods.inclusive or not self.share:
            return goods.base
        if self.share >= 1:
            raise InclusiveWhole(f"a tax that is part of its own base cannot be {self.share * 100}%")
        return (goods.base + self.specific) / (1 - self.share)

    def amount(self, goods: Goods) -> Decimal:
        return self.base(goods) * self.share + self.specific


class Priced(NamedTuple):
    """What a duty comes to, not yet rounded; `base` is what its percentage applied to, `counted` what its
    specific parts did. `specific`: there was no percentage."""

    amount: Decimal
    base: Decimal
    how: tuple[How, ...]
    counted: tuple[Counted, ...] = ()
    specific: bool = False


PricedSimply: TypeAlias = tuple[Decimal, Decimal, tuple[How, ...]]
"""The same of a plain percentage: amount, base, explanation."""


def of_percent(rate: Decimal, base: Decimal, inclusive: bool) -> PricedSimply:
    """What a plain percentage comes to: nearly every duty, so it has a short way. Raises
    InclusiveWhole: an inclusive tax of 100% or more."""
    if not rate:
        return ZERO, base, (NOTHING,)
    if not inclusive:
        return base * rate / HUNDRED, base, ((PERCENT, {"rate": rate, "base": base}),)
    if rate >= HUNDRED:
        raise InclusiveWhole(f"a tax that is part of its own base cannot be {rate}%")
    whole = base / (1 - rate / HUNDRED)
    added: How = (INCLUSIVE, {"before": base, "rate": rate, "base": whole})
    return whole * rate / HUNDRED, whole, (added, (PERCENT, {"rate": rate, "base": whole}))


def price(node: Node, goods: Goods) -> Priced:
    """The amount of a duty for the goods, and how it came about. Raises Unpriced, Unconverted,
    InclusiveWhole."""
    banded: tuple[How, ...] = ()
    while isinstance(node, ByPrice):
        node, told = _band(node, goods)
        banded += (told,)
    settled = settle(node, goods)
    share, specific, _, counted = settled
    why = (*banded, *settled.why)
    if not counted:
        amount, base, how = of_percent(share * 100, goods.base, goods.inclusive)
        return Priced(amount, base, (*why, *how))
    units = tuple(part.how for part in counted)
    if not share:
        return Priced(specific, goods.base, (*why, *units), counted, specific=True)
    if not specific or not goods.inclusive:
        amount, base, how = of_percent(share * 100, goods.base, goods.inclusive)
        return Priced(amount + specific, base, (*why, *how, *units), counted)
    base, rate = settled.base(goods), share * 100
    numbers: dict[str, Value] = {"before": goods.base, "specific": specific, "rate": rate, "base": base}
    added: How = (INCLUSIVE_COMPOUND, numbers)
    taxed: How = (PERCENT, {"rate": rate, "base": base})
    return Priced(base * share + specific, base, (*why, added, taxed, *units), counted)


def settle(node: Node, goods: Goods) -> Settled:
    """Choose the bands and the lesser or greater parts of a duty for the goods. Raises Unpriced,
    Unconverted."""
    match node:
        case Percent():
            return Settled(node.rate / HUNDRED, ZERO, (), ())
        case ByPrice():
            duty, band = _band(node, goods)
            picked = settle(duty, goods)
            return picked._replace(why=(band, *picked.why))
        case PerUnit():
            return _counted(node, goods)
        case Sum(parts):
            settled = [settle(part, goods) for part in parts]
            return Settled(
                sum((s.share for s in settled), ZERO),
                sum((s.specific for s in settled), ZERO),
                tuple(how for s in settled for how in s.why),
                tuple(part for s in settled for part in s.counted),
            )
        case AtMost(parts) | AtLeast(parts):
            return _chosen(parts, goods, least=isinstance(node, AtMost))
        case Sliding():
            return _slid(node, goods)


def _each(whole: Decimal, unit: str, goods: Goods) -> Decimal:
    quantity = goods.quantity(unit)
    if not quantity:
        raise Unpriced(unit)
    return whole / quantity


def _counted(node: PerUnit, goods: Goods) -> Settled:
    quantity = goods.quantity(node.unit)
    if quantity is None:
        raise Unpriced(node.unit)
    total = node.amount * quantity
    told: dict[str, Value] = {
        "each": node.amount,
        "quantity": quantity,
        "unit": goods.words.unit(node.unit),
        "total": total,
    }
    return Settled(ZERO, total, (), (Counted(node.unit, quantity, (UNIT, told)),))


def _chosen(parts: tuple[Node, ...], goods: Goods, least: bool) -> Settled:
    ranked = sorted((settle(part, goods) for part in parts), key=lambda s: s.amount(goods), reverse=not least)
    picked, other = ranked[0], ranked[1]
    told: dict[str, Value] = {"other": other.amount(goods)}
    return picked._replace(why=(*picked.why, (LEAST if least else MOST, told)))


def _band(node: ByPrice, goods: Goods) -> tuple[Node, How]:
    """The duty of the band that holds the price, and why it is that one."""
    each = _each(goods.base if node.of_base else goods.value, node.unit, goods)
    if node.currency:
        rate = goods.exchange(node.currency)
        if not rate:
            raise Unconverted(node.currency)
        each /= rate
    below = node.bands[0]
    for band in node.bands:
        if band.limit is None or each < band.limit or (band.inclusive and each == band.limit):
            break
        below = band
    last = band.limit is None
    edge = below if last else band
    told = {**_at_price(each, node.unit, goods), "limit": edge.limit or ZERO}
    if told["unit_price"] == edge.limit != each:
        told["unit_price"] = each.quantize(CLOSELY, ROUND_HALF_UP)
    if node.currency:
        told["money"] = node.currency, node.currency
    return band.duty, (BAND[edge.inclusive, last], told)


def _slid(node: Sliding, goods: Goods) -> Settled:
    each = _each(goods.value, node.unit, goods)
    if not each:
        return Settled(node.cap / 100, ZERO, (), ())
    share = rounded(node.over / each + node.times * each - node.less, Decimal(1).scaleb(-node.places))
    share = min(max(share, ZERO), node.cap / 100)
    numbers = {"over": node.over, "times": node.times, "less": node.less, "cap": node.cap}
    return Settled(share, ZERO, ((SLIDING, {**_at_price(each, node.unit, goods), **numbers}),), ())


def _at_price(each: Decimal, unit: str, goods: Goods) -> dict[str, Value]:
    return {"unit_price": each.quantize(PRICED_TO, ROUND_HALF_UP), "unit": goods.words.unit(unit)}
