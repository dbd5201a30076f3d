"""Debts and payments: postings that add up."""

from decimal import Decimal as D

import pytest
from django.db import IntegrityError, connection, transaction

from tests.desk import port
from tests.desk.money import DUTY_AND_VAT, a_guarantee, owing, pay, secure, why
from tests.desk.port import BANK, REVENUE, TRADER, charge, later, state
from tongguan.desk.dossiers.actions import act
from tongguan.desk.revenue import actions, bars, opening, postings, queries
from tongguan.desk.revenue.cents import by_tax, cents
from tongguan.desk.revenue.models import Posting
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor

pytestmark = pytest.mark.usefixtures("dalian")


def test_charges_become_one_posting_a_tax() -> None:
    one = owing()
    assert [(p.tax, p.cents) for p in queries.postings(one)] == [("duty", 10010), ("vat", 1400)]
    (debt,) = queries.debts(one)
    assert (debt.charged, debt.paid, debt.left) == (D("114.10"), D(0), D("114.10"))
    assert opening.opening_state(DUTY_AND_VAT, provisional=False) == "due"
    assert opening.opening_state(DUTY_AND_VAT, provisional=True) == "provisional"
    assert opening.opening_state([charge("duty", "0")], provisional=True) == "nothing"


def test_an_amount_with_a_part_of_a_cent_is_refused() -> None:
    with pytest.raises(ValueError, match="hundredths"):
        cents(D("1.005"))
    assert by_tax([charge("vat", "1", securable=False), charge("vat", "2")]) == {"vat": (300, False)}


def test_paying_all_pays_the_debt() -> None:
    one = owing()
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    assert state(one, "charges") == "paying"
    assert pay(one, "114.10") == (D(0), False)
    assert state(one, "charges") == "paid"
    assert queries.debts(one)[0].left == 0


def test_each_tax_may_be_paid_by_itself() -> None:
    one = owing()
    assert pay(one, "14.00", tax="vat").left == D("100.10")
    assert state(one, "charges") == "due"
    with pytest.raises(Refused) as refused:
        pay(one, "0.01", "B-2", tax="vat")
    assert why(refused) == "T107"
    assert pay(one, "100.10", "B-3", tax="duty").left == 0
    assert state(one, "charges") == "paid"


def test_a_bank_message_is_acted_upon_once() -> None:
    one = owing()
    pay(one, "50")
    assert pay(one, "50", hours=3) == (D("64.10"), True)
    assert Posting.objects.filter(dossier_id=one, kind="payment").count() == 1
    with pytest.raises(Refused) as refused:
        pay(one, "51", hours=3)
    assert why(refused) == "T108"
    assert pay(one, "64.10", "B-1", actor=port.OTHER_BANK).repeated is False
    assert pay(one, "50", hours=9).repeated is True
    assert state(one, "charges") == "paid"


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"amount": D("114.11")}, "T107"),
        ({"amount": D(0)}, "T115"),
        ({"currency": "USD"}, "T110"),
        ({"actor": TRADER}, "T116"),
    ],
)
def test_a_payment_that_cannot_be_is_refused_and_leaves_nothing(more: dict[str, object], code: str) -> None:
    one = owing()
    with pytest.raises(Refused) as refused:
        pay(one, **{"amount": D("114.10"), **more})  # type: ignore[arg-type]
    assert why(refused) == code
    assert pay(one, "114.10") == (D(0), False)


def test_a_payment_that_fails_leaves_the_debt_due() -> None:
    one = owing()
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    actions.fail_payment(one, reason="no cover", actor=BANK, at=later(2))
    assert state(one, "charges") == "due"


def test_only_the_trader_or_its_broker_orders_a_payment() -> None:
    one = owing()
    with pytest.raises(NotOffered, match="not_your_declaration"):
        actions.order_payment(one, bank=BANK.behalf, actor=port.STRANGER, at=later(1))
    actions.order_payment(one, bank=BANK.behalf, actor=port.BROKER, at=later(1))


def test_a_difference_is_posted_and_falls_due() -> None:
    one = owing()
    more = (charge("duty", "120"), charge("vat", "14"), charge("consumption", "5"))

    def again(charges: object, hours: float, provisional: bool = False) -> D:
        return act(
            one,
            lambda it: postings.post_difference(
                it,
                charges,
                currency="CNY",
                provisional=provisional,
                reason="amended",  # type: ignore[arg-type]
            ),
            actor=REVENUE,
            at=later(hours),
        )

    assert again(more, 1) == D("24.90")
    assert again(more, 2) == 0
    assert queries.debts(one)[0].left == D(139)
    pay(one, "139", hours=3)
    assert again(DUTY_AND_VAT, 4) == D("-24.90")
    assert state(one, "charges") == "paid"
    with pytest.raises(Refused) as refused:
        actions.refund(one, amount=D(25), reference="TK-1", reason="amended", actor=REVENUE, at=later(5))
    assert why(refused) == "T114"
    assert actions.refund(one, amount=D("24.90"), reference="TK", reason="x", actor=REVENUE, at=later(6)) == 0
    assert again(more, 7) == D("24.90")
    assert state(one, "charges") == "due"
    assert again((), 8) == D("-139")
    assert state(one, "charges") == "nothing"


def again(one: int, *charges: object, hours: float, by: Actor = port.OFFICER) -> D:
    """A new assessment, by whoever may amend."""
    return act(
        one,
        lambda it: postings.post_difference(
            it,
            charges,  # type: ignore[arg-type]
            currency="CNY",
            provisional=False,
            reason="amended",
        ),
        actor=by,
        at=later(hours),
    )


MORE = (charge("duty", "110.10"), charge("vat", "14"))


def test_what_is_charged_while_a_bank_pays_becomes_a_debt_of_its_own() -> None:
    one = owing()
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    again(one, *MORE, hours=2)
    assert (state(one, "charges"), state(one, "charges", number=2)) == ("paying", "due")
    pay(one, "114.10", hours=3)
    pay(one, "10", "B-2", hours=4, debt=2)
    assert (state(one, "charges"), state(one, "charges", number=2)) == ("paid", "paid")


def test_what_is_charged_in_addition_is_not_late_and_leaves_late_what_is() -> None:
    one = owing()
    act(one, lambda it: it.take("fall_overdue"), actor=port.SYSTEM, at=later(400))
    again(one, *MORE, hours=401)
    assert (state(one, "charges"), state(one, "charges", number=2)) == ("overdue", "due")


def test_what_is_owed_less_comes_off_what_is_unpaid() -> None:
    one = owing()
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    again(one, *MORE, hours=2)
    pay(one, "114.10", hours=3)
    assert again(one, *DUTY_AND_VAT, hours=4) == D(-10)
    assert [debt.left for debt in queries.debts(one)] == [0, 0]
    assert (state(one, "charges"), state(one, "charges", number=2)) == ("paid", "nothing")
    assert again(one, hours=5) == D("-114.10")
    assert [debt.left for debt in queries.debts(one)] == [D("-114.10"), 0]


def test_a_payment_that_fails_when_nothing_is_owed_any_more_leaves_nothing_due() -> None:
    one = owing()
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    again(one, hours=2)
    assert state(one, "charges") == "paying"
    actions.fail_payment(one, reason="closed", actor=BANK, at=later(3))
    assert state(one, "charges") == "nothing"


def test_what_a_bank_pays_after_the_end_is_kept_and_paid_back() -> None:
    one = owing()
    actions.order_payment(one, bank=BANK.behalf, actor=TRADER, at=later(1))
    act(one, lambda it: it.take("refuse"), actor=port.OFFICER, at=later(2))
    assert pay(one, "114.10", hours=3).left == 0
    again(one, hours=4)
    refund = {"amount": D("114.10"), "reference": "TK-1", "reason": "refused"}
    assert actions.refund(one, **refund, actor=REVENUE, at=later(5)) == 0  # type: ignore[arg-type]


def test_a_late_fee_is_a_debt_of_its_own() -> None:
    one = owing()
    number = act(
        one,
        lambda it: postings.add_debt(
            it, tax="late_fee", amount=D(5555), currency="CNY", reason="9 days late", securable=False
        ),
        actor=REVENUE,
        at=later(1),
    )
    assert number == 2
    assert [d.left for d in queries.debts(one)] == [D("114.10"), D(5555)]
    a_guarantee("9000")
    with pytest.raises(Refused):
        secure(one, debt=2)
    pay(one, "5555", debt=2)
    assert state(one, "charges", number=2) == "paid"


def test_what_is_waived_is_owed_no_more() -> None:
    one = owing()
    pay(one, "14.10")
    act(
        one,
        lambda it: postings.add_debt(it, tax="late_fee", amount=D(55), currency="CNY", reason="late"),
        actor=REVENUE,
        at=later(3),
    )
    act(one, lambda it: postings.waive(it, reason="withdrawn"), actor=port.OFFICER, at=later(4))
    assert [debt.left for debt in queries.debts(one)] == [0, 0]
    assert [state(one, "charges", number=n) for n in (1, 2)] == ["nothing", "nothing"]


@pytest.mark.parametrize("table", ["posting", "paper", "bar", "guarantee", "movement"])
def test_the_past_of_money_is_frozen(table: str) -> None:
    a_guarantee()
    one = owing()
    bars.bar(one, reason="x", actor=REVENUE, at=later(1))
    pay(one, "1")
    column = "by" if table != "paper" else "digest"
    for verb in (f'UPDATE "revenue_{table}" SET "{column}" = \'99\'', f'DELETE FROM "revenue_{table}"'):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)


NO_MONEY = (("0.001", "T118"), ("NaN", "T115"), ("-1", "T115"), ("0", "T115"))


@pytest.mark.parametrize(("amount", "code"), NO_MONEY)
def test_an_amount_that_is_no_money_is_refused(amount: str, code: str) -> None:
    one = owing()
    with pytest.raises(Refused) as refused:
        pay(one, amount)
    assert why(refused) == code
    with pytest.raises(Refused) as refused:
        a_guarantee(amount)
    assert why(refused) == code


def test_a_reason_may_be_as_long_as_it_takes() -> None:
    one, reason = owing(), "理由" * 400
    bars.bar(one, reason=reason, actor=REVENUE, at=later(1))
    assert bars.standing_bar(one) == reason
