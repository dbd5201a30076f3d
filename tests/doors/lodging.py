"""What the tests of the lodging pages share: who is signed in, a draft, and what a page's form sends."""

import re
from typing import Any

from tests.harbour import MEI, MORNING, ORE_FIRM, Harbour
from tests.stating import example
from tongguan.law.kernel.case import Actor


def client(who: Actor, language: str = "en") -> Any:
    from django.test import Client

    from tongguan.desk.people.models import Person

    made = Client()
    made.force_login(Person.objects.get(pk=int(who.person)))
    made.cookies["language"] = language
    return made


def drafted(h: Harbour, changes: dict[str, Any] | None = None) -> Any:
    from tongguan.desk.declarations import drafts

    tree = example("import-ore", changes)
    about = {"person": MEI.person, "book": h.books.law, "on": h.today, "at": MORNING}
    return drafts.start(enterprise=ORE_FIRM, direction="import", tree=tree, **about)


def address(draft: Any, rest: str = "") -> str:
    return f"/trade/drafts/{draft.pk}/{rest}"


def note(page: str, name: str) -> str:
    """What a page or an answer says beside a field."""
    return page.split(f'id="nf-{name}"', 1)[1].split("</div>", 1)[0]


def stated(draft: Any) -> dict[str, str]:
    from tongguan.desk.declarations.drafting import Sheet

    draft.refresh_from_db()
    return Sheet.load(draft.sheet).texts


def form_of(page: str) -> dict[str, str]:
    """The hidden fields that tell which window it is."""
    return dict(re.findall(r'name="(base|window)" value="(\w+)"', page))
