"""The trader's window as tests look at it: somebody in front of the pages, at the time of the harbour."""

import re
from io import BytesIO
from typing import Any

from django.test import Client
from pypdf import PdfReader

from tests.harbour import Harbour
from tests.journeys.story import Story
from tests.pages import text
from tongguan.desk.people.models import Person
from tongguan.law.kernel.case import Actor


class Window:
    """Somebody in front of the pages, at the time of the harbour."""

    def __init__(self, harbour: Harbour, actor: Actor, settings: Any, language: str = "en") -> None:
        self.harbour, self.settings, self.client = harbour, settings, Client()
        self.client.force_login(Person.objects.get(pk=int(actor.person)))
        self.client.cookies["language"] = language

    def get(self, path: str, **asked: Any) -> Any:
        self._look_at_the_clock()
        return self.client.get(f"/trade/{path}", asked)

    def post(self, path: str, **told: Any) -> Any:
        self._look_at_the_clock()
        return self.client.post(f"/trade/{path}", told)

    def _look_at_the_clock(self) -> None:
        if self.harbour.at != self.settings.CLOCK_STANDS:
            self.settings.CLOCK_STANDS = self.harbour.at

    def text(self, path: str, **asked: Any) -> str:
        answer = self.get(path, **asked)
        assert answer.status_code == 200, (path, answer.status_code)
        return text(answer)


def page(story: Story) -> str:
    return f"declarations/{story.reference}/"


def plain(answer: Any) -> str:
    """A page without what is drawn anew each time."""
    text = answer.content.decode("utf-8", "replace")
    return re.sub(r'(X-CSRFToken": "|csrfmiddlewaretoken" value=")[A-Za-z0-9]+', r"\1", text)


def printed(answer: Any) -> str:
    assert answer.status_code == 200 and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;")
    return " ".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
