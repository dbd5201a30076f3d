"""Writes down one action: numbers and dates its events, and keeps the case that they lead to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import NamedTuple, NotRequired, Required, TypedDict

from tongguan.law.kernel.case import END_TAKEN_BACK, Actor, At, Case, Event, TrackKey
from tongguan.law.kernel.flow_table import State

Due = Callable[[str, TrackKey], datetime | None]
"""The name of a clock and the track it runs on -> the next instant at which it asks for attention."""


class NotOffered(Exception):
    """The step may not be taken now, by this actor; `reason` is a word for the door to put into words."""

    def __init__(self, step: str, reason: str) -> None:
        self.step, self.reason = step, reason
        super().__init__(f"{step}: {reason}")


class Told(TypedDict, total=False):
    """What is told of every action: who acts, our time of recording it (with its zone), and, where they
    matter, when it happened in the world, how to work out deadlines, the digested text, an id that ties
    together what one message brought, the dossier's own office, where tracks go that have no other."""

    actor: Required[Actor]
    at: Required[datetime]
    occurred_at: NotRequired[datetime | None]
    due: NotRequired[Due]
    data: NotRequired[str]
    correlation: NotRequired[str]
    office: NotRequired[str]


class Taken(NamedTuple):
    """What an action comes to: its events, and the case that they lead to, as folding them does."""

    events: tuple[Event, ...]
    case: Case


NO_TRACK = TrackKey("", "", 0)
Where = tuple[str, str, str, datetime | None]
"""Of an event of a track: its state, whose that is, the office, and what is due when."""
NOWHERE: Where = ("", "", "", None)


class Pen:
    """Raises NotOffered where the times cannot be: recording never runs backwards inside a dossier, and
    nothing is recorded before it happened."""

    def __init__(
        self,
        states: Mapping[tuple[str, str], State],
        case: Case,
        step: str,
        *,
        actor: Actor,
        at: datetime,
        occurred_at: datetime | None = None,
        due: Due | None = None,
        data: str = "",
        correlation: str = "",
        office: str = "",
        offices: Mapping[str, str] | None = None,
    ) -> None:
        if case.at is not None and at < case.at:
            raise NotOffered(step, "before_the_last_event")
        if occurred_at is not None and occurred_at > at:
            raise NotOffered(step, "not_yet_happened")
        self.states, self.case, self.due = states, case.copy(), due
        self.office, self.offices = office, offices or {}
        self.common = (occurred_at or at, at, actor.person, actor.capacity, actor.behalf)
        self.correlation = correlation
        self.events: list[Event] = []

    def taken(self) -> Taken:
        """All that was written; nothing is written afterwards."""
        return Taken(tuple(self.events), self.case)

    def write(
        self,
        name: str,
        key: TrackKey = NO_TRACK,
        where: Where = NOWHERE,
        *,
        gate: str = "",
        cycle: int = 1,
        ends: str = "",
        cause: int = 0,
        data: str = "",
    ) -> Event:
        """The next event; where it is a track's, `key` says which and `where` is what it comes to."""
        told = (gate, cycle, ends, cause, data, self.correlation)
        event = Event._make((self.case.seq + 1, name, *self.common, *key, *where, *told))
        self.case.happens(event)
        self.events.append(event)
        return event

    def move(
        self,
        name: str,
        key: TrackKey,
        to: str,
        *,
        office: str = "",
        cause: int = 0,
        data: str = "",
        ends: str = "",
    ) -> Event:
        """A track opens in a state or comes to one; it stays with its office unless another is named."""
        state, before = self.states[key.track, to], self.case.tracks.get(key)
        office = office or self.offices.get(key.track, "") or (before.office if before else "")
        due = self.due(state.clock, key) if state.clock and self.due else None
        where = (to, state.whose, office or self.office, due)
        return self.write(
            name, key, where, cycle=self.case.cycle(key.part), ends=ends, cause=cause, data=data
        )

    def claim(self, name: str, key: TrackKey, where: At) -> Event:
        return self.remind(name, key, where, where.due)

    def remind(self, name: str, key: TrackKey, where: At, due: datetime | None) -> Event:
        """A clock has called: the track stays where it is, and `due` is when the clock calls next."""
        stays = (where.state, where.whose, where.office or self.office, due)
        return self.write(name, key, stays, cycle=self.case.cycle(key.part))

    def hand_on(self, name: str, key: TrackKey, where: At, office: str, cause: int) -> Event:
        """Another office works on the track from now on; it stays where it is, and whoever had it has not."""
        stays = (where.state, where.whose, office, where.due)
        return self.write(name, key, stays, cycle=self.case.cycle(key.part), cause=cause)

    def revive(self, revives: tuple[str, str], part: str, cause: int) -> None:
        """The parts that came to this end go on as if they had not."""
        end, whose = revives
        for one in self.case.of(part):
            if end and self.case.ended.get(one) == end:
                key, cycle = TrackKey("", one, 0), self.case.cycle(one)
                self.write(END_TAKEN_BACK, key, ("", whose, "", None), cycle=cycle, cause=cause, data=end)

    def gate(self, name: str, gate: str, part: str, cycle: int, cause: int, ends: str = "") -> Event:
        return self.write(name, TrackKey("", part, 0), gate=gate, cycle=cycle, cause=cause, ends=ends)
