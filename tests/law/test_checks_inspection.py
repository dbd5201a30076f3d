"""The 16 elements of inspection and quarantine: demanded of every line as soon as one line is inspected."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.books import book
from tests.stating import example
from tongguan.desk.rulebooks.files import SHIPPED, load
from tongguan.law.checks import check
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.words import say

ON = date(2020, 9, 15)
HEADER = (
    "trader/inspection_code", "declarant/inspection_code", "storage_place", "loading_port", "marks",
    "entry_port", "inspection_office", "certificate_office", "port_inspection_office", "departure_date",
    "destination_office",
)  # fmt: skip
LINE = (
    "inspection_code", "inspection_name", "purpose", "origin_country", "district", "division", "attributes",
)  # fmt: skip
NOT_INSPECTED = "2902420000"


def found(tree: dict[str, Any], law: Rulebook | None = None) -> tuple[Finding, ...]:
    law = law or book("cn")
    declaration, lexical = read(tree, law, ON)
    assert declaration is not None and not lexical
    return check(declaration, law, ON, Facts())


def demanded(tree: dict[str, Any], law: Rulebook | None = None) -> set[str]:
    """What is said to be missing, on whatever ground."""
    return {finding.pointer for finding in found(tree, law) if finding.code in ("P001", "P002", "Q001")}


def bare(**changes: Any) -> dict[str, Any]:
    """The pork without any of the sixteen."""
    nothing = {f"/{path}": None for path in HEADER}
    nothing |= {f"/items/{line}/{name}": None for line in (1, 2, 3) for name in LINE}
    return example("import-pork", {**nothing, **changes})


ALWAYS = {"/storage_place", "/loading_port", "/marks", "/entry_port"} | {
    f"/items/{line}/{name}" for line in (1, 2, 3) for name in ("origin_country", "district")
}
ALL = {f"/{path}" for path in HEADER} | {f"/items/{line}/{name}" for line in (1, 2, 3) for name in LINE}


def test_all_sixteen_are_demanded_of_every_line():
    assert demanded(bare()) == ALL


def test_an_element_of_the_whole_is_not_asked_of_every_line():
    missing = {f.pointer: f for f in found(bare()) if f.code == "Q001"}
    departure, purpose = missing["/departure_date"], missing["/items/2/purpose"]
    assert say("Q001", departure.arguments, "en") == (
        "date of departure must be stated, because goods of this declaration are subject to inspection"
    )
    assert say("Q001", departure.arguments, "zh") == "启运日期必须申报，因为本报关单含须检验检疫的货物"
    assert say("Q001", purpose.arguments, "zh") == "用途必须申报，因为本报关单含须检验检疫的货物"


def test_one_inspected_line_among_others_demands_them_of_all():
    others = {"/items/2/commodity_code": NOT_INSPECTED, "/items/3/commodity_code": NOT_INSPECTED}
    assert demanded(bare(**others)) == ALL


def test_goods_that_are_not_inspected_need_only_what_all_goods_need():
    others = {f"/items/{line}/commodity_code": NOT_INSPECTED for line in (1, 2, 3)}
    assert demanded(bare(**others)) == ALWAYS
    assert not any(finding.code == "Q001" for finding in found(bare(**others)))


@pytest.mark.parametrize("packing", ["/package_type", "/other_packages/1/type"])
def test_wooden_packing_makes_any_goods_inspected(packing):
    others = {f"/items/{line}/commodity_code": NOT_INSPECTED for line in (1, 2, 3)}
    assert demanded(bare(**others, **{packing: "93"})) == ALL


def test_an_area_of_an_epidemic_makes_any_goods_inspected():
    rows, _ = load(SHIPPED / "cn")
    area = Row(
        table="condition", key="epidemic_area", valid_from=ON, source="a notice",
        value=type(book("cn").table("condition", ON)["water"])(("ESP",)),
    )  # fmt: skip
    others = {f"/items/{line}/commodity_code": NOT_INSPECTED for line in (2, 3)}
    tree = bare(**others, **{"/items/1/commodity_code": NOT_INSPECTED})
    tree["items"][0]["origin_country"] = "ESP"
    assert demanded(tree, Rulebook("cn", 1, [*rows, area])) == ALL - {"/items/1/origin_country"}


def test_they_are_demanded_whatever_the_rows_say_of_their_use():
    rows, _ = load(SHIPPED / "cn")
    eased = [
        Row(
            table="element", key=row.key, valid_from=ON, source="an edition of another day",
            value=replace(row.value, use="O", when=()),
        )
        for row in rows
        if row.table == "element" and row.key in ("items/*/purpose", "storage_place", "marks")
    ]  # fmt: skip
    assert len(eased) == 3
    assert demanded(bare(), Rulebook("cn", 1, [*rows, *eased])) == ALL


def test_an_export_needs_neither_port_of_loading_abroad_nor_day_of_departure():
    exported = bare(**{"/direction": "export"})
    assert demanded(exported) == ALL - {"/loading_port", "/departure_date"}


def test_what_was_stated_but_could_not_be_read_is_not_missing_as_well():
    tree = example(
        "import-pork", {"/departure_date": "2020-02-30", "/items/1/quantity": "1e9", "/people": "x"}
    )
    declaration, lexical = read(tree, book("cn"), ON)
    assert declaration is not None and len(lexical) == 3
    assert check(declaration, book("cn"), ON, Facts(), already=lexical) == ()
    again = {finding.pointer for finding in check(declaration, book("cn"), ON, Facts())}
    assert {"/departure_date", "/items/1/quantity", "/people/operator_name"} <= again
