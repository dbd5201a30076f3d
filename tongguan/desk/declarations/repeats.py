"""Requests about what was lodged, sent again: taken down once, and answered alike."""

from dataclasses import dataclass

from tongguan.desk.declarations.models import REFERENCE, Request
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Track
from tongguan.desk.dossiers.queries import cover_of
from tongguan.desk.dossiers.rows import insert_new
from tongguan.law.findings import Finding, Refused
from tongguan.law.words import register

REQUEST_USED = register(
    "L013",
    "The reference {reference} was used for another request, about entry {entry}. Use another reference.",
    "编号{reference}已用于另一项申请（报关单{entry}）。请使用其他编号。",
)


@dataclass(frozen=True, slots=True)
class Sent:
    """What tells a request from others: its sender's own `reference`, "" where it has none, and the `digest`
    of all that it asks."""

    reference: str
    digest: str


def keep(act: Act, sent: Sent | None, seq: int) -> None:
    """Keeps which request the event `seq` took down; inside its action. Raises Refused: another one has its
    reference."""
    if sent is None:
        return
    if insert_new(Request, [(act.id, seq, act.actor.behalf, sent.reference, sent.digest)]) != [True]:
        raise _used(act.actor.behalf, sent.reference)


def taken_down(dossier_id: int, sent: Sent, *, sender: str) -> bool:
    """Whether this very request was taken down before: under its reference whenever that was; without one,
    as long as it is under way. Raises Refused: the reference is another request's."""
    mine = Request.objects.filter(sender=sender)
    if sent.reference:
        first = mine.filter(reference=sent.reference).first()
        if first is not None and (first.dossier_id, first.digest) != (dossier_id, sent.digest):
            raise _used(sender, sent.reference)
        return first is not None
    standing = Track.objects.filter(dossier_id=dossier_id).values("seq")
    same = mine.filter(dossier_id=dossier_id, digest=sent.digest, reference="")
    return same.filter(seq__in=standing).exists()


def _used(sender: str, reference: str) -> Refused:
    first = Request.objects.get(sender=sender, reference=reference)
    told = {"reference": reference[:REFERENCE], "entry": cover_of(first.dossier_id).reference}
    return Refused([Finding(REQUEST_USED, "/reference", told)])
