"""A covert hold is known to the authority that placed it, and to nobody else."""

import pytest

from tests.law.cast import ANN, DONG, SYSTEM, Life
from tests.law.test_flow_disclosure import MEASURE, PARTS, an_import, arrive
from tongguan.law.clock import ledger
from tongguan.law.disclosure import WITHHELD, as_officer, ledger_as_officer

HELD = {"authority": "hold_covertly_for_authority", "customs": "hold_covertly"}
LIFTED = {"authority": "lift_covert_authority_hold", "customs": "lift_covert_hold"}
OWNS = {"authority": ANN, "customs": DONG}
SEES = {
    "authority": {"authority": True, "customs": False},
    "document_officer": {"authority": False, "customs": True},
    "inspector": {"authority": False, "customs": True},
    "coordinator": {"authority": False, "customs": True},
    "monitor": {"authority": False, "customs": False},
    "terminal": {"authority": False, "customs": False},
}


def held(whose: str) -> Life:
    life = an_import(charges="nothing")
    arrive(life)
    life.after(1).take(OWNS[whose], HELD[whose], data="a tip")
    life.take(SYSTEM, "clear_automatically")
    return life


@pytest.mark.parametrize("capacity", SEES)
@pytest.mark.parametrize("whose", HELD)
def test_who_sees_a_covert_hold(whose: str, capacity: str) -> None:
    life = held(whose)
    sees = SEES[capacity][whose]
    shown = as_officer(life.events, life.flow, capacity, PARTS)
    assert any(line.track == "hold" for line in shown.lines) is sees
    assert any(key.track == "hold" for key, _ in shown.missing["may_leave", "A"]) is sees
    assert not life.case.is_open("may_leave", "A"), "it holds all the same"
    life.after(2).take(OWNS[whose], LIFTED[whose])
    shown = as_officer(life.events, life.flow, capacity, PARTS)
    assert any(line.track == "hold" for line in shown.lines) is sees, "nor afterwards"


@pytest.mark.parametrize("capacity", SEES)
def test_its_time_stays_its_owners_but_the_reason_is_withheld(capacity: str) -> None:
    life = held("authority")
    life.after(2).take(ANN, LIFTED["authority"])
    true = ledger(life.events, life.flow, MEASURE, now=life.at, parts=PARTS, part="A")
    assert true is not None
    told = ledger_as_officer(true, life.flow, capacity)
    assert told.by_owner == true.by_owner and told.by_owner["authority"] == 2 * 3600
    stages = {one.state for one in told.slices if one.whose == "authority"}
    assert stages == ({"covert_authority"} if capacity == "authority" else {WITHHELD})


def test_what_is_disclosed_is_seen_from_then_on() -> None:
    life = held("authority")
    life.after(1).take(ANN, "disclose_authority_hold")
    shown = as_officer(life.events, life.flow, "document_officer", PARTS)
    assert [line.state for line in shown.lines if line.track == "hold"] == ["held_authority"]
    assert [line.seq for line in shown.lines] == sorted({line.seq for line in shown.lines})


@pytest.mark.parametrize("capacity", SEES)
@pytest.mark.parametrize("whose", HELD)
def test_taking_a_covert_hold_on_shows_it_to_nobody_else(whose: str, capacity: str) -> None:
    life = held(whose)
    key = next(key for key in life.case.tracks if key.track == "hold")
    made = life.flow.claim(life.case, key, actor=OWNS[whose], at=life.at)
    shown = as_officer([*life.events, *made.events], life.flow, capacity, PARTS)
    assert any(line.name == "claimed" for line in shown.lines) is SEES[capacity][whose]
    assert any(line.track == "hold" for line in shown.lines) is SEES[capacity][whose]
