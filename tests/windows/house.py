"""A served house: a part of the demonstration's day, the real server, and windows in Debian's Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.windows.reached import POINTED, must_be_reached

PASSWORD = "for the windows only"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class House:
    """Where the pages are, and the environment in which commands see the same database."""

    address: str
    environment: dict[str, str]

    def command(self, *arguments: str) -> str:
        """What a command of ours prints, run in this house."""
        done = subprocess.run(
            [sys.executable, "-m", "tongguan.site.command", *arguments],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def ask(self, code: str) -> str:
        """What Python code prints that runs in this house, after `django.setup()`."""
        done = subprocess.run(
            [sys.executable, "-c", f"import django\ndjango.setup()\n{code}"],
            env=self.environment, cwd=ROOT, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout.strip()


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def served(folder: Path, *, declarations: int) -> Iterator[House]:
    """A house of its own in a folder; robots stand still, so that a story has the port to itself."""
    from tongguan.doors.jobs.demo_day.live import OPENS

    port = free_port()
    environment = {
        **os.environ,
        "TONGGUAN_MODE": "demo",
        "TONGGUAN_VAR": str(folder),
        "TONGGUAN_DATABASE": "",
        "TONGGUAN_PASSWORD": PASSWORD,
        "TONGGUAN_AHEAD": str(OPENS.timestamp() - time.time()),
        "DJANGO_SETTINGS_MODULE": "tongguan.site.settings",
    }
    house = House(f"http://127.0.0.1:{port}", environment)
    house.command("demo", "--declarations", str(declarations))
    house.ask(
        "from django.contrib.auth.hashers import make_password\n"
        "from tongguan.desk.people.models import Person\n"
        f"Person.objects.update(password=make_password({PASSWORD!r}))"
    )
    command = [
        *(sys.executable, "-m", "gunicorn", "tongguan.site.wsgi", "--bind", f"127.0.0.1:{port}"),
        *("--threads", "4", "--log-level", "warning"),
    ]
    server = subprocess.Popen(command, env=environment, cwd=ROOT)
    try:
        _wait(house.address)
        yield house
    finally:
        server.terminate()
        server.wait()


def _wait(address: str) -> None:
    for _ in range(150):
        with suppress(OSError):
            urllib.request.urlopen(f"{address}/account/login/", timeout=5).close()
            return
        time.sleep(0.1)
    pytest.fail("the house was not served within fifteen seconds")


class Windows:
    """Windows of people who are signed in, each in a browser context of its own."""

    def __init__(self, house: House, browser: Any) -> None:
        self.house, self.browser, self.contexts = house, browser, list[Any]()

    def open(self, person: str, *, language: str = "en", width: int = 1366, height: int = 900) -> Any:
        """A new window in which a person has signed in; what its console complains of fails the test."""
        context = self.browser.new_context(
            viewport={"width": width, "height": height}, base_url=self.house.address, accept_downloads=True
        )
        self.contexts.append(context)
        context.add_init_script(POINTED)
        context.add_cookies([{"name": "language", "value": language, "url": self.house.address}])
        page = context.new_page()
        page.complaints = []
        page.on("console", lambda said: said.type == "error" and page.complaints.append(said.text))
        page.on("pageerror", lambda wrong: page.complaints.append(str(wrong)))
        if person:
            page.goto("/account/login/")
            page.fill("#id_login", person)
            page.fill("#id_password", PASSWORD)
            page.click("form[action='/account/login/'] button.go")
            page.wait_for_url(lambda url: "/account/login/" not in url)
        return page

    def close(self) -> None:
        for context in self.contexts:
            context.close()


def must_be_accessible(page: Any) -> None:
    """An automated run over the page finds nothing against WCAG 2.2 A and AA; keys do all that it offers."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}}).response["violations"]
    told = [f"{v['id']}: {v['help']}: {[n['html'][:200] for n in v['nodes'][:4]]}" for v in found]
    assert not told, f"{page.url}\n" + "\n".join(told)
    must_be_reached(page)
