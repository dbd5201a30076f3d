"""What a dossier is: the events that happened to it, and where they leave its tracks, gates and parts."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

CLAIMED, HANDED_BACK, CYCLE_BEGUN = "claimed", "handed_back", "cycle_begun"
CLAIMS = (CLAIMED, HANDED_BACK)


class TrackKey(NamedTuple):
    track: str
    part: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person's id, in which capacity, on whose behalf (an enterprise or an office)."""

    person: str
    capacity: str
    behalf: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What happened. `occurred_at` is what its sender states of the world, `recorded_at` ours. `whose`
    and `due` are frozen here, so that no later change of a flow rewrites history. `office` is the number of
    the office that works on the track from then on. An opened gate has `gate` and no track."""

    seq: int
    name: str
    occurred_at: datetime
    recorded_at: datetime
    by: str
    capacity: str
    behalf: str = ""
    track: str = ""
    part: str = ""
    number: int = 0
    state: str = ""
    whose: str = ""
    due: datetime | None = None
    office: int = 0
    gate: str = ""
    cycle: int = 1
    ends: str = ""
    cause: int = 0
    data: str = ""
    correlation: str = ""

    @property
    def key(self) -> TrackKey:
        return TrackKey(self.track, self.part, self.number)


@dataclass(frozen=True, slots=True)
class At:
    """Where a track stands: its state, whose time that is, since when, until when, by which event,
    claimed by whom."""

    state: str
    whose: str
    since: datetime
    due: datetime | None
    seq: int
    assignee: str = ""
    office: int = 0


@dataclass(frozen=True, slots=True)
class Case:
    """A dossier as its events leave it. `parts` are all containers, or bills, or ("",) for the whole."""

    parts: tuple[str, ...] = ("",)
    seq: int = 0
    tracks: Mapping[TrackKey, At] = field(default_factory=dict)
    open_gates: frozenset[tuple[str, str, int]] = frozenset()
    cycles: Mapping[str, int] = field(default_factory=dict)
    ended: Mapping[str, str] = field(default_factory=dict)

    def cycle(self, part: str) -> int:
        return self.cycles.get(part, 1)

    def is_open(self, gate: str, part: str) -> bool:
        """Whether the gate stands open for the part, in the part's present cycle."""
        return (gate, part, self.cycle(part)) in self.open_gates

    @property
    def finished(self) -> bool:
        return all(part in self.ended for part in self.parts)


def fold(case: Case, events: Iterable[Event]) -> Case:
    """The case after these events. Calls neither steps nor gates: what was recorded is what happened."""
    tracks, gates = dict(case.tracks), set(case.open_gates)
    cycles, ended, seq = dict(case.cycles), dict(case.ended), case.seq
    for event in events:
        seq = event.seq
        concerned = case.parts if event.part == "" else (event.part,)
        if event.name == CYCLE_BEGUN:
            cycles[event.part] = event.cycle
            ended.pop(event.part, None)
        elif event.track:
            before = tracks.get(event.key)
            stays = before is not None and event.name in CLAIMS
            tracks[event.key] = At(
                event.state,
                event.whose,
                before.since if before and stays else event.recorded_at,
                event.due,
                before.seq if before and stays else event.seq,
                event.by if event.name == CLAIMED else "",
                event.office,
            )
        elif event.gate:
            gates.add((event.gate, event.part, event.cycle))
        if event.ends:
            ended.update({part: event.ends for part in concerned if part not in ended})
    return replace(case, seq=seq, tracks=tracks, open_gates=frozenset(gates), cycles=cycles, ended=ended)
