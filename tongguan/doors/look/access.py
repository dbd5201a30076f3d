"""Who may open which page. Every view says it beside its name; a view that says nothing is open to nobody.

`ANYONE` is a stranger too, `SIGNED_IN` whoever has an account; else the capacities of a role
(`law.kernel.flow_table.CAPACITIES`). That is the first of two questions: whether the dossier, the enterprise
or the office behind the address is theirs is asked by the view, of the desk, and told in `own` for the table
of `docs/access.md`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from django.http import HttpRequest, HttpResponseBase

ANYONE, SIGNED_IN, KEY = "anyone", "signed in", "key"
KEYED = "/api/"
"""Where no session and no cookie counts: views there ask for a key themselves, and say so by `KEY`."""
TRADING = ("trader", "broker")
OFFICERS = ("document_officer", "inspector", "revenue_officer", "coordinator", "monitor")

V = TypeVar("V", bound=Callable[..., HttpResponseBase])


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may open a page and by which methods; `own` says of what there, beyond the capacity."""

    who: tuple[str, ...]
    methods: tuple[str, ...] = ("GET",)
    own: str = ""

    def opens_to(self, capacity: str, *, signed_in: bool) -> bool:
        """Whether somebody acting in this capacity ("" for none) may come in."""
        if ANYONE in self.who:
            return True
        return signed_in and (SIGNED_IN in self.who or capacity in self.who)


RULES: dict[str, Rule] = {}
"""By the name of the view (`module.function`): filled where views are defined."""


def may(*who: str, methods: tuple[str, ...] = ("GET",), own: str = "") -> Callable[[V], V]:
    """Writes down who may open a view. HEAD goes where GET goes."""

    def said(view: V) -> V:
        RULES[name_of(view)] = Rule(who, methods, own)
        return view

    return said


def name_of(view: Callable[..., object]) -> str:
    """What a view is called here: its module and its own name, a class's where it was made from one."""
    named = getattr(view, "view_class", view)
    return f"{named.__module__}.{getattr(named, '__qualname__', type(named).__qualname__)}"


ACCOUNT = "allauth."
"""Where the views of accounts come from. They are for whoever has one; these are the way in."""
ELSEWHERE = "socialaccount.providers.openid_connect.views.login"
"""Leads to another house's sign-in: a page that asks, and its form."""
WAY_IN = (
    "account.views.LoginView",
    "account.views.LogoutView",
    "account.views.AccountInactiveView",
    "account.views.ConfirmEmailView",
    "account.views.PasswordResetView",
    "account.views.PasswordResetDoneView",
    "account.views.PasswordResetFromKeyView",
    "account.views.PasswordResetFromKeyDoneView",
    "mfa.base.views.AuthenticateView",
    "socialaccount.views.LoginCancelledView",
    "socialaccount.views.LoginErrorView",
    ELSEWHERE,
    "socialaccount.providers.openid_connect.views.callback",
)
UNUSED = (
    "account.views.SignupView",
    "account.views.email_verification_sent",
    "account.views.ConfirmLoginCodeView",
    "socialaccount.views.SignupView",
    "socialaccount.views.ConnectionsView",
)
"""Pages that allauth has and we do not use: nobody signs up here, or ties another house's account to one."""


def rule_of(view: Callable[..., object]) -> Rule | None:
    """The rule of a view; None where nobody wrote one: nobody may open it."""
    name = name_of(view)
    if name.startswith(ACCOUNT):
        if name.removeprefix(ACCOUNT) in UNUSED:
            return None
        way_in = name.removeprefix(ACCOUNT) in WAY_IN
        posts = name == ACCOUNT + ELSEWHERE or hasattr(getattr(view, "view_class", None), "post")
        methods = ("GET", "POST") if posts else ("GET",)
        return Rule((ANYONE if way_in else SIGNED_IN,), methods, "their own account")
    return RULES.get(name)


def allows(rule: Rule, request: HttpRequest) -> bool:
    """Whether the method of a request is one that the view answers."""
    return request.method in rule.methods or (request.method == "HEAD" and "GET" in rule.methods)
