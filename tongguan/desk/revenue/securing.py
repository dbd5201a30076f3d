"""Letting a guarantee stand for what a debt owes, inside an action: whether the law, the trader's credit
level and the guarantee itself allow it.

Source: Regulations on Customs Affairs Guarantees arts. 4, 10; GACC Ann. 2017 No. 45 (monthly payment).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from tongguan.desk.dossiers.act import Act
from tongguan.desk.people.queries import credit_of
from tongguan.desk.revenue import bars, guarantees, postings, queries, words
from tongguan.law.calendar import begins, local_day
from tongguan.law.findings import refused
from tongguan.law.flows.common import TRADER
from tongguan.law.kernel import names as says
from tongguan.law.taxing.fees import called


def secure_here(
    act: Act,
    *,
    guarantee: str,
    last: date | None,
    debt: int = 1,
    consolidated: bool = False,
) -> Decimal:
    """What `actions.secure` does, inside an action that is under way."""
    if reason := bars.standing_bar(act.id):
        raise refused(words.BARRED, reason=reason)
    if taxes := postings.unsecurable(act.id, debt):
        raise refused(words.NOT_SECURABLE, tax=_taxes(act, taxes))
    hundredths = sum(postings.owed(act.id, debt).values())
    if hundredths <= 0:
        raise refused(words.NO_DEBT)
    on = local_day(act.at, act.book)
    credit = credit_of(act.cover.trader, on=on)
    level = act.book.get("credit", credit, on) or act.book.get("credit", "general", on)
    if consolidated:
        last = queries.monthly_due(on, act.book)
        if last is None:
            raise refused(words.NO_MONTHS)
        if level is None or not level.consolidated:
            raise refused(words.NOT_BY_CREDIT)
        if months := queries.unpaid_months(act.cover.trader, on, act.book):
            raise refused(words.IN_ARREARS, month=months[0])
    available = Decimal(0)
    guarantees.unblock(act, debt, reason="secured anew")  # what still stands for it, where a payment failed
    if guarantee:
        _must_be_their_own(act, guarantee)
        available = guarantees.block(
            act,
            guarantee,
            hundredths=hundredths,
            currency=postings.currency_of(act.id, debt),
            debt=debt,
            first=on,
            last=last or on,
            consolidated=consolidated,
            reason="monthly payment" if consolidated else "release before payment",
        )
    elif level is None or not level.guarantee_free:
        raise refused(words.NOT_BY_CREDIT)
    # only monthly payment has a day of its own: else no payment note is issued while the guarantee stands
    until = begins(last + timedelta(days=1), act.book) if consolidated and last else None
    act.take("secure", number=debt, data=guarantee or "exempt", due=lambda clock, key: until)
    return available


def _must_be_their_own(act: Act, guarantee: str) -> None:
    """Raises Refused: a broker binds what was promised for itself, not for its client."""
    if act.actor.capacity in TRADER and guarantees.find(guarantee).holder != act.actor.behalf:
        raise refused(words.NOT_THEIRS, guarantee=guarantee)


def _taxes(act: Act, codes: Sequence[str]) -> says.Pair:
    """What taxes are called: by their rows of the book, fees by what the law calls them."""
    on = local_day(act.at, act.book)
    return says.names({code: called(code, act.book, on) for code in codes}, codes)
