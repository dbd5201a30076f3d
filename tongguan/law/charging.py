"""One tax on one goods line: base, rate, amount and the sentences that explain it."""

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import NamedTuple

from tongguan.law.declaration import Item
from tongguan.law.money import ZERO, grouped, in_money, rounded
from tongguan.law.pricing import Goods, How, Priced, Words, price
from tongguan.law.scheme import VALUE, Tax
from tongguan.law.schemes import Entry, Scheme
from tongguan.law.words import register

BASE = register("how_base", "{sum} = {base} {money}", "{sum}={base}{money}")
OTHERWISE = register("how_otherwise", "{kind} would come to {other} {money}", "{kind}则为{other}{money}")
RELIEF = register("how_relief", "{relief}: {percent}% of it is charged", "{relief}：按{percent}%计征")
HALF_UP = register(
    "how_half_up", "{amount} {money}, rounded to {quantum}", "{amount}{money}（四舍五入至{quantum}）"
)
DOWN = register("how_down", "{amount} {money}, cut to {quantum}", "{amount}{money}（舍去{quantum}以下）")
WAIVED = register(
    "how_waived",
    "not charged: {total} {money} of this tax on the declaration does not pass {threshold} {money}",
    "免征：本报关单该税种合计{total}{money}，未超过起征点{threshold}{money}",
)


class Charge(NamedTuple):
    """A tax on a line. `base` is what the percentage was taken of, `rate` the duty in canonical text,
    `rule` the key of the row that it came from, `instrument` what that row cites."""

    line: int
    tax: str
    base: Decimal
    rate: str
    amount: Decimal
    how: tuple[How, ...]
    rule: str
    instrument: str
    securable: bool


class Line(NamedTuple):
    """A goods line while it is assessed: its customs value, other sums that bases may name, and what it
    owes of the taxes so far."""

    number: int
    item: Item
    value: Decimal
    groups: Mapping[str, Decimal]
    owed: dict[str, Decimal]

    def goods(self, base: Decimal, known: Scheme, inclusive: bool = False) -> Goods:
        return Goods(self.value, base, self.quantity(known), known.method.words, inclusive)

    def quantity(self, known: Scheme) -> Callable[[str], Decimal | None]:
        """How much there is of the goods in a unit: as stated, else converted by a row of the book."""

        def of(unit: str) -> Decimal | None:
            stated = dict(_stated(self.item))
            if unit in stated:
                return stated[unit]
            code = self.item.commodity_code or ""
            book, day = known.book, known.method.day
            for other, quantity in stated.items():
                row = book.nearest(
                    "conversion", f"{other}/{unit}/{code}", day, shortest=len(other + unit) + 4
                )
                factor = row.value if row else book.get("conversion", f"{other}/{unit}", day)
                if factor is not None:
                    return quantity * Decimal(factor.factor)
            return None

        return of


def _stated(item: Item) -> Iterator[tuple[str, Decimal]]:
    """The quantities that a line states, by unit; the first one stated of a unit counts."""
    pairs = [
        (item.first_unit, item.first_quantity),
        (item.second_unit, item.second_quantity),
        (item.unit, item.quantity),
        *((tax.base_unit, tax.base_quantity) for tax in item.taxes),
    ]
    return ((unit, quantity) for unit, quantity in reversed(pairs) if unit and quantity is not None)


def charged(key: str, tax: Tax, entry: Entry, line: Line, known: Scheme) -> Charge:
    """A tax on a line. Of several rates the one that comes to the least is used, the one named first where
    two are equal. Rounded once, when all is worked out. Raises Unpriced."""
    words = known.method.words
    base, how = _base(tax, line, known)
    goods = line.goods(base, known, tax.inclusive == "own_base")
    picked, priced = 0, price(entry.candidates[0].rate.duty, goods)
    others: tuple[How, ...] = ()
    if len(entry.candidates) > 1:
        every = [price(candidate.rate.duty, goods) for candidate in entry.candidates]
        picked = min(range(len(every)), key=lambda at: every[at].amount)
        priced = every[picked]
        others = tuple(_otherwise(entry, every, at, words) for at in range(len(every)) if at != picked)
    exact = priced.amount
    relief: tuple[How, ...] = ()
    if entry.share != 1:
        exact *= entry.share
        told = {"relief": entry.relief[0], "relief_zh": entry.relief[1]}
        relief = (How(RELIEF, {**told, "percent": grouped(entry.share * 100)}),)
    amount = rounded(exact, tax.quantum, tax.mode)
    told = words.arguments("", amount=in_money(amount), quantum=f"{tax.quantum:f}")
    last = How(HALF_UP if tax.mode == "half_up" else DOWN, told)
    candidate = entry.candidates[picked]
    return Charge(
        line.number,
        key,
        rounded(priced.base, known.method.quantum) if tax.inclusive == "own_base" else base,
        entry.texts[picked],
        amount,
        (entry.kinds[picked], *how, *priced.how, *others, *relief, last),
        candidate.key,
        candidate.instrument,
        tax.securable,
    )


def _base(tax: Tax, line: Line, known: Scheme) -> tuple[Decimal, tuple[How, ...]]:
    """The sum that is taxed, and what it is the sum of."""
    if tax.base == (VALUE,):
        return line.value, ()
    names, terms, base = dict(known.taxes), [], ZERO
    for name in tax.base:
        if name == VALUE:
            amount, en, zh = line.value, "customs value", "完税价格"
        elif name in names:
            amount, en, zh = line.owed.get(name, ZERO), names[name].en, names[name].zh
        else:
            amount, en, zh = line.groups.get(name, ZERO), "other costs", "其他费用"
        base += amount
        if amount:
            terms.append((f"{en} {in_money(amount)}", f"{zh}{in_money(amount)}"))
    if len(terms) < 2:
        return base, ()
    told = known.method.words.arguments("", sum=" + ".join(en for en, _ in terms), base=in_money(base))
    told["sum_zh"] = "+".join(zh for _, zh in terms)
    return base, (How(BASE, told),)


def _otherwise(entry: Entry, every: list[Priced], at: int, words: Words) -> How:
    """What a rate that was not used would have come to."""
    named = entry.kinds[at].arguments
    told = words.arguments("", other=in_money(every[at].amount))
    return How(OTHERWISE, {**told, "kind": named["kind"], "kind_zh": named["kind_zh"]})


def waived(charge: Charge, total: Decimal, tax: Tax, known: Scheme) -> Charge:
    """The charge of a tax whose sum does not pass the threshold: Regulations on Import and Export Duties
    art. 45."""
    told = known.method.words.arguments("", total=in_money(total), threshold=in_money(tax.threshold or ZERO))
    return charge._replace(amount=ZERO, how=(*charge.how, How(WAIVED, told)))
