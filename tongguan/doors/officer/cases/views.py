"""One case on one screen: what was declared, what was found, what waits, what may be done."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers

from tongguan.desk import texts
from tongguan.desk.declarations.concerns import AUTHORITY
from tongguan.desk.dossiers.queries import case_of
from tongguan.desk.monitor import casefile
from tongguan.desk.monitor.casefile import File
from tongguan.doors.look import legible
from tongguan.doors.look.access import OFFICERS, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.nav import WORKING
from tongguan.doors.look.replies import NOT_DONE, Errors, findings, sentences
from tongguan.doors.officer.cases import doing, earlier, sections
from tongguan.doors.officer.cases.compared import compared, request_of
from tongguan.doors.officer.cases.phrases import of_step, put_together
from tongguan.doors.officer.seen import acting, found
from tongguan.doors.officer.work.views import WORKERS, address
from tongguan.law.findings import Finding
from tongguan.law.flow import Step
from tongguan.law.kernel.case import TrackKey
from tongguan.law.words import say

OWN = (
    "cases in which the office holds or held a track; monitors all, without hits; "
    "an authority those that are its business"
)


AT = {"/reason": "words", "/data": "words"}
"""The fields at which some refusals of the desk are told."""


@may(*OFFICERS, AUTHORITY, own=OWN)
def case(request: Asked, reference: str) -> HttpResponse:
    """The case page."""
    file = casefile.read(found(request, reference), capacity=request.hat.capacity)
    return render(request, "officer/cases/case.html", sections.page(file, request))


@may(*WORKING, own="cases in which the office holds or held a track, and what it saw of the same trader")
def history(request: Asked, reference: str) -> HttpResponse:
    """What the office saw of the enterprise and of the goods before; the case page takes it in, without the
    frame, whose title would become the case's."""
    file = casefile.declared(found(request, reference))
    name = "history_card" if request.headers.get("HX-Request") else "history"
    answer = render(request, f"officer/cases/{name}.html", earlier.page(file, request))
    patch_vary_headers(answer, ("HX-Request",))
    return answer


@may(*WORKERS, AUTHORITY, methods=("GET", "POST"), own=OWN)
def step(request: Asked, reference: str, step: str) -> HttpResponse:
    """A step: what it is told, and taking it."""
    dossier = found(request, reference)
    file = casefile.read(dossier, capacity=request.hat.capacity)
    sent = request.POST if request.method == "POST" else request.GET
    it, key = _wanted(file, request, step, sent.get("part", ""), sent.get("number", ""))
    if request.method == "GET":
        return _form(request, file, it, key, [], 200)
    phrases = of_step(it.name, file.book, request.on)
    words = put_together(phrases, sent.getlist("phrase"), sent.get("words", "").strip())
    errors = _missing(request, it, words) or _taken(request, dossier, it, key, words)
    if errors:  # the case as it stands now, with all that was written
        file = casefile.read(dossier, capacity=request.hat.capacity)
        return _form(request, file, it, key, errors, 422)
    messages.success(request, sections.done(it, key, request.language))
    return HttpResponseRedirect(address(reference, key if it.source else _newest(dossier, key)))


def _taken(request: Asked, dossier: int, it: Step, key: TrackKey, words: str) -> Errors:
    """Takes the step; what kept it from being taken."""
    language, action = request.language, doing.action_of(it)
    assert action is not None, "a step without an action has no page here"
    one = doing.Doing(
        dossier=dossier,
        step=it,
        key=key,
        actor=acting(request, request.POST.get("seq", "")),
        at=request.at,
        words=words,
        sent=request.POST.dict(),
    )
    try:
        told = action(one)
    except NOT_DONE as no:
        return [
            (doing.used_at(finding, one.sent) or AT.get(finding.pointer, ""), sentence)
            for finding, sentence in zip(findings(no), sentences(no, language), strict=True)
        ]
    for finding in told if isinstance(told, tuple) else ():
        if isinstance(finding, Finding):
            messages.warning(request, say(finding.code, finding.arguments, language))
    return []


def _newest(dossier: int, key: TrackKey) -> TrackKey:
    """The track that a step has just opened there."""
    numbers = [
        one.number for one in case_of(dossier).tracks if (one.track, one.part) == (key.track, key.part)
    ]
    return key._replace(number=max(numbers, default=1))


def _wanted(file: File, request: Asked, name: str, part: str, number: str) -> tuple[Step, TrackKey]:
    """The step and where it is taken, of those that are offered. Raises Http404 for what is none of the
    officer's steps at all; what is merely not offered now is told when it is taken."""
    it = file.flow.steps.get(name)
    if it is None or request.hat.capacity not in it.by or doing.action_of(it) is None:
        raise Http404
    numbered = legible.number(number, 5)
    return it, TrackKey(it.track, part[:40], numbered)


def _missing(request: Asked, it: Step, words: str) -> Errors:
    """What is wrong with the form itself, each at its field."""
    language, sent = request.language, request.POST
    errors: Errors = []
    for name, known in doing.CHOICES.items() if it.name.startswith("order_") else ():
        if sent.get(name) not in known:
            errors.append((name, pick(language, "Choose one of these.", "请在所列选项中选择。")))
    figures = pick(language, "State the quantity in figures.", "请用数字填写数量。")
    errors += [(one, figures) for one in doing.no_figures(sent.dict())]
    if doing.needs_words(it) and not words:
        errors.append(("words", pick(language, "Say it in words.", "请填写内容。")))
    wrong = texts.wrong("/words", words, doing.LONGEST)
    return errors + [("words", say(one.code, one.arguments, language)) for one in wrong]


def _form(
    request: Asked,
    file: File,
    it: Step,
    key: TrackKey,
    errors: Sequence[tuple[str, str]],
    status: int,
) -> HttpResponse:
    sent = request.POST
    context: dict[str, Any] = {
        **sections.step(file, it, key, request),
        "phrases": of_step(it.name, file.book, request.on),
        "chosen": sent.getlist("phrase"),
        "sent": sent,
        "errors": errors,
        "back": reverse("officer:case", args=(file.stored.cover.reference,)),
    }
    if it.track == "amendment":
        context |= {"request_told": request_of(file, request), **compared(file, request)}
    elif it.track == "withdrawal":
        context |= {"request_told": request_of(file, request)}
    elif it.name == "write_off":
        context |= {"uses": sections.uses(file, acting(request), sent, request.language)}
    return render(request, "officer/cases/step.html", context, status=status)
