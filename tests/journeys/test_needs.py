"""Goods that an amendment makes another kind of: what they need before their release, and what they need no
more."""

from datetime import date
from decimal import Decimal

from tests.harbour import ANN, DAN, DONG, INA, MEI, ORE_FIRM, RUI, Harbour, licence
from tests.journeys.story import Story
from tests.stating import example
from tongguan.desk.declarations.concerns import awaiting
from tongguan.desk.dossiers.queries import events_of
from tongguan.desk.dossiers.worklist import Wanted, waiting
from tongguan.desk.inspections import proofs
from tongguan.desk.inspections.certificates import licences
from tongguan.desk.revenue import actions as revenue
from tongguan.law.clock import Measure, ledger
from tongguan.law.work import to_do

SHIP = ("2", "PACIFIC LOTUS", "2009")
BILL = "PLDLC2009A"
LICENCE = ("7", "20-AA-200031")
HERE = {"/border_date": "2020-09-16"}
COKE = {"/items/1/commodity_code": "2713200000", "/documents": None, "/certificates": None}


def test_goods_that_prove_to_need_a_licence_wait_for_it(harbour: Harbour) -> None:
    """They were declared as petroleum coke, which needs none."""
    licence(*LICENCE, ORE_FIRM, quantity=Decimal(200_000), unit="070")
    ore = Story(harbour, harbour.lodge("import-ore", {**HERE, **COKE}, by=MEI))
    assert {"licences", "conformity"}.isdisjoint(key.track for key in ore.case.tracks)
    stated = example("import-ore", HERE)
    ore.ask_to_amend(stated, by=MEI)
    ore.grant_amendment(stated, by=DONG)
    ore.arrives(SHIP, BILL)
    ore.do(revenue.secure, guarantee="BH-ORE", last=date(2020, 10, 1), by=RUI)
    ore.take(DONG, "clear")
    assert ore.is_open("may_leave")
    assert ore.lacks("released") == ore.lacks_to_trader("released") == {
        "licences pending", "conformity pending",
    }  # fmt: skip
    ore.write_off(by=ANN)
    ore.do(proofs.assess_conformity, conforms=True, reason="", by=INA)
    assert ore.is_open("released")
    ore.ends_well()


def test_goods_that_prove_to_need_no_licence_wait_for_none(harbour: Harbour, ore: Story) -> None:
    """Declared as ore, they prove to be petroleum coke: nobody has anything left to compare or to assess."""
    coke = example("import-ore", {**HERE, **COKE})
    ore.ask_to_amend(coke, by=MEI)
    ore.after(hours=3).grant_amendment(coke, by=DONG)
    assert ore.told()[-2:] == ["need_no_licence", "need_no_conformity"]
    assert licences("cn", [LICENCE])[LICENCE].quantity == 200_000
    for capacity in ("document_officer", "inspector"):
        wanted = Wanted(offices=("0908",), where=to_do(capacity))
        assert {row.key.track for row in waiting(wanted, limit=9)}.isdisjoint({"licences", "conformity"})
    assert awaiting(ANN).rows == ()
    assert ore.lacks("released") == ore.lacks("may_leave") == {"documents review", "charges due"}
    ore.do(revenue.secure, guarantee="BH-ORE", last=date(2020, 10, 1), by=RUI)
    ore.after(hours=1).take(DAN, "clear")
    assert ore.is_open("may_leave") and ore.is_open("released")
    measure = Measure("released", ("declare_entry",), "lodged", preparation=True)
    found = ledger(events_of(ore.id), ore.flow, measure, now=harbour.at)
    assert found is not None and not found.so_far
    assert [(one.whose, one.state) for one in found.slices[-2:]] == [
        ("documents", "requested"), ("documents", "review"),
    ]  # fmt: skip
    ore.ends_well()


def test_what_was_needed_no_more_may_be_needed_again(harbour: Harbour, ore: Story) -> None:
    for changed in (COKE, {}):
        stated = example("import-ore", {**HERE, **changed})
        ore.ask_to_amend(stated, by=MEI)
        ore.after(hours=1).grant_amendment(stated, by=DONG)
    assert {"licences pending", "conformity pending"} <= ore.lacks("released")
    assert [row.key.track for row in awaiting(ANN).rows] == ["licences"]
    ore.take(DONG, "clear")
    ore.do(revenue.secure, guarantee="BH-ORE", last=date(2020, 10, 1), by=RUI)
    ore.write_off(by=ANN)
    ore.do(proofs.assess_conformity, conforms=True, reason="", by=INA)
    assert ore.is_open("released")
    ore.ends_well()
