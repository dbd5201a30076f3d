"""Putting an action into the tables: tracks are written from the events that the action appends, and from
nothing else."""

from dataclasses import dataclass
from datetime import datetime

from tongguan.desk.dossiers import chain
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Dossier, Event, Holding, Track
from tongguan.desk.dossiers.rows import Rows, insert_new, update
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
from tongguan.law.case import At, Case, TrackKey

Plain = tuple[object, ...]


class Stale(Exception):
    """Another action came first: what was decided here was decided on a state that is past."""


@dataclass(frozen=True, slots=True)
class Beforehand:
    """What of a new dossier can be written down before it has an id, so that its transaction only numbers,
    chains and writes: the lines and rows of its events, and where they leave it."""

    events: tuple[tuple[str, Plain], ...]
    case: Case
    tracks: tuple[Plain, ...]
    offices: set[str]
    parts: str
    finished_at: datetime | None


def beforehand(act: Act) -> Beforehand:
    """What the action has come to so far."""
    rows = map(chain.values, act.made)
    tracks = tuple(_track_row(key, at) for key, at in act.case.tracks.items())
    events = tuple((chain.line(row), row) for row in rows)
    finished = finished_at(act.case, act.made, None)
    return Beforehand(events, act.case, tracks, offices_of(act.made), parts_text(act.case), finished)


def open_new(act: Act, ready: Beforehand, rows: Rows) -> None:
    """Adds the rows of a new dossier."""
    if ready.case is not act.case:
        ready = beforehand(act)
    new, head = act.id, chain.first(act.cover)
    events = []
    for line, row in ready.events:
        head = chain.digest(head, line)
        events.append((new, *row, head))
    moving = (ready.parts, act.case.seq, head, act.case.at, ready.finished_at)
    rows.extend(Dossier, [(*act.cover[:-1], *moving)])
    rows.extend(Event, events)
    rows.extend(Track, [(new, *row) for row in ready.tracks])
    rows.extend(Holding, [(new, office) for office in ready.offices])


def record(act: Act, stored: Stored) -> None:
    """Writes what an action did to a dossier; its rows follow. Raises Stale where the dossier has moved
    since it was taken down."""
    if not act.made and not len(act.rows):
        return
    head = stored.moving.head
    events = []
    for row in map(chain.values, act.made):
        head = chain.digest(head, chain.line(row))
        events.append((act.id, *row, head))
    _move(act, stored, head)
    act.rows.extend(Event, events)
    changed = {event.key: act.case.tracks[event.key] for event in act.made if event.track}
    new = {key: at for key, at in changed.items() if key not in act.before.tracks}
    act.rows.extend(Track, [(act.id, *_track_row(key, at)) for key, at in new.items()])
    moved = [(key, at) for key, at in changed.items() if key not in new]
    values = [(*(getattr(at, name) for name in STATE), None, act.id, *key) for key, at in moved]
    update(Track, (*STATE, "leased_until"), ("dossier_id", *KEY), values)
    held = {at.office for at in act.before.tracks.values()}
    insert_new(Holding, [(act.id, office) for office in sorted(offices_of(act.made) - held)])


def _move(act: Act, stored: Stored, head: str) -> None:
    finished = finished_at(act.case, act.made, stored.moving.finished_at)
    row = (*moving_of(act.case, head, finished), act.id, stored.moving.seq)
    if update(Dossier, MOVING, ("id", "seq"), [row]) != 1:
        raise Stale(f"dossier {act.id} is no longer at {stored.moving.seq}")


def _track_row(key: TrackKey, at: At) -> Plain:
    return (*key, at.state, at.whose, at.office, at.since, at.due, at.seq, at.assignee, None)
