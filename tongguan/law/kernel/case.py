"""What a dossier is: the events that happened to it, and where they leave its tracks, gates and parts."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple

CLAIMED, HANDED_BACK, CYCLE_BEGUN, PART_ADDED = "claimed", "handed_back", "cycle_begun", "part_added"
END_TAKEN_BACK = "end_taken_back"
REMINDED, HANDED_ON = "reminded", "handed_on"
PHOTO_TAKEN, POSTED = "photo_taken", "posted"
CLAIMS = (CLAIMED, HANDED_BACK, REMINDED, HANDED_ON)
"""Events of a track that move nothing: who works on it, which office, and that its clock has called."""
OFFICERS = ("document_officer", "inspector", "revenue_officer")
"""Who works for an office of customs, and on the tracks of that office alone."""


class TrackKey(NamedTuple):
    """Which track: its name, the part it concerns ("" is the whole), and which one of several, from 1."""

    track: str
    part: str = ""
    number: int = 1


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: a person's id, in which capacity, on whose behalf (an enterprise or an office). `seen` is the
    seq at which they saw the dossier that they decide on, 0 where nobody looked."""

    person: str
    capacity: str
    behalf: str = ""
    seen: int = 0

    @property
    def office(self) -> str:
        """The office that an officer works for; "" of everybody else."""
        return self.behalf if self.capacity in OFFICERS else ""


SYSTEM = Actor("system", "system")
"""The program itself, where no person decides."""


class Event(NamedTuple):
    """What happened. `occurred_at` is what its sender states of the world, `recorded_at` ours. `whose`,
    `due` and `office` are frozen here, so that no later change of a flow rewrites history. An opened gate
    has `gate` and no track; a new cycle has the `gate` that was taken back; an end that was taken back says
    in `whose` whose time it was since that end. `cause` is the seq of the event
    that brought this one about, 0 for a step that somebody took."""

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
    office: str = ""
    due: datetime | None = None
    gate: str = ""
    cycle: int = 1
    ends: str = ""
    cause: int = 0
    data: str = ""
    correlation: str = ""

    @property
    def key(self) -> TrackKey:
        return TrackKey(self.track, self.part, self.number)


class At(NamedTuple):
    """Where a track stands: its state, whose time that is, since when, until when, by which event, claimed
    by whom, worked on by which office. A claim changes the claimant only, never `since`; it lasts while
    the time stays the same party's."""

    state: str
    whose: str
    since: datetime
    due: datetime | None
    seq: int
    assignee: str = ""
    office: str = ""


@dataclass(slots=True)
class Case:
    """A dossier as its events leave it. `parts` are all containers, or bills, or ("",) for the whole; `at`
    is when its last event was recorded; `ended` gives the disposition of each part that has one. Only who
    folds events changes a case, and only one of its own (`copy`)."""

    parts: tuple[str, ...] = ("",)
    seq: int = 0
    tracks: dict[TrackKey, At] = field(default_factory=dict)
    open_gates: set[tuple[str, str, int]] = field(default_factory=set)
    cycles: dict[str, int] = field(default_factory=dict)
    ended: dict[str, str] = field(default_factory=dict)
    at: datetime | None = None

    def copy(self) -> "Case":
        tracks, gates = dict(self.tracks), set(self.open_gates)
        return Case(self.parts, self.seq, tracks, gates, dict(self.cycles), dict(self.ended), self.at)

    def happens(self, event: Event) -> None:
        """Moves the case by an event. Calls neither steps nor gates: what was recorded is what happened."""
        self.seq, self.at = event.seq, event.recorded_at
        if event.name == CYCLE_BEGUN:
            self.cycles[event.part] = event.cycle
            self.ended.pop(event.part, None)
        elif event.name == PART_ADDED:
            self.parts = (*self.parts, event.part)
        elif event.name == END_TAKEN_BACK:
            self.ended.pop(event.part, None)
        elif event.track:
            key = event.key
            self.tracks[key] = _moved(self.tracks.get(key), event)
        elif event.gate:
            self.open_gates.add((event.gate, event.part, event.cycle))
        if event.ends:
            for part in self.of(event.part):
                self.ended.setdefault(part, event.ends)

    def cycle(self, part: str) -> int:
        return self.cycles.get(part, 1)

    def is_open(self, gate: str, part: str) -> bool:
        """Whether the gate stands open for the part, in the part's present cycle."""
        return (gate, part, self.cycle(part)) in self.open_gates

    def of(self, part: str) -> tuple[str, ...]:
        """The parts that something on this part concerns: what is on the whole concerns them all."""
        return self.parts if part == "" else (part,)

    def unmet(
        self, needs: Mapping[str, tuple[str, ...]], parts: Sequence[str]
    ) -> tuple[tuple[TrackKey, At], ...]:
        """The tracks on these parts that stand in none of the states that their name needs."""
        return tuple(
            (key, at)
            for key, at in self.tracks.items()
            if key.part in parts and at.state not in needs.get(key.track, (at.state,))
        )

    def meets(self, needs: Mapping[str, tuple[str, ...]], part: str) -> bool:
        """Whether every track of the part and of the whole stands in a state that its name needs."""
        for (track, of, _), at in self.tracks.items():
            if of in ("", part) and track in needs and at.state not in needs[track]:
                return False
        return True

    def kept_from(self, actor: Actor, by: Sequence[str], key: TrackKey) -> str:
        """Why a step that these capacities take on the track is not the actor's; "" where it is. An officer
        works on the tracks of his own office; what is not open yet is before whoever opens it."""
        if actor.capacity not in by:
            return "not_your_capacity"
        office = self.tracks[key].office if key in self.tracks else ""
        elsewhere = actor.capacity in OFFICERS and office not in ("", actor.office)
        return "not_your_office" if elsewhere else ""

    def next(self, track: str, part: str) -> TrackKey:
        """The key of the next number of a track: they have no gaps, for no track is ever taken away."""
        number = 1
        while (track, part, number) in self.tracks:
            number += 1
        return TrackKey(track, part, number)

    def taken_along(self, track: str, how: str, state: str, part: str) -> list[TrackKey]:
        """Which tracks another step takes along: a new one (`opens`), or all of that name and part that are
        not in the state yet (`moves`)."""
        if how == "opens":
            return [self.next(track, part)]
        return [key for key, at in self.tracks.items() if key[:2] == (track, part) and at.state != state]

    @property
    def finished(self) -> bool:
        return all(part in self.ended for part in self.parts)


def fold(case: Case, events: Iterable[Event]) -> Case:
    """The case after these events, another one."""
    after = case.copy()
    for event in events:
        after.happens(event)
    return after


def _moved(before: At | None, event: Event) -> At:
    if before is not None and event.name in CLAIMS:
        assignee = {CLAIMED: event.by, REMINDED: before.assignee}.get(event.name, "")
        office = event.office if event.name == HANDED_ON else before.office
        return At(before.state, before.whose, before.since, event.due, before.seq, assignee, office)
    assignee = before.assignee if before is not None and before.whose == event.whose else ""
    return At(event.state, event.whose, event.recorded_at, event.due, event.seq, assignee, event.office)
