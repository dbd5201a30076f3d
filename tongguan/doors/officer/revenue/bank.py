"""A bank at its page: traders' orders to debit, and letters of guarantee. Its own only."""

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.dossiers.queries import find
from tongguan.desk.people.models import Enterprise, Office
from tongguan.desk.revenue import actions, guarantees, queries, words
from tongguan.doors.look import legible
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, No, done, findings, sentences, told
from tongguan.doors.officer.revenue.asking import figure

OWN = "orders that name this bank, and letters that it gave"
KINDS = ("bank_letter", "general")


@may("bank", own=OWN)
def orders(request: Asked) -> HttpResponse:
    """What traders have ordered this bank to pay, the oldest first."""
    rows = queries.orders_to(request.hat.behalf, limit=100)
    return render(request, "officer/revenue/orders.html", {"rows": rows})


@may("bank", methods=("POST",), own=OWN)
def answer(request: Asked, reference: str, debt: int) -> HttpResponse:
    """The bank has debited the account, or could not."""
    given = queries.orders_to(request.hat.behalf, only=find(reference))
    order = next((one for one in given if one.debt == debt), None)
    if order is None:
        raise Http404
    me, at = actor(request), request.at
    try:
        if request.POST.get("result") == "failed":
            reason = request.POST.get("reason", "").strip() or "no cover"
            actions.fail_payment(order.dossier, reason=reason, actor=me, at=at, debt=debt)
        else:
            number = request.POST.get("number", "").strip() or f"{reference}-{debt}-{order.seq}"
            actions.pay(
                order.dossier,
                amount=order.left,
                currency=order.currency,
                reference=number,
                paid_at=at,
                actor=me,
                at=at,
                debt=debt,
            )
        done(request, "Recorded.", "已登记。")
    except NOT_DONE as no:
        told(request, no)
    return redirect("revenue:orders")


@may("bank", methods=("GET", "POST"), own=OWN)
def letters(request: Asked) -> HttpResponse:
    """The letters of guarantee that this bank gave, and a new one."""
    errors: list[tuple[str, str]] = []
    if request.method == "POST":
        errors = _enter(request)
        if not errors:
            done(request, "The letter is entered.", "保函已登记。")
            return redirect("revenue:letters")
    rows = queries.given_by(request.hat.behalf)
    offices = Office.objects.order_by("code")
    given = {"rows": rows, "offices": offices, "errors": errors, "stated": request.POST}
    return render(request, "officer/revenue/letters.html", given, status=422 if errors else 200)


def _enter(request: Asked) -> list[tuple[str, str]]:
    stated, language = request.POST, request.language
    holder = Enterprise.objects.filter(identifier=stated.get("holder", "").strip()[:35]).first()
    if holder is None:
        return [("holder", pick(language, "No enterprise has this identifier.", "没有使用该代码的企业。"))]
    amount = figure(stated.get("amount", ""))
    if amount is None:
        return [("amount", pick(language, "State the amount in figures.", "请用数字填写金额。"))]
    days: list[date | None] = []
    for name in ("valid_from", "valid_until"):
        days.append(legible.day(stated.get(name, "")))
        if stated.get(name) and days[-1] is None:
            return [(name, pick(language, "There is no such day.", "没有该日期。"))]
    kind = stated.get("kind", "")
    try:
        guarantees.register(
            number=stated.get("number", "").strip(),
            kind=kind if kind in KINDS else "bank_letter",
            holder=holder.identifier,
            guarantor=request.hat.behalf,
            amount=amount,
            currency="CNY",
            valid_from=days[0] or request.on,
            valid_until=days[1],
            consolidated=kind == "general",
            office=stated.get("office", "").strip(),
            actor=actor(request),
            at=request.at,
        )
    except NOT_DONE as no:
        return [(_field(no), sentence) for sentence in sentences(no, language)]
    return []


def _field(no: No) -> str:
    """Where on the form a refusal is told."""
    return "office" if findings(no)[0].code == words.NO_OFFICE else "number"
