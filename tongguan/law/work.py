"""Whose work a track is. What stands on the list of a capacity is read off the tables of the flows, so that a
new state or step is on the list of whoever may take it."""

from collections.abc import Iterator
from functools import cache

from tongguan.law.disclosure import knows
from tongguan.law.flow import NOBODY, Flow, State
from tongguan.law.flows import FLOWS
from tongguan.law.flows.common import BY_JUDGEMENT, ON_DUE

Where = tuple[str, str]
"""A track and a state of it."""

AT_WORK = ("documents", "inspection", "revenue", "authority")
"""Whose time it must be for something to be an officer's to do: customs' own, or that of an authority for
which the table lets an officer answer."""


@cache
def to_do(capacity: str) -> tuple[Where, ...]:
    """Where a track waits for somebody of this capacity: it has a step from there, and the time is customs'.
    What the system does by itself when the clock runs out is nobody's to do."""
    return _places(capacity, waiting=False)


@cache
def awaited(capacity: str) -> tuple[Where, ...]:
    """Where a track is under a clock in somebody else's time, or in the system's, and this capacity may act
    all the same: remind, refuse, drop, take up."""
    return _places(capacity, waiting=True)


@cache
def watched(capacity: str) -> tuple[Where, ...]:
    """Every state in which time passes under a clock, as far as this capacity may know of it: what whoever
    minds an office watches."""
    states = ((track, one) for flow in FLOWS.values() for (track, _), one in flow.states.items())
    return tuple(sorted({(track, one.name) for track, one in states if _runs(one) and knows(one, capacity)}))


def _places(capacity: str, *, waiting: bool) -> tuple[Where, ...]:
    found = {
        (track, state.name): waiting == _others(state)
        for flow in FLOWS.values()
        for track, state in _may_act(flow, capacity)
        if not waiting or _runs(state)
    }
    return tuple(sorted(where for where, wanted in found.items() if wanted))


def _may_act(flow: Flow, capacity: str) -> Iterator[tuple[str, State]]:
    """The states in which time passes and from which the capacity has a step that it takes of its own."""
    for step in flow.steps.values():
        if capacity in step.by and step.name not in BY_JUDGEMENT:
            for name in step.source:
                state = flow.states[step.track, name]
                if state.whose != NOBODY:
                    yield step.track, state


def _others(state: State) -> bool:
    return state.whose not in AT_WORK or state.clock in ON_DUE


def _runs(state: State) -> bool:
    return state.whose != NOBODY and bool(state.clock)
