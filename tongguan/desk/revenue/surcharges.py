"""The surcharge on tax that is paid late, which the law takes by itself (Customs Law art. 60; Regulations on
Import and Export Duties art. 37): 0.05% a day of each tax, from the day after the payment period."""

import json
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from tongguan.desk.dossiers.act import Act
from tongguan.desk.revenue import postings
from tongguan.desk.revenue.cents import money
from tongguan.desk.revenue.models import Posting
from tongguan.law.calendar import local_day
from tongguan.law.kernel.case import CLAIMS, SYSTEM, Event, TrackKey
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.fees import SURCHARGE, late_payment
from tongguan.law.taxing.how import plain

RATE = "late_payment_rate"
NOTE = "due"
"""The state of the charges that the payment note opens."""


def charge_late_payment(act: Act, debt: int) -> None:
    """Opens a debt for each tax that the payments which settled `debt` brought late, each day by what was
    then outstanding; the day of a payment is the bank's. A surcharge bears none itself; nor does a debt that
    a guarantee covers, whose note is not issued yet. Books without a surcharge take none."""
    issued_on = _issued_on(act, debt)
    rows = list(Posting.objects.filter(dossier_id=act.id, debt=debt).order_by("number"))
    if issued_on is None or any(row.kind == "surcharge" for row in rows):
        return
    for tax in dict.fromkeys(row.tax for row in rows if row.kind == "payment"):
        paid = _parts([row for row in rows if row.tax == tax], act.book)
        if not paid or act.book.get("parameter", RATE, max(day for _, day in paid)) is None:
            continue
        fee = late_payment(paid, issued_on, act.book)
        if fee.amount:
            money_of = act.book.need("parameter", "currency", max(day for _, day in paid))
            told = [plain(one, (money_of.en, money_of.zh)) for one in fee.how]
            postings.add_debt(
                act,
                tax=f"{tax}{SURCHARGE}"[:40],
                amount=fee.amount,
                currency=postings.currency_of(act.id, debt),
                reason=json.dumps(told, ensure_ascii=False),
                actor=SYSTEM,
            )


def _parts(rows: Sequence[Posting], book: Rulebook) -> list[tuple[Decimal, date]]:
    """What was paid of one tax, and on which day, the earliest first; what was paid beyond the tax was never
    late. A refund takes nothing back that was late."""
    rest = sum(row.cents for row in rows if row.kind not in ("payment", "refund"))
    parts = []
    for row in sorted((row for row in rows if row.kind == "payment"), key=lambda row: row.when):
        part = min(-row.cents, rest)
        rest -= part
        if part > 0:
            parts.append((money(part), local_day(row.when, book)))
    return parts


def _issued_on(act: Act, debt: int) -> date | None:
    """The day of the payment note that the debt was paid on: when it last fell due before its payment."""
    key = TrackKey(postings.TRACK, "", debt)
    moves: list[Event] = [e for e in act.past if e.key == key and e.name not in CLAIMS]
    noted = [e for e in moves if e.state == NOTE and e.name != "fail_payment"]
    if not noted or any(e.state == "secured" and e.seq > noted[-1].seq for e in moves):
        return None
    return local_day(noted[-1].recorded_at, act.book)
