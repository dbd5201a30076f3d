"""Whatever figures the forms have room for, the law answers: with a result that the books have room for, or
with a finding."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book
from tests.law.test_checks import ON
from tests.stating import example, state
from tongguan.law.assess import MOST, assess
from tongguan.law.checks import check
from tongguan.law.drafting.completing import complete
from tongguan.law.drafting.deriving import Known
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.findings import errors

FIGURES = (
    "0",
    "0.00001",
    "0.0001",
    "1",
    "7.5",
    "68400",
    "9" * 14,
    "9" * 14 + ".9999",
    "9" * 15,
    "9" * 14 + ".99999",
)
OF_LINES = ("quantity", "unit_price", "total", "first_quantity", "second_quantity")
OF_ALL = ("gross_weight", "net_weight", "freight/amount", "insurance/amount", "other_costs/amount")
GOODS = (
    ("0203290090", "035", "ESP"),  # by value
    ("2203000000", "095", "DEU"),  # by volume, and by the price
    ("9101110000", "008", "CHE"),  # by the price of a piece
    ("2710122000", "035", "KOR"),
)


@st.composite
def extreme(draw: st.DrawFn) -> dict[str, Any]:
    made = example("import-pork")
    figure = st.sampled_from(FIGURES) | st.none()
    for number, entry in enumerate(made["items"], 1):
        entry["commodity_code"], entry["first_unit"], entry["origin_country"] = draw(st.sampled_from(GOODS))
        entry["currency"] = draw(st.sampled_from(("CNY", "USD", "JPY", "GBP")))
        for name in OF_LINES:
            state(made, f"/items/{number}/{name}", draw(figure))
    made["deal_terms"] = draw(st.sampled_from("1234567"))
    for name in OF_ALL:
        state(made, f"/{name}", draw(figure))
        if name.endswith("/amount") and name.partition("/")[0] in made:
            cost = made[name.partition("/")[0]]
            cost["mark"], cost["currency"] = (
                draw(st.sampled_from("123")),
                draw(st.sampled_from(("CNY", "GBP"))),
            )
    return made


@settings(max_examples=150)
@given(extreme())
def test_no_figure_is_too_much_for_the_law(stated: dict[str, Any]) -> None:
    law = book("cn")
    declaration, _ = read(stated, law, ON)
    assert declaration is not None
    assert complete(stated, law, ON, Known(declarant="")).tree
    found = check(declaration, law, ON, Facts())
    made = assess(declaration, law, ON, Facts())
    if not errors((*found, *made.findings)):
        assert made.customs_value < MOST and all(c.base < MOST and c.amount < MOST for c in made.charges)
