"""Writes down one action: numbers and dates its events, and keeps the case that they lead to."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NotRequired, Required, TypedDict

from tongguan.law.kernel.case import Actor, At, Case, Event, TrackKey, fold
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
    together what one message brought."""

    actor: Required[Actor]
    at: Required[datetime]
    occurred_at: NotRequired[datetime | None]
    due: NotRequired[Due]
    data: NotRequired[str]
    correlation: NotRequired[str]


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
        offices: Mapping[str, str] | None = None,
    ) -> None:
        if case.at is not None and at < case.at:
            raise NotOffered(step, "before_the_last_event")
        if occurred_at is not None and occurred_at > at:
            raise NotOffered(step, "not_yet_happened")
        self.states, self.case, self.due, self.offices = states, case, due, offices or {}
        self.common: dict[str, Any] = {
            "occurred_at": occurred_at or at,
            "recorded_at": at,
            "by": actor.person,
            "capacity": actor.capacity,
            "behalf": actor.behalf,
            "correlation": correlation,
        }
        self.events: list[Event] = []

    def write(self, **given: Any) -> Event:
        """The next event; `given` are the fields of Event that this action does not share."""
        event = Event(seq=self.case.seq + 1, **self.common, **given)
        self.case = fold(self.case, (event,))
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
        return self._of(key, to, state.whose, office, due, name=name, ends=ends, cause=cause, data=data)

    def claim(self, name: str, key: TrackKey, where: At) -> Event:
        return self._of(key, where.state, where.whose, where.office, where.due, name=name)

    def remind(self, name: str, key: TrackKey, where: At, due: datetime | None) -> Event:
        """A clock has called: the track stays where it is, and `due` is when the clock calls next."""
        return self._of(key, where.state, where.whose, where.office, due, name=name)

    def gate(self, name: str, gate: str, part: str, cycle: int, cause: int, ends: str = "") -> Event:
        return self.write(name=name, gate=gate, part=part, cycle=cycle, cause=cause, ends=ends)

    def _of(
        self, key: TrackKey, state: str, whose: str, office: str, due: datetime | None, **given: Any
    ) -> Event:
        cycle, where = self.case.cycle(key.part), key._asdict()
        return self.write(**where, state=state, whose=whose, office=office, due=due, cycle=cycle, **given)
