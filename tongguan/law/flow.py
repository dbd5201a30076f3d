"""The kernel: how a dossier moves.

A kind of case is a table. Tracks are in states; a state says whose time it is and which clock runs; a
step moves one track and may take others along; a gate opens for a part when every track it names, of that
part and of the whole, is in a state that the gate accepts. Nothing is orchestrated: tracks move alone and
gates join them. All here is pure; `desk.dossiers` is the one writer of what `take` returns.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Unpack

from tongguan.law.kernel.case import (
    CLAIMED,
    CYCLE_BEGUN,
    HANDED_BACK,
    PART_ADDED,
    Actor,
    At,
    Case,
    Event,
    TrackKey,
)
from tongguan.law.kernel.flow_table import NOBODY, WHOSE, Gate, Needs, State, Step, refuse_contradictions
from tongguan.law.kernel.pen import Due, NotOffered, Pen, Taken, Told

__all__ = ["NOBODY", "WHOSE", "Due", "Flow", "Gate", "NotOffered", "State", "Step", "Taken", "Told"]

Opening = tuple[str, ...]
"""Track, part, state, and the office that works on it where there is one."""


class Flow:
    """One kind of case: its tracks with their states, its steps, its gates in the order in which they open,
    the conditions that steps wait for, and the facts that only an action knows. Raises Contradiction."""

    def __init__(
        self,
        kind: str,
        tracks: Mapping[str, Sequence[State]],
        steps: Sequence[Step],
        gates: Sequence[Gate],
        conditions: Mapping[str, Needs] | None = None,
        facts: Sequence[str] = (),
    ) -> None:
        self.kind, self.gates, self.facts = kind, tuple(gates), tuple(facts)
        self.conditions = dict(conditions or {})
        refuse_contradictions(kind, tracks, steps, gates, self.conditions, facts)
        self.states = {(track, state.name): state for track, states in tracks.items() for state in states}
        self.steps = {step.name: step for step in steps}
        self.needs = {gate.name: gate.needs for gate in gates}
        # a part that a gate released still moves (it is paid for, closed); one that was destroyed does not
        self.goes_on = {"", *(gate.ends for gate in gates)}

    def begin(
        self, case: Case, name: str, openings: Iterable[Opening], *, part: str = "", **told: Unpack[Told]
    ) -> Taken:
        """The first events of a dossier: `name`, then the tracks opened, then the gates that open."""
        pen = Pen(self.states, case, name, **told)
        first = pen.write(name, TrackKey("", part, 0), data=told.get("data", ""))
        for track, where, state, *office in openings:
            key = pen.case.next(track, where)
            pen.move(f"{track}_opened", key, state, office="".join(office), cause=first.seq)
        return self._finish(pen, first)

    def add_part(self, case: Case, part: str, openings: Iterable[Opening], **told: Unpack[Told]) -> Taken:
        """A part that came to light later, with its tracks. Raises NotOffered where the dossier does not
        divide, knows the part already, or is finished."""
        if "" in (part, *case.parts) or part in case.parts or case.finished:
            raise NotOffered(PART_ADDED, "no_such_part")
        return self.begin(case, PART_ADDED, openings, part=part, **told)

    def take(
        self,
        case: Case,
        step: str,
        *,
        part: str = "",
        number: int = 0,
        also_on: Sequence[str] = (),
        offices: Mapping[str, str] | None = None,
        facts: frozenset[str] = frozenset(),
        past: Iterable[Event] = (),
        cause: int = 0,
        **told: Unpack[Told],
    ) -> Taken:
        """The events of a step and of every gate that it opens. `number` 0 is the only one in such a state.
        `also_on` are the parts on which other tracks are taken along, else the step's own; `offices` says
        by track who works on it from now on, by default the office of the officer who opens it; `past` are
        the dossier's events, for `not_by`. Raises NotOffered."""
        if step not in self.steps:
            raise NotOffered(step, "no_such_step")
        it = self.steps[step]
        if told["actor"].capacity not in it.by:  # asked first: whose step it is not, learns nothing of states
            raise NotOffered(step, "not_your_capacity")
        key = self._position(case, it, part, number)
        if reason := self._refusal(case, it, key, told["actor"], facts, past):
            raise NotOffered(step, reason)
        own = {} if it.source else {it.track: told["actor"].office}
        pen = Pen(self.states, case, step, offices={**own, **(offices or {})}, **told)
        first = pen.move(step, key, it.to, cause=cause, data=told.get("data", ""), ends=it.ends)
        for track, how, state in it.also:
            for one in also_on or (part,):
                for other in pen.case.taken_along(track, how, state, one):
                    pen.move(step, other, state, cause=first.seq)
        pen.revive(it.revives, part, first.seq)
        withdrawn = [one for one in case.of(part) if it.withdraws and case.is_open(it.withdraws, one)]
        for one in withdrawn:
            pen.gate(CYCLE_BEGUN, it.withdraws, one, case.cycle(one) + 1, first.seq)
        if not all(self.missing(pen.case, it.withdraws, one) for one in withdrawn):
            raise NotOffered(step, "nothing_reopened")
        return self._finish(pen, first)

    def claim(self, case: Case, key: TrackKey, *, back: bool = False, **told: Unpack[Told]) -> Taken:
        """Claiming a track, or handing it back: an event that moves nothing. Raises NotOffered when it is
        another's, or the actor has no step to take there."""
        where, actor, name = case.tracks.get(key), told["actor"], HANDED_BACK if back else CLAIMED
        steps = [s for s in self.steps.values() if where and s.track == key.track and where.state in s.source]
        if reason := case.kept_from(actor, [one for step in steps for one in step.by], key):
            raise NotOffered(name, reason)
        if where is None or where.assignee != (actor.person if back else ""):
            raise NotOffered(name, "not_yours")
        pen = Pen(self.states, case, name, **told)
        pen.claim(name, key, where)
        return pen.taken()

    def offered(
        self, case: Case, actor: Actor, *, facts: frozenset[str] = frozenset(), past: Sequence[Event] = ()
    ) -> Iterator[tuple[Step, TrackKey]]:
        """Every step that the actor may take now, and where: the buttons of a page, the list of the API."""
        for step in self.steps.values():
            keys = [k for k, at in case.tracks.items() if k.track == step.track and at.state in step.source]
            if not step.source:
                keys = [case.next(step.track, part) for part in dict.fromkeys(("", *case.parts))]
            yield from ((step, k) for k in keys if not self._refusal(case, step, k, actor, facts, past))

    def missing(self, case: Case, gate: str, part: str) -> tuple[tuple[TrackKey, At], ...]:
        """The tracks that keep the gate shut for the part: what a hold card shows."""
        return case.unmet(self.needs[gate], ("", part))

    def _position(self, case: Case, step: Step, part: str, number: int) -> TrackKey:
        if part and part not in case.parts:
            raise NotOffered(step.name, "no_such_part")
        if not step.source:
            return case.next(step.track, part)
        found = [
            k
            for k, at in case.tracks.items()
            if k.track == step.track and k.part == part
            if number in (0, k.number) and at.state in step.source
        ]
        if len(found) != 1:
            raise NotOffered(step.name, "which_number" if found else "not_in_that_state")
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
        parts = case.of(key.part)
        if reason := case.kept_from(actor, step.by, key):
            return reason
        if step.withdraws and not any(case.is_open(step.withdraws, part) for part in parts):
            return "not_open"
        # a part ends in one disposition: what would end it needs one that has none yet, what revives it that
        alive = {step.revives[0]} if step.revives[0] else {""} if step.ends else self.goes_on
        if all(case.ended.get(part, "") not in alive for part in parts):
            return "part_ended"
        if step.when and not self._holds(case, step.when, key.part, facts):
            return step.when
        if step.not_by and any(
            e.name in step.not_by and e.by == actor.person and (e.track != step.track or e.key == key)
            for e in past
        ):
            return "not_the_same_person"
        return ""

    def _holds(self, case: Case, truth: str, part: str, facts: frozenset[str]) -> bool:
        if truth in self.conditions:
            return not case.unmet(self.conditions[truth], ("", *case.of(part)))
        if truth in self.needs:
            alive = [one for one in case.of(part) if case.ended.get(one, "") in self.goes_on]
            return all(case.is_open(truth, one) for one in alive)
        return truth in facts

    def _finish(self, pen: Pen, last: Event) -> Taken:
        """Opens the gates that stand open now, each caused by the last step."""
        case = pen.case
        for gate in self.gates:
            for part in case.parts:
                shut = not case.is_open(gate.name, part) and case.ended.get(part, "") in self.goes_on
                if shut and case.meets(gate.needs, part):
                    pen.gate(gate.name, gate.name, part, case.cycle(part), last.seq, gate.ends)
        return pen.taken()
