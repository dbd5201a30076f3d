"""Holds: placed openly, placed covertly and brought to light; and a release that is taken back."""

import json

import pytest

from tests.harbour import ANN, BEA, DAN, DONG, FORESTRY, INA, MEI, ORE_FIRM, Harbour, licence
from tests.journeys.story import Story
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.notices.said import said
from tongguan.desk.revenue import actions as revenue
from tongguan.law.flow import NotOffered

SHIP = ("2", "PACIFIC LOTUS", "2009")
BILL = "PLDLC2009A"


@pytest.fixture
def ore(harbour: Harbour) -> Story:
    licence("7", "20-AA-200031", ORE_FIRM)
    return Story(harbour, harbour.lodge("import-ore", {"/border_date": "2020-09-16"}, by=MEI))


def settled(ore: Story) -> None:
    """The ore has come and is paid for."""
    ore.after(minutes=5).harbour.ring()
    ore.arrives(SHIP, BILL)
    ore.do(revenue.pay, amount=ore.left(), currency="CNY", reference="EPAY-1", by=BEA)


def test_a_covert_hold_comes_to_light_and_is_lifted(harbour: Harbour, ore: Story) -> None:
    ore.take(DONG, "hold_covertly")
    settled(ore)
    assert ore.lacks("may_leave") == {"hold covert"}
    assert ore.lacks_to_trader("may_leave") == {"documents checking"}
    assert not [name for name in ore.told() if "hold" in name]

    ore.after(hours=5).take(INA, "disclose_hold")
    assert ore.lacks("may_leave") == {"hold held_documents"}
    assert "hold held_documents" in ore.lacks_to_trader("may_leave")
    assert ore.told()[-1] == "disclose_hold"
    with pytest.raises(NotOffered):
        ore.take(INA, "lift_documents_hold")
    ore.after(hours=2).take(DAN, "lift_documents_hold")
    assert ore.is_open("may_leave")
    # Six hours until the ore was on the quay and seven of the hold: all of it is customs', who held it
    # from before.
    assert ore.ledger().by_owner == {"documents": 13 * 3600}
    ore.ends_well()


def test_a_covert_hold_that_is_lifted_never_was(harbour: Harbour, ore: Story) -> None:
    ore.take(DONG, "hold_covertly")
    settled(ore)
    before = ore.told()
    ore.after(hours=5).take(DAN, "lift_covert_hold")
    assert [name for name in ore.told() if name not in before] == ["may_leave"]
    assert not [name for name in ore.told() if "hold" in name]
    ore.ends_well()


def test_what_another_authority_holds_is_its_own_to_lift(harbour: Harbour, ore: Story) -> None:
    ore.take(ANN, "hold_covertly_for_authority")
    settled(ore)
    assert ore.lacks_to_trader("may_leave") == {"documents checking"}
    for officer, step in (
        (DONG, "lift_covert_authority_hold"),
        (DONG, "disclose_hold"),
        (INA, "disclose_hold"),
    ):
        with pytest.raises(NotOffered):
            ore.take(officer, step)
    ore.after(days=1).take(ANN, "disclose_authority_hold")
    assert "hold held_authority" in ore.lacks_to_trader("may_leave")
    ore.take(ANN, "return_from_authority")
    ore.take(DONG, "lift_documents_hold")
    assert ore.is_open("may_leave")
    ore.ends_well()


def test_an_authority_hears_that_what_it_holds_covertly_was_withdrawn(harbour: Harbour, ore: Story) -> None:
    """No officer who grants it knows of the hold."""
    ore.take(ANN, "hold_covertly_for_authority")
    ore.ask_to_withdraw(by=MEI)
    ore.grant_withdrawal(by=DONG)
    (letter,) = Outbox.objects.filter(dossier=ore.id, recipient=FORESTRY)
    assert (letter.kind, json.loads(letter.body)["end"]) == ("ended", "withdrawn")
    ore.ends_well()


def test_release_is_taken_back_before_the_gate(harbour: Harbour, ore: Story) -> None:
    """The terminal answers that the goods are still there; a new cycle begins, with a hold of its own."""
    settled(ore)
    assert ore.is_open("may_leave")
    ore.after(hours=1).take(DONG, "ask_stop")
    with pytest.raises(NotOffered):
        ore.take(DONG, "withdraw_release")
    harbour.after(minutes=10).report("stopped", "bill", BILL)
    ore.take(DONG, "withdraw_release")
    assert not ore.is_open("may_leave")
    assert ore.lacks("may_leave") == {"hold held_documents"}
    assert "hold held_documents" in ore.lacks_to_trader("may_leave")
    letters = Outbox.objects.filter(dossier=ore.id, recipient=ORE_FIRM).order_by("seq", "number")
    told = said(*letters.values_list("kind", "body").last(), "en")
    assert (told.sentence, told.alarm) == ("Taken back: may leave the port", True), "its lorry need not come"
    harbour.after(minutes=10).report("gate_out", "bill", BILL)
    assert ore.state("exit") == "awaited", "nothing leaves while the gate is shut"
    ore.after(days=1).take(DAN, "lift_documents_hold")
    assert ore.is_open("may_leave") and ore.case.cycle("") == 2
    harbour.after(hours=1).report("discharged", "bill", BILL)
    assert ore.state("exit") == "gone", "the lorry that was reported goes now"
    ore.ends_well()


def test_it_is_too_late_to_stop_what_has_gone(harbour: Harbour, ore: Story) -> None:
    settled(ore)
    ore.take(DONG, "ask_stop")
    harbour.after(minutes=3).report("gate_out", "bill", BILL)
    assert ore.state("exit") == "gone"
    with pytest.raises(NotOffered):
        ore.take(DONG, "withdraw_release")
    ore.ends_well()
