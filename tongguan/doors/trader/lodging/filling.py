"""The form of a draft: shown, saved as a whole, and told what another window changed."""

import secrets
from collections.abc import Mapping
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
from tongguan.doors.clock import ZONE
from tongguan.doors.codecs import goods_sheet
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors, sentences
from tongguan.doors.trader.lodging import papers
from tongguan.doors.trader.lodging.building import build
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
            "lines_wrong": any(at == "lines-given" for at, _ in errors or ()),
            "base": draft.version,
            "window": secrets.token_hex(6),
            "saved": saved_word(request, draft),
            "demanded": demanded(found, law(), request.on),
            "table_limits": goods_sheet.limits(law(), request.on),
            **papers.context(found),
        },
        status=status,
    )


def saved_word(request: Asked, draft: Draft, wrong: int = 0) -> str:
    """Since when the draft is saved, and of how much something is wrong."""
    at = draft.changed_at.astimezone(ZONE)
    clock = at.strftime("%H:%M" if at.date() == request.on else "%Y-%m-%d %H:%M")
    if wrong:
        return pick(
            request.language, "saved {t}, to be mended: {n}", "已保存 {t}，{n}项须更正", t=clock, n=wrong
        )
    return pick(request.language, "saved {t}", "已保存 {t}", t=clock)


def demanded(found: Worked, book: Rulebook, on: date) -> list[tuple[str, str, str]]:
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
    problems = _given(request, saved.draft, book)
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
        problems += [("", said) for said in sentences(refused, request.language)]
    if problems:
        found = worked(request, draft_of(request, one.pk), book)
        form = build(found, book, request.on, request.language)
        return _shown(request, found, form, status=422, errors=problems)
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


def _given(request: Asked, draft: Draft, book: Rulebook) -> Errors:
    """Takes the papers and the table of lines that the form brought; what is wrong with them."""
    taken = [("papers-given", said) for said in papers.taken(request, draft, book)]
    return taken + [("lines-given", said) for said in take_lines(request, draft, book)]


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
            words = there(saved.conflicts[one.path], request.language)
            one.conflict = words
            errors.append((one.id, f"{one.label}: {words}"))
    gone = [text for path, text in mine.items() if saved.conflicts[path] is None and text]
    errors += [("", f"{there(None, request.language)} {text}") for text in gone]
    return _shown(request, found, form, status=409, errors=errors)


def there(text: str | None, language: str) -> str:
    """What another window made of a field, or that it took the entry away."""
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
