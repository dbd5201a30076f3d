"""Orders of several places are visits of their own."""

import pytest

from tests.desk.visits import AFTERWARDS, CUSTOMS, selected
from tongguan.desk.inspections import queries
from tongguan.law.kernel.case import TrackKey
from tongguan.law.select import Order, added

pytestmark = pytest.mark.usefixtures("dalian")


def test_another_site_is_another_visit_and_both_are_known_again() -> None:
    there = Order(authority="customs", place="other_site", method="machine")
    one = selected(CUSTOMS, there, AFTERWARDS)
    assert {(visit.key, visit.place) for visit in queries.inspections(one, as_trader=False)} == {
        (TrackKey("port_inspection", "", 1), "port"),
        (TrackKey("port_inspection", "", 2), "other_site"),
        (TrackKey("destination_inspection", "", 1), "destination"),
    }
    assert added(queries.selected(one), (CUSTOMS, there, AFTERWARDS)) == ()
