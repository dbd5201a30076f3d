"""Proof that the papers of a dossier are as they were given: the bytes of each file against its digest, which
a declaration states of its papers too."""

from tongguan.desk.documents import store
from tongguan.desk.documents.models import Belonging, Document
from tongguan.desk.dossiers.proof import Disagreement, read


def replay(dossier_id: int) -> list[Disagreement]:
    """Every paper of a dossier whose file is gone, or is another."""
    found: list[Disagreement] = []
    belongs = Belonging.objects.filter(dossier_id=dossier_id).values("document_id")
    papers = Document.objects.filter(pk__in=belongs).order_by("pk")
    for pk, digest, place in read(papers, ("pk",), ("pk", "digest", "place"), found):
        if (there := store.digest_of(place) or "no file") != digest:
            found.append(Disagreement(Document._meta.db_table, str(pk), "file", there, digest))
    return found
