"""One field of a draft, saved as it is typed: the page is told what changes elsewhere on it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.declarations import drafts
from tongguan.desk.declarations.models import Draft
from tongguan.desk.declarations.preparing import Worked
from tongguan.desk.rulebooks.naming import coded
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import sentences
from tongguan.doors.trader.lodging.building import build
from tongguan.doors.trader.lodging.fields import Field
from tongguan.doors.trader.lodging.filling import demanded, saved_word, there
from tongguan.doors.trader.lodging.form import Form
from tongguan.doors.trader.lodging.own_draft import (
    OWN,
    draft_of,
    law,
    mistaken,
    sent,
    turn_of,
    window,
    worked,
)
from tongguan.law.findings import Refused
from tongguan.law.rulebook import Rulebook

OTHER_WINDOW = ("Another window changed this draft too.", "另一窗口也修改了本草稿。")


@may(*TRADING, methods=("POST",), own=OWN)
def save(request: Asked, number: int) -> HttpResponse:
    """One field, as it is typed: answers with what changes elsewhere on the page."""
    one = draft_of(request, number)
    book = law()
    if one.dossier is not None:
        return HttpResponse(headers={"HX-Redirect": reverse("trader:receipt", args=(one.pk,))})
    was = worked(request, one, book)
    before = build(was, book, request.on, request.language, opened=_opened(request))
    base, tab = window(request.POST)
    changes, refused_words = sent(request.POST), ""
    try:
        saved = drafts.save(
            one.pk, changes, base=base, window=tab, person=request.user.pk, book=book, on=request.on,
            at=request.at, turn=turn_of(request.POST),
        )  # fmt: skip
    except Draft.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        saved, refused_words = drafts.Saved(one), " ".join(sentences(refused, request.language))
    parties = any(path.endswith("/identifier") for path in changes)
    found = worked(request, saved.draft, book, None if parties else was.known)
    wrong = mistaken(request, found, book)
    after = build(found, book, request.on, request.language, findings=wrong, opened=_opened(request))
    _say_codes(after, changes, found, book, request.on)
    told_of = frozenset(request.POST.get("told", "").split(","))
    return render(
        request,
        "trader/lodging/saved.html",
        {
            "draft": saved.draft,
            "saved": refused_words or saved_word(request, saved.draft, len(after.errors)),
            "wrong": bool(refused_words or saved.conflicts),
            "others": pick(request.language, *OTHER_WINDOW) if saved.others else "",
            "base": base,
            "window": tab,
            "form": after,
            "demanded": (letters := demanded(found, book, request.on)),
            "demanded_anew": letters != demanded(was, book, request.on),
            **_changes(before, after, {*changes}, told_of, saved, request.language),
        },
    )


def _say_codes(form: Form, changes: Mapping[str, str], found: Worked, book: Rulebook, on: date) -> None:
    """Tells at each field of which the name of a code was typed that it is this code."""
    for _, field in form.fields():
        typed = changes.get(field.path, field.value).strip()
        if typed != field.value:
            code = coded(typed, field.path, found.whole.parts, book, on, found.draft.direction)
            field.became = code if code == field.value else ""


def _opened(request: Asked) -> str:
    """The entry that is being typed into, which is unfolded."""
    return next((name.rpartition("/")[0] for name in request.POST if "/" in name), "")


def _changes(
    before: Form, after: Form, changes: set[str], told_of: frozenset[str], saved: drafts.Saved, language: str
) -> dict[str, Any]:
    """What the page must be told: fields and lists that apply now and did not, or must be answered now; those
    that no longer apply; and what is said beside others. What is being typed into is left alone."""
    old = {one.path: one for _, one in before.fields()}
    new = {one.path: (group, one) for group, one in after.fields()}
    for path, (group, one) in list(new.items()):
        if path in saved.conflicts:
            conflict = there(saved.conflicts[path], language)
            new[path] = group, replace(one, conflict=conflict)
    fresh = {
        path: (group, one)
        for path, (group, one) in new.items()
        if path not in changes and (path not in old or (one.tier == "ask" != old[path].tier))
    }
    applied = {one.path: one.applies for one in before.lists()}
    return {
        "lists": [one for one in after.lists() if applied.get(one.path, one.applies) != one.applies],
        "fresh": list(fresh.values()),
        "again": [
            one
            for path, (_, one) in new.items()
            if path in old and path not in changes and _named(one) != _named(old[path])
        ],
        "gone": [one for path, one in old.items() if path not in changes and path not in new],
        "notes": [
            one
            for path, (_, one) in new.items()
            if path in fresh or path in changes or path in told_of or one.looks() != old[path].looks()
        ],
    }


def _named(field: Field) -> list[tuple[str, str]]:
    return [(one.id, one.name) for one in field.entries]
