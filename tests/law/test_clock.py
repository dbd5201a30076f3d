"""The time ledger: three figures, divided backwards, every second with one owner."""

from datetime import datetime, timedelta

from tests.law.cast import ANN, BEA, DONG, EIGHT, INA, IVAN, MEI, SYSTEM, TESS, Life
from tongguan.law.case import TrackKey
from tongguan.law.clock import Ledger, Measure, floats, headline, ledger, spans_of, stays, without
from tongguan.law.flows import FLOWS

IMPORT = Measure("may_leave", ("declare_entry",), "lodged", preparation=True)
EXPORT = Measure("released", ("report_arrival",), "lodged", preparation=False)
HOUR = 3600


def an_import(*more: tuple[str, str, str], parts: tuple[str, ...] = ("",), charges: str = "nothing") -> Life:
    life = Life(FLOWS["import"], parts)
    opened = [("cargo", part, "expected") for part in parts]
    life.begin(("documents", "", "checking"), ("charges", "", charges), *opened, *more)
    return life


def arrive(life: Life, *parts: str, since: float = 0) -> None:
    for part in parts or ("",):
        life.take(TESS, "declare_entry", part, occurred_at=life.at - timedelta(hours=since))
        life.take(TESS, "discharge", part)
        life.take(TESS, "make_available", part)


def of(life: Life, measure: Measure = IMPORT, part: str = "", cycle: int = 1) -> Ledger:
    found = ledger(life.events, life.flow, measure, now=life.at, parts=life.parts, part=part, cycle=cycle)
    assert found is not None
    assert sum(s.seconds for s in found.slices) == (found.end - found.start).total_seconds()
    return found


def hours(one: Ledger) -> dict[str, float]:
    return {whose: seconds / HOUR for whose, seconds in one.by_owner.items()}


def told(one: Ledger) -> list[tuple[str, str, float]]:
    return [(s.key.track if s.key else "", s.state, s.seconds / HOUR) for s in one.slices]


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
    life.after(1).take(DONG, "refuse_amendment")
    one = of(life)
    assert told(one) == [
        ("port_inspection", "results", 3.0),
        ("amendment", "required", 3.0),
        ("amendment", "requested", 1.0),
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


def test_the_headline_is_the_part_whose_gate_opened_last() -> None:
    life = an_import(("port_inspection", "B", "ordered"), parts=("A", "B"))
    arrive(life, "A", "B")
    life.after(1).take(SYSTEM, "clear_automatically")
    so_far = headline(life.events, life.flow, IMPORT, now=life.after(1).at, parts=life.parts)
    assert so_far is not None and so_far.so_far and (so_far.part, so_far.overall) == ("B", 2 * HOUR)
    for actor, step in (
        (INA, "notify"),
        (MEI, "present_for"),
        (INA, "begin"),
        (INA, "enter_results_of"),
        (IVAN, "pass"),
    ):
        life.after(1).take(actor, f"{step}_port_inspection", "B")
    one = headline(life.events, life.flow, IMPORT, now=life.after(9).at, parts=life.parts)
    assert one is not None and (one.part, one.so_far, one.overall) == ("B", False, 7 * HOUR)
    assert hours(one) == {"inspection": 6.0, "trader": 1.0}
    assert of(life, part="A").overall == HOUR


def test_the_headline_leaves_out_what_came_to_another_end() -> None:
    life = an_import(("disposal", "B", "destroying"), parts=("A", "B"))
    arrive(life, "A", "B")
    life.after(1).take(SYSTEM, "clear_automatically")
    life.after(5).take(INA, "confirm_destruction", "B")
    one = headline(life.events, life.flow, IMPORT, now=life.at, parts=life.parts)
    assert one is not None and (one.part, one.overall) == ("A", HOUR)


def test_withdrawn_and_refused_dossiers_have_stays_but_no_clocks() -> None:
    for actor, step in ((DONG, "refuse"), (DONG, "grant_withdrawal")):
        life = an_import(("withdrawal", "", "requested"))
        life.after(2).take(actor, step)
        assert headline(life.events, life.flow, IMPORT, now=life.at) is None
        stay = next(s for s in stays(life.events) if s.key.track in ("documents", "withdrawal") and s.until)
        assert (stay.since, stay.until) == (EIGHT, life.at)


def test_an_open_one_is_told_so_far() -> None:
    life = an_import(charges="due")
    arrive(life.after(1))
    life.after(2).take(DONG, "hold_for_documents")
    one = of(life.after(3))
    assert one.so_far and one.overall == 5 * HOUR
    assert told(one) == [("charges", "due", 2.0), ("hold", "held_documents", 3.0)]
    waiting = of(an_import().after(6))
    assert (waiting.overall, waiting.slices) == (0, ())  # it has not come yet


def test_a_new_cycle_has_its_own_ledger_and_the_headline_keeps_the_first() -> None:
    life = an_import(("exit", "", "awaited"))
    arrive(life)
    life.after(1).take(SYSTEM, "clear_automatically")
    life.after(1).take(DONG, "ask_stop")
    life.after(1).take(TESS, "confirm_stop")
    life.after(1).take(DONG, "withdraw_release")
    assert told(of(life.after(2), cycle=2)) == [("hold", "held_documents", 2.0)]
    life.after(1).take(DONG, "lift_documents_hold")
    second, first = of(life, cycle=2), headline(life.events, life.flow, IMPORT, now=life.at)
    assert (second.overall, second.so_far, second.start) == (3 * HOUR, False, EIGHT + timedelta(hours=4))
    assert first is not None and (first.cycle, first.overall) == (1, HOUR)
    assert ledger(life.events, life.flow, IMPORT, now=life.at, cycle=3) is None


def test_a_part_that_came_to_light_late_was_prepared_by_the_trader_until_then() -> None:
    life = an_import(("hold", "A", "held_documents"), parts=("A",))
    arrive(life, "A")
    life.after(1).take(SYSTEM, "clear_automatically")
    life.after(3).keep(life.flow.add_part(life.case, "B", [("cargo", "B", "entered")], actor=MEI, at=life.at))
    life.after(2).take(TESS, "make_available", "B")
    late = Measure("may_leave", ("declare_entry", "lodged"), "lodged", preparation=True)
    one = of(life, late, part="B")
    assert told(one) == [("", "preparation", 4.0), ("cargo", "entered", 2.0)]


def test_seconds_are_whole_and_still_sum() -> None:
    life = an_import()
    life.at += timedelta(milliseconds=700)
    arrive(life)
    life.at += timedelta(milliseconds=600)
    life.take(DONG, "ask")
    life.at += timedelta(milliseconds=900)
    life.take(MEI, "answer")
    life.at += timedelta(seconds=1, milliseconds=1)
    life.take(DONG, "clear")
    one = of(life)
    assert [s.seconds for s in one.slices] == [1, 1, 1] and one.overall == 3


def test_float_and_what_would_have_been_without_a_track() -> None:
    life = an_import(charges="due")
    arrive(life.after(1))
    life.after(2).take(SYSTEM, "clear_automatically")
    life.after(4).take(BEA, "pay")
    spans = spans_of(life.events, life.flow, "may_leave", "")
    assert floats(spans, life.at) == {
        TrackKey("cargo"): timedelta(hours=6),
        TrackKey("documents"): timedelta(hours=4),
        TrackKey("charges"): timedelta(0),
    }
    assert without(spans, "charges") == EIGHT + timedelta(hours=3)
    assert without(spans, "documents") == life.at


def test_stays_are_of_every_track_and_a_claim_is_none() -> None:
    life = an_import()
    life.keep(life.flow.claim(life.case, TrackKey("documents"), actor=DONG, at=life.after(1).at))
    life.after(1).take(DONG, "take_up")
    documents = [s for s in stays(life.events) if s.key == TrackKey("documents")]
    assert [(s.state, s.whose, s.since, s.until) for s in documents] == [
        ("checking", "documents", EIGHT, life.at),
        ("review", "documents", life.at, None),
    ]


def test_other_authorities_and_the_bank_are_not_customs() -> None:
    life = an_import(charges="due")
    arrive(life)
    life.take(SYSTEM, "clear_automatically")
    life.after(1).take(MEI, "order_payment")
    life.after(1).take(ANN, "hold_for_authority")
    life.after(1).take(BEA, "pay")
    life.after(2).take(ANN, "lift_authority_hold")
    assert hours(of(life)) == {"trader": 1.0, "bank": 1.0, "authority": 3.0}
    assert of(life).in_customs_hands == 0


def test_the_gate_is_an_argument() -> None:
    life = an_import(("destination_inspection", "", "results"), ("exit", "", "awaited"))
    arrive(life)
    life.after(1).take(SYSTEM, "clear_automatically")
    life.after(1).take(TESS, "gate_out")
    released = of(life, Measure("released", IMPORT.arrival, "lodged", preparation=True))
    assert released.so_far and told(released) == [("destination_inspection", "results", 2.0)]
    life.after(1).take(INA, "pass_destination_inspection")
    ends: dict[str, datetime] = {}
    for gate in ("may_leave", "released", "closed"):
        ends[gate] = of(life, Measure(gate, IMPORT.arrival, "lodged", preparation=True)).end
    assert [(end - EIGHT).total_seconds() / HOUR for end in ends.values()] == [1.0, 3.0, 3.0]


def test_a_released_part_is_still_told_so_far_of_the_gate_that_comes_after() -> None:
    life = an_import(("exit", "", "awaited"))
    arrive(life)
    life.after(1).take(SYSTEM, "clear_automatically")
    one = of(life.after(2), Measure("closed", IMPORT.arrival, "lodged", preparation=True))
    assert one.so_far and told(one) == [("exit", "awaited", 3.0)]
