"""What whoever installs meets: what is lacking is told; links; a mail server that is down."""

import io
import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from tests.doors.signed_in import somebody
from tests.pages import text
from tests.stating import EXAMPLES

pytestmark = pytest.mark.django_db
NOWHERE = "http://127.0.0.1:1"  # nobody listens there
WORD = "a long enough word"


@pytest.fixture(autouse=True)
def no_attempts_yet() -> None:
    from django.core.cache import cache

    cache.clear()


def people(*words: str) -> str:
    out = io.StringIO()
    call_command("people", *words, stdout=out)
    return out.getvalue()


def test_health_tells_whether_the_database_answers_and_no_more(client: Any, monkeypatch: Any) -> None:
    from django.db import OperationalError, connection

    assert text(client.get("/health/")) == "ok\n" and not client.cookies

    def broken(*_: Any) -> Any:
        raise OperationalError("connection to 10.0.0.7 refused")

    monkeypatch.setattr(connection, "cursor", broken)
    answer = client.get("/health/")
    assert (answer.status_code, text(answer)) == (503, "the database does not answer\n")


def test_what_an_installation_lacks_is_told(settings: Any, tmp_path: Any) -> None:
    from tongguan.doors.jobs.installed import contents, surroundings
    from tongguan.site.mailing import mailing

    assert surroundings() == contents() == []
    settings.MODE, settings.VAR, settings.STATIC_ROOT = "production", tmp_path, tmp_path
    settings.MAIL, settings.ADDRESS = mailing("", None), "http://customs.example.org"
    settings.SECURE_PROXY_SSL_HEADER, settings.JURISDICTION = None, "nowhere"
    tmp_path.chmod(0o755)
    told = {one.id.removeprefix("tongguan.") for one in (*surroundings(), *contents())}
    assert told - {"W001"} == {"W002", "W003", "W004", "W005", "E001", "W006", "W007", "W008", "E004"}
    somebody("administrator")
    somebody("rules_officer")
    assert [one.msg for one in contents() if one.id == "tongguan.W007"] == ["rules_officer: 1 of 2 persons"]
    assert not [one for one in contents() if one.id == "tongguan.W006"]


def test_a_link_lets_somebody_in_once_and_anew_when_all_is_lost(client: Any) -> None:
    from allauth.mfa.models import Authenticator
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    person = somebody("monitor")
    person.set_unusable_password()
    person.save()
    path = re.sub(r"^http://[^/]+", "", people("link", person.username).strip())
    form = client.get(path, follow=True)
    client.post(form.redirect_chain[-1][0], {"password1": WORD, "password2": WORD})
    person.refresh_from_db()
    assert person.check_password(WORD)
    with pytest.raises(CommandError, match="chosen already"):
        people("link", person.username)
    TOTP.activate(person, generate_totp_secret())
    client.force_login(person)
    assert client.get("/board/").status_code == 200
    assert "/account/password/reset/key/" in people("link", person.username, "--anew")
    assert client.get("/board/").status_code == 302
    assert not Authenticator.objects.filter(user=person).exists()


def test_a_mail_address_is_one_persons() -> None:
    from allauth.account.models import EmailAddress

    first, second = somebody("monitor"), somebody("coordinator")
    people("mail", first.username, "Xu@Customs.example.org")
    assert EmailAddress.objects.get(user=first, verified=True).email == "xu@customs.example.org"
    for address, why in (("xu@customs.example.org", "somebody else's"), ("xu", "no mail address")):
        with pytest.raises(CommandError, match=why):
            people("mail", second.username, address)


def test_a_mail_server_that_does_not_answer_is_told_alike_to_all(
    client: Any, settings: Any, caplog: Any
) -> None:
    person = somebody("monitor")
    people("mail", person.username, "xu@customs.example.org")
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    path = "/account/password/reset/"
    for address in ("xu@customs.example.org", "nobody@customs.example.org"):
        answer = client.post(path, {"email": address})
        assert (answer.status_code, answer["Location"]) == (302, path)
        assert "No mail can be sent now" in text(client.get(path))
    assert "TONGGUAN_MAIL" in caplog.text and "customs.example.org" not in caplog.text


def test_the_way_to_another_houses_accounts_is_open(client: Any, settings: Any, caplog: Any) -> None:
    app = {"provider_id": "house", "name": "House", "client_id": "c", "secret": "s"}
    settings.SOCIALACCOUNT_PROVIDERS = {
        "openid_connect": {"APPS": [{**app, "settings": {"server_url": NOWHERE}}]}
    }
    way = "/account/oidc/house/login/"
    assert way in text(client.get("/account/login/"))
    page = client.get(way)
    assert page.status_code == 200 and "form-action 'self' https:;" in page["Content-Security-Policy"]
    assert "form-action 'self';" in client.get("/account/login/")["Content-Security-Policy"]
    answer = client.post(way)
    assert (answer.status_code, answer["Location"]) == (302, "/account/login/")
    assert "does not work now" in text(client.get("/account/login/"))
    assert "TONGGUAN_OIDC_ISSUER" in caplog.text


def test_a_night_that_finds_a_broken_seal_judges_everything_again_all_the_same(tmp_path: Path) -> None:
    """And ends with 1: what the seal misses, the proof may name."""
    office, bin = tmp_path / "examples" / "office", tmp_path / ".venv" / "bin"
    for folder in (office, bin, tmp_path / "documents", kept := tmp_path / "kept"):
        folder.mkdir(parents=True)
    shutil.copy(EXAMPLES / "office" / "nightly.sh", office)
    (kept / "seal-2020-09-15.json").touch()
    for name, does in (("pg_dump", ""), ("tongguan", f'echo "$1" >> {tmp_path}/done; [ "$2" != --against ]')):
        (bin / name).write_text(f"#!/bin/sh\n{does}\n")
        (bin / name).chmod(0o700)
    env = {"PATH": f"{bin}:{os.environ['PATH']}", "TONGGUAN_DATABASE": "", "TONGGUAN_VAR": str(tmp_path)}
    assert subprocess.run(["sh", office / "nightly.sh", kept], env=env, check=False).returncode == 1
    assert (tmp_path / "done").read_text().split() == ["seal", "seal", "clearsessions", "replay"]
