"""The bell, and the list of notices behind it."""

from typing import Any

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse

from tongguan.desk.notices import actions, queries
from tongguan.desk.notices.models import Notice
from tongguan.desk.notices.queries import Shown
from tongguan.desk.notices.said import said
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked

OWN = "what their own enterprise was told"
PAGE = 30


@may(*TRADING, methods=("GET", "POST"), own=OWN)
def notices(request: Asked) -> HttpResponse:
    """The notices, the newest first; sent as a form, all of them are read."""
    person, enterprise = request.user.pk, request.hat.behalf
    if request.method == "POST":
        actions.read(person, enterprise=enterprise)
        return HttpResponseRedirect(reverse("trader:notices"))
    only_new = request.GET.get("show") == "new"
    after = request.GET.get("after", "")[:32]
    after = after if after.isalnum() else ""
    found = queries.listed(person, enterprise, only_new=only_new, after=after, limit=PAGE + 1)
    return render(
        request,
        "trader/notices/list.html",
        {
            "rows": [_row(one, request.language) for one in found[:PAGE]],
            "after": found[PAGE - 1].notice.token if len(found) > PAGE else "",
            "only_new": only_new,
            "paged": bool(after),
        },
    )


def _row(one: Shown, language: str) -> dict[str, Any]:
    notice = one.notice
    told = said(notice.kind, notice.body, language)
    return {"told": told, "at": notice.at, "token": notice.token, "read": one.read}


@may(*TRADING, own=OWN)
def follow(request: Asked, token: str) -> HttpResponse:
    """To the declaration that a notice is about; the notice is read then."""
    enterprise = request.hat.behalf
    notice = Notice.objects.filter(enterprise=enterprise, token=token).first() if token.isalnum() else None
    if notice is None:
        raise Http404
    actions.read(request.user.pk, enterprise=enterprise, token=token)
    reference = said(notice.kind, notice.body, request.language).reference
    return HttpResponseRedirect(reverse("trader:case", args=(reference,)))


@may(*TRADING, own=OWN)
def bell(request: Asked) -> HttpResponse:
    """How much is new, for the head of every page, of what the person chose to be told there."""
    person = request.user.pk
    new = queries.unread(person, request.hat.behalf, level=queries.choice_of(person).page)
    return render(request, "trader/notices/bell.html", {"new": new, "most": queries.MOST})
