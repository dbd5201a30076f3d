"""Opening a dossier and acting on it."""

from datetime import timedelta

import pytest

from tests.desk.sample import AT, OFFICER, opened
from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.shelf import events_of, take_down
from tongguan.law.case import fold


@pytest.mark.usefixtures("sample")
def test_what_is_stored_is_the_fold_of_what_happened() -> None:
    one = opened(at=AT)
    act(one, lambda it: it.take("clear"), actor=OFFICER, at=AT + timedelta(hours=1))
    stored, events = take_down(one), events_of(one)
    assert [event.name for event in events] == ["lodged", "documents_opened", "clear", "released"]
    assert stored.case == fold(type(stored.case)(), events)
    assert stored.case.finished


@pytest.mark.usefixtures("own_sample")
def test_two_at_once() -> None:
    one = opened(at=AT)
    act(one, lambda it: it.take("clear"), actor=OFFICER, at=AT + timedelta(hours=1))
    assert take_down(one).case.finished
