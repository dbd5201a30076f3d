"""Answers as WCO responses: each validates, and points at what it is about in the Data Model's own terms."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from lxml import etree

from tests.books import book
from tests.doors.wco_files import ON, RESPONSE, declarations
from tests.shared_data import shared
from tongguan.doors.codecs import wco_answers as answers
from tongguan.doors.codecs.wco_paths import mapping
from tongguan.doors.codecs.wco_pointers import sections
from tongguan.law.assess import assess
from tongguan.law.facts import Facts
from tongguan.law.findings import Finding
from tongguan.law.words import say

WAY = mapping(book("gb"), ON, "import")
AT = datetime(2026, 3, 2, 17, 30, tzinfo=timezone(timedelta(hours=8)))
ABOUT = answers.About(reference="R1", number="26GB0001", identifier="a" * 32, at=AT, way=WAY)
FINDINGS = (
    Finding("R013", "/items/2/taxes/3/type", {"length": "9", "most": "3"}),
    Finding("R005", "/trader/identifier", {"name": "trader"}),
)


def charge(line: int, tax: str, base: str, rate: str, amount: str, unit: str = "") -> dict[str, str]:
    return {"line": str(line), "tax": tax, "base": base, "unit": unit, "rate": rate, "amount": amount}


CHARGES = (
    charge(1, "A20", "3000.00", "25% + 35%", "1800.00"),
    charge(1, "B00", "4800.00", "20%", "960.00"),
    charge(2, "anti_dumping", "10.00", "4.6%", "0.46"),
    charge(2, "duty", "24000", "0.6/035", "14400.00", "035"),
)

EVERY: dict[str, tuple[str, Callable[[], bytes]]] = {
    "accepted": ("01", lambda: answers.taken(ABOUT, FINDINGS)),
    "rejected": ("03", lambda: answers.rejected(ABOUT, FINDINGS)),
    "refused before it had a number": (
        "03",
        lambda: answers.rejected(answers.About(reference="R1", number="", identifier="b", at=AT), FINDINGS),
    ),
    "control": ("05", lambda: answers.control(ABOUT, ["The goods are examined on 3 March."])),
    "documents wanted": ("06", lambda: answers.documents_wanted(ABOUT, ["invoice"], AT)),
    "released": ("08", lambda: answers.released(ABOUT)),
    "cleared": ("09", lambda: answers.cleared(ABOUT)),
    "cancelled": ("10", lambda: answers.cancelled(ABOUT, "lodged twice")),
    "tax": ("13", lambda: answers.assessed(ABOUT, CHARGES, "GBP")),
    "no tax": ("13", lambda: answers.assessed(ABOUT, (), "GBP", final=True)),
}


def response(raw: bytes) -> etree._Element:
    found = etree.fromstring(raw).find("{*}Response")
    assert found is not None
    return found


def text(element: etree._Element, path: str) -> str | None:
    return element.findtext("/".join("{*}" + name for name in path.split("/")))


@pytest.mark.parametrize("name", EVERY)
def test_every_answer_says_what_it_is_and_follows_the_schema(name: str) -> None:
    function, make = EVERY[name]
    said = response(make())
    assert text(said, "FunctionCode") == function
    assert text(said, "Declaration/FunctionalReferenceID") == "R1"
    assert text(said, "IssueDateTime/DateTimeString") == "20260302093000Z"
    schema = etree.XMLSchema(etree.parse(str(shared(RESPONSE))))
    assert schema.validate(etree.fromstring(etree.tostring(said))), schema.error_log


@pytest.mark.parametrize(
    ("pointer", "theirs"),
    [
        ("/items/1/total", "42A 67A 68A:1 23A 79A/112"),
        ("/authorisations/1/number", "42A 17C:1/R144"),
        ("/accepted_at", "42A/023"),
        ("/items/1/procedures/1/current", "42A 67A 68A:1 70A:1/166"),
        ("/items/1/statements/3/code", "42A 67A 68A:1 03A:3/226"),
        ("/items/1/commodity_code", "42A 67A 68A:1 23A 21A/145"),
        ("/items/2", "42A 67A 68A:2"),
        ("/trader", "42A 67A 74A"),
        ("/items/2/no_such_thing/7", "42A 67A 68A:2"),
        ("", "42A"),
        ("/no_such_thing", "42A"),
    ],
)
def test_pointers_are_those_of_the_data_model(pointer: str, theirs: str) -> None:
    said = [
        section + (f":{sequence}" if sequence else "") + (f"/{tag}" if tag else "")
        for section, sequence, tag in sections(pointer, WAY)
    ]
    assert " ".join(said) == theirs


def test_an_amendments_own_pointers_agree_with_ours() -> None:
    """What the publisher of the scenarios points at when an item's price changes is what we point at."""
    change = next(m for path, m in declarations() if path.name == "TT_IM033b_Amendment.xml").declaration
    assert change is not None
    (theirs,) = change.changes
    ours = sections("/items/1/total", WAY)
    assert [step.section for step in theirs.about] == [section for section, _, _ in ours]
    assert theirs.about[-1].tag == ours[-1][2]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_rejection_tells_every_finding_in_the_readers_language(language: str) -> None:
    said = response(answers.rejected(ABOUT, FINDINGS, language))
    told = [(text(e, "ValidationCode"), text(e, "Description")) for e in said.findall("{*}Error")]
    assert told == [(f.code, say(f.code, f.arguments, language)) for f in FINDINGS]


def test_taxes_are_told_line_by_line_with_base_rate_and_amount() -> None:
    said = response(answers.assessed(ABOUT, CHARGES, "GBP"))
    assert text(said, "Status/NameCode") == "67"
    lines = said.findall("{*}Declaration/{*}GoodsShipment/{*}GovernmentAgencyGoodsItem")
    assert [text(line, "SequenceNumeric") for line in lines] == ["1", "2"]
    owed = [fee for line in lines for fee in line.iter("{*}DutyTaxFee")]
    assert [text(fee, "TypeCode") for fee in owed] == ["A20", "B00", "ADD", "CUD"]
    assert [text(fee, "TaxRateNumeric") for fee in owed] == [None, "20", "4.6", None]
    assert [text(fee, "AdValoremTaxBaseAmount") for fee in owed] == ["3000.00", "4800.00", "10.00", None]
    assert [text(fee, "Payment/TaxAssessedAmount") for fee in owed] == [
        "1800.00",
        "960.00",
        "0.46",
        "14400.00",
    ]
    assert [text(fee, "SpecificTaxBaseQuantity") for fee in owed] == [None, None, None, "24000"]
    assert owed[3].find("{*}SpecificTaxBaseQuantity").get("unitCode") == "035"  # type: ignore[union-attr]
    amount = owed[0].find("{*}AdValoremTaxBaseAmount")
    assert amount is not None and amount.get("currencyID") == "GBP"


def test_a_time_is_told_in_universal_time() -> None:
    said = response(answers.documents_wanted(ABOUT, ["invoice"], datetime(2026, 3, 9, 1, tzinfo=UTC)))
    assert text(said, "AdditionalInformation/LimitDateTime/DateTimeString") == "20260309010000Z"


def test_a_lodging_is_answered_in_whole() -> None:
    """Accepted and taxed, from what is stored of a real assessment; or rejected."""
    declared = next(m for path, m in declarations() if path.name == "Step1_TT_IM001a.xml").declaration
    assert declared is not None
    assessment = assess(declared, book("gb"), ON, Facts())
    stored = {"reference": "26GB0001", "local": "R1", "at": AT, "currency": "GBP", "way": WAY}
    first, second = answers.answer(accepted=True, assessment=assessment.plain(), **stored)
    assert [text(response(raw), "FunctionCode") for raw in (first, second)] == ["01", "13"]
    assert text(response(first), "Declaration/ID") == "26GB0001"
    assert text(response(first), "FunctionalReferenceID") != text(response(second), "FunctionalReferenceID")
    (only,) = answers.answer(accepted=False, findings=FINDINGS, **stored)
    assert text(response(only), "FunctionCode") == "03" and response(only).find("{*}Error") is not None
