"""Customs value: the same as a sum of fractions says, rounded once, no fen lost on the lines."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.law.cases import rulebook
from tongguan.law.assess import Assessment, assess
from tongguan.law.declaration import Declaration, Item
from tongguan.law.facts import Facts
from tongguan.law.findings import errors
from tongguan.law.stating.particulars import Cost

ON = date(2020, 2, 3)
RATES = {"USD": "6.8845", "JPY": "0.062789", "CNY": "1"}
WITH_INSURANCE = {
    name: rulebook(
        {
            "rules": {
                "parameter": {"insurance_convention": name},
                "exchange_rate": {code: rate for code, rate in RATES.items() if code != "CNY"},
                "rate": {"8471300000/mfn": "0%", "8471300000/vat": "13%", "2611000000/export": "20%"},
            }
        }
    )
    for name in ("on_cif", "on_cost_and_freight")
}
AMOUNTS = st.decimals(0, 10**7, places=2)
PRICES = st.lists(
    st.tuples(st.decimals("0.01", 10**7, places=2), st.sampled_from(sorted(RATES))), min_size=1, max_size=8
)
COSTS = (
    st.none()
    | st.builds(
        Cost,
        mark=st.just("1"),
        amount=st.decimals(0, 20, places=3),
    )
    | st.builds(Cost, mark=st.sampled_from("23"), amount=AMOUNTS, currency=st.sampled_from(sorted(RATES)))
)


def lodged(prices: list[tuple[Decimal, str]], terms: str, **costs: object) -> Declaration:
    items = tuple(
        Item(commodity_code="8471300000", total=total, currency=currency, origin_country="USA")
        for total, currency in prices
    )
    return Declaration(
        direction="import",
        reference="R",
        deal_terms=terms,
        gross_weight=Decimal(2500),
        items=items,
        **costs,  # type: ignore[arg-type]
    )


def by_fractions(declaration: Declaration, insured: bool) -> Fraction:
    """The value by the definition, written without regard to how the law room does it."""

    def own(amount: Decimal, currency: str | None) -> Fraction:
        return Fraction(amount) * Fraction(RATES[currency or "CNY"])

    def cost(stated: Cost, base: Fraction) -> Fraction:
        amount = Fraction(stated.amount or 0)
        if stated.mark == "1":
            return base * amount / 100
        return own(stated.amount or Decimal(0), stated.currency) * (
            Fraction(5, 2) if stated.mark == "2" else 1
        )

    goods = sum((own(i.total or Decimal(0), i.currency) for i in declaration.items), Fraction(0))
    freight = insurance = Fraction(0)
    if declaration.deal_terms in "347" and declaration.freight:
        freight = cost(declaration.freight, goods)
    if declaration.deal_terms in "237":
        stated = declaration.insurance
        if stated is None:
            insurance = (goods + freight) * Fraction(3, 1000)
        elif stated.mark == "1" and insured:
            rate = Fraction(stated.amount or 0) / 100
            insurance = (goods + freight) / (1 - rate) * rate
        else:
            insurance = cost(stated, goods + freight)
    other = cost(declaration.other_costs, goods) if declaration.other_costs else Fraction(0)
    return goods + freight + insurance + other


def near(amount: Decimal, exact: Fraction, by: str = "0.005000001") -> bool:
    return abs(Fraction(amount) - exact) <= Fraction(by)


@given(PRICES, st.sampled_from("12347"), COSTS, COSTS, COSTS, st.sampled_from(sorted(WITH_INSURANCE)))
def test_any_deal_term_comes_to_the_value_of_the_definition(
    prices: list[tuple[Decimal, str]],
    terms: str,
    freight: Cost | None,
    insurance: Cost | None,
    other: Cost | None,
    convention: str,
) -> None:
    declaration = lodged(prices, terms, freight=freight, insurance=insurance, other_costs=other)
    made = assess(declaration, WITH_INSURANCE[convention], ON, Facts())
    assert not errors(made.findings)
    exact = by_fractions(declaration, convention == "on_cif")
    assert near(made.customs_value, exact)
    assert sum(line.value for line in made.lines) == made.customs_value
    goods = by_fractions(lodged(prices, "1"), False)
    for line, (total, currency) in zip(made.lines, prices, strict=True):
        share = exact * Fraction(total) * Fraction(RATES[currency]) / goods
        assert near(line.value, share, "0.015000001")  # of the rounded total less than a fen off


@given(PRICES, COSTS)
def test_an_export_is_valued_without_the_duty_that_its_price_contains(
    prices: list[tuple[Decimal, str]], other: Cost | None
) -> None:
    declaration = lodged(prices, "3", other_costs=other)
    dutiable = replace(
        declaration,
        direction="export",
        items=tuple(replace(item, commodity_code="2611000000") for item in declaration.items),
    )
    made = assess(dutiable, WITH_INSURANCE["on_cif"], ON, Facts())
    price = by_fractions(replace(declaration, deal_terms="1"), False)
    assert near(made.customs_value, price / Fraction("1.2"))
    assert near(made.customs_value + sum(c.base for c in made.charges) / 5, price, "0.0061")


@given(
    st.decimals(1, 10**6, places=2),
    AMOUNTS,
    st.decimals(0, 99, places=3),
    st.sampled_from(sorted(WITH_INSURANCE)),
)
def test_an_export_at_cif_takes_off_what_an_import_at_fob_adds(
    price: Decimal, freight: Decimal, premium: Decimal, convention: str
) -> None:
    costs = {
        "freight": Cost(mark="3", amount=freight, currency="CNY"),
        "insurance": Cost(mark="1", amount=premium),
    }
    law = WITH_INSURANCE[convention]
    landed = assess(lodged([(price, "CNY")], "3", **costs), law, ON, Facts()).customs_value
    sent = replace(lodged([(landed, "CNY")], "1", **costs), direction="export")
    assert abs(assess(sent, law, ON, Facts()).customs_value - price) <= Decimal("0.01")


def test_a_declaration_without_lines_owes_nothing() -> None:
    made = assess(lodged([], "1"), WITH_INSURANCE["on_cif"], ON, Facts())
    assert made == Assessment(ON, False, Decimal(0), (), (), (), (), ("yuan", "元"))


def test_lines_without_value_share_costs_alike() -> None:
    declaration = lodged(
        [(Decimal(0), "CNY"), (Decimal(0), "CNY")],
        "1",
        other_costs=Cost(mark="3", amount=Decimal("0.03"), currency="CNY"),
    )
    made = assess(declaration, WITH_INSURANCE["on_cif"], ON, Facts())
    assert [line.value for line in made.lines] == [Decimal("0.02"), Decimal("0.01")]
