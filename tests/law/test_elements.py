"""The 105 elements: each can be stated or is given back, is read, stored and shown."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book
from tests.law.declared import objects
from tongguan.law.checks.when import condition_of
from tongguan.law.declaration import Declaration
from tongguan.law.elements import Part, elements, parts, read, tree
from tongguan.law.faults import Fault
from tongguan.law.registry import TABLES
from tongguan.law.stating.given_back import given_back
from tongguan.law.stating.parts import ANSWER, conditional, fields_of, places
from tongguan.law.words import say

ON = date(2020, 3, 2)
OUTSIDE = {"envelope", "attachment", "self-assessment"}
BEYOND_CHINA = fields_of(Declaration).keys() - {
    path.split("/")[0] for path in parts(book("cn"), ON) if not path.startswith(ANSWER)
}
USES = (
    "MSSSSMCOCSMMMMMCCMCCMMMCCOMMOMMMSMMMMOMCCCOOCMCCCC"  # header
    "CCCCCCCCCCCCCOCCCCC"  # inspection
    "MCMCMMMMMMMMMCCCCMMCMM"  # goods
    "CCCCCCCCC" "CCCC" "C"  # inspection of goods, containers, documents
)  # fmt: skip


def sample(part: Part) -> Any:
    """A text that the part can hold, of its greatest length."""
    match part.type:
        case "date":
            return "2020-02-29"
        case "time":
            return "2020-02-29T09:30:00+08:00"
        case "number" | "signed" if part.places:
            return "9" * (part.most - part.places) + "." + "8" * part.places
        case "number" | "signed" | "integer":
            return "9" * part.most
        case "digits":
            return "7" * part.most
        case "code":
            return "import" if part.path == "direction" else "A" * part.most
        case _:
            return "货" * part.most


def place(into: dict[str, Any], path: str, value: Any) -> None:
    """Put a value at a canonical path; `*` is the first entry of a list."""
    names = path.split("/")
    node: Any = into
    for name, following in zip(names, [*names[1:], None], strict=True):
        if name == "*":
            if following is None:
                node.append(value)
                return
            if not node:
                node.append({})
            node = node[0]
        elif following is None:
            node[name] = value
        else:
            node = node.setdefault(name, [] if following == "*" else {})


def everything(known: Mapping[str, Part]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    for path, part in known.items():
        if not path.startswith(ANSWER) and part.type != "list":
            place(made, path, sample(part))
    return made


def test_there_are_exactly_105_numbered_from_1():
    numbers = [element.number for element in elements(book("cn"), ON)]
    assert numbers == [str(n) for n in range(1, 106)]


def test_their_use_is_that_of_the_filing_rules():
    assert "".join(element.use for element in elements(book("cn"), ON)) == USES


def test_whatever_is_conditional_says_on_what_in_both_languages():
    known = parts(book("cn"), ON)
    for element in elements(book("cn"), ON):
        for part in element.parts:
            english, chinese = (condition_of(part, known, language) for language in ("en", "zh"))
            assert bool(english) == bool(chinese) == (not chinese.isascii()) and english.isascii()
            assert english or part.use != "C", part.path
        if element.use == "C":
            assert any(condition_of(part, known, "en") for part in element.parts), element.number


def test_what_must_be_in_each_entry_has_the_condition_of_its_list():
    known = parts(book("cn"), ON)
    said = [condition_of(known[f"containers{rest}"], known, "en") for rest in ("", "/*/lines/*")]
    assert said[0] == said[1] == "the goods are carried in containers"
    assert condition_of(known["other_packages/*/type"], known, "en") == ""


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        ({"use": "C", "when": "inspected"}, ""),
        ({"use": "C", "condition_en": "so", "condition_zh": "如此"}, ""),
        ({"use": "C"}, "use"),
        ({"use": "C", "condition_en": "so"}, "condition_en, condition_zh"),
        ({"use": "O", "condition_en": "so", "condition_zh": "如此"}, "condition_en, condition_zh"),
        (
            {"use": "C", "when": "water", "condition_en": "so", "condition_zh": "如此"},
            "condition_en, condition_zh",
        ),
    ],
)
def test_a_row_whose_condition_is_missing_or_told_by_halves_is_not_published(columns, fault):
    found = ""
    try:
        conditional("contract", columns)
    except Fault as wrong:
        found = wrong.column
    assert found == fault


def test_every_code_table_that_a_part_names_is_one_that_may_be_published():
    named = {part.code_table for part in parts(book("cn"), ON).values()} - {""}
    assert len(named) > 20 and named <= TABLES.keys()


def test_there_are_no_elements_before_the_forms_were_merged():
    with pytest.raises(LookupError):
        elements(book("cn"), date(2018, 7, 31))


@pytest.mark.parametrize("element", elements(book("cn"), ON), ids=lambda e: f"{e.number}")
def test_each_is_named_in_both_languages_and_stated_or_given_back(element):
    assert element.en.isascii() and not element.zh.isascii()
    for part in element.parts:
        assert part.name("en") and part.name("zh") and part.tag
        if element.use == "S":
            assert part.path.startswith(ANSWER)
            continue
        if part.type == "list":
            continue
        stated: dict[str, Any] = {"direction": "import", "reference": "R1"}
        place(stated, part.path, sample(part))
        declaration, found = read(stated, book("cn"), ON)
        assert declaration is not None and not found
        assert tree(declaration) == stated


def test_a_part_that_repeats_its_element_is_named_once():
    known = parts(book("cn"), ON)
    assert known["items/*/inspection_name"].name("en") == "inspection name"
    assert known["items/*/attributes"].name("zh") == "货物属性"
    assert known["items/*/inspection_code"].name("en") == "inspection name: inspection suffix"


def test_the_system_gives_back_the_elements_that_it_fills_in():
    stated = {"direction": "import", "reference": "R", "containers": [{"number": "CSQU3054383"}]}
    declaration, _ = read(stated, book("cn"), ON)
    assert declaration is not None
    made = given_back(declaration, book("cn"), entry="090820201000000762", on=ON)
    assert made == {
        "status": "J",
        "unified_number": "I20200908000000762",
        "pre_entry_number": "I20200908000000762",
        "entry_number": "090820201000000762",
        "declared_on": "2020-03-02",
        "container_count": "1",
    }
    filled = [part for element in elements(book("cn"), ON) if element.use == "S" for part in element.parts]
    assert {part.path.removeprefix(ANSWER) for part in filled} == made.keys()
    for part in filled:
        assert part.type == "date" or part.least <= len(made[part.path.removeprefix(ANSWER)]) <= part.most


def test_all_elements_at_once_survive_storing():
    stated = everything(parts(book("cn"), ON))
    declaration, found = read(stated, book("cn"), ON)
    assert not found and declaration is not None
    assert tree(declaration) == stated
    assert read(tree(declaration), book("cn"), ON) == (declaration, ())
    made = replace(declaration)  # by its own constructor, of the same values
    assert (made, hash(made), vars(made)) == (declaration, hash(declaration), vars(declaration))


def test_every_field_of_the_merged_declaration_is_part_of_an_element():
    known = parts(book("cn"), ON)
    assert "accepted_at" in BEYOND_CHINA and "office" not in BEYOND_CHINA
    for path, part in known.items():
        assert bool(part.number) != (part.group in OUTSIDE)
        assert path.startswith(ANSWER) or path in places()


WRONG: dict[str, Any] = {
    "direction": "import", "reference": "R1",
    "ofice": "0908", "zzz": "1", "route": ["CN"],
    "office": 908, "border_office": True, "trader": "Huaxin", "packages": "12.5", "package_type": "２２",
    "gross_weight": "1e9", "net_weight": "NaN", "freight": {"amount": "+5"}, "insurance": {"amount": "1,000"},
    "other_costs": {"amount": "-0.000001"}, "border_date": "2026-02-30", "departure_date": "1926-02-03",
    "discharged_on": "20260302", "remarks": "a\x00b", "contract": "", "bill": None, "marks": "x" * 401,
    "transport_mode": "22", "supervision_mode": "011", "ledger_number": "C 1", "yard": {"code": "1"},
    "conveyance": {"name": "\u202eship"},
    "items": [{"quantity": "-1", "unit_price": "1" * 16, "number": "1"}, [], {"total": 5.5}],
    "containers": [{}] * 301, "documents": {},
}  # fmt: skip


def test_everything_wrong_is_found_at_once_and_located():
    declaration, found = read(WRONG, book("cn"), ON)
    at: dict[str, set[str]] = {}
    for finding in found:
        at.setdefault(finding.code, set()).add(finding.pointer)
    assert at == {
        "R001": {"/zzz"},
        "R002": {"/ofice"},
        "R003": {"/route"},
        "R004": {"/containers"},
        "R010": {"/trader", "/yard", "/items/2", "/documents"},
        "R011": {"/office", "/border_office", "/items/3/total"},
        "R012": {"/contract", "/bill"},
        "R013": {"/marks", "/transport_mode"},
        "R014": {"/supervision_mode"},
        "R015": {"/remarks", "/conveyance/name"},
        "R016": {"/package_type"},
        "R017": {"/ledger_number"},
        "R018": {"/gross_weight", "/net_weight", "/freight/amount", "/insurance/amount"},
        "R019": {"/items/1/quantity"},
        "R020": {"/other_costs/amount", "/items/1/unit_price"},
        "R021": {"/packages"},
        "R022": {"/border_date", "/discharged_on"},
        "R023": {"/departure_date"},
    }  # fmt: skip
    assert declaration is not None and len(declaration.items) == 3
    for finding in found:
        english, chinese = (say(finding.code, finding.arguments, language) for language in ("en", "zh"))
        assert english != chinese and not chinese.isascii()


@pytest.mark.parametrize(
    ("stated", "code", "pointer"),
    [
        ({"direction": "import"}, "R005", "/reference"),
        ({"reference": "R1"}, "R005", "/direction"),
        ({"direction": "inward", "reference": "R1"}, "R006", "/direction"),
        ({"direction": "sideways", "reference": "R1"}, "R006", "/direction"),
        ([], "R010", ""),
        (None, "R012", ""),
        ("text", "R010", ""),
    ],
)
def test_without_direction_reference_or_object_there_is_no_declaration(stated, code, pointer):
    declaration, found = read(stated, book("cn"), ON)
    assert declaration is None
    assert [(f.code, f.pointer) for f in found] == [(code, pointer)]


def test_a_flood_of_unknown_names_is_cut_short():
    flood = {f"zz{n}q": "" for n in range(9999)}
    _, found = read({"direction": "import", "reference": "R", **flood}, book("cn"), ON)
    assert len(found) == 21 and found[-1].arguments == {"count": "9979"}


def test_a_line_break_fits_remarks_but_not_a_name():
    text = {"direction": "import", "reference": "R", "remarks": "one\ntwo\u3000three"}
    assert read(text, book("cn"), ON)[1] == ()
    _, found = read({**text, "bill": "one\ntwo"}, book("cn"), ON)
    assert [(f.code, f.pointer, f.arguments["place"]) for f in found] == [("R015", "/bill", "4")]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_reading_what_was_stored_gives_the_same_declaration(data):
    declaration = data.draw(objects(Declaration, "", parts(book("cn"), ON)))
    assert read(tree(declaration), book("cn"), ON) == (declaration, ())


NAMES = ["items", "trader", "direction", "reference", "containers", "lines", "number", "x"]
ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=4),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None)
@given(ANYTHING)
def test_no_tree_breaks_the_reader(anything):
    declaration, found = read(anything, book("cn"), ON)
    assert declaration is not None or found
    for finding in found:
        assert say(finding.code, finding.arguments, "en") and say(finding.code, finding.arguments, "zh")
