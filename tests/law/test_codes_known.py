"""Codes that were read before are known: under their own rows alone, and no flood of others spoils that."""

from dataclasses import replace
from datetime import date
from inspect import getclosurevars

from tongguan.desk.rulebooks.files import SHIPPED, load
from tongguan.law.elements import parts, read
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.stating.reading import ROOM

ON, LATER = date(2020, 9, 15), date(2020, 9, 18)
ROWS = load(SHIPPED / "cn")[0]


def wrong(law, on, **stated):
    """Where what is stated is wrong."""
    return {one.pointer for one in read({"direction": "import", "reference": "R", **stated}, law, on)[1]}


def test_a_code_that_was_known_is_too_long_once_its_row_has_become_shorter():
    first = Rulebook("cn", 1, ROWS)
    part = replace(first.need("element", "ledger_number", ON), most=10)
    shorter = Row(table="element", key="ledger_number", valid_from=LATER, value=part, source="a notice")
    dated = Rulebook("cn", 1, [*ROWS, shorter])
    anew = Rulebook("cn", 2, [*ROWS, replace(shorter, valid_from=ON, edition=2)])
    at = {"/ledger_number"}
    for _ in range(2):
        found = [
            wrong(law, on, ledger_number="B" + 11 * "0") for law in (first, dated, anew) for on in (ON, LATER)
        ]
        assert found == [set(), set(), set(), at, at, at]


def test_a_flood_of_codes_is_forgotten_again():
    law = Rulebook("cn", 1, ROWS)
    for number in range(ROOM + 1):
        assert not wrong(law, ON, ledger_number=f"B{number}")
    readers = getclosurevars(law.memo["reader", id(parts(law, ON))]).nonlocals["readers"]
    _, known = readers["ledger_number"]
    assert f"B{ROOM}" in known and len(known) <= ROOM
    assert wrong(law, ON, ledger_number="B 1") == {"/ledger_number"}
