"""What every assessment keeps: the coefficient identity, sums, monotony, purity, an explanation for each
charge."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.books import book
from tests.law.cases import rulebook, told
from tongguan.law.assess import Assessment, assess
from tongguan.law.declaration import Declaration, Item
from tongguan.law.facts import Facts
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.scheme import Agreement, Conversion, OriginStatus, Relief, Tax, Terms

ON = date(2020, 2, 3)
SHARES = st.decimals(0, 60, places=1)
VALUES = st.decimals("0.01", 10**9, places=2)
DUTIES = {
    "1000000001": "8%",
    "1000000002": "1.3/035",
    "1000000003": "20% + 0.912/095",
    "1000000004": "at_most(12%, 2/035)",
    "1000000005": "by_price(035; <=9: 10%; 0.9/035)",
}
BOOK = rulebook(
    {
        "rules": {
            "rate": {f"{code}/mfn": duty for code, duty in DUTIES.items()}
            | {f"{code}/vat": "13%" for code in DUTIES}
            | {"1000000003/consumption": "10%", "1000000004/anti_dumping/USA": "5%"}
        }
    }
)


def lodged(*items: Item) -> Declaration:
    return Declaration(direction="import", reference="R", deal_terms="1", items=items)


def goods(code: str, total: Decimal) -> Item:
    return Item(
        commodity_code=code,
        total=total,
        currency="CNY",
        origin_country="USA",
        first_quantity=Decimal(100),
        first_unit="035",
        second_quantity=Decimal(50),
        second_unit="095",
    )


ITEMS = st.builds(goods, st.sampled_from(sorted(DUTIES)), VALUES)


@given(SHARES, SHARES, SHARES)
def test_duty_consumption_tax_and_vat_come_to_the_known_coefficient(
    duty: Decimal, consumption: Decimal, vat: Decimal
) -> None:
    """All three together are (d + c + v + d*v) / (1 - c) of the value."""
    rates = {"1/mfn": duty, "1/consumption": consumption, "1/vat": vat}
    rules = {key.replace("1/", "8703234110/"): f"{rate}%" for key, rate in rates.items()}
    value = Decimal(10**10)
    made = assess(lodged(goods("8703234110", value)), rulebook({"rules": {"rate": rules}}), ON, Facts())
    d, c, v = duty / 100, consumption / 100, vat / 100
    assert abs(made.total() - value * (d + c + v + d * v) / (1 - c)) <= Decimal("0.05")


@given(st.lists(ITEMS, min_size=1, max_size=10))
def test_what_is_said_of_the_whole_is_the_sum_of_its_lines(items: list[Item]) -> None:
    made = assess(lodged(*items), BOOK, ON, Facts())
    assert not made.findings
    assert sum(line.value for line in made.lines) == made.customs_value
    assert made.total() == sum((made.total(tax) for tax in {c.tax for c in made.charges}), Decimal(0))
    for charge in made.charges:
        if charge.tax == "vat":
            earlier = sum(c.amount for c in made.charges if c.line == charge.line and c.tax != "vat")
            assert charge.base == made.lines[charge.line - 1].value + earlier


@given(ITEMS, st.decimals(0, 10**6, places=2))
def test_more_value_is_never_less_tax(item: Item, more: Decimal) -> None:
    dearer = replace(item, total=(item.total or Decimal(0)) + more)
    less, greater = (assess(lodged(one), BOOK, ON, Facts()) for one in (item, dearer))
    assert less.customs_value <= greater.customs_value
    for tax in ("duty", "anti_dumping", "consumption", "vat"):
        assert less.total(tax) <= greater.total(tax)


@given(st.lists(ITEMS, min_size=1, max_size=5))
def test_every_number_is_explained_in_both_languages(items: list[Item]) -> None:
    made = assess(lodged(*items), BOOK, ON, Facts())
    for charge in made.charges:
        for language in ("en", "zh"):
            said = told(charge.how, language, made.money)
            waived = {"en": "not charged", "zh": "免征"}[language]
            assert f"{charge.amount:,.2f}" in said[-1] or (not charge.amount and waived in said[-1])
        assert charge.rate and charge.rule and charge.instrument and charge.securable


@given(st.lists(ITEMS, min_size=1, max_size=4))
def test_an_assessment_is_a_pure_function(items: list[Item]) -> None:
    """A book that has assessed much and one that has assessed nothing say the same."""
    fresh = Rulebook(BOOK.jurisdiction, 2, [row for t in BOOK.tables for row in _rows(BOOK, t)])
    declared = lodged(*items)
    assert assess(declared, BOOK, ON, Facts()) == assess(declared, fresh, ON, Facts())


def _rows(known: Rulebook, table: str) -> list:
    return [row for key in known.table(table, ON) for row in known.history(table, key)]


@given(st.lists(ITEMS, min_size=1, max_size=3))
def test_what_is_stored_is_plain_text(items: list[Item]) -> None:
    plain = assess(lodged(*items), BOOK, ON, Facts()).plain()
    assert json.loads(json.dumps(plain)) == plain

    def leaves(value: object) -> list[object]:
        if isinstance(value, dict):
            return [leaf for one in value.values() for leaf in leaves(one)]
        return [leaf for one in value for leaf in leaves(one)] if isinstance(value, list) else [value]

    assert all(isinstance(leaf, str) for leaf in leaves(plain))


def test_taxes_come_in_the_order_of_the_scheme() -> None:
    made = assess(lodged(goods("1000000003", Decimal(10_000))), BOOK, ON, Facts())
    assert [charge.tax for charge in made.charges] == ["duty", "consumption", "vat"]


def test_many_claims_do_not_fill_the_memory() -> None:
    for number in range(9):
        item = replace(goods("1000000001", Decimal(1000)), origin_country=f"X{number}")
        assess(lodged(item), BOOK, ON, Facts())
    for day in range(1, 100):
        assess(lodged(goods("1000000001", Decimal(1))), BOOK, date.fromordinal(737_000 + day), Facts())
    assert len(BOOK.memo["schemes"]) <= 64


def test_a_book_without_a_scheme_is_an_error_of_ours() -> None:
    empty = Rulebook("xx", 1, [])
    with pytest.raises(LookupError, match="xx edition 1 has no"):
        assess(lodged(goods("1000000001", Decimal(1))), empty, ON, Facts())


def test_real_ore_wine_and_pork_come_out_of_the_shipped_book() -> None:
    items = [
        replace(goods("2601111000", Decimal(1_000_000)), currency="USD", origin_country="AUS"),
        replace(goods("2204300000", Decimal("3333.33")), currency="USD"),
        replace(goods("0203220090", Decimal("53333.33")), currency="USD", origin_country="DEU"),
    ]
    made: Assessment = assess(replace(lodged(*items), deal_terms="2"), book("cn"), date(2020, 2, 5), Facts())
    assert not made.findings
    assert made.customs_value == Decimal("7296445.49")
    assert made.total("duty") == Decimal("36367.14")
    assert made.total("consumption") == Decimal("3324.70")
    assert made.total("vat") == Decimal("937788.38")


GOOD_TAX = {
    "order": "1",
    "direction": "I",
    "en": "duty",
    "zh": "关税",
    "base": "value",
    "select": "first",
    "rates": "mfn",
    "quantum": "0.01",
    "mode": "half_up",
    "securable": "yes",
    "required": "no",
}


@pytest.mark.parametrize(
    ("parser", "columns", "sentence"),
    [
        (Tax, {**GOOD_TAX, "order": "first"}, "order: 'first'"),
        (Tax, {**GOOD_TAX, "direction": "X"}, "direction: 'X'"),
        (Tax, {**GOOD_TAX, "quantum": "0"}, "quantum: must be more"),
        (Tax, {**GOOD_TAX, "mode": "up"}, "mode: 'up'"),
        (Tax, {**GOOD_TAX, "rates": "mfn[t"}, "is no pattern"),
        (Tax, {**GOOD_TAX, "inclusive": "yes"}, "inclusive: 'yes'"),
        (Tax, {**GOOD_TAX, "threshold": "fifty"}, "threshold: 'fifty'"),
        (Terms, {"freight": "maybe", "insurance": "in"}, "freight: 'maybe'"),
        (Relief, {"en": "a", "zh": "b", "share": "1.5"}, "not between 0 and 1"),
        (Conversion, {"factor": "0"}, "more than zero"),
        (Agreement, {"en": "a", "zh": "b", "kind": "treaty", "countries": "AUS"}, "kind: 'treaty'"),
        (OriginStatus, {"status": "best"}, "status: 'best'"),
    ],
)
def test_a_bad_row_of_the_scheme_is_refused(parser: type, columns: dict[str, str], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence.replace("[", r"\[")):
        parser.parse(columns)  # type: ignore[attr-defined]
