"""What docs/declaration.md says of the JSON door is true."""

import json
import re
from datetime import date
from pathlib import Path

import pytest

from tests.books import book
from tests.stating import EXAMPLES, example
from tongguan.doors.codecs.element_page import page
from tongguan.doors.codecs.json_answer import answer, line
from tongguan.doors.codecs.json_schema import schema_text
from tongguan.doors.codecs.jsonform import decode
from tongguan.law.assess import assess
from tongguan.law.checks import check
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.findings import errors
from tongguan.law.stating.leaves import LAST_DAY
from tongguan.law.words import say

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "declaration.md").read_text(encoding="utf-8")
DAY = date(2020, 9, 15)
TOLD = re.findall(r"^\| `(\{.*\})` \| `(\w\d+)` at `(\S+)`: (.*) \|$", TEXT, re.MULTILINE)


def test_it_lists_every_shipped_example():
    assert set(re.findall(r"examples/(\S+)\.json\)", TEXT)) == {path.stem for path in EXAMPLES.glob("*.json")}


@pytest.mark.parametrize("name", sorted(path.stem for path in EXAMPLES.glob("*.json")))
def test_every_example_is_accepted_and_assessed(name):
    tree, wrong = decode((EXAMPLES / f"{name}.json").read_bytes())
    declaration, lexical = read(tree, book("cn"), DAY)
    assert declaration is not None and not wrong and not lexical
    assert errors(check(declaration, book("cn"), DAY, Facts())) == ()
    assessment = assess(declaration, book("cn"), DAY, Facts())
    assert errors(assessment.findings) == () and assessment.customs_value > 0


def test_the_line_shown_is_the_first_of_the_pork():
    shown = re.search(r"```json\n(.*?)```", TEXT, re.DOTALL)
    assert shown is not None
    assert json.loads(shown[1]) == example("import-pork")["items"][0]


@pytest.mark.parametrize(("sent", "code", "pointer", "message"), TOLD, ids=[told[1] for told in TOLD])
def test_what_is_refused_is_told_as_it_says(sent, code, pointer, message):
    tree, found = decode(sent.encode())
    if not found:
        _, found = read({"direction": "import", "reference": "R", **tree}, book("cn"), DAY)
    assert [(f.code, f.pointer, say(f.code, f.arguments, "en")) for f in found] == [(code, pointer, message)]


def test_the_answer_shown_is_that_to_the_ore():
    declaration, _ = read(example("import-ore"), book("cn"), DAY)
    assert declaration is not None
    assessment = assess(declaration, book("cn"), DAY, Facts()).plain()
    made = json.loads(line(answer(accepted=True, assessment=assessment)))
    value, vat = (json.loads(shown) for shown in re.findall(r"```json\n(.*?)```", TEXT, re.DOTALL)[1:])
    assert value == {name: made[name] for name in ("customs_value", "how", "lines")}
    assert vat == made["charges"][-1]


def test_it_tells_of_five_refusals():
    assert len(TOLD) == 5


def test_the_schema_and_the_list_of_elements_are_those_of_the_rows():
    assert (DOCS / "declaration.schema.json").read_text("utf-8") == schema_text(book("cn"), LAST_DAY)
    assert (DOCS / "elements.md").read_text("utf-8") == page(book("cn"), LAST_DAY)
