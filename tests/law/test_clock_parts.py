"""The time ledger of parts and cycles, of what is open or came to another end; stays."""

from datetime import datetime, timedelta
from typing import Any

from tests.law.cast import ANN, BEA, DONG, EIGHT, INA, IVAN, MEI, SYSTEM, TESS, Life
from tests.law.hours import EXPORT, HOUR, IMPORT, an_import, arrive, hours, of, told
from tongguan.law.clock import Measure, headline, ledger, stays
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import TrackKey


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


def test_the_time_of_a_short_landing_by_mistake_is_the_reporters() -> None:
    """Of exports too, whose cargo had arrived before and after: but for the mistake the gate had opened."""
    life = Life(FLOWS["export"], ("A", "B"))
    life.begin(("documents", "", "review"), ("cargo", "A", "expected"), ("cargo", "B", "expected"))
    life.take(TESS, "report_arrival", "A")
    life.after(1).take(TESS, "report_short", "A")
    life.after(1).take(DONG, "clear")
    told_now: Any = {"now": life.at, "parts": life.parts, "part": "A"}
    assert ledger(life.events, life.flow, EXPORT, **told_now) is None, "it came to another end"
    life.after(3).take(TESS, "take_back_short_arrived", "A")
    one = of(life, EXPORT, "A")
    assert not one.so_far and told(one) == [("documents", "review", 1.0), ("cargo", "short", 4.0)]
    assert hours(one) == {"documents": 1.0, "carrier": 4.0}


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


def test_while_several_parts_are_open_the_headline_is_the_one_that_has_taken_longest() -> None:
    life = an_import(parts=("A", "B", "C"))
    for part in ("C", "A", "B"):
        arrive(life.after(1), part)
    one = headline(life.events, life.flow, IMPORT, now=life.after(1).at, parts=life.parts)
    assert one is not None and (one.part, one.overall, one.so_far) == ("C", 3 * HOUR, True)
