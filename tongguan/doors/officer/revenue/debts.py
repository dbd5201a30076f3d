"""The debts of one declaration: what stands for them, and what a revenue officer decides about them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.revenue import actions, bars, queries, words
from tongguan.desk.revenue.queries import Debt
from tongguan.doors.look import legible
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors, done
from tongguan.doors.officer.revenue import asking
from tongguan.doors.officer.seen import acting, found

DONE = {
    "claim": ("The guarantee has paid.", "已由担保索付。"),
    "release": ("The guarantee is released.", "担保已解除。"),
    "refund": ("The refund is recorded.", "退款已登记。"),
    "bar": ("No guarantee may stand here any more.", "此处已不得以担保放行。"),
    "lift": ("A guarantee may stand here again.", "此处可再以担保放行。"),
}
"""What may be done, and what is said when it is done."""
AT = {words.REFUNDED: "reference", words.USED: "reference"}
"""The fields of a refund at which refusals are told; all others at its amount."""


@may("revenue_officer", methods=("GET", "POST"), own="debts of cases in which the office holds a track")
def debts(request: Asked, reference: str) -> HttpResponse:
    """What is owed on a declaration, and the forms to claim, release, pay back and forbid."""
    dossier = found(request, reference)
    wanted = request.POST.get("do", "")
    number = legible.number(request.POST.get("debt", ""), 4)
    errors: Errors = []
    if request.method == "POST":
        if wanted not in DONE:
            raise Http404
        errors = _do(request, dossier, wanted, number)
        if not errors:
            done(request, *DONE[wanted])
            return redirect("revenue:debts", reference)
    held = queries.blocked_of(dossier)
    rows = [
        (
            debt,
            held.get(debt.number, []),
            [_form(request, do, debt.number) for do in _offered(debt, bool(held.get(debt.number)))],
        )
        for debt in queries.debts(dossier)
    ]
    barred = bars.standing_bar(dossier)
    bar_form = _form(request, "lift" if barred else "bar", 0)
    shown = tuple(one["suffix"] for one in (bar_form, *(one for row in rows for one in row[2])))
    given = {
        "reference": reference,
        "rows": rows,
        "barred": barred,
        "bar_form": bar_form,
        "errors": [(at if at.endswith(shown) else "", sentence) for at, sentence in errors],
    }
    return render(request, "officer/revenue/debts.html", given, status=422 if errors else 200)


def _offered(debt: Debt, blocked: bool) -> Iterator[str]:
    """Which forms the figures of a debt call for; the desk says whether it may be done."""
    if blocked and debt.left > 0:
        yield "claim"
    if blocked:
        yield "release"
    if debt.left < 0:
        yield "refund"


def _form(request: Asked, do: str, debt: int) -> Mapping[str, Any]:
    """A form, with what was just sent by it: nothing is lost where it is refused."""
    sent = request.POST if (request.POST.get("do"), request.POST.get("debt")) == (do, str(debt)) else {}
    return {"do": do, "debt": debt, "suffix": f"-{do}-{debt}", "sent": sent, "title": _title(do, request)}


def _title(do: str, request: Asked) -> str:
    titles = {
        "claim": ("Claim the guarantee", "索付担保"),
        "release": ("Release the guarantee", "解除担保"),
        "refund": ("Pay back", "退还税款"),
        "bar": ("Forbid security", "禁止担保放行"),
        "lift": ("Allow security again", "恢复担保放行"),
    }
    return pick(request.language, *titles[do])


def _do(request: Asked, dossier: int, do: str, debt: int) -> Errors:
    names = ("amount", "reference", "reason") if do == "refund" else ("reason",)
    suffix = f"-{do}-{debt}"
    if errors := asking.asked(request, *names, suffix=suffix):
        return errors
    how: dict[str, Any] = {
        "reason": asking.text(request, "reason"),
        "actor": acting(request),
        "at": request.at,
    }
    ways: Mapping[str, Callable[[], object]] = {
        "claim": lambda: actions.claim_guarantee(dossier, debt=debt, **how),
        "release": lambda: actions.release_guarantee(dossier, debt=debt, **how),
        "refund": lambda: actions.refund(
            dossier,
            amount=asking.amount(request),
            reference=asking.text(request, "reference"),
            debt=debt,
            **how,
        ),
        "bar": lambda: bars.bar(dossier, **how),
        "lift": lambda: bars.lift(dossier, **how),
    }
    return asking.refused(request, ways[do], AT, names[0], suffix)
