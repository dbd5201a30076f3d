"""What the table of a kind of case is written in, and what makes such a table contradict itself."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from tongguan.law.kernel.case import (
    CLAIMED,
    CYCLE_BEGUN,
    END_TAKEN_BACK,
    HANDED_BACK,
    HANDED_ON,
    PART_ADDED,
    REMINDED,
)

NOBODY = "nobody"
WHOSE = ("trader", "documents", "inspection", "revenue", "carrier", "bank", "authority", NOBODY)
CAPACITIES = (
    "trader",
    "broker",
    "document_officer",
    "inspector",
    "revenue_officer",
    "coordinator",
    "monitor",
    "administrator",
    "rules_officer",
    "manager",
    "port",
    "carrier",
    "terminal",
    "bank",
    "authority",
    "system",
)
DISPOSITIONS = (
    "released",
    "returned",
    "destroyed",
    "seized",
    "confiscated",
    "abandoned",
    "sold",
    "short_landed",
)
WITHOUT_GOODS = ("refused", "withdrawn")
"""A dossier may end while its goods still wait: they are then of another dossier, or of none yet."""

Needs = Mapping[str, tuple[str, ...]]
"""Track -> the states that do: of a part and of the whole, each such track that exists must be in one."""


class Contradiction(ValueError):
    """A flow table that cannot mean what it says."""


@dataclass(frozen=True, slots=True)
class State:
    """A state of a track: whose time passes in it, and the row of the deadline table that runs in it, if
    any. Of a `covert` state only customs knows; instead of one that `reads` otherwise a trader is shown the
    state named, until a gate has opened."""

    name: str
    whose: str
    clock: str = ""
    covert: bool = False
    reads: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """`source` empty opens a new number of the track. `by` are capacities. `not_by` names earlier events of
    the same track, part and number (else of the dossier) whose person may not take this step. `when` names
    what must be true: a gate that is open, a condition of the flow, or a fact that the action brings.
    `also` are (track, opens or moves, state). `ends` is the disposition that the part comes to; `withdraws`
    is the gate whose opening it takes back, which begins a new cycle of the part; `revives` the disposition
    that proves never to have been, and whose time it was meanwhile."""

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
    revives: tuple[str, str] = ("", "")


@dataclass(frozen=True, slots=True)
class Gate:
    """Opens for a part, once per cycle, when its needs are met; a track that does not exist counts as met.
    `ends` is the disposition of a part for which it opens. A gate that comes after another needs all that
    the other needs, so that the time while it is shut always has an owner."""

    name: str
    needs: Needs
    ends: str = ""


def refuse_contradictions(
    kind: str,
    tracks: Mapping[str, Sequence[State]],
    steps: Sequence[Step],
    gates: Sequence[Gate],
    conditions: Mapping[str, Needs],
    facts: Sequence[str],
) -> None:
    """Raises Contradiction with a sentence for each thing that cannot be meant."""
    names = [*(s.name for s in steps), *(g.name for g in gates), *_RESERVED, *conditions, *facts]
    wrong = [
        *_repeated("name", names, kind),
        *(w for name, states in tracks.items() for w in _repeated("state", [s.name for s in states], name)),
        *(
            f"{name}.{state.name} is the time of {state.whose!r}"
            for name, states in tracks.items()
            for state in states
            if state.whose not in WHOSE
        ),
        *(w for step in steps for w in _of_step(step, tracks, steps, gates, {*conditions, *facts})),
        *(w for name, needs in conditions.items() for w in _of_needs(name, needs, tracks)),
        *(w for gate in gates for w in (*_of_needs(gate.name, gate.needs, tracks), *_of_gate(gate, tracks))),
        *(w for first, then in pairwise(gates) for w in _of_order(first, then)),
    ]
    if wrong:
        raise Contradiction(f"{kind}: " + "; ".join(wrong))


_RESERVED = (CLAIMED, HANDED_BACK, HANDED_ON, REMINDED, CYCLE_BEGUN, PART_ADDED, END_TAKEN_BACK)


def _repeated(what: str, names: Sequence[str], where: str) -> Iterable[str]:
    return (f"{where}: two of {what} {name}" for name in sorted({n for n in names if names.count(n) > 1}))


def _of_step(
    step: Step,
    tracks: Mapping[str, Sequence[State]],
    steps: Sequence[Step],
    gates: Sequence[Gate],
    truths: set[str],
) -> Iterable[str]:
    known = {(track, state.name) for track, states in tracks.items() for state in states}
    named = [(step.track, state) for state in (*step.source, step.to)]
    named += [(track, state) for track, _, state in step.also]
    yield from (f"{step.name} names {t}.{s}" for t, s in named if (t, s) not in known)
    yield from (f"{step.name} is of {c!r}" for c in step.by if c not in CAPACITIES)
    if not step.by:
        yield f"{step.name} is nobody's to take"
    earlier = {other.name for other in steps}
    yield from (f"{step.name} is not by who did {n!r}" for n in step.not_by if n not in earlier)
    if step.when and step.when not in truths | {gate.name for gate in gates}:
        yield f"{step.name} waits for {step.when!r}, which nobody knows"
    if step.ends and step.ends not in (*DISPOSITIONS, *WITHOUT_GOODS):
        yield f"{step.name} ends in {step.ends!r}"
    end, whose = step.revives
    if end and (end not in DISPOSITIONS or step.ends or step.withdraws):
        yield f"{step.name} takes the end {end!r} back"
    if end and whose not in WHOSE[:-1]:
        yield f"{step.name} gives what was taken back to {whose!r}"
    if step.withdraws:
        taken_back = next((gate for gate in gates if gate.name == step.withdraws), None)
        after = [(step.track, step.to), *((track, state) for track, _, state in step.also)]
        if taken_back is None or all(s in taken_back.needs.get(t, (s,)) for t, s in after):
            yield f"{step.name} takes {step.withdraws!r} back and reopens nothing that it names"


def _of_needs(name: str, needs: Needs, tracks: Mapping[str, Sequence[State]]) -> Iterable[str]:
    for track, accepted in needs.items():
        states = {state.name for state in tracks.get(track, ())}
        yield from (f"{name} names {track}.{state}" for state in accepted or ("?",) if state not in states)


def _of_gate(gate: Gate, tracks: Mapping[str, Sequence[State]]) -> Iterable[str]:
    if gate.ends and gate.ends not in DISPOSITIONS:
        yield f"{gate.name} ends in {gate.ends!r}"
    for track, accepted in gate.needs.items():
        for state in tracks.get(track, ()):
            if state.name not in accepted and state.whose == NOBODY:
                yield f"{track}.{state.name} keeps {gate.name} shut, but it is nobody's time"


def _of_order(first: Gate, then: Gate) -> Iterable[str]:
    for track, accepted in first.needs.items():
        if not set(then.needs.get(track, ("?",))) <= set(accepted):
            yield f"{then.name} could open before {first.name}: it takes {track} more lightly"
