"""A draft worked out: what it states, what follows, what applies; and the way from there to a lodging."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongguan.desk.declarations import drafts
from tongguan.desk.declarations.actions import Received, lodge_received
from tongguan.desk.declarations.drafting import Sheet
from tongguan.desk.declarations.judgement import Books, encode
from tongguan.desk.declarations.models import Claim, Content, Draft
from tongguan.desk.declarations.receipts import Receipt, again
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.people import queries as people
from tongguan.desk.people.models import Enterprise, Person
from tongguan.law.calendar import local_day
from tongguan.law.drafting.completing import Whole, complete
from tongguan.law.drafting.deriving import Firm, Known
from tongguan.law.findings import Refused
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import parts

PARTIES = ("trader", "end_user", "declarant")


@dataclass(frozen=True, slots=True)
class Worked:
    """A draft with its sheet, the declaration that it would be, and what was asked for it."""

    draft: Draft
    sheet: Sheet
    whole: Whole
    known: Known


def worked(
    draft: Draft, *, person: int | str, book: Rulebook, on: date, about: Known | None = None
) -> Worked:
    """Works a draft out for a person on a day; `about` is what was asked before, where it still holds. Raises
    LookupError: the book has no elements on that day."""
    sheet = Sheet.load(draft.sheet)
    tree = {"direction": draft.direction, **sheet.tree(parts(book, on))}
    about = about or known(draft, tree, person=person, on=on)
    return Worked(draft, sheet, complete(tree, book, on, about), about)


def known(draft: Draft, tree: Mapping[str, Any], *, person: int | str, on: date) -> Known:
    """What the other rooms know that need not be typed: three or four small queries."""
    capacities = draft.held or people.capacities_of(person, on=on, enterprise=draft.enterprise)
    own = draft.enterprise if "trader" in capacities else ""
    named = {party: _identifier(tree, party) for party in PARTIES}
    firms = Enterprise.objects.filter(identifier__in={draft.enterprise, *filter(None, named.values())})
    called, last = _last(draft, named["trader"] if not own else "", broker=not own)
    return Known(
        declarant=draft.enterprise,
        trader=own,
        person=Person.objects.values_list("name", flat=True).get(pk=person),
        reference=reference_of(draft),
        firms={one.identifier: Firm(one.identifier, one.name, one.customs_code) for one in firms},
        last=last,
        last_called=called,
    )


def reference_of(draft: Draft) -> str:
    """The reference that a draft is lodged under, unless another is stated."""
    return f"D{draft.pk:08}"


def _identifier(tree: Mapping[str, Any], party: str) -> str:
    held = tree.get(party)
    return str(held.get("identifier", "")) if isinstance(held, dict) else ""


def _last(draft: Draft, trader: str, *, broker: bool) -> tuple[str, Mapping[str, Any]]:
    """The last declaration of the enterprise in this direction; for a broker that of the same trader, where
    one is named. What it lodged for others is no proposal for this one's goods."""
    found = Dossier.objects.filter(declarant=draft.enterprise, kind=draft.direction)
    if trader:
        found = found.filter(trader=trader)
    row = found.order_by("-opened_at", "-pk").values_list("pk", "reference").first()
    if row is None:
        return "", {}
    try:
        tree = drafts.stated_by(row[0])
    except Content.DoesNotExist:
        return "", {}
    if broker and not trader:  # whose goods those were is nothing to the next client
        tree.pop("items", None)
    return row[1], tree


def lodge(
    draft_id: int,
    *,
    person: int | str,
    books: Books,
    at: datetime,
    receive: Callable[[bytes], Received],
) -> Receipt | Refused:
    """Lodges a draft as the declaration that it would be now. However often and from wherever it is asked,
    the draft is lodged once, and gets the same receipt. `receive` reads the bytes as the door of messages
    does. Raises Draft.DoesNotExist."""
    on = local_day(at, books.law)
    while True:
        draft = drafts.one(draft_id, person=person, on=on)
        if draft.dossier is not None:
            return again(draft.dossier)
        text = draft.sending or _to_send(draft, person, books.law, on)
        same = Draft.objects.filter(pk=draft.pk, version=draft.version, dossier=None)
        # What is sent is kept first: pressed twice, or after a crash, the very same is sent again.
        if same.filter(sending=draft.sending).update(sending=text):
            break
    (answer,) = lodge_received([receive(text.encode())], person=str(person), books=books, at=at)
    if isinstance(answer, Refused):
        answer = _lodged_before(draft) or answer
    mine = Draft.objects.filter(pk=draft.pk)
    if isinstance(answer, Refused):
        mine.filter(sending=text, dossier=None).update(sending="")
    else:
        mine.update(dossier=answer.dossier, sending="", changed_at=at)
    return answer


def _to_send(draft: Draft, person: int | str, book: Rulebook, on: date) -> str:
    return encode(worked(draft, person=person, book=book, on=on).whole.tree).decode()


def _lodged_before(draft: Draft) -> Receipt | None:
    """The receipt of a draft that was lodged when the answer was lost, and that was changed since."""
    claim = Claim.objects.filter(declarant=draft.enterprise, reference=reference_of(draft)).first()
    return again(claim.dossier) if claim else None
