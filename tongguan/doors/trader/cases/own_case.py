"""The dossier behind an address, if it is the enterprise's whose hat is worn; and as whom its person acts."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404

from tongguan.desk.dossiers import theirs
from tongguan.desk.dossiers.queries import trading_as
from tongguan.desk.monitor.seen import Seen, seen
from tongguan.desk.rulebooks.queries import book
from tongguan.desk.texts import is_text
from tongguan.doors.look.asked import Asked
from tongguan.doors.trader.cases.waiting import Offered
from tongguan.law.kernel.case import Actor
from tongguan.law.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Mine:
    """A dossier, the book of its jurisdiction, as whom the person acts on it (None: only looks), and what is
    offered."""

    seen: Seen
    book: Rulebook
    actor: Actor | None
    offered: Offered

    @property
    def id(self) -> int:
        return self.seen.cover.id


def mine(request: Asked, reference: str) -> Mine:
    """The dossier of this reference. Raises Http404, the same for one that there is not and for another's."""
    known = bool(request.hat.behalf) and is_text(reference)
    found = theirs.own(request.hat.behalf, reference) if known else None
    if found is None:
        raise Http404
    it = seen([found.id])[found.id]
    acting = actor_on(request, it)
    return Mine(it, book(it.cover.jurisdiction), acting, it.offered(acting) if acting else ())


def actor_on(request: Asked, it: Seen) -> Actor | None:
    """As whom the person acts on the dossier for the enterprise whose hat is worn: None where the broker's
    authority has ended, and all that is left is to look."""
    behalf = request.hat.behalf  # the porter proved the hat
    capacity = trading_as(request.user.pk, it.cover, behalf, on=request.on, known=True)
    return Actor(str(request.user.pk), capacity, behalf) if capacity else None


def many(request: Asked, ids: Sequence[int]) -> list[Seen]:
    """Several dossiers that the desk has found to be the enterprise's, in that order."""
    return list(seen(ids).values())
