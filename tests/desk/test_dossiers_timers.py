"""Clocks that call: reminders, and what the law lets the system do by itself."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command

from tests.desk.sample import AT, OFFICER, TRADER, at_once, opened
from tongguan.desk.dossiers import timers
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.dossiers.proof import replay
from tongguan.desk.dossiers.queries import case_of, events_of
from tongguan.desk.dossiers.timers import LEASE, Due, past_due
from tongguan.desk.dossiers.worklist import Wanted, claim, counts, waiting
from tongguan.desk.rulebooks import queries as rulebooks
from tongguan.law import flows
from tongguan.law.calendar import Deadline
from tongguan.law.flow import Flow, Gate, State, Step
from tongguan.law.kernel.case import TrackKey
from tongguan.law.rulebook import Row, Rulebook

HOUR = timedelta(hours=1)
DOCUMENTS = TrackKey("documents")
TIMED = Flow(
    "sample",
    {
        "documents": (
            State("review", "documents", "document_review"),
            State("asked", "trader", "answer"),
            State("cleared", "nobody"),
        ),
        "charges": (
            State("due", "trader", "tax_payment"),
            State("overdue", "trader"),
            State("paid", "nobody"),
        ),
        "cargo": (State("expected", "carrier", "arrival"), State("entered", "carrier")),
        "completion": (State("wanted", "trader", "completion"),),
    },
    (
        Step("ask", "documents", ("review",), "asked", ("document_officer",)),
        Step("clear", "documents", ("review", "asked"), "cleared", ("document_officer",)),
        Step("charge", "charges", (), "due", ("document_officer",)),
        Step("fall_overdue", "charges", ("due",), "overdue", ("system",)),
        Step("expect", "cargo", (), "expected", ("document_officer",)),
        Step("declare_entry", "cargo", ("expected",), "entered", ("document_officer",)),
        Step("take_entry_back", "cargo", ("entered",), "expected", ("document_officer",)),
        Step("want", "completion", (), "wanted", ("document_officer",)),
    ),
    (Gate("released", {"documents": ("cleared",)}, ends="released"),),
)


def deadline(key: str, **told: str) -> Row:
    columns = {"amount": "4", "unit": "hours", "anchor": "state", "en": key, "zh": key, **told}
    value = Deadline.parse(columns)
    return Row(table="deadline", key=key, valid_from=AT.date(), value=value, source="test")


ROWS = (
    deadline("document_review", warn="3h 1h"),
    deadline("answer", amount="1"),
    deadline("tax_payment", amount="2"),
    deadline("arrival", anchor="lodged"),
    deadline("completion", anchor="entered"),
)
BOOK = Rulebook("cn", 1, ROWS)


@pytest.fixture(autouse=True)
def timed(sample_kind: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(flows.FLOWS, "sample", TIMED)
    monkeypatch.setattr(rulebooks, "book", lambda jurisdiction: BOOK)


def due(one: int, key: TrackKey = DOCUMENTS) -> datetime | None:
    return case_of(one).tracks[key].due


def answer(now: datetime, handlers: Mapping[str, timers.Handler] | None = None) -> list[bool]:
    found = [one for one in past_due(now) if timers.claim(one, now)]
    return [timers.ring(one, now, handlers) for one in found]


@pytest.mark.usefixtures("sample")
def test_a_clock_calls_at_each_warning_and_at_its_end_and_then_no_more() -> None:
    one, called = opened(), list[datetime | None]()
    for _ in range(3):
        called.append(due(one))
        at = called[-1] or AT
        assert answer(at - timedelta(microseconds=1)) == []
        answer(at)
    assert called == [AT + HOUR, AT + 3 * HOUR, AT + 4 * HOUR]
    assert due(one) == AT + 4 * HOUR and answer(AT + 100 * HOUR) == [], "it stays due, and calls no more"
    assert [event.name for event in events_of(one)][2:] == ["reminded"] * 3
    at = case_of(one).tracks[DOCUMENTS]
    assert (at.state, at.since) == ("review", AT), "a reminder moves nothing"
    assert replay(one) == []


@pytest.mark.usefixtures("sample")
def test_what_is_late_stays_on_the_list_and_is_told_once_whoever_takes_it_on() -> None:
    one = opened()
    answer(AT + 4 * HOUR)
    wanted = Wanted(offices=["0908"], where=[("documents", "review")], before=AT + 9 * HOUR)
    assert [row.due for row in waiting(wanted, limit=9)] == [AT + 4 * HOUR]
    assert counts(wanted, person="", now=AT + 9 * HOUR)["documents", "review"].overdue == 1
    claim(one, DOCUMENTS, actor=OFFICER, at=AT + 5 * HOUR)
    answer(AT + 6 * HOUR)
    assert events_of(one)[-1].name == "claimed" and past_due(AT + 9 * HOUR) == []
    assert Outbox.objects.count() == 1 and replay(one) == []


@pytest.mark.usefixtures("sample")
def test_a_reminder_goes_to_whose_time_it_is() -> None:
    one = opened()
    answer(AT + HOUR)
    act(one, lambda it: it.take("ask"), actor=OFFICER, at=AT + HOUR)
    answer(AT + 2 * HOUR)
    told = {letter.recipient: json.loads(letter.body) for letter in Outbox.objects.all()}
    assert {to: body["clock"] for to, body in told.items()} == {
        "office:0908": "document_review",
        TRADER.behalf: "answer",
    }
    assert told["office:0908"]["next_call"] == (AT + 3 * HOUR).isoformat()
    assert told[TRADER.behalf]["next_call"] is None


@pytest.mark.usefixtures("sample")
def test_leaving_the_state_replaces_the_deadline() -> None:
    one = opened()
    act(one, lambda it: it.take("ask"), actor=OFFICER, at=AT + HOUR)
    assert due(one) == AT + 2 * HOUR
    act(one, lambda it: it.take("clear"), actor=OFFICER, at=AT + HOUR)
    assert due(one) is None and past_due(AT + 100 * HOUR) == []


@pytest.mark.usefixtures("sample")
def test_the_system_takes_the_step_that_the_law_names_and_no_other() -> None:
    one, key = opened(), TrackKey("charges")
    act(one, lambda it: it.take("charge"), actor=OFFICER, at=AT)
    answer(AT + 2 * HOUR)
    assert case_of(one).tracks[key].state == "overdue" and replay(one) == []
    assert [event.by for event in events_of(one) if event.name == "fall_overdue"] == ["system"]


@pytest.mark.usefixtures("sample")
def test_a_room_may_do_more_when_a_clock_runs_out() -> None:
    one, key = opened(), TrackKey("charges")
    act(one, lambda it: it.take("charge"), actor=OFFICER, at=AT)

    def surcharge(it: Act, of: TrackKey) -> None:
        it.take("fall_overdue", number=of.number)
        it.tell("surcharge", "trader", "0.05% a day")

    answer(AT + 2 * HOUR, {"tax_payment": surcharge})
    assert case_of(one).tracks[key].state == "overdue"
    assert Outbox.objects.filter(kind="surcharge").count() == 1


@pytest.mark.usefixtures("sample")
def test_a_clock_that_a_handler_leaves_as_it_was_only_reminds() -> None:
    one, key = opened(), TrackKey("charges")
    act(one, lambda it: it.take("charge"), actor=OFFICER, at=AT)
    answer(AT + 2 * HOUR, {"tax_payment": lambda it, of: None})
    assert events_of(one)[-1].name == "reminded" and due(one, key) == AT + 2 * HOUR


@pytest.mark.usefixtures("sample")
def test_a_clock_runs_from_its_anchor() -> None:
    one, want = opened(), TrackKey("completion")
    act(one, lambda it: it.take("expect"), actor=OFFICER, at=AT + HOUR)
    assert due(one, TrackKey("cargo")) == AT + 4 * HOUR, "from the lodging, not from the state"
    act(one, lambda it: it.take("want"), actor=OFFICER, at=AT + HOUR)
    assert due(one, want) is None, "the conveyance has not entered"
    late = {"occurred_at": AT + HOUR, "actor": OFFICER}
    act(one, lambda it: it.take("declare_entry", **late), actor=OFFICER, at=AT + 3 * HOUR)
    act(one, lambda it: it.take("want"), actor=OFFICER, at=AT + 3 * HOUR)
    assert due(one, want._replace(number=2)) == AT + 5 * HOUR, "arrival counts from when it happened"


@pytest.mark.usefixtures("sample")
def test_what_comes_back_late_by_the_same_deadline_calls_again() -> None:
    one, cargo = opened(), TrackKey("cargo")
    act(one, lambda it: it.take("expect"), actor=OFFICER, at=AT)
    answer(AT + 5 * HOUR)
    for step in ("declare_entry", "take_entry_back"):
        act(one, lambda it, step=step: it.take(step), actor=OFFICER, at=AT + 6 * HOUR)
    assert due(one, cargo) == AT + 4 * HOUR, "it runs from the lodging, whatever happened since"
    assert [call.key for call in past_due(AT + 7 * HOUR)] == [cargo]
    assert answer(AT + 7 * HOUR) == [True] and past_due(AT + 9 * HOUR) == []
    told = [letter for letter in Outbox.objects.all() if '"arrival"' in letter.body]
    assert len(told) == 2 and replay(one) == []


@pytest.mark.usefixtures("sample")
def test_who_was_called_for_one_stay_silences_no_other() -> None:
    one, cargo = opened(), TrackKey("cargo")
    act(one, lambda it: it.take("expect"), actor=OFFICER, at=AT)
    answer(AT + HOUR)
    now = AT + 5 * HOUR
    (call,) = [call for call in past_due(now) if call.key == cargo]
    assert timers.claim(call, now)
    for step in ("declare_entry", "take_entry_back"):
        act(one, lambda it, step=step: it.take(step), actor=OFFICER, at=now)
    (again,) = [call for call in past_due(now) if call.key == cargo]
    assert timers.claim(again, now), "the first claim is for a stay that is over"
    assert not timers.claim(call, now) and timers.ring(call, now) is False
    assert cargo not in {call.key for call in past_due(now)}, "and takes no other's away"
    assert timers.ring(again, now) and [e.name for e in events_of(one)].count("reminded") == 2


@pytest.mark.usefixtures("sample")
def test_a_step_of_the_system_into_what_is_late_already_calls_too(monkeypatch: pytest.MonkeyPatch) -> None:
    one, charges = opened(), TrackKey("charges")
    monkeypatch.setitem(TIMED.states, ("charges", "overdue"), State("overdue", "trader", "arrival"))
    act(one, lambda it: it.take("charge"), actor=OFFICER, at=AT)
    answer(AT + 9 * HOUR)
    assert case_of(one).tracks[charges].state == "overdue" and due(one, charges) == AT + 4 * HOUR
    assert charges in {call.key for call in past_due(AT + 9 * HOUR)}
    answer(AT + 9 * HOUR)
    assert events_of(one)[-1].name == "reminded" and past_due(AT + 99 * HOUR) == []


@pytest.mark.usefixtures("sample")
def test_a_call_that_broke_is_answered_again_when_the_claim_has_lapsed() -> None:
    one = opened()
    act(one, lambda it: it.take("charge"), actor=OFFICER, at=AT)

    def broken(it: Act, key: TrackKey) -> None:
        raise LookupError

    now = AT + 2 * HOUR
    with pytest.raises(LookupError):
        for call in past_due(now):
            if call.key.track == "charges" and timers.claim(call, now):
                timers.ring(call, now, {"tax_payment": broken})
    assert {call.key.track for call in past_due(now + LEASE / 2)} == {"documents"}
    assert {call.key.track for call in past_due(now + LEASE)} == {"documents", "charges"}
    answer(now + LEASE)
    assert case_of(one).tracks[TrackKey("charges")].state == "overdue"


@pytest.mark.usefixtures("sample")
def test_who_comes_too_late_with_a_call_answers_nothing() -> None:
    one = opened()
    (call,) = past_due(AT + HOUR)
    act(one, lambda it: it.take("clear"), actor=OFFICER, at=AT + HOUR)
    assert not timers.claim(call, AT + HOUR) and timers.ring(call, AT + HOUR) is False
    assert events_of(one)[-1].name == "released"


@pytest.mark.usefixtures("own_sample")
def test_of_many_loops_one_gets_the_call() -> None:
    opened()
    (call,) = past_due(AT + HOUR)
    assert sorted(at_once(*[lambda: timers.claim(call, AT + HOUR)] * 6)) == [False] * 5 + [True]
    assert past_due(AT + HOUR) == []


@pytest.mark.usefixtures("sample")
def test_the_command_answers_all_that_call(capsys: Any) -> None:
    one, two = opened(reference="R1"), opened(reference="R2", at=datetime.now(UTC))
    call_command("clock", once=True)
    assert "1 calls answered" in capsys.readouterr().out, "the warnings that were slept through are one call"
    assert due(one) == AT + 4 * HOUR and due(two) is not None, "what is late stays due"
    call_command("clock", once=True)
    assert "0 calls answered" in capsys.readouterr().out


def test_calls_come_in_the_order_of_their_deadlines(sample: None) -> None:
    late, early = opened(reference="R1", at=AT + HOUR), opened(reference="R2")
    assert past_due(AT + 9 * HOUR) == [
        Due(early, DOCUMENTS, AT + HOUR, 2),
        Due(late, DOCUMENTS, AT + 2 * HOUR, 2),
    ]
    assert past_due(AT + 9 * HOUR, limit=1) == [Due(early, DOCUMENTS, AT + HOUR, 2)]


@pytest.mark.usefixtures("sample")
def test_a_deadline_that_a_later_edition_took_back_has_not_run_out(monkeypatch: pytest.MonkeyPatch) -> None:
    one, charges = opened(), TrackKey("charges")
    act(one, lambda it: it.take("charge"), actor=OFFICER, at=AT)
    assert due(one, charges) == AT + 2 * HOUR
    gone = replace(deadline("tax_payment"), value=None, edition=2, withdrawn=True)
    later = Rulebook("cn", 2, [*ROWS, gone])
    monkeypatch.setattr(rulebooks, "book", lambda jurisdiction: later)
    answer(AT + 2 * HOUR)
    assert case_of(one).tracks[charges].state == "due", "nobody is late by a rule that does not hold"
    assert due(one, charges) is None
    assert not [letter for letter in Outbox.objects.all() if "tax_payment" in letter.body]
    assert replay(one) == []
