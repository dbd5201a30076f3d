"""The addresses of the JSON door: the document, the operations, and whatever else is asked for below."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import path, re_path

from tongguan.doors.api import (  # noqa: F401 - each writes its operations down
    changing,
    charging,
    declarations,
    inspecting,
    lodging,
    papers,
    reference,
    webhooks,
    words,
)
from tongguan.doors.api.acting import books
from tongguan.doors.api.document import document
from tongguan.doors.api.operations import OPERATIONS, api
from tongguan.doors.api.porter import answering, entrance
from tongguan.doors.api.problems import because
from tongguan.doors.look.access import ANYONE

app_name = "api"


def openapi(request: HttpRequest) -> HttpResponse:
    """The OpenAPI document of the day."""
    on = request.on  # type: ignore[attr-defined]
    return HttpResponse(document(books().law, on), content_type="application/json")


def nothing(request: HttpRequest) -> HttpResponse:
    """An address that there is not."""
    raise because(404, words.UNKNOWN)


def _route(path: str) -> str:
    return path.removeprefix("/").replace("{", "<").replace("}", ">")


def _named(path: str) -> list[bool]:
    """What is written out goes before what may be any name: `declarations/batch` is no reference."""
    return ["{" in part for part in path.split("/")]


_VIEWS: dict[str, Any] = {str(entry.pattern): getattr(entry, "callback", None) for entry in api.urls[0]}
urlpatterns = [
    path("v1/openapi.json", answering("openapi.json", ("GET",), openapi, who=ANYONE)),
    *(
        path(f"v1/{_route(one)}", entrance(one, _VIEWS[_route(one)]))
        for one in sorted(OPERATIONS, key=_named)
    ),
    re_path("", answering("nothing", (), nothing, who=ANYONE)),
]
