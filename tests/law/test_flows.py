"""The flows of imports and exports, as stories; and what every flow must keep to."""

from functools import partial
from pathlib import Path

import pytest

from tests.law.cast import ANN, BEA, BO, DAN, DONG, EVERYBODY, INA, IVAN, KARL, MEI, RUI, SYSTEM, TESS, Life
from tongguan.law.case import Actor, TrackKey
from tongguan.law.drawing import drawing
from tongguan.law.flow import NOBODY, Flow, NotOffered
from tongguan.law.flow_table import CAPACITIES
from tongguan.law.flows import FLOWS
from tongguan.law.flows.common import ON_DUE

IMPORT, EXPORT = FLOWS["import"], FLOWS["export"]
ROOT = Path(__file__).parents[2]
ABSENT = frozenset({"lawfully_absent"})


def an_import(*more: tuple[str, str, str], parts: tuple[str, ...] = ("",), charges: str = "due") -> Life:
    life = Life(IMPORT, parts)
    cargo = [
        (track, part, state)
        for part in parts
        for track, state in (("cargo", "expected"), ("exit", "awaited"))
    ]
    life.begin(("documents", "", "checking"), ("charges", "", charges), *cargo, *more)
    return life


def arrive(life: Life, *parts: str) -> None:
    for part in parts or ("",):
        for step in ("declare_entry", "discharge", "make_available"):
            life.take(TESS, step, part)


def inspect(life: Life, place: str = "port_inspection", part: str = "", result: str = "pass") -> None:
    life.take(INA, f"notify_{place}", part)
    life.take(BO, f"book_{place}", part)
    life.take(BO, f"present_for_{place}", part)
    life.take(INA, f"begin_{place}", part)
    life.take(INA, f"enter_results_of_{place}", part)
    life.take(IVAN, f"{result}_{place}", part)


def refused(life: Life, actor: Actor, step: str, part: str = "", **more: object) -> str:
    with pytest.raises(NotOffered) as caught:
        life.take(actor, step, part, **more)
    return caught.value.reason


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
    life.take(IVAN, "repeat_port_inspection")
    assert (life.state("port_inspection"), life.state("port_inspection", number=2)) == ("closed", "notified")
    life.take(MEI, "present_for_port_inspection")
    life.take(INA, "begin_port_inspection")
    life.take(INA, "enter_results_of_port_inspection")
    life.take(IVAN, "pass_port_inspection")
    life.take(DONG, "drop_disposal")
    life.take(SYSTEM, "clear_automatically")
    assert life.gates[0] == ("may_leave", "", 1)


def test_nothing_is_amended_while_an_order_or_an_offence_is_open() -> None:
    life = an_import(("port_inspection", "B", "ordered"), parts=("A", "B"))
    life.take(MEI, "request_amendment")
    assert refused(life, DONG, "grant_amendment") == "nothing_open"
    inspect(life, part="B", result="hand_over_after")
    assert refused(life, DONG, "grant_amendment") == "nothing_open"
    life.take(ANN, "close_offence", "B")
    life.take(DONG, "grant_amendment")


def test_two_amendments_are_not_open_at_once() -> None:
    life = an_import()
    life.take(MEI, "request_amendment")
    assert refused(life, BO, "request_amendment") == "nothing_asked"
    assert refused(life, BO, "request_withdrawal") == "nothing_asked"
    life.take(DONG, "refuse_amendment")
    life.take(BO, "request_amendment")
    assert life.state("amendment", number=2) == "requested"


def test_a_granted_amendment_takes_the_licences_back_to_be_written_off_again() -> None:
    life = an_import(("licences", "", "pending"))
    life.take(SYSTEM, "write_off")
    life.take(MEI, "request_amendment")
    life.take(DONG, "grant_amendment")
    assert life.state("licences") == "pending"


def test_a_withdrawn_declaration_is_ended_and_its_licences_restored() -> None:
    life = an_import(("licences", "", "written_off"))
    life.take(MEI, "request_withdrawal")
    life.take(DONG, "grant_withdrawal")
    assert life.case.ended == {"": "withdrawn"} and life.state("licences") == "restored"
    assert life.gates == [] and all(life.offers(actor) == set() for actor in EVERYBODY)


def test_customs_may_demand_a_withdrawal_and_the_declarant_agrees() -> None:
    life = an_import()
    life.take(DONG, "demand_withdrawal")
    life.take(BO, "agree_to_withdrawal")
    life.take(DONG, "grant_withdrawal")
    assert life.case.finished


def test_a_refused_declaration_is_ended_by_a_person() -> None:
    life = an_import()
    assert refused(life, SYSTEM, "refuse") == "not_your_capacity"
    life.take(DONG, "refuse")
    assert life.case.ended == {"": "refused"}


def test_release_is_withdrawn_only_before_gate_out_and_after_the_terminals_answer() -> None:
    life = an_import(charges="nothing", parts=("A", "B"))
    arrive(life, "A", "B")
    life.take(SYSTEM, "clear_automatically")
    life.take(TESS, "gate_out", "A")
    assert refused(life, DONG, "ask_stop", "A") == "not_in_that_state"
    life.take(DONG, "ask_stop", "B")
    assert refused(life, DONG, "withdraw_release", "B") == "not_in_that_state"
    life.take(TESS, "confirm_stop", "B")
    life.take(DONG, "withdraw_release", "B")
    assert life.case.cycles == {"B": 2} and life.case.ended == {"A": "released"}
    assert refused(life, TESS, "gate_out", "B") == "may_leave"
    life.take(DONG, "lift_documents_hold", "B")
    assert life.gates[-2:] == [("may_leave", "B", 2), ("released", "B", 2)]
    life.take(TESS, "gate_out", "B")


def test_a_stop_may_come_too_late() -> None:
    life = an_import(charges="nothing")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.take(DONG, "ask_stop")
    life.take(TESS, "gate_out")
    assert life.gates[-1] == ("closed", "", 1)


def test_goods_do_not_leave_before_the_gate() -> None:
    life = an_import()
    assert refused(life, TESS, "gate_out") == "may_leave"


def test_holds_are_numbered_and_lifted_by_whose_they_are() -> None:
    life = an_import(charges="nothing")
    arrive(life)
    life.take(DONG, "hold_for_documents")
    life.take(RUI, "hold_for_revenue")
    life.take(DONG, "refer_to_authority", number=1)
    life.take(SYSTEM, "clear_automatically")
    missing = IMPORT.missing(life.case, "may_leave", "")
    assert [(key.number, at.whose) for key, at in missing] == [(1, "authority"), (2, "revenue")]
    assert refused(life, DONG, "lift_authority_hold") == "not_your_capacity"
    life.take(ANN, "lift_authority_hold")
    life.take(RUI, "lift_revenue_hold")
    assert life.gates[0] == ("may_leave", "", 1)


def test_goods_under_a_ban_are_not_discharged() -> None:
    life = an_import(charges="nothing")
    life.take(KARL, "declare_entry")
    life.take(INA, "forbid_discharge")
    assert refused(life, TESS, "discharge") == "not_in_that_state"
    life.take(INA, "order_return")
    life.take(INA, "confirm_return")
    assert life.case.ended == {"": "returned"}


def test_what_did_not_come_is_short_landed() -> None:
    life = an_import(charges="nothing", parts=("A", "B"))
    arrive(life, "A")
    life.take(TESS, "report_short", "B")
    life.take(SYSTEM, "clear_automatically")
    assert life.case.ended == {"A": "released", "B": "short_landed"}


def test_abandoned_goods_are_accepted_and_a_sale_takes_two_officers() -> None:
    life = an_import(parts=("A", "B"))
    life.take(MEI, "offer_abandonment", "A")
    life.take(DONG, "accept_abandonment", "A")
    life.take(DONG, "decide_sale", "B")
    assert refused(life, DONG, "confirm_sale", "B") == "not_the_same_person"
    life.take(DAN, "confirm_sale", "B")
    assert life.case.ended == {"A": "abandoned", "B": "sold"}


def test_a_promise_keeps_the_dossier_from_closing_and_nothing_else() -> None:
    life = an_import(charges="nothing")
    life.take(DONG, "accept_promise")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.take(TESS, "gate_out")
    assert [key.track for key, _ in IMPORT.missing(life.case, "closed", "")] == ["commitment"]
    life.take(SYSTEM, "miss_promise")
    life.take(MEI, "deliver")
    life.take(DONG, "find_kept")
    assert life.gates[-1][0] == "closed"


def test_what_is_owed_later_keeps_the_dossier_from_closing() -> None:
    life = an_import(charges="nothing")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.take(RUI, "charge_more")
    life.take(SYSTEM, "fall_overdue")
    life.take(TESS, "gate_out")
    assert not life.case.is_open("closed", "")
    life.take(BEA, "pay")
    assert life.case.is_open("closed", "")


def test_an_export_waits_for_the_yard_and_closes_when_it_is_loaded() -> None:
    life = Life(EXPORT)
    life.begin(
        ("documents", "", "checking"),
        ("cargo", "", "expected"),
        ("exit", "", "awaited"),
        ("licences", "", "pending"),
    )
    life.take(SYSTEM, "clear_automatically")
    life.take(SYSTEM, "write_off")
    assert [key.track for key, _ in EXPORT.missing(life.case, "released", "")] == ["cargo"]
    life.take(TESS, "report_arrival")
    assert life.gates == [("released", "", 1)]
    life.take(KARL, "load")
    assert life.gates[-1] == ("closed", "", 1)


def test_an_export_that_was_not_loaded_is_withdrawn_with_its_release() -> None:
    life = Life(EXPORT)
    life.begin(("documents", "", "cleared"), ("exit", "", "awaited"), ("licences", "", "written_off"))
    life.take(MEI, "request_withdrawal")
    assert refused(life, DONG, "grant_withdrawal") == "part_ended"  # it is released: that comes off first
    life.take(DONG, "ask_stop")
    life.take(TESS, "confirm_stop")
    life.take(DONG, "withdraw_release")
    life.take(DONG, "grant_withdrawal")
    assert life.case.ended == {"": "withdrawn"} and life.state("licences") == "restored"


# what every flow must keep to


every_flow = partial(pytest.mark.parametrize, "flow", FLOWS.values(), ids=FLOWS)


@every_flow()
def test_every_gate_names_what_stops_a_dossier(flow: Flow) -> None:
    for gate in flow.gates:
        assert {"documents", "amendment", "hold", "withdrawal", "offence", "disposal"} <= set(gate.needs)


@every_flow()
def test_every_state_but_the_first_is_reached_and_every_time_that_is_somebodys_is_left(flow: Flow) -> None:
    reached = {(s.track, s.to) for s in flow.steps.values()}
    reached |= {(track, state) for s in flow.steps.values() for track, _, state in s.also}
    left = {(s.track, source) for s in flow.steps.values() for source in s.source}
    first = {
        ("documents", "checking"),
        ("cargo", "expected"),
        ("licences", "pending"),
        ("conformity", "pending"),
    }
    assert set(flow.states) - reached <= first
    refused = {("documents", "refused")}
    assert {at for at, state in flow.states.items() if state.whose != NOBODY} - left == refused


@every_flow()
def test_a_decision_against_a_person_is_taken_by_a_person(flow: Flow) -> None:
    assert not [s.name for s in flow.steps.values() if s.ends and "system" in s.by]
    against = ("refuse", "hold_for_revenue", "demand_withdrawal", "require_amendment", "decide_sale")
    assert not [name for name in against if "system" in flow.steps[name].by]


@every_flow()
def test_what_the_system_does_when_a_clock_runs_out_is_its_to_do(flow: Flow) -> None:
    for clock, name in ON_DUE.items():
        step = flow.steps[name]
        assert "system" in step.by
        assert {flow.states[step.track, source].clock for source in step.source} == {clock}


@every_flow()
def test_every_capacity_that_a_flow_knows_may_do_something_but_those_that_watch(flow: Flow) -> None:
    acting = {capacity for step in flow.steps.values() for capacity in step.by}
    assert set(CAPACITIES) - acting == {"coordinator", "monitor"}


@pytest.mark.parametrize("kind", FLOWS)
def test_the_drawing_is_not_stale(kind: str) -> None:
    """`make docs` writes it again."""
    assert (ROOT / "docs" / "flows" / f"{kind}.md").read_text("utf-8") == drawing(FLOWS[kind])


@every_flow()
def test_the_drawing_names_every_state_and_step(flow: Flow) -> None:
    page = drawing(flow)
    for name in (*flow.steps, *(state for _, state in flow.states), *(gate.name for gate in flow.gates)):
        assert f" {name} " in page
