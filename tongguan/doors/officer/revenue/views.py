"""What is owed at an office, what an enterprise owes, and the guarantees that stand for it."""

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.declarations.actions import books_of
from tongguan.desk.dossiers import worklist
from tongguan.desk.dossiers.worklist import Wanted
from tongguan.desk.people import naming
from tongguan.desk.people.models import Enterprise, Office
from tongguan.desk.people.queries import credit_of
from tongguan.desk.revenue import queries
from tongguan.doors.look import legible
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.officer.seen import until
from tongguan.law.kernel import flow_words
from tongguan.law.work import awaited, to_do, watched

OWN = "debts before their office; any enterprise's guarantees"
CHARGES = "charges"
SHOWN = 100


@may("revenue_officer", own=OWN)
def desk(request: Asked) -> HttpResponse:
    """How many debts are in which state at this office, and the way to an enterprise."""
    sought = request.GET.get("q", "").strip()[:60]
    if sought and Enterprise.objects.filter(identifier=sought).exists():
        return redirect("revenue:firm", sought)
    firms = Enterprise.objects.filter(name__startswith=sought).order_by("name")[:20] if sought else ()
    every = dict.fromkeys(
        (*to_do("revenue_officer"), *watched("revenue_officer"), *awaited("revenue_officer"))
    )
    where = [one for one in every if one[0] == CHARGES]
    wanted = Wanted(offices=[request.hat.behalf], where=where)
    counted = worklist.counts(wanted, person=str(request.user.pk), now=request.at)
    states = [
        (flow_words.state(*one, request.language), count.all, count.overdue) for one, count in counted.items()
    ]
    found = worklist.waiting(wanted, limit=30)
    left = queries.left_of({row.dossier for row in found})
    called = naming.firms({row.trader for row in found})
    zh = request.language == "zh"
    rows = [
        (row, latest, left.get((row.dossier, row.key.number)), called.get(row.trader, 2 * (row.trader,))[zh])
        for row, latest in until(found)
    ]
    given = {"states": states, "rows": rows, "firms": firms, "sought": sought}
    return render(request, "officer/revenue/desk.html", given)


@may("revenue_officer", own=OWN)
def firm(request: Asked, identifier: str) -> HttpResponse:
    """An enterprise: its credit, its guarantees, and the months that it has not paid."""
    found = Enterprise.objects.filter(identifier=identifier).first()
    if found is None:
        raise Http404
    office = Office.objects.get(code=request.hat.behalf)
    try:
        unpaid = queries.unpaid_months(identifier, request.on, books_of(office.jurisdiction).law)
    except LookupError:  # no rules yet, so nothing that could be overdue
        unpaid = ()
    given = {
        "firm": found,
        "credit": credit_of(identifier, on=request.on),
        "guarantees": queries.guarantees_of(identifier),
        "unpaid": [(month, sum(queries.monthly_bill(identifier, month).values())) for month in unpaid],
    }
    return render(request, "officer/revenue/firm.html", given)


@may("revenue_officer", "bank", own="guarantees; a bank sees those that it gave")
def guarantee(request: Asked, number: str) -> HttpResponse:
    """A guarantee: how it stands, and its movements, the newest first."""
    standing = queries.standing(number)
    if standing is None or (request.hat.capacity == "bank" and standing.guarantor != request.hat.behalf):
        raise Http404
    first = legible.number(request.GET.get("before", "")) or None
    rows = list(reversed(queries.movements(number, before=first, limit=SHOWN)))
    more = rows[-1].number if len(rows) == SHOWN else None
    given = {"standing": standing, "rows": rows, "more": more}
    return render(request, "officer/revenue/guarantee.html", given)
