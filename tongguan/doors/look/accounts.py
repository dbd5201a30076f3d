"""Accounts as allauth asks for them: nobody makes one for himself, and nobody is signed in everywhere."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse


class Accounts(DefaultAccountAdapter):  # type: ignore[misc]  # allauth has no types
    """Ours: no signing up; of many sessions the oldest ends."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def login(self, request: HttpRequest, user: Any) -> None:
        super().login(request, user)
        others = UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key)
        for session in others.order_by("-last_seen_at")[settings.SESSIONS_AT_ONCE - 1 :]:
            session.end()


class OutsideAccounts(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Who signs in by another house's account must have one here, under the same confirmed address."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        return False


def first_link(person: Any) -> str:
    """Where somebody chooses a password: it serves once, within the seconds of PASSWORD_RESET_TIMEOUT."""
    parts = {"uidb36": user_pk_to_url_str(person), "key": default_token_generator.make_token(person)}
    return reverse("account_reset_password_from_key", kwargs=parts)
