"""The porter: before any view he settles the time, the language and the hat, and asks the view's rule."""

from collections.abc import Callable

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import translation

from tongguan.doors import clock
from tongguan.doors.look.access import ANYONE, KEYED, SIGNED_IN, allows, rule_of
from tongguan.doors.look.accounts import ELSEWHERE, PAGES, refused, unreached
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import CHOSEN, NOBODY, hats_of, worn
from tongguan.doors.look.language import DJANGO, language_of
from tongguan.doors.look.sessions import keep_or_end
from tongguan.doors.look.views import only_forms

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
LEADING_ON = POLICY.replace("form-action 'self'", "form-action 'self' https:")
"""Of the page whose form leads to another house's sign-in, wherever that sends on to."""
Respond = Callable[[Asked], HttpResponse]


class Guard:
    """Refuses what no rule opens, and what the rule opens to others only."""

    def __init__(self, respond: Respond) -> None:
        self.respond = respond

    def __call__(self, request: Asked) -> HttpResponse:
        request.at = clock.now()
        request.on = clock.day(request.at)
        if request.path_info.startswith(KEYED):
            return _closed(self.respond(request))
        keep_or_end(request)
        request.language = language_of(request)
        signed_in = request.user.is_authenticated
        request.hats = hats_of(request.user.pk, on=request.on) if signed_in else []
        request.hat = worn(request.hats, request.session.get(CHOSEN)) if signed_in else NOBODY
        with translation.override(DJANGO[request.language]):
            response = self.respond(request)
            if hasattr(response, "render") and not getattr(response, "is_rendered", True):
                response = response.render()
        if "Cache-Control" not in response.headers:
            response.headers["Cache-Control"] = "no-store" if signed_in else "no-cache"
        return _closed(response, elsewhere=request.path_info.startswith(ELSEWHERE))

    def process_exception(self, request: Asked, wrong: Exception) -> HttpResponse | None:
        return unreached(request, wrong)

    def process_template_response(self, request: Asked, page: TemplateResponse) -> TemplateResponse:
        if request.path_info.startswith(PAGES):
            refused(request, page)
        return page

    def process_view(
        self, request: Asked, view: Callable[..., object], args: object, kwargs: object
    ) -> HttpResponse | None:
        rule = rule_of(view)
        if rule is None:
            raise Http404
        if request.path_info.startswith(KEYED):
            return None
        if not allows(rule, request):
            opened = request.method == "GET" and not request.headers.get("HX-Request")
            return only_forms(request, rule.methods) if opened else HttpResponseNotAllowed(rule.methods)
        signed_in = request.user.is_authenticated
        if rule.opens_to(request.hat.capacity, signed_in=signed_in):
            everybody = ANYONE in rule.who or SIGNED_IN in rule.who
            return _second_factor(request) if signed_in and not everybody else None
        if not signed_in:
            if request.headers.get("HX-Request"):  # a part of a page cannot ask for a password
                return HttpResponse(status=204, headers={"HX-Redirect": reverse(settings.LOGIN_URL)})
            return redirect_to_login(request.get_full_path())
        raise PermissionDenied


def _closed(response: HttpResponse, *, elsewhere: bool = False) -> HttpResponse:
    """What a browser may do with any answer of ours."""
    response.headers.setdefault("Content-Security-Policy", LEADING_ON if elsewhere else POLICY)
    response.headers.setdefault("Referrer-Policy", "same-origin")
    response.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(), microphone=()")
    return response


def _second_factor(request: Asked) -> HttpResponse | None:
    """Officers work with a second factor; who has none yet is led to where it is set up."""
    if not settings.SECOND_FACTOR or not request.hat.office:
        return None
    if is_mfa_enabled(request.user):
        return None
    return HttpResponseRedirect(reverse("mfa_index"))
