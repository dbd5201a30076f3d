"""Bringing the derived tables up to the events, and proving that they are."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models, transaction
from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet, Subquery

from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.rows import Rows
from tongguan.desk.dossiers.statements import columns
from tongguan.desk.monitor.deriving import Derived, Row, derive
from tongguan.desk.monitor.models import Clearance, Held, Later, Mark, Stay
from tongguan.desk.monitor.reading import sources

CHUNK = 500
CHANGED, EVER = "changed", datetime.min.replace(tzinfo=UTC)
MARGIN = timedelta(minutes=15)
"""No transaction is open so long, and no two clocks of an installation are so far apart."""
TABLES: tuple[type[models.Model], ...] = (Clearance, Later, Held, Stay)


def refresh(*, everything: bool | None = None, most: int | None = None) -> int:
    """Derives anew every dossier to which something has happened since it was derived last, a few hundred at
    a time; says how many. Only what changed since the last time, and a little before it, is looked at, unless
    `everything` is; that is what demo and test settings do by default, for there clocks are set by hand.
    With `most` it stops behind the chunk that reaches it, and the next call goes on from there."""
    everything = settings.MODE != "production" if everything is None else everything
    mark = None if everything else Mark.objects.filter(name=CHANGED).first()
    upto = Dossier.objects.aggregate(newest=Max("changed_at"))["newest"]
    done, after = 0, (mark.upto - MARGIN if mark else EVER, -1)
    while found := list(changed(after).values_list("changed_at", "pk")[:CHUNK]):
        ids, after = sorted(pk for _, pk in found), found[-1]
        _write(ids, [derive(source) for source in sources(ids)])
        done += len(ids)
        if most is not None and done >= most:
            upto = after[0]
            break
    if upto is not None:
        Mark.objects.update_or_create(name=CHANGED, defaults={"upto": upto})
    return done


def changed(after: tuple[datetime, int]) -> "QuerySet[Dossier]":
    """The dossiers that are not derived as they are, of those that changed since a time, or at that time and
    whose id is greater; in that order."""
    at, last = after
    known = Clearance.objects.filter(dossier_id=OuterRef("pk")).values("seq")
    waiting = Dossier.objects.filter(changed_at__gte=at).exclude(changed_at=at, pk__lte=last)
    stale = waiting.annotate(known=Subquery(known)).filter(Q(known__isnull=True) | ~Q(known=F("seq")))
    return stale.order_by("changed_at", "pk")


def rebuild() -> None:
    """Throws everything here away and derives it from the events again."""
    with transaction.atomic():
        for table in TABLES:
            table._default_manager.all().delete()
        refresh(everything=True)


def differences() -> list[str]:
    """Every dossier whose rows here are not what its events say: empty when all agree."""
    wrong, last = [], -1
    every = Dossier.objects.order_by("pk").values_list("pk", flat=True)
    while chunk := list(every.filter(pk__gt=last)[:CHUNK]):
        last, stored = chunk[-1], _stored(chunk)
        for source in sources(chunk):
            if stored.get(source.id) != _as_rows(derive(source)):
                wrong.append(f"{source.reference}: what is kept of its time is not what its events say")
    there = Dossier.objects.filter(pk=OuterRef("dossier_id"))
    lost = Clearance.objects.filter(~Exists(there)).values_list("dossier_id", flat=True)
    return wrong + [f"dossier {one}: kept here, but there is no such dossier" for one in lost.iterator()]


@transaction.atomic
def _write(ids: Sequence[int], derived: Iterable[Derived]) -> None:
    for table in TABLES:
        table._default_manager.filter(dossier_id__in=ids).delete()
    rows = Rows()
    for one in derived:
        for table, made in _as_rows(one).items():
            rows.extend(table, made)
    rows.write()


def _as_rows(one: Derived) -> dict[type[models.Model], list[Row]]:
    return {Clearance: [one.clearance], Later: one.later, Held: one.held, Stay: one.stays}


def _stored(ids: Sequence[int]) -> dict[int, dict[type[models.Model], list[Row]]]:
    """The rows kept of these dossiers, in the form and order in which they are derived."""
    found: dict[int, dict[type[models.Model], list[Row]]] = {}
    for table in TABLES:
        names = columns(table)
        order = [name for name in names if name in _key(table)]
        kept = table._default_manager.filter(dossier_id__in=ids).order_by(*order).values_list(*names)
        for row in kept:
            tables = found.setdefault(row[0], {one: [] for one in TABLES})
            tables[table].append(tuple(_utc(value) for value in row))
    for tables in found.values():
        tables[Later].sort()  # databases sort texts each in its own way
        tables[Held].sort()
    return found


def _key(table: type[models.Model]) -> tuple[str, ...]:
    pk = table._meta.pk
    return tuple(getattr(pk, "field_names", None) or (pk.attname,))


def _utc(value: Any) -> Any:
    return value.astimezone(UTC) if isinstance(value, datetime) else value
