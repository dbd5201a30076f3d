"""Putting an action into the tables: tracks are written from the events that the action appends, and from
nothing else."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tongguan.desk.dossiers import chain
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Dossier, Event, Holding, Track
from tongguan.desk.dossiers.rows import Rows, insert_new, ready, update
from tongguan.desk.dossiers.shelf import (
    KEY,
    MOVING,
    STATE,
    Stored,
    finished_at,
    moving_of,
    offices_of,
    parts_text,
)
from tongguan.law.kernel.case import At, Case, TrackKey

Plain = Sequence[object]


class Stale(Exception):
    """Another action came first: what was decided here was decided on a state that is past."""


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What of a new dossier can be written down before it has an id, so that its transaction only numbers,
    chains and writes: the lines of its events, rows ready for the driver with 0 for the id (those of events
    without id and digest), and where they leave it."""

    lines: tuple[str, ...]
    events: Sequence[Plain]
    tracks: Sequence[Plain]
    holdings: Sequence[Plain]
    case: Case
    parts: str
    finished_at: datetime | None


def beforehand(act: Act) -> Beforehand:
    """What the action has come to so far."""
    return Beforehand(
        lines=tuple(map(chain.line, act.made)),
        events=[row[1:-1] for row in ready(Event, [(0, *event, "") for event in act.made])],
        tracks=ready(Track, [(0, *_track_row(key, at)) for key, at in act.case.tracks.items()]),
        holdings=ready(Holding, [(0, office) for office in offices_of(act.made)]),
        case=act.case,
        parts=parts_text(act.case),
        finished_at=finished_at(act.case, act.made, None),
    )


def open_new(act: Act, planned: Beforehand, rows: Rows) -> None:
    """Adds the rows of a new dossier."""
    if planned.case is not act.case:
        planned = beforehand(act)
    new, head = act.id, chain.first(act.cover)
    events = []
    for line, row in zip(planned.lines, planned.events, strict=True):
        head = chain.digest(head, line)
        events.append((new, *row, head))
    moving = (planned.parts, act.case.seq, head, act.case.at, planned.finished_at)
    rows.extend(Dossier, [(*act.cover[:-1], *moving)])
    rows.extend_ready(Event, events)
    rows.extend_ready(Track, [(new, *row[1:]) for row in planned.tracks])
    rows.extend_ready(Holding, [(new, *row[1:]) for row in planned.holdings])


def record(act: Act, stored: Stored) -> None:
    """Writes what an action did to a dossier; its rows follow. Raises Stale where the dossier has moved
    since it was taken down."""
    if not act.made and not len(act.rows):
        return
    head = stored.moving.head
    events = []
    for event in act.made:
        head = chain.digest(head, chain.line(event))
        events.append((act.id, *event, head))
    _move(act, stored, head)
    act.rows.extend(Event, events)
    changed = {event.key: act.case.tracks[event.key] for event in act.made if event.track}
    new = {key: at for key, at in changed.items() if key not in act.before.tracks}
    act.rows.extend(Track, [(act.id, *_track_row(key, at)) for key, at in new.items()])
    moved = [(key, at) for key, at in changed.items() if key not in new]
    values = [(*(getattr(at, name) for name in STATE), act.id, *key) for key, at in moved]
    update(Track, STATE, ("dossier_id", *KEY), values)
    held = {at.office for at in act.before.tracks.values()}
    insert_new(Holding, [(act.id, office) for office in sorted(offices_of(act.made) - held)])


def _move(act: Act, stored: Stored, head: str) -> None:
    finished = finished_at(act.case, act.made, stored.moving.finished_at)
    row = (*moving_of(act.case, head, finished), act.id, stored.moving.seq)
    if update(Dossier, MOVING, ("id", "seq"), [row]) != 1:
        raise Stale(f"dossier {act.id} is no longer at {stored.moving.seq}")


def _track_row(key: TrackKey, at: At) -> Plain:
    return (*key, at.state, at.whose, at.office, at.since, at.due, at.seq, at.assignee)
