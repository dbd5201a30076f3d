"""One tax on one goods line: base, rate, amount and the sentences that explain it."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import NamedTuple, TypeAlias

from tongguan.law.declaration import Item
from tongguan.law.money import ZERO, rounded
from tongguan.law.taxing.how import How, Measures, Name, Terms, Value
from tongguan.law.taxing.pricing import Goods, Priced, of_percent, price
from tongguan.law.taxing.schemes import Entry, Levied, Said, Scheme
from tongguan.law.words import register

AT = register("how_at", "{rate} on {base}", "计税依据{base}，税率{rate}")
BASE = register("how_base", "{sum} = {base} {money}", "{sum}={base}{money}")
OTHERWISE = register("how_otherwise", "{kind} would come to {other} {money}", "{kind}则为{other}{money}")
RELIEF = register("how_relief", "{relief}: {percent}% of it is charged", "{relief}：按{percent}%计征")
WAIVED = register(
    "how_waived",
    "not charged: {total} {money} of this tax on the declaration does not pass {threshold} {money}",
    "免征：本报关单该税种合计{total}{money}，未超过起征点{threshold}{money}",
)

WHOLE = Decimal(1)
FINEST = Decimal("0.00001")
"""The least part of a unit that a base tells: quantities are stated with at most five decimals."""

Quantities: TypeAlias = tuple[tuple[Decimal, Name], ...]
_NONE: Quantities = ()


class Charge(NamedTuple):
    """A tax on a line. `base` is what the rate was taken of: money, or where the whole tax is charged by the
    unit a quantity in `unit`. `rate` is the duty in canonical text, `rule` the key of the row that it came
    from, `instrument` what that row cites. `said` and `quantities` are what `at` needs."""

    line: int
    tax: str
    base: Decimal
    rate: str
    amount: Decimal
    how: tuple[How, ...]
    rule: str
    instrument: str
    securable: bool
    unit: str = ""
    said: Said = Said()
    quantities: Quantities = ()

    @property
    def at(self) -> How:
        """The sentence that tells rate and base; it knows the name of the tax as well."""
        tax, rate = self.said
        base = Measures(None if self.unit else self.base, self.quantities)
        return AT, {"tax": tax, "rate": rate, "base": base}


class Line(NamedTuple):
    """A goods line while it is assessed: its customs value, and the sums that bases may name: the value,
    other groups of costs, and what it owes of each tax so far."""

    number: int
    item: Item
    value: Decimal
    sums: dict[str, Decimal]

    def goods(self, base: Decimal, known: Scheme, inclusive: bool = False) -> Goods:
        method = known.method
        return Goods(self.value, base, self.quantity(known), method.words, inclusive, method.rate)

    def quantity(self, known: Scheme) -> Callable[[str], Decimal | None]:
        """How much there is of the goods in a unit: as stated, else converted by a row of the book from the
        first quantity that can be; the statutory ones go before that of the deal."""

        def of(unit: str) -> Decimal | None:
            if unit == self.item.first_unit and self.item.first_quantity is not None:
                return self.item.first_quantity  # nearly always
            for other, quantity in _stated(self.item):
                if other == unit:
                    return quantity
            code = self.item.commodity_code or ""
            book, day = known.book, known.method.day
            for other, quantity in _stated(self.item):
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
    if item.first_unit and item.first_quantity is not None:
        yield item.first_unit, item.first_quantity
    if item.second_unit and item.second_quantity is not None:
        yield item.second_unit, item.second_quantity
    if item.unit and item.quantity is not None:
        yield item.unit, item.quantity
    for tax in item.taxes:
        if tax.base_unit and tax.base_quantity is not None:
            yield tax.base_unit, tax.base_quantity


def charged(levied: Levied, entry: Entry, line: Line, known: Scheme) -> Charge:
    """A tax on a line. Of several rates the one that comes to the least is used, the one named first where
    two are equal. Rounded once, when all is worked out. Raises Unpriced, Unconverted."""
    tax, inclusive = levied.tax, levied.inclusive
    base, summed = _base(levied, line)
    others: tuple[How, ...] = ()
    picked, unit, quantities = 0, "", _NONE
    if entry.percent is not None:
        exact, whole, how = of_percent(entry.percent, base, inclusive)
        if inclusive:
            base = rounded(whole, known.method.quantum)
    else:
        goods = line.goods(base, known, inclusive)
        every = [price(rate.duty, goods) for rate in entry.rates]
        if len(every) > 1:
            picked = min(range(len(every)), key=lambda at: every[at].amount)
            others = tuple(_otherwise(entry, every, at) for at in range(len(every)) if at != picked)
        exact, whole, how, counted, _ = every[picked]
        if inclusive:
            base = rounded(whole, known.method.quantum)
        if counted:
            unit, base, quantities = _counted(every[picked], base, known)
    if entry.share != WHOLE:
        exact *= entry.share
        others += ((RELIEF, {"relief": entry.relief, "percent": entry.share * 100}),)
    amount = rounded(exact, tax.quantum, tax.mode)
    last: How = (levied.rounded, {"amount": amount, "quantum": levied.quantum})
    _, text, key, instrument, said, kind = entry.rates[picked]
    return Charge(
        line.number,
        levied.key,
        base,
        text,
        amount,
        (kind, *summed, *how, *others, last),
        key,
        instrument,
        tax.securable,
        unit,
        said,
        quantities,
    )


def _counted(priced: Priced, base: Decimal, known: Scheme) -> tuple[str, Decimal, Quantities]:
    """The unit and the base of a charge by the unit, and every quantity that it was taken of. Without a
    percentage the base is a quantity, else the sum of money."""
    amounts = {part.unit: part.quantity for part in priced.counted}
    quantities = tuple((quantity, known.method.words.unit(unit)) for unit, quantity in amounts.items())
    if not priced.specific:
        return "", base, quantities
    unit, quantity = next(iter(amounts.items()))
    fine = rounded(quantity, FINEST)
    return unit, quantity if quantity == fine else fine, quantities


def _base(levied: Levied, line: Line) -> tuple[Decimal, tuple[How, ...]]:
    """The sum that is taxed, and what it is the sum of."""
    sums, terms = line.sums, levied.terms
    if len(terms) == 1 and terms[0][0] in sums:
        return sums[terms[0][0]], ()
    base = line.value - line.value  # a zero with the decimals of money: amounts have one form
    parts = tuple([(label, sums[name]) for name, label in terms if sums.get(name)])
    for _, amount in parts:
        base += amount
    if len(parts) < 2:
        return base, ()
    return base, ((BASE, {"sum": Terms(parts), "base": base}),)


def _otherwise(entry: Entry, every: list[Priced], at: int) -> How:
    """What a rate that was not used would have come to."""
    _, named = entry.rates[at].kind
    return OTHERWISE, {"kind": named["kind"], "other": every[at].amount}


def waived(charge: Charge, total: Decimal, levied: Levied) -> Charge:
    """The charge of a tax whose sum does not pass the threshold: Regulations on Import and Export Duties
    art. 45."""
    tax = levied.tax
    told: dict[str, Value] = {"total": total, "threshold": tax.threshold or ZERO}
    return charge._replace(amount=rounded(ZERO, tax.quantum), how=(*charge.how, (WAIVED, told)))
