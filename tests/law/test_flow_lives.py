"""Random lawful lives of dossiers, driven through what is offered and nothing else."""

from collections.abc import Iterator
from datetime import timedelta
from functools import cache

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law import ledger_oracle
from tests.law.cast import EVERYBODY, MEI, Life
from tongguan.law.clock import PREPARATION, Ledger, Measure, headline, ledger
from tongguan.law.flow import NOBODY, NotOffered, Step
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Actor, Case, Event, TrackKey, fold

Choice = tuple[Actor, Step, TrackKey]
FACTS = frozenset({"lawfully_absent"})
ARRIVAL = {"import": ("declare_entry",), "export": ("report_arrival",)}
OPENINGS = {
    "import": (
        ("documents", "", "checking"),
        ("charges", "", "due"),
        ("cargo", "A", "expected"),
        ("cargo", "B", "entered"),
        ("exit", "A", "awaited"),
        ("exit", "B", "awaited"),
        ("port_inspection", "A", "ordered"),
        ("destination_inspection", "B", "results"),
        ("licences", "", "pending"),
        ("charges", "", "nothing"),
    ),
    "export": (
        ("documents", "", "review"),
        ("cargo", "A", "expected"),
        ("cargo", "B", "expected"),
        ("exit", "A", "awaited"),
        ("exit", "B", "awaited"),
        ("port_inspection", "B", "at_site"),
        ("charges", "", "provisional"),
    ),
}
MOVES = st.tuples(st.integers(0, 9), st.integers(0, 10**6), st.integers(0, 900))
"""What kind of thing happens, which one of those possible, how many minutes and odd milliseconds later."""


class Watch:
    """Judges gates by counting tracks afresh after every event, without the kernel."""

    def __init__(self, life: Life) -> None:
        self.life, self.states, self.cycles = life, dict[TrackKey, str](), dict[str, int]()
        self.opened, self.parts, self.ended = set[tuple[str, str, int]](), list(life.parts), dict[str, str]()

    def met(self, needs: dict[str, tuple[str, ...]], part: str) -> bool:
        return all(
            state in needs[track]
            for (track, of, _), state in self.states.items()
            if track in needs and of in ("", part)
        )

    def see(self, events: tuple[Event, ...]) -> None:
        needs = {gate.name: dict(gate.needs) for gate in self.life.flow.gates}
        for e in events:
            if e.track:
                self.states[e.key] = e.state
            elif e.name == "cycle_begun":
                assert e.cycle == self.cycles.get(e.part, 1) + 1
                assert (e.gate, e.part, e.cycle - 1) in self.opened
                self.cycles[e.part] = e.cycle
                self.ended.pop(e.part, None)
            elif e.name == "part_added":
                self.parts.append(e.part)
            elif e.name == "end_taken_back":
                assert self.ended.pop(e.part) == e.data
            elif e.gate:
                opening = (e.gate, e.part, e.cycle)
                assert opening not in self.opened, "a gate opens once in a cycle"
                assert e.cycle == self.cycles.get(e.part, 1)
                assert self.met(needs[e.gate], e.part), "a gate opens early"
                assert self.ended.get(e.part, "released") == "released"
                self.opened.add(opening)
            for part in self.parts if e.part == "" else (e.part,):
                if e.ends:
                    self.ended.setdefault(part, e.ends)
        for gate, part in ((g, p) for g in needs for p in self.parts):
            if (gate, part, self.cycles.get(part, 1)) not in self.opened:
                assert self.ended.get(part, "released") != "released" or not self.met(needs[gate], part)


def choices(life: Life) -> list[Choice]:
    return [
        (actor, step, key)
        for actor in EVERYBODY
        for step, key in life.flow.offered(life.case, actor, facts=FACTS, past=life.events)
    ]


def preferred(kind: int, life: Life, found: list[Choice]) -> list[Choice]:
    """Mostly steps that bring a track to rest, so that gates open; else any; now and then a release that is
    taken back; seldom the end of a part."""
    states, tracks = life.flow.states, life.case.tracks

    def rests(choice: Choice) -> bool:
        _, step, key = choice
        moving = key in tracks and tracks[key].whose != NOBODY
        return moving and states[step.track, step.to].whose == NOBODY and not step.ends

    rest = [c for c in found if rests(c)]
    onward = [c for c in found if c[2] in tracks and tracks[c[2]].whose != NOBODY and not c[1].ends]
    back = [c for c in found if c[1].withdraws]
    back = back or [c for c in found if c[1].name in ("ask_stop", "confirm_stop", "review_again")]
    return {0: found, 1: back, 2: back, 3: found, 4: onward, 5: onward}.get(kind, rest) or found


def happens(life: Life, kind: int, choice: int) -> tuple[Event, ...]:
    told = {"actor": EVERYBODY[choice % len(EVERYBODY)], "at": life.at}
    if kind == 3 and choice % 4 == 0 and life.case.parts == ("A", "B"):
        try:
            return life.keep(life.flow.add_part(life.case, "C", [("cargo", "C", "expected")], **told))
        except NotOffered:
            return ()
    if kind == 3 and choice % 4 == 1:
        keys = list(life.case.tracks)
        try:
            return life.keep(
                life.flow.claim(life.case, keys[choice % len(keys)], back=choice % 8 == 1, **told)
            )
        except NotOffered:
            return ()
    found = preferred(kind, life, choices(life))
    if not found:
        return ()
    names = sorted({step.name for _, step, _ in found})
    same = [c for c in found if c[1].name == names[choice % len(names)]]
    actor, step, key = same[choice // len(names) % len(same)]
    also_on = life.case.parts[: choice % 3] if step.also and not step.withdraws else ()
    return life.take(
        actor,
        step.name,
        key.part,
        number=key.number if step.source else 0,
        facts=FACTS,
        also_on=also_on,
        cause=choice % len(life.events) if choice % 5 == 0 else 0,
        occurred_at=life.at - timedelta(minutes=choice % 400),
    )


def lived(kind: str, openings: list[bool], moves: list[tuple[int, int, int]]) -> Iterator[Life]:
    life = Life(FLOWS[kind], ("A", "B"))
    watch = Watch(life)
    watch.see(
        life.begin(*(o for o, there in zip(OPENINGS[kind], openings, strict=False) if there), actor=MEI)
    )
    for what, choice, minutes in moves:
        life.at += timedelta(minutes=minutes // 3, milliseconds=(minutes * 337) % 1000 if minutes else 0)
        watch.see(happens(life, what, choice))
        yield life


LIVES = {
    "kind": st.sampled_from(sorted(FLOWS)),
    "openings": st.lists(st.booleans() | st.just(True), min_size=10, max_size=10),
    "moves": st.lists(MOVES, min_size=20, max_size=45),
}


@settings(max_examples=60, deadline=None)
@given(**LIVES)
def test_gates_open_neither_early_nor_twice_and_events_fold_to_the_case(
    kind: str, openings: list[bool], moves: list[tuple[int, int, int]]
) -> None:
    for life in lived(kind, openings, moves):
        assert fold(Case(life.parts), life.events) == life.case
    assert [e.seq for e in life.events] == list(range(1, len(life.events) + 1))
    assert [e.recorded_at for e in life.events] == sorted(e.recorded_at for e in life.events)
    assert all(e.occurred_at <= e.recorded_at and e.cause < e.seq for e in life.events)


@settings(max_examples=25, deadline=None)
@given(**LIVES)
def test_what_is_offered_is_taken_and_what_is_not_is_refused(
    kind: str, openings: list[bool], moves: list[tuple[int, int, int]]
) -> None:
    *_, life = lived(kind, openings, moves)
    offered = choices(life)
    told = {"at": life.at, "past": life.events, "facts": FACTS}
    for actor, step, key in offered:
        taken = life.flow.take(life.case, step.name, actor=actor, part=key.part, number=key.number, **told)
        assert taken.events and taken.case == fold(life.case, taken.events)
    allowed = {(actor, step.name, key) for actor, step, key in offered}
    for step in life.flow.steps.values():
        for actor in EVERYBODY:
            for key in [k for k in life.case.tracks if k.track == step.track and step.source]:
                if (actor, step.name, key) not in allowed:
                    assert _refused(life, actor, step, key)


def _refused(life: Life, actor: Actor, step: Step, key: TrackKey) -> bool:
    try:
        life.flow.take(
            life.case,
            step.name,
            actor=actor,
            at=life.at,
            part=key.part,
            number=key.number,
            past=life.events,
            facts=FACTS,
        )
    except NotOffered:
        return True
    return False


@cache
def measure(kind: str, gate: str) -> Measure:
    return Measure(gate, ARRIVAL[kind], "lodged", preparation=kind == "import")


@settings(max_examples=60, deadline=None)
@given(**LIVES)
def test_every_second_has_one_owner_and_a_second_computation_agrees(
    kind: str, openings: list[bool], moves: list[tuple[int, int, int]]
) -> None:
    *_, life = lived(kind, openings, moves)
    life.after(minutes=7)
    whose = {at: state.whose for at, state in life.flow.states.items()}
    for gate in life.flow.gates:
        told = {"now": life.at, "parts": life.parts}
        first = [
            ledger(life.events, life.flow, measure(kind, gate.name), part=part, **told)
            for part in life.case.parts
        ]
        for part in life.case.parts:
            for cycle in range(1, life.case.cycle(part) + 1):
                one = ledger(life.events, life.flow, measure(kind, gate.name), part=part, cycle=cycle, **told)
                if one is not None:
                    agrees(life, one, gate.name, whose)
        line = headline(life.events, life.flow, measure(kind, gate.name), **told)
        assert (line in first) if line else not any(first)


def agrees(life: Life, one: Ledger, gate: str, whose: dict[tuple[str, str], str]) -> None:
    # unbroken, in order, from the start to the gate
    instants = [one.start, *(s.end for s in one.slices)]
    assert [s.start for s in one.slices] == instants[:-1] and instants[-1] == one.end
    assert one.overall == (one.end - one.start).total_seconds() == sum(one.by_owner.values())
    assert NOBODY not in one.by_owner
    clock = next((s.start for s in one.slices if s.state != PREPARATION), one.end)
    opening = [e for e in life.events if (e.name, e.part, e.cycle) == (gate, one.part, one.cycle)]
    assert one.so_far == (not opening)
    last = opening[0].seq - 1 if opening else len(life.events)
    needs = life.flow.needs[gate]
    again = ledger_oracle.owners(life.events, needs, whose, one.part, clock, one.end, last)
    mine = ledger_oracle.Owned()
    for s in one.slices:
        if s.key is not None:
            mine[(*s.key, s.state, s.whose)] += s.seconds
    assert mine == again
