"""Several messengers at the same moment: each notice is made once and sent by one of them."""

import pytest

from tests.desk.sample import AT, TRADER, at_once, opened
from tests.desk.test_notices import FIRM, registered, spread, told
from tongguan.desk.notices import actions, sendings
from tongguan.desk.people.models import Person


@pytest.mark.usefixtures("own_sample")
def test_of_many_messengers_one_sends() -> None:
    registered()
    trader = Person.objects.get(pk=int(TRADER.person))
    actions.choose(trader, page=True, mail=True)
    (letter,) = told(opened(), (FIRM, "released"))
    assert sorted(at_once(*[lambda: spread(letter)] * 4)) == [False, False, False, True]
    assert sum(map(len, at_once(*[lambda: sendings.claim(AT)] * 5))) == 1
