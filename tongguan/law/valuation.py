"""Customs value: from the price on any deal terms to the value that the law taxes.

Regulations on Import and Export Duties art. 18 (import: with transport and insurance up to discharge) and
art. 26 (export: up to loading, without the export duty). Everything is converted and added up unrounded;
the total is rounded once and split over the lines without losing anything.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from operator import add
from typing import NamedTuple

from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding, Severity
from tongguan.law.money import ZERO, in_money
from tongguan.law.stating.particulars import Cost
from tongguan.law.taxing.how import How, Name, Value
from tongguan.law.taxing.method import Method
from tongguan.law.taxing.scheme import VALUE, Terms
from tongguan.law.words import register

NO_TERMS = register(
    "V101",
    "The book does not say what a price on deal terms {terms} contains.",
    "规则库未规定成交方式{terms}的价格构成。",
)
NO_EXCHANGE = register(
    "V102",
    "There is no exchange rate of {currency} for {day}.",
    "没有{currency}在{day}的计征汇率。",
)
NO_TOTAL = register("V104", "The line states no total price in a currency.", "该商品项未申报总价或币制。")
NEGATIVE_PRICE = register("V110", "The price of the line is below zero.", "该商品项总价小于零。")
NO_FREIGHT = register(
    "V105",
    "The price does not contain the freight, and none is stated; the value was worked out without it.",
    "成交价格不含运费且未申报运费，完税价格暂按不含运费计算。",
)
NO_WEIGHT = register(
    "V106", "A cost for each tonne needs the weight of the goods.", "按单价申报的费用需要货物重量。"
)
NEGATIVE = register(
    "V107",
    "The deductions are more than the price: the customs value would be {value}.",
    "扣减额大于货价，完税价格将为{value}。",
)
BAD_COST = register(
    "V108",
    "This cost cannot be worked out: its mark {mark} is not known.",
    "该费用标志{mark}无法识别，不能计算。",
)
NO_KIND = register("V109", "The book does not know costs of kind {kind}.", "规则库中没有费用种类{kind}。")

CONVERTED = register(
    "how_converted",
    "{price} {currency} x {rate} = {value} {money}",
    "{price}{currency}×{rate}={value}{money}",
)
STATED = register("how_stated", "price {value} {money}", "货价{value}{money}")
SHARE = register(
    "how_share_of_costs", "share of costs by value: {costs} {money}", "按价值分摊的费用：{costs}{money}"
)
VALUED = register("how_valued", "customs value {value} {money}", "完税价格{value}{money}")
COST_RATE = register(
    "how_cost_rate",
    "{cost}: {rate}% of {base} {money} = {amount} {money}",
    "{cost}：{base}{money}的{rate}%={amount}{money}",
)
COST_INCLUSIVE = register(
    "how_cost_inclusive",
    "{cost}: {rate}% of the insured value, {base} / (1 - {rate}%) x {rate}% = {amount} {money}",
    "{cost}：按到岸价格的{rate}%，{base}÷（1−{rate}%）×{rate}%={amount}{money}",
)
COST_WITHIN = register(
    "how_cost_within",
    "{cost}: {rate}% of the price without it, {base} / (1 + {rate}%) x {rate}% = {amount} {money}",
    "{cost}：按不含{cost}价格的{rate}%，{base}÷（1+{rate}%）×{rate}%={amount}{money}",
)
COST_DEFAULT = register(
    "how_insurance_default",
    "{cost} not stated: {rate}% of price and freight, {base} {money} = {amount} {money}",
    "未申报{cost}：按货价加运费{base}{money}的{rate}%计算={amount}{money}",
)
COST_TONNE = register(
    "how_cost_tonne",
    "{cost}: {each} {money} for each of {tonnes} tonnes = {amount} {money}",
    "{cost}：每吨{each}{money}×{tonnes}吨={amount}{money}",
)
COST_TOTAL = register("how_cost_total", "{cost}: {amount} {money}", "{cost}：{amount}{money}")
COST_DEDUCTED = register(
    "how_cost_deducted", "{cost} is deducted: {amount} {money}", "扣除{cost}：{amount}{money}"
)

FREIGHT, INSURANCE, OTHER = ("freight", "运费"), ("insurance", "保险费"), ("other costs", "杂费")


class Exact(NamedTuple):
    """Values of the lines before any rounding. `prices` are the goods alone, in the book's money;
    `groups` other sums that bases may name; `how` explains the costs, `line_how` each line."""

    values: tuple[Decimal, ...]
    groups: Mapping[str, tuple[Decimal, ...]]
    how: tuple[How, ...]
    line_how: tuple[tuple[How, ...], ...]
    findings: tuple[Finding, ...]


class _Work:
    """One valuation while it is under way."""

    def __init__(self, declaration: Declaration, method: Method) -> None:
        self.declaration, self.method = declaration, method
        self.findings: list[Finding] = []
        self.how: list[How] = []

    def find(self, code: str, pointer: str, severity: Severity = "error", **arguments: str) -> None:
        self.findings.append(Finding(code, pointer, arguments, severity))

    def exchange(self, currency: str, below: str) -> Decimal:
        """The rate of a currency that is stated `below` a place; zero, and a finding, where there is none."""
        rate = self.method.rate(currency)
        if rate is None:
            day = self.method.day.isoformat()
            self.find(NO_EXCHANGE, f"{below}/currency", currency=currency, day=day)
            return ZERO
        return rate

    def tell(self, code: str, name: Name, **numbers: Decimal) -> None:
        self.how.append((code, {"cost": name, **numbers}))

    def cost(self, cost: Cost, pointer: str, name: Name, base: Decimal, of: str = COST_RATE) -> Decimal:
        """A stated cost in the book's money: 1 a rate in percent of `base` (`of` COST_INCLUSIVE: of the base
        with the cost added, COST_WITHIN: of the base without the cost that it contains), 2 for each tonne,
        3 a total."""
        amount, mark = cost.amount or ZERO, cost.mark or self.method.unmarked
        if mark == "1":
            if of == COST_INCLUSIVE and amount < 100:
                result = base * amount / (100 - amount)
            elif of == COST_WITHIN:
                result = base * amount / (100 + amount)
            else:
                of, result = COST_RATE, base * amount / 100
            self.tell(of, name, rate=amount, base=base, amount=result)
            return result
        if mark not in ("2", "3"):
            self.find(BAD_COST, f"{pointer}/mark", mark=mark)
            return ZERO
        each = amount * self.exchange(cost.currency or self.method.currency, pointer)
        if mark == "3":
            self.tell(COST_TOTAL, name, amount=each)
            return each
        weight: Decimal | None = getattr(self.declaration, self.method.weight)
        if weight is None:
            self.find(NO_WEIGHT, f"/{self.method.weight}")
            return ZERO
        tonnes = weight / 1000
        result = each * tonnes
        self.tell(COST_TONNE, name, each=each, tonnes=tonnes, amount=result)
        return result

    def prices(self) -> tuple[list[Decimal], list[How]]:
        """The price of each line in the book's money, and how it was converted."""
        own = self.method.currency
        prices: list[Decimal] = []
        told: list[How] = []
        for at, item in enumerate(self.declaration.items, 1):
            total, currency = item.total, item.currency
            if total is None or currency is None:
                self.find(NO_TOTAL, f"/items/{at}/total", "error" if self.method.priced else "warning")
                total, currency = ZERO, own
            if total < ZERO:
                self.find(NEGATIVE_PRICE, f"/items/{at}/total")
            rate = self.exchange(currency, f"/items/{at}")
            price = total * rate
            prices.append(price)
            if currency == own:
                told.append((STATED, {"value": price}))
            else:
                numbers: dict[str, Value] = {"price": total, "rate": rate, "value": price}
                told.append((CONVERTED, {**numbers, "currency": currency}))
        return prices, told

    def freight(self, terms: Terms, goods: Decimal) -> Decimal:
        """What freight adds to the price, or takes from it."""
        stated = self.declaration.freight
        if terms.freight == "in":
            return ZERO
        if stated is None or stated.amount is None:
            if terms.freight == "add":
                self.find(NO_FREIGHT, "/freight", "warning")
            return ZERO
        return self._signed(terms.freight, self.cost(stated, "/freight", FREIGHT, goods), FREIGHT)

    def insurance(self, terms: Terms, goods: Decimal, freight: Decimal) -> Decimal:
        """What insurance adds to price and freight, or takes from the price that contains it.

        A rate is of the value with insurance or without it, as the book says. Where none is stated an import
        adds the legal share: GACC Decree 213 (2013) art. 41."""
        stated, carried = self.declaration.insurance, goods + freight
        if terms.insurance == "in":
            return ZERO
        if stated is None or stated.amount is None:
            if terms.insurance == "deduct":
                return ZERO
            share = self.method.default_insurance
            amount = carried * share / 100
            self.tell(COST_DEFAULT, INSURANCE, rate=share, base=carried, amount=amount)
            return amount
        insured = self.method.insured_value
        if terms.insurance == "add":
            of, base = COST_INCLUSIVE if insured else COST_RATE, carried
        else:
            of, base = COST_RATE if insured else COST_WITHIN, goods
        return self._signed(terms.insurance, self.cost(stated, "/insurance", INSURANCE, base, of), INSURANCE)

    def _signed(self, treatment: str, amount: Decimal, name: Name) -> Decimal:
        if treatment == "add":
            return amount
        self.tell(COST_DEDUCTED, name, amount=amount)
        return -amount

    def listed(self, goods: Decimal) -> dict[str, Decimal]:
        """The listed costs, summed by what they add to: the customs value, or another group."""
        sums: dict[str, Decimal] = {}
        kinds = self.method.book.table("cost_kind", self.method.day) if self.declaration.costs else {}
        for at, cost in enumerate(self.declaration.costs, 1):
            kind = kinds.get(cost.kind or "")
            if kind is None:
                self.find(NO_KIND, f"/costs/{at}/kind", kind=cost.kind or "")
                continue
            amount = self.cost(cost, f"/costs/{at}", (kind.en, kind.zh), goods)
            sums[kind.group] = sums.get(kind.group, ZERO) + kind.sign * amount
        return sums

    def told(self, converted: Sequence[How], shares: Sequence[Decimal]) -> tuple[tuple[How, ...], ...]:
        """How each line's price was converted, and its share of the costs."""
        if not any(shares):
            return tuple((first,) for first in converted)
        return tuple(
            (first, (SHARE, {"costs": share})) if share else (first,)
            for first, share in zip(converted, shares, strict=True)
        )


def exact(declaration: Declaration, method: Method) -> Exact:
    """The value of each line, unrounded, from the price on the declared terms.

    Header costs are shared by the lines' prices. What is missing becomes a finding, and counts as zero.
    """
    work = _Work(declaration, method)
    prices, converted = work.prices()
    goods = sum(prices, ZERO)
    terms = method.on_terms(declaration.direction, declaration.deal_terms or "*")
    if terms is None:
        work.find(NO_TERMS, "/deal_terms", terms=declaration.deal_terms or "")
        terms = Terms("in", "in")
    freight = work.freight(terms, goods)
    costs = freight + work.insurance(terms, goods, freight)
    if declaration.other_costs is not None and declaration.other_costs.amount is not None:
        costs += work.cost(declaration.other_costs, "/other_costs", OTHER, goods)
    groups = work.listed(goods)
    costs += groups.pop(VALUE, ZERO)
    if goods + costs < ZERO:
        work.find(NEGATIVE, "/other_costs", value=in_money(goods + costs))
        costs = -goods
    shares = _shares(costs, prices, goods)
    return Exact(
        tuple(map(add, prices, shares)),
        {name: _shares(total, prices, goods) for name, total in groups.items()},
        tuple(work.how),
        work.told(converted, shares),
        tuple(work.findings),
    )


def _shares(total: Decimal, prices: Sequence[Decimal], goods: Decimal) -> tuple[Decimal, ...]:
    if not total:
        return (ZERO,) * len(prices)
    if not goods:
        return (total / len(prices),) * len(prices) if prices else ()
    return tuple([total * price / goods for price in prices])
