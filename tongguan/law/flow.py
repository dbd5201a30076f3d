"""The kernel: how a dossier moves.

A kind of case is a table. Tracks are in states; a state says whose time it is and which clock runs; a
step moves one track and may take others along; a gate opens for a part when every track it names, of that
part and of the whole, is in a state that the gate accepts. Nothing is orchestrated: tracks move alone and
gates join them. All here is pure; `desk.dossiers` is the one writer of what `take` returns.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from tongguan.law.case import CLAIMED, CYCLE_BEGUN, HANDED_BACK, Actor, At, Case, Event, TrackKey, fold

WHOSE = ("trader", "documents", "inspection", "revenue", "carrier", "bank", "authority", "nobody")
NOBODY = "nobody"
Due = Callable[[str, TrackKey], datetime | None]


class NotOffered(Exception):
    """The step may not be taken now, by this actor; `reason` is a word for the door to put into a
    sentence."""

    def __init__(self, step: str, reason: str) -> None:
        self.step, self.reason = step, reason
        super().__init__(f"{step}: {reason}")


@dataclass(frozen=True, slots=True)
class State:
    """A state of a track: whose time passes in it, and the row of the deadline table that runs in it, if
    any."""

    name: str
    whose: str
    clock: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """`source` empty opens a new number of the track. `by` are capacities. `not_by` names earlier events
    of the same track, part and number (else of the dossier) whose person may not take this step. `when`
    names a fact that must be true. `also` are (track, "opens" or "moves", state). `ends` is the
    disposition that the part comes to; `withdraws` is the gate whose opening it takes back, which begins
    a new cycle of the part."""

    name: str
    track: str
    source: tuple[str, ...]
    to: str
    by: tuple[str, ...]
    not_by: tuple[str, ...] = ()
    when: str = ""
    also: tuple[tuple[str, Literal["opens", "moves"], str], ...] = ()
    ends: str = ""
    withdraws: str = ""


@dataclass(frozen=True, slots=True)
class Gate:
    """Opens for a part, once per cycle, when each track named is in one of the states given; a track that
    does not exist counts as met. `ends` is the disposition of a part for which it opens, `after` the gate
    that comes first."""

    name: str
    needs: Mapping[str, tuple[str, ...]]
    ends: str = ""
    after: str = ""


class Flow:
    """One kind of case: its tracks with their states, its steps, its gates in the order in which they may
    open."""

    def __init__(
        self, kind: str, tracks: Mapping[str, Sequence[State]], steps: Sequence[Step], gates: Sequence[Gate]
    ) -> None:
        self.kind = kind
        self.states = {(track, state.name): state for track, states in tracks.items() for state in states}
        self.steps = {step.name: step for step in steps}
        self.gates = tuple(gates)
        self._refuse_contradictions(tracks, steps)

    def _refuse_contradictions(self, tracks: Mapping[str, Sequence[State]], steps: Sequence[Step]) -> None:
        assert len(self.steps) == len(steps), f"{self.kind}: two steps share a name"
        for step in steps:
            for track, state in [(step.track, s) for s in (*step.source, step.to)] + [
                (t, s) for t, _, s in step.also
            ]:
                assert (track, state) in self.states, f"{self.kind}: step {step.name} names {track}.{state}"
            assert not step.withdraws or any(step.withdraws == g.name for g in self.gates), step.name
        for gate in self.gates:
            for track, accepted in gate.needs.items():
                assert track in tracks, f"{self.kind}: gate {gate.name} names {track}"
                for state in tracks[track]:
                    assert state.whose in WHOSE, f"{self.kind}: {track}.{state.name} is of {state.whose}"
                    assert state.name in accepted or state.whose != NOBODY, (
                        f"{self.kind}: {track}.{state.name} keeps {gate.name} shut, but it is nobody's time"
                    )

    def take(
        self,
        case: Case,
        step: str,
        *,
        actor: Actor,
        at: datetime,
        part: str = "",
        number: int = 0,
        opens_on: Sequence[str] = (),
        occurred_at: datetime | None = None,
        facts: frozenset[str] = frozenset(),
        past: Iterable[Event] = (),
        due: Due = lambda clock, key: None,
        cause: int = 0,
        data: str = "",
        correlation: str = "",
    ) -> tuple[Event, ...]:
        """The events of a step and of every gate that it opens. `opens_on` are the parts for `also ...
        opens`, else the step's own. Raises NotOffered."""
        it = self.steps[step]
        key = self._position(case, it, part, number)
        if reason := self._refusal(case, it, key, actor, facts, past):
            raise NotOffered(step, reason)
        make = _Maker(self, case, actor, at, occurred_at or at, due, correlation)
        events = [make.moved(it.name, key, it.to, cause, data, it.ends)]
        first = events[0].seq
        after = fold(case, events)
        for track, how, state in it.also:
            for also in _positions(after, track, how, opens_on or (part,), part):
                events.append(make.moved(it.name, also, state, first))
        if it.withdraws:
            for one in case.parts if part == "" else (part,):
                if case.is_open(it.withdraws, one):
                    events.append(make.gate(CYCLE_BEGUN, it.withdraws, one, case.cycle(one) + 1, first))
        return (*events, *self._opened(fold(case, events), make, first))

    def begin(
        self,
        case: Case,
        name: str,
        openings: Iterable[tuple[str, str, str]],
        *,
        actor: Actor,
        at: datetime,
        due: Due = lambda clock, key: None,
        data: str = "",
        correlation: str = "",
    ) -> tuple[Event, ...]:
        """The first events of a dossier: `name`, then a track for each of (track, part, state), then open
        gates."""
        make = _Maker(self, case, actor, at, at, due, correlation)
        events = [make.plain(name, data)]
        for track, part, state in openings:
            number = 1 + sum(e.track == track and e.part == part for e in events)
            events.append(make.moved(f"{track}_opened", TrackKey(track, part, number), state, events[0].seq))
        return (*events, *self._opened(fold(case, events), make, events[-1].seq))

    def claim(
        self, case: Case, key: TrackKey, *, actor: Actor, at: datetime, back: bool = False
    ) -> tuple[Event, ...]:
        """Claiming a track, or handing it back: an event that moves nothing. Raises NotOffered when it is
        another's."""
        where = case.tracks.get(key)
        name = HANDED_BACK if back else CLAIMED
        if where is None or (where.assignee not in ("", actor.person)) or (back and not where.assignee):
            raise NotOffered(name, "not_yours")
        made = _Maker(self, case, actor, at, at, lambda clock, key: where.due, "").moved(
            name, key, where.state, 0
        )
        return (replace(made, whose=where.whose, due=where.due),)

    def offered(
        self, case: Case, actor: Actor, *, facts: frozenset[str] = frozenset(), past: Sequence[Event] = ()
    ) -> Iterator[tuple[Step, TrackKey]]:
        """Every step that the actor may take now, and where: what pages show as buttons and the API as a
        list."""
        for step in self.steps.values():
            keys = (
                [_next(case, step.track, part) for part in dict.fromkeys(("", *case.parts))]
                if not step.source
                else [k for k, w in case.tracks.items() if k.track == step.track and w.state in step.source]
            )
            for key in keys:
                if not self._refusal(case, step, key, actor, facts, past):
                    yield step, key

    def missing(self, case: Case, gate: str, part: str) -> tuple[tuple[TrackKey, At], ...]:
        """The tracks that keep the gate shut for the part: what a hold card shows."""
        needs = next(g for g in self.gates if g.name == gate).needs
        return tuple(
            (key, where)
            for key, where in case.tracks.items()
            if key.part in ("", part) and key.track in needs and where.state not in needs[key.track]
        )

    def _position(self, case: Case, step: Step, part: str, number: int) -> TrackKey:
        if part and part not in case.parts:
            raise NotOffered(step.name, "no_such_part")
        if not step.source:
            return _next(case, step.track, part)
        found = [
            k
            for k, w in case.tracks.items()
            if k.track == step.track and k.part == part and number in (0, k.number) and w.state in step.source
        ]
        if len(found) != 1:
            raise NotOffered(step.name, "not_in_that_state" if not found else "which_number")
        return found[0]

    def _refusal(
        self,
        case: Case,
        step: Step,
        key: TrackKey,
        actor: Actor,
        facts: frozenset[str],
        past: Iterable[Event],
    ) -> str:
        parts = case.parts if key.part == "" else (key.part,)
        if actor.capacity not in step.by:
            return "not_your_capacity"
        if step.when and step.when not in facts:
            return step.when
        if step.withdraws and not any(case.is_open(step.withdraws, part) for part in parts):
            return "not_open"
        if not step.withdraws and all(case.ended.get(part, "") not in self._may_go_on for part in parts):
            return "part_ended"
        if step.not_by and any(
            e.name in step.not_by and e.by == actor.person and (e.track != step.track or e.key == key)
            for e in past
        ):
            return "not_the_same_person"
        return ""

    @property
    def _may_go_on(self) -> set[str]:
        """A part that a gate released still moves (it is paid for, closed); one that was destroyed does
        not."""
        return {"", *(gate.ends for gate in self.gates)}

    def _opened(self, case: Case, make: "_Maker", cause: int) -> Iterator[Event]:
        opened: set[tuple[str, str]] = set()
        for gate in self.gates:
            for part in case.parts:
                first = not gate.after or case.is_open(gate.after, part) or (gate.after, part) in opened
                if (
                    first
                    and not case.is_open(gate.name, part)
                    and case.ended.get(part, "") in self._may_go_on
                    and not self.missing(case, gate.name, part)
                ):
                    opened.add((gate.name, part))
                    yield make.gate(gate.name, gate.name, part, case.cycle(part), cause, gate.ends)


def _next(case: Case, track: str, part: str) -> TrackKey:
    return TrackKey(
        track, part, 1 + max((k.number for k in case.tracks if k[:2] == (track, part)), default=0)
    )


def _positions(case: Case, track: str, how: str, opens_on: Sequence[str], part: str) -> list[TrackKey]:
    if how == "opens":
        return [_next(case, track, one) for one in opens_on]
    return [key for key in case.tracks if key.track == track and key.part == part]


class _Maker:
    """Numbers and dates the events of one action."""

    def __init__(
        self,
        flow: Flow,
        case: Case,
        actor: Actor,
        at: datetime,
        occurred_at: datetime,
        due: Due,
        correlation: str,
    ) -> None:
        self.flow, self.case, self.seq, self.due = flow, case, case.seq, due
        self.common = {
            "recorded_at": at,
            "occurred_at": occurred_at,
            "by": actor.person,
            "capacity": actor.capacity,
            "behalf": actor.behalf,
            "correlation": correlation,
        }

    def _event(self, **given: object) -> Event:
        self.seq += 1
        return Event(seq=self.seq, **self.common, **given)  # type: ignore[arg-type]

    def plain(self, name: str, data: str) -> Event:
        return self._event(name=name, data=data)

    def moved(self, name: str, key: TrackKey, to: str, cause: int, data: str = "", ends: str = "") -> Event:
        state = self.flow.states[key.track, to]
        return self._event(
            name=name,
            track=key.track,
            part=key.part,
            number=key.number,
            state=to,
            whose=state.whose,
            due=self.due(state.clock, key) if state.clock else None,
            ends=ends,
            data=data,
            cause=cause,
            cycle=self.case.cycle(key.part),
        )

    def gate(self, name: str, gate: str, part: str, cycle: int, cause: int, ends: str = "") -> Event:
        return self._event(name=name, gate=gate, part=part, cycle=cycle, cause=cause, ends=ends)
