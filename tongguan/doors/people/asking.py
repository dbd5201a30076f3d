"""What the pages of people have in common: the place a hat is worn for, and days."""

from collections.abc import Mapping
from datetime import date

from django.http import Http404

from tongguan.desk.people import words
from tongguan.desk.people.models import Enterprise, Office
from tongguan.doors.look import legible
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import Errors, placed
from tongguan.law.findings import Refused

AT = {words.ITSELF: "broker", words.ENDS_FIRST: "until", words.NO_KEY_NAME: "name", words.NO_SCOPE: "scopes"}
"""Which field a refusal is about where it has no pointer."""


def place_of(request: Asked) -> Office | Enterprise:
    """The office or the enterprise for which the person acts."""
    model: type[Office] | type[Enterprise] = Office if request.hat.office else Enterprise
    name = "code" if request.hat.office else "identifier"
    found = model._default_manager.filter(**{name: request.hat.behalf}).first()
    if found is None:
        raise Http404
    return found


def firm_of(request: Asked) -> Enterprise:
    """The enterprise for which the person acts. Raises Http404 for an office's."""
    found = place_of(request)
    if not isinstance(found, Enterprise):
        raise Http404
    return found


def day(request: Asked, name: str, default: date | None = None) -> date | None:
    """A day of the form; the default where none is stated, or none that there is."""
    return legible.day(request.POST.get(name, "")) or default


def last_day(request: Asked) -> tuple[date | None, Errors]:
    """The day that a form may state as the last, none where it states none; or that there is no such day."""
    found = day(request, "until")
    if found is not None or not request.POST.get("until", "").strip():
        return found, []
    return None, [("until", pick(request.language, "There is no such day.", "没有这一日期。"))]


def at_fields(refused: Refused, language: str, at: Mapping[str, str] = AT) -> Errors:
    """Why something was not done, each sentence at its field: the names of fields are those of columns."""
    named = {one.pointer: one.pointer.strip("/") for one in refused.findings if one.pointer}
    return placed(refused, language, named | dict(at))
