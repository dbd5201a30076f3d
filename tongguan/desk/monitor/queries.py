"""What the port wants to see: clearance times, who held them, what is slow, what is still open.

Definitions. The three figures are those of the time ledger (`law.clock`), of the part that was cleared last:
overall, acceptance to the gate, and the seconds that the ledger gives to customs' roles. A mean is over the
declarations whose gate opened within the period; never without the number and age of those still open, which
it does not contain. The median of an even number is the mean of the middle two; p90 is the nearest rank: the
smallest value that at least nine tenths do not exceed. Withdrawn and refused dossiers, and those whose goods
all came to another end (seized, destroyed, returned), have no clock; they are counted, each under its fate.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Q, QuerySet, Sum

from tongguan.desk.monitor.deriving import told
from tongguan.desk.monitor.models import Clearance, Held, Later
from tongguan.desk.monitor.reading import sources

DAY = 24 * 3600
CHUNK = 500  # dossiers whose events are in memory at a time
FIGURES = ("overall", "acceptance_to_gate", "in_customs_hands")


@dataclass(frozen=True, slots=True)
class Figures:
    """Seconds of `n` declarations; all but n are None where n is 0."""

    n: int
    mean: float | None
    median: float | None
    p90: int | None
    within_day: float | None


def figures(seconds: Iterable[int]) -> Figures:
    """Mean, median, p90 and the share within 24 hours."""
    found = sorted(seconds)
    n = len(found)
    if not n:
        return Figures(0, None, None, None, None)
    middle = (found[(n - 1) // 2] + found[n // 2]) / 2
    within = sum(one <= DAY for one in found) / n
    return Figures(n, sum(found) / n, middle, found[-(-9 * n // 10) - 1], within)


class Slow(NamedTuple):
    """A declaration and its overall seconds. `whose` held most of them; of one that is `open`, whose time it
    is now."""

    dossier_id: int
    reference: str
    seconds: int
    whose: str
    open: bool


@dataclass(frozen=True, slots=True)
class Open:
    """Declarations whose gate is still shut. `awaited`: their goods have not come, so no clock runs. Ages are
    seconds since the clock began."""

    running: int
    awaited: int
    mean_age: float | None
    oldest: Slow | None


@dataclass(frozen=True, slots=True)
class Report:
    """One direction in one period. `held` are seconds by party, `stages` by (party, track, state)."""

    kind: str
    figures: Mapping[str, Figures]
    later: Mapping[str, Figures]
    held: Mapping[str, int]
    stages: Mapping[tuple[str, str, str], int]
    slow: Sequence[Slow]
    open: Open
    fates: Mapping[str, int]


def report(
    kind: str,
    *,
    now: datetime,
    since: datetime | None = None,
    until: datetime | None = None,
    office: str = "",
) -> Report:
    """The report of a direction over declarations cleared from `since` until before `until`; what is open and
    what came to another end is told as of `now`, whenever it was accepted. Refresh first."""
    every = Clearance.objects.filter(kind=kind, **({"office": office} if office else {}))
    cleared = every.filter(fate="cleared")
    if since:
        cleared = cleared.filter(ended_at__gte=since)
    if until:
        cleared = cleared.filter(ended_at__lt=until)
    stages = _stages(cleared)
    held = Counter[str]()
    for (whose, _, _), seconds in stages.items():
        held[whose] += seconds
    still, late = _open(every, now)
    return Report(
        kind=kind,
        figures={name: _figures(cleared, name) for name in FIGURES},
        later=_later(cleared),
        held=dict(held.most_common()),
        stages=stages,
        slow=sorted([*_slow(cleared), *late], key=_slowest),
        open=still,
        fates=_fates(every),
    )


def _figures(found: QuerySet[Any], name: str) -> Figures:
    """The same figures of a column, worked out where the rows are, however many there are."""
    column = found.order_by(name).values_list(name, flat=True)
    quick = Count(name, filter=Q(**{f"{name}__lte": DAY}))
    counted = column.aggregate(n=Count(name), total=Sum(name), within=quick)
    n, total, within = counted["n"], counted["total"], counted["within"]
    middle, high = column[max(n - 1, 0) // 2 : n // 2 + 1], column[max(-(-9 * n // 10) - 1, 0) :][:1]
    both, ninth = list(middle), list(high)
    if not (n and both and ninth):
        return Figures(0, None, None, None, None)
    return Figures(n, total / n, (both[0] + both[-1]) / 2, ninth[0], within / n)


def _stages(cleared: QuerySet[Clearance]) -> dict[tuple[str, str, str], int]:
    rows = Held.objects.filter(dossier_id__in=cleared.values("dossier_id"))
    sums = rows.values_list("whose", "track", "state").annotate(total=Sum("seconds"))
    return {(whose, track, state): total for whose, track, state, total in sums.order_by("-total")}


def _later(cleared: QuerySet[Clearance]) -> dict[str, Figures]:
    rows = Later.objects.filter(dossier_id__in=cleared.values("dossier_id"))
    gates = rows.order_by("gate").values_list("gate", flat=True).distinct()
    return {gate: _figures(rows.filter(gate=gate), "overall") for gate in gates}


def _fates(every: QuerySet[Clearance]) -> dict[str, int]:
    counted = every.values_list("fate").annotate(n=Count("dossier_id")).order_by("fate")
    return dict(counted.values_list("fate", "n"))


def _slowest(one: Slow) -> tuple[int, str]:
    return -one.seconds, one.reference


def _slow(cleared: QuerySet[Clearance]) -> Iterator[Slow]:
    over = cleared.filter(overall__gt=DAY).order_by("dossier_id")
    rows, last = over.values_list("dossier_id", "reference", "overall"), -1
    while chunk := list(rows.filter(dossier_id__gt=last)[:CHUNK]):
        last = chunk[-1][0]
        holders = _holders(dossier for dossier, _, _ in chunk)
        for dossier, reference, overall in chunk:
            yield Slow(dossier, reference, overall or 0, holders.get(dossier, ""), open=False)


def _holders(ids: Iterable[int]) -> dict[int, str]:
    """Who held most of the time of each dossier."""
    sums = Held.objects.filter(dossier_id__in=list(ids)).values_list("dossier_id", "whose")
    most: dict[int, str] = {}
    for dossier, whose, _ in sums.annotate(total=Sum("seconds")).order_by("total"):
        most[dossier] = whose
    return most


def _open(every: QuerySet[Clearance], now: datetime) -> tuple[Open, list[Slow]]:
    """What is open, and of those whose clock runs the ones that take longer than a day."""
    count = total = 0
    oldest, late = None, list[Slow]()
    for one in _running(every, now):
        count, total = count + 1, total + one.seconds
        oldest = one if oldest is None or one.seconds > oldest.seconds else oldest
        late += [one] * (one.seconds > DAY)
    awaited = every.filter(fate="open", started_at__isnull=True).count()
    return Open(count, awaited, total / count if count else None, oldest), late


def _running(every: QuerySet[Clearance], now: datetime) -> Iterator[Slow]:
    """Those whose clock runs, each with its time so far and whose time it is at the moment."""
    running = every.filter(fate="open", started_at__isnull=False).order_by("dossier_id")
    ids, last = running.values_list("dossier_id", flat=True), -1
    while chunk := list(ids.filter(dossier_id__gt=last)[:CHUNK]):
        last = chunk[-1]
        for source in sources(chunk):
            ledger = told(source, now)
            if ledger is not None:
                whose = ledger.slices[-1].whose if ledger.slices else ""
                yield Slow(source.id, source.reference, ledger.overall, whose, open=True)
