"""What can be asked of the door. An operation is written down once: who may call it, what it takes, what it
answers and what may go wrong; by that it is guarded, and by that the document tells of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.parser import Parser

from tongguan.doors.api.findings import problem_of
from tongguan.doors.api.problems import BY_STATUS

JSON, FORM, ANY = "application/json", "multipart/form-data", "*/*"
MOST_BYTES = 4_000_000
"""The longest body of a request; a document is longer (see `Said.most`)."""
Pair = tuple[str, str]
COMMON = frozenset({400, 401, 403, 406, 422, 429, 500, 503})
"""The statuses of the problems that every operation may have."""
V = TypeVar("V", bound=Callable[..., Any])


class Read(Parser):
    """The porter has read the body already."""

    def parse_body(self, request: HttpRequest) -> Any:
        return request.tree  # type: ignore[attr-defined]


api = NinjaAPI(
    title="Tongguan",
    version="1",
    openapi_url=None,
    docs_url=None,
    urls_namespace="api",
    parser=Read(),
)


@api.exception_handler(ValidationError)
def _wrong_form(request: HttpRequest, wrong: ValidationError) -> HttpResponse:
    raise problem_of(wrong.errors) from None  # the porter tells it


@dataclass(frozen=True, slots=True)
class Said:
    """What is written down of an operation: the scope that a key needs, the media type of the body ("" where
    there is none) and how many bytes it may have, the media type of the answer, the names of its query, its
    name, what it does in both languages, the group that it belongs to, every status, and whether its answer
    may hold a secret that is kept nowhere else."""

    scope: str
    takes: str
    most: int
    gives: str
    query: tuple[str, ...]
    name: str
    summary: Pair
    tag: str
    statuses: tuple[int, ...]
    secret: bool


OPERATIONS: dict[str, dict[str, Said]] = {}
"""By path and method."""


def operation(
    method: str,
    path: str,
    *,
    name: str,
    scope: str,
    summary: Pair,
    tags: Sequence[str],
    told: Any,
    status: tuple[int, ...] = (200,),
    problems: tuple[int, ...] = (),
    query: type[Any] | None = None,
    takes: str = "",
    most: int = MOST_BYTES,
    gives: str = JSON,
    secret: bool = False,
    **more: Any,
) -> Callable[[V], V]:
    """Writes an operation down. `name` is its operationId, `told` the shape of its answer, `status` the codes
    of good answers, `problems` the codes of problems beside those that every operation has; `more` is added
    to what the document says (`links`, `requestBody`, ...)."""
    takes = takes or (JSON if method == "POST" else "")
    names = tuple(query.model_fields) if query else ()
    codes = {*COMMON, *problems}
    if method == "POST":
        codes |= {409, 411, 413, 415}
    if "{" in path:
        codes.add(404)
    every = tuple(sorted({*codes, *status}))
    OPERATIONS.setdefault(path, {})[method] = Said(
        scope, takes, most, gives, names, name, summary, tags[0], every, secret
    )
    extra = {
        "summary": summary[0],
        "tags": [*tags],
        "security": [{"key": [scope]}],
        "responses": {
            str(code): {"$ref": f"#/components/responses/{BY_STATUS[code].name}"} for code in sorted(codes)
        },
        **more,
    }
    return api.api_operation([method], path, response=dict.fromkeys(status, told), operation_id=name,
                            openapi_extra=extra, exclude_unset=True)  # fmt: skip
