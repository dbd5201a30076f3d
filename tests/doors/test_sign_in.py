"""Signing in: what a stranger learns, what ends a session, and the officers' second factor."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.doors.signed_in import somebody
from tests.pages import text

pytestmark = pytest.mark.django_db
LOGIN = "/account/login/"
WORD = "a long enough word"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    from django.core.cache import cache

    cache.clear()


def with_password(capacity: str) -> Any:
    person = somebody(capacity)
    person.set_password(WORD)
    person.save()
    return person


def sign_in(client: Any, name: str, word: str = WORD) -> Any:
    return client.post(LOGIN, {"login": name, "password": word})


def test_an_officer_signs_in_and_is_led_to_his_work(client: Any) -> None:
    person = with_password("monitor")
    assert sign_in(client, person.username).status_code == 302
    assert client.get("/")["Location"] == "/board/"


@pytest.mark.parametrize(("chosen", "other"), [("en", "zh-hans"), ("zh", "en")])
def test_the_language_chosen_before_signing_in_holds(client: Any, chosen: str, other: str) -> None:
    person = with_password("monitor")
    type(person).objects.update(language=other)
    client.post("/language/", {"to": chosen, "back": LOGIN})
    sign_in(client, person.username)
    page = text(client.get("/board/"))
    assert ('<html lang="zh' in page) == (chosen == "zh")
    assert "signed in as" not in page


def test_a_stranger_cannot_tell_an_account_from_none(client: Any) -> None:
    person = with_password("monitor")
    pages = [text(sign_in(client, name, "wrong word")) for name in (person.username, "nobody.at.all")]
    plain = [re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", page) for page in pages]
    assert plain[0] == plain[1] and "not correct" in plain[0]


def test_five_wrong_words_lock_the_account_for_a_while(client: Any) -> None:
    person = with_password("monitor")
    for _ in range(5):
        sign_in(client, person.username, "wrong word")
    assert "Too many failed" in text(sign_in(client, person.username))
    assert client.get("/board/").status_code == 302


def test_nobody_makes_an_account_for_himself(client: Any) -> None:
    filled = {"username": "eve", "email": "eve@example.org", "password1": WORD, "password2": WORD}
    client.post("/account/signup/", filled)
    from tongguan.desk.people.models import Person

    assert not Person.objects.filter(username="eve").exists()


def test_a_session_ends_after_half_a_day_whatever_is_done(client: Any, settings: Any) -> None:
    client.force_login(somebody("monitor"))
    assert client.get("/board/").status_code == 200
    settings.SESSION_LASTS = -1
    assert client.get("/board/").status_code == 302


def test_a_session_goes_on_under_a_new_key_as_long_as_the_former_is_named(client: Any, settings: Any) -> None:
    before = settings.SECRET_KEY
    sign_in(client, with_password("monitor").username)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another key " * 4, [before]
    assert client.get("/")["Location"] == "/board/"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a third key " * 4, []
    assert "/account/login" in client.get("/")["Location"]


def test_of_many_sessions_the_oldest_ends(settings: Any) -> None:
    from django.test import Client

    settings.SESSIONS_AT_ONCE = 2
    person = with_password("monitor")
    clients = [Client() for _ in range(3)]
    for client in clients:
        sign_in(client, person.username)
    assert [client.get("/board/").status_code for client in clients] == [302, 200, 200]


def test_an_officer_without_a_second_factor_is_led_to_set_one_up(client: Any, settings: Any) -> None:
    settings.SECOND_FACTOR = True
    client.force_login(with_password("monitor"))
    assert client.get("/board/")["Location"] == "/account/2fa/"
    trader = with_password_at_a_firm()
    client.force_login(trader)
    assert client.get("/board/").status_code == 403


def with_password_at_a_firm() -> Any:
    from datetime import date

    from tongguan.desk.people.models import Enterprise

    firm = Enterprise.objects.create(identifier="91210200TEST", name="某公司", registered_on=date(2000, 1, 1))
    return somebody("trader", firm)


def test_with_a_second_factor_the_password_alone_opens_nothing(client: Any, settings: Any) -> None:
    from allauth.mfa.totp.internal.auth import (
        TOTP,
        generate_totp_secret,
        hotp_value,
        yield_hotp_counters_from_time,
    )

    settings.SECOND_FACTOR = True
    person = with_password("monitor")
    secret = generate_totp_secret()
    TOTP.activate(person, secret)
    assert sign_in(client, person.username)["Location"].startswith("/account/2fa/authenticate/")
    assert client.get("/board/").status_code == 302
    code = f"{hotp_value(secret, next(yield_hotp_counters_from_time())):06}"
    client.post("/account/2fa/authenticate/", {"code": code})
    assert client.get("/board/").status_code == 200


def test_the_second_factor_has_one_name_in_chinese(client: Any) -> None:
    import gettext

    import allauth
    from django.utils import translation

    import tongguan.doors.look

    places = [Path(room.__path__[0], "locale/zh_Hans/LC_MESSAGES") for room in (allauth, tongguan.doors.look)]
    theirs, ours = ({**vars(gettext.GNUTranslations((one / "django.mo").open("rb")))} for one in places)
    said_by_us = {said: words for said, words in ours["_catalog"].items() if said}
    written = re.findall(r'^msgid "(.+)"\nmsgstr "(.+)"$', (places[1] / "django.po").read_text("utf-8"), re.M)
    assert dict(written) == said_by_us, "the catalogue is compiled from what is written"
    about = [one for one in theirs["_catalog"] if re.search("(?i)two-factor|^MFA$", str(one))]
    assert len(about) > 5 and {*said_by_us} <= {*about}, "each is something that the package says"
    with translation.override("zh-hans"):
        wrong = [said for said in about if "两步验证" not in translation.gettext(said)]
    assert wrong == []
    client.force_login(with_password("monitor"))
    client.cookies["language"] = "zh"
    pages = "".join(text(client.get(f"/account/2fa/{path}")) for path in ("", "totp/activate/"))
    assert re.search(r"<h1>\s*两步验证\s*</h1>", pages) and "因素" not in pages


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_account_pages_speak_the_language_chosen(client: Any, language: str) -> None:
    client.force_login(somebody("monitor"))
    client.post("/language/", {"to": language})
    for path in ("email", "password/change", "2fa", "sessions"):
        response = client.get(f"/account/{path}/", follow=True)
        page = text(response)
        assert response.status_code == 200, path
        main = re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
        english = [word for word in re.findall(r"[A-Za-z]{4,}", main) if word.lower() not in KNOWN]
        assert (english == []) == (language == "zh"), (path, english)


KNOWN = {"monitor", "office", "mozilla"}
"""Names that are names in any language."""


WAY_IN = (
    *("login", "inactive", "password/reset", "password/reset/done", "password/reset/key/done"),
    *("password/reset/key/1-old", "confirm-email/old", "oidc/house/login", "oidc/house/login/callback"),
    *("3rdparty/login/cancelled", "3rdparty/login/error", "signup", "3rdparty", "nothing-at-all"),
)
UNUSED = ("signup", "3rdparty", "nothing-at-all")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_way_in_is_in_our_frame_and_in_the_language_chosen(
    client: Any, settings: Any, mailoutbox: Any, language: str
) -> None:
    app = {"provider_id": "house", "name": "统一门户", "client_id": "c", "secret": "s"}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [{**app, "settings": {"server_url": "https://id.example"}}]}
    }
    settings.ACCOUNT_RATE_LIMITS = {"reset_password": "1/h/ip"}
    client.cookies["language"] = language
    answers = {path: client.get(f"/account/{path}/") for path in WAY_IN}
    for path in ("password/reset", "password/reset twice"):
        answers[path] = client.post("/account/password/reset/", {"email": "nobody@example.org"}, follow=True)
    assert answers["password/reset twice"].status_code == 429
    (letter,) = mailoutbox
    assert ("There is no such account" in letter.body) == (language == "en") and "signup" not in letter.body
    word = client.post("/account/login/", {"login": "", "password": ""})
    for path, answer in {**answers, "login again": word}.items():
        page = text(answer)
        assert 'rel="stylesheet"' in page and "</header>" in page, path
        assert (answer.status_code == 404) == (path in UNUSED), path
        words = re.sub(r"<[^>]+>", " ", page[page.index("<title>") : page.index("</title>")])
        words += re.sub(r"<[^>]+>", " ", page[page.index("<main") : page.index("</main>")])
        english = re.findall(r"[A-Za-z]{4,}", words)
        assert (english == []) == (language == "zh"), (path, english)


@pytest.mark.parametrize(
    ("language", "said"), [("en", "No account here has"), ("zh", "没有以您登录所用账号")]
)
def test_another_houses_account_signs_in_and_does_nothing_else(rf: Any, language: str, said: str) -> None:
    from allauth.socialaccount.internal.flows.login import complete_login
    from allauth.socialaccount.models import SocialAccount, SocialLogin
    from django.contrib.auth.models import AnonymousUser

    from tongguan.desk.people.models import Person
    from tongguan.doors.look.hats import NOBODY

    def comes_back(process: str) -> Any:
        request = rf.get("/account/oidc/house/login/callback/")
        request.session, request.user, request.language = {}, AnonymousUser(), language
        request.hat, request.hats = NOBODY, []
        login = SocialLogin(Person(username="eve"), SocialAccount(provider="house", uid="eve"))
        login.state = {"process": process, "next": "/board/"}
        return complete_login(request, login)

    assert said in text(comes_back("login")) and not Person.objects.filter(username="eve").exists()
    for process in ("connect", "redirect"):
        assert comes_back(process)["Location"] == "/account/3rdparty/login/error/"
