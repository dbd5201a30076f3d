"""What is owed: debts, differences, and what stands in the way of security.

A debt is a number of the charges track; the first are those of `opening`. All happens inside an action on the
dossier; each posting takes the number after the last one, and of two that come at once the second looks
again.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Max, Sum

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.revenue import guarantees, words
from tongguan.desk.revenue.cents import Charge, by_tax, cents, money
from tongguan.desk.revenue.models import CHARGES, Paper, Posting
from tongguan.desk.revenue.proof import vouch
from tongguan.law.findings import refused
from tongguan.law.kernel.case import SYSTEM, Actor, TrackKey

TRACK = "charges"
DUE, PAYING, OVERDUE = "due", "paying", "overdue"


def post_difference(
    act: Act, charges: Iterable[Charge], *, currency: str, provisional: bool, reason: str
) -> Decimal:
    """Brings what is owed to what a new assessment charges and takes the steps that follow; the difference,
    more owed or less. More goes into the first debt, or becomes a debt of its own while a bank pays that one
    or it is overdue, for it is not late itself. Less comes off what is unpaid. What a guarantee no longer
    covers falls due again: it must be secured anew."""
    after, before = by_tax(charges), _charged(act.id)
    changes = {tax: after.get(tax, (0, True))[0] - before.get(tax, 0) for tax in sorted({*after, *before})}
    difference = sum(changes.values())
    first = act.case.tracks[TrackKey(TRACK, "", 1)].state
    apart = difference > 0 and first in (PAYING, OVERDUE)
    into = act.case.next(TRACK, "").number if apart else 1
    debts = _debts(act.id, ("charge", "difference"))
    moved: dict[int, int] = {into: 0}
    rows = []
    for tax, change in changes.items():
        places = {into: change} if apart or change > 0 else _off(act, tax, -change, debts, into)
        for debt, hundredths in places.items():
            if hundredths:
                securable = after.get(tax, (0, True))[1]
                rows.append(_row(act, "difference", debt, tax, hundredths, currency, securable, reason))
                moved[debt] = moved.get(debt, 0) + hundredths
    if apart:
        act.take("charge_more", data=reason, actor=SYSTEM)
    post(act, rows)
    for debt, change in moved.items():
        if not (apart and debt == into):
            _follow(act, debt, change, provisional and debt == 1, reason)
    return money(difference)


def add_debt(
    act: Act,
    *,
    tax: str,
    amount: Decimal,
    currency: str,
    reason: str,
    securable: bool = True,
    kind: str = "surcharge",
    actor: Actor | None = None,
) -> int:
    """Opens one more debt (a late-declaration fee, a surcharge, a supplement after release); its number."""
    if amount <= 0:
        raise refused(words.NOT_POSITIVE)
    number = act.case.next(TRACK, "").number
    act.take("charge_more", data=reason, actor=actor or act.actor)
    post(act, [_row(act, kind, number, tax, cents(amount), currency, securable, reason)])
    return number


def adjust_debt(act: Act, *, tax: str, amount: Decimal, currency: str, reason: str) -> Decimal:
    """Brings what the law takes under one name, beside the taxes of the assessment, to an amount: more opens
    one more debt, less comes off what is unpaid; the difference."""
    rows = Posting.objects.filter(dossier_id=act.id, tax=tax, kind="surcharge").order_by("number")
    difference = cents(amount) - sum(rows.values_list("cents", flat=True))
    if difference > 0:
        add_debt(act, tax=tax, amount=money(difference), currency=currency, reason=reason, actor=SYSTEM)
    elif difference < 0:
        debts = sorted(set(rows.values_list("debt", flat=True)))
        places = _off(act, tax, -difference, debts, debts[-1])
        kind = "surcharge"
        post(act, [_row(act, kind, debt, tax, c, currency, True, reason) for debt, c in places.items()])
        for debt, change in places.items():
            _follow(act, debt, change, False, reason)
    return money(difference)


def waive(act: Act, *, reason: str) -> None:
    """Nothing more is to be paid on the dossier, neither tax nor what the law took beside it; what was paid
    too much can be paid back."""
    for debt in _debts(act.id, CHARGES):
        left, currency = owed(act.id, debt), currency_of(act.id, debt)
        rows = [
            _row(act, "waiver", debt, tax, -c, currency, True, reason) for tax, c in left.items() if c > 0
        ]
        post(act, rows)
        _follow(act, debt, 0, False, reason)


def _debts(dossier_id: int, kinds: Sequence[str]) -> list[int]:
    found = Posting.objects.filter(dossier_id=dossier_id, kind__in=kinds).values_list("debt", flat=True)
    return sorted(set(found))


def _off(act: Act, tax: str, hundredths: int, debts: Sequence[int], rest: int) -> dict[int, int]:
    """Off which debts an amount comes that is owed less of a tax: what is unpaid, the newest first; else it
    stands to the payer's credit on `rest`."""
    found: dict[int, int] = {}
    for debt in reversed(debts):
        part = min(hundredths, max(owed(act.id, debt).get(tax, 0), 0))
        found[debt] = -part
        hundredths -= part
    found[rest] = found.get(rest, 0) - hundredths
    return {debt: change for debt, change in found.items() if change}


def owed(dossier_id: int, debt: int) -> dict[str, int]:
    """Hundredths still owed by tax, in the order in which the taxes were charged; less than nothing where
    too much was paid."""
    rows = Posting.objects.filter(dossier_id=dossier_id, debt=debt).order_by("number")
    left: dict[str, int] = {}
    for tax, hundredths in rows.values_list("tax", "cents"):
        left[tax] = left.get(tax, 0) + hundredths
    return {tax: hundredths for tax, hundredths in left.items() if hundredths}


def unsecurable(dossier_id: int, debt: int) -> list[str]:
    """The taxes of a debt, still owed, for which no guarantee may stand."""
    left = owed(dossier_id, debt)
    rows = Posting.objects.filter(dossier_id=dossier_id, debt=debt, securable=False, kind__in=CHARGES)
    return sorted({tax for tax in rows.values_list("tax", flat=True) if left.get(tax, 0) > 0})


def currency_of(dossier_id: int, debt: int) -> str:
    """The currency of a debt. Raises Refused: there is none."""
    found = (
        Posting.objects.filter(dossier_id=dossier_id, debt=debt).values_list("currency", flat=True).first()
    )
    if found is None:
        raise refused(words.NO_DEBT)
    return found


def post(act: Act, rows: Sequence[Mapping[str, Any]], paper: Mapping[str, Any] | None = None) -> None:
    """Writes postings under their next numbers, and the event that vouches for them and for the message of
    the bank that they follow from. Raises Stale where others came between."""
    if not rows:
        return
    last = Posting.objects.filter(dossier_id=act.id).aggregate(last=Max("number"))["last"] or 0
    numbered = [{**row, "number": number} for number, row in enumerate(rows, last + 1)]
    if not all(insert_new(Posting, numbered)):
        raise Stale(f"dossier {act.id} has new postings")
    messages = [(Paper, paper)] if paper else []
    vouch(act, *messages, *((Posting, row) for row in numbered))


def pay_off(
    act: Act,
    debt: int,
    hundredths: int,
    *,
    tax: str,
    kind: str,
    reference: str,
    reason: str,
    paid_at: datetime | None = None,
    paper: Mapping[str, Any] | None = None,
) -> int:
    """Posts a payment against the taxes of a debt, in the order in which they were charged; what is then
    owed. What is paid beyond that stands to the payer's credit under the last tax. `paper` is the row of the
    bank's message, where one told of it."""
    left = {t: c for t, c in owed(act.id, debt).items() if tax in ("", t)}
    currency = currency_of(act.id, debt)
    rest, parts = hundredths, []
    for name, amount in left.items():
        part = min(rest, amount) if amount > 0 else 0
        rest -= part
        parts.append((name, part))
    parts.append((tax or next(iter(left), "duty"), rest))
    rows = [_row(act, kind, debt, t, -part, currency, True, reason, reference) for t, part in parts if part]
    post(act, [{**row, "paid_at": paid_at} for row in rows], paper)
    return sum(owed(act.id, debt).values())


def give_back(act: Act, debt: int, hundredths: int, *, reference: str, reason: str) -> int:
    """Posts a refund against the taxes that were overpaid; what is then owed (less than nothing: still to
    be given back). Raises Refused: a refund of this reference was made."""
    made = Posting.objects.filter(dossier_id=act.id, kind="refund")
    if reference in made.values_list("reference", flat=True):
        raise refused(words.REFUNDED, reference=reference)
    currency, rest, rows = currency_of(act.id, debt), hundredths, []
    for tax, left in owed(act.id, debt).items():
        part = min(rest, -left) if left < 0 else 0
        rest -= part
        if part:
            rows.append(_row(act, "refund", debt, tax, part, currency, True, reason, reference))
    post(act, rows)
    return sum(owed(act.id, debt).values())


def _follow(act: Act, debt: int, difference: int, provisional: bool, reason: str) -> None:
    """The step that follows from postings on a debt; none while a bank pays it, whose answer comes first."""
    state = act.case.tracks[TrackKey(TRACK, "", debt)].state
    left = sum(owed(act.id, debt).values())
    if state == PAYING:
        return
    if left <= 0:
        guarantees.unblock(act, debt, reason=reason)
        if state not in ("nothing", "paid"):
            act.take("charge_nothing", number=debt, data=reason)
        return
    wanted = "provisional" if provisional else "due"
    if state == "secured" and difference <= 0:
        return  # the guarantee still covers it
    if state == "secured":
        guarantees.unblock(act, debt, reason=reason)
    if state == OVERDUE and difference <= 0:
        return  # owing less does not make it less late
    if state != wanted or difference > 0:
        provisionally = provisional and state in ("due", OVERDUE, "nothing")
        if not (provisional and state == "provisional"):
            act.take("charge_provisionally" if provisionally else "charge", number=debt, data=reason)


def drop_if_settled(act: Act, debt: int, reason: str) -> None:
    """A debt that has come back from a bank, and on which nothing is owed any more, is none."""
    if sum(owed(act.id, debt).values()) <= 0:
        guarantees.unblock(act, debt, reason=reason)
        act.take("charge_nothing", number=debt, data=reason, actor=SYSTEM)


def _charged(dossier_id: int) -> dict[str, int]:
    """What assessments have charged so far, whichever debts it went into."""
    rows = Posting.objects.filter(dossier_id=dossier_id, kind__in=("charge", "difference"))
    return dict(rows.values_list("tax").annotate(Sum("cents")).order_by("tax"))


def _row(
    act: Act,
    kind: str,
    debt: int,
    tax: str,
    hundredths: int,
    currency: str,
    securable: bool = True,
    reason: str = "",
    reference: str = "",
) -> dict[str, Any]:
    return {
        "dossier_id": act.id,
        "debt": debt,
        "tax": tax,
        "kind": kind,
        "cents": hundredths,
        "currency": currency,
        "securable": securable,
        "at": act.at,
        "by": act.actor.person,
        "reason": reason,
        "reference": reference,
    }
