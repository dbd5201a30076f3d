"""Several at the same moment: threads, batches, other processes; both databases."""

import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Event, Thread
from time import sleep
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from tests.desk.sample import AT, OFFICER, OTHER_OFFICER, at_once, opened, opening, opens
from tongguan.desk.dossiers import lane
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act, open_many
from tongguan.desk.dossiers.lane import TOGETHER, transact
from tongguan.desk.dossiers.models import Dossier, Holding, Outbox
from tongguan.desk.dossiers.proof import replay
from tongguan.desk.dossiers.queries import events_of
from tongguan.law.flow import NotOffered

pytestmark = pytest.mark.usefixtures("own_sample")
ROOT = Path(__file__).parents[2]


def clear(one: int, who: Any) -> Callable[[], Any]:
    return lambda: act(one, lambda it: it.take("clear"), actor=who, at=AT)


def test_of_two_who_clear_one_comes_first_and_the_other_sees_it() -> None:
    for number in range(8):
        one = opened(reference=f"R{number}")
        results = at_once(clear(one, OFFICER), clear(one, OTHER_OFFICER))
        refused = [result for result in results if isinstance(result, NotOffered)]
        assert len(refused) == 1 and refused[0].reason == "not_in_that_state", results
        assert [event.name for event in events_of(one)].count("clear") == 1
        assert replay(one) == []


def test_of_many_acts_on_one_dossier_none_is_lost() -> None:
    one = opened()

    def place(number: int) -> Callable[[], Any]:
        def do(it: Act) -> int:
            it.take("place")
            it.tell("hold", "port", str(number))
            return number

        return lambda: [act(one, do, actor=OFFICER, at=AT + timedelta(seconds=number)) for _ in range(5)]

    assert at_once(*map(place, range(6))) == [[n] * 5 for n in range(6)]
    events = events_of(one)
    assert [event.seq for event in events] == list(range(1, 33))
    assert all(first.recorded_at <= then.recorded_at for first, then in pairwise(events))
    assert Outbox.objects.count() == 30 and replay(one) == []


def test_what_was_decided_on_a_past_state_is_decided_again() -> None:
    """The other one acts between our reading and our writing. On SQLite nobody can: we hold the lane."""
    if connection.vendor == "sqlite":
        pytest.skip("one writes at a time; the next test is the one for SQLite")
    one, seen, acted = opened(), list[str](), Event()

    def other() -> None:
        act(one, lambda it: it.take("ask"), actor=OTHER_OFFICER, at=AT)
        acted.set()

    def clear_unless_asked(it: Act) -> str:
        seen.append(it.case.tracks["documents", "", 1].state)  # type: ignore[index]
        if len(seen) == 1:
            at_once(other)
            it.take("clear")
            return "cleared what had been asked about"
        return "saw the question"

    assert act(one, clear_unless_asked, actor=OFFICER, at=AT) == "saw the question"
    assert seen == ["review", "asked"] and acted.is_set()
    assert [event.name for event in events_of(one)][2:] == ["ask"]


def test_whoever_opens_at_once_gets_ids_of_their_own() -> None:
    def several(name: str) -> Callable[[], Any]:
        return lambda: [opened(reference=f"{name}{number}") for number in range(20)]

    ids = [one for found in at_once(*map(several, "ABCDEF")) for one in found]
    assert len(set(ids)) == 120 == Dossier.objects.count()


def test_a_piece_that_fails_fails_alone() -> None:
    """One holds the lane until the others queue behind it, so that they are committed together."""
    begun, go_on = Event(), Event()

    def slow() -> str:
        begun.set()
        assert go_on.wait(timeout=30)
        return "slow"

    def when_begun(work: Callable[[], Any]) -> Callable[[], Any]:
        return lambda: begun.wait(timeout=30) and transact(work)

    def good(number: int) -> Callable[[], Any]:
        return when_begun(lambda: opened(reference=f"R{number}"))

    def fails() -> Any:
        opened(reference="never")
        raise LookupError("as it must")

    def breaks_its_key() -> Any:
        return Holding.objects.create(dossier_id=1, office="0908")  # no such dossier: shows at the commit

    def release() -> None:
        for _ in range(1000):
            if connection.vendor != "sqlite" or len(lane.LANE.waiting) == 8:
                break
            sleep(0.01)
        go_on.set()

    others = [*map(good, range(6)), when_begun(fails), when_begun(breaks_its_key)]
    results = at_once(lambda: transact(slow), *others, release)
    assert results[0] == "slow" and all(isinstance(found, int) for found in results[1:7]), results
    assert isinstance(results[7], LookupError) and isinstance(results[8], IntegrityError)
    references = Dossier.objects.order_by("reference").values_list("reference", flat=True)
    assert list(references) == [f"R{number}" for number in range(6)]


def stop() -> None:
    raise KeyboardInterrupt


def test_a_writer_that_is_stopped_stops_nobody_else() -> None:
    """Ctrl-C while a batch is written: who led is stopped, the others are told that nobody knows, and the
    next ones are served."""
    with pytest.raises(KeyboardInterrupt):
        transact(stop)
    assert isinstance(opened(), int) and not lane.LANE.waiting
    if connection.vendor == "postgresql":
        return
    begun, leader, told = Event(), lane._Piece(stop), list[object]()

    def other() -> None:
        begun.set()
        told.append(transact(lambda: "never"))

    lane.LANE.waiting.append(leader)  # it is about to lead, and the other has come after it
    lane.LANE._taken = True
    thread = Thread(target=lambda: told.append(at_once(other)[0]))
    thread.start()
    assert begun.wait(timeout=30)
    while len(lane.LANE.waiting) < 2:
        sleep(0.001)
    with pytest.raises(KeyboardInterrupt):
        lane.LANE._lead(connection)
    thread.join(timeout=30)
    assert [type(one) for one in told] == [lane.Unknown] and isinstance(opened(reference="R2"), int)


def test_who_gives_up_waiting_is_taken_out_of_the_queue() -> None:
    first, second = lane._Piece(stop), lane._Piece(stop)
    queue = lane.Lane()
    queue.waiting.extend((first, second))
    queue._taken = first.leads = True
    queue._give_up(first)
    assert list(queue.waiting) == [second] and second.leads and not second.woken.locked()
    queue._give_up(second)
    assert not queue.waiting and not queue._taken


def test_more_than_fit_into_a_batch_are_all_committed() -> None:
    count = TOGETHER + 20
    results = at_once(*(lambda n=n: opened(reference=f"R{n}") for n in range(count)))
    assert len({*results}) == count == Dossier.objects.count()


def test_inside_a_transaction_it_is_part_of_that_one() -> None:
    with pytest.raises(LookupError), transaction.atomic():
        opened()
        raise LookupError
    assert not Dossier.objects.exists()


def test_many_are_opened_whole_or_not_at_all() -> None:
    def breaks(it: Act) -> int:
        opens(it)
        it.add(Holding, (it.id, "0908"))  # the office is written by the dossier itself as well
        return it.id

    with pytest.raises(IntegrityError):
        wanted = [(opening(reference="R1"), opens), (opening(reference="R2"), breaks)]
        open_many(wanted, actor=OFFICER, at=AT)
    assert not Dossier.objects.exists()


OTHER_PROCESS = """
    import django; django.setup()
    from tests.desk.sample import SAMPLE, opened
    from tongguan.law import flows
    flows.FLOWS["sample"] = SAMPLE
    for number in range(30):
        print(opened(reference=f"{NAME}{number}"))
"""


def test_other_processes_write_in_their_turn() -> None:
    settings = connection.settings_dict
    address = f"sqlite:///{settings['NAME']}"
    if connection.vendor == "postgresql":
        user, host = settings["USER"], settings["HOST"]
        address = f"postgresql://{user}@/{settings['NAME']}?host={host}"
    surroundings = {**os.environ, "TONGGUAN_DATABASE": address, "PYTHONPATH": str(ROOT)}
    code = textwrap.dedent(OTHER_PROCESS)
    others = [
        subprocess.Popen(
            [sys.executable, "-c", f"NAME = {name!r}\n{code}"], env=surroundings, stdout=subprocess.PIPE
        )
        for name in "AB"
    ]
    ids = [opened(reference=f"C{number}") for number in range(30)]
    for other in others:
        out, _ = other.communicate(timeout=60)
        assert other.returncode == 0
        ids += map(int, out.split())
    assert len(set(ids)) == 90 == Dossier.objects.count()
