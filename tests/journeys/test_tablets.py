"""An export by air, lodged inland: an electronic ledger, the yard's report, the flight."""

from decimal import Decimal

import pytest

from tests.harbour import ANN, TABLET_FIRM, ZHOU, Harbour, licence
from tests.journeys.story import Story, bill
from tests.stating import example
from tongguan.desk.inspections.certificates import licences
from tongguan.law.findings import Refused, errors

BILL = "784-12345675"
LEDGER = ("B", "430020203000101")


@pytest.fixture
def tablets(harbour: Harbour) -> Story:
    licence(*LEDGER, TABLET_FIRM, quantity=Decimal(4000), unit="001", commodities=("8471",))
    stated = {"/documents/1": {"code": LEDGER[0], "number": LEDGER[1]}}
    return Story(harbour, harbour.lodge("export-tablets", stated, by=ZHOU))


def test_tablets_go_out_under_an_electronic_ledger(harbour: Harbour, tablets: Story) -> None:
    assert tablets.left() is None and tablets.state("charges") == "nothing"
    assert tablets.lacks("released") == {"documents checking", "cargo expected", "licences pending"}
    assert tablets.lacks_to_trader("released") == tablets.lacks("released")

    tablets.after(minutes=2)
    harbour.ring()
    assert tablets.write_off(by=ANN) == ()
    assert licences("cn", [LEDGER])[LEDGER].quantity == 2500
    assert tablets.lacks("released") == {"cargo expected"}
    assert tablets.lacks_to_trader("released") == {"cargo expected", "documents checking"}

    harbour.after(hours=30).report("arrived", "bill", bill(BILL))
    assert tablets.is_open("released") and tablets.lacks("closed") == {"exit awaited"}
    assert tablets.ledger().overall == 0, "the clock of an export begins when it stands in the yard"
    harbour.after(hours=4).report("loaded", "bill", bill(BILL))
    assert tablets.is_open("closed")
    tablets.ends_well()


def test_a_ledger_that_is_used_up_is_refused_at_lodging(harbour: Harbour, tablets: Story) -> None:
    document = {"code": LEDGER[0], "number": LEDGER[1]}
    tablets.write_off(by=ANN)
    second = harbour.lodge("export-tablets", {"/reference": "ZY-2", "/documents/1": document}, by=ZHOU)
    Story(harbour, second).write_off(by=ANN)
    answer = harbour.answer(example("export-tablets", {"/reference": "ZY-3", "/documents/1": document}), ZHOU)
    assert isinstance(answer, Refused)
    (finding,) = errors(answer.findings)
    assert {one.code for one in answer.findings} == {"S025", "H024"}, "the same tablets on the same flight"
    assert (finding.code, finding.pointer) == ("S025", "/documents/1/number")
    assert (finding.arguments["left"], finding.arguments["asked"]) == ("1000", "1500")


def test_other_goods_do_not_go_under_the_ledger(harbour: Harbour, tablets: Story) -> None:
    stated = {"/reference": "ZY-3", "/items/1/commodity_code": "8517120090"}
    document = {"code": LEDGER[0], "number": LEDGER[1]}
    answer = harbour.answer(example("export-tablets", {**stated, "/documents/1": document}), ZHOU)
    assert isinstance(answer, Refused)
    assert "/documents/1/number" in {finding.pointer for finding in answer.findings}
