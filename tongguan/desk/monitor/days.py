"""The declarations of a period, which of them a board may be asked to show, and how they fare at a glance."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from tongguan.desk.dossiers.models import Holding
from tongguan.desk.monitor.models import Clearance, Held
from tongguan.desk.monitor.queries import FIGURES, Figures, figures

SHOWN = ("all", "open", "done", "over_a_day", "imports", "exports", "ended")
"""What a board may be asked to show."""
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Glance:
    """One direction: the figures of what was cleared, and the seconds of it that each party held since it was
    lodged; of what is still open, how many clocks run, how many goods are awaited, and the mean age of the
    clocks in seconds."""

    kind: str
    figures: Mapping[str, Figures]
    held: Mapping[str, int]
    running: int
    awaited: int
    mean_age: float | None


def glance(kind: str, *, since: datetime, now: datetime) -> Glance:
    """How a direction fares: what was cleared since an instant, and what is open, whenever it was accepted.
    The same numbers as `queries.report` in three questions, whatever there is."""
    every = Clearance.objects.filter(kind=kind)
    cleared = every.filter(fate="cleared", ended_at__gte=since)
    rows = list(cleared.values_list(*FIGURES))
    held = Held.objects.filter(dossier_id__in=cleared.values("dossier_id")).exclude(track="")
    begun = list(every.filter(fate="open").values_list("started_at", flat=True))
    ages = [(now - at) // timedelta(seconds=1) for at in begun if at is not None]
    return Glance(
        kind=kind,
        figures={name: figures(row[place] for row in rows) for place, name in enumerate(FIGURES)},
        held=dict(held.values_list("whose").annotate(total=Sum("seconds")).order_by("-total")),
        running=len(ages),
        awaited=len(begun) - len(ages),
        mean_age=sum(ages) / len(ages) if ages else None,
    )


def newest() -> datetime | None:
    """When the last declaration was accepted; None where there is none."""
    return (
        Clearance.objects.order_by("-accepted_at", "-dossier_id")
        .values_list("accepted_at", flat=True)
        .first()
    )


def counts(
    *, since: datetime, until: datetime, now: datetime, offices: Collection[str] | None = None
) -> Mapping[str, int]:
    """How many of the period there are to `show`."""
    every = {name: Count("dossier_id", filter=shown(name, now)) for name in SHOWN}
    return accepted(since, until, offices).aggregate(**every)


def shown(name: str, now: datetime) -> Q:
    """Which declarations one of `SHOWN` means."""
    match name:
        case "open":
            return Q(fate="open")
        case "done":
            return Q(fate="cleared")
        case "imports" | "exports":
            return Q(kind=name.removesuffix("s"))
        case "over_a_day":
            return Q(overall__gt=DAY.total_seconds()) | Q(fate="open", started_at__lt=now - DAY)
        case "ended":
            return ~Q(fate__in=("open", "cleared"))
    return Q(dossier_id__isnull=False)  # all


def accepted(since: datetime, until: datetime, offices: Collection[str] | None) -> "QuerySet[Clearance]":
    """What was accepted in a period, of offices that hold or held a track of it (None: of all)."""
    found = Clearance.objects.filter(accepted_at__gte=since, accepted_at__lt=until)
    if offices is None:
        return found
    held = Holding.objects.filter(dossier_id=OuterRef("dossier_id"), office__in=tuple(offices))
    return found.filter(Exists(held))
