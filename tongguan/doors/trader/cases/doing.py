"""What a trader does on a declaration: each step that the flow offers has a page, and the desk does it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.revenue.queries import debts
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, Errors, done
from tongguan.doors.trader.cases import attaching, cells, waiting
from tongguan.doors.trader.cases.forms import Asking
from tongguan.doors.trader.cases.own_case import Mine, mine
from tongguan.doors.trader.cases.verbs import AMENDING, Doing, Verb, verb_of
from tongguan.law.kernel.case import TrackKey

OWN = "their enterprise's own declarations, as their authority allows"


@may(*TRADING, methods=("GET", "POST"), own=OWN)
def do(request: Asked, reference: str, step: str) -> HttpResponse:
    """The page of a step; 409 where it is not offered now, whatever the reason."""
    it = mine(request, reference)
    if it.actor is None:
        raise PermissionDenied
    if step in AMENDING:
        return HttpResponseRedirect(reverse("trader:amend", args=(reference,)))
    verb, key = verb_of(step), _key(request, it, step)
    if verb is None or key is None:
        row = cells.row(it.seen, request.language)
        return render(request, "trader/cases/not_now.html", {"row": row}, status=409)
    doing = Doing(it, step, key, it.actor, request.at, request.language)
    data = request.POST if request.method == "POST" else None
    form = verb.form(data, language=request.language, choices=verb.choices(doing))
    digests, errors = attaching.given(request, it) if data is not None and verb.papers else ([], [])
    if data is not None and form.is_valid():
        errors = errors or _done(verb, doing, form)
        if not errors:
            attaching.attach(request, it, digests)
            done(request, "Done: {what}.", "已办理：{what}。", what=_name(doing))
            return HttpResponseRedirect(reverse("trader:case", args=(reference,)))
    errors = [*form.told(), *errors]
    told: dict[str, Any] = {
        "it": it.seen,
        "row": cells.row(it.seen, request.language),
        "form": form,
        "errors": errors,
        "name": _name(doing),
        "says": pick(request.language, verb.en, verb.zh),
        "ends": verb.ends,
        "papers": verb.papers,
        "again": attaching.offered(it) if verb.papers else (),
        "taken": digests,
        "part": it.seen.shown.keys[key].part if key in it.seen.shown.keys else "",
        "said": _said(doing),
        "debts": [one for one in debts(it.id) if key.track == "charges" and one.number == key.number],
    }
    return render(request, "trader/cases/do.html", told, status=422 if errors else 200)


def _key(request: Asked, it: Mine, step: str) -> TrackKey | None:
    """The track on which the step is offered; by the key that was shown, where there are several."""
    found = [(true, shown) for one, true, shown in it.offered if one.name == step]
    part, number = request.GET.get("part"), request.GET.get("number")
    if part is not None:
        found = [pair for pair in found if pair[1].part == part and str(pair[1].number) == number]
    return found[0][0] if found else None


def _done(verb: Verb, doing: Doing, form: Asking) -> Errors:
    """Lets the desk do it; what it says where it does not."""
    try:
        verb.run(doing, form.cleaned_data)
    except NOT_DONE as no:
        return form.at(no, doing.language)
    return []


def _name(doing: Doing) -> str:
    return waiting.step_words_of(doing.step, doing.language)


def _said(doing: Doing) -> str:
    """What customs said when it became the trader's turn."""
    shown = doing.it.seen.shown.keys.get(doing.key)
    return cells.said_to(doing.it.seen, shown) if shown else ""
