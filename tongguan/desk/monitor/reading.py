"""What is read of dossiers so that their time can be told."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from tongguan.desk.declarations.models import Content
from tongguan.desk.dossiers.chain import COLUMNS
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.models import Event as StoredEvent
from tongguan.desk.monitor.deriving import Source
from tongguan.desk.rulebooks.queries import book
from tongguan.law.calendar import local_day
from tongguan.law.kernel.case import PART_ADDED, Event
from tongguan.law.measures import measure_of


def sources(ids: Sequence[int]) -> Iterator[Source]:
    """What is read of each dossier, in the order of their ids."""
    events: dict[int, list[Event]] = {}
    rows = StoredEvent.objects.filter(dossier_id__in=ids).order_by("dossier_id", "seq")
    for dossier_id, *values in rows.values_list("dossier_id", *COLUMNS).iterator(chunk_size=2000):
        events.setdefault(dossier_id, []).append(Event(*values))
    modes, books = _modes(ids), cache(book)  # one look at the newest edition for all
    for dossier in Dossier.objects.filter(pk__in=ids).order_by("pk"):
        happened = events.get(dossier.pk, [])
        if not happened:
            continue
        added = {e.part for e in happened if e.name == PART_ADDED}
        law, mode = books(dossier.jurisdiction), modes.get(dossier.pk, "")
        on = local_day(happened[0].recorded_at, law)
        yield Source(
            id=dossier.pk,
            kind=dossier.kind,
            office=dossier.office,
            reference=dossier.reference,
            parts=tuple(part for part in json.loads(dossier.parts) if part not in added),
            measure=measure_of(law, dossier.kind, mode, on),
            events=happened,
        )


def _modes(ids: Sequence[int]) -> Mapping[int, str]:
    """The mode of transport that each declaration stated when it was lodged."""
    found = Content.objects.filter(dossier__in=ids, version=1).values_list("dossier", "content")
    return {dossier: json.loads(content).get("transport_mode", "") for dossier, content in found}
