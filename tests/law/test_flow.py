"""The kernel, sentence by sentence: parallel tracks, joining gates, cycles, what a step takes along."""

from tests.law.cast import ANN, DONG, INA, MEI, Life
from tests.law.reading import READING, life, refused
from tongguan.law.flow import NOBODY, Flow, Gate, State, Step
from tongguan.law.kernel.case import TrackKey


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
