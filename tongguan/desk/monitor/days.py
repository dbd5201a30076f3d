"""The declarations of a period, and which of them a board may be asked to show."""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from tongguan.desk.dossiers.models import Holding
from tongguan.desk.monitor.models import Clearance

SHOWN = ("all", "open", "done", "over_a_day", "imports", "exports", "ended")
"""What a board may be asked to show."""
DAY = timedelta(days=1)


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
