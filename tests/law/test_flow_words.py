"""Every name of the flows has its words in both languages."""

import re
from pathlib import Path

import pytest

from tongguan.law.flow import Flow
from tongguan.law.flows import FLOWS
from tongguan.law.kernel import flow_words, step_words

LAW = Path(flow_words.__file__).parents[1]


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_tracks_states_gates_and_ends_have_names(flow: Flow) -> None:
    assert {track for track, _ in flow.states} <= flow_words.TRACKS.keys()
    assert {state.whose for state in flow.states.values()} <= flow_words.WHOSE.keys()
    assert {gate.name for gate in flow.gates} <= flow_words.GATES.keys()
    assert {step.ends for step in flow.steps.values() if step.ends} <= flow_words.ENDS.keys()
    for track, state in flow.states:
        assert flow_words.state(track, state, "zh") != state.replace("_", " "), f"{track}.{state}"


def test_every_reason_for_not_offering_a_step_has_words() -> None:
    source = "".join((LAW / name).read_text("utf-8") for name in ("flow.py", "kernel/case.py"))
    given = set(re.findall(r'NotOffered\([^,]+, "(\w+)"', source)) | set(
        re.findall(r'return "(\w+)"', source)
    )
    conditions = {step.when for flow in FLOWS.values() for step in flow.steps.values() if step.when}
    assert given
    assert given | conditions <= flow_words.REASONS.keys()


@pytest.mark.parametrize("flow", FLOWS.values(), ids=FLOWS)
def test_every_step_has_a_name_in_both_languages(flow: Flow) -> None:
    for name in flow.steps:
        english, chinese = step_words.step(name, "en"), step_words.step(name, "zh")
        assert name in step_words.STEPS or step_words.verb(name) in step_words.VERBS
        assert english.isascii() and re.search(r"[\u4e00-\u9fff]", chinese), name
