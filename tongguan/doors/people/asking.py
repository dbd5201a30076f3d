"""What the pages of people have in common: the place a hat is worn for, dates, refusals as they are told."""

from datetime import date

from django.contrib import messages
from django.http import Http404

from tongguan.desk.people.models import Enterprise, Office
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.law.findings import Refused
from tongguan.law.words import say


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
    try:
        return date.fromisoformat(request.POST.get(name, ""))
    except ValueError:
        return default


def told(request: Asked, refused: Refused) -> None:
    """Says on the next page why something was not done."""
    for one in refused.findings:
        messages.error(request, say(one.code, one.arguments, request.language))


def done(request: Asked, en: str, zh: str, **arguments: object) -> None:
    """Says on the next page what was done."""
    messages.success(request, pick(request.language, en, zh, **arguments))
