"""One case on one screen: what was declared, what was found, what waits, what may be done."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.monitor import casefile
from tongguan.desk.monitor.casefile import File
from tongguan.doors.look.access import OFFICERS, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.officer.cases import doing, shown
from tongguan.doors.officer.seen import acting, found
from tongguan.doors.officer.work.views import WORKERS, address
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered, Step
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.case import TrackKey
from tongguan.law.words import say

OWN = "cases in which the office holds or held a track; monitors all, without hits"


@may(*OFFICERS, own=OWN)
def case(request: Asked, reference: str) -> HttpResponse:
    """The case page."""
    file = casefile.read(found(request, reference), capacity=request.hat.capacity)
    return render(request, "officer/cases/case.html", shown.page(file, request))


@may(*WORKERS, methods=("GET", "POST"), own=OWN)
def step(request: Asked, reference: str, step: str) -> HttpResponse:
    """A step: what it is told, and taking it."""
    dossier = found(request, reference)
    file = casefile.read(dossier, capacity=request.hat.capacity)
    sent = request.POST if request.method == "POST" else request.GET
    it, key = _wanted(file, request, step, sent.get("part", ""), sent.get("number", ""))
    if request.method == "GET":
        return _form(request, file, it, key, {}, [], 200)
    words = sent.get("words", "").strip()
    errors = _missing(request, it, words)
    if not errors:
        action = doing.action_of(it)
        assert action is not None, "only steps with an action are offered here"
        one = doing.Doing(
            dossier=dossier,
            step=it,
            key=key,
            actor=acting(request, sent.get("seq", "")),
            at=request.at,
            words=words,
            sent=sent.dict(),
        )
        try:
            action(one)
        except Refused as refused:
            errors = [("", say(f.code, f.arguments, request.language)) for f in refused.findings]
        except NotOffered as late:
            why = flow_words.reason(late.reason, request.language)
            errors = [("", pick(request.language, "Not done: {why}.", "未办理：{why}。", why=why))]
            if late.reason == "moved_on":  # what is shown again is the case as it stands now
                file = casefile.read(dossier, capacity=request.hat.capacity)
    if errors:
        return _form(request, file, it, key, sent.dict(), errors, 422)
    messages.success(request, shown.done(it, key, request.language))
    return HttpResponseRedirect(address(reference, key))


def _wanted(file: File, request: Asked, name: str, part: str, number: str) -> tuple[Step, TrackKey]:
    """The step and where it is taken, of those that are offered. Raises Http404 for what is none of the
    officer's steps at all; what is merely not offered now is told when it is taken."""
    it = file.flow.steps.get(name)
    if it is None or request.hat.capacity not in it.by or doing.action_of(it) is None:
        raise Http404
    numbered = int(number) if number.isascii() and number.isdecimal() and len(number) < 6 else 0
    return it, TrackKey(it.track, part[:40], numbered)


def _missing(request: Asked, it: Step, words: str) -> list[tuple[str, str]]:
    language = request.language
    if doing.needs_words(it) and not words:
        return [("words", pick(language, "Say it in words.", "请填写内容。"))]
    if len(words) > doing.LONGEST:
        said = pick(language, "At most {n} characters.", "最多{n}个字符。", n=doing.LONGEST)
        return [("words", said)]
    return []


def _form(
    request: Asked,
    file: File,
    it: Step,
    key: TrackKey,
    sent: dict[str, str],
    errors: Sequence[tuple[str, str]],
    status: int,
) -> HttpResponse:
    context: dict[str, Any] = {
        **shown.step(file, it, key, request),
        "sent": sent,
        "errors": errors,
        "back": reverse("officer:case", args=(file.stored.cover.reference,)),
    }
    return render(request, "officer/cases/step.html", context, status=status)
