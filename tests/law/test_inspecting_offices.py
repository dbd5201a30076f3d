"""Which office has the goods before it: rows of table `inspecting_office` and elements of the declaration."""

from dataclasses import replace
from datetime import date

import pytest

from tests.books import RULES
from tongguan.desk.rulebooks.files import load
from tongguan.law.declaration import Declaration
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.targeting.offices import Offices, candidates

ON, SINCE = date(2020, 9, 15), date(2019, 1, 1)
SHIPPED = [row for row in load(RULES / "cn")[0] if row.table in ("element", "inspecting_office")]
STATED = Declaration(
    direction="import", reference="R", office="0902", border_office="0908", destination_office="4900"
)


def row(key: str, offices: str, scope: str = "") -> Row:
    value = Offices.parse({"offices": offices})
    return Row(
        table="inspecting_office", key=key, valid_from=SINCE, value=value, source="a notice", scope=scope
    )


def named(stated: Declaration, place: str, *rows: Row) -> list[str]:
    """What the shipped rows name, with these beside them."""
    law = Rulebook("cn", 1, [*SHIPPED, *rows])
    return list(candidates(stated, law, ON, place, ("office:0902",)))


def test_the_port_the_other_site_and_the_destination_have_offices_of_their_own() -> None:
    assert [named(STATED, place) for place in ("port", "other_site", "destination")] == [
        ["0908"], ["0908"], ["4900"],
    ]  # fmt: skip


def test_what_is_not_stated_or_cannot_be_an_office_names_none() -> None:
    silent = replace(STATED, border_office=None, destination_office="210000")
    assert named(silent, "port") == named(silent, "destination") == []


def test_a_row_says_for_whom_an_inspection_office_of_old_stands() -> None:
    old = replace(STATED, destination_office="210000")
    assert named(old, "destination", row("code/210000", "0900 0902")) == ["0900", "0902"]


def test_an_office_may_send_its_own_elsewhere() -> None:
    pilot = row("other_site", "4901 border_office", "office:0902")
    assert named(STATED, "other_site", pilot) == ["4901", "0908"]
    assert named(STATED, "other_site", replace(pilot, scope="office:0908")) == ["0908"]


def test_a_book_without_such_rows_names_none() -> None:
    elements = [row for row in SHIPPED if row.table == "element"]
    assert list(candidates(STATED, Rulebook("cn", 1, elements), ON, "port")) == []


@pytest.mark.parametrize("text", ["", "border-office", "declarant", "storage_place", "old_office"])
def test_a_row_that_names_no_office_is_none(text: str) -> None:
    with pytest.raises(ValueError, match="offices:"):
        Offices.parse({"offices": text})
