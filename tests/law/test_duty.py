"""A duty is read from its text, written back to the same, and comes to an amount with an explanation."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law.cases import told
from tongguan.law.duty import (
    AtLeast,
    AtMost,
    Band,
    ByPrice,
    Node,
    Percent,
    PerUnit,
    Sliding,
    Sum,
    parse,
    text,
    units,
)
from tongguan.law.taxing.pricing import Goods, Priced, Unconverted, Unpriced, Words, price
from tongguan.law.taxing.ratewords import worded

NUMBERS = st.decimals(0, 9999, places=4)
SHARES = st.decimals(0, 80, places=2)
UNITS = st.sampled_from(["035", "095", "KGM"])
PERCENT = st.builds(Percent, SHARES)
PER_UNIT = st.builds(PerUnit, NUMBERS, UNITS)
SLIDING = st.builds(Sliding, UNITS, NUMBERS, NUMBERS, NUMBERS, st.integers(0, 9), SHARES)


def bands(duties: st.SearchStrategy[Node]) -> st.SearchStrategy[tuple[Band, ...]]:
    limits = st.lists(NUMBERS, min_size=1, max_size=3, unique=True).map(sorted)
    return st.builds(
        lambda under, last, inclusive: (
            *(Band(limit, inclusive, last) for limit in under),
            Band(None, False, last),
        ),
        limits,
        duties,
        st.booleans(),
    )


def grown(duties: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    single = duties.filter(lambda duty: not isinstance(duty, Sum))
    several = st.lists(duties, min_size=2, max_size=3).map(tuple)
    return st.one_of(
        st.builds(Sum, st.lists(single, min_size=2, max_size=3).map(tuple)),
        st.builds(AtMost, several),
        st.builds(AtLeast, several),
        st.builds(ByPrice, UNITS, bands(duties), st.booleans(), st.sampled_from(["", "USD"])),
    )


DUTIES = st.recursive(st.one_of(PERCENT, PER_UNIT, SLIDING), grown, max_leaves=6)
RISING = st.recursive(
    st.one_of(PERCENT, PER_UNIT),
    lambda duties: st.one_of(
        st.builds(Sum, st.tuples(PERCENT, PER_UNIT)),
        st.builds(AtMost, st.tuples(duties, duties)),
        st.builds(AtLeast, st.tuples(duties, duties)),
    ),
    max_leaves=5,
)
RATES = {"USD": Decimal("6.9168")}
WORDS = Words(("yuan", "元"), {"035": ("kilogram", "千克"), "095": ("litre", "升")})


def of(duty: str | Node, value: str, quantity: str | None = "100", inclusive: bool = False) -> Priced:
    known = None if quantity is None else Decimal(quantity)
    goods = Goods(Decimal(value), Decimal(value), lambda unit: known, WORDS, inclusive, RATES.get)
    return price(parse(duty) if isinstance(duty, str) else duty, goods)


def words(priced: Priced, language: str = "en") -> list[str]:
    return told(priced.how, language, WORDS.money)


@given(DUTIES)
def test_what_is_written_reads_back_to_the_same(duty: Node) -> None:
    assert parse(text(duty)) == duty
    assert text(parse(text(duty))) == text(duty)


@given(DUTIES, st.decimals(1, 10**6, places=2), st.decimals("0.01", 10**5, places=2))
def test_every_duty_prices_and_explains_itself(duty: Node, value: Decimal, quantity: Decimal) -> None:
    priced = of(duty, str(value), str(quantity))
    assert priced.amount >= 0
    assert words(priced)
    assert all(words(priced, "zh"))


@given(DUTIES)
def test_units_are_those_that_are_asked(duty: Node) -> None:
    asked: set[str] = set()

    def quantity(unit: str) -> Decimal:
        asked.add(unit)
        return Decimal(7)

    price(duty, Goods(Decimal(99), Decimal(99), quantity, WORDS, exchange=RATES.get))
    assert asked <= units(duty)


@given(DUTIES, DUTIES, st.decimals(1, 10**6, places=2))
def test_at_most_is_a_cap_and_at_least_a_floor(first: Node, second: Node, value: Decimal) -> None:
    one, other = of(first, str(value)).amount, of(second, str(value)).amount
    assert of(AtMost((first, second)), str(value)).amount == min(one, other)
    assert of(AtLeast((first, second)), str(value)).amount == max(one, other)


@given(RISING, st.decimals(0, 10**6, places=2), st.decimals(0, 10**4, places=2), st.booleans())
def test_more_value_is_never_less_duty(duty: Node, value: Decimal, more: Decimal, inclusive: bool) -> None:
    try:
        before = of(duty, str(value), inclusive=inclusive)
        after = of(duty, str(value + more), inclusive=inclusive)
    except ValueError:
        return  # a share of 100% or more cannot be part of its own base
    assert after.amount >= before.amount - Decimal("1e-15")


@pytest.mark.parametrize(
    ("duty", "value", "quantity", "amount", "sentence"),
    [
        ("5%", "6519500", None, "325975", "5% of 6,519,500.00 yuan"),
        ("1.3/035", "1000", "25000", "32500", "1.3 yuan per kilogram x 25,000 = 32,500.00 yuan"),
        ("20% + 0.912/095", "1000", "500", "656", "20% of 1,000.00 yuan"),
        ("at_most(10%, 4.4/035)", "1000", "10", "44", "the lesser amount; the other would be 100.00 yuan"),
        ("at_least(10%, 4.4/035)", "1000", "10", "100", "the greater amount; the other would be 44.00 yuan"),
        ("by_price(035; <=9: 10%; 0.9/035)", "900", "100", "90", "not above 9"),
        ("by_price(035; <=9: 10%; 0.9/035)", "901", "100", "90", "above 9"),
        ("by_price(035; <9: 10%; 0.5/035)", "900", "100", "50", "at least 9"),
        ("by_price(035; <9: 10%; 0.5/035)", "899", "100", "89.9", "below 9"),
        ("by_price(035; <2: 1%; <5: 2%; 3%)", "300", "100", "6", "below 5"),
        (
            "by_price(035 in USD; <1.5: 10%; 0.5/035)",
            "1037.52",
            "100",
            "50",
            "1.5 USD per kilogram, at least 1.5",
        ),
        (
            "by_price(035 in USD; <1.5: 10%; 0.5/035)",
            "1037.51",
            "100",
            "103.751",
            "is 1.49998554 USD per kilogram, below 1.5",
        ),
        ("sliding(035; 9.45/p + 0.026*p - 1; 3; 40%)", "1000", "100", "205", "20.5% of 1,000.00 yuan"),
        ("sliding(035; 9.45/p + 0.026*p - 1; 3; 40%)", "500", "100", "200", "40% of 500.00 yuan"),
        ("0%", "1000", None, "0", "free"),
    ],
)
def test_what_duties_come_to(duty: str, value: str, quantity: str | None, amount: str, sentence: str) -> None:
    priced = of(duty, value, quantity)
    assert priced.amount == Decimal(amount)
    assert any(sentence in said for said in words(priced)), words(priced)


def test_a_compound_tax_that_is_part_of_its_own_base() -> None:
    """Spirits: 20% and 0.912 yuan a litre; base = (9,000 + 91.20) / 80%."""
    priced = of("20% + 0.912/095", "9000", "100", inclusive=True)
    assert priced.base == Decimal("11364")
    assert priced.amount == Decimal("2364.00")
    assert words(priced)[0] == (
        "the tax is part of its own base: (9,000.00 + 91.20) / (1 - 20%) = 11,364.00 yuan"
    )


def test_cigarettes_choose_their_rate_by_the_price_that_contains_the_tax() -> None:
    """(value + duty + 0.6) / (1 - 36%) >= 70 a carton of 200 is the same as value + duty >= 44.2: told by
    the thousand sticks (143), 221; the specific part is 3 yuan for them."""
    duty = "by_price(143 of base; <221: 36% + 3/143; 56% + 3/143)"
    assert of(duty, "2209", "10", inclusive=True).amount == (Decimal(2209) + 30) / Decimal("0.64") * Decimal(
        "0.36"
    ) + Decimal(30)
    assert of(duty, "2210", "10", inclusive=True).amount == (Decimal(2210) + 30) / Decimal("0.44") * Decimal(
        "0.56"
    ) + Decimal(30)


@pytest.mark.parametrize(
    ("duty", "english", "chinese"),
    [
        ("13%", "13%", "13%"),
        ("0.6/035", "0.6 yuan per kilogram", "0.6元/千克"),
        ("20% + 0.912/095", "20% plus 0.912 yuan per litre", "20%加0.912元/升"),
        (
            "at_most(10%, 4.4/035)",
            "the least of 10% and 4.4 yuan per kilogram",
            "10%、4.4元/千克中的最低者",
        ),
        (
            "at_least(6.5%, 1% + 2/035, 3%)",
            "the greatest of 6.5%, (1% plus 2 yuan per kilogram) and 3%",
            "6.5%、（1%加2元/千克）、3%中的最高者",
        ),
        (
            "by_price(035 in USD; <9: 10%; 0.9/035)",
            "by the price per kilogram: below 9 USD 10%, above that 0.9 yuan per kilogram",
            "按每千克完税价格：低于9USD的10%，其余0.9元/千克",
        ),
        (
            "by_price(035 of base; <9: 10%; 0.9/035)",
            "by the taxable sum per kilogram: below 9 yuan 10%, above that 0.9 yuan per kilogram",
            "按每千克计税价格：低于9元的10%，其余0.9元/千克",
        ),
        (
            "sliding(035; 9.45/p + 0.026*p - 1; 3; 40%)",
            "sliding with the price p per kilogram: 9.45 / p + 0.026 x p - 1, 40% at most",
            "按每千克价格p滑准计征：9.45÷p+0.026×p−1，最高40%",
        ),
    ],
)
def test_a_rate_is_told_in_words(duty: str, english: str, chinese: str) -> None:
    assert worded(parse(duty), WORDS) == (english, chinese)


@given(DUTIES, DUTIES)
def test_different_duties_are_told_in_different_words(one: Node, other: Node) -> None:
    alike = text(one) == text(other)
    for words_of_one, words_of_other in zip(worded(one, WORDS), worded(other, WORDS), strict=True):
        assert words_of_one and (not alike or words_of_one == words_of_other)
        assert alike or "sliding" in text(one) or words_of_one != words_of_other


@pytest.mark.parametrize("quantity", [None, "0"])
def test_a_price_needs_a_quantity(quantity: str | None) -> None:
    with pytest.raises(Unpriced) as missing:
        of("by_price(035; <9: 10%; 20%)", "100", quantity)
    assert missing.value.unit == "035"


def test_a_limit_in_a_currency_needs_its_exchange_rate() -> None:
    with pytest.raises(Unconverted) as missing:
        of("by_price(035 in EUR; <9: 10%; 20%)", "100")
    assert missing.value.currency == "EUR"


@pytest.mark.parametrize(
    "wrong",
    [
        "",
        "by_price(035 in usd; <9: 10%; 20%)",
        "by_price(035 in; <9: 10%; 20%)",
        "5",
        "5% 3",
        "5% +",
        "-5%",
        "1e9%",
        "NaN%",
        "１2%",
        "at_most(3%)",
        "at_most(3%, 4%",
        "5%/035",
        "by_price(035; 3%)",
        "by_price(035; <9: 3%; <8: 4%; 5%)",
        "by_price(035; <9: 3%)",
        "sliding(035; 1/p)",
        "twenty percent",
        "5.5.5%",
    ],
)
def test_what_is_no_duty_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError) as refused:
        parse(wrong)
    assert wrong in str(refused.value)
