"""How people want to be told; and the webhook, which the manager sets and everybody looks after."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.notices import actions, hooks, queries, sendings
from tongguan.desk.notices.models import Notice, Sending
from tongguan.desk.notices.said import said
from tongguan.desk.people.models import Enterprise
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor, now
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, done, sentences, told
from tongguan.law.findings import Refused

PEOPLE = (*TRADING, "manager")
OWN = "their own choices, and their own enterprise's webhook"
PAGE = 30


@may(*PEOPLE, methods=("GET", "POST"), own=OWN)
def chosen(request: Asked) -> HttpResponse:
    """What the person chose; sent as a form, it is chosen."""
    if request.method == "POST":
        actions.choose(request.user, page="page" in request.POST, mail="mail" in request.POST)
        done(request, "Saved.", "已保存。")
        return redirect("trader:settings")
    return _shown(request)


def _shown(request: Asked, *, secret: str = "", wrong: str = "", url: str = "") -> HttpResponse:
    found = {
        "choice": queries.choice_of(request.user.pk),
        "confirmed": EmailAddress.objects.filter(user=request.user, verified=True).exists(),
        "mails": settings.MAIL.works,
        "hook": hooks.hook_of(request.hat.behalf),
        "manages": request.hat.capacity == "manager",
        "secret": secret,
        "errors": [("url", wrong)] if wrong else [],
        "url": url,
    }
    return render(request, "trader/notices/settings.html", found, status=422 if wrong else 200)


@may("manager", methods=("POST",), own=OWN)
def webhook(request: Asked) -> HttpResponse:
    """A webhook set, moved, given another secret, or ended. A new secret is shown on the page that made it
    and never again."""
    firm = Enterprise.objects.filter(identifier=request.hat.behalf).first()
    if firm is None:
        raise Http404
    who = now(request)
    url = request.POST.get("url", "").strip()
    if settings.MODE == "practice":
        said = pick(request.language, "Practice tells nobody outside.", "练习系统不对外推送。")
        return _shown(request, wrong=said, url=url)
    try:
        if "end" in request.POST:
            hooks.end_hook(enterprise=firm, **who)
            done(request, "The webhook has ended.", "推送已停止。")
            return redirect("trader:settings")
        if "secret" in request.POST:
            return _shown(request, secret=hooks.roll_secret(enterprise=firm, **who)[1])
        inside = settings.MODE in ("demo", "test")
        _, secret = hooks.place_hook(enterprise=firm, url=url, inside=inside, **who)
    except NOT_DONE as no:
        return _shown(request, wrong=sentences(no, request.language)[0], url=url)
    except LookupError:  # it was ended meanwhile, which the page says
        return redirect("trader:settings")
    if secret:
        return _shown(request, secret=secret)
    done(request, "The webhook has moved. Its secret stays.", "推送地址已更换，密钥不变。")
    return redirect("trader:settings")


@may(*PEOPLE, own=OWN)
def deliveries(request: Asked) -> HttpResponse:
    """What went to the enterprise's system, the newest first, and what became of it."""
    hook = hooks.hook_of(request.hat.behalf)
    after = request.GET.get("after", "")[:32]
    found = sendings.deliveries(hook, after=after if after.isalnum() else "")[: PAGE + 1] if hook else []
    rows = [_row(one, request.language) for one in found]
    return render(
        request,
        "trader/notices/deliveries.html",
        {"hook": hook, "rows": rows[:PAGE], "after": rows[PAGE - 1]["token"] if len(rows) > PAGE else ""},
    )


def _row(one: Sending, language: str) -> dict[str, Any]:
    state = "done" if one.done_at else "given_up" if one.due is None else "again" if one.tries else "new"
    told = said(one.notice.kind, one.notice.body, language)
    return {"one": one, "token": one.notice.token, "told": told, "state": state}


@may(*PEOPLE, methods=("POST",), own=OWN)
def replay(request: Asked, token: str) -> HttpResponse:
    """A delivery once more, under the same id."""
    try:
        sendings.replay(
            token if token.isalnum() else "-",
            enterprise=request.hat.behalf,
            actor=actor(request),
            at=request.at,
            today=request.on,
        )
    except Notice.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        told(request, refused)
    else:
        done(request, "It is sent once more.", "将重新发送。")
    return redirect("trader:deliveries")
