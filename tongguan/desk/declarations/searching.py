"""How officers find declarations: by entry number, bill, container or enterprise, among those that their
offices hold or held. What is elsewhere is not found, and no answer says that it is there."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongguan.desk.cargo import names
from tongguan.desk.cargo.models import Expectation
from tongguan.desk.declarations.finding import BEGINNING, SHORTEST, of_cargo
from tongguan.desk.dossiers.models import Dossier, Holding
from tongguan.desk.dossiers.theirs import begins
from tongguan.desk.people.models import Enterprise
from tongguan.desk.texts import is_text

MOST = 50
FIRMS = 20
"""So many enterprises a beginning of a name may mean."""


def search(text: str, *, offices: Collection[str] | None) -> list[Dossier]:
    """The dossiers that the text may mean, the newest first, at most `MOST`; of these offices, or wherever
    they are where `offices` is None. Nothing for a text that is too short or is none."""
    sought = " ".join(text.split())
    if not is_text(sought) or not SHORTEST - 1 <= len(sought) <= names.LONGEST:
        return []
    found: dict[int, Dossier] = {}
    for rows in _ways(sought):
        for one in _seen(rows, offices).order_by("-opened_at", "-pk")[:MOST]:
            found[one.pk] = one
    return sorted(found.values(), key=lambda one: (one.opened_at, one.pk), reverse=True)[:MOST]


def _ways(sought: str) -> "list[QuerySet[Dossier]]":
    every = [
        *([Dossier.objects.filter(begins("reference", sought))] if len(sought) >= BEGINNING else []),
        *(Dossier.objects.filter(pk__in=_ids(rows)) for rows in of_cargo(names.bill(sought))),
    ]
    if firms := _firms(sought):
        every += [Dossier.objects.filter(trader__in=firms), Dossier.objects.filter(declarant__in=firms)]
    return every


def _ids(rows: "QuerySet[Expectation]") -> list[int]:
    """The newest of them, some more than are shown: not all may be the office's."""
    return list(rows.order_by("-dossier_id").values_list("dossier_id", flat=True)[: 4 * MOST])


def _firms(sought: str) -> list[str]:
    """The enterprises of this identifier or customs code, or whose name begins so."""
    wanted = Q(identifier=sought.upper()) | Q(customs_code=sought)
    for column in ("name", "name_foreign"):
        wanted |= begins(column, sought)
    return list(Enterprise.objects.filter(wanted).order_by("pk").values_list("identifier", flat=True)[:FIRMS])


def _seen(rows: "QuerySet[Dossier]", offices: Collection[str] | None) -> "QuerySet[Dossier]":
    if offices is None:
        return rows
    return rows.filter(Exists(Holding.objects.filter(dossier_id=OuterRef("pk"), office__in=tuple(offices))))
