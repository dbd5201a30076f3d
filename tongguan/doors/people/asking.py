"""What the pages of people have in common: the place a hat is worn for, and days."""

from datetime import date

from django.http import Http404

from tongguan.desk.people.models import Enterprise, Office
from tongguan.doors.look import legible
from tongguan.doors.look.asked import Asked


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
