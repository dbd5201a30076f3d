"""What a duty comes to for some goods: the amount and, made in the same place, its explanation."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import NamedTuple

from tongguan.law.duty import AtLeast, AtMost, ByPrice, Node, Percent, PerUnit, Sliding, Sum
from tongguan.law.money import ZERO, grouped, in_money, rounded
from tongguan.law.words import register


class How(NamedTuple):
    """One sentence of an explanation; `words.say` puts it into a language."""

    code: str
    arguments: Mapping[str, str]


PERCENT = register("how_percent", "{rate}% of {base} {money}", "{base}{money}的{rate}%")
UNIT = register(
    "how_unit",
    "{amount} {money} for each {unit} of {quantity} {unit}: {total} {money}",
    "每{unit}{amount}{money}，共{quantity}{unit}：{total}{money}",
)
BAND = {
    (True, False): register(
        "how_band_up_to",
        "the price is {price} {money} per {unit}, not above {limit}",
        "每{unit}价格{price}{money}，不高于{limit}{money}",
    ),
    (False, False): register(
        "how_band_below",
        "the price is {price} {money} per {unit}, below {limit}",
        "每{unit}价格{price}{money}，低于{limit}{money}",
    ),
    (True, True): register(
        "how_band_above",
        "the price is {price} {money} per {unit}, above {limit}",
        "每{unit}价格{price}{money}，高于{limit}{money}",
    ),
    (False, True): register(
        "how_band_from",
        "the price is {price} {money} per {unit}, at least {limit}",
        "每{unit}价格{price}{money}，不低于{limit}{money}",
    ),
}
SLIDING = register(
    "how_sliding",
    "at {price} {money} per {unit}, {over} / {price} + {times} x {price} - {less}, at most {cap}%",
    "滑准税率，每{unit}价格{price}{money}：{over}÷{price}+{times}×{price}−{less}，最高{cap}%",
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
FREE_OF = register("how_free", "free", "免税")


class Unpriced(LookupError):
    """The duty asks for a quantity in a unit which the goods do not state, or state as zero."""

    def __init__(self, unit: str) -> None:
        super().__init__(f"the quantity in unit {unit} is not known")
        self.unit = unit


class Words(NamedTuple):
    """How a book names its money and its units: English, Chinese."""

    money: tuple[str, str]
    units: Mapping[str, tuple[str, str]]

    def arguments(self, unit: str = "", **numbers: str) -> dict[str, str]:
        numbers["money"], numbers["money_zh"] = self.money
        if unit:
            numbers["unit"], numbers["unit_zh"] = self.units.get(unit, (unit, unit))
        return numbers


class Goods(NamedTuple):
    """What a duty is worked out on: the `value` for customs, the `base` that is taxed, and how much there
    is of them in a unit (None: not known). `inclusive`: the tax is part of its own base."""

    value: Decimal
    base: Decimal
    quantity: Callable[[str], Decimal | None]
    words: Words
    inclusive: bool = False


class Settled(NamedTuple):
    """A duty whose bands are chosen: a share of the base and a specific amount, and why these."""

    share: Decimal
    specific: Decimal
    why: tuple[How, ...]
    units: tuple[How, ...]

    def base(self, goods: Goods) -> Decimal:
        """The base that the share applies to. An inclusive tax adds itself: (base + specific) / (1 -
        share), Provisional Regulations on Consumption Tax art. 9."""
        if not goods.inclusive:
            return goods.base
        return (goods.base + self.specific) / (1 - self.share)

    def amount(self, goods: Goods) -> Decimal:
        return self.base(goods) * self.share + self.specific


class Priced(NamedTuple):
    """What a duty comes to, not yet rounded; `base` is what its percentage applied to."""

    amount: Decimal
    base: Decimal
    how: tuple[How, ...]


def price(node: Node, goods: Goods) -> Priced:
    """The amount of a duty for the goods, and how it came about. Raises Unpriced; ValueError: an inclusive
    tax of 100% or more."""
    settled = settle(node, goods)
    share, specific, why, units = settled
    if goods.inclusive and share >= 1:
        raise ValueError(f"a tax that is part of its own base cannot be {share * 100}%")
    base, how = settled.base(goods), list(why)
    if share:
        rate = grouped(share * 100)
        if goods.inclusive:
            told = {"before": in_money(goods.base), "rate": rate, "base": in_money(base)}
            if specific:
                told["specific"] = in_money(specific)
            how.append(How(INCLUSIVE_COMPOUND if specific else INCLUSIVE, goods.words.arguments(**told)))
        how.append(How(PERCENT, goods.words.arguments(rate=rate, base=in_money(base))))
    how.extend(units)
    if not share and not units:
        how.append(How(FREE_OF, {}))
    return Priced(base * share + specific, base, tuple(how))


def settle(node: Node, goods: Goods) -> Settled:
    """Choose the bands and the lesser or greater parts of a duty for the goods. Raises Unpriced."""
    match node:
        case Percent(rate):
            return Settled(rate / 100, ZERO, (), ())
        case PerUnit(amount, unit):
            quantity = _quantity(unit, goods)
            total = amount * quantity
            told = {"amount": grouped(amount), "quantity": grouped(quantity), "total": in_money(total)}
            return Settled(ZERO, total, (), (How(UNIT, goods.words.arguments(unit, **told)),))
        case Sum(parts):
            settled = [settle(part, goods) for part in parts]
            return Settled(
                sum((s.share for s in settled), ZERO),
                sum((s.specific for s in settled), ZERO),
                tuple(how for s in settled for how in s.why),
                tuple(how for s in settled for how in s.units),
            )
        case AtMost(parts) | AtLeast(parts):
            return _chosen(parts, goods, least=isinstance(node, AtMost))
        case ByPrice():
            return _banded(node, goods)
        case Sliding():
            return _slid(node, goods)


def _quantity(unit: str, goods: Goods) -> Decimal:
    quantity = goods.quantity(unit)
    if quantity is None:
        raise Unpriced(unit)
    return quantity


def _each(whole: Decimal, unit: str, goods: Goods) -> Decimal:
    quantity = _quantity(unit, goods)
    if not quantity:
        raise Unpriced(unit)
    return whole / quantity


def _chosen(parts: tuple[Node, ...], goods: Goods, least: bool) -> Settled:
    ranked = sorted((settle(part, goods) for part in parts), key=lambda s: s.amount(goods), reverse=not least)
    picked, other = ranked[0], ranked[1]
    told = goods.words.arguments(other=in_money(other.amount(goods)))
    return picked._replace(why=(*picked.why, How(LEAST if least else MOST, told)))


def _banded(node: ByPrice, goods: Goods) -> Settled:
    each = _each(goods.base if node.of_base else goods.value, node.unit, goods)
    below = node.bands[0]
    for band in node.bands:
        if band.limit is None or each < band.limit or (band.inclusive and each == band.limit):
            break
        below = band
    last = band.limit is None
    edge = below if last else band
    told = {"price": grouped(rounded(each, Decimal("0.0001"))), "limit": grouped(edge.limit or ZERO)}
    why = How(BAND[edge.inclusive, last], goods.words.arguments(node.unit, **told))
    settled = settle(band.duty, goods)
    return settled._replace(why=(why, *settled.why))


def _slid(node: Sliding, goods: Goods) -> Settled:
    each = _each(goods.value, node.unit, goods)
    if not each:
        return Settled(node.cap / 100, ZERO, (), ())
    share = rounded(node.over / each + node.times * each - node.less, Decimal(1).scaleb(-node.places))
    share = min(max(share, ZERO), node.cap / 100)
    told = {
        "price": grouped(rounded(each, Decimal("0.0001"))),
        "over": grouped(node.over),
        "times": grouped(node.times),
        "less": grouped(node.less),
        "cap": grouped(node.cap),
    }
    return Settled(share, ZERO, (How(SLIDING, goods.words.arguments(node.unit, **told)),), ())
