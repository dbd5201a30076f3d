"""The answer to a lodging: what the declarant is told, the same again whenever the same is lodged again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from operator import itemgetter
from typing import Any

import msgspec

from tongguan.desk.declarations.judgement import Judged, encode, told_of
from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.proof import parts_at_first
from tongguan.desk.dossiers.shelf import events_of
from tongguan.law.disclosure import as_trader
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Event

Missing = Mapping[str, Sequence[Mapping[str, str]]]
SHAPE = ("name", "capacity", "track", "number", "state", "whose", "gate", "cycle", "ends")
"""What of the first events decides what is missing, beside their parts."""
shape_of = itemgetter(*map(Event._fields.index, SHAPE))
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A declaration was accepted. `reference` is the entry number, `local` the declarant's own; `result`
    is all that was judged, as it is stored; `missing` names for each gate what a trader may know that it
    still waits for: track, part, state, whose time it is."""

    dossier: int
    reference: str
    local: str
    accepted_at: datetime
    result: str | bytes
    customs_value: str
    findings: Sequence[Mapping[str, Any]]
    missing: Missing
    repeated: bool = False

    @property
    def assessment(self) -> Mapping[str, Any]:
        """As at lodging (`Assessment.plain`)."""
        return told_of(self.result)["assessment"]  # type: ignore[no-any-return]

    def message(self) -> str:
        """The receipt as the declarant is sent it."""
        return encode(
            {
                "reference": self.reference,
                "local": self.local,
                "accepted_at": self.accepted_at,
                "customs_value": self.customs_value,
                "findings": self.findings,
                "missing": self.missing,
            }
        ).decode()


def planned(act: Act, judged: Judged) -> Callable[[Act], Receipt]:
    """The receipt of a planned dossier, but for its numbers: all that takes time is worked out here."""
    wanted = missing(act.cover.kind, act.made, act.case.parts)

    def numbered(new: Act) -> Receipt:
        return Receipt(
            dossier=new.id,
            reference=new.cover.reference,
            local=judged.declaration.reference,
            accepted_at=new.at,
            result=judged.encoded,
            customs_value=judged.told["assessment"]["customs_value"],
            findings=judged.told["findings"],
            missing=wanted,
        )

    return numbered


def missing(kind: str, events: Sequence[Event], parts: tuple[str, ...]) -> dict[str, list[dict[str, str]]]:
    """What each shut gate still wants, as a trader may know it. What concerns the whole is said once."""
    names = ("", *(part for part in parts if part))
    places = {name: place for place, name in enumerate(names)}
    shape = tuple((places[event.part], *shape_of(event)) for event in events)
    return {
        gate: [
            {"track": track, "part": names[at], "state": state, "whose": whose}
            for track, at, state, whose in wanted
        ]
        for gate, wanted in _missing(kind, shape, tuple(places[part] for part in parts)).items()
    }


@lru_cache(maxsize=1024)  # nearly all dossiers begin in one of a few ways
def _missing(
    kind: str, shape: tuple[tuple[Any, ...], ...], places: tuple[int, ...]
) -> dict[str, tuple[tuple[str, int, str, str], ...]]:
    """The same of parts that have numbers for names, 0 for the whole: so it is no matter which containers
    they are, nor who lodged when."""
    names = ("", *map(str, range(1, max(places) + 1)))
    common: dict[str, Any] = {"occurred_at": NEVER, "recorded_at": NEVER, "by": ""}
    events = [
        Event(seq=seq, part=names[place], **dict(zip(SHAPE, values, strict=True)), **common)
        for seq, (place, *values) in enumerate(shape, 1)
    ]
    found: dict[str, dict[tuple[str, int, str, str], None]] = {}
    parts = tuple(names[place] for place in places)
    for (gate, _), wanted in as_trader(events, FLOWS[kind], parts).missing.items():
        for key, at in wanted:
            one = key.track, names.index(key.part), at.state, at.whose
            found.setdefault(gate, {})[one] = None
    return {gate: tuple(wanted) for gate, wanted in found.items()}


def again(dossier_id: int) -> Receipt:
    """The first answer, given again: from what was judged and what had happened when it was lodged."""
    dossier = Dossier.objects.get(pk=dossier_id)
    events = events_of(dossier_id)
    first = [event for event in events if event.recorded_at == dossier.opened_at]
    result = Judgement.objects.values_list("result", flat=True).get(dossier_id=dossier_id, number=1)
    told = told_of(result)
    return Receipt(
        dossier=dossier_id,
        reference=dossier.reference,
        local=local_of(dossier_id),
        accepted_at=dossier.opened_at,
        result=result,
        customs_value=told["assessment"]["customs_value"],
        findings=told["findings"],
        missing=missing(dossier.kind, first, parts_at_first(dossier.parts, events)),
        repeated=True,
    )


class _Named(msgspec.Struct):
    reference: str


def local_of(dossier_id: int) -> str:
    """The declarant's own reference, as what was lodged states it: claims are found by it alone."""
    text = Content.objects.values_list("content", flat=True).get(dossier_id=dossier_id, version=1)
    return msgspec.json.decode(text, type=_Named).reference


def reference_of(dossier_id: int) -> str:
    return Dossier.objects.values_list("reference", flat=True).get(pk=dossier_id)
