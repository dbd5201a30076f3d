"""Charges that are secured first and paid later, and what comes of charges that nobody pays."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client

from tests.harbour import BANK, BEA, BEN, BO, BROKERS, DONG, MEAT_FIRM, MEI, RUI, Harbour, licence
from tests.journeys.story import Story
from tests.pages import text
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.people.models import Person
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import queries
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered

BILL = "COSU6254178810"
SHIP = ("2", "UN9074729", "020E")
BOX = "CSQU3054383"


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))
    story.after(minutes=2)
    harbour.ring()
    story.arrives(SHIP, BILL)
    return story


def blocked() -> Decimal:
    found = queries.standing("BH-MEAT")
    assert found is not None
    return found.blocked


def test_secured_now_and_paid_in_a_week(harbour: Harbour, pork: Story) -> None:
    assert pork.lacks("may_leave", BOX) == {"charges due"}
    assert pork.lacks_to_trader("may_leave", BOX) == {"charges due", "documents checking"}
    pork.do(revenue.secure, guarantee="BH-MEAT", last=date(2020, 10, 1), by=RUI)
    assert pork.is_open("may_leave", BOX) and blocked() == pork.left()
    assert not pork.is_open("closed", BOX)

    pork.after(days=7).do(revenue.order_payment, bank=BANK, by=BO)
    pork.after(minutes=5).do(revenue.fail_payment, reason="no money", by=BEA)
    assert pork.lacks_to_trader("closed", BOX) >= {"charges due"}
    pork.do(revenue.secure, guarantee="BH-MEAT", last=date(2020, 10, 1), by=RUI)
    assert blocked() == pork.left(), "once, however often it is let stand"
    for part in (Decimal(100_000), None):
        amount = part or pork.left()
        done = pork.do(revenue.pay, amount=amount, currency="CNY", reference=f"EPAY-{part}", by=BEA)
        again = pork.do(revenue.pay, amount=amount, currency="CNY", reference=f"EPAY-{part}", by=BEA)
        assert (done.repeated, again.repeated) == (False, True), "a bank may say it twice"
    assert (pork.state("charges"), pork.left(), blocked()) == ("paid", 0, 0)
    pork.ends_well()


def test_what_nobody_pays_falls_overdue_and_is_claimed(harbour: Harbour, pork: Story) -> None:
    for days in (14, 6):
        pork.after(days=days)
        while harbour.ring():
            pass
    told = Outbox.objects.filter(dossier=pork.id, kind="deadline", body__contains="tax_payment")
    assert set(told.values_list("recipient", flat=True)) == {MEAT_FIRM, BROKERS}, "also whose debt it is"
    assert pork.state("charges") == "overdue"
    pork.do(revenue.secure, guarantee="BH-MEAT", last=date(2020, 11, 1), by=RUI)
    owed = pork.left()
    with pytest.raises(Refused):
        pork.do(revenue.claim_guarantee, reason="unpaid", by=BEA)
    assert pork.after(days=5).do(revenue.claim_guarantee, reason="unpaid", by=RUI) == owed
    assert (pork.left(), blocked()) == (0, 0)
    assert queries.standing("BH-MEAT").total == Decimal(80_000_000) - owed
    pork.ends_well()


def test_a_guarantee_of_somebody_else_does_not_do(harbour: Harbour, pork: Story) -> None:
    for guarantee, by in (("BH-ORE", RUI), ("BH-MEAT", BEN), ("NONE", RUI)):
        with pytest.raises(Refused):
            pork.do(revenue.secure, guarantee=guarantee, last=date(2020, 10, 1), by=by)
    with pytest.raises(NotOffered):
        pork.do(revenue.order_payment, bank=BANK, by=MEI)
    assert pork.state("charges") == "due"
    pork.ends_well()


def test_what_a_bank_debited_before_a_withdrawal_is_recorded_as_it_was_shown(
    harbour: Harbour, pork: Story, settings: Any
) -> None:
    """Its page lists the order no more; who has it open still tells what was debited, to be paid back."""
    pork.do(revenue.order_payment, bank=BANK, by=BO)
    bank, shown, settings.CLOCK_STANDS = Client(), pork.left(), harbour.at
    bank.force_login(Person.objects.get(pk=int(BEA.person)))
    assert f'name="amount" value="{shown}"' in text(bank.get("/revenue/orders/"))
    pork.ask_to_withdraw(by=BO)
    pork.grant_withdrawal(by=DONG)
    assert pork.reference not in text(bank.get("/revenue/orders/"))
    said = {"result": "paid", "amount": str(shown)}
    assert bank.post(f"/revenue/orders/{pork.reference}/1/", said).status_code == 302
    assert pork.left() == -shown
    pork.ends_well()
