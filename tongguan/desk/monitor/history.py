"""What is known of an enterprise and of goods from earlier declarations, as far as an office saw them."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef

from tongguan.desk.declarations.models import Content, Judgement, Line, Refusal
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
    """A line of the same commodity: of which declaration, from where, worth how much, and how much that is
    for one `unit` (of the first statutory quantity; None where none is stated); whether an inspection of its
    declaration failed."""

    reference: str
    opened_at: datetime
    trader: str
    origin: str
    value: Decimal
    per_unit: Decimal | None
    unit: str
    failed: bool


class Goods(NamedTuple):
    """The lines of a commodity in a dossier, to be held against those of earlier ones."""

    here: list[Sold]
    before: list[Sold]


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


def of_goods(commodities: Iterable[str], *, office: str, dossier: int) -> dict[str, Goods]:
    """The lines of each commodity in the dossier, and the newest others that were lodged at the office."""
    first = office_number(office) * PER_OFFICE
    wanted = list(dict.fromkeys(one for one in commodities if one))[:GOODS]
    before = {code: _lines(code, first, dossier) for code in wanted}
    own = list(Line.objects.filter(dossier_id=dossier).order_by("-number", "line")) if wanted else []
    here = {code: [x for x in own if (x.number, x.commodity) == (own[0].number, code)] for code in wanted}
    ids = {one.dossier_id for lines in (*before.values(), own) for one in lines}
    covers, failed, stated = Dossier.objects.in_bulk(ids), _failed(ids), _stated(ids)

    def sold(lines: Iterable[Line]) -> list[Sold]:
        return [_one(one, covers[one.dossier_id], stated, failed) for one in lines]

    return {code: Goods(sold(here[code]), sold(before[code])) for code in wanted}


def _one(one: Line, cover: Dossier, stated: Mapping[tuple[int, int], list[Any]], failed: set[int]) -> Sold:
    items = stated.get((one.dossier_id, one.number), [])
    item = items[one.line - 1] if one.line <= len(items) else {}
    quantity = Decimal(item.get("first_quantity") or 0)
    return Sold(
        cover.reference,
        cover.opened_at,
        cover.trader,
        one.origin,
        one.customs_value,
        one.customs_value / quantity if quantity > 0 else None,
        item.get("first_unit", ""),
        one.dossier_id in failed,
    )


def _stated(ids: Collection[int]) -> dict[tuple[int, int], list[Any]]:
    """By dossier and judgement, the goods lines of the version that was judged."""
    if not ids:
        return {}
    judged = Judgement.objects.filter(dossier_id__in=ids).values_list("dossier_id", "number", "version")
    contents = Content.objects.filter(dossier_id__in=ids).values_list("dossier_id", "version", "content")
    items = {(dossier, version): json.loads(text).get("items", []) for dossier, version, text in contents}
    return {(dossier, number): items.get((dossier, version), []) for dossier, number, version in judged}


def _lines(commodity: str, first: int, but: int) -> list[Line]:
    """The newest dossiers first, of each the first line of the commodity as it was judged last."""
    rows = Line.objects.filter(commodity=commodity, dossier_id__gte=first, dossier_id__lt=first + PER_OFFICE)
    found: dict[int, Line] = {}
    for one in rows.exclude(dossier_id=but).order_by("-dossier_id", "-number", "line")[: 6 * LINES]:
        found.setdefault(one.dossier_id, one)
    return list(found.values())[:LINES]


def _failed(ids: Collection[int]) -> set[int]:
    """Those of the dossiers in which an inspection found something that does not conform."""
    rows = Result.objects.filter(dossier_id__in=list(ids), conforms=False)
    return set(rows.values_list("dossier_id", flat=True)) if ids else set()


def _earlier(one: Dossier) -> Earlier:
    ended = [part[1] for part in json.loads(one.parts).values()]
    return Earlier(
        one.pk, one.reference, one.kind, one.opened_at, tuple(dict.fromkeys(e for e in ended if e))
    )
