"""Bringing the derived tables up to the events, and proving that they are."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import models, transaction
from django.db.models import F, OuterRef, Q, Subquery

from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.rows import Rows, columns
from tongguan.desk.monitor.deriving import Derived, Row, derive
from tongguan.desk.monitor.models import Clearance, Held, Later, Stay
from tongguan.desk.monitor.reading import sources

CHUNK = 500
TABLES: tuple[type[models.Model], ...] = (Clearance, Later, Held, Stay)


def refresh() -> int:
    """Derives anew every dossier to which something has happened since it was derived last; says how many."""
    known = Clearance.objects.filter(dossier_id=OuterRef("pk")).values("seq")
    waiting = Dossier.objects.annotate(known=Subquery(known))
    waiting = waiting.filter(Q(known__isnull=True) | ~Q(known=F("seq")))
    ids = list(waiting.order_by("pk").values_list("pk", flat=True))
    for chunk in _chunks(ids):
        _write(chunk, [derive(source) for source in sources(chunk)])
    return len(ids)


def rebuild() -> None:
    """Throws everything here away and derives it from the events again."""
    with transaction.atomic():
        for table in TABLES:
            table._default_manager.all().delete()
        refresh()


def differences() -> list[str]:
    """Every dossier whose rows here are not what its events say: empty when all agree."""
    wrong = []
    ids = list(Dossier.objects.order_by("pk").values_list("pk", flat=True))
    for chunk in _chunks(ids):
        stored = _stored(chunk)
        for source in sources(chunk):
            if stored.get(source.id) != _as_rows(derive(source)):
                wrong.append(f"{source.reference}: what is kept of its time is not what its events say")
    kept = set(Clearance.objects.values_list("dossier_id", flat=True))
    return wrong + [f"dossier {lost}: kept here, but there is no such dossier" for lost in kept - set(ids)]


def _chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[at : at + CHUNK] for at in range(0, len(ids), CHUNK))


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
