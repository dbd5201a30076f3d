"""Several messengers at the same moment: each notice is made once and sent by one of them."""

import pytest

from tests.desk.sample import AT, TRADER, at_once, opened
from tests.desk.test_notices import FIRM, MANAGER, TODAY, registered, spread, told
from tongguan.desk.notices import actions, hooks, sendings
from tongguan.desk.notices.models import Hook
from tongguan.desk.people.models import Enterprise, Person


@pytest.mark.usefixtures("own_sample")
def test_of_many_messengers_one_sends() -> None:
    registered()
    trader = Person.objects.get(pk=int(TRADER.person))
    actions.choose(trader, page="all", mail="all")
    (letter,) = told(opened(), (FIRM, "released"))
    assert sorted(at_once(*[lambda: spread(letter)] * 4)) == [False, False, False, True]
    assert sum(map(len, at_once(*[lambda: sendings.claim(AT)] * 5))) == 1


@pytest.mark.usefixtures("own_sample")
def test_of_many_managers_one_sets_the_webhook() -> None:
    registered()
    firm = Enterprise.objects.get(identifier=FIRM)

    def place() -> str:
        made = hooks.place_hook(
            enterprise=firm, url="https://example.com/in",
            actor=MANAGER, at=AT, today=TODAY, inside=False,
        )  # fmt: skip
        return made[1]

    secrets = at_once(*[place] * 4)
    assert sorted(map(bool, secrets)) == [False, False, False, True], "shown once"
    assert Hook.objects.count() == 1
