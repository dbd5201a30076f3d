"""Putting an action into the tables: tracks are written from the events that the action appends, and from
nothing else."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from tongguan.desk.dossiers import chain
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.chain import Cover
from tongguan.desk.dossiers.models import Dossier, Event, Holding, Link, Outbox, Track
from tongguan.desk.dossiers.rows import Rows, insert_new, update
from tongguan.desk.dossiers.shelf import KEY, MOVING, STATE, Stored, moving_of
from tongguan.law.case import At, TrackKey

Plain = tuple[object, ...]


class Stale(Exception):
    """Another action came first: what was decided here was decided on a state that is past."""


@dataclass(frozen=True, slots=True)
class Written:
    """All that a new dossier's first action writes, but for the dossier's id: worked out beforehand, so
    that the transaction only numbers, chains and writes."""

    events: tuple[tuple[str, Plain], ...]
    tracks: tuple[Plain, ...]
    offices: tuple[str, ...]
    told: tuple[Plain, ...]
    moving: tuple[str, int]
    at: datetime | None
    finished_at: datetime | None


def beforehand(act: Act) -> Written:
    """The first action of a dossier that has no id yet."""
    rows = map(chain.values, act.made)
    case = act.case
    moving = moving_of(case, "", None)
    return Written(
        tuple((chain.line(row), row) for row in rows),
        tuple(_track_row(key, at) for key, at in case.tracks.items()),
        _offices(case.tracks.values()),
        tuple(act.told),
        (moving.parts, moving.seq),
        case.at,
        act.at if case.finished else None,
    )


def open_new(cover: Cover, written: Written, rows: Rows) -> None:
    """Adds the rows of a new dossier."""
    new, head = cover.id, chain.first(cover)
    events = []
    for line, row in written.events:
        head = chain.digest(head, line)
        events.append((new, *row, head))
    rows.extend(Dossier, [(*cover[:-1], *written.moving, head, written.at, written.finished_at)])
    rows.extend(Event, events)
    rows.extend(Track, [(new, *row) for row in written.tracks])
    rows.extend(Holding, [(new, office) for office in written.offices])
    if written.told:
        rows.extend(Outbox, [(new, *row) for row in written.told])


def record(act: Act, stored: Stored) -> None:
    """Writes what an action did to a dossier; its rows follow. Raises Stale where the dossier has moved
    since it was taken down."""
    if not act.made and not len(act.rows) and not act.linked:
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
    held = _offices(act.before.tracks.values())
    insert_new(Holding, [(act.id, office) for office in _offices(changed.values()) if office not in held])
    act.rows.extend(Outbox, [(act.id, *row) for row in act.told])
    act.rows.extend(Link, [(act.id, *row) for row in act.linked])


def _move(act: Act, stored: Stored, head: str) -> None:
    finished: datetime | None = None
    if act.case.finished:
        finished = stored.moving.finished_at or act.at
    row = (*moving_of(act.case, head, finished), act.id, stored.moving.seq)
    if update(Dossier, MOVING, ("id", "seq"), [row]) != 1:
        raise Stale(f"dossier {act.id} is no longer at {stored.moving.seq}")


def _track_row(key: TrackKey, at: At) -> Plain:
    return (*key, at.state, at.whose, at.office, at.since, at.due, at.seq, at.assignee, None)


def _offices(tracks: Iterable[At]) -> tuple[str, ...]:
    return tuple(sorted({at.office for at in tracks if at.office}))
