"""The kernel, sentence by sentence: parallel tracks, joining gates, parts, cycles, claims, refusals."""

from datetime import timedelta

import pytest

from tests.law.cast import ANN, DAN, DONG, EIGHT, INA, IVAN, MEI, TESS, Life
from tongguan.law.case import Actor, Case, TrackKey, fold
from tongguan.law.flow import NOBODY, Flow, Gate, NotOffered, State, Step

READING = Flow(
    "reading",
    {
        "paper": (
            State("review", "documents", "reading_time"),
            State("asked", "trader", "answer_time"),
            State("second", "documents"),
            State("cleared", NOBODY),
            State("refused", "trader"),
        ),
        "visit": (State("ordered", "inspection"), State("closed", NOBODY)),
        "hold": (State("placed", "documents"), State("lifted", NOBODY)),
        "stamp": (State("wet", "revenue"), State("dry", NOBODY)),
    },
    [
        Step("clear", "paper", ("review",), "cleared", ("document_officer",)),
        Step("draft", "paper", ("review",), "second", ("document_officer",)),
        Step("agree", "paper", ("second",), "cleared", ("document_officer",), not_by=("draft",)),
        Step("ask", "paper", ("review",), "asked", ("document_officer",)),
        Step("answer", "paper", ("asked",), "review", ("trader",)),
        Step("refuse", "paper", ("review",), "refused", ("document_officer",), ends="refused"),
        Step(
            "clear_and_order",
            "paper",
            ("review",),
            "cleared",
            ("document_officer",),
            also=(("visit", "opens", "ordered"),),
        ),
        Step("order", "visit", (), "ordered", ("inspector",)),
        Step("visit", "visit", ("ordered",), "closed", ("inspector",), not_by=("order", "clear")),
        Step("destroy", "visit", ("ordered",), "closed", ("inspector",), ends="destroyed"),
        Step("place", "hold", (), "placed", ("document_officer",)),
        Step("lift", "hold", ("placed",), "lifted", ("document_officer",)),
        Step(
            "lift_all", "paper", ("review",), "cleared", ("authority",), also=(("hold", "moves", "lifted"),)
        ),
        Step("carry", "stamp", ("dry",), "wet", ("terminal",), when="go"),
        Step("dry", "stamp", ("wet",), "dry", ("terminal",), when="sunshine"),
        Step("polish", "stamp", ("wet",), "dry", ("carrier",), when="no_visit"),
        Step("take_back", "paper", ("cleared",), "review", ("document_officer",), withdraws="go"),
    ],
    [
        Gate("go", {"paper": ("cleared",), "visit": ("closed",), "hold": ("lifted",)}, ends="released"),
        Gate(
            "closed_file",
            {"paper": ("cleared",), "visit": ("closed",), "hold": ("lifted",), "stamp": ("dry",)},
        ),
    ],
    conditions={"no_visit": {"visit": ("closed",)}},
    facts=("sunshine",),
)


def life(*openings: tuple[str, str, str], parts: tuple[str, ...] = ("",)) -> Life:
    one = Life(READING, parts)
    one.begin(*(openings or (("paper", "", "review"),)))
    return one


def refused(one: Life, actor: Actor, step: str, part: str = "", **more: object) -> str:
    before = one.events
    with pytest.raises(NotOffered) as caught:
        one.take(actor, step, part, **more)
    assert one.events == before
    return caught.value.reason


def test_a_dossier_begins_with_what_happened_and_the_tracks_that_it_opened() -> None:
    one = life(
        ("paper", "", "review"), ("visit", "A", "ordered"), ("visit", "A", "ordered"), parts=("A", "B")
    )
    lodged, paper, first, second = one.events
    assert (lodged.name, lodged.track, lodged.cause, lodged.seq) == ("lodged", "", 0, 1)
    assert (paper.name, paper.key, paper.state, paper.whose) == (
        "paper_opened",
        TrackKey("paper", "", 1),
        "review",
        "documents",
    )
    assert [first.key, second.key] == [TrackKey("visit", "A", 1), TrackKey("visit", "A", 2)]
    assert {e.cause for e in (paper, first, second)} == {lodged.seq}


def test_each_track_moves_alone_and_the_gate_joins_them() -> None:
    one = life(("paper", "", "review"), ("visit", "", "ordered"))
    one.take(INA, "visit")
    assert one.gates == [] and [k.track for k, _ in READING.missing(one.case, "go", "")] == ["paper"]
    moved, gate, closed = one.take(DONG, "clear")
    assert (gate.name, gate.track, gate.gate, gate.cause, gate.ends) == (
        "go",
        "",
        "go",
        moved.seq,
        "released",
    )
    assert closed.name == "closed_file"  # its stamp does not exist, which counts as met
    assert READING.missing(one.case, "go", "") == ()


def test_a_gate_is_of_one_part_and_of_the_whole() -> None:
    one = life(("paper", "", "review"), ("visit", "A", "ordered"), parts=("A", "B"))
    one.take(DONG, "clear")
    assert one.gates == [("go", "B", 1), ("closed_file", "B", 1)]
    one.take(INA, "visit", "A")
    assert one.gates[2:] == [("go", "A", 1), ("closed_file", "A", 1)]


def test_reopening_on_the_whole_does_not_touch_parts_already_released() -> None:
    one = life(("paper", "", "review"), ("visit", "A", "ordered"), ("stamp", "", "wet"), parts=("A", "B"))
    one.take(DONG, "clear")
    one.take(DONG, "place")
    assert one.case.is_open("go", "B") and one.case.ended == {"B": "released"}
    one.take(INA, "visit", "A")
    assert one.gates == [("go", "B", 1)]  # the hold on the whole still keeps A, and keeps B from closing
    one.take(DONG, "lift")
    assert one.gates == [("go", "B", 1), ("go", "A", 1)]


def test_a_gate_opens_once_in_a_cycle_and_a_withdrawn_release_begins_the_next() -> None:
    one = life(parts=("A", "B"))
    one.take(DONG, "clear")
    events = one.take(DONG, "take_back")
    assert [(e.name, e.part, e.cycle, e.cause) for e in events[1:]] == [
        ("cycle_begun", "A", 2, events[0].seq),
        ("cycle_begun", "B", 2, events[0].seq),
    ]
    assert one.case.ended == {} and not one.case.is_open("go", "A")
    one.take(DONG, "clear")
    assert [g for g in one.gates if g[0] == "go"] == [("go", p, c) for c in (1, 2) for p in ("A", "B")]


def test_only_parts_that_were_released_begin_a_new_cycle() -> None:
    one = life(("paper", "", "review"), ("hold", "B", "placed"), parts=("A", "B"))
    one.take(DONG, "clear")
    one.take(DONG, "take_back")
    assert one.case.cycles == {"A": 2}


def test_a_release_that_was_never_given_cannot_be_taken_back() -> None:
    one = life(("paper", "", "cleared"), ("hold", "", "placed"))
    assert refused(one, DONG, "take_back") == "not_open"


def test_a_withdrawal_that_reopens_nothing_for_the_part_is_refused() -> None:
    flow = Flow(
        "toy",
        {
            "a": (State("open", "trader"), State("shut", NOBODY)),
            "b": (State("x", "trader"), State("y", NOBODY)),
        },
        [
            Step("shut", "a", ("open",), "shut", ("trader",)),
            Step("undo", "b", ("y",), "y", ("trader",), also=(("a", "moves", "open"),), withdraws="go"),
        ],
        [Gate("go", {"a": ("shut",)})],
    )
    one = Life(flow)
    one.begin(("b", "", "y"))  # there is no track a that could move, so the gate opens at once
    assert one.gates == [("go", "", 1)]
    assert refused(one, MEI, "undo") == "nothing_reopened"


def test_a_step_takes_other_tracks_along_on_the_parts_that_the_action_names() -> None:
    one = life(("paper", "", "review"), parts=("A", "B", "C"))
    cleared, first, second, gate, _ = one.take(DONG, "clear_and_order", also_on=("A", "C"))
    assert [(e.key, e.state, e.cause, e.name) for e in (first, second)] == [
        (TrackKey("visit", part, 1), "ordered", cleared.seq, "clear_and_order") for part in ("A", "C")
    ]
    assert (gate.name, gate.part) == ("go", "B")


def test_moving_along_applies_to_every_number_and_leaves_alone_what_is_there_already() -> None:
    one = life(("paper", "", "review"), *[("hold", "", "placed")] * 3)
    one.take(DONG, "lift", number=2)
    lifted = one.case.tracks[TrackKey("hold", "", 2)]
    events = one.take(ANN, "lift_all")
    assert [e.key.number for e in events if e.track == "hold"] == [1, 3]
    assert one.case.tracks[TrackKey("hold", "", 2)] == lifted


def test_an_empty_source_opens_the_next_number() -> None:
    one = life()
    for number in (1, 2, 3):
        assert one.take(DONG, "place")[0].key == TrackKey("hold", "", number)
    assert refused(one, DONG, "lift") == "which_number"
    one.take(DONG, "lift", number=2)
    assert [one.state("hold", number=n) for n in (1, 2, 3)] == ["placed", "lifted", "placed"]


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
    one.begin(("paper", "", "review", "0900"))
    one.take(DONG, "draft")
    assert one.case.tracks[TrackKey("paper")].office == "0900"
    one.take(DAN, "agree", offices={"paper": "4901"})
    assert one.case.tracks[TrackKey("paper")].office == "4901"
    two = Life(READING)
    two.begin(("paper", "", "review", "0900"))
    two.take(DONG, "clear_and_order", offices={"visit": "4901"})
    assert [two.case.tracks[TrackKey(t)].office for t in ("paper", "visit")] == ["0900", "4901"]


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
