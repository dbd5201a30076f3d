"""The document of the door and its page: both say what there is, in words that are true."""

import re
from typing import Any

import jsonschema_rs
import pytest

from tests.doors.calling import Caller
from tests.harbour import BO, Harbour


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Caller:
    return Caller(harbour, settings, BO)


def test_the_document_holds_the_declaration_that_the_book_knows(bo: Caller) -> None:
    from tongguan.doors.codecs import json_schema

    made = bo.get("openapi.json")
    assert made["openapi"] == "3.1.0"
    declared = json_schema.schema(bo.harbour.books.law, bo.harbour.today)
    declared.pop("$schema")
    assert made["components"]["schemas"]["Declared"] == declared
    bodies = [
        one["post"]["requestBody"]["content"]
        for path, one in made["paths"].items()
        if path in ("/api/v1/declarations", "/api/v1/assessments")
    ]
    assert all(
        one["application/json"]["schema"] == {"$ref": "#/components/schemas/Declared"} for one in bodies
    )


def test_the_examples_are_true(bo: Caller) -> None:
    """What the document shows is accepted by the shapes that it is an example of."""
    made = bo.get("openapi.json")
    shown = made["paths"]["/api/v1/declarations"]["post"]["requestBody"]["content"]["application/json"][
        "examples"
    ]
    assert bo.post("declarations", shown["import-pork"]["value"], 201)
    assert all(bo.post("assessments", one["value"]) for one in shown.values() if "pork" in one["summary"])


def test_every_answer_is_shown_as_one_was_given(bo: Caller) -> None:
    """Each shape of an answer has an example, and each example is of its shape."""
    made = bo.get("openapi.json")
    shown = [
        (content["schema"], content.get("example"))
        for methods in made["paths"].values()
        for told in methods.values()
        for response in told["responses"].values()
        for media, content in response.get("content", {}).items()
        if media == "application/json"
    ]
    assert len(shown) > 30
    for one in made["components"]["responses"].values():
        (content,) = one["content"].values()
        shown += [(content["schema"], content["example"])] if "example" in content else []
    for schema, example in shown:
        assert example is not None, schema
        whole = {**schema, "components": made["components"]}
        told = [str(one) for one in jsonschema_rs.Draft202012Validator(whole).iter_errors(example)]
        assert not told, (schema, told[:3])


def test_every_problem_says_what_it_is(bo: Caller) -> None:
    made = bo.get("openapi.json")
    for path, methods in made["paths"].items():
        for method, told in methods.items():
            codes = {int(code) for code in told["responses"]}
            assert codes >= {400, 401, 403, 406, 422, 429, 500, 503}, (path, method)
            assert (method == "post") == (codes >= {409, 411, 413, 415}), (path, method)
            assert ("{" in path) == (404 in codes), (path, method)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_tells_of_every_operation(bo: Caller, language: str) -> None:
    from tongguan.doors.api.operations import OPERATIONS
    from tongguan.doors.api.problems import KINDS

    bo.settings.CLOCK_STANDS = bo.harbour.at
    bo.client.cookies["language"] = language
    page = bo.client.get("/developers/").content.decode()
    for path, methods in OPERATIONS.items():
        for method, said in methods.items():
            assert f"<code>{method} {path}</code>" in page
            assert said.summary[language == "zh"].replace("'", "&#x27;") in page
    for kind in KINDS:
        assert f'id="{kind.name}"' in page
    if language == "zh":
        body = re.sub(r"<code>.*?</code>|<[^>]+>", " ", page[page.index("<main") : page.index("</main")])
        strange = {*re.findall(r"[A-Za-z]{3,}", body)} - {"RFC", "JSON", "OpenAPI", "type"}
        assert not strange


def test_what_fails_before_the_door_is_a_problem_too(bo: Caller) -> None:
    response = bo("GET", "declarations", Host="elsewhere.example")
    assert response.status_code == 400 and response["Content-Type"] == "application/problem+json"
    assert response.json()["findings"][0]["code"] == "Z122"
