"""The answer to a lodging: what the declarant is told, the same again whenever the same is lodged again."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from tongguan.desk.declarations.judgement import Judged, encode
from tongguan.desk.declarations.models import Claim, Judgement
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.proof import parts_at_first
from tongguan.desk.dossiers.shelf import events_of
from tongguan.law.case import Event
from tongguan.law.disclosure import as_trader
from tongguan.law.flows import FLOWS

Missing = Mapping[str, Sequence[Mapping[str, str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A declaration was accepted. `reference` is the entry number, `local` the declarant's own; `assessment`
    is as at lodging (`Assessment.plain`); `missing` names for each gate what a trader may know that it still
    waits for: track, part, state, whose time it is."""

    dossier: int
    reference: str
    local: str
    accepted_at: datetime
    assessment: Mapping[str, Any]
    findings: Sequence[Mapping[str, Any]]
    missing: Missing
    repeated: bool = False

    def message(self) -> str:
        """The receipt as the declarant is sent it."""
        return encode(
            {
                "reference": self.reference,
                "local": self.local,
                "accepted_at": self.accepted_at,
                "customs_value": self.assessment["customs_value"],
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
            assessment=judged.told["assessment"],
            findings=judged.told["findings"],
            missing=wanted,
        )

    return numbered


def missing(kind: str, events: Sequence[Event], parts: tuple[str, ...]) -> dict[str, list[dict[str, str]]]:
    """What each shut gate still wants, as a trader may know it. What concerns the whole is said once."""
    found: dict[str, dict[tuple[str, str, str], dict[str, str]]] = {}
    for (gate, _), wanted in as_trader(events, FLOWS[kind], parts).missing.items():
        for key, at in wanted:
            one = {"track": key.track, "part": key.part, "state": at.state, "whose": at.whose}
            found.setdefault(gate, {})[key.track, key.part, at.state] = one
    return {gate: list(wanted.values()) for gate, wanted in found.items()}


def again(dossier_id: int) -> Receipt:
    """The first answer, given again: from what was judged and what had happened when it was lodged."""
    dossier = Dossier.objects.get(pk=dossier_id)
    events = events_of(dossier_id)
    first = [event for event in events if event.recorded_at == dossier.opened_at]
    judged = Judgement.objects.values_list("result", flat=True).get(dossier_id=dossier_id, number=1)
    result = msgspec.json.decode(judged)
    return Receipt(
        dossier=dossier_id,
        reference=dossier.reference,
        local=Claim.objects.values_list("reference", flat=True).get(dossier=dossier_id),
        accepted_at=dossier.opened_at,
        assessment=result["assessment"],
        findings=result["findings"],
        missing=missing(dossier.kind, first, parts_at_first(dossier.parts, events)),
        repeated=True,
    )


def reference_of(dossier_id: int) -> str:
    return Dossier.objects.values_list("reference", flat=True).get(pk=dossier_id)
