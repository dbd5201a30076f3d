"""Deal terms against freight, insurance and other charges (filing rules arts. 21-23; Regulations on Import
and Export Duties arts. 18 and 26: what the price must hold to be a value)."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache

from tongguan.law.checks.subject import Spot, Subject, check, plain
from tongguan.law.checks.when import conveyed

RATE, PER_TONNE, TOTAL = "1", "2", "3"


def _terms(s: Subject, code: str) -> bool:
    """Whether the deal terms are among those that the check lists for this direction; only what crosses the
    border has freight or insurance to state."""
    d = s.declaration
    return f"{d.direction}:{d.deal_terms}" in s.values(code) and conveyed(s)


@check("V001", zh="成交方式{terms}的成交价格不含应计入的运费，须申报运费")
def freight_needed(s: Subject) -> Iterable[Spot]:
    """under deal terms {terms} freight must be stated"""
    if s.declaration.freight is None and _terms(s, "V001"):
        yield "/freight", {"terms": s.declaration.deal_terms or ""}


@check("V002", zh="成交方式{terms}的成交价格不含应计入的保险费，须申报保险费")
def insurance_needed(s: Subject) -> Iterable[Spot]:
    """under deal terms {terms} insurance must be stated"""
    if s.declaration.insurance is None and _terms(s, "V002"):
        yield "/insurance", {"terms": s.declaration.deal_terms or ""}


@check(
    "V012",
    zh="成交方式{terms}的价格不含保险费且未申报：按货价加运费的法定比例计入，已支付的须如实申报",
)
def insurance_by_law(s: Subject) -> Iterable[Spot]:
    """the price on deal terms {terms} leaves insurance out and none is stated: the law's share of price and
    freight is added; what was paid is to be stated"""
    # GACC Decree 213 (2013): where insurance is not known or was not taken out, three per mille are added.
    if s.declaration.insurance is None and _terms(s, "V012"):
        yield "/insurance", {"terms": s.declaration.deal_terms or ""}


@check("V003", of="freight", zh="成交方式{terms}下不得申报运费")
def freight_not_wanted(s: Subject) -> Iterable[Spot]:
    """under deal terms {terms} freight must not be stated"""
    if s.declaration.freight is not None and _terms(s, "V003"):
        yield "/freight", {"terms": s.declaration.deal_terms or ""}


@check("V004", of="insurance", zh="成交方式{terms}下不得申报保险费")
def insurance_not_wanted(s: Subject) -> Iterable[Spot]:
    """under deal terms {terms} insurance must not be stated"""
    if s.declaration.insurance is not None and _terms(s, "V004"):
        yield "/insurance", {"terms": s.declaration.deal_terms or ""}


@check("V005", of="freight insurance other_costs", zh="费用的标志与费率（金额）须同时申报")
def cost_incomplete(s: Subject) -> Iterable[Spot]:
    """a cost needs both its mark and its rate or amount"""
    for name, cost in s.costs:
        if cost.mark is None:
            yield f"/{name}/mark", {}
        if cost.amount is None:
            yield f"/{name}/amount", {}


@check("V006", of="freight insurance other_costs", zh="以单价或总价申报的费用须申报币制")
def cost_without_currency(s: Subject) -> Iterable[Spot]:
    """a cost per tonne or in total needs its currency"""
    for name, cost in s.costs:
        if cost.mark in (PER_TONNE, TOTAL) and cost.currency is None:
            yield f"/{name}/currency", {}


@check("V007", of="freight insurance other_costs", zh="以费率申报的费用没有币制")
def rate_with_currency(s: Subject) -> Iterable[Spot]:
    """a rate in percent has no currency"""
    for name, cost in s.costs:
        if cost.mark == RATE and cost.currency is not None:
            yield f"/{name}/currency", {}


@cache
def _marks(values: tuple[str, ...]) -> Mapping[str, str]:
    """The marks that each cost may have, of the values of row V008 (`freight:1,2,3`)."""
    return {name: marks for name, _, marks in (value.partition(":") for value in values)}


@check("V008", of="freight insurance other_costs", zh="该费用的标志只能为{marks}，不能是{mark}")
def mark_not_allowed(s: Subject) -> Iterable[Spot]:
    """this cost may be marked {marks} only, not {mark}"""
    # Freight: rate, per tonne or total; insurance and other charges: rate or total.
    allowed = _marks(s.values("V008"))
    for name, cost in s.costs:
        marks = allowed.get(name)
        if cost.mark is not None and marks and cost.mark not in marks.split(","):
            yield f"/{name}/mark", {"marks": marks, "mark": cost.mark}


@check("V009", of="freight insurance other_costs", zh="费率{rate}%不在0至100之间")
def rate_out_of_range(s: Subject) -> Iterable[Spot]:
    """a rate of {rate} percent is not between 0 and 100"""
    for name, cost in s.costs:
        least = -100 if name == "other_costs" else 0
        if cost.mark == RATE and cost.amount is not None and not least < cost.amount < 100:
            yield f"/{name}/amount", {"rate": plain(cost.amount)}


@check("V010", of="freight insurance other_costs", zh="申报了费用，但费率（金额）为零")
def cost_of_zero(s: Subject) -> Iterable[Spot]:
    """a cost of zero is stated; leave it out"""
    for name, cost in s.costs:
        if cost.amount == 0 and not (name == "freight" and _under_own_power(s)):
            yield f"/{name}/amount", {}


def _under_own_power(s: Subject) -> bool:
    """Whether all goods are conveyances that may come under their own power, to which no freight is added
    (GACC Decree 213 of 2013): of the headings that the row lists."""
    headings = s.values("V010")
    return bool(s.imports and headings and s.items) and all(
        (item.commodity_code or "").startswith(headings) for item in s.items
    )


@check("V011", of="insurance", zh="保险费率{rate}%高于{most}%，请核对")
def insurance_rate_high(s: Subject) -> Iterable[Spot]:
    """an insurance rate of {rate} percent is above {most}; please make sure"""
    cost, values = s.declaration.insurance, s.values("V011")
    if cost and cost.mark == RATE and cost.amount is not None and values and cost.amount > Decimal(values[0]):
        yield "/insurance/amount", {"rate": plain(cost.amount), "most": values[0]}
