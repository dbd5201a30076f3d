"""Guarantees: accounts of what somebody has promised to pay and what of it is blocked.

`available = total - blocked` never falls below zero: each movement states both sums, carries the number
after the last one, and of two that come at once the second has to look again (`Stale`).
Source: Regulations on Customs Affairs Guarantees arts. 4, 10, 11, 13; GACC Ann. 2017 No. 45.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypeVar

from django.db.models import Case, F, Sum, When

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.people.models import Office
from tongguan.desk.revenue import words
from tongguan.desk.revenue.cents import money, stated
from tongguan.desk.revenue.chained import after, folded
from tongguan.desk.revenue.models import GUARANTEE_KINDS, SIGNS, Guarantee, Movement
from tongguan.desk.revenue.proof import vouch
from tongguan.desk.texts import must_fit
from tongguan.law.findings import refused
from tongguan.law.kernel.case import Actor

T = TypeVar("T")
Row = Mapping[str, Any]
Last = tuple[int, int, int, str | None]
"""The number of a guarantee's last movement, its total and what was blocked after it, in hundredths, and its
digest."""
TRIES = 20
OFFICER = "revenue_officer"


def register(
    *,
    number: str,
    kind: str,
    holder: str,
    guarantor: str,
    amount: Decimal,
    currency: str,
    valid_from: date,
    valid_until: date | None = None,
    consolidated: bool = False,
    office: str = "",
    actor: Actor,
    at: datetime,
) -> Guarantee:
    """Enters a guarantee that customs has accepted. A bank enters its own letters only, and names the
    `office` that holds them; what a revenue officer enters, the officer's own office holds. Raises Refused:
    the number is taken, the amount is nothing, there is no such office, or it is not the actor's to enter."""
    office = office or (actor.behalf if actor.capacity == OFFICER else "")
    _must_be_theirs(actor, guarantor, office)
    if kind not in GUARANTEE_KINDS:
        raise refused(words.NO_KIND, kind=kind[:40])
    must_fit(Guarantee, number=number, holder=holder, guarantor=guarantor, currency=currency, office=office)
    if not Office.objects.filter(code=office).exists():
        raise refused(words.NO_OFFICE, office=office)
    hundredths = stated(amount)

    def enter() -> Guarantee:
        given = {
            "kind": kind,
            "holder": holder,
            "guarantor": guarantor,
            "currency": currency,
            "valid_from": valid_from,
            "valid_until": valid_until,
            "consolidated": consolidated,
            "office": office,
            "at": at,
            "by": actor.person,
        }
        made, new = Guarantee.objects.get_or_create(number=number, defaults=given)
        if not new:
            raise refused(words.NUMBER_USED, guarantee=number)
        _move(made, "open", hundredths, reason="registered", actor=actor, at=at)
        return made

    return transact(enter)


def change_total(
    *, number: str, total: Decimal, was: Decimal, reason: str, actor: Actor, at: datetime
) -> Decimal:
    """Brings the amount of a guarantee to `total` from what it `was` when that was decided; what is then
    available. It falls no lower than what is blocked. Who asks again for what is so already gets the answer
    of the first time. Raises Refused: it is not the actor's bank's or office's, or has another amount by
    now."""

    def change() -> Decimal:
        found = find(number)
        _must_be_theirs(actor, found.guarantor, found.office)
        wanted = stated(total) if total else 0
        _, standing, blocked, _ = last = _last(found)
        if wanted == standing and total != was:
            return money(standing - blocked)
        if money(standing) != was or total == was:
            raise refused(words.OTHER_TOTAL, guarantee=number, total=money(standing))
        kind, by = ("lower" if total < was else "raise"), abs(wanted - standing)
        return _available(_move(found, kind, by, reason=reason, actor=actor, at=at, last=last))

    return again_when_stale(change)


def find(number: str) -> Guarantee:
    """The guarantee of a number. Raises Refused."""
    must_fit(Guarantee, number=number)
    found = Guarantee.objects.filter(number=number).first()
    if found is None:
        raise refused(words.NO_GUARANTEE, guarantee=number)
    return found


def block(
    act: Act,
    number: str,
    *,
    hundredths: int,
    currency: str,
    debt: int,
    first: date,
    last: date,
    consolidated: bool,
    reason: str,
) -> Decimal:
    """Blocks an amount of a guarantee for a debt of the dossier that will be paid between two days; what
    is then available. A bank blocks its own letters only. Raises Refused (not the trader's, out of date,
    exhausted) or Stale."""
    found = find(number)
    if found.holder not in (act.cover.trader, act.cover.declarant):
        raise refused(words.NOT_THEIRS, guarantee=number)
    if act.actor.capacity == "bank" and act.actor.behalf != found.guarantor:
        raise refused(words.NOT_YOURS)
    if found.currency != currency:
        raise refused(words.OTHER_CURRENCY, given=found.currency, wanted=currency)
    if found.valid_from > first or (found.valid_until is not None and found.valid_until < last):
        raise refused(words.NOT_IN_DATE, guarantee=number, first=first, last=last)
    many = found.kind == "general" or found.consolidated
    blocks = Movement.objects.filter(guarantee=found, kind="block")
    if (not many and blocks.exclude(dossier_id=act.id).exists()) or (consolidated and not found.consolidated):
        raise refused(words.SERVES_ANOTHER, guarantee=number)
    return _move_for(act, debt, found, "block", hundredths, reason=reason, consolidated=consolidated)


def unblock(act: Act, debt: int, *, reason: str) -> Decimal:
    """Gives back whatever the dossier's debt has blocked; how much that was."""
    held = blocked_for(act.id, debt)
    for guarantee_id, (hundredths, consolidated) in held.items():
        found = Guarantee.objects.get(pk=guarantee_id)
        _move_for(act, debt, found, "unblock", hundredths, reason=reason, consolidated=consolidated)
    return money(sum(hundredths for hundredths, _ in held.values()))


def claim(act: Act, debt: int, *, hundredths: int, reason: str) -> tuple[str, ...]:
    """Takes what is owed out of what is blocked for it and gives back the rest; the guarantees' numbers.
    Raises Refused: less is blocked than is owed."""
    held = blocked_for(act.id, debt)
    left, taken = hundredths, []
    for guarantee_id, (blocked, consolidated) in held.items():
        found = Guarantee.objects.get(pk=guarantee_id)
        part = min(left, blocked)
        for kind, amount in (("claim", part), ("unblock", blocked - part)):
            if amount:
                _move_for(act, debt, found, kind, amount, reason=reason, consolidated=consolidated)
        left -= part
        taken.append(found.number)
    if left:
        available = money(hundredths - left)
        raise refused(
            words.EXHAUSTED, guarantee=", ".join(taken) or "-", available=available, needed=money(hundredths)
        )
    return tuple(taken)


def blocked_for(dossier_id: int, debt: int) -> dict[int, tuple[int, bool]]:
    """What a debt of a dossier has blocked: hundredths by guarantee, and whether for monthly payment."""
    sign = Case(When(kind="block", then=F("cents")), default=-F("cents"))
    rows = (
        Movement.objects.filter(dossier_id=dossier_id, debt=debt)
        .values_list("guarantee_id", "consolidated")
        .annotate(held=Sum(sign))
        .order_by("guarantee_id")
    )
    return {guarantee: (held, consolidated) for guarantee, consolidated, held in rows if held}


def again_when_stale(work: Callable[[], T]) -> T:
    """The work in a transaction, done again where another movement came first. Raises Stale after many
    tries."""
    for _ in range(TRIES - 1):
        try:
            return transact(work)
        except Stale:
            continue
    return transact(work)


def may_change(actor: Actor, *, guarantor: str, office: str) -> bool:
    """Whether a guarantee is the actor's to enter and to change: its bank's, or a revenue officer's of the
    office that holds it."""
    if actor.capacity == "bank":
        return actor.behalf == guarantor
    return actor.capacity == OFFICER and actor.behalf == office


def _must_be_theirs(actor: Actor, guarantor: str, office: str) -> None:
    if not may_change(actor, guarantor=guarantor, office=office):
        raise refused(words.NOT_YOURS)


def _last(guarantee: Guarantee) -> Last:
    moved = Movement.objects.filter(guarantee=guarantee).order_by("-number")
    return moved.values_list("number", "total", "blocked", "digest").first() or (0, 0, 0, None)


def _move_for(
    act: Act,
    debt: int,
    guarantee: Guarantee,
    kind: str,
    hundredths: int,
    *,
    reason: str,
    consolidated: bool,
) -> Decimal:
    """A movement for a debt of the dossier, whose event vouches for it and for the guarantee; what is then
    available."""
    row = _move(
        guarantee,
        kind,
        hundredths,
        reason=reason,
        actor=act.actor,
        at=act.at,
        dossier=act.id,
        debt=debt,
        consolidated=consolidated,
    )
    vouch(act, (Guarantee, vars(guarantee)), (Movement, row))
    return _available(row)


def _available(moved: Row) -> Decimal:
    return money(moved["total"] - moved["blocked"])


def _move(
    guarantee: Guarantee,
    kind: str,
    hundredths: int,
    *,
    reason: str,
    actor: Actor,
    at: datetime,
    dossier: int | None = None,
    debt: int | None = None,
    consolidated: bool = False,
    last: Last | None = None,
) -> Row:
    """Writes the movement after the `last` one, and gives it. Raises Refused (exhausted) or Stale."""
    number, total, blocked, before = last or _last(guarantee)
    on_total, on_blocked = SIGNS[kind]
    total_after, blocked_after = total + on_total * hundredths, blocked + on_blocked * hundredths
    if not 0 <= blocked_after <= total_after:
        raise refused(
            words.EXHAUSTED,
            guarantee=guarantee.number,
            available=money(total - blocked),
            needed=money(hundredths),
        )
    row: dict[str, Any] = {
        "guarantee_id": guarantee.pk,
        "number": number + 1,
        "kind": kind,
        "cents": hundredths,
        "total": total_after,
        "blocked": blocked_after,
        "dossier_id": dossier,
        "debt": debt,
        "consolidated": consolidated,
        "reason": reason,
        "at": at,
        "by": actor.person,
    }
    row["digest"] = after(before or folded(guarantee), row)
    if insert_new(Movement, [row]) != [True]:
        raise Stale(f"guarantee {guarantee.number} has moved")
    return row
