"""Asking for an amendment: what was declared becomes a draft, and what differs is shown before it is sent."""

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.declarations import asking, changes, drafts
from tongguan.desk.declarations.actions import Received, books_of
from tongguan.desk.declarations.current import current
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.lodge import Lodging
from tongguan.desk.declarations.models import Draft
from tongguan.desk.dossiers import theirs
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, done, findings
from tongguan.doors.trader.cases import attaching, cells, forms
from tongguan.doors.trader.cases.own_case import Mine, mine
from tongguan.doors.trader.cases.verbs import AMENDING, causes
from tongguan.doors.trader.lodging.building import build
from tongguan.doors.trader.lodging.own_draft import draft_of, named, receiver, tried, worked
from tongguan.doors.trader.lodging.sending import linked
from tongguan.law.drafting.paper import canonical
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import parts
from tongguan.law.words import say

WHY = {"/cause": "id_cause", "/evidence": "id_evidence"}
"""The fields of this page that a finding may be about; the others are in the draft."""
OWN = "their enterprise's own declarations, as their authority allows"


@may(*TRADING, methods=("GET", "POST"), own=OWN)
def amend(request: Asked, reference: str) -> HttpResponse:
    """Takes what is declared up as a draft, or the one up again that was begun."""
    it = mine(request, reference)
    if it.actor is None:
        raise PermissionDenied
    if not _offered(it):
        return _not_now(request, it)
    if request.method != "POST":
        said = _said(it)
        told = {"row": cells.row(it.seen, request.language), "said": said}
        return render(request, "trader/cases/amend.html", told)
    draft = drafts.amending(
        it.id,
        it.seen.stated,
        enterprise=it.actor.behalf,
        person=request.user.pk,
        book=it.book,
        on=request.on,
        at=request.at,
    )
    return HttpResponseRedirect(reverse("trader:draft", args=(draft.pk,)))


@may(*TRADING, methods=("GET", "POST"), own=OWN)
def amendment(request: Asked, number: int) -> HttpResponse:
    """What the draft changes, the cause and the evidence; sent from here, an officer decides."""
    draft = draft_of(request, number)
    found = theirs.of(request.hat.behalf, [draft.amends] if draft.amends else [])
    if not found:
        raise Http404
    it = mine(request, found[0].reference)
    if draft.dossier is not None:
        return HttpResponseRedirect(reverse("trader:case", args=(found[0].reference,)))
    if it.actor is None or not _offered(it):
        return _not_now(request, it)
    books = books_of(it.book.jurisdiction)
    now = worked(request, draft, books.law)
    whole, refused = now.whole.tree, tuple[Finding, ...]()
    data = request.POST if request.method == "POST" else None
    form = forms.Why(data, language=request.language, choices=causes(it, request.on, request.language))
    digests, errors = attaching.given(request, it) if data is not None else ([], [])
    if data is not None and form.is_valid():
        if not errors:
            refused = _sent(request, it, draft, whole, books, form.cleaned_data)
        if not errors and not refused:
            attaching.attach(request, it, digests)
            done(request, "The amendment is asked for.", "已提交修改申请。")
            return HttpResponseRedirect(reverse("trader:case", args=(found[0].reference,)))
    errors = [*form.told(), *errors]
    errors += [(WHY[one.pointer], _said_of(one, request)) for one in refused if one.pointer in WHY]
    found_in = named(refused, now, books.law, request.on) or tried(request, now, books.law).findings
    against = [one for one in found_in if one.pointer not in WHY]
    changed = list(differences(it.seen.stated, whole, it.book, request))
    told = {
        "row": cells.row(it.seen, request.language),
        "draft": draft,
        "form": form,
        "errors": errors if changed else [("", sentence) for _, sentence in errors],  # no form, no fields
        "again": attaching.offered(it),
        "taken": digests,
        "changes": changed,
        **linked(draft, build(now, books.law, request.on, request.language, findings=against)),
    }
    status = 422 if errors or refused else 200
    return render(request, "trader/cases/amendment.html", told, status=status)


def _sent(
    request: Asked, it: Mine, draft: Draft, whole: Mapping[str, Any], books: Books, why: Mapping[str, Any]
) -> tuple[Finding, ...]:
    """Asks for the amendment; what stands against it."""
    assert it.actor is not None
    received: Received = receiver(books.law, request.on)(msgspec.json.encode(whole))
    if received.declaration is None:
        return received.findings
    entered = current(it.id, books.law).facts.entered_on
    question = asking.Question(it.actor.person, request.on, books.law, it.actor.behalf)
    lodging = Lodging(
        declaration=received.declaration,
        media=received.media,
        raw=received.raw,
        findings=received.findings,
    )
    try:
        changes.request_amendment(
            it.id,
            lodging,
            **why,
            books=books,
            on=request.on,
            facts=asking.facts(received.declaration, question, entered_on=entered),
            actor=it.actor,
            at=request.at,
        )
    except NOT_DONE as no:
        return findings(no)
    drafts.became(draft.pk, it.id, at=request.at)
    return ()


def _said_of(finding: Finding, request: Asked) -> str:
    return say(finding.code, finding.arguments, request.language)


def _offered(it: Mine) -> bool:
    return any(step.name in AMENDING for step, _, _ in it.offered)


def _said(it: Mine) -> str:
    """What customs said when it required an amendment."""
    found = [
        cells.said_to(it.seen, key)
        for key, at in it.seen.case.tracks.items()
        if (key.track, at.state) == ("amendment", "required")
    ]
    return next(iter(found), "")


def _not_now(request: Asked, it: Mine) -> HttpResponse:
    row = cells.row(it.seen, request.language)
    return render(request, "trader/cases/not_now.html", {"row": row}, status=409)


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], book: Rulebook, request: Asked
) -> Iterator[tuple[str, str, str, str]]:
    """What differs: where (the goods line or other entry), the element, what it was, what it would be."""
    table, old, new = parts(book, request.on), dict(_leaves(before)), dict(_leaves(after))
    for path in dict.fromkeys((*old, *new)):
        was, will = old.get(path, ""), new.get(path, "")
        if was != will:
            part = table.get(canonical(path))
            name = part.short(request.language) if part else path
            yield _place(path, request.language), name, was, will


def _leaves(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every text of a tree by its path, entries by their places from 1."""
    if isinstance(node, Mapping):
        for name, value in node.items():
            yield from _leaves(value, f"{path}/{name}" if path else str(name))
    elif isinstance(node, list | tuple):
        if node and not isinstance(node[0], Mapping):
            yield path, ", ".join(map(str, node))
            return
        for place, value in enumerate(node, 1):
            yield from _leaves(value, f"{path}/{place}")
    elif node not in (None, ""):
        yield path, str(node)


def _place(path: str, language: str) -> str:
    numbers = [step for step in path.split("/") if step.isdecimal()]
    if not numbers:
        return ""
    entry = ".".join(numbers)
    if path.startswith("items/"):
        return pick(language, "line {n}", "第{n}项", n=entry)
    return pick(language, "no. {n}", "第{n}条", n=entry)
