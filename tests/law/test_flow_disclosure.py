"""What a trader sees: a dossier that will be inspected and one that will not look the same."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.law.cast import ANN, BEA, DONG, EIGHT, INA, IVAN, MEI, RUI, SYSTEM, TESS, Life
from tongguan.law.clock import Measure
from tongguan.law.disclosure import as_trader, ledger_as_trader
from tongguan.law.flow import NotOffered
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Actor, TrackKey

MEASURE = Measure("may_leave", ("declare_entry",), "lodged", preparation=True)
PARTS = ("A", "B")


def an_import(*more: tuple[str, str, str], documents: str = "checking", charges: str = "due") -> Life:
    life = Life(FLOWS["import"], PARTS)
    cargo = [
        (track, part, to) for part in PARTS for track, to in (("cargo", "expected"), ("exit", "awaited"))
    ]
    life.begin(("documents", "", documents), *more, ("charges", "", charges), *cargo)
    return life


def arrive(life: Life) -> None:
    for part in PARTS:
        for step in ("declare_entry", "discharge", "make_available"):
            life.take(TESS, step, part)


def seen(life: Life) -> tuple[Any, ...]:
    """Everything that reaches the trader: lines, what is missing, buttons, the ledger so far."""
    told = as_trader(life.events, life.flow, PARTS)
    ledgers = [
        ledger_as_trader(life.events, life.flow, MEASURE, now=life.at, parts=PARTS, part=part)
        for part in PARTS
    ]
    return told.lines, told.missing, life.offers(MEI), ledgers


def waiting(life: Life, gate: str = "may_leave", part: str = "A") -> list[tuple[str, str]]:
    return [(key.track, at.state) for key, at in as_trader(life.events, life.flow, PARTS).missing[gate, part]]


GREEN = an_import
RED: dict[str, Callable[[], Life]] = {
    "inspected": lambda: an_import(("port_inspection", "A", "ordered"), ("port_inspection", "B", "ordered")),
    "one part inspected": lambda: an_import(("port_inspection", "B", "ordered")),
    "inspected at its destination": lambda: an_import(("destination_inspection", "A", "ordered")),
    "read by an officer": lambda: an_import(documents="review"),
    "both": lambda: an_import(("port_inspection", "A", "ordered"), documents="review"),
}


def test_twins_look_alike_until_the_green_one_is_released() -> None:
    for red_one in RED.values():
        green, red = GREEN(), red_one()
        assert seen(green) == seen(red)
        for hours, actor, step in (
            (1, None, "arrive"),
            (1, SYSTEM, "clear_automatically"),
            (2, MEI, "order_payment"),
        ):
            for life in (green, red):
                life.after(hours)
                if actor is None:
                    arrive(life)
                elif step != "clear_automatically" or life.state("documents") == "checking":
                    life.take(actor, step)
            assert seen(green) == seen(red)
        green.after(1).take(BEA, "pay")
        assert green.case.is_open("may_leave", "A")


def test_what_is_only_being_read_counts_as_checking_whichever_track_opened_last() -> None:
    green, red = Life(FLOWS["import"], PARTS), Life(FLOWS["import"], PARTS)
    for life, documents in ((green, "checking"), (red, "review")):
        life.begin(("charges", "", "due"), ("documents", "", documents), ("cargo", "A", "available"))
        life.take(RUI, "hold_for_revenue")
    green.after(1).take(SYSTEM, "clear_automatically")
    for life in (green, red.after(1)):
        life.after(1).take(RUI, "lift_revenue_hold")
    assert seen(green) == seen(red)


def test_claims_do_not_show() -> None:
    life = an_import()
    before = seen(life)
    life.keep(life.flow.claim(life.case, TrackKey("charges"), actor=RUI, at=life.at))
    assert seen(life) == before


def test_orders_and_holds_that_are_added_later_do_not_show() -> None:
    green, red = GREEN(), GREEN()
    arrive(green)
    arrive(red)
    red.take(SYSTEM, "order_port_inspection", "A", data="criterion 17")
    red.take(DONG, "hold_covertly", data="a tip")
    red.keep(red.flow.claim(red.case, TrackKey("port_inspection", "A"), actor=INA, at=red.at))
    assert seen(green) == seen(red)
    for life in (green, red):
        life.after(1).take(RUI, "hold_for_revenue", data="price")
    red.take(DONG, "lift_covert_hold")
    assert seen(green) == seen(red)
    assert [line.number for line in as_trader(red.events, red.flow, PARTS).lines if line.track == "hold"] == [
        1
    ]


def test_the_notice_brings_the_order_to_light_but_not_why_it_was_given() -> None:
    red = an_import(("port_inspection", "A", "ordered"))
    red.after(1).take(INA, "notify_port_inspection", "A", data="bring the forklift")
    last = as_trader(red.events, red.flow, PARTS).lines[-1]
    assert (last.name, last.state, last.whose, last.data) == (
        "notify_port_inspection",
        "notified",
        "trader",
        "bring the forklift",
    )
    assert last.seq == len(as_trader(red.events, red.flow, PARTS).lines) and last.by == ""
    assert ("port_inspection", "notified") in waiting(red)
    assert "ordered" not in {line.state for line in as_trader(red.events, red.flow, PARTS).lines}


def test_when_only_customs_knows_what_is_missing_it_reads_customs_documents() -> None:
    red = an_import(("port_inspection", "B", "ordered"), charges="nothing")
    arrive(red)
    red.after(1).take(SYSTEM, "clear_automatically")
    assert red.case.is_open("may_leave", "A") and not red.case.is_open("may_leave", "B")
    assert waiting(red, part="B") == [("documents", "checking")]
    assert ("may_leave", "A") not in as_trader(red.events, red.flow, PARTS).missing


def test_a_question_shows_and_its_answer_sends_the_documents_back_to_be_checked() -> None:
    life = an_import(documents="review")
    due = EIGHT + timedelta(days=5)
    life.take(DONG, "ask", data="contract, please", due=lambda clock, key: due)
    assert ("documents", "asked") in waiting(life)
    line = as_trader(life.events, life.flow, PARTS).lines[-1]
    assert (line.state, line.data, line.due) == ("asked", "contract, please", due)
    life.take(MEI, "answer", data="here", due=lambda clock, key: due)
    line = as_trader(life.events, life.flow, PARTS).lines[-1]
    assert (line.state, line.whose, line.by, line.due) == ("checking", "documents", "mei", None)
    life.take(DONG, "clear")
    assert ("documents", "checking") in waiting(life)


def test_lines_are_numbered_by_themselves_and_name_no_officer() -> None:
    life = an_import(("port_inspection", "A", "ordered"))
    life.take(ANN, "hold_covertly_for_authority")
    arrive(life)
    lines = as_trader(life.events, life.flow, PARTS).lines
    assert [line.seq for line in lines] == list(range(1, len(lines) + 1))
    assert {line.by for line in lines} == {"mei", ""}
    assert all(line.cause < line.seq for line in lines)
    assert "covert_authority" not in {line.state for line in lines}


def test_after_release_the_trader_reads_the_same_figures_with_covert_time_as_documents() -> None:
    life = an_import(("port_inspection", "A", "ordered"), charges="nothing")
    arrive(life)
    life.after(1).take(SYSTEM, "clear_automatically")
    life.after(2).take(INA, "notify_port_inspection", "A")
    life.after(1).take(MEI, "present_for_port_inspection", "A")
    life.take(INA, "begin_port_inspection", "A")
    life.after(1).take(INA, "enter_results_of_port_inspection", "A")
    life.take(IVAN, "pass_port_inspection", "A")
    told = ledger_as_trader(life.events, life.flow, MEASURE, now=life.at, parts=PARTS, part="A")
    assert told is not None and not told.so_far
    assert [(s.key and s.key.track, s.state, s.seconds / 3600) for s in told.slices] == [
        ("documents", "checking", 3.0),
        ("port_inspection", "notified", 1.0),
        ("port_inspection", "begun", 1.0),
    ]
    assert told.overall == 5 * 3600


PUBLIC: tuple[tuple[Actor, str, str], ...] = (
    *((TESS, step, part) for part in PARTS for step in ("declare_entry", "discharge", "make_available")),
    (SYSTEM, "clear_automatically", ""),
    (MEI, "order_payment", ""),
    (BEA, "fail_payment", ""),
    (BEA, "pay", ""),
    (RUI, "hold_for_revenue", "A"),
    (RUI, "lift_revenue_hold", "A"),
    (MEI, "request_amendment", ""),
    (DONG, "refuse_amendment", ""),
    (RUI, "secure", ""),
)
SECRET: tuple[tuple[Actor, str, str], ...] = (
    (SYSTEM, "order_port_inspection", "A"),
    (DONG, "order_port_inspection", "B"),
    (INA, "order_destination_inspection", ""),
    (DONG, "take_up", ""),
    (DONG, "clear", ""),
    (DONG, "hold_covertly", ""),
    (DONG, "lift_covert_hold", ""),
    (ANN, "hold_covertly_for_authority", "B"),
    (ANN, "lift_covert_authority_hold", "B"),
)


def tried(life: Life, actor: Actor, step: str, part: str) -> bool:
    try:
        life.take(actor, step, part)
    except NotOffered:
        return False
    return True


@settings(max_examples=80, deadline=None)
@given(st.lists(st.tuples(st.booleans(), st.integers(0, 99), st.integers(0, 90)), max_size=30))
def test_whatever_customs_does_in_secret_the_twins_look_alike(plan: list[tuple[bool, int, int]]) -> None:
    green, red = an_import(), an_import()
    for secret, choice, minutes in plan:
        green.after(minutes=minutes), red.after(minutes=minutes)
        if secret:
            tried(red, *SECRET[choice % len(SECRET)])
        else:
            actor, step, part = PUBLIC[choice % len(PUBLIC)]
            both = [tried(life, actor, step, part) for life in (green, red)]
            assert both[0] == both[1] or step == "clear_automatically"  # an officer may be reading instead
        if green.gates or red.gates:
            return
        assert seen(green) == seen(red)
