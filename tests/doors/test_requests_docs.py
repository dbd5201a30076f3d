"""What docs/requests.md says of requests in JSON is true."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.harbour import BO, DONG, MEAT_FIRM, Harbour, licence
from tests.journeys.story import Story
from tests.stating import EXAMPLES
from tongguan.doors.codecs.json_requests import FIELDS, REFERENCE, REQUESTS, schema, schema_text
from tongguan.doors.jobs.intake import Answer, Intake
from tongguan.law.findings import Refused
from tongguan.law.words import say

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "requests.md").read_text(encoding="utf-8")
TOLD = re.findall(r"^\| `(\{.*\})` \| `(\w\d+)` at `(\S+)`: (.*) \|$", TEXT, re.MULTILINE)
SHIPPED = sorted(path.stem for path in (EXAMPLES / "requests").glob("*.json"))


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    licence("7", "20-AB-100001", MEAT_FIRM)
    return Story(harbour, harbour.lodge("import-pork", by=BO))


def of(story: Story, text: str) -> str:
    """What is told of the first entry, told of this one: numbers may have gaps."""
    return text.replace("090820201090000001", story.reference)


def send(story: Story, text: str) -> Answer:
    raw = of(story, text).encode()
    return Intake(person=BO.person, books=story.harbour.books, at=story.harbour.at).take([raw])[0]


def test_it_lists_every_shipped_example() -> None:
    assert set(re.findall(r"requests/(\w+)\.json\)", TEXT)) == set(SHIPPED) == set(REQUESTS)


@pytest.mark.parametrize("name", SHIPPED)
def test_every_example_is_taken_down(pork: Story, name: str) -> None:
    if name == "answer":
        pork.take(DONG, "ask")
    answered = send(pork, (EXAMPLES / "requests" / f"{name}.json").read_text("utf-8"))
    assert answered.accepted, answered.words(("en",))
    assert answered.tree(("en",))["requested"] == name


def test_the_withdrawal_and_its_answer_are_those_shown(pork: Story) -> None:
    sent, answered = re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert json.loads(sent) == json.loads((EXAMPLES / "requests" / "withdrawal.json").read_bytes())
    assert json.loads(of(pork, answered)) == send(pork, sent).tree(("en",))


@pytest.mark.parametrize(("sent", "code", "pointer", "message"), TOLD, ids=[told[1] for told in TOLD])
def test_what_is_refused_is_told_as_it_says(
    pork: Story, sent: str, code: str, pointer: str, message: str
) -> None:
    result = send(pork, sent).result
    assert isinstance(result, Refused)
    told = [(f.code, f.pointer, say(f.code, f.arguments, "en")) for f in result.findings]
    assert told == [(code, pointer, of(pork, message))]


def test_it_tells_of_five_refusals_and_of_every_name() -> None:
    assert len(TOLD) == 5
    named = set(re.findall(r"^\| `(\w+)` \| (?:all|amendment|withdrawal|answer)", TEXT, re.MULTILINE))
    assert named == {"request", REFERENCE, *(name for names in REQUESTS.values() for name in names)}


def fits(tree: dict[str, Any], kind: dict[str, Any]) -> bool:
    """Whether a request fits a kind of the schema: the keywords that ours uses."""
    known = kind["properties"]
    if set(tree) - set(known) or set(kind["required"]) - set(tree):
        return False
    for name, value in tree.items():
        rule = known[name]
        if rule.get("const", value) != value or (rule.get("type") == "string") != (name in FIELDS):
            return False
        if name in FIELDS and not (
            re.search(rule.get("pattern", ""), value)
            and rule.get("minLength", 0) <= len(value) <= rule.get("maxLength", len(value))
        ):
            return False
    return True


@pytest.mark.parametrize("name", SHIPPED)
def test_an_example_fits_its_own_kind_alone(name: str) -> None:
    tree = json.loads((EXAMPLES / "requests" / f"{name}.json").read_bytes())
    assert [kind["title"] for kind in schema()["oneOf"] if fits(tree, kind)] == [name]


def test_the_schema_is_that_of_the_table() -> None:
    assert (DOCS / "requests.schema.json").read_text("utf-8") == schema_text()
