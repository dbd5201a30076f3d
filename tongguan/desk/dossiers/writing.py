"""Putting an action into the tables: tracks are written from the events that the action appends, and from
nothing else."""

from collections.abc import Iterable
from datetime import datetime

from tongguan.desk.dossiers import chain
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Dossier, Event, Holding, Track
from tongguan.desk.dossiers.rows import Rows, insert_new, update
from tongguan.desk.dossiers.shelf import KEY, MOVING, STATE, Stored, moving_of
from tongguan.law.case import At, TrackKey


class Stale(Exception):
    """Another action came first: what was decided here was decided on a state that is past."""


def open_new(act: Act, rows: Rows) -> None:
    """Adds the rows of a dossier that is new."""
    head = _chained(rows, act, chain.first(act.cover))
    finished = act.at if act.case.finished else None
    rows.add(Dossier, (*act.cover[:-1], *moving_of(act.case, head, finished)))
    rows.extend(Track, [_track_row(act.id, key, at) for key, at in act.case.tracks.items()])
    rows.extend(Holding, [(act.id, office) for office in _offices(act.case.tracks.values())])


def record(act: Act, stored: Stored) -> None:
    """Writes what an action did to a dossier, but for its rows. Raises Stale where the dossier has moved
    since it was taken down."""
    if not act.made and not len(act.rows):
        return
    head = _chained(act.rows, act, stored.moving.head)
    _move(act, stored, head)
    changed = {event.key: act.case.tracks[event.key] for event in act.made if event.track}
    new = {key: at for key, at in changed.items() if key not in act.before.tracks}
    act.rows.extend(Track, [_track_row(act.id, key, at) for key, at in new.items()])
    moved = [(key, at) for key, at in changed.items() if key not in new]
    values = [(*(getattr(at, name) for name in STATE), None, act.id, *key) for key, at in moved]
    update(Track, (*STATE, "leased_until"), ("dossier_id", *KEY), values)
    held = _offices(act.before.tracks.values())
    insert_new(Holding, [(act.id, office) for office in _offices(changed.values()) if office not in held])


def _chained(rows: Rows, act: Act, head: str) -> str:
    """Adds the action's events to the chain; returns its new head."""
    ready = []
    for event in act.made:
        row = chain.values(event)
        head = chain.digest(head, row)
        ready.append((act.id, *row, head))
    rows.extend(Event, ready)
    return head


def _move(act: Act, stored: Stored, head: str) -> None:
    finished: datetime | None = None
    if act.case.finished:
        finished = stored.moving.finished_at or act.at
    row = (*moving_of(act.case, head, finished), act.id, stored.moving.seq)
    if update(Dossier, MOVING, ("id", "seq"), [row]) != 1:
        raise Stale(f"dossier {act.id} is no longer at {stored.moving.seq}")


def _track_row(dossier_id: int, key: TrackKey, at: At) -> tuple[object, ...]:
    return (dossier_id, *key, at.state, at.whose, at.office, at.since, at.due, at.seq, at.assignee, None)


def _offices(tracks: Iterable[At]) -> list[str]:
    return sorted({at.office for at in tracks if at.office})
