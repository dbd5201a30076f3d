"""Every case of tests/cases comes out as it says, to the fen and to the word."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from tests.law.cases import assessed, every, rulebook, told
from tongguan.law.assess import Assessment
from tongguan.law.taxing.fees import Fee, late_declaration, late_payment
from tongguan.law.taxing.how import Name

CASES = dict(every())


@pytest.mark.parametrize("name", CASES)
def test_the_case_comes_out_as_it_says(name: str) -> None:
    case = CASES[name]
    if "late_declaration" in case:
        known = case["late_declaration"]
        days = date.fromisoformat(known["entered_on"]), date.fromisoformat(known["accepted_on"])
        check_fee(late_declaration(Decimal(known["customs_value"]), *days, rulebook(case)), case["output"])
    elif "late_payment" in case:
        known = case["late_payment"]
        issued, paid = date.fromisoformat(known["issued_on"]), date.fromisoformat(known["paid_on"])
        assert set(known["taxes"]) == set(case["output"])
        for tax, expected in case["output"].items():
            parts = [(Decimal(known["taxes"][tax]), paid)]
            check_fee(late_payment(parts, issued, rulebook(case)), expected)
    else:
        check_assessment(assessed(case), case["output"])


def check_fee(fee: Fee, expected: Mapping[str, Any]) -> None:
    assert fee.amount == Decimal(expected["amount"])
    if "days" in expected:
        assert fee.days == int(expected["days"])
    check_words(fee.how, expected)


def check_words(how: Any, expected: Mapping[str, Any], *money: Name) -> None:
    if "how" in expected:
        assert told(how, "en", *money) == expected["how"]
    if "how_zh" in expected:
        assert told(how, "zh", *money) == expected["how_zh"]


def check_assessment(made: Assessment, expected: Mapping[str, Any]) -> None:
    """Compares whatever the case names; what it does not name is free."""
    assert {finding.code for finding in made.findings} == set(expected.get("findings", ()))
    if "customs_value" in expected:
        assert made.customs_value == Decimal(expected["customs_value"])
    if "values" in expected:
        assert [line.value for line in made.lines] == [Decimal(value) for value in expected["values"]]
    if "on" in expected:
        assert made.on == date.fromisoformat(expected["on"])
    if "provisional" in expected:
        assert made.provisional == (expected["provisional"] == "yes")
    check_words(made.how, expected, made.money)
    if "value_how" in expected:
        assert [told(line.how, "en", made.money) for line in made.lines] == expected["value_how"]
    if "charges" in expected:
        check_charges(made, expected["charges"])
    for tax, printed in expected.get("ten_thousands", {}).items():
        assert rounded_as(printed, made.total(tax) / 10_000) == Decimal(printed)
    if "percent_of_value" in expected:
        printed = expected["percent_of_value"]
        assert rounded_as(printed, made.total() / made.customs_value * 100) == Decimal(printed)


def rounded_as(printed: str, number: Decimal) -> Decimal:
    """A number at the precision at which its source prints it."""
    return round(number, -int(Decimal(printed).as_tuple().exponent))


def check_charges(made: Assessment, expected: list[Mapping[str, Any]]) -> None:
    assert [(c.line, c.tax) for c in made.charges] == [(int(e.get("line", 1)), e["tax"]) for e in expected]
    for charge, wanted in zip(made.charges, expected, strict=True):
        assert charge.amount == Decimal(wanted["amount"])
        if "base" in wanted:
            assert charge.base == Decimal(wanted["base"])
        if "rate" in wanted:
            assert charge.rate == wanted["rate"]
        assert charge.unit == wanted.get("unit", charge.unit)
        if "at" in wanted:
            assert told((charge.at,), "en", made.money) == [wanted["at"]]
        if "at_zh" in wanted:
            assert told((charge.at,), "zh", made.money) == [wanted["at_zh"]]
        if "rule" in wanted:
            assert charge.rule == wanted["rule"]
        assert charge.instrument
        assert charge.amount.as_tuple().exponent == -2
        check_words(charge.how, wanted, made.money)
