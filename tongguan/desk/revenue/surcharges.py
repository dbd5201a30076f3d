"""The surcharge on tax that is paid late, which the law takes by itself (Customs Law art. 60; Regulations on
Import and Export Duties art. 37): 0.05% a day of each tax, from the day after the payment period."""

import json
from datetime import date

from tongguan.desk.dossiers.act import Act
from tongguan.desk.revenue import postings
from tongguan.desk.revenue.cents import money
from tongguan.desk.revenue.models import Posting
from tongguan.law.calendar import local_day
from tongguan.law.kernel.case import Event
from tongguan.law.taxing.fees import late_payment
from tongguan.law.taxing.how import arguments

RATE = "late_payment_rate"
NOTE = "due"
"""The state of the charges that the payment note opens."""


def charge_late_payment(act: Act, debt: int, paid_on: date) -> None:
    """Opens a debt for each tax that a payment which settles `debt` brought late. A surcharge bears none
    itself; nor does a debt that a guarantee covers, whose note is not issued yet. Books without a surcharge
    take none."""
    issued_on = _issued_on(act, debt)
    if issued_on is None or act.book.get("parameter", RATE, paid_on) is None:
        return
    rows = Posting.objects.filter(dossier_id=act.id, debt=debt).order_by("number")
    if rows.filter(kind="surcharge").exists():
        return
    for tax in dict.fromkeys(rows.filter(kind="payment").values_list("tax", flat=True)):
        paid = [(one.cents, local_day(one.at, act.book)) for one in rows.filter(kind="payment", tax=tax)]
        last = max(day for _, day in paid)
        fees = [
            late_payment(money(-hundredths), issued_on, min(paid_on, day) if day == last else day, act.book)
            for hundredths, day in paid
        ]
        amount = sum((fee.amount for fee in fees), money(0))
        if amount:
            code, values = max(fees, key=lambda fee: fee.days).how[0]
            postings.add_debt(
                act,
                tax=f"{tax}_surcharge"[:40],
                amount=amount,
                currency=postings.currency_of(act.id, debt),
                reason=json.dumps({"code": code, "arguments": arguments(values)}, ensure_ascii=False),
                actor=postings.SYSTEM,
            )


def _issued_on(act: Act, debt: int) -> date | None:
    """The day of the payment note that the debt was paid on: when it last fell due before its payment."""
    moves: list[Event] = [e for e in act.past if (e.track, e.number) == (postings.TRACK, debt)]
    noted = [e for e in moves if e.state == NOTE and e.name != "fail_payment"]
    if not noted or any(e.state == "secured" and e.seq > noted[-1].seq for e in moves):
        return None
    return local_day(noted[-1].recorded_at, act.book)
