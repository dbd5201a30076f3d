"""Whatever comes through the door: a finding that says where, in both languages; a refusal that keeps the
bytes; and nothing half-written."""

import json
from typing import Any

import pytest
from django.apps import apps
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harbour import BO, SUN, TABLET_FIRM, Harbour
from tests.stating import EXAMPLES, example
from tongguan.desk.declarations.models import Refusal
from tongguan.desk.declarations.receipts import Receipt
from tongguan.doors.jobs.intake import Answer, Intake
from tongguan.law.findings import Finding, Refused

PORK = (EXAMPLES / "import-pork.json").read_bytes()
WCO = "urn:wco:datamodel:WCO:DEC-DMS:2"


def rows() -> dict[str, int]:
    """How many rows every table has, refusals apart."""
    ours = [model for model in apps.get_models() if model.__module__.startswith("tongguan")]
    return {model.__name__: model._default_manager.count() for model in ours if model is not Refusal}


def answered(harbour: Harbour, raw: bytes, person: str = BO.person) -> Answer:
    return Intake(person=person, books=harbour.books, at=harbour.at).take([raw])[0]


def refused(harbour: Harbour, raw: bytes, person: str = BO.person) -> tuple[Finding, ...]:
    """The findings with which these bytes are refused; they are kept, and nothing else is written."""
    before, kept = rows(), Refusal.objects.count()
    answer = answered(harbour, raw, person)
    assert isinstance(answer.result, Refused), answer.words(("en",))
    assert rows() == before
    assert Refusal.objects.count() == kept + 1
    newest = Refusal.objects.order_by("pk").last()
    assert newest is not None and bytes(newest.raw) == raw
    findings = tuple(answer.result.findings)
    assert [f["code"] for f in json.loads(newest.findings)] == [f.code for f in findings]
    assert findings and any(f.severity == "error" for f in findings)
    for told in answer.tree(("en", "zh"))["findings"]:
        assert told["message"]["en"] and told["message"]["zh"]
        assert told["message"]["en"] != told["message"]["zh"]
    json.dumps(answer.tree(("en",))).encode(), answer.words(("en", "zh")).encode()
    return findings


def at(pointer: str, value: Any) -> bytes:
    return json.dumps(example("import-pork", {pointer: value})).encode()


BYTES: dict[str, tuple[bytes, str]] = {
    "nothing": (b"", "J001"),
    "blanks": (b" \r\n\t ", "J001"),
    "null": (b"null", "J001"),
    "a list": (b"[]", "L008"),
    "a number": (b"7", "L008"),
    "a text": (b'"declaration"', "L008"),
    "no object of ours": (b"{}", "R005"),
    "binary": (bytes(range(256)), "J00"),
    "zeros": (b"\0" * 4096, "J00"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 32, "J00"),
    "GB18030": (PORK.decode().encode("gb18030"), "J004"),
    "UTF-16 with its mark": (PORK.decode().encode("utf-16"), "J004"),
    "UTF-16 without": (PORK.decode().encode("utf-16-le"), "J004"),
    "UTF-8 with a mark": (b"\xef\xbb\xbf" + PORK, "J005"),
    "one wrong byte": (PORK.replace("冻".encode(), b"\xff", 1), "J003"),
    "a surrogate in UTF-8": (PORK.replace("冻".encode(), b"\xed\xa0\x80", 1), "J003"),
    "half a surrogate pair": (PORK.replace("冻".encode(), b"\\ud800", 1), ""),
    "too large": (b" " * 4_000_001 + PORK, "J002"),
    "deep": (b"[" * 100_000, ""),
    "deep below a name": (b'{"items":' * 3000 + b"1" + b"}" * 3000, ""),
    "a name twice": (PORK.replace(b'"direction"', b'"office": "0902",\n  "direction"', 1), "J009"),
    "a name twice in a line": (PORK.replace(b'"quantity"', b'"unit": "070", "quantity"', 1), "J009"),
    "two objects": (PORK + PORK, "J007"),
    "a comma too many": (PORK.replace(b'"import",', b'"import",,', 1), "J007"),
    "NaN": (PORK.replace(b'"24000"', b"NaN", 1), "J007"),
    "Infinity": (PORK.replace(b'"24000"', b"Infinity", 1), "J007"),
    "a bare number": (PORK.replace(b'"24000"', b"24000", 1), "R011"),
    "an enormous bare number": (PORK.replace(b'"24000"', b"1" * 400, 1), ""),
    "true": (PORK.replace(b'"24000"', b"true", 1), "R011"),
    "XML that is none": (b"<", "X006"),
    "no declaration": (b"<html><body>502 Bad Gateway</body></html>", ""),
    "another namespace": (f'<Declaration xmlns="{WCO}0"/>'.encode(), ""),
    "no namespace": (b"<Declaration/>", ""),
    "an entity": (b'<!DOCTYPE a [<!ENTITY b "c">]><Declaration>&b;</Declaration>', "X005"),
    "a bomb": (
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]><a>&b;&b;</a>',
        "X005",
    ),
    "a file of ours": (b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>', "X005"),
    "XML in GB18030": ('<?xml version="1.0" encoding="GB18030"?><a>冻</a>'.encode("gb18030"), "X004"),
    "XML in UTF-16": ('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-16"), ""),
    "deep XML": (b"<a>" * 500 + b"</a>" * 500, ""),
    "XML cut short": (b"<Declaration><ID>", "X006"),
}


@pytest.mark.parametrize(("raw", "code"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_declaration(harbour: Harbour, raw: bytes, code: str) -> None:
    findings = refused(harbour, raw)
    assert any(finding.code.startswith(code) for finding in findings), findings


def test_cut_off_anywhere(harbour: Harbour) -> None:
    """At every 97th byte the message says where it ends; and nothing is written of any."""
    before = rows()
    cuts = [PORK[:end] for end in range(1, len(PORK.rstrip()) - 1, 97)]
    answers = Intake(person=BO.person, books=harbour.books, at=harbour.at).take(cuts)
    for cut, answer in zip(cuts, answers, strict=True):
        assert isinstance(answer.result, Refused)
        (finding,) = answer.result.findings
        assert finding.code in ("J003", "J006", "J004"), finding
        if finding.code == "J006":
            assert int(finding.arguments["line"]) == cut.count(b"\n") + 1
    assert rows() == before
    assert Refusal.objects.count() == len(cuts)


VALUES: dict[str, tuple[str, Any, str]] = {
    "an exponent": ("/items/1/quantity", "1e9", "R018"),
    "not a number": ("/items/1/quantity", "NaN", "R018"),
    "infinite": ("/items/1/quantity", "Infinity", "R018"),
    "full width": ("/items/1/quantity", "１２", "R018"),
    "Arabic digits": ("/items/1/quantity", "١٢", "R018"),
    "less than nothing": ("/items/1/quantity", "-5", "R019"),
    "four hundred digits": ("/items/1/quantity", "9" * 400, "R0"),
    "hexadecimal": ("/items/1/quantity", "0x10", "R018"),
    "with an underscore": ("/items/1/quantity", "1_000", "R018"),
    "with a comma": ("/items/1/total", "68,400.00", "R018"),
    "blank": ("/items/1/quantity", " ", "R012"),
    "empty": ("/items/1/quantity", "", "R012"),
    "null": ("/items/1/quantity", None, ""),
    "a list for a text": ("/bill", ["A"], "R010"),
    "an object for a text": ("/bill", {"A": "B"}, "R010"),
    "a text for a list": ("/items", "none", "R010"),
    "a text for an object": ("/trader", "us", "R010"),
    "a list in a list": ("/items/1", [["x"]], "R010"),
    "no such day": ("/border_date", "2020-02-30", "R022"),
    "a day of another calendar": ("/border_date", "二〇二〇年九月十四日", "R022"),
    "day 0": ("/border_date", "2020-09-00", "R022"),
    "the year 9999": ("/border_date", "9999-12-31", "R023"),
    "the year 0": ("/border_date", "0000-01-01", "R0"),
    "a NUL": ("/marks", "N\0M", "R015"),
    "a NUL in the reference": ("/reference", "HX\0", "R01"),
    "a lone surrogate": ("/marks", "\ud800", ""),
    "a line break in a name": ("/trader/name", "A\nB", "R015"),
    "text that runs backwards": ("/marks", "\u202eabc", "R015"),
    "too long": ("/marks", "货" * 5000, "R013"),
    "a long reference": ("/reference", "R" * 65, "R013"),
    "an office that is none": ("/office", "0999", ""),
    "an office of nobody": ("/office", "ZZZZ", ""),
    "no office": ("/office", None, "L014"),
    "an unknown package": ("/package_type", "ZZ", ""),
    "an unknown country": ("/country", "ATL", ""),
    "an unknown currency": ("/items/1/currency", "XXX", ""),
    "an unknown unit": ("/items/1/unit", "999", ""),
    "no commodity": ("/items/1/commodity_code", "0000000000", "G02"),
    "an unknown document": ("/documents/1/code", "@", ""),
    "an element that is none": ("/colour", "red", "R00"),
    "an element nearly right": ("/gros_weight", "1", "R002"),
    "a direction that is none": ("/direction", "across", "R006"),
    "no direction": ("/direction", None, "R005"),
    "no reference": ("/reference", None, "R005"),
    "a number nobody has": ("/trader/identifier", "91210200123456780X", ""),
}


@pytest.mark.parametrize(("pointer", "value", "code"), VALUES.values(), ids=VALUES)
def test_a_value_that_cannot_be(harbour: Harbour, pointer: str, value: Any, code: str) -> None:
    if code == "" and value is None:
        raw = json.dumps({**example("import-pork"), "bill": None}).encode()
        pointer = "/bill"
    else:
        raw = at(pointer, value)
    findings = refused(harbour, raw)
    if "surrogate" not in repr(value) and "\\ud800" not in ascii(value):
        near = [f for f in findings if f.pointer.startswith(pointer) or pointer.startswith(f.pointer or "/-")]
        assert any(f.code.startswith(code) for f in near), findings


def test_an_empty_office_is_told_once(harbour: Harbour) -> None:
    found = [finding.code for finding in refused(harbour, at("/office", "")) if finding.pointer == "/office"]
    assert found == ["R012"]


def test_fifty_one_lines(harbour: Harbour) -> None:
    line = example("import-pork")["items"][0]
    lines = [{**line, "number": str(n)} for n in range(1, 52)]
    findings = refused(harbour, at("/items", lines))
    assert {"/items"} <= {finding.pointer for finding in findings}


def test_a_hundred_thousand_unknown_names_get_a_short_answer(harbour: Harbour) -> None:
    many = {f"n{n}": "1" for n in range(20_000)}
    findings = refused(harbour, json.dumps({**example("import-pork"), **many}).encode())
    assert len(findings) < 100


def test_a_stranger_lodges_for_nobody(harbour: Harbour) -> None:
    """Nor does a broker for a firm that did not ask it to."""
    for raw, person in ((PORK, SUN.person), (at("/trader/identifier", TABLET_FIRM), BO.person)):
        errors = [finding for finding in refused(harbour, raw, person) if finding.severity == "error"]
        assert [(error.code, error.pointer) for error in errors] == [("A001", "/declarant/identifier")]


def test_a_repeated_and_a_used_reference(harbour: Harbour) -> None:
    first = answered(harbour, PORK)
    assert isinstance(first.result, Receipt) and not first.result.repeated
    before = rows()
    again = answered(harbour, b" " + PORK)
    assert isinstance(again.result, Receipt) and again.result.repeated
    assert again.tree(("en", "zh")) == first.tree(("en", "zh"))
    assert rows() == before
    (finding,) = refused(harbour, at("/gross_weight", "80001"))
    assert (finding.code, finding.pointer) == ("L001", "/reference")
    assert finding.arguments["first"] == first.result.reference


def test_what_was_accepted_once_is_answered_the_same_whatever_holds_today(harbour: Harbour) -> None:
    """Ten years later the commodity codes are others; the receipt is not."""
    first = answered(harbour, PORK)
    harbour.after(days=3650)
    assert answered(harbour, PORK).tree(("en", "zh")) == first.tree(("en", "zh"))
    codes = {finding.code for finding in refused(harbour, PORK, SUN.person)}
    assert "A001" in codes, "but not to strangers"


def test_in_a_heap_each_fails_alone(harbour: Harbour) -> None:
    """Good ones among bad ones, and the same one twice in one transaction."""
    other, another = at("/gross_weight", "80001"), at("/reference", "HX-2")
    heap = [b"{", PORK, other, PORK, another, b"<a>", at("/office", "ZZZZ")]
    answers = Intake(person=BO.person, books=harbour.books, at=harbour.at).take(heap)
    assert [answer.accepted for answer in answers] == [False, True, False, True, True, False, False]
    first, used, again = (answer.result for answer in answers[1:4])
    assert isinstance(first, Receipt) and isinstance(again, Receipt) and isinstance(used, Refused)
    assert (again.reference, again.repeated) == (first.reference, True)
    assert [(f.code, f.arguments["first"]) for f in used.findings] == [("L001", first.reference)]
    assert Refusal.objects.count() == 4


TREE = example("import-pork")
LEAVES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["1e9", "-0"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)


def pointers(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [at, *(found for name, one in below for found in pointers(one, (*at, name)))]


EDITS = st.tuples(st.integers(0, len(PORK) - 1), st.binary(max_size=4), st.integers(0, 8))
PLACES = pointers(TREE)[1:]
FUZZ = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@FUZZ
@given(st.lists(st.tuples(st.sampled_from(PLACES), LEAVES), min_size=1, max_size=4))
def test_no_tree_breaks_the_door(harbour: Harbour, changes: list[tuple[tuple[Any, ...], Any]]) -> None:
    made = json.loads(PORK)
    for place, value in changes:
        node = made
        try:
            for name in place[:-1]:
                node = node[name]
            node[place[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    unharmed(harbour, json.dumps(made).encode())


@FUZZ
@given(st.lists(EDITS, max_size=4))
def test_no_bytes_break_the_door(harbour: Harbour, changes: list[tuple[int, bytes, int]]) -> None:
    raw = PORK
    for place, put, cut in changes:
        raw = raw[:place] + put + raw[place + cut :]
    unharmed(harbour, raw)


def unharmed(harbour: Harbour, raw: bytes) -> None:
    """An answer in both languages, and either a dossier or a refusal more."""
    answer = answered(harbour, raw)
    assert json.dumps(answer.tree(("en", "zh"))).encode()
    assert answer.words(("en", "zh")).encode()
    assert Refusal.objects.filter(raw=raw).exists() != answer.accepted
