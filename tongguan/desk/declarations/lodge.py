"""Lodging: `prepare` judges and plans, `write` records. All that can be worked out is worked out before the
transaction, which claims the reference, numbers the dossier and writes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from tongguan.desk.cargo.recording import expect
from tongguan.desk.declarations import openings, receipts, storing
from tongguan.desk.declarations.judgement import Books, Judged, digest, encode, judge, plain
from tongguan.desk.declarations.lateness import charge_lateness
from tongguan.desk.declarations.models import REFERENCE, Claim, Refusal
from tongguan.desk.declarations.predecessors import Predecessor, inherited
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.declarations.standing_holds import Hold, place, tell
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import Plan, open_many, plan
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.models import ID
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.inspections.orders import open_orders
from tongguan.desk.revenue.opening import first_debts
from tongguan.desk.revenue.proof import VOUCHED
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.findings import Finding, Refused
from tongguan.law.kernel.case import Actor
from tongguan.law.select import added
from tongguan.law.words import register

REFERENCE_USED = register(
    "L001",
    "The reference {reference} was used for another declaration, {first}. Ask to amend that one, or use "
    "another reference.",
    "编号{reference}已用于另一份报关单{first}。请申请修改该报关单，或使用其他编号。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Lodging:
    """What came through a door: the bytes, what they were read as, and what the reading found; `own` is the
    tree of the declaration, where it was read from that very tree."""

    declaration: Declaration
    media: str
    raw: bytes
    findings: tuple[Finding, ...] = ()
    own: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A declaration judged without error, its dossier planned: it lacks only its number."""

    judged: Judged
    content_digest: str
    plan: Plan
    receipt: Callable[[Act], Receipt]
    holds: tuple[Hold, ...] = ()


def prepare(
    lodging: Lodging,
    *,
    books: Books,
    on: date,
    facts: Facts,
    actor: Actor,
    at: datetime,
    correlation: str = "",
    before: Predecessor | None = None,
) -> Prepared:
    """Judges what was lodged and plans its dossier; pure. `on` is the day of acceptance in the office's own
    time; `before` is the declaration whose place it takes. Raises Refused with every finding at once."""
    judged = judge(lodging.declaration, books=books, on=on, facts=facts, before=lodging.findings)
    if judged.refused:
        raise Refused(judged.findings)
    content = storing.content_of(judged.declaration, lodging.own)
    content_digest = digest(content)

    def begin(act: Act) -> None:
        assert judged.assessment is not None and judged.selection is not None
        stored = storing.add_content(
            act, 1, media=lodging.media, raw=lodging.raw, content=content, content_digest=content_digest
        )
        sealed = storing.add_judgement(act, judged, books, 1, 1)
        act.begin("lodged", openings.tracks(judged, books), data=storing.told(stored, sealed, VOUCHED))
        orders = judged.selection.orders
        if before is not None:
            act.link("replaces", before.dossier)
            orders += added(orders, inherited(before, judged.declaration, act.case.parts))
        open_orders(act, orders, offices=facts.offices)
        if before is not None:
            place(act, before.holds)
        first_debts(act, judged.assessment.charges, currency=books.currency(on))
        charge_lateness(act, judged, books.law)
        expect(act, openings.expected(judged.declaration))

    opening = openings.opening(judged, books)
    planned = plan(opening, begin, actor=actor, at=at, book=books.law, correlation=correlation)
    return Prepared(
        judged=judged,
        content_digest=content_digest,
        plan=planned,
        receipt=receipts.planned(planned.act, judged),
        holds=before.holds if before is not None else (),
    )


def write(
    prepared: Sequence[Prepared], *, actor: Actor, at: datetime, correlation: str = ""
) -> list[Receipt | Refused]:
    """Records what was prepared, one or many, in one transaction. The same content again gets the first
    answer again; other content under a used reference is refused alone."""
    wanted = [(one.plan, _recorder(one)) for one in prepared]
    results = open_many(
        wanted, actor=actor, at=at, correlation=correlation, admit=lambda acts: _claims(acts, prepared)
    )
    return [done.answer() if isinstance(done, Used) else done for done in results]


class Used(Refused):
    """The reference was used before, perhaps in this very transaction: nothing is written, and the answer
    is made when the first is there to be read."""

    def __init__(self, reference: str, dossier: int, *, same: bool) -> None:
        super().__init__(())
        self.reference, self.dossier, self.same = reference, dossier, same

    def answer(self) -> Receipt | Refused:
        """The first answer again where the content is the same, else why not."""
        if self.same:
            return receipts.again(self.dossier)
        told = {"reference": self.reference, "first": receipts.reference_of(self.dossier)}
        return Refused([Finding(REFERENCE_USED, "/reference", told)])


def first_answer(stated: Declaration) -> Receipt | None:
    """The answer that this very content was given when it was lodged before; None where it was not."""
    named = {"declarant": openings.declarant_of(stated), "reference": stated.reference}
    first = Claim.objects.filter(**named, content_digest=digest(storing.content_of(stated))).first()
    return receipts.again(first.dossier) if first else None


def _recorder(one: Prepared) -> Callable[[Act], Receipt]:
    def record(act: Act) -> Receipt:
        receipt = one.receipt(act)
        message = receipt.message()
        for to in sorted({act.cover.declarant, act.cover.trader} - {""}):
            act.tell("receipt", to, message)  # whoever a broker lodges for hears of it too
        tell(act, one.holds)
        return receipt

    return record


def _claims(acts: Sequence[Act], prepared: Sequence[Prepared]) -> list[Refused | None]:
    """Takes the declarants' references, and says which were taken. A refused lodging never gets here, so it
    uses up none."""
    rows = [
        (act.cover.declarant, one.judged.declaration.reference, act.id, one.content_digest)
        for act, one in zip(acts, prepared, strict=True)
    ]
    return [None if new else _used(*row) for row, new in zip(rows, insert_new(Claim, rows), strict=True)]


def _used(declarant: str, reference: str, _: int, content_digest: str) -> Used:
    first = Claim.objects.get(declarant=declarant, reference=reference)
    return Used(reference, first.dossier, same=first.content_digest == content_digest)


def refuse(
    findings: Sequence[Finding],
    *,
    actor: Actor,
    at: datetime,
    media: str,
    raw: bytes,
    declarant: str = "",
    reference: str = "",
) -> int:
    """Keeps a refused lodging with its bytes and every reason; returns its number."""
    row = {
        "at": at,
        "by": actor.person,
        "declarant": _fitting(declarant, ID),
        "reference": _fitting(reference, REFERENCE),
        "media": media,
        "raw": raw,
        "findings": encode([plain(finding) for finding in findings]).decode(),
    }
    return transact(lambda: int(Refusal.objects.create(**row).pk))


def _fitting(text: str, length: int) -> str:
    """What a column holds of a text that may have been refused for its very length or characters."""
    return text.replace("\0", "")[:length]
