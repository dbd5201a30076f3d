"""Drafting rules: written as a rule file, tried at every save, published when a second person approves."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.rulebooks import browsing
from tongguan.desk.rulebooks import drafts as desk
from tongguan.desk.rulebooks.actions import Changes
from tongguan.desk.rulebooks.models import Draft
from tongguan.desk.rulebooks.queries import newest
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors, done, placed, told
from tongguan.doors.officer.rules.table_names import called
from tongguan.doors.officer.rules.views import jurisdiction_of, with_cells
from tongguan.law.findings import Refused
from tongguan.law.registry import TABLES

EDITORS = ("rules_officer",)
OWN = "drafts of their jurisdiction; approving only what another prepared"
SHOWN = 50
AT = {desk.NO_ROW: "key", "/key": "key"}
"""The fields at which a refusal to begin is told; all others at the table."""


@may(*EDITORS, own=OWN)
def drafts(request: Asked) -> HttpResponse:
    """What is being prepared, and what came of the last ones."""
    return _listed(request, [])


def _listed(request: Asked, errors: Errors) -> HttpResponse:
    found = Draft.objects.filter(jurisdiction=jurisdiction_of(request))
    given = {
        "open": found.filter(edition=None).order_by("pk")[:SHOWN],
        "done": found.exclude(edition=None).order_by("-edition", "-pk")[:SHOWN],
        "names": [
            (name, called(name, request.language)) for name in sorted(TABLES) if not TABLES[name].secret
        ],
        "here": "drafts",
        "sent": request.POST,
        "errors": errors,
    }
    return render(request, "officer/rules/drafts.html", given, status=422 if errors else 200)


@may(*EDITORS, methods=("POST",), own=OWN)
def begin(request: Asked) -> HttpResponse:
    """A new draft, from a key of a table where one is named."""
    table, key = request.POST.get("table", ""), request.POST.get("key", "")[:200]
    try:
        made = desk.begin(
            jurisdiction=jurisdiction_of(request), table=table, key=key, person=request.user,
            on=request.on, at=request.at,
        )  # fmt: skip
    except Refused as refused:
        return _listed(request, placed(refused, request.language, AT, "table"))
    return redirect("rules:draft", made.pk)


@may(*EDITORS, methods=("GET", "POST"), own=OWN)
def draft(request: Asked, number: int) -> HttpResponse:
    """A draft, what it would change, and what is wrong with it."""
    one = _find(request, number)
    errors: Errors = []
    if request.method == "POST":
        text = request.POST.get("text", "")
        try:
            desk.save(one, text=text, person=request.user, on=request.on, at=request.at)
            return redirect("rules:draft", number)
        except Refused as refused:
            errors = placed(refused, request.language, {}, "text")
            one.text = text
    changes, problems = desk.tried(one) if not errors else (None, ())
    status = 422 if errors else 200
    errors += [("text", problem.said(request.language)) for problem in problems]
    given = {
        "draft": one,
        "called": called(one.table, request.language),
        "errors": errors,
        "counts": changes,
        "changes": with_cells(_beside(one, changes)),
        "mine": one.by.casefold() == request.user.username.casefold(),
        "here": "drafts",
    }
    return render(request, "officer/rules/draft.html", given, status=status)


@may(*EDITORS, methods=("POST",), own=OWN)
def submit(request: Asked, number: int) -> HttpResponse:
    """Lays it before a second person."""
    one = _find(request, number)
    try:
        desk.submit(one, person=request.user, on=request.on, at=request.at)
    except Refused as refused:
        return _told(request, refused, "rules:draft", number)
    messages.info(request, pick(request.language, "It waits for a second person.", "已提交，待另一人批准。"))
    return redirect("rules:drafts")


@may(*EDITORS, methods=("POST",), own=OWN)
def approve(request: Asked, number: int) -> HttpResponse:
    """Publishes it."""
    one = _find(request, number)
    try:
        made = desk.approve(one, person=request.user, on=request.on, at=request.at)
    except Refused as refused:
        return _told(request, refused, "rules:draft", number)
    done(request, "Published as edition {n}.", "已作为第{n}版发布。", n=made.number or "–")
    return redirect("rules:editions")


def _beside(one: Draft, changes: Changes | None) -> list[browsing.Change]:
    """What the draft changes, beside what the newest edition holds."""
    rules = changes.rules[: browsing.COMPARED] if changes else []
    return browsing.beside(one.jurisdiction, rules, old=newest(one.jurisdiction)[0])


def _find(request: Asked, number: int) -> Draft:
    found = Draft.objects.filter(pk=number, jurisdiction=jurisdiction_of(request)).first()
    if found is None:
        raise Http404
    return found


def _told(request: Asked, refused: Refused, name: str, *place: int) -> HttpResponse:
    told(request, refused)
    return redirect(name, *place)
