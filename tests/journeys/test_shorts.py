"""A container is reported short by mistake: whoever reported it takes that back, and the goods go on."""

from datetime import date
from typing import Any

import pytest

from tests.harbour import ANN, BO, DONG, KARL, MEAT_FIRM, RUI, TESS, Harbour, licence
from tests.journeys.story import Story, box
from tests.journeys.test_cargo_pages import Desk, time
from tests.stating import example
from tongguan.desk.cargo.actions import Told
from tongguan.desk.cargo.models import Fact
from tongguan.desk.cargo.queries import open_facts
from tongguan.desk.declarations import arrivals
from tongguan.desk.dossiers.models import Dossier, Outbox
from tongguan.desk.dossiers.queries import events_of
from tongguan.desk.notices.said import said
from tongguan.desk.people.models import Person
from tongguan.desk.revenue import actions as revenue
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import Actor

BILL, OWN = "COSU6254178810", {"/contract": "BOXES"}
SHIP = ("2", "UN9074729", "020E")
ONE, TWO, THREE = "CSQU3054383", "TGHU1234567", "MSKU1234565"
SECOND = ("container", box(BILL, TWO))


@pytest.fixture
def boxes(harbour: Harbour) -> Story:
    """Frozen pork that nothing selects: secured, the ship has come, and all but the second container stand on
    the quay; that one is reported short."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", OWN, by=BO))
    story.after(minutes=2)
    harbour.ring()
    story.do(revenue.secure, guarantee="BH-MEAT", last=date(2020, 10, 1), by=RUI)
    story.write_off(by=ANN)
    harbour.conveyance_enters(*SHIP)
    for one in (ONE, THREE):
        harbour.report("available", "container", box(BILL, one))
    harbour.after(hours=4).report("short", *SECOND)
    assert story.case.ended == {ONE: "released", TWO: "short_landed", THREE: "released"}
    return story


def refused(harbour: Harbour, about: str, key: str, by: Actor = TESS) -> str:
    """The code by which a correction is refused; nothing is kept of it."""
    before = Fact.objects.count()
    with pytest.raises(Refused) as caught:
        harbour.report("not_short", about, key, by)
    assert Fact.objects.count() == before
    (finding,) = caught.value.findings
    return finding.code


def test_it_goes_on_from_where_it_stood(harbour: Harbour, boxes: Story) -> None:
    assert Dossier.objects.get(pk=boxes.id).finished_at is not None
    harbour.after(hours=3).report("not_short", *SECOND)
    assert boxes.told()[-2:] == ["take_back_short_entered", "end_taken_back"]
    event = next(one for one in events_of(boxes.id) if one.name == "take_back_short_entered")
    assert (event.by, event.capacity, event.behalf) == (TESS.person, "terminal", TESS.behalf)
    assert boxes.case.ended == {ONE: "released", THREE: "released"}
    assert Dossier.objects.get(pk=boxes.id).finished_at is None
    assert boxes.lacks("may_leave", TWO) == boxes.lacks_to_trader("may_leave", TWO) == {"cargo entered"}
    letters = Outbox.objects.filter(dossier=boxes.id, recipient=MEAT_FIRM, kind="end_taken_back")
    assert said("end_taken_back", letters.get().body, "en").sentence == (
        f"Goes on after all, not short-landed ({TWO})"
    )
    harbour.after(hours=1).report("available", *SECOND)
    assert boxes.case.ended[TWO] == "released"
    assert boxes.ledger(TWO).by_owner == {"carrier": 8 * 3600}, "the time of the mistake is the reporter's"
    harbour.report("gate_out", *SECOND)
    assert boxes.is_open("closed", TWO) is False and boxes.state("exit", TWO) == "gone"
    boxes.ends_well()


def test_on_its_page_the_terminal_expects_it_again(harbour: Harbour, boxes: Story, settings: Any) -> None:
    tess, thing = Desk(harbour, settings, Person.objects.get(pk=TESS.person)), f"container|{BILL}/"
    told = {"occurred": time(harbour), "kind": "not_short"}
    refused = tess.send(**told, thing=thing + ONE, reference="0")
    assert refused.status_code == 422 and "You have no report standing that" in refused.content.decode()
    assert TWO not in tess.text(kind="discharged")
    assert tess.send(**told, thing=thing + TWO, reference="1").status_code == 302
    assert TWO in tess.text(kind="discharged")


def test_what_was_said_of_it_meanwhile_counts(harbour: Harbour, boxes: Story) -> None:
    """A terminal that finds the box reports it on the quay first, and learns that it called it short."""
    harbour.after(hours=1).report("discharged", "bill", BILL)
    harbour.report("available", *SECOND)
    assert boxes.state("cargo", TWO) == "short"
    harbour.after(hours=1).report("not_short", *SECOND)
    assert boxes.case.ended[TWO] == "released" and open_facts(boxes.id) == []
    assert boxes.told()[-4:] == ["discharge", "make_available", "may_leave", "released"]
    boxes.ends_well()


def test_only_who_reported_it_takes_it_back_and_once(harbour: Harbour, boxes: Story) -> None:
    assert refused(harbour, *SECOND, by=KARL) == "K108"
    assert refused(harbour, "container", box(BILL, ONE)) == "K108"
    assert refused(harbour, "bill", BILL) == "K108"
    told = [Told("not_short", *SECOND, harbour.at)]
    what: Any = {"reference": "BACK-1", "actor": TESS, "at": harbour.at, "books": harbour.books}
    assert arrivals.report(told, **what).repeated is False
    seq = boxes.case.seq
    assert arrivals.report(told, **what).repeated is True and boxes.case.seq == seq
    assert refused(harbour, *SECOND) == "K108"
    harbour.after(hours=2).report("short", *SECOND)
    assert boxes.case.ended[TWO] == "short_landed", "it proves short after all"
    boxes.ends_well()


def test_what_another_reported_short_stays_so(harbour: Harbour, boxes: Story) -> None:
    harbour.report("short", *SECOND, KARL)
    harbour.after(hours=1).report("not_short", *SECOND)
    assert (boxes.case.ended[TWO], events_of(boxes.id)[-1].behalf) == ("short_landed", KARL.behalf)
    harbour.after(hours=1).report("not_short", *SECOND, KARL)
    assert TWO not in boxes.case.ended and boxes.state("cargo", TWO) == "entered"
    boxes.ends_well()


def test_what_has_left_or_was_given_up_is_short_for_good(harbour: Harbour) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", OWN, by=BO))
    harbour.conveyance_enters(*SHIP)
    for one in (ONE, TWO):
        harbour.report("short", "container", box(BILL, one))
    harbour.after(hours=1).report("gate_out", "container", box(BILL, ONE))
    assert refused(harbour, "container", box(BILL, ONE)) == "K109"
    story.ask_to_withdraw(by=BO)
    story.grant_withdrawal(by=DONG)
    assert refused(harbour, *SECOND) == "K109"
    assert story.case.ended == {ONE: "short_landed", TWO: "short_landed", THREE: "withdrawn"}
    story.ends_well()


def test_what_was_declared_anew_goes_on_there_alone(harbour: Harbour, boxes: Story) -> None:
    """What was known when it was lodged again counts there too, until it is taken back."""
    again = harbour.after(hours=1).lodge("import-pork", {**OWN, "/reference": "ANEW-1"}, by=BO)
    anew = Story(harbour, again)
    assert anew.case.ended[TWO] == "short_landed"
    harbour.after(hours=1).report("not_short", *SECOND)
    assert (boxes.case.ended[TWO], TWO in anew.case.ended) == ("short_landed", False)
    anew.ends_well()
    boxes.ends_well()


def test_a_report_and_its_correction_that_came_before_cancel_out(harbour: Harbour) -> None:
    harbour.conveyance_enters(*SHIP)
    harbour.report("short", *SECOND)
    harbour.after(hours=1).report("not_short", *SECOND)
    harbour.report("available", *SECOND)
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", OWN, by=BO))
    assert story.state("cargo", TWO) == "available" and open_facts(story.id) == []
    assert "report_short" not in story.told()
    story.ends_well()


def test_what_was_amended_meanwhile_is_looked_at_again(harbour: Harbour, boxes: Story) -> None:
    """It may declare less than what has come."""
    less = example("import-pork", {**OWN, "/remarks": "two containers came"})
    boxes.ask_to_amend(less, by=BO)
    boxes.grant_amendment(less, by=DONG)
    boxes.take(DONG, "clear")
    harbour.after(hours=1).report("not_short", *SECOND)
    assert boxes.state("documents") == "review" and events_of(boxes.id)[-1].name == "review_again"
    boxes.ends_well()
