"""What is owed at an office, and the guarantees that stand for it."""

from decimal import Decimal

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.dossiers import worklist
from tongguan.desk.dossiers.worklist import Wanted
from tongguan.desk.people import naming
from tongguan.desk.people.models import Enterprise
from tongguan.desk.revenue import guarantees, queries
from tongguan.doors.look import legible
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor
from tongguan.doors.look.replies import Errors, done
from tongguan.doors.officer.revenue import asking
from tongguan.doors.officer.revenue.firms import seek
from tongguan.doors.officer.seen import until
from tongguan.law.kernel import flow_words
from tongguan.law.work import awaited, to_do, watched

OWN = "debts before their office; any enterprise's guarantees"
CHARGES = "charges"
SHOWN = 100


@may("revenue_officer", own=OWN)
def desk(request: Asked) -> HttpResponse:
    """How many debts are in which state at this office, and the way to an enterprise."""
    sought, firms = seek(request)
    if isinstance(firms, Enterprise):
        return redirect("revenue:firm", firms.identifier)
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
    rows = [
        (
            row,
            latest,
            left.get((row.dossier, row.key.number)),
            naming.called(called, row.trader, request.language),
        )
        for row, latest in until(found)
    ]
    given = {"states": states, "rows": rows, "firms": firms, "sought": sought}
    return render(request, "officer/revenue/desk.html", given)


@may(
    "revenue_officer",
    "bank",
    methods=("GET", "POST"),
    own="guarantees, of which an officer changes those that the office holds; a bank those that it gave",
)
def guarantee(request: Asked, number: str) -> HttpResponse:
    """A guarantee: how it stands, and its movements, the newest first; its amount is changed here."""
    standing = queries.standing(number)
    if standing is None or (request.hat.capacity == "bank" and standing.guarantor != request.hat.behalf):
        raise Http404
    errors: Errors = []
    if request.method == "POST":
        errors = _change(request, number)
        if not errors:
            done(request, "The amount is changed.", "金额已变更。")
            return redirect("revenue:guarantee", number)
    first = legible.number(request.GET.get("before", "")) or None
    rows = list(reversed(queries.movements(number, before=first, limit=SHOWN)))
    more = rows[-1].number if len(rows) == SHOWN else None
    theirs = guarantees.may_change(actor(request), guarantor=standing.guarantor, office=standing.office)
    given = {
        "standing": standing,
        "rows": rows,
        "more": more,
        "errors": errors if theirs else [("", sentence) for _, sentence in errors],  # no form, no fields
        "sent": request.POST,
        "theirs": theirs,
    }
    return render(request, "officer/revenue/guarantee.html", given, status=422 if errors else 200)


def _change(request: Asked, number: str) -> Errors:
    """The new amount of a guarantee, in the place of the one that was shown: sent twice it counts once."""
    if errors := asking.asked(request, "amount", "reason"):
        return errors
    return asking.refused(
        request,
        lambda: guarantees.change_total(
            number=number,
            total=asking.amount(request),
            was=asking.figure(asking.text(request, "was")) or Decimal(0),
            reason=asking.text(request, "reason"),
            actor=actor(request),
            at=request.at,
        ),
        {},
        "amount",
    )
