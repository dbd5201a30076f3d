"""Accounts as allauth asks for them: nobody makes one for himself, and nobody is signed in everywhere."""

import logging
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.password_validation import MinimumLengthValidator
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import get_language

from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick

LOG = logging.getLogger(__name__)
GREETING = "account/messages/logged_in.txt"
PAGES, ELSEWHERE = "/account/", "/account/oidc/"
"""The pages of an account; those that lead to another house's sign-in."""


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Ours: no signing up; of many sessions the oldest ends."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        if not settings.MAIL.works:
            raise OSError("TONGGUAN_MAIL is not set")
        super().send_mail(template_prefix, email, context)

    def add_message(
        self, request: HttpRequest, level: int, message_template: str | None = None, *more: Any, **told: Any
    ) -> None:
        """Who has signed in is named in the head of every page, in its own language; no greeting besides."""
        if message_template != GREETING:
            super().add_message(request, level, message_template, *more, **told)

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
        for session in others.order_by("-last_seen_at")[settings.SESSIONS_AT_ONCE - 1 :]:
            session.end()


class OutsideAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who signs in by another house's account must have one here, under the same confirmed address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """It signs in and does nothing else: nobody ties an account under another address to his own."""
        if sociallogin.state.get("process") != AuthProcess.LOGIN:
            raise ImmediateHttpResponse(HttpResponseRedirect(reverse("socialaccount_login_error")))


class LongEnough(MinimumLengthValidator):  # its Chinese is missing in Django 5.2
    """Django's, in both languages."""

    def get_error_message(self) -> str:
        language = "zh" if (get_language() or "").startswith("zh") else "en"
        en, zh = "This password is shorter than {n} characters.", "密码不足{n}个字符。"
        return pick(language, en, zh, n=self.min_length)


def first_link(person: Any) -> str:
    """Where somebody chooses a password: it serves once, within the seconds of PASSWORD_RESET_TIMEOUT."""
    parts = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return reverse("account_reset_password_from_key", kwargs=parts)


def begin_anew(person: Any) -> None:
    """Takes password and second factor from somebody who lost them; with the password all sessions end."""
    with transaction.atomic():
        person.set_unusable_password()
        person.save(update_fields=["password"])
        Authenticator.objects.filter(user=person).delete()


def confirm_mail(person: Any, address: str) -> bool:
    """Makes an address the confirmed one of a person; False if it is another's."""
    if EmailAddress.objects.filter(email__iexact=address).exclude(user=person).exists():
        return False
    with transaction.atomic():
        EmailAddress.objects.filter(user=person).delete()
        EmailAddress.objects.create(user=person, email=address.lower(), verified=True, primary=True)
        person.email = address.lower()
        person.save(update_fields=["email"])
    return True


def refused(request: Asked, page: Any) -> None:
    """A form of an account that was sent and is shown again, because something is wrong with it: 422."""
    form = (page.context_data or {}).get("form")
    if request.method == "POST" and page.status_code == 200 and getattr(form, "errors", None):
        page.status_code = 422


def unreached(request: Asked, wrong: Exception) -> HttpResponse | None:
    """Where a page of an account needs a mail server, or another house's sign-in, and it does not answer:
    this is said, and the page shown again. None for any other mistake. The log names no address of a person.
    """
    if not isinstance(wrong, OSError) or not request.path_info.startswith(PAGES):
        return None
    if request.path_info.startswith(ELSEWHERE):
        LOG.error("TONGGUAN_OIDC_ISSUER: %s: %s", type(wrong).__name__, wrong)
        said = "Signing in by the other accounts does not work now.", "目前无法通过外部账户登录。"
        again = settings.LOGIN_URL
    else:
        LOG.error("TONGGUAN_MAIL: no letter was sent: %s", type(wrong).__name__)
        said = "No mail can be sent now. Try again later.", "目前无法发送邮件，请稍后再试。"
        again = request.path if request.method == "POST" else settings.LOGIN_URL
    messages.error(request, pick(request.language, *said))
    return HttpResponseRedirect(again if again.startswith("/") else reverse(again))
