"""Papers that a trader gives with what it says: new ones, and those that it gave before."""

from tongguan.desk.documents import actions, queries
from tongguan.desk.documents.models import Document
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.replies import sentences
from tongguan.doors.trader.cases.own_case import Mine
from tongguan.law.findings import Refused

OFFERED = 12


def offered(it: Mine) -> list[Document]:
    """What the enterprise gave for this trader before and is not with this declaration yet."""
    assert it.actor is not None
    here = {one.pk for one in queries.of_dossier(it.id)}
    known = queries.offered(it.actor.behalf, it.seen.cover.trader, limit=OFFERED + len(here))
    return [one for one in known if one.pk not in here][:OFFERED]


def given(request: Asked, it: Mine) -> tuple[list[str], list[tuple[str, str]]]:
    """Takes the papers that a form brings; their digests, and what is wrong with the others. They are kept,
    and offered again, whatever else is wrong with the form."""
    assert it.actor is not None
    again = request.POST.getlist("again")
    digests = [one.digest for one in offered(it) if str(one.pk) in again]
    errors: list[tuple[str, str]] = []
    for file in request.FILES.getlist("papers"):
        try:
            taken = actions.give(
                enterprise=it.actor.behalf,
                trader=it.seen.cover.trader,
                name=file.name or "",
                content=file.read(),
                person=request.user.pk,
                on=request.on,
                at=request.at,
            )
            digests.append(taken.document.digest)
        except Refused as refused:
            errors += [("id_papers", sentence) for sentence in sentences(refused, request.language)]
    return digests, errors


def attach(request: Asked, it: Mine, digests: list[str]) -> None:
    """From now on these papers belong to the declaration."""
    assert it.actor is not None
    actions.belong(
        it.id,
        digests,
        enterprise=it.actor.behalf,
        trader=it.seen.cover.trader,
        by=it.actor.person,
        at=request.at,
    )
