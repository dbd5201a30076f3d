"""A declaration as it stands: its newest judged version, and the version that asks to take its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import msgspec

from tongguan.desk.declarations import storing
from tongguan.desk.declarations.judgement import Books, Judged, facts_of, judge
from tongguan.desk.declarations.lateness import settle_lateness
from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.dossiers.act import Act
from tongguan.desk.inspections.orders import open_orders
from tongguan.desk.inspections.queries import selected
from tongguan.desk.revenue.postings import post_difference
from tongguan.law.declaration import Declaration
from tongguan.law.disclosure import JUDGED
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.findings import Refused
from tongguan.law.flow import Opening
from tongguan.law.kernel.case import SYSTEM
from tongguan.law.rulebook import Rulebook
from tongguan.law.select import added


@dataclass(frozen=True, slots=True)
class Current:
    """The version in force and the judgement of it: `accepted_on` is the day whose checks it passed."""

    dossier: int
    version: int
    number: int
    declaration: Declaration
    facts: Facts
    accepted_on: date
    result: str


def current(dossier_id: int, book: Rulebook) -> Current:
    """The declaration as it stands. Raises Judgement.DoesNotExist: the dossier is no declaration."""
    row = Judgement.objects.filter(dossier_id=dossier_id).order_by("-number").first()
    if row is None:
        raise Judgement.DoesNotExist(f"dossier {dossier_id} holds no declaration")
    stated = stated_in(dossier_id, row.version, book, row.on)
    return Current(dossier_id, row.version, row.number, stated, facts_of(row.facts), row.on, row.result)


def stated_in(dossier_id: int, version: int, book: Rulebook, on: date) -> Declaration:
    """What a version states."""
    text = Content.objects.values_list("content", flat=True).get(dossier_id=dossier_id, version=version)
    stated, _ = read(msgspec.json.decode(text), book, on)
    assert stated is not None, "what was lodged could be read"
    return stated


def newest(dossier_id: int, book: Rulebook, on: date) -> tuple[int, Declaration]:
    """The newest version, which may be in force or may ask to be, and what it states."""
    rows = Content.objects.filter(dossier_id=dossier_id).order_by("-version")
    version, text = rows.values_list("version", "content")[0]
    stated, _ = read(msgspec.json.decode(text), book, on)
    assert stated is not None, "what was lodged could be read"
    return version, stated


def judge_again(
    now: Current, *, books: Books, facts: Facts, stated: Declaration | None = None, on: date | None = None
) -> Judged:
    """Judges the declaration anew, on other facts or as a new version states it. Raises Refused."""
    judged = judge(stated or now.declaration, books=books, on=on or now.accepted_on, facts=facts)
    if judged.refused:
        raise Refused(judged.findings)
    return judged


def follow(
    act: Act,
    now: Current,
    judged: Judged,
    *,
    books: Books,
    version: int,
    reason: str,
    opens: Iterable[Opening] = (),
) -> None:
    """Records a new judgement and what follows from it: tracks that it `opens`, the difference is posted, and
    orders are added, never removed."""
    assert judged.assessment is not None and judged.selection is not None
    sealed = storing.add_judgement(act, judged, books, version, now.number + 1)
    anew = {"only": "selection"} if version == now.version and _owes_the_same(now, judged) else {}
    told = storing.told({"version": str(version), "reason": reason, **anew}, sealed)
    act.begin(JUDGED, opens, data=told, actor=SYSTEM)
    post_difference(
        act,
        judged.assessment.charges,
        currency=books.currency(judged.on),
        provisional=judged.assessment.provisional,
        reason=reason,
    )
    settle_lateness(act, judged, books.law)
    orders = added(selected(act.id), judged.selection.orders)
    open_orders(act, orders, offices=judged.facts.offices)


def _owes_the_same(now: Current, judged: Judged) -> bool:
    """Whether a judgement says nothing new but of the selection, of which its trader must not hear."""
    was, found = (
        msgspec.json.decode(one, type=dict[str, msgspec.Raw]) for one in (now.result, judged.encoded)
    )
    return all(bytes(was[name]) == bytes(found[name]) for name in ("findings", "assessment"))
