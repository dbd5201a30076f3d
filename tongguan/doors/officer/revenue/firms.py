"""An enterprise: its credit level, which an administrator changes; its guarantees; what it has not paid."""

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.declarations.actions import books_of
from tongguan.desk.people import actions as people
from tongguan.desk.people import words
from tongguan.desk.people.models import CREDIT_LEVELS, Enterprise, Office
from tongguan.desk.people.queries import credit_of, enterprise
from tongguan.desk.revenue import queries
from tongguan.desk.texts import is_text
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor
from tongguan.doors.look.replies import Errors, done
from tongguan.doors.officer.revenue import asking

SHOWN = 20
AT_CREDIT = {words.PAST: "since", words.LATER_ALREADY: "since", words.NO_REASON: "reason"}


@may("administrator", own="any enterprise's credit level")
def firms(request: Asked) -> HttpResponse:
    """The way to an enterprise, by its identifier or the beginning of its name."""
    sought, found = seek(request)
    if isinstance(found, Enterprise):
        return redirect("revenue:firm", found.identifier)
    return render(request, "officer/revenue/firms.html", {"sought": sought, "firms": found})


def seek(request: Asked) -> tuple[str, Enterprise | list[Enterprise]]:
    """What was asked for, and the enterprise of that identifier, or those whose names begin so."""
    sought = request.GET.get("q", "").strip()[:60]
    if not sought or not is_text(sought):
        return sought, []
    one = enterprise(sought)
    named = [
        Enterprise.objects.filter(**{f"{column}__startswith": sought}).order_by(column)[:SHOWN]
        for column in ("name", "name_foreign")
    ]
    return sought, one or list(dict.fromkeys(firm for rows in named for firm in rows))[:SHOWN]


@may(
    "revenue_officer",
    "administrator",
    methods=("GET", "POST"),
    own="any enterprise: a revenue officer its guarantees, an administrator its credit level alone",
)
def firm(request: Asked, identifier: str) -> HttpResponse:
    """An enterprise, by what the capacity has to do with it; a new credit level is sent here."""
    found = enterprise(identifier)
    if found is None:
        raise Http404
    errors: Errors = []
    if request.method == "POST":
        errors = _change(request, found)
        if not errors:
            done(request, "The credit level is changed.", "信用等级已变更。")
            return redirect("revenue:firm", identifier)
    administers = request.hat.capacity == "administrator"
    given: dict[str, Any] = {
        "firm": found,
        "credit": credit_of(identifier, on=request.on),
        "changes": found.credit_changes.order_by("-valid_from")[:SHOWN],
        "administers": administers,
        "levels": CREDIT_LEVELS,
        "sent": request.POST,
        "errors": errors if administers else [("", sentence) for _, sentence in errors],
    }
    if request.hat.capacity == "revenue_officer":
        given |= _money(request, identifier)
    return render(request, "officer/revenue/firm.html", given, status=422 if errors else 200)


def _money(request: Asked, identifier: str) -> dict[str, Any]:
    office = Office.objects.get(code=request.hat.behalf)
    try:
        law = books_of(office.jurisdiction).law
    except LookupError:  # no rules yet, so nothing that could be overdue
        bills = []
    else:
        months = queries.unpaid_months(identifier, request.on, law)
        bills = [(month, queries.monthly_bill(identifier, month, law)) for month in months]
    return {
        "guarantees": queries.guarantees_of(identifier),
        "unpaid": [(month, sum(bill.values())) for month, bill in bills],
    }


def _change(request: Asked, found: Enterprise) -> Errors:
    if errors := asking.asked(request, "since", "reason"):
        return errors
    return asking.refused(
        request,
        lambda: people.change_credit(
            enterprise=found,
            level=request.POST.get("level", ""),
            on=asking.since(request),
            reason=asking.text(request, "reason"),
            actor=actor(request),
            today=request.on,
        ),
        AT_CREDIT,
        "level",
    )
