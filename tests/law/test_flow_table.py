"""A flow that contradicts itself is refused when it is imported, with a sentence that names the place."""

from typing import Any

import pytest

from tongguan.law.flow import NOBODY, Flow, Gate, State, Step
from tongguan.law.kernel.flow_table import Contradiction

TRACKS = {
    "paper": (State("review", "documents"), State("cleared", NOBODY)),
    "stamp": (State("wet", "revenue"), State("dry", NOBODY)),
}
CLEAR = Step("clear", "paper", ("review",), "cleared", ("trader",))
GO = Gate("go", {"paper": ("cleared",)})


def flow(
    tracks: Any = None, steps: Any = (), gates: Any = (GO,), conditions: Any = None, facts: Any = ()
) -> Flow:
    return Flow("toy", tracks or TRACKS, [CLEAR, *steps], gates, conditions, facts)


def step(**more: Any) -> Step:
    given = {"name": "dry", "track": "stamp", "source": ("wet",), "to": "dry", "by": ("trader",), **more}
    return Step(**given)


def test_the_plain_table_is_accepted() -> None:
    assert flow(steps=[step()]).steps["dry"].to == "dry"


WRONG = [
    ({"steps": [CLEAR]}, "two of name clear"),
    ({"steps": [step(name="go")]}, "two of name go"),
    ({"steps": [step(name="claimed")]}, "two of name claimed"),
    ({"tracks": {**TRACKS, "x": (State("a", NOBODY), State("a", NOBODY))}}, "x: two of state a"),
    ({"tracks": {**TRACKS, "x": (State("a", "someone"),)}}, "x.a is the time of 'someone'"),
    ({"steps": [step(to="soaked")]}, "dry names stamp.soaked"),
    ({"steps": [step(source=("moist",))]}, "dry names stamp.moist"),
    ({"steps": [step(track="seal")]}, "dry names seal.dry"),
    ({"steps": [step(also=(("paper", "moves", "burnt"),))]}, "dry names paper.burnt"),
    ({"steps": [step(by=("king",))]}, "dry is of 'king'"),
    ({"steps": [step(by=())]}, "dry is nobody's to take"),
    ({"steps": [step(not_by=("wetten",))]}, "dry is not by who did 'wetten'"),
    ({"steps": [step(when="sunshine")]}, "dry waits for 'sunshine', which nobody knows"),
    ({"steps": [step(ends="vanished")]}, "dry ends in 'vanished'"),
    ({"steps": [step(withdraws="no_gate")]}, "dry takes 'no_gate' back and reopens nothing"),
    ({"steps": [step(withdraws="go")]}, "dry takes 'go' back and reopens nothing that it names"),
    ({"steps": [step(withdraws="go", also=(("paper", "moves", "cleared"),))]}, "reopens nothing"),
    ({"gates": [Gate("go", {"seal": ("dry",)})]}, "go names seal.dry"),
    ({"gates": [Gate("go", {"paper": ("burnt", "cleared")})]}, "go names paper.burnt"),
    ({"gates": [Gate("go", {"paper": ()})]}, "go names paper.?"),
    ({"gates": [Gate("go", {"paper": ("cleared",)}, ends="refused")]}, "go ends in 'refused'"),
    ({"gates": [Gate("go", {"paper": ("review",)})]}, "paper.cleared keeps go shut, but it is nobody's time"),
    (
        {"gates": [GO, Gate("end", {"stamp": ("dry",)})]},
        "end could open before go: it takes paper more lightly",
    ),
    ({"conditions": {"calm": {"paper": ("burnt",)}}}, "calm names paper.burnt"),
]


@pytest.mark.parametrize(("change", "sentence"), WRONG, ids=[sentence for _, sentence in WRONG])
def test_a_contradiction_is_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Contradiction, match=r"^toy: ") as caught:
        flow(**change)
    assert sentence in str(caught.value)


def test_a_withdrawal_may_reopen_by_its_own_move_or_by_what_it_takes_along() -> None:
    flow(steps=[Step("undo", "paper", ("cleared",), "review", ("trader",), withdraws="go")])
    flow(steps=[step(withdraws="go", also=(("paper", "opens", "review"),))])


def test_every_contradiction_is_told_at_once() -> None:
    with pytest.raises(Contradiction) as caught:
        flow(steps=[step(to="soaked", ends="vanished")])
    assert "stamp.soaked" in str(caught.value) and "'vanished'" in str(caught.value)
