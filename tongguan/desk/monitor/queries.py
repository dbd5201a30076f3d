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
from typing import NamedTuple

from django.db.models import Count, QuerySet, Sum

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
    rows = list(cleared.values_list("dossier_id", "reference", *FIGURES))
    of = {name: figures(row[2 + place] for row in rows) for place, name in enumerate(FIGURES)}
    stages = _stages(cleared)
    held = Counter[str]()
    for (whose, _, _), seconds in stages.items():
        held[whose] += seconds
    still = list(_open(every, now))
    return Report(
        kind=kind,
        figures=of,
        later=_later(cleared),
        held=dict(held.most_common()),
        stages=stages,
        slow=sorted([*_slow(rows), *(one for one in still if one.seconds > DAY)], key=_slowest),
        open=_opened(every, still),
        fates=_fates(every),
    )


def _stages(cleared: QuerySet[Clearance]) -> dict[tuple[str, str, str], int]:
    rows = Held.objects.filter(dossier_id__in=cleared.values("dossier_id"))
    sums = rows.values_list("whose", "track", "state").annotate(total=Sum("seconds"))
    return {(whose, track, state): total for whose, track, state, total in sums.order_by("-total")}


def _later(cleared: QuerySet[Clearance]) -> dict[str, Figures]:
    found: dict[str, list[int]] = {}
    rows = Later.objects.filter(dossier_id__in=cleared.values("dossier_id"))
    for gate, overall in rows.values_list("gate", "overall"):
        found.setdefault(gate, []).append(overall)
    return {gate: figures(seconds) for gate, seconds in found.items()}


def _fates(every: QuerySet[Clearance]) -> dict[str, int]:
    counted = every.values_list("fate").annotate(n=Count("dossier_id")).order_by("fate")
    return dict(counted.values_list("fate", "n"))


def _slowest(one: Slow) -> tuple[int, str]:
    return -one.seconds, one.reference


def _slow(rows: Sequence[tuple[int, str, int, int, int]]) -> Iterator[Slow]:
    over = {dossier: (reference, overall) for dossier, reference, overall, *_ in rows if overall > DAY}
    holders = _holders(over)
    for dossier, (reference, overall) in over.items():
        yield Slow(dossier, reference, overall, holders.get(dossier, ""), open=False)


def _holders(ids: Iterable[int]) -> dict[int, str]:
    """Who held most of the time of each dossier."""
    sums = Held.objects.filter(dossier_id__in=list(ids)).values_list("dossier_id", "whose")
    most: dict[int, str] = {}
    for dossier, whose, _ in sums.annotate(total=Sum("seconds")).order_by("total"):
        most[dossier] = whose
    return most


def _open(every: QuerySet[Clearance], now: datetime) -> Iterator[Slow]:
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


def _opened(every: QuerySet[Clearance], still: Sequence[Slow]) -> Open:
    awaited = every.filter(fate="open", started_at__isnull=True).count()
    mean = sum(one.seconds for one in still) / len(still) if still else None
    return Open(len(still), awaited, mean, max(still, key=lambda one: one.seconds, default=None))
