"""The first debts of a dossier, while it is being opened: for the lodging path, so nothing is read here."""

from collections.abc import Iterable
from decimal import Decimal

from tongguan.desk.dossiers.act import Act
from tongguan.desk.revenue.cents import Charge, by_tax, cents, money
from tongguan.desk.revenue.models import Posting
from tongguan.desk.revenue.postings import TRACK
from tongguan.desk.revenue.proof import vouch
from tongguan.law.kernel.case import SYSTEM


def opening_state(charges: Iterable[Charge], *, provisional: bool) -> str:
    """The state in which the charges track of a new declaration opens."""
    if not any(charge.amount for charge in charges):
        return "nothing"
    return "provisional" if provisional else "due"


def first_debts(act: Act, charges: Iterable[Charge], *, currency: str) -> Decimal:
    """Adds what an assessment charges to the rows of a dossier that is being opened, one posting a tax; the
    sum. Reads nothing."""
    found = sorted(by_tax(charges).items())
    told = (act.at, act.actor.person, "", "", None)
    act.rows.extend(
        Posting,
        (
            (act.id, number, 1, tax, "charge", hundredths, currency, securable, *told)
            for number, (tax, (hundredths, securable)) in enumerate(found, 1)
        ),
    )
    return money(sum(hundredths for _, (hundredths, _) in found))


def first_surcharge(
    act: Act, charges: Iterable[Charge], *, tax: str, amount: Decimal, currency: str, reason: str
) -> None:
    """One more debt of a dossier that is being opened, beside those of its assessment (`first_debts`): the
    law takes it by itself. Reads nothing."""
    number = act.case.next(TRACK, "").number
    act.take("charge_more", data=reason, actor=SYSTEM)
    row = {"dossier_id": act.id, "number": 1 + len(by_tax(charges)), "debt": number, "tax": tax}
    row |= {"kind": "surcharge", "cents": cents(amount), "currency": currency, "reason": reason}
    row |= {"at": act.at, "by": SYSTEM.person}
    act.rows.add(Posting, row)
    vouch(act, (Posting, row))
