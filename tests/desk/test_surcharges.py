"""Tax paid late bears the surcharge that the law takes: Customs Law art. 60."""

from datetime import timedelta
from decimal import Decimal as D

import pytest

from tests.desk.money import a_guarantee, charge, owing, pay, secure
from tests.desk.port import AT, state
from tongguan.desk.revenue import queries

pytestmark = pytest.mark.usefixtures("dalian")
DAY = 24
TAXES = (charge("duty", "352793.52"), charge("consumption", "72860.70"), charge("vat", "247726.38"))
ALL = "673380.60"


def surcharges(one: int) -> dict[str, D]:
    return {p.tax: D(p.cents) / 100 for p in queries.postings(one) if p.kind == "surcharge"}


def test_paid_in_time_bears_nothing() -> None:
    one = owing(*TAXES)
    pay(one, ALL, hours=10 * DAY)
    assert surcharges(one) == {}
    assert state(one, "charges") == "paid"


def test_each_tax_bears_its_own_surcharge_for_each_day_after_the_period() -> None:
    one = owing(*TAXES)
    issued = (AT + timedelta(hours=8)).date()
    assert issued.isoformat() == "2020-03-02", "fifteen days after is Tuesday 17 March"
    pay(one, ALL, hours=26 * DAY)  # 28 March: eleven days late
    assert surcharges(one) == {
        "duty_surcharge": D("1940.36"),
        "consumption_surcharge": D("400.73"),
        "vat_surcharge": D("1362.50"),
    }
    assert {debt.left for debt in queries.debts(one)} == {D(0), D("1940.36"), D("400.73"), D("1362.50")}


def test_the_surcharge_itself_bears_none_and_the_bank_s_day_counts() -> None:
    one = owing(*TAXES)
    paid_at = AT + timedelta(days=14)
    pay(one, ALL, hours=26 * DAY, paid_at=paid_at)
    assert surcharges(one) == {}, "the bank took the money in time and told us late"
    other = owing(*TAXES, reference="R2")
    pay(other, ALL, "B-2", hours=26 * DAY)
    (on_duty,) = [debt.number for debt in queries.debts(other) if debt.left == D("1940.36")]
    pay(other, "1940.36", "B-3", hours=90 * DAY, debt=on_duty)
    assert len(surcharges(other)) == 3


def test_less_than_fifty_yuan_is_not_taken() -> None:
    one = owing(charge("vat", "9000.00"))
    pay(one, "9000.00", hours=26 * DAY)
    assert surcharges(one) == {}, "9000 x 0.05% x 11 = 49.50"


def test_what_a_guarantee_covers_is_not_late() -> None:
    one = owing(charge("vat", "900.00"))
    a_guarantee()
    secure(one)
    pay(one, "900.00", hours=60 * DAY)
    assert surcharges(one) == {}
