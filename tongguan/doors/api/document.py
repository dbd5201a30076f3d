"""The OpenAPI document: what is written down of the operations, and the schema of a declaration, which is
generated from the element rows of the book in force."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import msgspec

from tongguan.desk.documents.kinds import ENDINGS
from tongguan.doors.api.examples import answers, bodies, problems
from tongguan.doors.api.links import LINKS
from tongguan.doors.api.operations import api
from tongguan.doors.api.outgoing import outgoing
from tongguan.doors.api.problems import KINDS, MEDIA
from tongguan.doors.api.shapes.common import Problem
from tongguan.doors.api.shapes.webhooks import Sent
from tongguan.doors.codecs import json_schema
from tongguan.law.rulebook import Rulebook

PREFIX = "/api/v1"
REF = "#/components/schemas/{model}"
ABOUT = """\
Everything that a trader or its broker can do in the window, for programs. Send a key with each request:
`Authorization: Bearer tg_<prefix>_<secret>`. A key acts for one enterprise, as the person who made it, within
its scopes. Answers speak the language of `Accept-Language`, English or Chinese. A `POST` may carry an
`Idempotency-Key`: sent again within a day, the same request gets the same answer, byte for byte. What the
server cannot read as HTTP (an address beyond 4,094 bytes, too many or too long headers, a method in small
letters) does not come to this door: it is refused with 400, 414 or 431, and no problem is told."""
TOKEN = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "The same request under the same key is done once and answered the same for 24 hours.",
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9._-]{8,64}$"},
    "example": "9f1c2d34-5b0e-4a55-8f6e-0d2a7c1b9e11",
}
LANGUAGE = {
    "name": "Accept-Language",
    "in": "header",
    "required": False,
    "description": "English (en) or Chinese (zh).",
    "schema": {"type": "string"},
    "example": "zh",
}
TEXT = {"schema": {"type": "string"}}
SECONDS = {"schema": {"type": "string", "pattern": "^[0-9]+$"}}
HEADERS = {401: {"WWW-Authenticate": TEXT}, 429: {"Retry-After": SECONDS}, 503: {"Retry-After": SECONDS}}


def document(book: Rulebook, on: date) -> bytes:
    """The document of the day, as JSON."""
    kept: tuple[date, bytes] | None = book.memo.get("openapi")
    if kept is None or kept[0] != on:
        kept = book.memo["openapi"] = on, msgspec.json.encode(tree(book, on))
    return kept[1]


def tree(book: Rulebook, on: date) -> dict[str, Any]:
    """The document as a tree of its own."""
    made: dict[str, Any] = _referring(dict(api.get_openapi_schema(path_prefix=PREFIX)))
    made["info"]["description"] = ABOUT
    components = made["components"]
    declared = json_schema.schema(book, on)
    declared.pop("$schema")
    problem = Problem.model_json_schema(ref_template=REF)
    components["schemas"] |= {"Declared": declared, "Problem": problem, **problem.pop("$defs")}
    components["schemas"]["Sent"] = Sent.model_json_schema(ref_template=REF)
    made["webhooks"] = outgoing(REF.format(model="Sent"))
    components["responses"] = {kind.name: _response(kind) for kind in KINDS}
    components["securitySchemes"] = {
        "key": {"type": "http", "scheme": "bearer", "bearerFormat": "tg_<prefix>_<secret>"}
    }
    for path, method, operation in _operations(made):
        _finish(path, method, operation)
    return made


def _referring(node: Any) -> Any:
    """A copy in which what is named only is referred to."""
    if isinstance(node, dict):
        if name := node.get("x-schema"):
            return {"$ref": REF.format(model=name)}
        return {key: _referring(below) for key, below in node.items()}
    return [_referring(below) for below in node] if isinstance(node, list) else node


def _response(kind: Any) -> dict[str, Any]:
    schema: dict[str, Any] = {"schema": {"$ref": REF.format(model="Problem")}}
    if kind.name in problems():
        schema["example"] = problems()[kind.name]
    headers = HEADERS.get(kind.status)
    return {
        "description": f"{kind.en}. {kind.zh}。",
        "content": {MEDIA: schema},
        **({"headers": headers} if headers else {}),
    }


def _operations(made: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in made["paths"].items():
        for method, operation in methods.items():
            yield path, method, operation


def _finish(path: str, method: str, operation: dict[str, Any]) -> None:
    name = operation["operationId"]
    operation["responses"] = {str(code): told for code, told in operation["responses"].items()}
    operation["parameters"] = [_parameter(one) for one in operation.get("parameters", ())]
    operation["parameters"].append(LANGUAGE)
    if method == "post":
        operation["parameters"].append(TOKEN)
    if name in bodies():
        operation["requestBody"]["content"]["application/json"]["examples"] = bodies()[name]
    if name == "readDocument":
        operation["responses"]["200"]["content"] = {media: {} for media in ENDINGS}
    for status, response in operation["responses"].items():
        if (name, status) in LINKS:
            response["links"] = LINKS[name, status]
        if told := response.get("content", {}).get("application/json"):
            shape = told["schema"]["$ref"].rsplit("/", 1)[-1]
            if name in answers() or shape in answers():
                told["example"] = answers().get(name) or answers()[shape]


def _parameter(one: dict[str, Any]) -> dict[str, Any]:
    """A name in a query is there or not; it is never null."""
    schema = dict(one["schema"])
    kinds = [kind for kind in schema.pop("anyOf", ()) if kind.get("type") != "null"]
    for kind in kinds:
        schema |= kind
    schema.pop("title", None)
    if schema.get("default", "") is None:
        schema.pop("default")
    return {**one, "schema": schema}
