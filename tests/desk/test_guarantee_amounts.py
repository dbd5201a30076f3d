"""Who changes what a guarantee comes to, and that one change counts once."""

from decimal import Decimal as D

import pytest

from tests.desk import port
from tests.desk.money import a_guarantee, changing, why
from tongguan.desk.revenue import queries
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import Actor

pytestmark = pytest.mark.usefixtures("dalian")


def test_an_amount_is_changed_once_and_by_the_office_that_holds_the_guarantee() -> None:
    a_guarantee("1000")
    elsewhere = Actor("32", "revenue_officer", "0902")
    with pytest.raises(Refused) as refused:
        changing(D(9000), D(1000), elsewhere)
    assert why(refused) == "T116"
    assert changing(D(1500), D(1000)) == changing(D(1500), D(1000)) == D(1500)
    for total, was in ((D(1600), D(1000)), (D(1500), D(1500))):  # somebody came first; nothing changes
        with pytest.raises(Refused) as refused:
            changing(total, was)
        assert why(refused) == "T129"
    assert [m.kind for m in queries.movements("BH-1")] == ["open", "raise"]
    with pytest.raises(Refused) as refused:
        a_guarantee(number="BH-2", office="0902")
    assert why(refused) == "T116"
    with pytest.raises(Refused) as refused:
        a_guarantee(number="BH-3", office="0000", actor=port.BANK)
    assert why(refused) == "T128"
