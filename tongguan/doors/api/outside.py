"""What fails before a view is asked: below the door's address told as a problem, elsewhere as a page."""

from django.http import HttpRequest, HttpResponse

from tongguan.doors.api import words
from tongguan.doors.api.problems import answered, because
from tongguan.doors.api.speaking import spoken
from tongguan.doors.look import views
from tongguan.doors.look.access import KEYED


def bad(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: a host that is not ours, or an address that no text has."""
    if not request.path_info.startswith(KEYED):
        return views.bad(request, exception)
    request.language = spoken(request)  # type: ignore[attr-defined]
    return answered(because(400, words.NO_SENSE), request)


def failed(request: HttpRequest) -> HttpResponse:
    """500: our mistake."""
    if not request.path_info.startswith(KEYED):
        return views.failed(request)
    request.language = spoken(request)  # type: ignore[attr-defined]
    return answered(because(500, words.FAILED), request)
