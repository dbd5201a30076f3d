"""What every flow must keep to, and that its drawing is true."""

from functools import partial

import pytest

from tests.law.trade import ROOT
from tongguan.law.flow import NOBODY, Flow
from tongguan.law.flows import FLOWS
from tongguan.law.flows.common import ON_DUE
from tongguan.law.kernel.drawing import drawing
from tongguan.law.kernel.flow_table import CAPACITIES

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
    beside = {"coordinator", "monitor", "administrator", "rules_officer", "manager"}
    assert set(CAPACITIES) - acting == beside


@pytest.mark.parametrize("kind", FLOWS)
def test_the_drawing_is_not_stale(kind: str) -> None:
    """`make docs` writes it again."""
    assert (ROOT / "docs" / "flows" / f"{kind}.md").read_text("utf-8") == drawing(FLOWS[kind])


@every_flow()
def test_the_drawing_names_every_state_and_step(flow: Flow) -> None:
    page = drawing(flow)
    for name in (*flow.steps, *(state for _, state in flow.states), *(gate.name for gate in flow.gates)):
        assert f" {name} " in page
