"""What a declaration owes: customs value, then every tax of the scheme, each with its explanation.

An assessment is a pure function of the declaration, the book, the day, the facts and `LAW`. Amounts are in
the book's own money.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from tongguan.law import valuation
from tongguan.law.declaration import Declaration, Item
from tongguan.law.facts import Facts
from tongguan.law.findings import Finding, errors
from tongguan.law.money import ZERO, apportion, rounded
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.charging import Charge, Line, charged, waived
from tongguan.law.taxing.how import How, Name, sentence
from tongguan.law.taxing.how import plain as how_plain
from tongguan.law.taxing.origin import Claim, claim
from tongguan.law.taxing.pricing import InclusiveWhole, Settled, Unconverted, Unpriced, settle
from tongguan.law.taxing.rate_day import legal_day
from tongguan.law.taxing.scheme import VALUE
from tongguan.law.taxing.schemes import Entry, Levied, Plan, Scheme, plan, scheme
from tongguan.law.valuation import NO_EXCHANGE, VALUED
from tongguan.law.words import register

LAW = 3
"""Raised whenever a shipped case changes its result."""

MOST = Decimal(10) ** 13
"""What is more than a whole country trades in a year is a slip of the pen, and has no room in the books."""
TOO_MUCH = register(
    "V114",
    "A value, quantity or tax comes to {most} or more; please look at quantities, prices and costs.",
    "完税价格、计税数量或税额达到或超过{most}，请核对数量、价格和费用。",
)
NO_RATE = register(
    "V111",
    "There is no rate of {tax} for commodity {commodity} on {day}.",
    "{day}没有商品编号{commodity}的{tax}税率。",
)
NO_QUANTITY = register(
    "V112",
    "{tax} is charged by the {unit}, and the line states no quantity in it.",
    "{tax}按{unit}计征，而该商品项未申报此计量单位的数量。",
)
TOO_HIGH = register(
    "V113",
    "{tax} is part of its own base, and the rate of commodity {commodity} is 100% or more.",
    "{tax}为价内税，而商品编号{commodity}的税率达到或超过100%。",
)
EXPORT_VALUE = register(
    "how_export_value",
    "the price contains the duty: {price} / (1 + {rate}%) = {value} {money}",
    "出口价格含出口关税：{price}÷（1+{rate}%）={value}{money}",
)
EXPORT_SPECIFIC = register(
    "how_export_specific",
    "the price contains the duty: {price} - {specific} = {value} {money}",
    "出口价格含出口关税：{price}−{specific}={value}{money}",
)


class LineValue(NamedTuple):
    """The customs value of a line, and how it came about."""

    line: int
    value: Decimal
    how: tuple[How, ...]


class Assessment(NamedTuple):
    """What is owed. `on` is the day whose rates were used; `provisional`: that day is not known yet.
    `money` is what the book's own currency is called. With an error among the findings nothing is worked
    out, or not everything."""

    on: date
    provisional: bool
    customs_value: Decimal
    lines: tuple[LineValue, ...]
    charges: tuple[Charge, ...]
    findings: tuple[Finding, ...]
    how: tuple[How, ...] = ()
    money: Name = ("", "")

    def total(self, tax: str | None = None) -> Decimal:
        """What is owed of a tax, or of all."""
        return sum([c.amount for c in self.charges if tax is None or c.tax == tax], ZERO)

    def plain(self) -> dict[str, Any]:
        """Texts, lists and dicts alone, to be read."""
        return plain(self.kept())

    def kept(self) -> dict[str, Any]:
        """The same to be stored and compared: the explanations are not put into texts, which few will ever
        read, but stay codes and values."""
        return {
            "law": str(LAW),
            "on": self.on.isoformat(),
            "provisional": "yes" if self.provisional else "no",
            "customs_value": str(self.customs_value),
            "money": list(self.money),
            "how": self.how,
            "lines": [
                {"line": str(line), "value": str(value), "how": how} for line, value, how in self.lines
            ],
            "charges": [
                {
                    "line": str(c.line),
                    "tax": c.tax,
                    "base": str(c.base),
                    "unit": c.unit,
                    "at": c.at,
                    "rate": c.rate,
                    "amount": str(c.amount),
                    "how": c.how,
                    "rule": c.rule,
                    "instrument": c.instrument,
                    "securable": "yes" if c.securable else "no",
                }
                for c in self.charges
            ],
            "findings": [
                {
                    "code": f.code,
                    "pointer": f.pointer,
                    "arguments": dict(f.arguments),
                    "severity": f.severity,
                }
                for f in self.findings
            ],
        }


def plain(kept: Mapping[str, Any]) -> dict[str, Any]:
    """An assessment to be read, from what `Assessment.kept` gave or JSON gave back."""
    en, zh = kept["money"]

    def told(how: Sequence[Any]) -> list[dict[str, Any]]:
        return [how_plain(one, (en, zh)) for one in map(sentence, how)]

    return {
        **kept,
        "how": told(kept["how"]),
        "lines": [{**line, "how": told(line["how"])} for line in kept["lines"]],
        "charges": [
            {**charge, "at": told((charge["at"],))[0], "how": told(charge["how"])}
            for charge in kept["charges"]
        ],
    }


def assess(declaration: Declaration, book: Rulebook, on: date, facts: Facts) -> Assessment:
    """What the declaration owes, accepted on a day. Raises LookupError: the book has no tax scheme, or lacks
    a parameter of it. What is wrong with the declaration is in the findings."""
    day, provisional = legal_day(declaration, book, on, facts)
    known = scheme(book, declaration.direction, day)
    try:
        made = _assess(declaration, book, day, provisional, known)
        if made.customs_value < MOST and all(c.base < MOST and c.amount < MOST for c in made.charges):
            return made
    except InvalidOperation:  # more digits than are worked with
        pass
    found = (Finding(TOO_MUCH, "/items", {"most": f"{MOST:,f}"}),)
    return Assessment(day, provisional, ZERO, (), (), found, (), known.method.words.money)


def _assess(
    declaration: Declaration, book: Rulebook, day: date, provisional: bool, known: Scheme
) -> Assessment:
    money = known.method.words.money
    exact = valuation.exact(declaration, known.method)
    if errors(exact.findings) or not declaration.items:
        return Assessment(day, provisional, ZERO, (), (), exact.findings, exact.how, money)
    findings = list(exact.findings)
    claims: list[Claim] = []
    for number, item in enumerate(declaration.items, 1):
        claimed, wrong = claim(declaration, item, number, book, day)
        claims.append(claimed)
        findings += wrong
    plans = [plan(known, claimed) for claimed in claims]
    values, why = _values(known, plans, declaration.items, exact)
    method = known.method
    total = rounded(sum(values, ZERO), method.quantum, method.mode)
    parts = apportion(total, values, method.quantum)
    lines = [
        Line(number, item, value, {VALUE: value})
        for number, (item, value) in enumerate(zip(declaration.items, parts, strict=True), 1)
    ]
    for name, shares in exact.groups.items():
        for line, share in zip(lines, apportion(sum(shares, ZERO), shares, method.quantum), strict=True):
            line.sums[name] = share
    charges: list[Charge] = []
    for levied, entries in zip(known.taxes, zip(*plans, strict=True), strict=True):
        if any(entries):
            _levy(levied, entries, lines, known, charges, findings)
    told = tuple(
        LineValue(line.number, line.value, (*how, *extra, (VALUED, {"value": line.value})))
        for line, how, extra in zip(lines, exact.line_how, why, strict=True)
    )
    return Assessment(day, provisional, total, told, tuple(charges), tuple(findings), exact.how, money)


def _levy(
    levied: Levied,
    entries: Sequence[Entry | None],
    lines: Sequence[Line],
    known: Scheme,
    charges: list[Charge],
    findings: list[Finding],
) -> None:
    """One tax over all lines: charged line by line, summed, and waived where the sum is too small."""
    made: list[Charge] = []
    tax, total = levied.tax, ZERO
    for entry, line in zip(entries, lines, strict=True):
        if entry is None or (tax.unless and any(other in line.sums for other in tax.unless)):
            continue
        if not entry.rates:
            told = {"tax": tax.en, "tax_zh": tax.zh, "commodity": line.item.commodity_code or ""}
            told["day"] = known.method.day.isoformat()
            pointer = f"/items/{line.number}/commodity_code"
            findings.append(Finding(NO_RATE, pointer, told, tax.severity))
            continue
        for code, told in entry.doubts:
            pointer = f"/items/{line.number}/commodity_code"
            findings.append(Finding(code, pointer, told, "warning"))
        try:
            charge = charged(levied, entry, line, known)
        except Unpriced as missing:
            unit, unit_zh = known.method.words.unit(missing.unit)
            told = {"tax": tax.en, "tax_zh": tax.zh, "unit": unit, "unit_zh": unit_zh}
            findings.append(Finding(NO_QUANTITY, f"/items/{line.number}/first_quantity", told))
            continue
        except Unconverted as missing:
            told = {"currency": missing.currency, "day": known.method.day.isoformat()}
            findings.append(Finding(NO_EXCHANGE, f"/items/{line.number}/commodity_code", told))
            continue
        except InclusiveWhole:
            told = {"tax": tax.en, "tax_zh": tax.zh, "commodity": line.item.commodity_code or ""}
            findings.append(Finding(TOO_HIGH, f"/items/{line.number}/commodity_code", told))
            continue
        made.append(charge)
        total += charge.amount
    limit = tax.threshold
    if limit is not None and (ZERO < total < limit or (total == limit and tax.exempt_at_threshold)):
        made = [waived(charge, total, levied) for charge in made]
    for charge in made:
        lines[charge.line - 1].sums[levied.key] = charge.amount
    charges += made


def _values(
    known: Scheme,
    plans: Sequence[Plan],
    items: Sequence[Item],
    exact: valuation.Exact,
) -> tuple[Sequence[Decimal], Sequence[tuple[How, ...]]]:
    """The exact values of the lines as the law taxes them. A tax that the price contains (the export duty)
    is taken out: price / (1 + rate), Regulations on Import and Export Duties art. 26."""
    if known.in_price is None:
        return exact.values, [()] * len(items)
    values, why = [], []
    for number, (item, value, planned) in enumerate(zip(items, exact.values, plans, strict=True), 1):
        told: tuple[How, ...] = ()
        entry = planned[known.in_price]
        if entry is not None and entry.rates and entry.share:
            goods = Line(number, item, value, {}).goods(value, known)
            try:
                settled = settle(entry.rates[0].duty, goods)
            except (Unpriced, Unconverted):
                settled = None  # told where the tax itself is charged
            if settled:
                value, told = _without(settled, value)
        values.append(value)
        why.append(told)
    return values, why


def _without(duty: Settled, price: Decimal) -> tuple[Decimal, tuple[How, ...]]:
    """A price without the duty that it contains: first the specific part, then the share."""
    told: list[How] = []
    if duty.specific:
        net = price - duty.specific
        numbers = {"price": price, "specific": duty.specific, "value": net}
        told.append((EXPORT_SPECIFIC, numbers))
        price = net
    if duty.share:
        net = price / (1 + duty.share)
        numbers = {"price": price, "rate": duty.share * 100, "value": net}
        told.append((EXPORT_VALUE, numbers))
        price = net
    return price, tuple(told)
