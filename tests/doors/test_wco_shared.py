"""Other people's messages: each is read, written back and validates, or is refused with its line."""

from collections import Counter
from copy import deepcopy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.books import book
from tests.doors.wco_files import MALFORMED, ON, SUBMIT, count, declarations, files, leaves, read
from tests.shared_data import shared
from tongguan.doors.codecs import wco
from tongguan.doors.codecs.wco_paths import mapping
from tongguan.doors.codecs.wco_read import _direction, _stepwise
from tongguan.doors.codecs.wco_safe import breaches, parse
from tongguan.doors.codecs.wco_typed import typed
from tongguan.law.words import say

KILOGRAMS = "/GoodsShipment/GovernmentAgencyGoodsItem/Commodity/GoodsMeasure"
NOT_RETURNED = {
    f"{KILOGRAMS}/GrossMassMeasure/@unitCode": 17,
    f"{KILOGRAMS}/NetNetWeightMeasure/@unitCode": 12,
}
"""Weights are in kilograms by the element; that some messages say so once more stays in the raw message."""


def test_every_well_formed_declaration_is_accepted_and_validates() -> None:
    kinds = Counter(message.kind for _, message in declarations())
    assert kinds == {"new": 186, "amendment": 13, "cancellation": 2, "arrival": 2}
    for path, message in declarations():
        assert not message.findings, (path.name, message.findings)
        assert message.declaration is not None and message.reference, path.name
        assert (message.amends is None) == (message.kind == "new"), path.name


def test_both_envelopes_are_opened() -> None:
    assert Counter(m.envelope for _, m in declarations()) == {"document": 192, "request": 11}


def test_leaf_values_come_back_and_the_message_validates_again() -> None:
    lost: Counter[str] = Counter()
    every = 0
    for path, message in declarations():
        assert message.declaration is not None and message.element is not None
        raw = wco.write(message.declaration, book=book("gb"), on=ON)
        again = read(raw, direction=message.declaration.direction)
        assert not again.findings and again.element is not None, (path.name, again.findings)
        assert again.declaration == message.declaration, path.name
        missing, strange = count(message.element), count(again.element)
        every += missing.total()
        assert not strange - missing, (path.name, strange - missing)
        lost.update({leaf: n for (leaf, _), n in (missing - strange).items()})
    assert lost == NOT_RETURNED, f"not returned, by path: {dict(lost)}"
    assert lost.total() / every < 0.01, f"{lost.total()} of {every} leaf values are not returned"


def test_leaves_come_back_in_their_order() -> None:
    for path, message in declarations():
        assert message.declaration is not None and message.element is not None
        again = read(wco.write(message.declaration, book=book("gb"), on=ON))
        assert again.element is not None
        before = [leaf for leaf in leaves(message.element) if leaf[0] not in NOT_RETURNED]
        assert before == list(leaves(again.element)), path.name


def test_what_no_field_names_is_known() -> None:
    left = Counter(path for _, message in declarations() for path, _ in message.left_out())
    assert left == NOT_RETURNED


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_declarations_are_refused_with_line_and_reason(name: str) -> None:
    (path,) = [path for path in files() if path.name == name]
    message = read(path.read_bytes())
    (finding,) = message.findings
    assert (finding.code, int(finding.arguments["line"])) == MALFORMED[name]
    assert message.declaration is None
    assert all(
        finding.arguments["line"] in say(finding.code, finding.arguments, tongue) for tongue in ("en", "zh")
    )


def test_everything_else_is_refused_as_what_it_is() -> None:
    accepted = {path for path, _ in declarations()}
    codes: Counter[str] = Counter()
    for path in files():
        if path in accepted or path.name in MALFORMED:
            continue
        (finding,) = read(path.read_bytes()).findings
        assert int(finding.arguments["line"]) >= 1 and int(finding.arguments["column"]) >= 1
        codes[finding.code] += 1
    assert sum(codes.values()) == len(files()) - len(accepted) - len(MALFORMED)
    assert codes.keys() == {"X010", "X011"}, codes


def test_the_quick_way_gives_what_the_two_steps_give() -> None:
    """One walk reads a message without fault; it must never differ from tree and reader."""
    gb = book("gb")
    for path, message in declarations():
        assert message.element is not None and message.way is not None
        going = _direction(message.element)
        slow, findings = _stepwise(message.element, message.way, going, message.raw, gb, ON)
        assert not findings
        assert typed(message.element, message.way, gb, ON, going) == slow, path.name


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_the_quick_way_never_passes_what_the_two_steps_refuse(data: st.DataObject) -> None:
    """A text, an attribute or an element changed anywhere: the quick way agrees, or leaves it alone."""
    _, message = data.draw(st.sampled_from(declarations()))
    assert message.element is not None and message.way is not None
    element = deepcopy(message.element)
    below = list(element.iter(etree.Element))
    chosen = data.draw(st.sampled_from(below))
    text = data.draw(
        st.sampled_from(["", " ", "1", " 1 ", "-1", "1e9", "货", "A" * 600, "20240231000000Z", "GBP"])
    )
    match data.draw(st.sampled_from(["text", "attribute", "twice", "gone"])):
        case "text":
            chosen.text = text
        case "attribute":
            chosen.set(data.draw(st.sampled_from(["currencyID", "unitCode", "formatCode"])), text)
        case "twice" if chosen is not element:
            chosen.addnext(deepcopy(chosen))
        case "gone" if chosen is not element:
            parent = chosen.getparent()
            assert parent is not None
            parent.remove(chosen)
    gb, going = book("gb"), _direction(element)
    way = mapping(gb, ON, going)
    quick = typed(element, way, gb, ON, going)
    slow, findings = _stepwise(element, way, going, message.raw, gb, ON)
    assert quick is None or (quick == slow and not findings)


def test_a_schema_finding_names_line_and_element() -> None:
    message = next(message for path, message in declarations() if path.name == "Step1_TT_IM117a.xml")
    raw = message.raw.replace(b"<TypeCode>IMA<", b"<TypeCode>IMABCD<").replace(
        b"<TotalPackageQuantity>100</TotalPackageQuantity>", b"<Packages>100</Packages>"
    )
    wrong = read(raw)
    told = [
        (f.code, f.arguments["name"], int(f.arguments["line"])) for f in wrong.findings if f.code[0] == "X"
    ]
    assert ("X022", "TypeCode", 37) in told
    assert ("X020", "Packages", 43) in told
    assert wrong.declaration is None
    line, column = int(wrong.findings[0].arguments["line"]), int(wrong.findings[0].arguments["column"])
    assert raw.split(b"\n")[line - 1][column - 1 :].startswith(b"<TypeCode>")


def test_a_finding_of_the_reader_is_located_in_the_bytes() -> None:
    message = next(message for path, message in declarations() if path.name == "Step1_TT_IM017a.xml")
    raw = message.raw.replace(b">85102000<", b">85 02000<")
    wrong = read(raw)
    (finding,) = wrong.findings
    assert finding.pointer == "/items/3/commodity_code"
    place = wrong.locate(finding.pointer)
    assert place is not None
    lines = raw.split(b"\n")
    assert b">85 02000<" in lines[place[0] - 1] or b">85 02000<" in lines[place[0]]


def test_amendments_apply_to_what_they_amend() -> None:
    by_name = {path.name: message.declaration for path, message in declarations()}
    original, change = by_name["TT_IM033b.xml"], by_name["TT_IM033b_Amendment.xml"]
    assert original is not None and change is not None
    made, findings = wco.amended(original, change, book=book("gb"), on=ON)
    assert made is not None and not findings
    assert (original.items[0].total, made.items[0].total) == (1000, 998)
    assert made.items[0].documents == original.items[0].documents
    original, change = by_name["Step1_TT_IM017a.xml"], by_name["TT_IM017a_Amendment.xml"]
    assert original is not None and change is not None
    made, _ = wco.amended(original, change, book=book("gb"), on=ON)
    assert made is not None
    assert [item.number for item in made.items] == [1, 3], "the second line is taken away"
    assert made.invoice_total is not None and made.invoice_total.amount == 1100


def test_schema_and_parser_agree_with_a_plain_validation() -> None:
    """Our reading adds nothing to the schema's verdict and takes nothing from it."""
    for path, message in declarations():
        root, _ = parse(message.raw)
        assert root is not None
        document = root if message.envelope == "document" else root.find(".//{*}MetaData")
        assert document is not None and not breaches(document, shared(SUBMIT), message.raw), path.name
