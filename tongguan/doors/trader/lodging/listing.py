"""The drafts of an enterprise: begun, copied from what was lodged, thrown away."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.declarations import drafts
from tongguan.desk.declarations.models import Content, Draft
from tongguan.desk.dossiers import theirs
from tongguan.desk.people.models import Person
from tongguan.doors.look import legible
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors, done, placed, told
from tongguan.doors.trader.lodging.own_draft import OWN, draft_of, law
from tongguan.law.findings import Refused

PAGE, LATEST = 25, 8


@may(*TRADING, own=OWN)
def listing(request: Asked) -> HttpResponse:
    """What is being prepared, and what may be copied."""
    return _listed(request, [])


def _listed(request: Asked, errors: Errors) -> HttpResponse:
    enterprise = request.hat.behalf
    found = drafts.listed(enterprise, after=legible.after(request.GET.get("after", "")), limit=PAGE + 1)
    names = dict(Person.objects.filter(pk__in={int(d.changed_by) for d in found}).values_list("pk", "name"))
    last = found[PAGE - 1] if len(found) > PAGE else None
    return render(
        request,
        "trader/lodging/drafts.html",
        {
            "drafts": [{"draft": one, "by": names.get(int(one.changed_by), "")} for one in found[:PAGE]],
            "after": legible.mark(last.changed_at, last.pk) if last else "",
            "paged": "after" in request.GET,
            "latest": _latest(enterprise, request.language),
            "errors": errors,
            "copy": request.POST.get("copy", ""),
        },
        status=422 if errors else 200,
    )


def _latest(enterprise: str, language: str) -> list[tuple[theirs.Theirs, str]]:
    """What was lodged last, each with its first goods."""
    rows = theirs.listed(enterprise, limit=LATEST)
    goods = drafts.first_goods([row.id for row in rows])
    chinese = language == "zh"
    names = {key: (not chinese and one.get("name_en")) or one.get("name", "") for key, one in goods.items()}
    return [(row, names.get(row.id, "")) for row in rows]


@may(*TRADING, methods=("POST",), own=OWN)
def start(request: Asked) -> HttpResponse:
    """Begins a draft: empty, or a copy of the declaration that is named."""
    book = law()
    who: dict[str, Any] = {"person": request.user.pk, "on": request.on, "at": request.at}
    enterprise, reference = request.hat.behalf, request.POST.get("copy", "").strip()
    try:
        if reference:
            dossier = theirs.own(enterprise, reference[:64])
            if dossier is None:
                words = pick(
                    request.language,
                    "No declaration of yours is called {r}.",
                    "未找到报关单{r}。",
                    r=reference[:40],
                )
                return _listed(request, [("copy", words)])
            draft = drafts.copied(dossier.id, enterprise=enterprise, book=book, **who)
        else:
            direction = request.POST.get("direction", "")
            draft = drafts.start(enterprise=enterprise, direction=direction, book=book, **who)
    except Content.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return _listed(request, placed(refused, request.language, {}, "copy" if reference else ""))
    return HttpResponseRedirect(reverse("trader:draft", args=(draft.pk,)))


@may(*TRADING, methods=("GET", "POST"), own=OWN)
def discard(request: Asked, number: int) -> HttpResponse:
    """Throws a draft away, once it was asked whether that is meant."""
    draft = draft_of(request, number)
    if request.method != "POST":
        return render(request, "trader/lodging/discard.html", {"draft": draft})
    try:
        drafts.discard(draft.pk, person=request.user.pk, on=request.on)
        done(request, "The draft was thrown away.", "草稿已删除。")
    except Draft.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        told(request, refused)
    return HttpResponseRedirect(reverse("trader:drafts"))
