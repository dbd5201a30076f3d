"""National integration: lodged at one office, entered at another, inspected at a third. Each sees the dossier
and works on its own tracks."""

from typing import Any

import pytest

from tests.harbour import (
    ANN,
    BEA,
    BERTH,
    BO,
    CAI,
    CHEN,
    DONG,
    INA,
    IRIS,
    IVAN,
    LIN,
    MEAT_FIRM,
    OTTO,
    ROSA,
    RUI,
    SUN,
    TESS,
    YAN,
    Harbour,
    licence,
)  # fmt: skip
from tests.journeys.story import DESTINATION, PORT, Story, bill
from tests.stating import example
from tongguan.desk.cargo import actions as cargo
from tongguan.desk.cargo.actions import Told
from tongguan.desk.declarations import arrivals, changes, papers
from tongguan.desk.dossiers.queries import events_of, held, may_see, offered
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections.actions import Found
from tongguan.desk.inspections.models import Site
from tongguan.desk.inspections.queries import inspections as visits
from tongguan.desk.revenue import actions as revenue
from tongguan.law import select
from tongguan.law.disclosure import as_trader
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor
from tongguan.law.words import say

A, B, C = "0902", "0908", "4900"
AT_A, AT_B, AT_C = (OTTO, IRIS, ROSA), (DONG, INA, IVAN, RUI), (YAN, CHEN, CAI)
PLACES = {"/office": A, "/border_office": B, "/destination_office": C}
CALL, BILL = ("2", "UN9074729", "020E"), "COSU6254178810"
OPENING = select.Order(authority="customs", place="port", method="opening")
CLEAN = (Found(0, "quarantine"),)


@pytest.fixture
def onward(harbour: Harbour) -> Story:
    """Bo lodges at A what enters at B; it is scanned there, and opened at its destination C."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    return Story(harbour, harbour.lodge("import-pork", {**PLACES, "/contract": "ONWARD"}, by=BO))


def offices(story: Story) -> dict[str, str]:
    return {key.track: at.office for key, at in story.case.tracks.items()}


def holders(story: Story) -> set[str]:
    """The offices that hold, or once held, one of its tracks."""
    return {office for office in (A, B, C) if held([story.id], offices=[office])}


def seen_by(story: Story, *actors: Actor) -> set[bool]:
    return {may_see(actor.person, story.id, on=story.harbour.today) for actor in actors}


def steps(story: Story, actor: Actor) -> set[str]:
    """The steps offered on tracks that are there; what opens a new one is told apart."""
    return {step.name for step, _ in offered(story.id, actor) if step.source}


def refused(story: Story, action: Any, *what: Any, by: Actor, **more: Any) -> str:
    with pytest.raises(NotOffered) as caught:
        story.do(action, *what, by=by, **more)
    return caught.value.reason


def looked_at(story: Story, key: Any, first: Actor, second: Actor) -> None:
    story.do(inspections.notify, key, by=first)
    story.do(inspections.present, key, by=TESS)
    story.do(inspections.begin, key, second_officer=second.person, present=BO.person, by=first)
    story.do(inspections.enter_results, key, CLEAN, by=first)
    story.after(minutes=10).do(inspections.conclude, key, outcome="pass", by=second)


def test_lodged_at_a_entered_at_b_inspected_at_c(harbour: Harbour, onward: Story) -> None:
    # lodged: the papers and the money are A's, the goods B's, what becomes of the order at C is C's
    assert offices(onward) == {
        **dict.fromkeys(("documents", "charges", "licences", "exit"), A),
        **dict.fromkeys(("cargo", "port_inspection"), B),
        "destination_inspection": C,
    }
    assert holders(onward) == {A, B, C}
    assert seen_by(onward, *AT_A, *AT_B, *AT_C, BO, LIN) == {True} and seen_by(onward, SUN) == {False}
    assert "take_up" in steps(onward, OTTO) and steps(onward, DONG) == steps(onward, YAN) == set()
    assert steps(onward, INA) == {"notify_port_inspection", "forbid_discharge"}
    assert steps(onward, CHEN) == {"notify_destination_inspection"} and steps(onward, IRIS) == set()
    assert refused(onward, changes.take, "take_up", by=DONG) == "not_your_office"
    assert refused(onward, inspections.notify, PORT, by=IRIS) == "not_your_office"
    assert refused(onward, inspections.notify, DESTINATION, by=INA) == "not_your_office"
    assert refused(onward, inspections.notify, PORT, by=CHEN) == "not_your_office"
    assert visits(onward.id, as_trader=True) == ()

    entered_at_b(onward)
    inspected_at_c(onward)
    assert onward.case.finished and all(onward.is_open("closed", part) for part in onward.case.parts)
    # what an office once held it goes on seeing
    assert seen_by(onward, *AT_A, *AT_B, *AT_C) == {True}
    onward.ends_well()


def entered_at_b(onward: Story) -> None:
    """Papers and money are A's; the goods leave when two officers of B have let them pass."""
    onward.after(minutes=2).harbour.ring()
    onward.arrives(CALL, BILL)
    assert steps(onward, IRIS) == set() and "notify_port_inspection" in steps(onward, IVAN)
    payment = {"amount": onward.left(), "currency": "CNY", "reference": "E-1"}
    assert refused(onward, revenue.pay, by=RUI, **payment) == "not_your_office"
    assert steps(onward, RUI) == set() and "pay" in steps(onward, ROSA)
    onward.do(revenue.pay, by=BEA, **payment)
    looked_at(onward, PORT, INA, IVAN)
    assert all(onward.is_open("may_leave", part) for part in onward.case.parts)
    assert refused(onward, changes.take, "ask_stop", part=onward.case.parts[0], by=DONG) == "not_your_office"
    onward.harbour.after(hours=1).report("gate_out", "bill", bill(BILL))


def inspected_at_c(onward: Story) -> None:
    """By two officers of C; a site of B's takes no appointment of C's."""
    books = onward.harbour.books
    assert {at.lines for at in visits(onward.id, as_trader=True)[0].looks} == {""}
    assert "destination_inspection" not in {line.track for line in told(onward)}
    onward.after(days=1).do(inspections.notify, DESTINATION, by=CHEN)
    with pytest.raises(Refused, match="I101"):
        onward.do(inspections.book, DESTINATION, site="YARD", starts_at=onward.harbour.at, by=BO)
    onward.do(inspections.present, DESTINATION, by=BO)
    with pytest.raises(Refused, match="I106"):
        onward.do(inspections.begin, DESTINATION, second_officer=INA.person, present=BO.person, by=CHEN)
    onward.do(inspections.begin, DESTINATION, second_officer=CAI.person, present=BO.person, by=CHEN)
    assert refused(onward, inspections.record, DESTINATION, CLEAN, by=INA) == "not_your_office"
    onward.do(inspections.enter_results, DESTINATION, CLEAN, by=CHEN)
    assert steps(onward, INA) == set() and "pass_destination_inspection" in steps(onward, CAI)
    assert refused(onward, inspections.conclude, DESTINATION, outcome="pass", by=INA) == "not_your_office"
    onward.do(inspections.conclude, DESTINATION, outcome="pass", by=CAI)
    assert refused(onward, papers.write_off, by=YAN, books=books) == "not_your_office"
    onward.do(papers.write_off, by=ANN, books=books)


def told(story: Story) -> Any:
    return as_trader(events_of(story.id), story.flow, story.case.parts).lines


def test_an_office_at_the_destination_sees_nothing_before_it_has_something_to_do(harbour: Harbour) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", {**PLACES, "/contract": "QUIET"}, by=BO))
    assert holders(story) == {A, B}
    assert seen_by(story, *AT_A, *AT_B) == {True} and seen_by(story, *AT_C) == {False}
    assert refused(story, inspections.order, [OPENING], by=CHEN) == "not_your_office"
    assert offered(story.id, CHEN) == ()


def test_an_officer_orders_for_his_own_office_or_for_another(harbour: Harbour) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", {**PLACES, "/contract": "QUIET"}, by=BO))
    (own,) = story.do(inspections.order, [OPENING], by=IRIS)
    (other,) = story.do(inspections.order, [OPENING], office=C, by=IRIS)
    assert [story.case.tracks[key].office for key in (own, other)] == [A, C]
    assert seen_by(story, *AT_C) == {True}
    assert refused(story, inspections.notify, other, by=IRIS) == "not_your_office"
    story.do(inspections.notify, other, by=CHEN)
    with pytest.raises(Refused) as caught:
        story.do(inspections.order, [OPENING], office="9999", by=IRIS)
    (finding,) = caught.value.findings
    assert say(finding.code, finding.arguments, "en") == "There is no office 9999 here."
    assert say(finding.code, finding.arguments, "zh") == "本系统没有代码为9999的海关。"
    story.ends_well()


def test_what_becomes_of_the_goods_is_seen_to_where_they_lie(harbour: Harbour, onward: Story) -> None:
    onward.do(inspections.notify, DESTINATION, by=CHEN)
    onward.do(inspections.present, DESTINATION, by=BO)
    onward.do(inspections.begin, DESTINATION, second_officer=CAI.person, present=BO.person, by=CHEN)
    rotten = [Found(0, "quarantine", "destroy", "rotten")]
    onward.do(inspections.enter_results, DESTINATION, rotten, by=CHEN)
    onward.do(inspections.conclude, DESTINATION, outcome="destroy", by=CAI)
    assert offices(onward)["disposal"] == C
    assert refused(onward, changes.take, "confirm_destruction", by=IRIS) == "not_your_office"
    onward.take(CAI, "confirm_destruction")
    assert set(onward.case.ended.values()) == {"destroyed"}
    onward.ends_well()


def test_an_inspection_is_repeated_where_it_was_made(harbour: Harbour, onward: Story) -> None:
    onward.do(inspections.notify, DESTINATION, by=CHEN)
    onward.do(inspections.present, DESTINATION, by=BO)
    onward.do(inspections.begin, DESTINATION, second_officer=CAI.person, present=BO.person, by=CHEN)
    onward.do(inspections.enter_results, DESTINATION, [Found(0, "quarantine", "amend")], by=CHEN)
    onward.do(inspections.conclude, DESTINATION, outcome="amend", by=CAI)
    assert offices(onward)["amendment"] == A, "what was declared is decided on where it was accepted"
    onward.do(inspections.ask_to_repeat, DESTINATION, reason="mine was fresh", by=BO)
    another = Actor("216", "inspector", C)
    again = onward.do(inspections.answer_repeat, DESTINATION, grant=True, reason="so be it", by=another)
    assert again is not None and onward.case.tracks[again].office == C
    onward.ends_well()


def test_whoever_asks_for_it_an_amendment_is_decided_at_a(harbour: Harbour, onward: Story) -> None:
    onward.take(YAN, "require_amendment")
    assert offices(onward)["amendment"] == A
    assert refused(onward, changes.take, "drop_amendment", by=YAN) == "not_your_office"
    onward.take(OTTO, "drop_amendment")
    onward.ends_well()


def test_quarantine_before_discharge_is_for_the_office_of_entry(harbour: Harbour, onward: Story) -> None:
    assert refused(onward, cargo.forbid_discharge, reason="", by=IRIS) == "not_your_office"
    onward.do(cargo.forbid_discharge, reason="live insects", by=INA)
    assert refused(onward, cargo.allow_discharge, reason="", by=CHEN) == "not_your_office"
    onward.do(cargo.allow_discharge, reason="treated", by=IVAN)


def test_papers_are_ordered_looked_at_by_the_office_that_has_them(harbour: Harbour, onward: Story) -> None:
    papers = select.Order(authority="customs", place="port", method="documents")
    for officer in (DONG, INA, YAN, CHEN):
        assert refused(onward, inspections.order, [papers], by=officer) == "not_your_office"
    onward.do(inspections.order, [papers], by=OTTO)
    assert onward.state("documents") == "review"
    for officer in (INA, CHEN):
        assert refused(onward, inspections.order, [papers], by=officer) == "not_your_office"
    onward.do(inspections.order, [papers], by=IRIS)


def test_an_office_that_is_not_served_leaves_the_work_to_the_one_lodged_at(harbour: Harbour) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    far = {"/office": B, "/border_office": "5100", "/destination_office": "210000", "/contract": "ONWARD"}
    story = Story(harbour, harbour.lodge("import-pork", far, by=BO))
    assert set(offices(story).values()) == {B}
    for officer in (INA, DONG, OTTO):
        assert bool(offered(story.id, officer)) == (officer.behalf == B)


def test_an_amendment_of_the_office_of_entry_hands_the_goods_on(harbour: Harbour) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    moved = {**PLACES, "/contract": "QUIET"}
    story = Story(harbour, harbour.lodge("import-pork", moved, by=BO))
    story.do(changes.take, "take_up", by=OTTO)
    wrong = Told("discharged", "bill", bill(BILL), harbour.at)
    harbour.conveyance_enters(*CALL)
    assert {at.state for key, at in story.case.tracks.items() if key.track == "cargo"} == {"entered"}
    amended = example("import-pork", {**moved, "/border_office": A})
    story.ask_to_amend(amended, by=BO)
    # a terminal that runs its sites at A alone: of goods at B its report means nothing
    Site.objects.filter(operator=BERTH).update(office=A)
    arrivals.report([wrong], reference="EARLY", actor=TESS, at=harbour.at, books=harbour.books)
    assert offices(story)["cargo"] == B
    stood = dict(story.case.tracks)
    assert {stood[key].state for key in stood if key.track == "cargo"} == {"entered"}

    story.after(hours=1).grant_amendment(amended, by=OTTO)
    goods = {key: at for key, at in story.case.tracks.items() if key.track == "cargo"}
    assert {at.office for at in goods.values()} == {A}
    assert [at._replace(office=B) for at in goods.values()] == [stood[key] for key in goods]
    assert offices(story)["documents"] == offices(story)["exit"] == A
    handed = [e for e in events_of(story.id) if e.name == "handed_on"]
    assert {(e.track, e.state, e.office) for e in handed} == {("cargo", "entered", A)}
    assert {events_of(story.id)[e.cause - 1].name for e in handed} == {"grant_amendment"}
    assert "handed_on" not in {line.name for line in told(story)}
    # B works on nothing of it any more, and goes on seeing what it had
    assert holders(story) == {A, B} and seen_by(story, *AT_B) == {True}
    assert steps(story, INA) == set() and "forbid_discharge" in steps(story, IRIS)
    assert refused(story, cargo.forbid_discharge, reason="", by=INA) == "not_your_office"
    arrivals.catch_up(story.id, books=harbour.books, at=harbour.at)
    assert {at.state for key, at in story.case.tracks.items() if key.track == "cargo"} == {"discharged"}
    story.ends_well()
