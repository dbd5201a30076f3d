"""What waits to be worked on: the open tracks of an office, the soonest due first, and who has taken them on.

Lists and counts are read off one partial index (`track_worklist`), a branch of it for each office, track and
state that is asked for; so they cost what is open, however many declarations lie behind.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Exists, OuterRef

from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.chain import COLUMNS
from tongguan.desk.dossiers.deadlines import until
from tongguan.desk.dossiers.models import Dossier, Holding, Track
from tongguan.desk.dossiers.models import Event as Recorded
from tongguan.desk.dossiers.shelf import RELEASED
from tongguan.desk.people.models import Office
from tongguan.law.flow import NotOffered
from tongguan.law.flows import FLOWS
from tongguan.law.flows.common import charges
from tongguan.law.kernel.case import Actor, Event, TrackKey
from tongguan.law.rulebook import Rulebook
from tongguan.law.work import Where

TRIED = 20
"""So many unclaimed tracks `take_next` looks at before it reads the list again."""

BRANCHES = 400
"""So many branches one question has at most; SQLite takes 500."""

Branch = tuple[str, list[Any]]
Cursor = tuple[datetime | None, int, str, str, int]
"""Behind which row a page begins: its due instant, dossier, track, part and number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What is asked for: open tracks of these offices (codes) in these states. `kind` is that of the
    dossier, "" any; `assignee` the person who took it on, "" nobody, None whoever; `before` leaves only
    what was due by then."""

    offices: Sequence[str]
    where: Sequence[Where]
    kind: str = ""
    assignee: str | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One row: an open track and the cover of its dossier. `assignee` is a person's id, "" for nobody."""

    dossier: int
    reference: str
    kind: str
    jurisdiction: str
    trader: str
    key: TrackKey
    state: str
    whose: str
    office: str
    since: datetime
    due: datetime | None
    assignee: str

    @property
    def cursor(self) -> Cursor:
        return self.due, self.dossier, *self.key


class Count(NamedTuple):
    """How many tracks are in a state, and how many of them are overdue, a person's own, nobody's."""

    all: int
    overdue: int
    mine: int
    free: int


def waiting(wanted: Wanted, *, limit: int, after: Cursor | None = None) -> list[Waiting]:
    """The rows, the soonest due first, then those without a clock; at most `limit`, behind `after`."""
    found: list[tuple[Any, ...]] = []
    if after is None or after[0] is not None:
        found = _keys(wanted, limit, after, clocked=True)
    if len(found) < limit and wanted.before is None:
        rest = after if after is not None and after[0] is None else None
        found += _keys(wanted, limit - len(found), rest, clocked=False)
    return _rows(found)


def counts(wanted: Wanted, *, person: str, now: datetime) -> Mapping[Where, Count]:
    """By track and state, whatever `kind`, `assignee` and `before` say."""
    sums: dict[Where, Count] = {}
    branches = [
        (
            'SELECT %s AS track, %s AS state, COUNT(*), COUNT(CASE WHEN "due" < %s THEN 1 END),'
            ' COUNT(CASE WHEN "assignee" = %s THEN 1 END), COUNT(CASE WHEN "assignee" = \'\' THEN 1 END)'
            f" FROM {_TRACK} t WHERE {_OPEN}",
            [track, state, _instant(now), person, office, track, state],
        )
        for office in wanted.offices
        for track, state in wanted.where
    ]
    for track, state, *numbers in _all(branches):
        before = sums.get((track, state), Count(0, 0, 0, 0))
        sums[track, state] = Count(*(a + b for a, b in zip(before, numbers, strict=True)))
    return sums


def at_work() -> list[str]:
    """The codes of the offices that hold, or held, anything: all that a list for the whole country asks."""
    held = Holding.objects.filter(office=OuterRef("code"))
    return list(Office.objects.filter(Exists(held)).order_by("code").values_list("code", flat=True))


def debts(rows: Iterable[Waiting]) -> Mapping[tuple[int, TrackKey], Sequence[Event]]:
    """What happened to each of these that is a debt, in one query: their days count from the payment note."""
    wanted = {row.dossier for row in rows if row.key.track == charges.name}
    found: dict[tuple[int, TrackKey], list[Event]] = {}
    if wanted:
        moves = Recorded.objects.filter(dossier_id__in=wanted, track=charges.name)
        for dossier, *values in moves.order_by("dossier_id", "seq").values_list("dossier_id", *COLUMNS):
            event = Event(*values)
            found.setdefault((dossier, event.key), []).append(event)
    return found


def latest(row: Waiting, book: Rulebook, past: Sequence[Event] = ()) -> datetime | None:
    """Until when at the latest it may wait: `due` is the next call of its clock, which may be a warning.
    `past` is what happened to it, where it is a debt."""
    clock = FLOWS[row.kind].states[row.key.track, row.state].clock
    return until(clock, book, key=row.key, since=row.since, due=row.due, past=past)


def claim(dossier_id: int, key: TrackKey, *, actor: Actor, at: datetime, back: bool = False) -> None:
    """Takes a track on, or hands it back; an event of its dossier. Raises NotOffered: it is another's, or
    the actor has nothing to do there."""
    act(dossier_id, lambda it: it.claim(key, back=back), actor=actor, at=at)


def take_next(wanted: Wanted, *, actor: Actor, at: datetime) -> Waiting | None:
    """Takes on the first row that nobody has, and gives it; None where there is none. Of two who ask at once
    each gets another: a claim is an event on the dossier, and the second finds the first one's."""
    free = Wanted(
        offices=wanted.offices, where=wanted.where, kind=wanted.kind, assignee="", before=wanted.before
    )
    after: Cursor | None = None
    while rows := waiting(free, limit=TRIED, after=after):
        for row in rows:
            try:
                claim(row.dossier, row.key, actor=actor, at=at)
            except NotOffered:
                continue  # somebody came first, or it has moved on
            return row
        after = rows[-1].cursor
    return None


_TRACK, _DOSSIER = Track._meta.db_table, Dossier._meta.db_table
# what the partial index promises must stand here as it stands there, or SQLite does not use it
_OPEN = 't."office" = %s AND t."track" = %s AND t."state" = %s AND NOT (t."whose" = \'nobody\')'
# where all goods came to another end than their release, nothing is left to be done, wherever a track stands
_OPEN += (
    f' AND NOT EXISTS (SELECT 1 FROM {_DOSSIER} x WHERE x."id" = t."dossier_id"'
    f' AND x."finished_at" IS NOT NULL AND x."parts" NOT LIKE \'%%{RELEASED}%%\')'
)
_KEY = 't."due", t."dossier_id", t."track", t."part", t."number"'
_NAMES = '"due", "dossier_id", "track", "part", "number"'


def _keys(wanted: Wanted, limit: int, after: Cursor | None, *, clocked: bool) -> list[tuple[Any, ...]]:
    where, extra = _further(wanted, after, clocked=clocked)
    join = f' JOIN {_DOSSIER} d ON d."id" = t."dossier_id" AND d."kind" = %s' if wanted.kind else ""
    kind = [wanted.kind] if wanted.kind else []
    branches = [
        (
            f"SELECT * FROM (SELECT {_KEY} FROM {_TRACK} t{join} WHERE {_OPEN}{where}"
            f" ORDER BY {_KEY} LIMIT {limit:d}) b",
            [*kind, office, track, state, *extra],
        )
        for office in wanted.offices
        for track, state in wanted.where
    ]
    found = [row for some in _batched(branches) for row in _all(some, f" ORDER BY {_NAMES} LIMIT {limit:d}")]
    return found if len(branches) <= BRANCHES else sorted(found)[:limit]


def _batched(branches: Sequence[Branch]) -> Iterator[Sequence[Branch]]:
    """The branches in as many questions as they need."""
    return (branches[at : at + BRANCHES] for at in range(0, len(branches), BRANCHES))


def _further(wanted: Wanted, after: Cursor | None, *, clocked: bool) -> tuple[str, list[Any]]:
    """The conditions besides the branch, and their values."""
    where, values = ' AND t."due" IS NOT NULL' if clocked else ' AND t."due" IS NULL', list[Any]()
    if wanted.assignee is not None:
        where, values = where + ' AND t."assignee" = %s', [wanted.assignee]
    if wanted.before is not None:
        where, values = where + ' AND t."due" < %s', [*values, _instant(wanted.before)]
    if after is not None and clocked:
        # the first bound is there for the index, which knows nothing of the others
        where += f' AND t."due" >= %s AND ({_KEY}) > (%s, %s, %s, %s, %s)'
        values += [_instant(after[0]), _instant(after[0]), *after[1:]]
    elif after is not None:
        where += ' AND (t."dossier_id", t."track", t."part", t."number") > (%s, %s, %s, %s)'
        values += after[1:]
    return where, values


def _all(branches: Sequence[Branch], then: str = "") -> list[tuple[Any, ...]]:
    if not branches:
        return []
    sql = " UNION ALL ".join(one for one, _ in branches) + then
    with connection.cursor() as cursor:
        cursor.execute(sql, [value for _, values in branches for value in values])
        return list(cursor.fetchall())


def _instant(at: datetime | None) -> Any:
    return connection.ops.adapt_datetimefield_value(at)


def _rows(found: Sequence[tuple[Any, ...]]) -> list[Waiting]:
    """The tracks of these keys in their order. One that has moved since is told as it is now."""
    keys = [(dossier, track, part, number) for _, dossier, track, part, number in found]
    tracks = {(t.dossier_id, t.track, t.part, t.number): t for t in Track.objects.filter(pk__in=keys)}
    ids = {dossier for dossier, *_ in keys}
    covers = Dossier.objects.in_bulk(ids) if ids else {}
    return [_row(tracks[key], covers[key[0]]) for key in keys if key in tracks]


def _row(track: Track, cover: Dossier) -> Waiting:
    return Waiting(
        dossier=cover.pk,
        reference=cover.reference,
        kind=cover.kind,
        jurisdiction=cover.jurisdiction,
        trader=cover.trader,
        key=TrackKey(track.track, track.part, track.number),
        state=track.state,
        whose=track.whose,
        office=track.office,
        since=track.since,
        due=track.due,
        assignee=track.assignee,
    )
