"""The time ledger: whose time every second was, from arrival to the gate.

The interval is divided backwards. A span is an unbroken run of unmet states of one track that the gate
names, of this part or of the whole. We start with the span that closed last; its seconds go to whoever each
of its states names. At its opening we go on with the span of the track whose step opened it, if that track
was unmet just before, else with the span open just then that closes last. So every second has exactly one
owner; reopened tracks, late holds and orders and added parts need no rule of their own.

Instants are cut to whole seconds first, so that the parts sum to the whole exactly. A track stands where our
record says since we recorded it; only arrival counts from when it happened in the world: late reporting is
the reporter's time.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from tongguan.law.flow import NOBODY, Flow
from tongguan.law.kernel.case import (
    CLAIMS,
    CYCLE_BEGUN,
    END_TAKEN_BACK,
    PART_ADDED,
    Case,
    Event,
    TrackKey,
    fold,
)

CUSTOMS = ("documents", "inspection", "revenue")
"""The roles that are customs'."""
PREPARATION = "preparation"
"""The state of the trader's time between arrival and acceptance."""
_NEVER = 1 << 62


@dataclass(frozen=True, slots=True)
class Measure:
    """What is measured: a row of the book. `arrival` names the events that are arrival, `accepted` the one
    that is acceptance. `preparation`: the overall time runs from arrival although the declaration was not
    accepted yet (imports); else from the later of both (exports)."""

    gate: str
    arrival: tuple[str, ...]
    accepted: str
    preparation: bool


class Slice(NamedTuple):
    """Time that one party held: which track stood in which state. `end` does not belong to it."""

    start: datetime
    end: datetime
    whose: str
    key: TrackKey | None
    state: str

    @property
    def seconds(self) -> int:
        return (self.end - self.start) // timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Ledger:
    """The time of one part in one cycle, in whole seconds, sliced in order. `so_far`: the gate is shut."""

    part: str
    cycle: int
    accepted: datetime
    start: datetime
    end: datetime
    so_far: bool
    slices: tuple[Slice, ...]

    @property
    def overall(self) -> int:
        return _seconds(self.slices)

    @property
    def acceptance_to_gate(self) -> int:
        """From the later of arrival and acceptance."""
        return _seconds(s for s in self.slices if s.state != PREPARATION)

    @property
    def in_customs_hands(self) -> int:
        return _seconds(s for s in self.slices if s.whose in CUSTOMS)

    @property
    def by_owner(self) -> Mapping[str, int]:
        owners = dict.fromkeys(s.whose for s in self.slices)
        return {whose: _seconds(s for s in self.slices if s.whose == whose) for whose in owners}


class Span(NamedTuple):
    """An unbroken run of unmet states of one track: the moves that made it, and the one that ended it."""

    moves: tuple[Event, ...]
    closed: Event | None

    @property
    def opened(self) -> Event:
        return self.moves[0]

    @property
    def closing(self) -> int:
        return self.closed.seq if self.closed else _NEVER

    def stood_before(self, seq: int) -> bool:
        return self.opened.seq < seq <= self.closing


def ledger(
    events: Sequence[Event],
    flow: Flow,
    measure: Measure,
    *,
    now: datetime,
    parts: tuple[str, ...] = ("",),
    part: str = "",
    cycle: int = 1,
) -> Ledger | None:
    """The ledger of a part, `parts` being those that the dossier began with. A gate still shut is accounted
    for until `now`, so far. None where there is no clock: the cycle never began, or the part came to another
    end (withdrawn, refused, destroyed)."""
    case = fold(Case(parts), events)
    gate = next((e for e in events if _opens(e, measure.gate, part, cycle)), None)
    ended = case.ended.get(part, "")
    if cycle > case.cycle(part) or (gate is None and (cycle < case.cycle(part) or ended not in flow.goes_on)):
        return None
    until = gate.seq if gate else _NEVER
    end = _second(gate.recorded_at if gate else now)
    begun = next((e for e in events if e.name == CYCLE_BEGUN and (e.part, e.cycle) == (part, cycle)), None)
    accepted = _accepted(events, measure, part)
    start = clock = accepted
    if begun is not None:
        start = clock = _second(begun.recorded_at)
    elif (arrival := _arrival(events, flow, measure, part, end, gate is None)) is not None:
        clock = max(arrival, accepted)
        start = arrival if measure.preparation else clock
    start, clock = min(start, end), min(clock, end)
    spans = spans_of([e for e in events if e.seq < until], flow, measure.gate, part)
    slices = [*_divided(spans, events, clock, end)]
    if start < clock:
        slices.append(Slice(start, clock, "trader", None, PREPARATION))
    return Ledger(part, cycle, accepted, start, end, gate is None, tuple(reversed(slices)))


def headline(
    events: Sequence[Event], flow: Flow, measure: Measure, *, now: datetime, parts: tuple[str, ...] = ("",)
) -> Ledger | None:
    """The first cycle of the part for which the gate opened last; while it is shut for some part, the longest
    of those, so far. None where no part has a clock."""
    every = fold(Case(parts), events).parts
    found = [ledger(events, flow, measure, now=now, parts=parts, part=part) for part in every]
    ledgers = [one for one in found if one is not None]
    shut = [one for one in ledgers if one.so_far]
    opened = {e.part: e.seq for e in events if e.name == e.gate == measure.gate and e.cycle == 1}
    if shut:
        return max(shut, key=lambda one: one.overall)
    return max(ledgers, key=lambda one: opened[one.part], default=None)


def spans_of(events: Sequence[Event], flow: Flow, gate: str, part: str) -> list[Span]:
    """Every span that kept the gate shut for the part, in the order in which they opened."""
    needs, running, spans = flow.needs[gate], dict[TrackKey, list[Event]](), list[Span]()
    mistaken = _mistaken(events)
    for event in events:
        if event.track in needs and event.part in ("", part) and event.name not in CLAIMS:
            if event.seq in mistaken:
                running.setdefault(event.key, []).append(event._replace(whose=mistaken[event.seq]))
            elif event.state not in needs[event.track]:
                running.setdefault(event.key, []).append(event)
            elif event.key in running:
                spans.append(Span(tuple(running.pop(event.key)), event))
    spans += [Span(tuple(moves), None) for moves in running.values()]
    return sorted(spans, key=lambda span: span.opened.seq)


def _mistaken(events: Sequence[Event]) -> dict[int, str]:
    """The moves to an end that was taken back, and whose time it was meanwhile: no gate could open."""
    found = dict[int, str]()
    for back in (e for e in events if e.name == END_TAKEN_BACK):
        for step in (e for e in events if e.seq == back.cause):
            moves = [e.seq for e in events if e.key == step.key and e.seq < step.seq and e.name not in CLAIMS]
            found |= dict.fromkeys(moves[-1:], back.whose)
    return found


class Stay(NamedTuple):
    """How long a track stood in a state; `until` is None while it still does."""

    key: TrackKey
    state: str
    whose: str
    since: datetime
    until: datetime | None


def stays(events: Sequence[Event]) -> tuple[Stay, ...]:
    """Every stay of every track, in the order in which they began. A dossier has them whatever its end."""
    moves = [e for e in events if e.track and e.name not in CLAIMS]
    then: dict[TrackKey, datetime] = {}
    found = []
    for e in reversed(moves):
        found.append(Stay(e.key, e.state, e.whose, e.recorded_at, then.get(e.key)))
        then[e.key] = e.recorded_at
    return tuple(reversed(found))


def _divided(
    spans: Sequence[Span], events: Sequence[Event], start: datetime, end: datetime
) -> Iterator[Slice]:
    """The slices from the end back to the start."""
    span = max(spans, key=_last, default=None)
    while span is not None and start < end:
        for event in reversed(span.moves):
            since = max(start, _second(event.recorded_at))
            if since < end:
                yield Slice(since, end, event.whose, event.key, event.state)
                end = since
        span = _before(spans, events, span.opened)
    if start < end:
        yield Slice(start, end, NOBODY, None, "")


def _before(spans: Sequence[Span], events: Sequence[Event], opened: Event) -> Span | None:
    """The span to go on with at the opening of another."""
    cause = next((e for e in events if e.seq == opened.cause and e.track), None)
    handed_on = (s for s in spans if cause and s.opened.key == cause.key and s.stood_before(cause.seq))
    for span in handed_on:
        # a cause of an earlier moment hands on no time that its track did not hold until now
        if span.closing > opened.seq or (cause and cause.recorded_at == opened.recorded_at):
            return span
    return max((s for s in spans if s.stood_before(opened.seq)), key=_last, default=None)


def _last(span: Span) -> tuple[int, int]:
    """Spans by when they close; of those still open the one that opened last is taken to close last."""
    return span.closing, span.opened.seq


def _accepted(events: Sequence[Event], measure: Measure, part: str) -> datetime:
    """When the declaration was accepted, or this part was declared at last."""
    named = [e for e in events if e.name == measure.accepted]
    added = [e for e in events if e.name == PART_ADDED and e.part == part]
    return _second((added or named or events)[0].recorded_at)


def _arrival(
    events: Sequence[Event], flow: Flow, measure: Measure, part: str, end: datetime, shut: bool
) -> datetime | None:
    """When the goods came, in the world. While they are awaited the clock has not begun to run; where no
    arrival is awaited there is none, and time counts from acceptance."""
    of_part = [e for e in events if e.part in ("", part)]
    came = next((e for e in of_part if e.name in measure.arrival), None)
    if came is not None:
        return _second(came.occurred_at)
    tracks = {flow.steps[name].track for name in measure.arrival if name in flow.steps}
    return end if shut and any(e.track in tracks for e in of_part) else None


def _opens(event: Event, gate: str, part: str, cycle: int) -> bool:
    return event.name == event.gate == gate and (event.part, event.cycle) == (part, cycle)


def _second(instant: datetime) -> datetime:
    return instant.replace(microsecond=0)


def _seconds(slices: Iterable[Slice]) -> int:
    return sum(s.seconds for s in slices)
