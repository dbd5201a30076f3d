"""A small kind of case, to try the kernel on."""

import pytest

from tests.law.cast import Life
from tongguan.law.flow import NOBODY, Flow, Gate, NotOffered, State, Step
from tongguan.law.kernel.case import Actor

READING = Flow(
    "reading",
    {
        "paper": (
            State("review", "documents", "reading_time"),
            State("asked", "trader", "answer_time"),
            State("second", "documents"),
            State("cleared", NOBODY),
            State("refused", "trader"),
        ),
        "visit": (State("ordered", "inspection"), State("closed", NOBODY)),
        "hold": (State("placed", "documents"), State("lifted", NOBODY)),
        "stamp": (State("wet", "revenue"), State("dry", NOBODY)),
    },
    [
        Step("clear", "paper", ("review",), "cleared", ("document_officer",)),
        Step("draft", "paper", ("review",), "second", ("document_officer",)),
        Step("agree", "paper", ("second",), "cleared", ("document_officer",), not_by=("draft",)),
        Step("ask", "paper", ("review",), "asked", ("document_officer",)),
        Step("answer", "paper", ("asked",), "review", ("trader",)),
        Step("refuse", "paper", ("review",), "refused", ("document_officer",), ends="refused"),
        Step(
            "clear_and_order",
            "paper",
            ("review",),
            "cleared",
            ("document_officer",),
            also=(("visit", "opens", "ordered"),),
        ),
        Step("order", "visit", (), "ordered", ("inspector",)),
        Step("visit", "visit", ("ordered",), "closed", ("inspector",), not_by=("order", "clear")),
        Step("destroy", "visit", ("ordered",), "closed", ("inspector",), ends="destroyed"),
        Step("place", "hold", (), "placed", ("document_officer",)),
        Step("lift", "hold", ("placed",), "lifted", ("document_officer",)),
        Step(
            "lift_all", "paper", ("review",), "cleared", ("authority",), also=(("hold", "moves", "lifted"),)
        ),
        Step("carry", "stamp", ("dry",), "wet", ("terminal",), when="go"),
        Step("dry", "stamp", ("wet",), "dry", ("terminal",), when="sunshine"),
        Step("polish", "stamp", ("wet",), "dry", ("carrier",), when="no_visit"),
        Step("take_back", "paper", ("cleared",), "review", ("document_officer",), withdraws="go"),
    ],
    [
        Gate("go", {"paper": ("cleared",), "visit": ("closed",), "hold": ("lifted",)}, ends="released"),
        Gate(
            "closed_file",
            {"paper": ("cleared",), "visit": ("closed",), "hold": ("lifted",), "stamp": ("dry",)},
        ),
    ],
    conditions={"no_visit": {"visit": ("closed",)}},
    facts=("sunshine",),
)


def life(*openings: tuple[str, str, str], parts: tuple[str, ...] = ("",)) -> Life:
    one = Life(READING, parts)
    one.begin(*(openings or (("paper", "", "review"),)))
    return one


def refused(one: Life, actor: Actor, step: str, part: str = "", **more: object) -> str:
    before = one.events
    with pytest.raises(NotOffered) as caught:
        one.take(actor, step, part, **more)
    assert one.events == before
    return caught.value.reason
