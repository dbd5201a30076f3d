"""The time ledger: three figures, divided backwards, every second with one owner."""

from datetime import timedelta

from tests.law.cast import BEA, DONG, EIGHT, INA, MEI, SYSTEM, TESS, Life
from tests.law.hours import EXPORT, HOUR, an_import, arrive, hours, of, told
from tongguan.law.clock import Measure
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import TrackKey


def test_an_import_counts_from_arrival_and_the_three_figures_differ() -> None:
    life = an_import(charges="due")
    arrive(life.after(1), since=4)  # entered at 5:00, three hours before it was lodged; told at 9:00
    life.after(2).take(DONG, "take_up")
    life.after(1).take(DONG, "clear")
    life.after(3).take(BEA, "pay")
    one = of(life)
    assert (one.overall, one.acceptance_to_gate, one.in_customs_hands) == (10 * HOUR, 7 * HOUR, 0)
    assert hours(one) == {"trader": 10.0}  # three of preparation; then the tax was what everything waited for
    assert told(one) == [("", "preparation", 3.0), ("charges", "due", 7.0)]
    assert not one.so_far and one.start == EIGHT - timedelta(hours=3)


def test_the_interval_is_divided_backwards_from_what_closed_last() -> None:
    life = an_import(charges="due")
    arrive(life)
    life.after(1).take(BEA, "pay")
    life.after(1).take(DONG, "ask")
    life.after(4).take(MEI, "answer")
    life.after(2).take(DONG, "clear")
    one = of(life)
    assert told(one) == [
        ("documents", "checking", 2.0),
        ("documents", "asked", 4.0),
        ("documents", "review", 2.0),
    ]
    assert hours(one) == {"documents": 4.0, "trader": 4.0}
    assert one.in_customs_hands == 4 * HOUR


def test_at_an_opening_the_track_whose_step_opened_it_goes_on() -> None:
    life = an_import(("port_inspection", "", "results"), charges="due")
    arrive(life)
    life.after(3).take(INA, "amend_after_port_inspection")  # closes the order, opens the amendment
    life.after(1).take(BEA, "pay")
    life.take(SYSTEM, "clear_automatically")
    life.after(2).take(MEI, "confirm_amendment")
    life.after(1).take(DONG, "drop_amendment")
    one = of(life)
    assert told(one) == [
        ("port_inspection", "results", 3.0),
        ("amendment", "required", 3.0),
        ("amendment", "confirmed", 1.0),
    ]


def test_without_a_cause_the_span_goes_on_that_closes_last_of_those_open_just_then() -> None:
    life = an_import(charges="due")
    arrive(life)
    life.after(1).take(DONG, "hold_for_documents")
    life.after(1).take(SYSTEM, "clear_automatically")
    life.after(1).take(BEA, "pay")
    life.after(5).take(DONG, "lift_documents_hold")
    assert told(of(life)) == [("charges", "due", 1.0), ("hold", "held_documents", 7.0)]


def test_a_cause_of_an_earlier_moment_hands_on_the_time_that_its_track_still_held() -> None:
    life = an_import(charges="due")
    arrive(life)
    (asked,) = life.take(DONG, "ask")
    life.after(2).take(DONG, "hold_for_documents", cause=asked.seq)
    life.take(MEI, "answer")
    life.take(DONG, "clear")
    life.take(BEA, "pay")
    life.after(1).take(DONG, "lift_documents_hold")
    assert told(of(life)) == [("documents", "asked", 2.0), ("hold", "held_documents", 1.0)]


def test_a_cause_of_an_earlier_moment_hands_on_nothing_once_its_track_was_through() -> None:
    life = an_import(charges="due")
    arrive(life)
    (cleared,) = life.take(SYSTEM, "clear_automatically")
    life.after(2).take(DONG, "hold_for_documents", cause=cleared.seq)
    life.take(BEA, "pay")
    life.after(1).take(DONG, "lift_documents_hold")
    assert told(of(life)) == [("charges", "due", 2.0), ("hold", "held_documents", 1.0)]


def test_a_claim_changes_nothing_in_the_ledger() -> None:
    life = an_import()
    arrive(life)
    life.after(1).keep(life.flow.claim(life.case, TrackKey("documents"), actor=DONG, at=life.at))
    life.after(1).take(DONG, "ask")
    life.after(1).take(MEI, "answer")
    life.take(DONG, "clear")
    assert told(of(life)) == [("documents", "checking", 2.0), ("documents", "asked", 1.0)]


def test_an_arrival_after_the_gate_leaves_nothing_to_count() -> None:
    life = an_import(("exit", "", "awaited"))
    arrive(life)
    life.after(1).take(SYSTEM, "clear_automatically")
    life.after(1).take(TESS, "gate_out")
    for preparation in (True, False):
        one = of(life, Measure("may_leave", ("gate_out",), "lodged", preparation=preparation))
        assert (one.overall, one.slices, one.end) == (0, (), EIGHT + timedelta(hours=1))


def test_a_reopened_track_is_two_spans() -> None:
    life = an_import(charges="due")
    arrive(life)
    life.after(1).take(SYSTEM, "clear_automatically")
    life.after(1).take(DONG, "review_again")
    life.after(1).take(BEA, "pay")
    life.after(1).take(DONG, "clear")
    assert told(of(life)) == [("charges", "due", 2.0), ("documents", "review", 2.0)]


def test_late_reporting_is_the_reporters_time() -> None:
    life = an_import()
    life.take(SYSTEM, "clear_automatically")
    arrive(life.after(5), since=3)
    one = of(life)
    assert one.overall == 3 * HOUR and hours(one) == {"carrier": 3.0}


def test_times_before_arrival_count_as_zero() -> None:
    life = an_import(charges="due")
    life.after(30).take(BEA, "pay")
    life.after(10)
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    one = of(life)
    assert (one.overall, one.acceptance_to_gate, one.slices) == (0, 0, ())


def test_an_export_counts_from_the_later_of_arrival_and_acceptance() -> None:
    for arrived, expected in ((-2.0, 5), (3.0, 2)):  # before it was lodged, and three hours after
        life = Life(FLOWS["export"])
        life.begin(("documents", "", "checking"), ("cargo", "", "expected"))
        life.after(max(arrived, 1)).take(TESS, "report_arrival", occurred_at=EIGHT + timedelta(hours=arrived))
        life.at = EIGHT + timedelta(hours=5)
        life.take(SYSTEM, "clear_automatically")
        one = of(life, EXPORT)
        assert (one.overall, one.acceptance_to_gate) == (expected * HOUR, expected * HOUR)
        assert told(one) == [("documents", "checking", float(expected))]
