"""An officer works on the tracks of his own office; others of the same dossier he sees and leaves alone."""

import pytest

from tests.law.cast import BEA, DAN, DONG, INA, MEI, SYSTEM, TESS, Life
from tests.law.reading import READING, life, refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.case import Actor, TrackKey
from tongguan.law.words import say

OTTO, IRIS = Actor("otto", "document_officer", "0902"), Actor("iris", "inspector", "0902")
PAPER, VISIT = TrackKey("paper"), TrackKey("visit")


def lodged() -> Life:
    """Papers at 0908; a visit at 0902."""
    one = Life(READING)
    one.begin(("paper", "", "review", "0908"), ("visit", "", "ordered", "0902"), ("stamp", "", "wet"))
    return one


def test_a_step_is_for_the_office_of_its_track() -> None:
    one = lodged()
    assert refused(one, OTTO, "clear") == refused(one, INA, "visit") == "not_your_office"
    assert refused(one, Actor("nemo", "document_officer"), "clear") == "not_your_office"
    one.take(DONG, "clear")
    one.take(IRIS, "visit")
    assert one.gates == [("go", "", 1)]


@pytest.mark.parametrize(
    "actor", [DONG, DAN, OTTO, INA, IRIS, MEI, TESS, BEA, SYSTEM], ids=lambda a: a.person
)
def test_what_is_offered_is_what_is_not_refused(actor: Actor) -> None:
    one = lodged()
    one.take(IRIS, "order")
    offered = {(step.name, key) for step, key in READING.offered(one.case, actor, past=one.events)}
    for name, step in READING.steps.items():
        keys = [key for key in one.case.tracks if key.track == step.track] if step.source else [None]
        for key in keys:
            number = key.number if key else 0
            try:
                READING.take(one.case, name, actor=actor, at=one.at, number=number, past=one.events)
            except NotOffered:
                assert (name, key) not in offered
            else:
                assert (name, key or one.case.next(step.track, "")) in offered


def test_a_track_that_an_officer_opens_is_his_office_s_or_the_one_he_names() -> None:
    one = lodged()
    one.take(DONG, "place")
    assert one.case.tracks[TrackKey("hold")].office == "0908"
    assert refused(one, OTTO, "lift") == "not_your_office"
    one.take(INA, "order", offices={"visit": "4900"})
    assert one.case.tracks[TrackKey("visit", "", 2)].office == "4900"
    assert refused(one, INA, "visit", number=2) == "not_your_office"
    one.take(DONG, "clear_and_order")  # along with a step of another track nobody's office is known
    assert one.case.tracks[TrackKey("visit", "", 3)].office == ""


def test_the_office_of_a_track_stays_until_a_step_hands_it_on() -> None:
    one = lodged()
    one.take(DONG, "ask")
    one.take(MEI, "answer")
    assert one.case.tracks[PAPER].office == "0908"
    one.take(DONG, "draft", offices={"paper": "0902"})
    assert refused(one, DAN, "agree") == "not_your_office"
    one.take(OTTO, "agree")


def test_a_track_of_another_office_is_not_claimed() -> None:
    one = lodged()
    for officer, key in ((OTTO, PAPER), (INA, VISIT)):
        with pytest.raises(NotOffered, match="not_your_office"):
            READING.claim(one.case, key, actor=officer, at=one.at)
    one.keep(READING.claim(one.case, PAPER, actor=DONG, at=one.at))


def test_a_track_of_no_office_is_before_whoever_has_the_capacity() -> None:
    one = life()
    one.take(OTTO, "clear")


def test_a_refusal_is_a_finding_in_both_languages() -> None:
    found = flow_words.finding("not_your_office")
    assert say(found.code, found.arguments, "en") == "This cannot be done now: it is before another office."
    assert say(found.code, found.arguments, "zh") == "目前不能办理：由其他海关办理。"
