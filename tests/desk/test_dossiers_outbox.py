"""Letters: at least once, in the order of the events, each try after a longer while."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.management import call_command

from tests.desk.sample import AT, OFFICER, at_once, opened
from tongguan.desk.dossiers import outbox
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.dossiers.outbox import LEASE, Delivery, Letter, deliver

HOUR = timedelta(hours=1)


def tell(one: int, *letters: tuple[str, str]) -> None:
    """Letters (recipient, body) by one event."""

    def do(it: Act) -> None:
        it.take("place")
        for to, body in letters:
            it.tell("news", to, body)

    act(one, do, actor=OFFICER, at=AT)


@pytest.fixture
def sent() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def send(sent: list[tuple[str, str]]) -> Callable[[Letter], object]:
    return lambda letter: sent.append((letter.recipient, letter.body))


def rounds(now: Any, send: Callable[[Letter], object]) -> list[Delivery]:
    """Rounds until nothing is due."""
    found = []
    while (one := deliver(now, send)) != Delivery(0, 0):
        found.append(one)
    return found


@pytest.mark.usefixtures("sample")
def test_each_hears_in_the_order_of_the_events(send: Any, sent: list[tuple[str, str]]) -> None:
    one, two = opened(reference="R1"), opened(reference="R2")
    tell(one, ("port", "1"), ("bank", "1"), ("port", "2"))
    tell(two, ("port", "of another"))
    tell(one, ("port", "3"))
    assert rounds(AT, send) == [Delivery(3, 0), Delivery(1, 0), Delivery(1, 0)]
    assert [body for to, body in sent if to == "port" and "of" not in body] == ["1", "2", "3"]
    assert sorted(sent) == [("bank", "1"), *(("port", body) for body in ("1", "2", "3", "of another"))]
    assert rounds(AT + 100 * HOUR, send) == []


@pytest.mark.usefixtures("sample")
def test_a_letter_that_fails_is_tried_again_and_holds_back_those_after_it(
    send: Any, sent: list[tuple[str, str]]
) -> None:
    one, working = opened(), list[bool]()
    tell(one, ("port", "1"), ("bank", "1"), ("port", "2"))

    def fail_at_first(letter: Letter) -> None:
        if letter.body == "1" and letter.recipient == "port" and not working:
            raise ConnectionError("the line is down")
        send(letter)

    assert rounds(AT, fail_at_first) == [Delivery(1, 1)]
    row = Outbox.objects.get(number=1)
    assert row.failure == "ConnectionError: the line is down" and row.tries == 1
    assert row.due == AT + timedelta(minutes=2) and row.delivered_at is None
    assert rounds(AT + timedelta(minutes=2), fail_at_first) == [Delivery(0, 1)]
    assert Outbox.objects.get(number=1).due == AT + timedelta(minutes=6), "each time later"
    working.append(True)
    rounds(AT + HOUR, fail_at_first)
    assert sent == [("bank", "1"), ("port", "1"), ("port", "2")]
    row = Outbox.objects.get(number=1)
    assert (row.failure, row.due, row.delivered_at, row.tries) == ("", None, AT + HOUR, 3)


@pytest.mark.usefixtures("sample")
def test_a_letter_whose_messenger_died_goes_out_again_with_the_same_id() -> None:
    tell(opened(), ("port", "1"))
    (first,) = outbox.claim(AT)  # and nothing more is ever heard
    assert outbox.claim(AT) == []
    (again,) = outbox.claim(AT + LEASE)
    assert again.id == first.id and again.tries == 2


@pytest.mark.usefixtures("own_sample")
def test_of_many_messengers_one_has_the_letter() -> None:
    tell(opened(), ("port", "1"), ("bank", "1"))
    found = at_once(*[lambda: outbox.claim(AT)] * 5)
    assert sorted(letter.recipient for letters in found for letter in letters) == ["bank", "port"]


@pytest.mark.usefixtures("sample")
def test_the_command_puts_each_letter_into_a_file_of_its_own(tmp_path: Any, capsys: Any) -> None:
    one = opened()
    tell(one, ("port", "放行"), ("port", "2"))
    call_command("deliver", tmp_path, once=True)
    assert "2 messages delivered" in capsys.readouterr().out
    letters = {path.stem: json.loads(path.read_text("utf-8")) for path in tmp_path.iterdir()}
    assert {name: letter["id"] for name, letter in letters.items()} == {name: name for name in letters}
    assert not any(str(one) in name for name in letters), "an id tells nothing but itself"
    bodies = sorted((letter["kind"], letter["recipient"], letter["body"]) for letter in letters.values())
    assert bodies == [("news", "port", "2"), ("news", "port", "放行")]


@pytest.mark.usefixtures("sample")
def test_a_letter_that_nobody_takes_for_weeks_stops_nothing() -> None:
    one = opened()
    tell(one, ("port", "1"), ("bank", "1"))
    Outbox.objects.filter(recipient="port").update(tries=5000)

    def only_the_bank(letter: Letter) -> None:
        if letter.recipient == "port":
            raise ConnectionError

    assert deliver(AT, only_the_bank) == Delivery(1, 1)
    assert Outbox.objects.get(recipient="port").due == AT + outbox.LONGEST
