"""The page of who carries goods or keeps them: what is expected, and a report of it."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.cargo import words
from tongguan.desk.cargo.names import BILL, CALL, CONTAINER
from tongguan.desk.cargo.reports import REPORTS
from tongguan.desk.declarations import arrivals
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.awaited import LISTED, awaited, first, kinds
from tongguan.desk.inspections.sites import OPERATORS, run_by
from tongguan.desk.rulebooks.queries import published
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors, placed
from tongguan.doors.officer.cargo import listing, said
from tongguan.doors.officer.work import filters
from tongguan.law.findings import Refused
from tongguan.law.kernel import names

MODES = "transport_mode"
OWN = "what its own manifests list, or what is before the offices where it runs a site"


@may("carrier", *OPERATORS, methods=("GET", "POST"), own=OWN)
def reports(request: Asked) -> HttpResponse:
    """What is expected next, and the report of it."""
    errors: Errors = []
    kind = _kind(request, request.POST if request.method == "POST" else request.GET)
    if request.method == "POST":
        errors = _report(request, kind)
        if not errors:
            address = f"{reverse('cargo:reports')}?kind={kind if kind in LISTED else ''}"
            return HttpResponseRedirect(address)
    return render(request, "officer/cargo/reports.html", _page(request, kind, errors), status=_status(errors))


@may("carrier", "port", methods=("GET", "POST"), own="manifests that it sends itself")
def manifest(request: Asked) -> HttpResponse:
    """A manifest, from a table."""
    errors: Errors = []
    lines = request.POST.get("lines", "")
    if request.method == "POST":
        errors, lines = _list(request)
        if not errors:
            return HttpResponseRedirect(reverse("cargo:manifest"))
    context = {
        "errors": errors,
        "sent": request.POST,
        "lines": lines,
        "modes": modes(request),
        "reference": request.POST.get("reference", "") if errors else said.new_reference(),
        "columns": [pair[request.language == "zh"] for pair in listing.COLUMNS.values()],
        "most": listing.MOST,
    }
    return render(request, "officer/cargo/manifest.html", context, status=_status(errors))


def modes(request: Asked) -> dict[str, str]:
    """The ways of transport by their codes."""
    law = published(settings.JURISDICTION)
    rows = law.table(MODES, request.on) if law else {}
    return {code: row.zh if request.language == "zh" else row.en for code, row in sorted(rows.items())}


def _status(errors: Errors) -> int:
    return 422 if errors else 200


def _kind(request: Asked, asked: Any) -> str:
    """The kind of report that is asked for; where it is none of theirs, one that something waits for."""
    wanted = asked.get("kind", "")
    if wanted in REPORTS and request.hat.capacity in REPORTS[wanted].by:
        return str(wanted)
    return first(actor(request))


def _page(request: Asked, kind: str, errors: Errors) -> dict[str, Any]:
    language, chinese = request.language, request.language == "zh"
    ways, sent = modes(request), request.POST
    after = filters.cursor(request.GET.get("after", ""))
    shown = kind if kind in LISTED else kinds(request.hat.capacity)[0]
    page = awaited(shown, actor=actor(request), after=after)
    mine = [one for one in REPORTS if request.hat.capacity in REPORTS[one].by]
    return {
        "kind": shown,
        "named": VERBS[shown][chinese],
        "tabs": [(one, names.name(names.REPORTS, one)[chinese]) for one in kinds(request.hat.capacity)],
        "rows": [(one, said.thing(one.about, one.key, language, ways)) for one in page.things],
        "next": filters.written(page.after) if page.after else "",
        "after": after,
        "yard": request.hat.capacity not in OPERATORS or bool(run_by(request.hat.behalf)),
        "kinds": [(one, names.name(names.REPORTS, one)[chinese]) for one in mine],
        "abouts": [(one, names.name(names.ABOUT, one)[chinese]) for one in (CONTAINER, BILL, CALL)],
        "modes": ways,
        "now": said.local(request.at),
        "errors": [(at if at != "things" or page.things else "", told) for at, told in errors],
        "sent": sent,
        "ticked": sent.getlist("thing"),
        "freely": "typed" in sent,
        "chosen": kind,
        "reference": sent.get("reference", "") if errors else said.new_reference(),
        "other": said.new_reference(),
    }


def _report(request: Asked, kind: str) -> Errors:
    """Makes the report; what is wrong with it."""
    language, errors = request.language, Errors()
    if request.POST.get("kind", "") != kind:
        return [("", pick(language, "This is not yours to report.", "您无权作此报告。"))]
    told = said.told(request.POST, kind, language, errors)
    reference = request.POST.get("reference", "").strip()
    if not 0 < len(reference) <= said.LONGEST:
        errors.append(
            ("", pick(language, "The form is incomplete; open it again.", "表单不完整，请重新打开。"))
        )
    if errors:
        return errors
    try:
        arrivals.report(
            told,
            reference=reference,
            actor=actor(request),
            at=request.at,
            books=books_of(settings.JURISDICTION),
        )
    except Refused as refused:
        return placed(refused, language, _fields(request, len(told)))
    done = pick(
        language, "Recorded: {kind}, {n}.", "已登记：{kind}，{n}项。", n=len(told), kind=_name(kind, language)
    )
    messages.success(request, done)
    return []


def _name(kind: str, language: str) -> str:
    return names.name(names.REPORTS, kind)[language == "zh"]


def _fields(request: Asked, told: int) -> dict[str, str]:
    """The fields that refusals of the desk are about, by their codes and pointers."""
    about = said.about_at(request.POST)
    places = range(1, told + 1)
    return {
        words.NOT_YET: "occurred",
        words.NO_NAME: about,
        words.NOT_YOUR_CALL: about,
        words.NOT_REPORTED: about,
        words.GONE_ON: about,
        words.UNKNOWN_KIND: "typed-about" if "typed" in request.POST else "things",
        **{f"/{place}/key": about for place in places},
        **{f"/{place}/note": "note" for place in places},
    }


def _list(request: Asked) -> tuple[Errors, str]:
    """Keeps the manifest; what is wrong with it, and its lines as text."""
    language = request.language
    made = listing.read(request.POST, request.FILES.get("table"), language)
    if made.errors:
        return made.errors, made.lines
    try:
        arrivals.report_manifest(
            made.bills,
            direction=made.direction,
            call=made.call,
            reference=made.reference,
            actor=actor(request),
            at=request.at,
            books=books_of(settings.JURISDICTION),
        )
    except Refused as refused:
        return [listing.at(one, language) for one in refused.findings], made.lines
    text = pick(
        language, "The manifest is recorded: {n} bills.", "舱单已登记：提运单{n}份。", n=len(made.bills)
    )
    messages.success(request, text)
    return [], ""


VERBS: dict[str, names.Pair] = {
    "entered": ("Report that they entered", "报告进境"),
    "discharged": ("Report that they were discharged", "报告卸货"),
    "available": ("Report that they are available", "报告可提取"),
    "arrived": ("Report that they arrived", "报告运抵"),
    "stopped": ("Report that they are held at the gate", "报告已拦停"),
    "gate_out": ("Report that they left", "报告提离"),
    "loaded": ("Report that they were loaded", "报告装运"),
}
"""What the button says, by kind of report."""
