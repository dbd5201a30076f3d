"""What happened to an enterprise's declarations, line by line, under numbers without a gap.

A line is numbered when somebody first asks for it, and keeps its number: what another transaction had not
committed by then comes later, behind it. So whoever goes on after the last number that he read misses nothing
and reads nothing twice, whatever the clocks say. The lines are those of `law.disclosure`; what is not told
there has no number, and leaves no gap.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import msgspec
from django.db import connection

from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.rows import Rows, update
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.monitor.models import Fed, Feed, FeedHead
from tongguan.desk.monitor.seen import seen
from tongguan.law.findings import refused
from tongguan.law.kernel.case import Event
from tongguan.law.words import register

TOGETHER = 200
"""How many dossiers are looked through at once; of more, the others wait for the next question."""
TRIES = 20
NOT_YET = register("M101", "There is no event {number} yet.", "尚无第{number}号事件。")
_CHANGED = """
SELECT d.id, d.reference, d.seq, COALESCE(f.seq, 0), COALESCE(f.lines, 0) FROM (
  SELECT id, reference, seq FROM dossiers_dossier WHERE trader = %s
  UNION SELECT id, reference, seq FROM dossiers_dossier WHERE declarant = %s) d
LEFT JOIN monitor_fed f ON f.enterprise = %s AND f.dossier_id = d.id
WHERE f.seq IS NULL OR f.seq < d.seq ORDER BY d.id LIMIT {most}
"""
"""Each half by its index: the enterprise's own dossiers are looked through, and no others."""


@dataclass(frozen=True, slots=True)
class Told:
    """A line under its number."""

    number: int
    reference: str
    line: Event


@dataclass(frozen=True, slots=True)
class Since:
    """What was told, where to go on, and whether there is more already."""

    told: Sequence[Told]
    next: int
    more: bool


def since(enterprise: str, after: int, *, limit: int) -> Since:
    """At most `limit` lines behind a number. Raises Refused where nothing has this number yet: who went on
    from there would miss what comes first."""
    waiting = _caught_up(enterprise)
    if after and after > _last(enterprise):
        raise refused(NOT_YET, number=after)
    rows = Feed.objects.filter(enterprise=enterprise, number__gt=after).order_by("number")
    found = list(rows.values_list("number", "reference", "line")[: limit + 1])
    told = [
        Told(number, reference, msgspec.json.decode(line, type=Event))
        for number, reference, line in found[:limit]
    ]
    return Since(told, told[-1].number if told else after, waiting or len(found) > limit)


def _caught_up(enterprise: str) -> bool:
    """Numbers what has happened since; whether there is still more to be numbered."""
    for _ in range(TRIES - 1):
        try:
            return transact(lambda: _catch_up(enterprise))
        except Stale:  # somebody else was asking for the same
            continue
    return transact(lambda: _catch_up(enterprise))


def _catch_up(enterprise: str) -> bool:
    """Reads how far it is before what is new: read the other way round, what another has just told would
    seem new."""
    last = FeedHead.objects.get_or_create(enterprise=enterprise)[0].last
    changed = _changed(enterprise)
    if not changed:
        return False
    lines, rows, moved = list[tuple[str, Event]](), Rows(), list[tuple[object, ...]]()
    known = seen([row[0] for row in changed[:TOGETHER]])
    for dossier, reference, seq, fed, told in changed[:TOGETHER]:
        new = known[dossier].lines[told:]
        lines += [(reference, line) for line in new]
        if fed:
            moved.append((seq, told + len(new), enterprise, dossier))
        else:
            rows.add(Fed, (enterprise, dossier, seq, told + len(new)))
    lines.sort(key=lambda one: (one[1].recorded_at, one[0], one[1].seq))
    if update(FeedHead, ("last",), ("enterprise", "last"), [(last + len(lines), enterprise, last)]) != 1:
        raise Stale(f"the feed of {enterprise} went on")
    update(Fed, ("seq", "lines"), ("enterprise", "dossier_id"), moved)
    rows.extend(Feed, _numbered(enterprise, last, lines))
    rows.write()
    return len(changed) > TOGETHER


def _numbered(enterprise: str, last: int, lines: Sequence[tuple[str, Event]]) -> Iterator[tuple[object, ...]]:
    for number, (reference, line) in enumerate(lines, last + 1):
        yield enterprise, number, reference, msgspec.json.encode(line).decode()


def _changed(enterprise: str) -> list[tuple[int, str, int, int, int]]:
    """The dossiers of which there is something to tell, perhaps: id, reference, how far they are, how far
    they were told, in how many lines. What happens to them meanwhile is told the next time."""
    with connection.cursor() as cursor:
        cursor.execute(_CHANGED.format(most=TOGETHER + 1), [enterprise] * 3)
        return list(cursor.fetchall())


def _last(enterprise: str) -> int:
    return FeedHead.objects.filter(pk=enterprise).values_list("last", flat=True).first() or 0
