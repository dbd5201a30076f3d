"""Guarantees: promises that are never overdrawn."""

from datetime import date
from decimal import Decimal as D

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.desk import port
from tests.desk.money import a_guarantee, changing, owing, pay, secure, why
from tests.desk.port import AT, BANK, DAY, IMPORTER, REVENUE, TRADER, charge, later, state
from tongguan.desk.dossiers.actions import act
from tongguan.desk.people.models import Enterprise
from tongguan.desk.revenue import actions, bars, postings, queries
from tongguan.desk.revenue.cents import cents
from tongguan.desk.revenue.models import Movement
from tongguan.desk.rulebooks.queries import book
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor
from tongguan.law.words import say

pytestmark = pytest.mark.usefixtures("dalian")


def credited(level: str) -> None:
    Enterprise.objects.create(identifier=IMPORTER, name="x", credit=level, registered_on=DAY)


def test_a_guarantee_stands_for_the_debt_until_it_is_paid() -> None:
    a_guarantee("200")
    one = owing()
    assert secure(one) == D("85.90")
    assert state(one, "charges") == "secured"
    assert queries.standing("BH-1").blocked == D("114.10")  # type: ignore[union-attr]
    pay(one, "114.10")
    assert state(one, "charges") == "paid"
    kinds = [(m.kind, m.reason, m.dossier_id) for m in queries.movements("BH-1")]
    assert kinds == [
        ("open", "registered", None),
        ("block", "release before payment", one),
        ("unblock", "paid", one),
    ]
    assert queries.standing("BH-1").available == D(200)  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("guarantee", "more", "code"),
    [
        ({"amount": "114.09"}, {}, "T104"),
        ({"holder": "91210200000000009X"}, {}, "T102"),
        ({"valid_until": date(2020, 3, 16)}, {}, "T103"),
        ({"valid_from": date(2020, 3, 3)}, {"hours": 1}, "T103"),
        ({"currency": "EUR"}, {}, "T110"),
        ({}, {"guarantee": "NONE"}, "T101"),
        ({}, {"guarantee": ""}, "T111"),
    ],
)
def test_a_guarantee_that_does_not_do_is_refused(
    guarantee: dict[str, object], more: dict[str, object], code: str
) -> None:
    a_guarantee(**{"amount": "1000", **guarantee})  # type: ignore[arg-type]
    one = owing()
    with pytest.raises(Refused) as refused:
        secure(one, **more)  # type: ignore[arg-type]
    assert why(refused) == code
    assert state(one, "charges") == "due"
    assert queries.standing("BH-1").blocked == 0  # type: ignore[union-attr]


def test_a_single_guarantee_serves_one_declaration_and_a_general_one_many() -> None:
    a_guarantee()
    a_guarantee(number="ZB-1", kind="general")
    first, second = owing(), owing(reference="R2")
    secure(first)
    with pytest.raises(Refused) as refused:
        secure(second)
    assert why(refused) == "T113"
    secure(second, "ZB-1")
    secure(owing(reference="R3"), "ZB-1")


@pytest.mark.parametrize(
    ("level", "free"), [("advanced", True), ("certified", False), ("discredited", False)]
)
def test_advanced_certified_enterprises_are_let_off_a_guarantee(level: str, free: bool) -> None:
    credited(level)
    one = owing()
    if free:
        secure(one, "")
        assert state(one, "charges") == "secured"
    else:
        with pytest.raises(Refused) as refused:
            secure(one, "")
        assert why(refused) == "T111"


def test_nothing_is_secured_where_a_licence_lacks_or_a_tax_may_not_be() -> None:
    a_guarantee()
    one = owing()
    bars.bar(one, reason="import licence 1", actor=REVENUE, at=later(1))
    with pytest.raises(Refused) as refused:
        secure(one)
    assert why(refused) == "T105"
    assert dict(refused.value.findings[0].arguments) == {"reason": "import licence 1"}
    bars.lift(one, reason="brought", actor=REVENUE, at=later(2))
    secure(one, hours=3)
    late = owing(charge("late_declaration_fee", "80", securable=False), charge("vat", "1"), reference="R2")
    with pytest.raises(Refused) as refused:
        secure(late)
    assert why(refused) == "T106"
    assert say("T106", refused.value.findings[0].arguments, "zh") == "滞报金不得以担保代缴。"
    pay(late, "80", tax="late_declaration_fee")
    a_guarantee(number="BH-2")
    secure(late, "BH-2", hours=3)


def test_a_trader_lets_its_own_guarantee_stand_and_nobody_anothers() -> None:
    a_guarantee()
    with pytest.raises(Refused) as refused:  # a broker does not bind what was promised for its client
        secure(owing(), actor=port.BROKER)
    assert why(refused) == "T102"
    with pytest.raises(NotOffered):
        secure(owing(reference="R0"), actor=port.STRANGER)
    with pytest.raises(NotOffered):
        secure(owing(reference="R9"), actor=port.TERMINAL)
    assert queries.standing("BH-1").blocked == 0  # type: ignore[union-attr]
    a_guarantee(number="BH-2")
    secure(owing(reference="R1"), "BH-2", actor=TRADER)
    assert queries.standing("BH-2").blocked == D("114.10")  # type: ignore[union-attr]
    with pytest.raises(Refused) as refused:
        secure(owing(reference="R2"), actor=port.OTHER_BANK)
    assert why(refused) == "T116"
    secure(owing(reference="R3"), actor=port.BANK)
    with pytest.raises(Refused) as refused:
        a_guarantee(number="X", actor=Actor("32", "bank", "somebody else's"))
    assert why(refused) == "T116"
    with pytest.raises(Refused) as refused:
        a_guarantee()
    assert why(refused) == "T112"


def test_arrears_suspend_monthly_payment() -> None:
    a_guarantee(consolidated=True)
    one = owing()
    secure(one, consolidated=True)
    assert queries.monthly_bill(IMPORTER, "2020-03", book("cn")) == {one: D("114.10")}
    assert queries.unpaid_months(IMPORTER, date(2020, 4, 8), book("cn")) == ()
    assert queries.unpaid_months(IMPORTER, date(2020, 4, 9), book("cn")) == ("2020-03",)
    two = owing(reference="R2")
    with pytest.raises(Refused) as refused:
        secure(two, consolidated=True, hours=24 * 38)
    assert why(refused) == "T117"
    pay(one, "114.10")
    secure(two, consolidated=True, hours=24 * 38)


def test_what_is_blocked_again_counts_in_the_month_of_the_newest_block() -> None:
    a_guarantee(consolidated=True)
    one = owing()
    secure(one, consolidated=True)
    act(
        one,
        lambda it: postings.post_difference(
            it, [charge("duty", "200")], currency="CNY", provisional=False, reason="amended"
        ),
        actor=REVENUE,
        at=later(2),
    )
    secure(one, consolidated=True, hours=24 * 31)
    assert queries.monthly_bill(IMPORTER, "2020-03", book("cn")) == {}
    assert queries.monthly_bill(IMPORTER, "2020-04", book("cn")) == {one: D("200")}


def test_a_discredited_enterprise_does_not_pay_by_the_month() -> None:
    credited("discredited")
    a_guarantee(consolidated=True)
    with pytest.raises(Refused) as refused:
        secure(owing(), consolidated=True)
    assert why(refused) == "T111"


def test_customs_claims_from_the_guarantor_what_is_not_paid() -> None:
    a_guarantee("500")
    one = owing()
    secure(one)
    with pytest.raises(Refused):
        actions.claim_guarantee(one, reason="unpaid", actor=BANK, at=later(2))
    assert actions.claim_guarantee(one, reason="unpaid", actor=REVENUE, at=later(3)) == D("114.10")
    assert state(one, "charges") == "paid"
    standing = queries.standing("BH-1")
    assert standing is not None
    assert (standing.total, standing.blocked) == (D("385.90"), D(0))


def test_a_secured_debt_that_grows_must_be_secured_anew() -> None:
    a_guarantee("120")
    one = owing(state="provisional")
    secure(one)
    less, more = (charge("duty", "90"),), (charge("duty", "120.01"),)

    def again(charges: object, hours: float) -> D:
        return act(
            one,
            lambda it: postings.post_difference(
                it,
                charges,
                currency="CNY",
                provisional=False,
                reason="entered",  # type: ignore[arg-type]
            ),
            actor=REVENUE,
            at=later(hours),
        )

    assert again(less, 2) == D("-24.10")
    assert state(one, "charges") == "secured"
    assert again(more, 3) == D("30.01")
    assert state(one, "charges") == "due"
    assert queries.standing("BH-1").available == D(120)  # type: ignore[union-attr]
    with pytest.raises(Refused) as refused:
        secure(one, hours=4)
    assert why(refused) == "T104"


def test_a_guarantee_is_given_back_where_nothing_is_owed_any_more() -> None:
    a_guarantee()
    one = owing()
    secure(one)
    with pytest.raises(Refused):
        actions.release_guarantee(one, reason="withdrawn", actor=REVENUE, at=later(2))
    port.take(one, "request_withdrawal", TRADER, later(2))
    port.take(one, "grant_withdrawal", port.OFFICER, later(3))
    assert actions.release_guarantee(one, reason="withdrawn", actor=REVENUE, at=later(4)) == D("114.10")
    assert queries.standing("BH-1").available == D(1000)  # type: ignore[union-attr]


def test_the_database_itself_refuses_a_guarantee_below_zero() -> None:
    held = a_guarantee("5")
    with pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.create(
            guarantee=held,
            number=2,
            kind="block",
            cents=600,
            total=500,
            blocked=600,
            reason="x",
            at=AT,
            by="1",
        )


movements = st.lists(
    st.tuples(st.sampled_from(("raise", "lower", "secure", "pay", "claim")), st.integers(1, 40_000)),
    max_size=12,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(movements)
def test_no_life_of_a_guarantee_takes_it_below_zero(life: list[tuple[str, int]]) -> None:
    with transaction.atomic():
        a_guarantee("300", kind="general")
        secured: list[int] = []
        for hours, (verb, amount) in enumerate(life, 1):
            try:
                if verb in ("raise", "lower"):
                    by, was = D(amount if verb == "raise" else -amount).scaleb(-2), queries.standing("BH-1")
                    assert was is not None
                    to = max(was.total + by, D(0))
                    if to != was.total:
                        changing(to, was.total, at=later(hours))
                elif verb == "secure":
                    one = owing(charge("vat", str(D(amount).scaleb(-2))), reference=f"R{hours}")
                    secure(one, hours=hours)
                    secured.append(one)
                elif secured and verb == "pay":
                    one = secured.pop()
                    pay(one, str(queries.debts(one)[0].left), f"B{hours}", hours)
                elif secured:
                    actions.claim_guarantee(secured.pop(), reason="x", actor=REVENUE, at=later(hours))
            except Refused as refused:
                assert refused.findings[0].code == "T104"
            standing, last = queries.standing("BH-1"), queries.movements("BH-1")[-1]
            assert standing is not None
            assert (cents(standing.total), cents(standing.blocked)) == (last.total, last.blocked)
            assert standing.available >= 0
            assert standing.blocked == sum(queries.debts(one)[0].left for one in secured)
        transaction.set_rollback(True)
