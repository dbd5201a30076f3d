"""The kernel, sentence by sentence: who may take a step and when, how parts end, claims, the two times."""

from datetime import timedelta

import pytest

from tests.law.cast import DAN, DONG, EIGHT, INA, IVAN, MEI, TESS, Life
from tests.law.reading import READING, life, refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor, Case, TrackKey, fold


def test_who_did_one_thing_may_not_do_the_other() -> None:
    one = life()
    one.take(DONG, "draft")
    assert refused(one, DONG, "agree") == "not_the_same_person"
    assert "agree" not in one.offers(DONG) and "agree" in one.offers(DAN)
    one.take(DAN, "agree")


def test_not_by_looks_at_the_same_number_of_the_track_and_else_at_the_whole_dossier() -> None:
    one = life(("paper", "", "review"), parts=("A", "B"))
    one.take(INA, "order", "A")
    one.take(IVAN, "order", "A")
    assert refused(one, INA, "visit", "A", number=1) == "not_the_same_person"
    one.take(INA, "visit", "A", number=2)  # she ordered the other one
    both = Actor(IVAN.person, "document_officer")
    one.take(both, "clear")  # a step on another track counts wherever it was taken
    one.take(INA, "order", "B")
    assert refused(one, IVAN, "visit", "B") == "not_the_same_person"


def test_when_names_a_fact_a_gate_or_a_condition() -> None:
    one = life(("paper", "", "review"), ("stamp", "", "wet"), ("visit", "", "ordered"))
    assert refused(one, TESS, "dry") == "sunshine"
    one.take(TESS, "dry", facts=frozenset({"sunshine"}))
    assert refused(one, TESS, "carry") == "go"
    one.take(INA, "visit")
    one.take(DONG, "clear")
    one.take(TESS, "carry")
    one.take(INA, "order")
    karl = Actor("karl", "carrier")
    assert refused(one, karl, "polish") == "no_visit" and "polish" not in one.offers(karl)
    one.take(IVAN, "visit", facts=frozenset({"go"}))
    one.take(karl, "polish")


def test_a_gate_named_by_when_must_be_open_for_every_living_part_of_the_whole() -> None:
    one = life(("paper", "", "cleared"), ("stamp", "", "dry"), ("visit", "A", "ordered"), parts=("A", "B"))
    assert refused(one, TESS, "carry") == "go"
    one.take(INA, "destroy", "A")
    one.take(TESS, "carry")  # A is gone, and B is free


def test_a_part_ends_once_and_does_not_move_any_more_unless_it_was_released() -> None:
    one = life(("paper", "", "review"), ("visit", "A", "ordered"), ("stamp", "B", "wet"), parts=("A", "B"))
    one.take(INA, "destroy", "A")
    assert one.case.ended == {"A": "destroyed"} and not one.case.finished
    assert refused(one, INA, "order", "A") == "part_ended"
    one.take(DONG, "clear")
    assert one.case.ended == {"A": "destroyed", "B": "released"} and one.case.finished
    assert one.gates == [("go", "B", 1)]  # nothing opens for what was destroyed
    one.take(TESS, "dry", "B", facts=frozenset({"sunshine"}))
    assert one.gates[1:] == [("closed_file", "B", 1)]


def test_what_would_end_a_part_needs_one_that_has_not_ended() -> None:
    one = life(("paper", "", "cleared"))
    one.take(INA, "order")
    assert one.case.ended == {"": "released"}
    assert refused(one, INA, "destroy") == "part_ended"


def test_an_end_of_the_whole_ends_every_part_that_has_none_yet() -> None:
    one = life(("paper", "", "review"), ("visit", "A", "ordered"), parts=("A", "B"))
    one.take(INA, "destroy", "A")
    one.take(DONG, "refuse")
    assert one.case.ended == {"A": "destroyed", "B": "refused"} and one.case.finished
    assert one.offers(DONG) == set()


def test_a_part_may_come_to_light_later() -> None:
    one = life(("paper", "", "cleared"), ("hold", "A", "placed"), parts=("A",))
    told = {"actor": MEI, "at": one.at}
    one.keep(READING.add_part(one.case, "B", [("visit", "B", "ordered")], **told))
    assert one.case.parts == ("A", "B") and one.gates == []
    one.take(INA, "visit", "B")
    assert one.gates == [("go", "B", 1), ("closed_file", "B", 1)]
    for wrong in ("A", ""):
        with pytest.raises(NotOffered):
            READING.add_part(one.case, wrong, [], **told)
    with pytest.raises(NotOffered):
        READING.add_part(life().case, "B", [], **told)


def test_claiming_moves_nothing_and_since_stays() -> None:
    one = life()
    key, opened = TrackKey("paper"), one.case.tracks[TrackKey("paper")]
    one.after(hours=1)
    (claimed,) = one.keep(READING.claim(one.case, key, actor=DONG, at=one.at))
    assert (claimed.name, claimed.key, claimed.state, claimed.whose) == (
        "claimed",
        key,
        "review",
        "documents",
    )
    where = one.case.tracks[key]
    assert (where.assignee, where.since, where.seq, where.state) == ("dong", EIGHT, opened.seq, "review")
    with pytest.raises(NotOffered):
        READING.claim(one.case, key, actor=DAN, at=one.at)
    with pytest.raises(NotOffered):
        READING.claim(one.case, key, actor=DAN, at=one.at, back=True)
    one.keep(READING.claim(one.case, key, actor=DONG, at=one.at, back=True))
    assert one.case.tracks[key] == opened


def test_only_who_could_take_a_step_there_may_claim_a_track() -> None:
    one = life()
    for actor, key in ((MEI, TrackKey("paper")), (DONG, TrackKey("hold")), (DONG, TrackKey("paper", "X"))):
        with pytest.raises(NotOffered):
            READING.claim(one.case, key, actor=actor, at=one.at)


def test_a_claim_lasts_while_the_time_stays_the_same_partys() -> None:
    one = life()
    one.keep(READING.claim(one.case, TrackKey("paper"), actor=DONG, at=one.at))
    one.take(DONG, "draft")
    assert one.case.tracks[TrackKey("paper")].assignee == "dong"
    one.take(DAN, "agree")
    assert one.case.tracks[TrackKey("paper")].assignee == ""


def test_a_state_names_its_clock_and_leaving_it_replaces_what_was_due() -> None:
    one = life()
    asked: list[tuple[str, TrackKey]] = []

    def due(clock: str, key: TrackKey) -> object:
        asked.append((clock, key))
        return EIGHT + timedelta(days=3)

    one.take(DONG, "ask", due=due)
    assert one.case.tracks[TrackKey("paper")].due == EIGHT + timedelta(days=3)
    one.keep(READING.claim(one.case, TrackKey("paper"), actor=MEI, at=one.at))
    assert one.case.tracks[TrackKey("paper")].due == EIGHT + timedelta(days=3)
    one.take(MEI, "answer")
    one.take(DONG, "draft", due=due)
    assert one.case.tracks[TrackKey("paper")].due is None
    assert asked == [("answer_time", TrackKey("paper"))]


def test_nothing_is_recorded_before_it_happened_nor_before_what_was_recorded_already() -> None:
    one = life().after(hours=1)
    assert refused(one, DONG, "ask", occurred_at=one.at + timedelta(seconds=1)) == "not_yet_happened"
    (asked,) = one.take(DONG, "ask", occurred_at=EIGHT - timedelta(hours=3))
    assert (asked.occurred_at, asked.recorded_at) == (EIGHT - timedelta(hours=3), one.at)
    assert one.case.tracks[TrackKey("paper")].since == one.at
    one.at -= timedelta(microseconds=1)
    assert refused(one, MEI, "answer") == "before_the_last_event"
    with pytest.raises(NotOffered):
        READING.claim(one.case, TrackKey("paper"), actor=MEI, at=one.at)


def test_an_event_keeps_who_acted_and_what_tied_it_to_others() -> None:
    one = life()
    (asked,) = one.take(DONG, "ask", data="why so cheap?", correlation="m-1", cause=1)
    assert (asked.by, asked.capacity, asked.behalf) == ("dong", "document_officer", "0908")
    assert (asked.data, asked.correlation, asked.cause) == ("why so cheap?", "m-1", 1)


def test_an_office_keeps_its_track_until_another_one_gets_it() -> None:
    one = Life(READING)
    one.begin(("paper", "", "review", "0908"))
    one.take(DONG, "draft")
    assert one.case.tracks[TrackKey("paper")].office == "0908"
    one.take(DAN, "agree", offices={"paper": "4901"})
    assert one.case.tracks[TrackKey("paper")].office == "4901"
    two = Life(READING)
    two.begin(("paper", "", "review", "0908"))
    two.take(DONG, "clear_and_order", offices={"visit": "4901"})
    assert [two.case.tracks[TrackKey(t)].office for t in ("paper", "visit")] == ["0908", "4901"]


def test_what_is_offered_can_be_taken_and_the_rest_says_why_not() -> None:
    one = life()
    assert one.offers(DONG) == {"clear", "draft", "ask", "refuse", "clear_and_order", "place"}
    assert one.offers(MEI) == set()
    assert refused(one, MEI, "clear") == "not_your_capacity"
    assert refused(one, DONG, "lift") == "not_in_that_state"
    assert refused(one, DONG, "clear", "X") == "no_such_part"
    assert refused(one, DONG, "fly") == "no_such_step"


def test_the_fold_of_the_events_is_the_case_whichever_flow_is_in_force() -> None:
    one = life(("paper", "", "review"), ("visit", "A", "ordered"), parts=("A", "B"))
    one.take(DONG, "clear")
    one.take(DONG, "take_back", "")
    assert fold(Case(("A", "B")), one.events) == one.case
