"""What is known of an enterprise and of goods from earlier declarations, as far as an office saw them."""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.db.models import Exists, OuterRef

from tongguan.desk.declarations.models import Line, Refusal
from tongguan.desk.dossiers.models import Dossier, Holding, Track
from tongguan.desk.dossiers.numbers import PER_OFFICE
from tongguan.desk.inspections.models import Result
from tongguan.desk.people.models import CreditChange
from tongguan.desk.people.queries import credit_of, office_number

LAST, LOOKED_AT = 10, 50
"""How many declarations are shown, and over how many the counts are taken."""
LATELY = timedelta(days=90)
GOODS, LINES = 4, 8
"""Of how many commodities, and how many lines of each."""


@dataclass(frozen=True, slots=True)
class Earlier:
    """An earlier declaration; `ended` are the dispositions of its parts, without repeats."""

    id: int
    reference: str
    kind: str
    opened_at: datetime
    ended: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OfEnterprise:
    """`counted` declarations were looked at, the newest; of them so many were refused, withdrawn, amended,
    or failed an inspection. `refused_lodgings` are those of its declarant in the last ninety days, at any
    office, at most 100."""

    credit: str
    credit_since: date | None
    last: Sequence[Earlier]
    counted: int
    refused: int
    withdrawn: int
    amended: int
    failed: int
    refused_lodgings: int


@dataclass(frozen=True, slots=True)
class Sold:
    """A line of the same commodity: of which declaration, from where, worth how much, and whether its
    inspection failed."""

    reference: str
    opened_at: datetime
    trader: str
    origin: str
    value: Decimal
    failed: bool


def of_enterprise(
    trader: str, declarant: str, *, offices: Collection[str], but: int, at: datetime, on: date
) -> OfEnterprise:
    """What these offices have seen of a trader, the dossier `but` left out."""
    held = Holding.objects.filter(dossier_id=OuterRef("pk"), office__in=tuple(offices))
    seen = Dossier.objects.filter(Exists(held), trader=trader).exclude(pk=but)
    rows = list(seen.order_by("-opened_at", "-pk")[:LOOKED_AT])
    ids = [one.pk for one in rows]
    found = [_earlier(one) for one in rows]
    granted = Track.objects.filter(dossier_id__in=ids, track="amendment", state="granted")
    changes = CreditChange.objects.filter(enterprise__identifier=trader, valid_from__lte=on)
    lodgings = Refusal.objects.filter(declarant=declarant, at__gte=at - LATELY)
    return OfEnterprise(
        credit=credit_of(trader, on=on),
        credit_since=changes.order_by("-valid_from").values_list("valid_from", flat=True).first(),
        last=found[:LAST],
        counted=len(found),
        refused=sum("refused" in one.ended for one in found),
        withdrawn=sum("withdrawn" in one.ended for one in found),
        amended=len(set(granted.values_list("dossier_id", flat=True))),
        failed=len(_failed(ids)),
        refused_lodgings=len(lodgings.values_list("pk")[:100]),
    )


def of_goods(commodities: Iterable[str], *, office: str, but: int) -> dict[str, list[Sold]]:
    """The newest lines of each commodity that were lodged at the office, those of the dossier `but` left
    out."""
    first = office_number(office) * PER_OFFICE
    wanted = list(dict.fromkeys(one for one in commodities if one))[:GOODS]
    lines = {code: _lines(code, first, but) for code in wanted}
    ids = {dossier for found in lines.values() for dossier in found}
    covers, failed = Dossier.objects.in_bulk(ids), _failed(ids)
    return {
        code: [
            Sold(
                covers[dossier].reference,
                covers[dossier].opened_at,
                covers[dossier].trader,
                origin,
                value,
                dossier in failed,
            )
            for dossier, (origin, value) in found.items()
        ]
        for code, found in lines.items()
    }


def _lines(commodity: str, first: int, but: int) -> dict[int, tuple[str, Decimal]]:
    """By dossier, the newest first, the first line of the commodity as it was judged last."""
    rows = Line.objects.filter(commodity=commodity, dossier_id__gte=first, dossier_id__lt=first + PER_OFFICE)
    found: dict[int, tuple[str, Decimal]] = {}
    columns = ("dossier_id", "origin", "customs_value")
    for dossier, origin, value in (
        rows.exclude(dossier_id=but)
        .order_by("-dossier_id", "-number", "line")
        .values_list(*columns)[: 6 * LINES]
    ):
        found.setdefault(dossier, (origin, value))
    return dict(list(found.items())[:LINES])


def _failed(ids: Collection[int]) -> set[int]:
    """Those of the dossiers in which an inspection found something that does not conform."""
    rows = Result.objects.filter(dossier_id__in=list(ids), conforms=False)
    return set(rows.values_list("dossier_id", flat=True)) if ids else set()


def _earlier(one: Dossier) -> Earlier:
    ended = [part[1] for part in json.loads(one.parts).values()]
    return Earlier(
        one.pk, one.reference, one.kind, one.opened_at, tuple(dict.fromkeys(e for e in ended if e))
    )
