"""The way in, the switches of the head, and the pages that say why something is not shown."""

from collections.abc import Sequence

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import Resolver404, resolve
from django.utils.http import url_has_allowed_host_and_scheme

from tongguan.doors.look.access import ANYONE, SIGNED_IN, may, rule_of
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import CHOSEN
from tongguan.doors.look.language import COOKIE, DJANGO, LANGUAGES, LASTS, language_of
from tongguan.doors.look.nav import home_of


@may(SIGNED_IN)
def home(request: Asked) -> HttpResponse:
    """Where the hat that is worn has its work."""
    return HttpResponseRedirect(home_of(request.hat.capacity))


@may(SIGNED_IN)
def welcome(request: HttpRequest) -> HttpResponse:
    """For somebody without any role yet: what to do next."""
    return render(request, "look/welcome.html")


@may(ANYONE)
def health(request: HttpRequest) -> HttpResponse:
    """For whoever watches the installation: 200 while the database answers, else 503. It tells no more."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return HttpResponse("the database does not answer\n", status=503, content_type="text/plain")
    return HttpResponse("ok\n", content_type="text/plain")


@may(ANYONE, methods=("POST",))
def language(request: HttpRequest) -> HttpResponse:
    """Chooses the language, for this browser and, where somebody is signed in, for the account."""
    chosen = request.POST.get("to", "")
    answer = HttpResponseRedirect(back(request))
    if chosen in LANGUAGES:
        answer.set_cookie(
            COOKIE,
            chosen,
            max_age=LASTS,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
        )
        if request.user.is_authenticated:
            get_user_model().objects.filter(pk=request.user.pk).update(language=DJANGO[chosen])
    return answer


@may(SIGNED_IN, methods=("POST",))
def hat(request: Asked) -> HttpResponse:
    """Puts on another hat."""
    role = next((hat for hat in request.hats if str(hat.role) == request.POST.get("role")), None)
    if role is None:
        return HttpResponseRedirect(back(request))
    request.session[CHOSEN] = role.role
    return HttpResponseRedirect(home_of(role.capacity))


def back(request: HttpRequest) -> str:
    """The address of ours that the form names, or the nearest above it that is a page, where that only takes
    forms; the beginning, where it names none of ours."""
    to = request.POST.get("back", "")
    ours = url_has_allowed_host_and_scheme(to, allowed_hosts=None) and to.startswith("/")
    if not ours or _is_page(to) is not False:
        return to if ours else "/"
    return _above(to.partition("?")[0])


def _above(path: str) -> str:
    """The nearest address that is a page: this one, or one above it."""
    while path != "/" and not _is_page(path):
        path = path.rstrip("/").rpartition("/")[0] + "/"
    return path


def _is_page(address: str) -> bool | None:
    """Whether an address can be opened; None where there is nothing."""
    try:
        rule = rule_of(resolve(address.partition("?")[0].partition("#")[0]).func)
    except Resolver404:
        return None
    return rule is not None and "GET" in rule.methods


def refused(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: known, but not allowed."""
    return _told(request, "look/403.html", 403)


def unknown(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, the same for what does not exist and for what is another's."""
    return _told(request, "look/404.html", 404)


def too_often(request: HttpRequest) -> HttpResponse:
    """429: signing in, or asking for a link, again and again."""
    return _told(request, "look/429.html", 429)


def only_forms(request: HttpRequest, methods: Sequence[str]) -> HttpResponse:
    """405: opened like a page what only takes forms, such as the address of a form that was refused."""
    answer = _told(request, "look/405.html", 405, page=_above(request.path_info))
    answer.headers["Allow"] = ", ".join(methods)
    return answer


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a request that no page of ours sends."""
    return _told(request, "look/400.html", 400)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our mistake; nothing was recorded."""
    return _told(request, "look/500.html", 500)


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 of a form whose token is missing or old."""
    return _told(request, "look/stale_form.html", 403)


def _told(request: HttpRequest, template: str, status: int, **context: str) -> HttpResponse:
    if not hasattr(request, "language"):  # it failed before the porter had looked
        request.language = language_of(request)  # type: ignore[attr-defined]
    return render(request, template, context, status=status)
