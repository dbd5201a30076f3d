"""Which papers there are, for whom."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from tongguan.desk.documents.models import Belonging, Document
from tongguan.desk.dossiers import queries as dossiers
from tongguan.desk.dossiers.models import Dossier

MOST = 50


@dataclass(frozen=True, slots=True)
class Attached:
    """A paper of a dossier: by whom (person id) and since when it belongs there; `again` where it had been
    given for another dossier before."""

    document: Document
    by: str
    since: datetime
    again: bool


def seen(document_id: int, *, enterprise: str = "", offices: Iterable[str] = ()) -> Document:
    """A paper, as one who acts for an enterprise or at offices may see it: of the enterprise that gave it, of
    the trader and the declarant of a dossier that it belongs to, and of an office that holds or held a track
    of one. Raises Document.DoesNotExist, as for what is not there."""
    document = Document.objects.get(pk=document_id)
    if enterprise and document.enterprise == enterprise:
        return document
    belongs = Belonging.objects.filter(document=document).values_list("dossier_id", flat=True)
    theirs = Q(trader=enterprise) | Q(declarant=enterprise)
    if enterprise and Dossier.objects.filter(theirs, pk__in=belongs).exists():
        return document
    if dossiers.held(belongs, offices=offices):
        return document
    raise Document.DoesNotExist


def of_dossier(dossier_id: int) -> list[Document]:
    """The papers of a dossier, in the order in which they were given."""
    belongs = Belonging.objects.filter(dossier_id=dossier_id).values("document_id")
    return list(Document.objects.filter(pk__in=belongs).order_by("given_at", "pk"))


def attached(dossier_id: int) -> list[Attached]:
    """The papers of a dossier, each with how it came there, in the order in which they came. Two queries."""
    mine = Belonging.objects.filter(dossier_id=dossier_id).select_related("document")
    rows = list(mine.order_by("since", "document_id"))
    elsewhere = Belonging.objects.filter(document__in=[row.document_id for row in rows])
    first: dict[int, datetime] = {}
    for document, since in elsewhere.exclude(dossier_id=dossier_id).values_list("document_id", "since"):
        first[document] = min(since, first.get(document, since))
    return [
        Attached(row.document, row.by, row.since, first.get(row.document_id, row.since) < row.since)
        for row in rows
    ]


def offered(enterprise: str, trader: str, *, limit: int = MOST) -> list[Document]:
    """What an enterprise gave for a trader before, the newest first: nobody is asked for it twice. What a
    broker gave for one of its clients is not offered for another."""
    found = Document.objects.filter(enterprise=enterprise, trader=trader)
    return list(found.order_by("-given_at", "-pk")[:limit])


def by_digest(enterprise: str, trader: str, digests: Iterable[str]) -> dict[str, Document]:
    """The papers with these digests that an enterprise gave for a trader."""
    found = Document.objects.filter(enterprise=enterprise, trader=trader, digest__in=list(digests))
    return {one.digest: one for one in found}
