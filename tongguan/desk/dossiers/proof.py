"""Proof that nothing was changed by hand: events folded again, the chain of digests, and a day's seal.

`replay` folds what was recorded and calls neither steps nor gates, so that it holds for dossiers that an
older law moved. A seal is a digest to be kept elsewhere: it shows what a chain cannot show of itself, that
its tail was cut or that a dossier is gone.
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any, NamedTuple

from django.db import models

from tongguan.desk.dossiers import chain, shelf
from tongguan.desk.dossiers.models import Dossier, Event, Holding, Track
from tongguan.desk.dossiers.spelling import misspelt
from tongguan.law.kernel import case as law
from tongguan.law.kernel.case import PART_ADDED, Case, TrackKey, fold

DOSSIER, EVENT, TRACK, HOLDING = (m._meta.db_table for m in (Dossier, Event, Track, Holding))


class Disagreement(NamedTuple):
    """A place where what is stored is not what happened."""

    table: str
    key: str
    column: str
    stored: str
    proven: str

    def __str__(self) -> str:
        return f"{self.table} {self.key} {self.column}: stored {self.stored!r}, proven {self.proven!r}"


def replay(dossier_id: int) -> list[Disagreement]:
    """Every disagreement of a dossier with its own events, and every break of their chain."""
    columns, found = (*shelf.COVER, *shelf.MOVING), list(respelt(KEYS, dossier_id))
    if found:
        return found
    dossiers = read(Dossier.objects.filter(pk=dossier_id), ("id",), columns, found)
    if not dossiers and not found:
        return [Disagreement(DOSSIER, str(dossier_id), "id", "nothing", "a dossier with events")]
    of = Event.objects.filter(dossier_id=dossier_id).order_by("seq")
    stored = read(of, ("dossier_id", "seq"), (*chain.COLUMNS, "digest"), found)
    if found:
        return found
    row = dict(zip(columns, dossiers[0], strict=True))
    events = [law.Event(*one[: len(chain.COLUMNS)]) for one in stored]
    initial = parts_at_first(row["parts"], events)
    found += _chain(row, initial, stored)
    try:
        case = fold(Case(parts=initial), events)
        found += _dossier(row, case, events, stored[-1][-1] if stored else "")
        found += _tracks(dossier_id, case, found)
        found += _holdings(dossier_id, events)
    except (TypeError, ValueError):
        if not found:  # what the chain vouches for can be folded
            raise
    return found


Keys = Sequence[tuple[type[models.Model], str, tuple[str, ...]]]
"""Tables, the column of each that holds the dossier's id, and the columns that name a row."""

KEYS: Keys = (
    (Dossier, "id", ("id",)),
    (Event, "dossier_id", ("dossier_id", "seq")),
    (Track, "dossier_id", ("dossier_id", *shelf.KEY)),
    (Holding, "dossier_id", ("dossier_id", "office")),
)


def respelt(keys: Keys, dossier_id: int) -> Iterator[Disagreement]:
    """Every value of a dossier's rows in these tables that reads as it should but is not spelled so."""
    for model, column, key in keys:
        for one in misspelt(model, column, dossier_id, key):
            yield Disagreement(*one, "another spelling")


def read(
    query: "models.QuerySet[Any]", key: Sequence[str], columns: Sequence[str], found: list[Disagreement]
) -> list[Any]:
    """The columns of a query's rows. One that can no longer be read is added to what was `found`, by its
    key."""
    try:
        return list(query.values_list(*columns))
    except Exception:  # whatever a changed byte makes of it
        rows = list[Any]()
    for values in query.values_list(*key):
        try:
            rows += query.filter(**dict(zip(key, values, strict=True))).values_list(*columns)
        except Exception as unreadable:
            name = "/".join(map(str, values))
            found.append(Disagreement(query.model._meta.db_table, name, "*", f"unreadable: {unreadable}", ""))
    return rows


def replay_all(ids: Iterable[int] | None = None) -> Iterator[tuple[int, list[Disagreement]]]:
    """Replays dossiers, by default all of them and every id that events or tracks still name."""
    if ids is None:
        named = (
            Dossier.objects.values_list("pk", flat=True),
            *(m.objects.order_by().values_list("dossier_id", flat=True).distinct() for m in (Event, Track)),
        )
        ids = sorted({dossier_id for some in named for dossier_id in some})
    for dossier_id in ids:
        yield dossier_id, replay(dossier_id)


def parts_at_first(text: str, events: Iterable[law.Event]) -> tuple[str, ...]:
    """The parts that a dossier began with, of those that its row names."""
    added = {event.part for event in events if event.name == PART_ADDED}
    try:
        return tuple(part for part in json.loads(text) if part not in added)
    except ValueError:
        return ("",)


def _chain(row: Mapping[str, Any], initial: Sequence[str], stored: Iterable[Any]) -> Iterator[Disagreement]:
    stated = {name: row[name] for name in shelf.COVER}
    cover = chain.Cover(**stated, parts=shelf.initial_parts(initial))
    before, position = chain.first(cover), 0
    for position, (*columns, digest) in enumerate(stored, 1):
        key = f"{row['id']}/{columns[0]}"
        if columns[0] != position:
            yield Disagreement(EVENT, key, "seq", str(columns[0]), str(position))
        proven = chain.digest(before, chain.line(columns))
        if proven != digest:
            yield Disagreement(EVENT, key, "digest", digest, proven)
            if position == 1:  # it stands on the cover: either may be what was changed
                yield Disagreement(DOSSIER, str(row["id"]), ", ".join(shelf.COVER), "a cover", "another")
        before = digest
    if position < row["seq"]:
        yield Disagreement(EVENT, f"{row['id']}/{row['seq']}", "seq", "nothing", "an event")


def _dossier(
    row: Mapping[str, Any], case: Case, events: Sequence[law.Event], head: str
) -> Iterator[Disagreement]:
    proven = shelf.moving_of(case, head, shelf.finished_at(case, events, None))
    for name, value in zip(shelf.MOVING, proven, strict=True):
        if row[name] != value:
            yield Disagreement(DOSSIER, str(row["id"]), name, str(row[name]), str(value))


def _tracks(dossier_id: int, case: Case, found: list[Disagreement]) -> Iterator[Disagreement]:
    of = Track.objects.filter(dossier_id=dossier_id)
    rows = read(of, ("dossier_id", *shelf.KEY), (*shelf.KEY, *shelf.STATE), found)
    stored = {TrackKey(*row[: len(shelf.KEY)]): row[len(shelf.KEY) :] for row in rows}
    for key in dict.fromkeys((*stored, *case.tracks)):
        name = f"{dossier_id}/{key.track}/{key.part}/{key.number}"
        if key not in stored or key not in case.tracks:
            is_there = ("nothing", "a track") if key not in stored else ("a track", "nothing")
            yield Disagreement(TRACK, name, "track", *is_there)
            continue
        for column, value in zip(shelf.STATE, stored[key], strict=True):
            proven = getattr(case.tracks[key], column)
            if value != proven:
                yield Disagreement(TRACK, name, column, str(value), str(proven))


def _holdings(dossier_id: int, events: Iterable[law.Event]) -> Iterator[Disagreement]:
    stored = set(Holding.objects.filter(dossier_id=dossier_id).values_list("office", flat=True))
    for office in sorted(stored ^ shelf.offices_of(events)):
        is_there = ("an office", "nothing") if office in stored else ("nothing", "an office")
        yield Disagreement(HOLDING, f"{dossier_id}/{office}", "office", *is_there)


@dataclass(frozen=True, slots=True)
class Seal:
    """All that had been recorded before an instant, as one digest. `heads` are the dossiers' last digests
    then; who keeps them as well can say which dossier no longer agrees."""

    until: datetime
    dossiers: int
    events: int
    digest: str
    heads: Mapping[int, str]

    def __str__(self) -> str:
        until = self.until.astimezone(UTC).isoformat()
        return f"{until} {self.dossiers} dossiers {self.events} events {self.digest}"


def seal(until: datetime) -> Seal:
    """The seal over everything recorded before `until`. Computed later it is the same, unless something of
    it was changed, cut or removed. Make it when every action begun before `until` has ended."""
    rows = Event.objects.filter(recorded_at__lt=until).order_by("dossier_id", "seq")
    last: dict[int, tuple[int, str]] = {}
    events = 0
    for dossier_id, seq, digest in rows.values_list("dossier_id", "seq", "digest").iterator(chunk_size=5000):
        last[dossier_id] = seq, digest
        events += 1
    text = sha256()
    for dossier_id, (seq, digest) in last.items():
        text.update(f"{dossier_id} {seq} {digest}\n".encode())
    heads = {dossier_id: digest for dossier_id, (_, digest) in last.items()}
    return Seal(until, len(last), events, text.hexdigest(), heads)


def broken(before: Mapping[int, str], now: Mapping[int, str]) -> list[int]:
    """The dossiers whose heads at the time of a seal are no longer what they were then."""
    return sorted(one for one in before.keys() | now.keys() if before.get(one) != now.get(one))
