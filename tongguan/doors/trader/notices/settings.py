"""How people want to be told; and the webhook, which the manager sets and everybody looks after."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.notices import actions, hooks, queries, sendings
from tongguan.desk.notices.models import LEVELS, Notice, Sending
from tongguan.desk.notices.said import said
from tongguan.desk.people.models import Enterprise
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor, now
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, Errors, done, sentences, told
from tongguan.law.findings import Refused

PEOPLE = (*TRADING, "manager")
OWN = "their own choices, and their own enterprise's webhook"
PAGE = 30
WAYS = {"page": ("At the head of the pages", "页面顶部提示"), "mail": ("By e-mail", "电子邮件")}
SAID = {
    "all": ("everything", "全部通知"),
    "urgent": ("only what needs me or goes wrong", "仅需我办理或出现问题的事项"),
    "none": ("nothing", "不通知"),
}


@may(*PEOPLE, methods=("GET", "POST"), own=OWN)
def chosen(request: Asked) -> HttpResponse:
    """What the person chose; sent as a form, it is chosen."""
    if request.method == "POST":
        chosen = {way: request.POST.get(way, "") for way in WAYS}
        one = pick(request.language, "choose one of the three", "请选择其中一项")
        errors = [
            (way, f"{pick(request.language, *WAYS[way])}{pick(request.language, ': ', '：')}{one}")
            for way, level in chosen.items()
            if level not in LEVELS
        ]
        if errors:
            return _shown(request, errors=errors, chosen=chosen)
        actions.choose(request.user, **chosen)
        done(request, "Saved.", "已保存。")
        return redirect("trader:settings")
    return _shown(request)


def _shown(
    request: Asked,
    *,
    secret: str = "",
    errors: Errors | None = None,
    url: str = "",
    chosen: dict[str, str] | None = None,
) -> HttpResponse:
    kept = queries.choice_of(request.user.pk)
    levels = [(level, pick(request.language, *said)) for level, said in SAID.items()]
    found = {
        "ways": [
            (way, pick(request.language, *said), (chosen or {}).get(way, getattr(kept, way)))
            for way, said in WAYS.items()
        ],
        "levels": levels,
        "confirmed": EmailAddress.objects.filter(user=request.user, verified=True).exists(),
        "mails": settings.MAIL.works,
        "hook": hooks.hook_of(request.hat.behalf),
        "manages": request.hat.capacity == "manager",
        "secret": secret,
        "errors": errors or [],
        "url": url,
    }
    return render(request, "trader/notices/settings.html", found, status=422 if errors else 200)


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
        return _shown(request, errors=[("url", said)], url=url)
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
        return _shown(request, errors=[("url", sentences(no, request.language)[0])], url=url)
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
