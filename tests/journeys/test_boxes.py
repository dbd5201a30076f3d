"""Three containers that fare differently: one is seized, short-landed or destroyed while the others leave."""

import re
from datetime import date
from typing import Any

import pytest

from tests.harbour import ANN, BO, DONG, INA, IVAN, MEAT_FIRM, RUI, TESS, Harbour, licence
from tests.journeys.story import Story, box
from tests.journeys.trader_window import Window, page
from tests.stating import example
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections.actions import Found
from tongguan.desk.revenue import actions as revenue
from tongguan.law import select
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import TrackKey

BILL = "COSU6254178810"
SHIP = ("2", "UN9074729", "020E")
ONE, TWO, THREE = "CSQU3054383", "TGHU1234567", "MSKU1234565"
LOOK = TrackKey("port_inspection", TWO)
OPENING = select.Order(authority="customs", place="port", method="opening", part=TWO)


@pytest.fixture
def boxes(harbour: Harbour) -> Story:
    """Frozen pork that nothing selects: secured, the licence written off, the ship on her way."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))
    story.after(minutes=2)
    harbour.ring()
    story.do(revenue.secure, guarantee="BH-MEAT", last=date(2020, 10, 1), by=RUI)
    story.write_off(by=ANN)
    return story


def opened(boxes: Story, finding: str, note: str) -> None:
    """Two inspectors look into the second container, and what they find has its consequence."""
    boxes.do(inspections.notify, LOOK, by=INA)
    boxes.after(hours=2).do(inspections.present, LOOK, by=TESS)
    boxes.do(inspections.begin, LOOK, second_officer=IVAN.person, present=BO.person, by=INA)
    found = [Found(0, "customs", finding, note)]
    boxes.after(hours=1).do(inspections.enter_results, LOOK, found, by=INA)
    boxes.do(inspections.conclude, LOOK, outcome=finding, by=IVAN)


def on_the_way(boxes: Story, who: Window) -> str:
    """The card that says what stands between the goods and their release, as its reader sees it."""
    card = who.text(page(boxes)).split(">On the way to release</h2>")[1].split("</section>")[0]
    return " ".join(re.sub(r"<[^>]*>", " ", card).split())


def test_one_is_seized_while_the_others_leave(harbour: Harbour, boxes: Story, settings: Any) -> None:
    boxes.do(inspections.order, [OPENING], by=INA)
    bo = Window(harbour, BO, settings)
    coming = f"carrier, terminal · The goods have not arrived. {ONE}, {TWO}, {THREE} since 09:00 "
    assert coming in on_the_way(boxes, bo), "on whom, why, for which boxes, since when"
    boxes.arrives(SHIP, BILL)
    assert "not arrived" not in on_the_way(boxes, bo)
    assert [boxes.is_open("may_leave", one) for one in (ONE, TWO, THREE)] == [True, False, True]
    assert boxes.lacks("may_leave", TWO) == {"port_inspection ordered"}
    assert boxes.lacks_to_trader("may_leave", TWO) == {"documents checking"}
    assert boxes.lacks_to_trader("may_leave", ONE) == set()

    opened(boxes, "hand_over", "cigarettes behind the pork")
    told = f"another authority · A case is investigated. {TWO} since 18:02 0 s ago · Ask the customs office"
    assert told in on_the_way(boxes, bo), "and what to do next"
    assert f"The goods have not left the port. {ONE}, {THREE} since 15:02 " in on_the_way(boxes, bo)
    assert boxes.lacks("may_leave", TWO) == {"offence investigated"}
    with pytest.raises(NotOffered):
        boxes.take(INA, "seize", part=TWO)
    boxes.after(days=1).take(ANN, "seize", part=TWO)
    assert boxes.case.ended == {ONE: "released", TWO: "seized", THREE: "released"}
    assert boxes.case.finished

    boxes.do(revenue.claim_guarantee, reason="nobody paid", by=RUI)
    for one in (ONE, THREE):
        harbour.after(hours=1).report("gate_out", "container", box(BILL, one))
        assert boxes.is_open("closed", one)
    harbour.report("gate_out", "container", box(BILL, TWO))
    assert boxes.state("exit", TWO) == "awaited", "what was seized goes nowhere"
    boxes.ends_well()


def test_one_never_arrived(harbour: Harbour, boxes: Story) -> None:
    harbour.conveyance_enters(*SHIP)
    for one in (ONE, THREE):
        harbour.after(hours=1).report("discharged", "container", box(BILL, one))
        harbour.report("available", "container", box(BILL, one))
    assert boxes.lacks("may_leave", TWO) == boxes.lacks_to_trader("may_leave", TWO) == {"cargo entered"}
    harbour.after(hours=6).report("short", "container", box(BILL, TWO))
    assert boxes.case.ended == {ONE: "released", TWO: "short_landed", THREE: "released"}
    assert boxes.lacks_to_trader("may_leave", TWO) == set()
    boxes.ends_well()


def test_what_was_released_comes_to_no_other_end(harbour: Harbour, boxes: Story) -> None:
    boxes.arrives(SHIP, BILL)
    assert boxes.case.ended == dict.fromkeys((ONE, TWO, THREE), "released")
    boxes.take(INA, "order_destruction", part=TWO)
    with pytest.raises(NotOffered, match="part_ended"):
        boxes.take(INA, "confirm_destruction", part=TWO)
    boxes.ends_well()


def test_rot_is_destroyed_before_an_inspectors_eyes(harbour: Harbour, boxes: Story) -> None:
    boxes.do(inspections.order, [OPENING], by=INA)
    boxes.arrives(SHIP, BILL)
    opened(boxes, "destroy", "thawed and rotten")
    assert boxes.lacks("may_leave", TWO) == boxes.lacks_to_trader("may_leave", TWO) == {"disposal destroying"}
    with pytest.raises(NotOffered, match="not_your_capacity"):
        boxes.take(TESS, "confirm_destruction", part=TWO)
    boxes.after(days=3).take(IVAN, "confirm_destruction", part=TWO)
    assert boxes.case.ended[TWO] == "destroyed"
    boxes.ends_well()


def test_a_container_without_its_declaration_is_asked_about(harbour: Harbour, boxes: Story) -> None:
    """A question is the trader's time, and an answer begins the review again."""
    boxes.take(DONG, "review_again")
    boxes.take(DONG, "ask")
    boxes.arrives(SHIP, BILL)
    assert boxes.lacks("may_leave", ONE) == boxes.lacks_to_trader("may_leave", ONE) == {"documents asked"}
    boxes.after(hours=20).take(BO, "answer")
    assert boxes.lacks("may_leave", ONE) == {"documents review"}
    assert boxes.lacks_to_trader("may_leave", ONE) == {"documents checking"}
    boxes.after(hours=2).take(DONG, "clear")
    assert boxes.ledger(ONE).by_owner == {"trader": 26 * 3600, "documents": 2 * 3600}
    boxes.ends_well()


def test_what_is_found_in_one_amends_the_declaration(harbour: Harbour, boxes: Story) -> None:
    boxes.do(inspections.order, [OPENING], by=INA)
    boxes.arrives(SHIP, BILL)
    opened(boxes, "amend", "heavier than declared")
    assert boxes.lacks_to_trader("released", TWO) >= {"amendment required"}
    heavier = example("import-pork", {"/contract": "BOXES", "/gross_weight": "80100"})
    boxes.after(hours=3).ask_to_amend(heavier, by=BO)
    boxes.after(hours=1).grant_amendment(heavier, by=DONG)
    assert boxes.state("amendment", TWO) == "granted"
    assert boxes.state("documents") == "review"
    boxes.ends_well()
