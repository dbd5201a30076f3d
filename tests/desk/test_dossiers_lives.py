"""Random lawful lives of imports: whatever people do, what is stored is what happened."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.books import book
from tests.desk.sample import AT
from tongguan.desk.dossiers import timers
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import Opening, act, open_many
from tongguan.desk.dossiers.proof import replay
from tongguan.desk.dossiers.queries import case_of, events_of, offered
from tongguan.desk.rulebooks import queries as rulebooks
from tongguan.law.flow import NotOffered
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Actor, Case, fold
from tongguan.law.kernel.flow_table import CAPACITIES

ACTORS = [Actor(str(number), capacity) for number, capacity in enumerate(CAPACITIES, 1)]
ACTORS += [Actor(str(number), actor.capacity) for number, actor in enumerate(ACTORS, 101)]
CONTAINERS = ("TEMU0000001", "TEMU0000002")
ABSENT, STEPS = frozenset({"lawfully_absent"}), sorted(FLOWS["import"].steps)
IMPORT = [("documents", "", "checking"), ("charges", "", "due")]


@pytest.fixture(autouse=True)
def shipped(sample: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rulebooks, "book", lambda jurisdiction: book())


def begin(parts: tuple[str, ...]) -> Callable[[Act], int]:
    def do(it: Act) -> int:
        goods = (("cargo", "expected"), ("exit", "awaited"))
        it.begin("lodged", [*IMPORT, *((track, part, state) for part in parts for track, state in goods)])
        return it.id

    return do


def something(one: int, actor: Actor, draw: Callable[[Any], Any]) -> Callable[[Act], object]:
    """A step that is offered, a claim, a part that comes to light, or any step at all."""
    what = draw(st.sampled_from(["step"] * 6 + ["claim", "part", "any"]))
    offers = offered(one, actor, facts=ABSENT)
    if what == "step" and offers:
        step, key = draw(st.sampled_from(offers))
        number, office = (key.number if step.source else 0), draw(st.sampled_from(["0902", "0908"]))
        where = {"part": key.part, "number": number, "offices": {key.track: office}}
        return lambda it: it.take(step.name, facts=ABSENT, **where)
    if what == "claim":
        key, back = draw(st.sampled_from(sorted(case_of(one).tracks))), draw(st.booleans())
        return lambda it: it.claim(key, back=back)
    if what == "part":
        return lambda it: it.add_part("TEMU0000009", [("cargo", "TEMU0000009", "expected")])
    name, part = draw(st.sampled_from(STEPS)), draw(st.sampled_from(["", *CONTAINERS]))
    return lambda it: it.take(name, part=part)


def live(one: int, draw: Callable[[Any], Any]) -> None:
    """Something that somebody does some time later, or clocks that call then. What is refused leaves
    nothing behind."""
    at = AT + timedelta(minutes=draw(st.integers(0, 50_000)))
    if draw(st.integers(0, 9)) == 0:
        for call in timers.past_due(at)[:3]:
            timers.ring(call, at)
        return
    actor = draw(st.sampled_from(ACTORS))
    do, before = something(one, actor, draw), events_of(one)
    try:
        act(one, do, actor=actor, at=at)
    except NotOffered:
        assert events_of(one) == before


@given(data=st.data())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_replay_agrees_with_every_life(data: st.DataObject) -> None:
    with transaction.atomic():
        a_life(data.draw)
        transaction.set_rollback(True)


def a_life(draw: Callable[[Any], Any]) -> None:
    parts = draw(st.sampled_from([("",), CONTAINERS]))
    opening = Opening(kind="import", jurisdiction="cn", reference="R", office="0908", parts=parts)
    (one,) = open_many([(opening, begin(parts))], actor=ACTORS[0], at=AT)
    assert isinstance(one, int)
    for _ in range(draw(st.integers(0, 25))):
        live(one, draw)
    events, case = events_of(one), case_of(one)
    assert replay(one) == [] and case == fold(Case(parts), events)
    assert [event.seq for event in events] == list(range(1, len(events) + 1))
    opened = [(e.gate, e.part, e.cycle) for e in events if e.gate and e.name == e.gate]
    assert len(opened) == len(set(opened)), "a gate opens once in a cycle"
