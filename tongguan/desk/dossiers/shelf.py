"""Between the tables and the law: a dossier's case as it is stored."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

import msgspec

from tongguan.desk.dossiers.chain import COLUMNS, Cover
from tongguan.desk.dossiers.models import Dossier, Event, Track
from tongguan.desk.dossiers.rows import select
from tongguan.law.kernel import case as law
from tongguan.law.kernel.case import At, Case, TrackKey

encode = msgspec.json.Encoder().encode
COVER = ("id", "kind", "jurisdiction", "reference", "office", "trader", "declarant", "opened_at")
MOVING = ("parts", "seq", "head", "changed_at", "finished_at")
KEY = ("track", "part", "number")
STATE = ("state", "whose", "since", "due", "seq", "assignee", "office")
RELEASED = ',"released",['
"""How `parts_text` says that a part was released, and nothing else: neither a part that is called so (quotes
in its name are escaped) nor a gate that was taken back stands between these signs."""


class Moving(NamedTuple):
    """The columns of a dossier that its events move."""

    parts: str
    seq: int
    head: str
    changed_at: datetime | None
    finished_at: datetime | None


class Stored(NamedTuple):
    """A dossier as it lies on the shelf."""

    cover: Cover
    moving: Moving
    case: Case


def parts_text(case: Case) -> str:
    """Each part's cycle, disposition ("" while it has none) and open gates (with their cycle), in the order
    of the parts."""
    gates = sorted(case.open_gates, key=lambda opened: (opened[2], opened[0]))
    plain = {
        part: [
            case.cycle(part),
            case.ended.get(part, ""),
            [[gate, cycle] for gate, of, cycle in gates if of == part],
        ]
        for part in case.parts
    }
    return encode(plain).decode()


def initial_parts(parts: Iterable[str]) -> str:
    """The parts of a new dossier as its cover states them."""
    return encode(list(parts)).decode()


def moving_of(case: Case, head: str, finished_at: datetime | None) -> Moving:
    """What a dossier's row must say of its case."""
    return Moving(parts_text(case), case.seq, head, case.at, finished_at)


def finished_at(case: Case, made: Sequence[law.Event], before: datetime | None) -> datetime | None:
    """When the last part came to its disposition; nothing while one has none. `before` is what was known
    without the events `made`."""
    if not case.finished:
        return None
    return next((event.recorded_at for event in reversed(made) if event.ends), before)


def offices_of(events: Iterable[law.Event]) -> set[str]:
    """The offices that these events gave a track to."""
    return {event.office for event in events if event.track and event.office}


def take_down(dossier_id: int) -> Stored:
    """Reads a dossier: first its row, with seq, then its tracks. (The other way round, a decision could be
    taken on tracks older than the seq that guards it.) Raises Dossier.DoesNotExist."""
    found = select(Dossier, (*COVER, *MOVING), ("id",), (dossier_id,))
    if not found:
        raise Dossier.DoesNotExist(f"there is no dossier {dossier_id}")
    row = found[0]
    moving = Moving(*row[len(COVER) :])
    parts: dict[str, Any] = json.loads(moving.parts)
    tracks = {
        TrackKey(*one[: len(KEY)]): At(*one[len(KEY) :])
        for one in select(Track, (*KEY, *STATE), ("dossier_id",), (dossier_id,), ("seq",))
    }
    case = Case(
        parts=tuple(parts),
        seq=moving.seq,
        tracks=tracks,
        open_gates={(g, part, cycle) for part, (_, _, gates) in parts.items() for g, cycle in gates},
        cycles={part: cycle for part, (cycle, _, _) in parts.items() if cycle != 1},
        ended={part: ended for part, (_, ended, _) in parts.items() if ended},
        at=moving.changed_at,
    )
    return Stored(Cover(*row[: len(COVER)]), moving, case)


def events_of(dossier_id: int) -> tuple[law.Event, ...]:
    """Everything that happened to the dossier, in order."""
    rows = select(Event, COLUMNS, ("dossier_id",), (dossier_id,), ("seq",))
    return tuple(law.Event(*row) for row in rows)
