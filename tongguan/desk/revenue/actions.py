"""Paying, securing, refunding: whole actions, each with the step of the charges track that it is.

Source: Regulations on Import and Export Duties arts. 37, 51, 52; Regulations on Customs Affairs Guarantees
arts. 4, 10; GACC Ann. 2017 No. 45 (monthly payment).
"""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, NamedTuple

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.people.queries import acts_as_bank
from tongguan.desk.revenue import guarantees, postings, words
from tongguan.desk.revenue.cents import money, stated
from tongguan.desk.revenue.models import CHARGES, Paper, Posting
from tongguan.desk.revenue.proof import message
from tongguan.desk.revenue.securing import secure_here
from tongguan.desk.revenue.surcharges import charge_late_payment
from tongguan.desk.texts import must_be_text, must_fit
from tongguan.law.calendar import local_day
from tongguan.law.findings import refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import SYSTEM, Actor, TrackKey


class Paid(NamedTuple):
    """What came of a payment: what is still owed on the debt, and whether this very message had come
    before."""

    left: Decimal
    repeated: bool


def order_payment(dossier_id: int, *, bank: str, actor: Actor, at: datetime, debt: int = 1) -> None:
    """The trader tells its bank (its identifier) to pay; from now on it is that bank's time. Raises
    NotOffered, Refused: nobody acts for a bank of this name."""

    def do(act: Act) -> None:
        act.may("order_payment", TrackKey(postings.TRACK, "", debt))
        if not acts_as_bank(bank, on=local_day(act.at, act.book)):
            raise refused(words.NO_BANK, bank=bank[:40])
        act.take("order_payment", number=debt, data=bank)

    act_on(dossier_id, do, actor=actor, at=at)


def pay(
    dossier_id: int,
    *,
    amount: Decimal,
    currency: str,
    reference: str,
    actor: Actor,
    at: datetime,
    debt: int = 1,
    tax: str = "",
    paid_at: datetime | None = None,
) -> Paid:
    """A bank (or the counter) reports that an amount was paid. The message is acted upon once by the
    sender's `reference`, however often it comes; another content under the same reference is refused.
    While a bank has the trader's order, no other bank reports on the debt; without one, a bank reports what
    it took at its own counter. `tax` is the one tax paid, "" all of them in the order in which they were
    charged. `paid_at` is when the bank took the money: from that day on it is not late any more. When
    nothing is owed any more the debt is paid, and what a guarantee had blocked for it is available again.
    Raises NotOffered, Refused."""
    must_fit(Posting, reference=reference, tax=tax)
    must_be_text(currency=currency)
    digest = message(dossier_id, debt, tax, stated(amount), currency, paid_at)
    sender = actor.behalf or actor.person

    def do(act: Act) -> Paid:
        paper = {"sender": sender, "reference": reference, "dossier": dossier_id}
        paper |= {"digest": digest, "at": act.at}
        if insert_new(Paper, [paper]) != [True]:
            first = Paper.objects.get(sender=sender, reference=reference)
            if first.digest != digest:
                raise refused(words.USED, reference=reference)
            return Paid(money(sum(postings.owed(dossier_id, debt).values())), True)
        return Paid(money(_pay(act, debt, amount, currency, tax, paper, paid_at)), False)

    return act_on(dossier_id, do, actor=actor, at=at)


def _pay(
    act: Act,
    debt: int,
    amount: Decimal,
    currency: str,
    tax: str,
    paper: Mapping[str, Any],
    paid_at: datetime | None,
) -> int:
    _must_be(act, debt, "bank", "revenue_officer")
    wanted = postings.currency_of(act.id, debt)
    if currency != wanted:
        raise refused(words.OTHER_CURRENCY, given=currency, wanted=wanted)
    hundredths = stated(amount)
    _must_have_the_order(act, debt)
    _must_be_then(act, debt, paid_at)
    if tax and not Posting.objects.filter(dossier_id=act.id, debt=debt, tax=tax, kind__in=CHARGES).exists():
        raise refused(words.NO_TAX, tax=tax)
    owed = sum(c for name, c in postings.owed(act.id, debt).items() if tax in ("", name))
    paying = act.case.tracks[TrackKey(postings.TRACK, "", debt)].state == postings.PAYING
    if hundredths > owed and not paying:  # an order that a bank has already may turn out too large
        raise refused(words.TOO_MUCH, amount=amount, owed=money(max(owed, 0)))
    told = {"reference": paper["reference"], "reason": "paid", "paid_at": paid_at, "paper": paper}
    left = postings.pay_off(act, debt, hundredths, tax=tax, kind="payment", **told)
    if left <= 0 and _goes_on(act):  # what was ordered before the end is kept, to be paid back
        guarantees.unblock(act, debt, reason="paid")
        act.take("pay", number=debt, occurred_at=paid_at, data=paper["reference"])
        charge_late_payment(act, debt)
    return left


def fail_payment(dossier_id: int, *, reason: str, actor: Actor, at: datetime, debt: int = 1) -> None:
    """The bank that has the order could not pay; the debt is due as before, overdue where its days are over,
    or none if nothing is owed any more. Raises NotOffered, Refused."""

    def do(act: Act) -> None:
        act.may("fail_payment", TrackKey(postings.TRACK, "", debt))
        _must_have_the_order(act, debt)
        act.take("fail_payment", number=debt, data=reason)
        postings.drop_if_settled(act, debt, "nothing is owed")
        at = act.case.tracks[TrackKey(postings.TRACK, "", debt)]
        if at.state == postings.DUE and at.due is not None and at.due <= act.at:
            act.take("fall_overdue", number=debt, actor=SYSTEM)

    act_on(dossier_id, do, actor=actor, at=at)


def secure(
    dossier_id: int,
    *,
    guarantee: str,
    last: date | None,
    actor: Actor,
    at: datetime,
    debt: int = 1,
    consolidated: bool = False,
) -> Decimal:
    """Lets a guarantee stand for all that a debt still owes, so that the goods need not wait for the money;
    what is then available of it. It must be valid until `last`, the day by which payment is expected; for
    `consolidated` monthly payment that is the working day of the next month which the book names.
    `guarantee` "" asks to be let off one, which the trader's credit level must allow (art. 10). Raises
    NotOffered or Refused: a licence lacks or the law forbids it, a tax may not be secured, the guarantee is
    not theirs, out of date or exhausted, earlier months are unpaid."""

    def do(act: Act) -> Decimal:
        return secure_here(act, guarantee=guarantee, last=last, debt=debt, consolidated=consolidated)

    return act_on(dossier_id, do, actor=actor, at=at)


def claim_guarantee(dossier_id: int, *, reason: str, actor: Actor, at: datetime, debt: int = 1) -> Decimal:
    """Customs takes what is still owed out of the guarantee: a deposit becomes tax, a guarantor pays. An
    officer decides it; no clock does. What was taken. Raises NotOffered, Refused."""

    def do(act: Act) -> Decimal:
        _must_be(act, debt, "revenue_officer")
        hundredths = sum(postings.owed(act.id, debt).values())
        if hundredths <= 0:
            raise refused(words.NO_DEBT)
        numbers = guarantees.claim(act, debt, hundredths=hundredths, reason=reason)
        reference = ", ".join(numbers)[:64]
        postings.pay_off(act, debt, hundredths, tax="", kind="payment", reference=reference, reason=reason)
        act.take("pay", number=debt, data=reason)
        return money(hundredths)

    return act_on(dossier_id, do, actor=actor, at=at)


def release_guarantee(dossier_id: int, *, reason: str, actor: Actor, at: datetime, debt: int = 1) -> Decimal:
    """Gives back what a debt has blocked where nothing is owed on it any more (cancelled, refunded); how
    much. While something is owed, paying it is what releases the guarantee. Raises Refused."""

    def do(act: Act) -> Decimal:
        _must_be(act, debt, "revenue_officer", "system")
        left = sum(postings.owed(act.id, debt).values())
        if left > 0 and _goes_on(act):
            raise refused(words.STILL_OWED, owed=money(left))
        return guarantees.unblock(act, debt, reason=reason)

    return act_on(dossier_id, do, actor=actor, at=at)


def refund(
    dossier_id: int,
    *,
    amount: Decimal,
    reference: str,
    reason: str,
    actor: Actor,
    at: datetime,
    debt: int = 1,
) -> Decimal:
    """Pays back what was paid beyond what is owed (Regulations on Duties art. 52); what is still to be paid
    back. Raises Refused."""

    def do(act: Act) -> Decimal:
        _must_be(act, debt, "revenue_officer")
        hundredths = stated(amount)
        over = -sum(postings.owed(act.id, debt).values())
        if hundredths > over:
            raise refused(words.NOT_PAID, amount=amount, paid=money(max(over, 0)))
        return money(-postings.give_back(act, debt, hundredths, reference=reference, reason=reason))

    return act_on(dossier_id, do, actor=actor, at=at)


def _must_have_the_order(act: Act, debt: int) -> None:
    """Raises Refused: another bank has the trader's order."""
    key = TrackKey(postings.TRACK, "", debt)
    if act.actor.capacity != "bank" or key not in act.case.tracks:
        return
    ordered = [e.data for e in act.past if e.key == key and e.name == "order_payment"]
    if act.case.tracks[key].state == postings.PAYING and ordered[-1] != act.actor.behalf:
        raise refused(words.NOT_YOURS)


def _must_be_then(act: Act, debt: int, paid_at: datetime | None) -> None:
    """Raises Refused: nobody pays before there is a debt, or after now."""
    if paid_at is None:
        return
    opened = next(e.recorded_at for e in act.past if e.key == TrackKey(postings.TRACK, "", debt))
    if not opened <= paid_at <= act.at:
        raise refused(words.NOT_THEN, time=paid_at.isoformat(timespec="minutes"))


def _goes_on(act: Act) -> bool:
    """Whether a part has come to no end, but for its release."""
    return any(act.case.ended.get(part, "") in act.flow.goes_on for part in act.case.parts)


def _must_be(act: Act, debt: int, *capacities: str) -> None:
    """Raises Refused: in none of these capacities; NotOffered: of another office than the debt's."""
    if act.actor.capacity not in capacities:
        raise refused(words.NOT_YOURS)
    if reason := act.case.kept_from(act.actor, capacities, TrackKey(postings.TRACK, "", debt)):
        raise NotOffered("charge", reason)
