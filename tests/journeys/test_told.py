"""A trader is told at once, as he chose: in the page, by mail, by a webhook that he can prove and replay."""

import json
import re
from base64 import b64decode, b64encode
from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from hmac import new as hmac
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from django.core import mail
from django.core.management import call_command

from tests.harbour import BO, BROKERS, DONG, LIN, SUN, Harbour
from tests.journeys.story import Story
from tests.journeys.trader_window import Window
from tongguan.desk.declarations import changes
from tongguan.desk.people.models import Enterprise, Person, Role
from tongguan.doors.jobs.webhooks import post

BOSS = 991


class Hearing(BaseHTTPRequestHandler):
    """An enterprise's own system: keeps what it hears, and answers as it was told to."""

    heard: list[tuple[dict[str, str], bytes]]
    answers: list[int]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.heard.append(({k.lower(): v for k, v in self.headers.items()}, body))
        self.send_response(self.answers.pop(0) if self.answers else 204)
        self.send_header("Location", "/elsewhere")
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        """Nothing is written to the terminal."""


@pytest.fixture
def system() -> Iterator[Any]:
    class Mine(Hearing):
        heard, answers = [], []

    server = HTTPServer(("127.0.0.1", 0), Mine)
    Thread(target=server.serve_forever, daemon=True).start()
    Mine.address = f"http://127.0.0.1:{server.server_port}/in?x=1"  # type: ignore[attr-defined]
    yield Mine
    server.shutdown()
    server.server_close()


@pytest.fixture
def boss(harbour: Harbour, settings: Any) -> Window:
    """The manager of the broker's enterprise."""
    firm = Enterprise.objects.get(identifier=BROKERS)
    person = Person.objects.create(pk=BOSS, username="boss")
    Role.objects.create(person=person, capacity="manager", enterprise=firm, valid_from=harbour.today)
    return Window(harbour, replace(BO, person=str(BOSS)), settings)


def deliver(folder: Path) -> None:
    call_command("deliver", folder, once=True)
    call_command("notify", once=True)


def test_a_question_rings_the_bell_of_both_parties_and_of_nobody_else(
    pork: Story, harbour: Harbour, settings: Any, tmp_path: Path, django_assert_max_num_queries: Any
) -> None:
    pork.after(hours=1).do(changes.take, "ask", by=DONG, data="Which cut?")
    deliver(tmp_path)
    assert len(list(tmp_path.glob("*.json"))) == 4, "the folder gets everything, as before"
    for actor in (BO, LIN):
        window = Window(harbour, actor, settings)
        assert "2 new" in window.text("notices/bell/")
        with django_assert_max_num_queries(25):
            shown = window.text("notices/")
        assert shown.index("Your turn: documents, question asked") < shown.index("Lodged and accepted")
        assert "attention" in shown and 'id="main"' in shown and "/trade/notices/bell/" in shown
        links = re.findall(r'href="/trade/(notices/[0-9a-f]{32}/)"', shown)
        followed = window.get(links[0])
        assert (followed.status_code, followed["Location"]) == (302, f"/trade/declarations/{pork.reference}/")
        assert "1 new" in window.text("notices/bell/")
        assert "question asked" not in window.text("notices/", show="new")
        assert window.post("notices/").status_code == 302 and "new" not in window.text("notices/bell/")
    chinese = Window(harbour, LIN, settings, "zh").text("notices/")
    assert "待您办理：单证待补充说明" in chinese and "Lodged" not in chinese
    stranger = Window(harbour, SUN, settings)
    assert pork.reference not in stranger.text("notices/") and "new" not in stranger.text("notices/bell/")
    assert stranger.get(links[0]).status_code == 404


def test_who_chose_mail_gets_it_at_a_confirmed_address(
    pork: Story, harbour: Harbour, settings: Any, tmp_path: Path
) -> None:
    from allauth.account.models import EmailAddress

    bo = Window(harbour, BO, settings, "en")
    assert "confirmed address only" in bo.text("settings/")
    deliver(tmp_path)
    assert "1 new" in bo.text("notices/bell/"), "told there unless something else is chosen"
    assert bo.post("settings/", page="none", mail="all").status_code == 302
    assert "new" not in bo.text("notices/bell/"), "and no bell, for that was not chosen"
    assert bo.post("settings/", page="urgent", mail="urgent").status_code == 302
    shown = bo.text("settings/")
    assert all(f'name="{way}" value="urgent" checked' in shown for way in ("page", "mail"))
    assert "new" not in bo.text("notices/bell/"), "that it was accepted needs nobody"
    assert mail.outbox == [], "to an address that nobody confirmed nothing is written"
    person = Person.objects.get(pk=int(BO.person))
    EmailAddress.objects.create(user=person, email="bo@example.com", verified=True, primary=True)
    pork.after(hours=1).do(changes.take, "ask", by=DONG, data="Which cut?")
    bo.text("settings/")  # the clock of the doors goes on
    deliver(tmp_path)
    (letter,) = mail.outbox
    assert letter.to == ["bo@example.com"] and pork.reference in letter.subject
    assert letter.subject.endswith("单证待补充说明")
    assert f"/trade/declarations/{pork.reference}/" in letter.body and "Which cut" not in letter.body


def test_a_system_hears_signed_notices_again_until_it_takes_them_and_on_demand(
    pork: Story, harbour: Harbour, boss: Window, settings: Any, tmp_path: Path, system: Any
) -> None:
    bo = Window(harbour, BO, settings)
    assert bo.post("settings/webhook/", url=system.address).status_code == 403, "a manager's to set"
    assert boss.post("settings/webhook/", url="gopher://x").status_code == 422
    made = boss.post("settings/webhook/", url=system.address)
    secret = re.search(r"whsec_[A-Za-z0-9+/=]{44}", made.content.decode())
    assert secret is not None and "whsec_" not in boss.text("settings/"), "shown once"
    system.answers[:] = [500, 302]
    deliver(tmp_path)
    assert "is tried again" in bo.text("settings/deliveries/") and "HTTP 500" in bo.text(
        "settings/deliveries/"
    )
    for minutes in (2, 4):
        pork.after(minutes=minutes)
        bo.text("settings/")  # the clock of the doors goes on
        call_command("notify", once=True)
    assert [len({head["webhook-id"] for head, _ in system.heard}), len(system.heard)] == [1, 3]
    head, body = system.heard[-1]
    key = b64decode(secret[0].removeprefix("whsec_"))
    signed = hmac(key, f"{head['webhook-id']}.{head['webhook-timestamp']}.".encode() + body, sha256).digest()
    assert head["webhook-signature"] == f"v1,{b64encode(signed).decode()}"
    told = json.loads(body)
    assert told["type"] == "declaration.receipt" and told["data"]["reference"] == pork.reference
    again = f"settings/deliveries/{head['webhook-id']}/replay/"
    assert "arrived" in bo.text("settings/deliveries/") and again in bo.text("settings/deliveries/")
    assert Window(harbour, SUN, settings).post(again).status_code == 404
    assert bo.post(again).status_code == 302
    call_command("notify", once=True)
    assert system.heard[-1][0]["webhook-id"] == head["webhook-id"] and len(system.heard) == 4
    assert boss.post("settings/webhook/", url=f"{system.address}new").status_code == 302, "no new secret"
    assert f"{system.address}new" in bo.text("settings/") and again in bo.text("settings/deliveries/")
    shown = boss.post("settings/webhook/", secret="1").content.decode()
    other = re.search(r"whsec_[A-Za-z0-9+/=]{44}", shown)
    assert other is not None and other[0] != secret[0]
    assert boss.post("settings/webhook/", end="1").status_code == 302
    assert boss.post("settings/webhook/", secret="1").status_code == 302, "there is none any more"
    assert bo.post(again).status_code == 404


def test_outside_a_demonstration_no_name_of_our_own_network_is_called(system: Any) -> None:
    for url in (system.address, system.address.replace("http:", "https:"), "https://localhost.example/"):
        assert post(url, headers={}, body=b"{}", inside=False).failure
    assert system.heard == []


def test_a_name_that_leads_inside_and_a_way_on_are_not_followed(
    system: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    port = int(system.address.split(":")[2].split("/")[0])
    said = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (to, port)) for to in ("93.184.216.34", "127.0.0.1")]
    with monkeypatch.context() as patch:
        patch.setattr(socket, "getaddrinfo", lambda *_, **__: said)
        came = post(f"https://example.com:{port}/in", headers={}, body=b"{}", inside=False)
    assert "no address of the public network" in came.failure and system.heard == []
    system.answers[:] = [302]
    assert post(system.address, headers={}, body=b"{}", inside=True).answer == 302
    assert len(system.heard) == 1
