"""JSON at the door: bytes to findings or a declaration, and back to its tree; answers in both languages."""

import json
import re
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book
from tests.stating import EXAMPLES, example
from tongguan.doors.codecs.json_answer import answer, line
from tongguan.doors.codecs.json_schema import schema
from tongguan.doors.codecs.jsonform import MOST_BYTES, decode
from tongguan.doors.jobs.terminal import assessment_lines, worth
from tongguan.law.assess import assess
from tongguan.law.checks import check
from tongguan.law.elements import parts, read
from tongguan.law.elements import tree as tree_of
from tongguan.law.facts import Facts
from tongguan.law.words import say

ON = date(2020, 9, 15)
SHIPPED = sorted(EXAMPLES.glob("*.json"))
NAMES = [path.stem for path in SHIPPED]


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_example_is_read_and_written_without_loss(path):
    tree, wrong = decode(path.read_bytes())
    assert wrong == ()
    declaration, lexical = read(tree, book("cn"), ON)
    assert declaration is not None and not lexical
    assert tree_of(declaration) == tree


CHINESE = '{"reference": "甲", "trader": {"name": "大连华信食品有限公司"}}'


@pytest.mark.parametrize(
    ("raw", "code", "place"),
    [
        (b"", "J001", None),
        (b" \n ", "J001", None),
        (b"null", "J001", None),
        (b" " * MOST_BYTES + b"{}", "J002", None),
        (b'{"reference": "caf\xe9"}', "J003", ("1", "19")),
        (CHINESE.encode("gb18030"), "J004", None),
        ('{"reference": "大连华信"}'.encode().replace(b"\xa1", b"A"), "J003", ("1", "19")),
        (CHINESE.encode("utf-16"), "J004", None),
        (CHINESE.encode("utf-16-le"), "J004", None),
        (b"\xef\xbb\xbf{}", "J005", None),
        (CHINESE.encode()[:-3], "J006", ("1", "50")),
        (b'{\n"reference": "R1",\n  "office": 0908}', "J007", ("3", "14")),
        (b"{'reference': 1}", "J007", ("1", "2")),
        (b'{"packages": NaN}', "J007", ("1", "14")),
        (b'<?xml version="1.0"?><Declaration/>', "J007", ("1", "1")),
        (b"[" * 100_000, "J008", None),
        (b'{"office": "\\ud800"}', "J010", ("1", "13")),
        (b'{"office":\n"a\\\\ud83d\\ud83dx"}', "J010", ("2", "10")),
        (b'{"office": "\\ud83d\\ude80 \\ude80 0908"}', "J010", ("1", "26")),
        (b'{"office": "\\ud83d\\ude80 \\ud83d\\u004', "J006", ("1", "37")),
        (b'{"office": "\\\\ud800', "J006", ("1", "20")),
        (CHINESE.encode()[:17], "J006", ("1", "16")),
    ],
)
def test_bad_bytes_become_one_finding_with_its_place(raw, code, place):
    tree, found = decode(raw)
    assert tree is None
    assert [finding.code for finding in found] == [code]
    if place is not None:
        assert (found[0].arguments["line"], found[0].arguments["column"]) == place
    assert say(code, found[0].arguments, "en") and not say(code, found[0].arguments, "zh").isascii()


def test_a_name_stated_twice_is_found_where_it_stands():
    raw = b'{"items": [{"total": "1"}, {"total": "2", "total" : "3"}], "office": "0908", "office": "0901"}'
    tree, found = decode(raw)
    assert tree is None
    assert {(f.code, f.pointer) for f in found} == {("J009", "/items/2/total"), ("J009", "/office")}


def test_a_text_that_looks_like_a_name_is_no_repetition():
    raw = b'{"remarks": "say \\"office\\": 0908", "office": "0908"}'
    assert decode(raw) == ({"remarks": 'say "office": 0908', "office": "0908"}, ())


@settings(max_examples=300, deadline=None)
@given(st.binary(max_size=60) | st.text('{}[]":,ae0\\u12 ', max_size=40).map(str.encode))
def test_no_bytes_break_the_codec(raw):
    tree, found = decode(raw)
    assert found or read(tree, book("cn"), ON)
    for finding in found:
        assert say(finding.code, finding.arguments, "zh")


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(NAMES), st.data())
def test_a_cut_message_is_never_half_read(name, data):
    raw = json.dumps(example(name), ensure_ascii=False).encode()
    cut = raw[: data.draw(st.integers(1, len(raw) - 1))]
    tree, found = decode(cut)
    assert tree is None and len(found) == 1


# answers


def answered(*languages: str) -> dict[str, Any]:
    declaration, _ = read(example("import-ore", {"/loading_port": "9998"}), book("cn"), ON)
    assert declaration is not None
    findings = check(declaration, book("cn"), ON, Facts())
    assessment = assess(declaration, book("cn"), ON, Facts())
    told = {"gate": [{"track": "documents", "part": "", "state": "lodged", "whose": "customs documents"}]}
    made = answer(
        accepted=True, languages=languages, reference="090820201000000001", local=declaration.reference,
        findings=findings, assessment=assessment.plain(), missing={"may_leave": told["gate"]},
    )  # fmt: skip
    return json.loads(line(made))  # type: ignore[no-any-return]


def test_an_answer_speaks_the_language_asked_for():
    english, chinese, both = answered("en"), answered("zh"), answered("en", "zh")
    assert english["reference"] == "090820201000000001" and english["accepted"] is True
    assert english["findings"][0]["pointer"] == "/loading_port"
    message = both["findings"][0]["message"]
    assert message == {"en": english["findings"][0]["message"], "zh": chinese["findings"][0]["message"]}
    assert message["en"] != message["zh"]
    sentence = both["charges"][0]["how"][0]
    assert sentence == {"en": english["charges"][0]["how"][0], "zh": chinese["charges"][0]["how"][0]}


def test_an_answer_states_money_as_texts_and_explains_each_charge():
    made = answered("en")
    assert isinstance(made["customs_value"], str)
    assert {charge["tax"] for charge in made["charges"]} >= {"vat"}
    for charge in made["charges"]:
        assert isinstance(charge["amount"], str) and charge["how"] and charge["instrument"]
    assert made["missing"]["may_leave"]["waits_for"][0]["track"] == "documents"


def chicken() -> dict[str, Any]:
    """24,000 kg of frozen chicken cuts, at 0.6 yuan a kilogram."""
    changes = {"/items/1/commodity_code": "0207141100", "/items": example("import-pork")["items"][:1]}
    declaration, _ = read(example("import-pork", dict(reversed(changes.items()))), book("cn"), ON)
    assert declaration is not None
    return assess(declaration, book("cn"), ON, Facts()).plain()


def test_an_answer_explains_the_value_of_the_whole_and_of_each_line():
    english, both = answered("en"), answered("en", "zh")
    assert english["how"][0] == "freight: 51.876 yuan for each of 171,500 tonnes = 8,896,734.00 yuan"
    assert both["how"][0]["zh"] == "运费：每吨51.876元×171,500吨=8,896,734.00元"
    (ore,) = english["lines"]
    assert (ore["line"], ore["value"]) == ("1", english["customs_value"])
    assert ore["how"][0] == "14,268,800.00 USD x 6.9168 = 98,694,435.84 yuan"


def test_a_duty_by_the_unit_is_told_on_a_quantity_and_every_rate_in_words():
    made = answer(accepted=True, languages=("en", "zh"), assessment=chicken())
    duty, *_, vat = made["charges"]
    assert (duty["base"], duty["unit"], duty["rate"]) == ("24000", "035", "0.6/035")
    assert duty["rate_words"] == {"en": "0.6 yuan per kilogram", "zh": "0.6元/千克"}
    assert duty["base_words"] == {"en": "24,000 kilogram", "zh": "24,000千克"}
    assert duty["tax_name"] == {"en": "import duty", "zh": "进口关税"}
    assert "unit" not in vat and vat["rate_words"]["zh"] == vat["rate"] == "9%"


def test_an_assessment_is_told_in_lines_with_its_value_explained_and_its_sum():
    told = list(assessment_lines(chicken(), ("en", "zh")))
    value = next(at for at, text in enumerate(told) if text.startswith("line 1: customs value 473,"))
    assert told[value + 1].strip() == (
        "68,400.00 USD x 6.9168 = 473,109.12 yuan / 68,400.00USD×6.9168=473,109.12元"
    )
    duty = told.index("line 1: import duty 14,400.00 yuan / 第1项：进口关税14,400.00元")
    assert told[duty + 1].strip() == (
        "0.6 yuan per kilogram on 24,000 kilogram / 计税依据24,000千克，税率0.6元/千克"
    )
    owed = sum(Decimal(charge["amount"]) for charge in chicken()["charges"])
    assert told[-1] == f"owed in all: {owed:,.2f} yuan / 应缴合计：{owed:,.2f}元"
    vat = owed - 14_400
    assert told[-3].startswith("import duty in all: 14,400.00 yuan / ")
    assert told[-2].endswith(f" / 进口环节增值税合计：{vat:,.2f}元")
    assert worth(chicken(), ("en", "zh")) == (
        f"customs value 473,109.12 yuan, owed {owed:,.2f} yuan "
        f"(import duty 14,400.00, import value-added tax {vat:,.2f}) / "
        f"完税价格473,109.12元，应缴{owed:,.2f}元（进口关税14,400.00，进口环节增值税{vat:,.2f}）"
    )


def test_a_refusal_has_findings_and_no_charges():
    _, found = decode(b"{")
    made = answer(accepted=False, languages=("zh",), local="R1", findings=found)
    assert made["accepted"] is False and "charges" not in made and "reference" not in made
    assert made["findings"][0]["code"] == "J006"


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="the languages are"):
        answer(accepted=True, languages=("fr",))


# the schema


def fits(node: Any, rule: dict[str, Any]) -> bool:
    """Whether a tree fits a schema: the keywords that ours uses."""
    if rule["type"] == "object":
        return (
            isinstance(node, dict)
            and set(rule["required"]) <= set(node) <= set(rule["properties"])
            and all(fits(value, rule["properties"][name]) for name, value in node.items())
        )
    if rule["type"] == "array":
        return (
            isinstance(node, list)
            and rule.get("minItems", 0) <= len(node) <= rule["maxItems"]
            and all(fits(entry, rule["items"]) for entry in node)
        )
    return (
        isinstance(node, str)
        and rule.get("minLength", 0) <= len(node) <= rule.get("maxLength", len(node))
        and re.search(rule.get("pattern", ""), node) is not None
    )


@pytest.mark.parametrize("name", NAMES)
def test_the_examples_fit_the_schema(name):
    assert fits(example(name), schema(book("cn"), ON))


@pytest.mark.parametrize(
    "change",
    [
        {"/office": "908"}, {"/office": 908}, {"/packages": "1.5"}, {"/gross_weight": "1e9"},
        {"/trader": None}, {"/trader/name": None}, {"/items": []}, {"/items/1/quantity": "-1"},
        {"/colour": "red"},
        {"/border_date": "20200302"}, {"/items/1/attributes/1": "1"}, {"/marks": "x" * 401},
    ],
)  # fmt: skip
def test_what_does_not_fit_the_schema_is_found_by_reader_or_checks(change):
    wrong = example("import-pork", change)
    assert not fits(wrong, schema(book("cn"), ON))
    declaration, lexical = read(wrong, book("cn"), ON)
    assert lexical or (declaration is not None and check(declaration, book("cn"), ON, Facts()))


def test_the_schema_names_every_part_that_may_be_stated():
    def leaves(rule: dict[str, Any], at: str) -> set[str]:
        if rule["type"] == "object":
            return {
                leaf for name, below in rule["properties"].items() for leaf in leaves(below, f"{at}/{name}")
            }
        return {at} | (leaves(rule["items"], f"{at}/*") if rule["type"] == "array" else set())

    stated = {path for path in parts(book("cn"), ON) if not path.startswith("answer/")}
    assert {leaf.removeprefix("/") for leaf in leaves(schema(book("cn"), ON), "")} == stated
