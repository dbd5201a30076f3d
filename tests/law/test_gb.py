"""The United Kingdom as a book: another scheme of taxes by rows alone."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from tests.books import book
from tongguan.law.assess import Assessment, assess
from tongguan.law.declaration import Declaration, Item
from tongguan.law.facts import Facts
from tongguan.law.flows import FLOWS
from tongguan.law.measures import measure_of
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.stating.particulars import Cost, DeclaredTax, Document, Procedure, Statement
from tongguan.law.taxing.rates import Rate

ON = date(2026, 3, 2)
RATES = {
    "8510900000/duty/A00/US/100": "2%",
    "8510900000/vat/B00/US/100": "20%",
    "3403192000/duty/A50/US/100": "4.6%",
    "3403192000/vat/B00/US/100": "20%",
    "3403192000/vat/B05/US/100": "20%",
    "0707000590/duty/A00/MX/300": "0%",
    "0707000590/duty/A50/MX/300": "16%",
    "0707000590/vat/B00/MX/300": "0%",
    "0707000590/vat/B05/MX/300": "0%",
    "7210122010/duty/A00/RU/100": "0%",
    "7210122010/duty/A20/RU/100": "25% + 35%",
    "7210122010/vat/B00/RU/100": "20%",
    "2504100000/duty/A00/AD/300": "0%",
    "2504100000/vat/B00/FR/300": "20%",
}


@pytest.fixture(scope="module")
def gb() -> Rulebook:
    shipped = book("gb")
    rows = [
        row
        for name in shipped.tables
        for key in shipped.table(name, ON)
        for row in shipped.history(name, key)
    ]
    for key, rate in RATES.items():
        value = Rate.parse({"rate": rate})
        rows.append(Row(table="rate", key=key, valid_from=date(2021, 1, 1), value=value, source="the test"))
    return Rulebook("gb", 1, rows)


def goods(code: str, origin: str, total: str, preference: str = "100", **more: object) -> Declaration:
    """One line of goods, bought on terms that contain freight and insurance."""
    item = Item(
        number=1,
        commodity_code=code,
        origin_country=origin,
        total=Decimal(total),
        currency="GBP",
        taxes=(DeclaredTax(preference=preference),),
        procedures=(Procedure(current="40", previous="00"),),
    )
    item = replace(item, **more)  # type: ignore[arg-type]
    return Declaration(direction="import", reference="R1", kind="IMA", deal_terms="CIF", items=(item,))


def taxes(made: Assessment) -> dict[str, tuple[str, str]]:
    return {charge.tax: (str(charge.base), str(charge.amount)) for charge in made.charges}


def test_vat_is_due_on_value_and_duty(gb: Rulebook) -> None:
    made = assess(goods("8510900000", "US", "1000.00"), gb, ON, Facts())
    assert taxes(made) == {"A00": ("1000.00", "20.00"), "B00": ("1020.00", "204.00")}


def test_amounts_are_cut_to_the_penny(gb: Rulebook) -> None:
    made = assess(goods("8510900000", "US", "998.99"), gb, ON, Facts())
    assert taxes(made) == {"A00": ("998.99", "19.97"), "B00": ("1018.96", "203.79")}


def test_goods_at_risk_bear_the_duty_of_the_eu_and_vat_on_it(gb: Rulebook) -> None:
    made = assess(goods("3403192000", "US", "15900.00"), gb, ON, Facts())
    assert taxes(made) == {
        "A50": ("15900.00", "731.40"),
        "B00": ("15900.00", "3180.00"),
        "B05": ("731.40", "146.28"),
    }


def test_a_line_bears_one_tariff_and_who_claims_the_eus_preference_bears_the_eus(gb: Rulebook) -> None:
    plain = goods("0707000590", "MX", "1000.00", "300")
    assert taxes(assess(plain, gb, ON, Facts())).keys() == {"A00", "B00"}
    claims = goods("0707000590", "MX", "1000.00", "300", statements=(Statement(code="EUPRF"),))
    assert taxes(assess(claims, gb, ON, Facts()))["A50"] == ("1000.00", "160.00")
    assert "A00" not in taxes(assess(claims, gb, ON, Facts()))


def test_duties_that_stand_side_by_side_are_charged_together(gb: Rulebook) -> None:
    made = assess(goods("7210122010", "RU", "3000.00"), gb, ON, Facts())
    assert taxes(made)["A20"] == ("3000.00", "1800.00")
    assert taxes(made)["B00"] == ("4800.00", "960.00")


def test_a_preference_goes_by_its_own_origin_and_vat_by_the_real_one(gb: Rulebook) -> None:
    made = assess(goods("2504100000", "FR", "1110.00", "300", preference_origin="AD"), gb, ON, Facts())
    assert taxes(made) == {"A00": ("1110.00", "0.00"), "B00": ("1110.00", "222.00")}


@pytest.mark.parametrize(
    ("code", "relieved"), [("C07", {"A00"}), ("1RV", {"B00"}), ("C28", {"A00"}), ("F15", set())]
)
def test_reliefs_follow_the_additional_procedure(code: str, relieved: set[str], gb: Rulebook) -> None:
    procedures = (Procedure(current="40", previous="00"), Procedure(current=code))
    made = assess(goods("8510900000", "US", "1000.00", procedures=procedures), gb, ON, Facts())
    assert {charge.tax for charge in made.charges if not charge.amount} == relieved
    assert all(charge.how[-2][0] == "how_relief" for charge in made.charges if charge.tax in relieved)


def test_goods_that_stay_in_the_united_kingdom_are_relieved_of_the_eus_duty(gb: Rulebook) -> None:
    papers = (Document(category="1", code="UKI", number="XIUKIM1"),)
    made = assess(goods("3403192000", "US", "1000.00", documents=papers), gb, ON, Facts())
    assert taxes(made)["A50"] == ("1000.00", "0.00")
    (on_duty,) = (charge for charge in made.charges if charge.tax == "B05")
    assert on_duty.base == on_duty.amount == 0


def test_additions_and_deductions_go_by_their_codes(gb: Rulebook) -> None:
    costs = (
        Cost(kind="AR", amount=Decimal("150.00"), currency="GBP"),
        Cost(kind="BA", amount=Decimal("50.00"), currency="GBP"),
    )
    made = assess(replace(goods("8510900000", "US", "1000.00"), costs=costs), gb, ON, Facts())
    assert made.customs_value == Decimal("1100.00")


def test_what_the_book_does_not_know_is_said(gb: Rulebook) -> None:
    made = assess(goods("9999999999", "US", "1000.00"), gb, ON, Facts())
    assert [(f.code, f.severity) for f in made.findings] == [("V111", "warning")]
    foreign = goods("8510900000", "US", "1000.00", currency="CAD")
    assert [f.code for f in assess(foreign, gb, ON, Facts()).findings] == ["V102"]


def test_exports_bear_no_tax(gb: Rulebook) -> None:
    leaving = replace(goods("8510900000", "US", "1000.00"), direction="export", kind="EXA")
    made = assess(leaving, gb, ON, Facts())
    assert (made.charges, made.customs_value) == ((), Decimal("1000.00"))


@pytest.mark.parametrize("jurisdiction", ["cn", "gb"])
@pytest.mark.parametrize("direction", FLOWS)
def test_the_time_of_every_declaration_is_measured(jurisdiction: str, direction: str) -> None:
    """By a gate that its flow has, from steps that its flow knows."""
    flow = FLOWS[direction]
    for mode in ("1", "2", "4", "5", ""):
        measure = measure_of(book(jurisdiction), direction, mode, date(2022, 1, 4))
        assert measure is not None
        assert measure.gate in flow.needs
        assert measure.arrival and set(measure.arrival) <= flow.steps.keys()
