"""A phone that sends the same thing many times at the same moment."""

from collections.abc import Callable

import pytest

from tests.desk.port import INSPECTOR, SECOND, later, state, steps
from tests.desk.test_rooms_at_once import MANY, at_once
from tests.desk.visits import ALL_WELL, PORT, at_site, begin, begun
from tongguan.desk.dossiers.proof import replay
from tongguan.desk.inspections import actions, sending
from tongguan.desk.inspections.models import Result, Sent, Visit
from tongguan.desk.inspections.sending import Answer

pytestmark = pytest.mark.usefixtures("own_dalian")


def once(token: str, do: Callable[[], object]) -> Answer:
    return sending.once(person=INSPECTOR.person, token=token, asked=b"a", at=later(4), do=do)


def test_one_token_at_the_same_moment_is_one_beginning() -> None:
    one = at_site()
    done = at_once(lambda n: once("t", lambda: begin(one)))
    assert all(isinstance(answer, Answer) and answer.done for answer in done), done
    assert sorted(answer.again for answer in done if isinstance(answer, Answer)) == [
        False,
        *[True] * (MANY - 1),
    ]
    assert Visit.objects.count() == Sent.objects.count() == 1
    assert steps(one).count("begin_port_inspection") == 1 and replay(one) == []


def test_several_tokens_at_the_same_moment_are_each_answered() -> None:
    one = begun()

    def enter() -> None:
        actions.enter_results(one, PORT, ALL_WELL, actor=INSPECTOR, at=later(4))

    done = [answer for answer in at_once(lambda n: once(f"t{n}", enter)) if isinstance(answer, Answer)]
    assert sorted((answer.done, answer.reason) for answer in done) == [
        *[(False, "not_in_that_state")] * (MANY - 1),
        (True, ""),
    ]
    assert Result.objects.count() == len(ALL_WELL) and Sent.objects.count() == MANY
    actions.conclude(one, PORT, outcome="pass", actor=SECOND, at=later(5))
    assert state(one, "port_inspection") == "passed"
