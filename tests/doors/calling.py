"""A program that calls the JSON door with a key, in the harbour."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any

from tongguan.desk.people import keys
from tongguan.desk.people.keys import SCOPES
from tongguan.desk.people.models import Enterprise, Person, Role
from tongguan.law.kernel.case import SYSTEM, Actor

BASE = "/api/v1"


def token(actor: Actor, harbour: Any, *scopes: str) -> str:
    """A key for somebody of the harbour; with every scope where none is named."""
    return keys.make_key(
        person=Person.objects.get(pk=actor.person),
        place=Enterprise.objects.get(identifier=actor.behalf),
        name="ERP",
        scopes=scopes or [*SCOPES],
        actor=SYSTEM,
        at=harbour.at,
        today=harbour.today,
    )


def manages(harbour: Any, actor: Actor) -> None:
    """Somebody of the harbour manages the enterprise too."""
    firm = Enterprise.objects.get(identifier=actor.behalf)
    Role.objects.create(
        person_id=int(actor.person), capacity="manager", enterprise=firm, valid_from=harbour.today
    )


@contextmanager
def served_at(harbour: Any, settings: Any, *, alone: bool = False) -> Iterator[str]:
    """The address of a server of the test's own, on the test's database, at the harbour's time. `alone`:
    one thread answers one call after the other, on one connection to the database."""
    from django.core.servers.basehttp import ThreadedWSGIServer, WSGIRequestHandler, WSGIServer

    from tongguan.site.wsgi import application

    class Quiet(WSGIRequestHandler):
        def log_message(self, *said: Any) -> None:
            pass

    settings.CLOCK_STANDS = harbour.at
    kind = WSGIServer if alone else ThreadedWSGIServer
    server = kind(("127.0.0.1", 0), Quiet, ipv6=False)
    server.daemon_threads = True
    server.set_app(application)
    thread = Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class Caller:
    """Calls at the time on the harbour's wall, with a key or (`token` empty) without."""

    def __init__(self, harbour: Any, settings: Any, actor: Actor | None = None, *scopes: str) -> None:
        from django.test import Client

        self.harbour, self.settings = harbour, settings
        self.headers: dict[str, str] = {}
        self.client = Client(raise_request_exception=False)
        self.token = token(actor, harbour, *scopes) if actor else ""

    def __call__(self, method: str, path: str, body: Any = None, *, raw: Any = None, **headers: str) -> Any:
        """The response to a call; `body` is sent as JSON."""
        self._look_at_the_clock()
        headers = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.token:
            headers = {"Authorization": f"Bearer {self.token}", **headers}
        sent: dict[str, Any] = {}
        if body is not None or raw is not None:
            media = headers.pop("Content-Type", "application/json")
            sent = {
                "data": json.dumps(body, ensure_ascii=False) if raw is None else raw,
                "content_type": media,
            }
        return self.client.generic(
            method, path if path.startswith("/") else f"{BASE}/{path}", headers=headers, **sent
        )

    def _look_at_the_clock(self) -> None:
        """Every setting that is set lies above the one before, and is looked through from then on."""
        if self.harbour.at != self.settings.CLOCK_STANDS:
            self.settings.CLOCK_STANDS = self.harbour.at

    def give(self, path: str, content: bytes, **fields: str) -> Any:
        """The response to a form with a file and these fields."""
        from django.core.files.uploadedfile import SimpleUploadedFile

        self._look_at_the_clock()
        file = SimpleUploadedFile("paper.pdf", content)
        headers = {"Authorization": f"Bearer {self.token}", **self.headers}
        return self.client.post(f"{BASE}/{path}", {**fields, "file": file}, headers=headers)

    def get(self, path: str, **headers: str) -> Any:
        """What is answered with 200."""
        response = self("GET", path, **headers)
        assert response.status_code == 200, response.content.decode()
        return response.json()

    def post(self, path: str, body: Any, status: int = 200, **headers: str) -> Any:
        """What is answered with this status."""
        response = self("POST", path, body, **headers)
        assert response.status_code == status, response.content.decode()
        return response.json()
