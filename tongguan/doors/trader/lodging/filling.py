"""The form of a draft: shown, saved as it is typed, and told what another window changed."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages as told
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.declarations import drafts
from tongguan.desk.declarations.drafting import Sheet
from tongguan.desk.declarations.models import Draft
from tongguan.desk.declarations.preparing import Worked
from tongguan.desk.rulebooks.naming import coded
from tongguan.doors.clock import ZONE
from tongguan.doors.codecs import goods_sheet
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import sentences
from tongguan.doors.trader.lodging import papers
from tongguan.doors.trader.lodging.building import build
from tongguan.doors.trader.lodging.fields import Field
from tongguan.doors.trader.lodging.form import Form
from tongguan.doors.trader.lodging.lines import take_lines
from tongguan.doors.trader.lodging.own_draft import (
    OWN,
    draft_of,
    law,
    mistaken,
    sent,
    tried,
    turn_of,
    window,
    worked,
)
from tongguan.doors.trader.lodging.picking import LONGEST
from tongguan.law.findings import Refused
from tongguan.law.rulebook import Rulebook

OTHER_WINDOW = ("Another window changed this draft too.", "另一窗口也修改了本草稿。")


@may(*TRADING, methods=("GET", "POST"), own=OWN)
def draft(request: Asked, number: int) -> HttpResponse:
    """The form. Sent as a whole it is saved, and what its button says is done."""
    one = draft_of(request, number)
    if one.dossier is not None:
        return HttpResponseRedirect(reverse("trader:receipt", args=(one.pk,)))
    book = law()
    if request.method == "POST":
        return _sent(request, one, book)
    found = worked(request, one, book)
    checked = "checked" in request.GET
    findings = tried(request, found, book).findings if checked else mistaken(request, found, book)
    form = build(
        found, book, request.on, request.language, findings=findings, opened=request.GET.get("open", "")
    )
    return _shown(request, found, form, errors=None if checked else [])


def _shown(
    request: Asked,
    found: Worked,
    form: Form,
    *,
    status: int = 200,
    errors: list[tuple[str, str]] | None = None,
) -> HttpResponse:
    draft = found.draft
    return render(
        request,
        "trader/lodging/draft.html",
        {
            "draft": draft,
            "form": form,
            "errors": form.summary if errors is None else errors,
            "base": draft.version,
            "window": secrets.token_hex(6),
            "saved": _saved_word(request, draft),
            "demanded": _demanded(found, law(), request.on),
            "table_limits": goods_sheet.limits(law(), request.on),
            **papers.context(found),
        },
        status=status,
    )


def _saved_word(request: Asked, draft: Draft, wrong: int = 0) -> str:
    at = draft.changed_at.astimezone(ZONE)
    clock = at.strftime("%H:%M" if at.date() == request.on else "%Y-%m-%d %H:%M")
    if wrong:
        return pick(
            request.language, "saved {t}, to be mended: {n}", "已保存 {t}，{n}项须更正", t=clock, n=wrong
        )
    return pick(request.language, "saved {t}", "已保存 {t}", t=clock)


def _demanded(found: Worked, book: Rulebook, on: date) -> list[tuple[str, str, str]]:
    """The documents that the goods demand and that nobody has entered yet: letter and names."""
    stated = {one.get("code") for one in found.whole.tree.get("documents", [])}
    letters = [letter for letter in found.whole.applies.documents if letter not in stated]
    rows = [(letter, book.get("supervision_document", letter, on)) for letter in letters]
    return [(letter, row.en, row.zh) for letter, row in rows if row is not None]


def _sent(request: Asked, one: Draft, book: Rulebook) -> HttpResponse:
    """Saves the whole form, then does what the button says."""
    base, tab = window(request.POST)
    who: dict[str, Any] = {"person": request.user.pk, "on": request.on, "at": request.at}
    changes = sent(request.POST)
    try:
        keep = frozenset(request.POST.getlist("keep"))
        turn = turn_of(request.POST)
        saved = drafts.save(one.pk, changes, base=base, window=tab, book=book, keep=keep, turn=turn, **who)
    except Draft.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        found = worked(request, one, book)
        form = build(found, book, request.on, request.language, findings=refused.findings, posted=changes)
        return _shown(request, found, form, status=422)
    if saved.conflicts:
        return _conflicting(request, saved, book, changes)
    problems = papers.taken(request, saved.draft, book) + take_lines(request, saved.draft, book)
    do, _, path = request.POST.get("do", "").partition(" ")
    here = reverse("trader:draft", args=(one.pk,))
    try:
        if do == "add":
            made = drafts.add(one.pk, path, book=book, window=tab, base=base, **who)
            here = f"{here}?open={made.entry}#g-{made.entry.replace('/', '-')}"
        elif do == "remove":
            drafts.remove(one.pk, path, window=tab, base=base, **who)
            here = f"{here}#l-{path.rpartition('/')[0].replace('/', '-')}"
        elif do == "open":
            here = (
                f"{here}?open={path}#g-{path.replace('/', '-')}" if path.replace("/", "").isalnum() else here
            )
        elif do == "again":
            papers.again(request, saved.draft, book, path)
            here = f"{here}#papers"
    except Refused as refused:
        problems += sentences(refused, request.language)
    if problems:
        found = worked(request, draft_of(request, one.pk), book)
        form = build(found, book, request.on, request.language)
        return _shown(request, found, form, status=422, errors=[("", said) for said in problems])
    if do == "check":
        return HttpResponseRedirect(reverse("trader:check", args=(one.pk,)))
    if do == "search":
        line = path if path.replace("/", "").isalnum() else ""
        typed = Sheet.load(saved.draft.sheet).texts.get(f"{line}/commodity_code", "")
        asked = urlencode({"line": line, **({"q": typed[:LONGEST]} if typed else {})})
        return HttpResponseRedirect(f"{reverse('trader:goods', args=(one.pk,))}?{asked}")
    if do in ("", "save"):
        told.success(request, pick(request.language, "The draft is saved.", "草稿已保存。"))
    return HttpResponseRedirect(here)


def _conflicting(
    request: Asked, saved: drafts.Saved, book: Rulebook, changes: Mapping[str, str]
) -> HttpResponse:
    """What another window changed meanwhile: shown beside what was typed here; saving again keeps that."""
    found = worked(request, saved.draft, book)
    mine = {path: changes[path] for path in saved.conflicts}
    form = build(found, book, request.on, request.language, posted=mine)
    errors = []
    for _, one in form.fields():
        if one.path in saved.conflicts:
            words = _there(saved.conflicts[one.path], request.language)
            one.conflict = words
            errors.append((one.id, f"{one.label}: {words}"))
    gone = [text for path, text in mine.items() if saved.conflicts[path] is None and text]
    errors += [("", f"{_there(None, request.language)} {text}") for text in gone]
    return _shown(request, found, form, status=409, errors=errors)


def _there(text: str | None, language: str) -> str:
    if text is None:
        return pick(
            language,
            "This entry was removed in another window; what you typed was:",
            "另一窗口已删除此项；您填写的内容为：",
        )
    return pick(
        language,
        "In another window this was changed to “{text}”. Save again to keep yours.",
        "另一窗口已将此项改为“{text}”。再次保存将以您填写的内容为准。",
        text=text,
    )


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
            "saved": refused_words or _saved_word(request, saved.draft, len(after.errors)),
            "wrong": bool(refused_words or saved.conflicts),
            "others": pick(request.language, *OTHER_WINDOW) if saved.others else "",
            "base": base,
            "window": tab,
            "form": after,
            "demanded": (demanded := _demanded(found, book, request.on)),
            "demanded_anew": demanded != _demanded(was, book, request.on),
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
            conflict = _there(saved.conflicts[path], language)
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
