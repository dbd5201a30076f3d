"""Ore declared before its ship came in: from provisional charges to the closed file."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.harbour import ANN, BANK, BEA, DONG, INA, KARL, MEI, ORE_FIRM, Harbour, licence
from tests.journeys.story import Story, bill
from tests.stating import example
from tongguan.desk.cargo import actions as cargo
from tongguan.desk.cargo.names import call
from tongguan.desk.cargo.queries import open_facts
from tongguan.desk.declarations import arrivals
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.awaited import awaited
from tongguan.desk.inspections import proofs
from tongguan.desk.inspections.certificates import licences
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.rulebooks.actions import publish

SHIP = ("2", "PACIFIC LOTUS", "2009")
BILL = bill("PLDLC2009A")
LICENCE = ("7", "20-AA-200031")


@pytest.fixture
def ore(harbour: Harbour) -> Story:
    """The ore of Shengtai Mining, lodged on the last day of August; its ship comes in September."""
    licence(*LICENCE, ORE_FIRM, quantity=Decimal(200_000), unit="070")
    stated = {"/border_date": "2020-09-04", "/departure_date": "2020-08-20"}
    harbour.at = datetime(2020, 8, 31, 2, 0, tzinfo=UTC)
    return Story(harbour, harbour.lodge("import-ore", stated, by=MEI))


def test_ore_from_before_its_arrival_to_the_closed_file(harbour: Harbour, ore: Story) -> None:
    assert ore.receipt.assessment["provisional"] == "yes"
    provisional = ore.left()
    assert ore.lacks("may_leave") == {"documents checking", "cargo expected", "charges provisional"}
    assert ore.lacks_to_trader("may_leave") == ore.lacks("may_leave")

    ore.after(minutes=2)
    assert harbour.ring() == 1, "the documents are cleared by the system"
    assert ore.lacks("may_leave") == {"cargo expected", "charges provisional"}
    assert "documents checking" in ore.lacks_to_trader("may_leave"), "which the trader cannot tell"

    # The ship declares its entry in September: the day is known, so the rate is, and what is owed is final.
    ore.after(days=4)
    assert harbour.conveyance_enters(*SHIP) == (ore.id,)
    assert ore.lacks("may_leave") == {"cargo entered", "charges due"}
    assert ore.left() == sum(Decimal(charge["amount"]) for charge in ore.assessment["charges"])
    assert ore.left() < provisional, "the dollar was cheaper in September"
    assert (ore.assessment["provisional"], ore.assessment["on"]) == ("no", "2020-09-04")

    ore.do(revenue.order_payment, bank=BANK, by=MEI)
    assert ore.lacks("may_leave") == {"cargo entered", "charges paying"}
    paid = ore.after(hours=1).do(revenue.pay, amount=ore.left(), currency="CNY", reference="EPAY-1", by=BEA)
    assert (paid.left, ore.state("charges")) == (0, "paid")

    ore.after(hours=3)
    harbour.report("discharged", "bill", BILL)
    assert not ore.is_open("may_leave")
    ore.after(hours=5)
    harbour.report("available", "bill", BILL)
    assert ore.is_open("may_leave")
    assert (
        ore.lacks("released") == ore.lacks_to_trader("released") == {"licences pending", "conformity pending"}
    )

    harbour.after(hours=1).report("gate_out", "bill", BILL)
    assert ore.state("exit") == "gone"
    assert ore.write_off(by=ANN) == ()
    assert licences("cn", [LICENCE])[LICENCE].quantity == 28_500
    ore.after(days=1).do(proofs.assess_conformity, conforms=True, reason="seen", by=INA)
    assert ore.is_open("released") and ore.is_open("closed")
    assert ore.case.ended == {"": "released"}

    # What kept the ore from the ship's entry on was, last of all, that it had to be discharged.
    assert ore.ledger().by_owner == {"carrier": 9 * 3600}
    ore.ends_well()


def test_without_rates_of_the_day_the_charges_stay_provisional(
    harbour: Harbour, ore: Story, tmp_path: Path
) -> None:
    """The ship comes in October, whose rates are published late: nothing that is reported fails for it."""
    provisional = ore.left()
    harbour.at = datetime(2020, 10, 4, 2, 0, tzinfo=UTC)
    assert harbour.conveyance_enters(*SHIP) == (ore.id,)
    assert ore.lacks("may_leave") == {"documents checking", "cargo entered", "charges provisional"}
    assert not arrivals.reconsider(ore.id, books=harbour.books, at=harbour.at)

    head = "key,valid_from,rate,per,end,source,verified"
    row = "USD,2020-10-01,6.8,1,,A story,no"
    (tmp_path / "exchange_rate.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    publish(folder=tmp_path, jurisdiction="cn", by="zhang", approved_by="hu", at=harbour.at)
    harbour.books = books_of("cn")
    assert arrivals.reconsider(ore.id, books=harbour.books, at=harbour.at)
    assert (ore.state("charges"), ore.assessment["on"]) == ("due", "2020-10-04")
    assert ore.left() < provisional
    assert not arrivals.reconsider(ore.id, books=harbour.books, at=harbour.at), "nothing is new"
    ore.ends_well()


def test_an_officer_looks_at_what_was_declared_in_advance_after_the_ship_had_come(
    harbour: Harbour, ore: Story
) -> None:
    """Her entry is reported late: what was owed cannot be worked out until an ordinary declaration is made of
    it; then it is, with the fee for every day."""
    ore.after(days=1)
    harbour.ring()
    assert ore.state("documents") == "cleared"
    assert harbour.conveyance_enters(*SHIP, late=30) == (ore.id,)
    assert ore.lacks("may_leave") == {"documents review", "charges provisional", "cargo entered"}
    assert "documents checking" in ore.lacks_to_trader("may_leave")
    days = {"/border_date": "2020-08-02", "/departure_date": "2020-07-20"}
    ordinary = example("import-ore", {"/kind": "normal", **days})
    ore.take(DONG, "require_amendment")
    ore.ask_to_amend(ordinary, by=MEI)
    ore.grant_amendment(ordinary, by=DONG)
    assert (ore.state("charges"), ore.left(debt=2) > 0) == ("due", True)
    ore.ends_well()


DAYS = {"/border_date": "2020-09-04", "/departure_date": "2020-08-20"}
RIGHT = {**DAYS, "/bill": "RIGHT-1", "/conveyance/voyage": "2010"}


def amended(ore: Story, changes: Mapping[str, str]) -> None:
    ore.ask_to_amend(example("import-ore", changes), by=MEI)
    ore.grant_amendment(example("import-ore", changes), by=DONG)


def test_an_amended_bill_waits_for_its_own_goods_and_for_no_others(harbour: Harbour, ore: Story) -> None:
    amended(ore, RIGHT)
    assert [one.key for one in awaited("entered", actor=KARL).things] == [call(*SHIP[:2], "2010")]
    ore.after(hours=1).arrives(SHIP, "PLDLC2009A")  # somebody else's, by the number that was declared first
    assert ore.state("cargo") == "expected"
    assert {fact.about for fact in open_facts(ore.id)} == {"call"}, "a manifest may put the bill on her yet"
    ore.arrives((*SHIP[:2], "2010"), "RIGHT-1")
    assert ore.state("cargo") == "available"
    ore.ends_well()


def test_quarantine_lets_the_goods_of_the_amended_bill_be_discharged_and_no_others(
    harbour: Harbour, ore: Story
) -> None:
    ore.do(cargo.forbid_discharge, reason="live insects", by=INA)
    amended(ore, RIGHT)
    ore.after(hours=1).arrives(SHIP, "PLDLC2009A")
    harbour.conveyance_enters(*SHIP[:2], "2010")
    ore.do(arrivals.allow_discharge, reason="treated", books=harbour.books, by=INA)
    assert ore.state("cargo") == "entered", "the other bill's are discharged, its own are on board"
    ore.do(cargo.forbid_discharge, reason="more of them", by=INA)
    ore.arrives((*SHIP[:2], "2010"), "RIGHT-1")
    assert ore.state("cargo") == "discharge_forbidden"
    ore.do(arrivals.allow_discharge, reason="treated", books=harbour.books, by=INA)
    assert ore.state("cargo") == "available"
    ore.ends_well()


def test_what_was_said_of_a_bill_counts_when_the_bill_is_amended_back(harbour: Harbour, ore: Story) -> None:
    amended(ore, RIGHT)
    ore.after(hours=1).arrives(SHIP, "PLDLC2009A")
    assert ore.state("cargo") == "expected"
    amended(ore, DAYS)
    arrivals.catch_up(ore.id, books=harbour.books, at=harbour.at)
    assert ore.state("cargo") == "available" and open_facts(ore.id) == []
    ore.ends_well()
