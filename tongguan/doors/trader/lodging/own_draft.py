"""What the pages of lodging share: the draft behind an address, its book, what a form has sent."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import msgspec
from django.conf import settings
from django.http import Http404, QueryDict

from tongguan.desk.declarations import drafts, preparing, trying
from tongguan.desk.declarations.actions import Received, books_of
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.models import Draft
from tongguan.desk.declarations.preparing import Worked
from tongguan.desk.declarations.trying import Trial
from tongguan.desk.rulebooks import naming
from tongguan.desk.rulebooks.queries import book
from tongguan.doors.codecs import messages
from tongguan.doors.look import legible
from tongguan.doors.look.asked import Asked
from tongguan.law.drafting.deriving import Known
from tongguan.law.drafting.paper import canonical
from tongguan.law.drafting.specification import PATH, join
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook

OWN = "the drafts of their own enterprise"
OTHERS = ("csrfmiddlewaretoken", "base", "window", "turn", "told", "keep", "do")
"""What a form sends beside what is stated."""


def books() -> Books:
    """The books of the newest editions."""
    return books_of(settings.JURISDICTION)


def law() -> Rulebook:
    """The newest edition of the public book, without the secret one beside it."""
    return book(settings.JURISDICTION)


def draft_of(request: Asked, number: int) -> Draft:
    """The draft of the enterprise for which the person acts. Raises Http404, also for another's."""
    try:
        draft = drafts.one(number, person=request.user.pk, on=request.on)
    except Draft.DoesNotExist:
        raise Http404 from None
    if draft.enterprise != request.hat.behalf:
        raise Http404
    return draft


def worked(request: Asked, draft: Draft, book: Rulebook, about: Known | None = None) -> Worked:
    """The draft worked out for whoever looks at it."""
    return preparing.worked(draft, person=request.user.pk, book=book, on=request.on, about=about)


def receiver(book: Rulebook, on: date) -> Any:
    """Reads bytes as the door of JSON messages does."""

    def receive(raw: bytes) -> Received:
        return messages.understand(raw, book=book, on=on).received

    return receive


def tried(request: Asked, found: Worked, book: Rulebook) -> Trial:
    """What would be found and owed, were the draft lodged now."""
    received = receiver(book, request.on)(msgspec.json.encode(found.whole.tree))
    if received.declaration is None:
        return Trial(received.findings, None)
    trial = trying.tried(
        received.declaration,
        received.findings,
        person=str(request.user.pk),
        book=book,
        at=request.at,
        behalf=found.draft.enterprise if found.draft.amends else "",
        amends=found.draft.amends,
    )
    return replace(trial, findings=named(trial.findings, found, book, request.on))


def named(findings: Iterable[Finding], found: Worked, book: Rulebook, on: date) -> tuple[Finding, ...]:
    """The findings on a draft, where a code belongs with the codes that may have been meant."""
    whole = found.whole
    return tuple(naming.told(findings, whole.tree, whole.parts, book, on, found.draft.direction))


def mistaken(request: Asked, found: Worked, book: Rulebook) -> list[Finding]:
    """What is wrong, as it is told while somebody types: with what is stated, and what the page tells already
    and is so still."""
    known = {*found.sheet.texts, *request.POST.get("told", "").split(",")}
    findings = (
        one
        for one in tried(request, found, book).findings
        if one.severity == "error" or one.code in naming.NAMING
    )
    paths = [(found.sheet.path(one.pointer.lstrip("/")), one) for one in findings]
    return [one for path, one in paths if not known.isdisjoint((path, path.rpartition("/")[0] or path))]


def sent(form: QueryDict) -> Mapping[str, str]:
    """What a form states, by path; of several values of one name those that are not empty. The entries of a
    specification are joined in their order."""
    return {
        name: join(map(str, texts)) if canonical(name) == PATH else ",".join(filter(None, texts))
        for name, texts in form.lists()
        if name not in OTHERS
    }


def window(form: QueryDict) -> tuple[int, str]:
    """Which version the window of a form shows, and which window that is."""
    return legible.number(form.get("base", "")), form.get("window", "")[:20]


def turn_of(form: QueryDict) -> int:
    """How often something had been typed in the window when the form was sent."""
    return legible.number(form.get("turn", ""))
