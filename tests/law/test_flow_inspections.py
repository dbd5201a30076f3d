"""The flow of an import, as stories: its gates, and inspection with all that it may lead to."""

import pytest

from tests.law.cast import ANN, BEA, BO, DONG, INA, IVAN, MEI, RUI, SYSTEM, TESS
from tests.law.trade import ABSENT, IMPORT, an_import, arrive, inspect, refused
from tongguan.law.kernel.case import Actor, TrackKey


def test_a_plain_import_leaves_the_port_is_released_and_closed() -> None:
    life = an_import()
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.take(MEI, "order_payment")
    assert life.gates == []
    life.take(BEA, "pay")
    assert life.gates == [("may_leave", "", 1), ("released", "", 1)] and life.case.finished
    life.take(TESS, "gate_out")
    assert life.gates[2:] == [("closed", "", 1)]


def test_goods_under_guarantee_may_leave_and_be_sold_but_are_closed_only_when_paid() -> None:
    life = an_import(charges="provisional")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.take(RUI, "secure")
    life.take(TESS, "gate_out")
    assert [g for g, _, _ in life.gates] == ["may_leave", "released"]
    life.take(SYSTEM, "charge")
    life.take(BEA, "pay")
    assert life.gates[-1][0] == "closed"


def test_leaving_the_port_is_not_release_for_use() -> None:
    life = an_import(
        ("destination_inspection", "", "ordered"),
        ("licences", "", "pending"),
        ("conformity", "", "pending"),
        charges="nothing",
    )
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    assert [g for g, _, _ in life.gates] == ["may_leave"]
    life.take(TESS, "gate_out")
    inspect(life, "destination_inspection")
    life.take(SYSTEM, "write_off")
    assert [key.track for key, _ in IMPORT.missing(life.case, "released", "")] == ["conformity"]
    life.take(INA, "find_nonconforming")
    life.take(MEI, "mend_conformity")
    life.take(INA, "find_conforming")
    assert [g for g, _, _ in life.gates] == ["may_leave", "released", "closed"]


def test_port_inspection_holds_its_own_container_only() -> None:
    life = an_import(("port_inspection", "B", "ordered"), parts=("A", "B"), charges="nothing")
    arrive(life, "A", "B")
    life.take(SYSTEM, "clear_automatically")
    assert life.gates == [("may_leave", "A", 1), ("released", "A", 1)]
    inspect(life, part="B")
    assert life.case.finished


def test_results_are_entered_by_one_officer_and_confirmed_by_another() -> None:
    life = an_import(("port_inspection", "", "ordered"))
    for actor, step in (
        (INA, "notify"),
        (MEI, "book"),
        (TESS, "present_for"),
        (INA, "begin"),
        (INA, "sample_in"),
    ):
        life.take(actor, f"{step}_port_inspection")
    assert life.state("port_inspection") == "laboratory"
    life.take(IVAN, "report_laboratory_of_port_inspection")
    life.take(INA, "enter_results_of_port_inspection")
    assert refused(life, INA, "pass_port_inspection") == "not_the_same_person"
    life.take(IVAN, "doubt_results_of_port_inspection")
    life.take(IVAN, "enter_results_of_port_inspection")
    assert refused(life, IVAN, "pass_port_inspection") == "not_the_same_person"
    olga = Actor("olga", "inspector")
    life.take(olga, "pass_port_inspection")
    assert life.state("port_inspection") == "passed"


def test_an_inspection_begins_without_the_trader_only_where_the_law_lets_it() -> None:
    life = an_import(("port_inspection", "", "at_site"))
    assert refused(life, INA, "begin_unattended_port_inspection") == "lawfully_absent"
    life.take(INA, "begin_unattended_port_inspection", facts=ABSENT)
    assert life.state("port_inspection") == "begun"


def test_goods_are_treated_and_looked_at_again() -> None:
    life = an_import(("port_inspection", "", "ordered"))
    inspect(life, result="treat_after")
    assert life.case.tracks[TrackKey("port_inspection")].whose == "trader"
    life.take(MEI, "finish_treatment_of_port_inspection")
    assert life.state("port_inspection") == "at_site"


def test_an_amendment_after_inspection_closes_the_order_first_and_keeps_the_gate() -> None:
    life = an_import(("port_inspection", "", "ordered"), charges="nothing")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    inspect(life, result="amend_after")
    assert life.state("port_inspection") == "closed" and life.state("amendment") == "required"
    assert life.gates == []
    life.take(BO, "dispute_amendment")
    life.take(DONG, "uphold_amendment")
    life.take(BO, "confirm_amendment")
    life.take(DONG, "grant_amendment")
    assert life.state("documents") == "review"  # what was declared is reviewed again
    life.take(DONG, "clear")
    assert life.gates[0] == ("may_leave", "", 1)


@pytest.mark.parametrize(
    ("result", "confirm", "by", "end"),
    [
        ("return_after", "confirm_return", TESS, "returned"),
        ("destroy_after", "confirm_destruction", INA, "destroyed"),
        ("hand_over_after", "seize", ANN, "seized"),
        ("hand_over_after", "confiscate", ANN, "confiscated"),
    ],
)
def test_a_part_may_come_to_a_bad_end_and_the_others_go_on(
    result: str, confirm: str, by: Actor, end: str
) -> None:
    life = an_import(("port_inspection", "B", "ordered"), parts=("A", "B"), charges="nothing")
    arrive(life, "A", "B")
    inspect(life, part="B", result=result)
    life.take(SYSTEM, "clear_automatically")
    assert [part for _, part, _ in life.gates] == ["A", "A"] and not life.case.finished
    life.take(by, confirm, "B")
    assert life.case.ended == {"A": "released", "B": end} and life.case.finished
    assert all(refused(life, TESS, step, "B") == "part_ended" for step in ("gate_out",))


def test_a_suspicion_that_is_cleared_lets_the_goods_go() -> None:
    life = an_import(("port_inspection", "", "ordered"), charges="nothing")
    arrive(life)
    inspect(life, result="hand_over_after")
    life.take(SYSTEM, "clear_automatically")
    life.take(ANN, "close_offence")
    assert life.gates[0] == ("may_leave", "", 1)


def test_a_trader_may_ask_that_an_inspection_be_repeated() -> None:
    life = an_import(("port_inspection", "", "ordered"), charges="nothing")
    arrive(life)
    inspect(life, result="return_after")
    life.take(MEI, "ask_to_repeat_port_inspection")
    own = {refused(life, one, "repeat_port_inspection") for one in (INA, IVAN)}
    own |= {refused(life, one, "refuse_to_repeat_port_inspection") for one in (INA, IVAN)}
    assert own == {"not_the_same_person"} and not life.offers(IVAN) & {"repeat_port_inspection"}
    life.take(Actor("olga", "inspector"), "repeat_port_inspection")
    assert (life.state("port_inspection"), life.state("port_inspection", number=2)) == ("closed", "notified")
    life.take(MEI, "present_for_port_inspection")
    life.take(INA, "begin_port_inspection")
    life.take(INA, "enter_results_of_port_inspection")
    life.take(IVAN, "pass_port_inspection")
    life.take(DONG, "drop_disposal")
    life.take(SYSTEM, "clear_automatically")
    assert life.gates[0] == ("may_leave", "", 1)
