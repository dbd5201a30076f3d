"""Two who want the same money, the same bay or the same licence at the same time."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from decimal import Decimal as D
from threading import Barrier

import pytest
from django.db import connection

from tests.desk import port
from tests.desk.money import a_guarantee, owing, pay, secure
from tests.desk.port import INSPECTOR, SYSTEM, TRADER, later
from tests.desk.test_certificates import a_licence
from tests.desk.visits import PORT, a_site, begun, notified
from tongguan.desk.dossiers.actions import act
from tongguan.desk.inspections import actions, proofs
from tongguan.desk.inspections.actions import Wanted
from tongguan.desk.inspections.models import Booking
from tongguan.desk.revenue import queries as revenue
from tongguan.desk.revenue.models import Posting
from tongguan.law.findings import Refused

pytestmark = pytest.mark.usefixtures("own_dalian")
MANY = 6


def at_once(work: Callable[[int], object]) -> list[object]:
    """What came of the work of several threads that start together; a refusal is its code."""
    start = Barrier(MANY)

    def one(n: int) -> object:
        start.wait()
        try:
            return work(n)
        except Refused as refused:
            return refused.findings[0].code
        finally:
            connection.close()

    with ThreadPoolExecutor(MANY) as pool:
        return list(pool.map(one, range(MANY)))


def test_a_guarantee_is_not_overdrawn() -> None:
    a_guarantee("400", kind="general")
    ones = [owing(reference=f"R{n}") for n in range(MANY)]
    done = at_once(lambda n: secure(ones[n]))
    assert sorted(str(d) for d in done) == ["171.80", "285.90", "57.70", "T104", "T104", "T104"]
    standing, last = revenue.standing("BH-1"), revenue.movements("BH-1")[-1]
    assert standing is not None
    assert (standing.blocked, last.number) == (D("342.30"), 4)


def test_a_bank_message_that_comes_many_times_is_acted_upon_once() -> None:
    one = owing()
    done = at_once(lambda n: pay(one, "50"))
    assert sorted(str(paid) for paid in done)[0] == "Paid(left=Decimal('64.10'), repeated=False)"
    assert sum("repeated=True" in str(paid) for paid in done) == MANY - 1
    assert Posting.objects.filter(dossier_id=one, kind="payment").count() == 1


def test_payments_that_come_together_are_all_posted() -> None:
    one = owing()
    at_once(lambda n: pay(one, "10", f"B-{n}"))
    assert revenue.debts(one)[0].paid == D(10 * MANY)


def test_a_bay_has_one_appointment() -> None:
    a_site(bays=2)
    ones = [notified(ref=f"R{n}") for n in range(MANY)]
    ten = datetime(2020, 3, 3, 2, 0, tzinfo=UTC)

    def book(n: int) -> int:
        return actions.book(ones[n], PORT, site="DLC-1", starts_at=ten, actor=TRADER, at=later(2))

    assert sorted(map(str, at_once(book))) == ["1", "2", "I103", "I103", "I103", "I103"]
    assert sorted(Booking.objects.values_list("starts_at", "bay")) == [(ten, 1), (ten, 2)]


def test_a_licence_is_not_used_twice() -> None:
    a_licence(quantity="25")
    ones = [licensed(n) for n in range(MANY)]
    uses = [proofs.Use("7", "LIC-1", 1, D(10))]
    done = at_once(
        lambda n: act(ones[n], lambda it: proofs.write_off_here(it, uses), actor=SYSTEM, at=later(1))
    )
    assert sorted(len(wrong) for wrong in done) == [0, 0, 1, 1, 1, 1]  # type: ignore[arg-type]


def licensed(n: int) -> int:
    return port.lodged(("documents", "", "checking"), ("licences", "", "pending"), reference=f"R{n}")


def test_of_reports_that_come_together_one_is_the_last() -> None:
    one = begun()
    wanted = [Wanted(2, "quarantine", f"S-{n}") for n in range(MANY)]
    actions.take_samples(one, PORT, wanted, laboratory="LAB", actor=INSPECTOR, at=later(4))

    def report(n: int) -> bool:
        told = {"reference": f"L-{n}", "conforms": True}
        return actions.report(one, n + 1, **told, actor=INSPECTOR, at=later(5))  # type: ignore[arg-type]

    assert sorted(map(str, at_once(report))) == ["False"] * (MANY - 1) + ["True"]
    assert port.state(one, "port_inspection") == "begun"
