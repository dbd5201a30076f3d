"""A bank at its page: traders' orders to debit, and letters of guarantee. Its own only."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.dossiers.queries import find
from tongguan.desk.people.models import Office
from tongguan.desk.people.queries import enterprise
from tongguan.desk.revenue import actions, guarantees, queries, words
from tongguan.desk.rulebooks.queries import published
from tongguan.desk.texts import is_text
from tongguan.doors.look import legible
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, Errors, done, told
from tongguan.doors.officer.revenue import asking

OWN = "orders that name this bank, and letters that it gave"
KINDS = ("bank_letter", "general")
AT_LETTER = {
    words.NO_OFFICE: "office",
    words.NOT_POSITIVE: "amount",
    words.NO_SUCH_SUM: "amount",
    words.NOT_HUNDREDTHS: "amount",
}
"""The fields of a letter at which refusals are told; all others at its number."""


@may("bank", own=OWN)
def orders(request: Asked) -> HttpResponse:
    """What traders have ordered this bank to pay, the oldest first."""
    return _listed(request)


def _listed(request: Asked, errors: Errors | None = None, at: str = "") -> HttpResponse:
    """The orders; `at` is the field of the reason that was sent for one of them."""
    rows = [(one, _field(one)) for one in queries.orders_to(request.hat.behalf, limit=100)]
    said = {"rows": rows, "errors": errors or [], "at": at, "reason": request.POST.get("reason", "")}
    return render(request, "officer/revenue/orders.html", said, status=422 if errors else 200)


def _field(order: queries.Order) -> str:
    return f"reason-{order.reference}-{order.debt}"


@may("bank", methods=("POST",), own=OWN)
def answer(request: Asked, reference: str, debt: int) -> HttpResponse:
    """The bank has debited the account, or could not and says why."""
    given = queries.orders_to(request.hat.behalf, only=find(reference))
    order = next((one for one in given if one.debt == debt), None)
    if order is None:
        raise Http404
    match request.POST.get("result"):
        case "failed":
            errors = _failed(request, order)
            if errors:
                return _listed(request, errors, _field(order))
        case "paid":
            errors = asking.asked(request, "amount")
            if errors:
                return _listed(request, errors)
            _paid(request, order)
        case _:
            raise Http404
    return redirect("revenue:orders")


def _failed(request: Asked, order: queries.Order) -> Errors:
    """Records why an account was not debited; all that is wrong with what was said."""
    suffix = _field(order).removeprefix("reason")
    how: dict[str, Any] = {"actor": actor(request), "at": request.at, "debt": order.debt}
    reason = asking.text(request, "reason")
    errors = asking.asked(request, "reason", suffix=suffix) or asking.refused(
        request,
        lambda: actions.fail_payment(order.dossier, reason=reason, **how),
        {},
        "reason",
        suffix,
    )
    if not errors:
        done(request, "Recorded.", "已登记。")
    return errors


def _paid(request: Asked, order: queries.Order) -> None:
    """The amount that the bank was shown is what it debited, whatever is owed by now."""
    number = asking.text(request, "number") or f"{order.reference}-{order.debt}-{order.seq}"
    try:
        actions.pay(
            order.dossier,
            amount=asking.amount(request),
            currency=order.currency,
            reference=number,
            paid_at=request.at,
            actor=actor(request),
            at=request.at,
            debt=order.debt,
        )
    except NOT_DONE as no:
        told(request, no)
    else:
        done(request, "Recorded.", "已登记。")


@may("bank", methods=("GET", "POST"), own=OWN)
def letters(request: Asked) -> HttpResponse:
    """The letters of guarantee that this bank gave, and a new one."""
    errors: Errors = []
    if request.method == "POST":
        errors = _enter(request)
        if not errors:
            done(request, "The letter is entered.", "保函已登记。")
            return redirect("revenue:letters")
    rows = queries.given_by(request.hat.behalf)
    offices = Office.objects.order_by("code")
    given = {"rows": rows, "offices": offices, "errors": errors, "stated": request.POST}
    return render(request, "officer/revenue/letters.html", given, status=422 if errors else 200)


def _money_of(office: str, on: date) -> str | None:
    """The money of the book by which an office works; None where it has no rules on that day, and "" for no
    office at all."""
    found = Office.objects.filter(code=office).first() if is_text(office) else None
    if found is None:
        return ""  # that there is no such office is told by whoever enters the letter
    law = published(found.jurisdiction)
    row = law.get("parameter", "currency", on) if law else None
    return row.text if row else None


def _enter(request: Asked) -> Errors:
    """Enters a letter; all that is wrong with it."""
    language, kind = request.language, asking.text(request, "kind")
    holder = enterprise(asking.text(request, "holder"))
    errors = asking.asked(request, "number", "amount", "valid_from", "valid_until")
    if holder is None:
        nobody = pick(language, "No enterprise has this identifier.", "没有使用该代码的企业。")
        errors.insert(int(bool(errors) and errors[0][0] == "number"), ("holder", nobody))
    first = legible.day(asking.text(request, "valid_from")) or request.on
    last = legible.day(asking.text(request, "valid_until"))
    if last and last < first:
        ends = pick(language, "It ends before it begins.", "截止日期早于起始日期。")
        errors.append(("valid_until", ends))
    money = _money_of(asking.text(request, "office"), request.on)
    if money is None:
        errors.append(("office", pick(language, "This office has no rules yet.", "该海关尚无规则。")))
    if errors or holder is None:
        return errors
    entered: dict[str, Any] = {
        "number": asking.text(request, "number"),
        "kind": kind if kind in KINDS else "bank_letter",
        "holder": holder.identifier,
        "guarantor": request.hat.behalf,
        "amount": asking.amount(request),
        "currency": money,
        "valid_from": first,
        "valid_until": last,
        "consolidated": kind == "general",
        "office": asking.text(request, "office"),
    }
    return asking.refused(
        request,
        lambda: guarantees.register(**entered, actor=actor(request), at=request.at),
        AT_LETTER,
        "number",
    )
