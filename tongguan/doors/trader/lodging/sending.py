"""Before sending: everything that is wrong, and the tax line by line; then the lodging, once."""

from decimal import Decimal
from typing import Any

from django.contrib import messages as told
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.declarations import preparing
from tongguan.desk.declarations.models import Draft
from tongguan.desk.declarations.preparing import Worked
from tongguan.desk.declarations.receipts import Receipt, again
from tongguan.desk.declarations.trying import Trial
from tongguan.doors.codecs import json_answer
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.trader.lodging.building import build
from tongguan.doors.trader.lodging.form import Form
from tongguan.doors.trader.lodging.own_draft import OWN, books, draft_of, law, named, receiver, tried, worked
from tongguan.law.findings import Finding, Refused
from tongguan.law.stating.parts import BRACKETS


@may(*TRADING, methods=("GET", "POST"), own=OWN)
def check(request: Asked, number: int) -> HttpResponse:
    """All findings with links to their fields, and what would be owed; sent from here, it is lodged."""
    draft = draft_of(request, number)
    if draft.amends is not None:  # what was lodged is amended, never lodged again
        return HttpResponseRedirect(reverse("trader:amendment", args=(draft.pk,)))
    if draft.dossier is not None:
        return HttpResponseRedirect(reverse("trader:receipt", args=(draft.pk,)))
    if request.method == "POST":
        return _lodged(request, draft)
    return _checked(request, draft, None)


def _checked(request: Asked, draft: Draft, refused: Refused | None) -> HttpResponse:
    book = law()
    found = worked(request, draft, book)
    trial = tried(request, found, book)
    findings = named(refused.findings, found, book, request.on) if refused is not None else trial.findings
    form = build(found, book, request.on, request.language, findings=findings)
    return render(
        request,
        "trader/lodging/check.html",
        {
            "draft": draft,
            **linked(draft, form),
            "filled": [one for _, one in form.fields() if one.filled and not one.value],
            "passes": trial.passes and refused is None,
            "tax": _tax(trial, request.language),
            "lacking": _lacking(trial, found, request.language),
            "refused": refused is not None,
            "tree": found.whole.tree,
        },
        status=422 if refused is not None else 200,
    )


def linked(draft: Draft, form: Form) -> dict[str, list[tuple[str, str]]]:
    """What was found in a draft, as (address of the field, sentence): `wrong` and `doubtful`."""
    here = reverse("trader:draft", args=(draft.pk,))

    def link(field: str, entry: str) -> str:
        opened = f"&open={entry}" if entry else ""
        return f"{here}?checked=1{opened}#{field}" if field else ""

    return {
        name: [(link(field, entry), sentence) for field, entry, sentence in found]
        for name, found in (("wrong", form.errors), ("doubtful", form.warnings))
    }


def _lacking(trial: Trial, found: Worked, language: str) -> str:
    """What is called that without which the tax was worked out."""
    parts, names = found.whole.parts, []
    for path in trial.lacking:
        cost = path.split("/")[0]
        part = parts[f"{cost}/amount"]
        whole = not {cost, part.path}.isdisjoint(trial.lacking)
        name = pick(language, part.en, part.zh) if whole else parts[path].name(language)
        names.append(BRACKETS.sub("", name))
    return pick(language, ", ", "、").join(dict.fromkeys(names))


def _tax(trial: Trial, language: str) -> dict[str, Any] | None:
    """The assessment in words, charges by line."""
    if trial.assessment is None:
        return None
    plain = trial.assessment.plain()
    said = json_answer.answer(
        accepted=True, languages=(language,), assessment=plain, findings=list[Finding]()
    )
    charges = [{**one, "owed": Decimal(one["amount"])} for one in said["charges"]]
    lines = [
        {
            **line,
            "amount": Decimal(line["value"]),
            "charges": [one for one in charges if str(one.get("line")) == str(line["line"])],
        }
        for line in said["lines"]
    ]
    return {
        **said,
        "lines": lines,
        "whole": [one for one in charges if str(one.get("line", "0")) == "0"],
        "value": Decimal(plain["customs_value"]),
        "owed": sum((one["owed"] for one in charges), Decimal(0)),
        "money": plain["money"][language == "zh"],
    }


def _lodged(request: Asked, draft: Draft) -> HttpResponse:
    """Lodges; pressed twice it answers twice with the same receipt."""
    both = books()
    try:
        answer = preparing.lodge(
            draft.pk,
            person=request.user.pk,
            books=both,
            at=request.at,
            receive=receiver(both.law, request.on),
        )
    except Draft.DoesNotExist:
        raise Http404 from None
    if isinstance(answer, Refused):
        return _checked(request, draft_of(request, draft.pk), answer)
    told.success(
        request,
        pick(request.language, "Lodged: {r}", "已申报，海关编号{r}", r=answer.reference),
    )
    return HttpResponseRedirect(reverse("trader:case", args=(answer.reference,)))


@may(*TRADING, own=OWN)
def receipt(request: Asked, number: int) -> HttpResponse:
    """The receipt of a draft that was lodged, the same as at the first time."""
    draft = draft_of(request, number)
    if draft.dossier is None:
        return HttpResponseRedirect(reverse("trader:draft", args=(draft.pk,)))
    given: Receipt = again(draft.dossier)
    return render(request, "trader/lodging/receipt.html", {"draft": draft, "receipt": given})
