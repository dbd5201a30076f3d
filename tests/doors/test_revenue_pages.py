"""The revenue counter and the bank's page: what is owed, what stands for it, and whose orders are whose."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal as D
from typing import Any

import pytest
from django.core.management import call_command

from tests.doors.played import played_day
from tests.doors.signed_in import somebody
from tests.pages import text

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    from tongguan.doors.jobs.demo_day.tables import day

    with played_day(django_db_blocker, list(day().declarations[:40])) as result:
        yield result


@pytest.fixture(autouse=True)
def evening(played: Any, settings: Any) -> None:
    from tongguan.doors.jobs.demo_day.tables import END

    settings.CLOCK_STANDS = END


def browser(person: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client


def named(username: str) -> Any:
    from tongguan.desk.people.models import Person

    return Person.objects.get(username=username)


def ordered(played: Any) -> Any:
    """A debt whose trader has ordered its bank to pay: the order is given anew."""
    from tongguan.desk.dossiers.models import Track
    from tongguan.desk.dossiers.queries import actors_for
    from tongguan.desk.people.models import Role
    from tongguan.desk.revenue import actions
    from tongguan.doors.jobs.demo_day.tables import END, day

    bank = day().enterprises["binhai"]["identifier"]
    track = Track.objects.filter(track="charges", state__in=("due", "overdue")).first()
    assert track is not None
    trader = Role.objects.filter(enterprise__identifier=track.dossier.trader, capacity="trader").first()
    assert trader is not None
    (actor,) = actors_for(trader.person_id, track.dossier_id, on=END.date())
    actions.order_payment(track.dossier_id, bank=bank, actor=actor, at=END, debt=track.number)
    return track


def test_a_bank_sees_and_carries_out_its_own_orders_only(played: Any) -> None:
    from tests.doors.test_people_pages import firm
    from tongguan.desk.dossiers.queries import case_of
    from tongguan.desk.revenue.queries import debts, orders_to
    from tongguan.doors.jobs.demo_day.tables import day

    track = ordered(played)
    reference = track.dossier.reference
    other = browser(somebody("bank", firm("91210200OTHERBANK", "另一银行")))
    assert reference not in text(other.get("/revenue/orders/"))
    assert other.post(f"/revenue/orders/{reference}/{track.number}/", {"result": "paid"}).status_code == 404
    bank = browser(named("bank.tang"))
    assert reference in text(bank.get("/revenue/orders/"))
    (order,) = orders_to(day().enterprises["binhai"]["identifier"], only=[track.dossier_id])
    answer = {"result": "paid", "amount": str(order.left)}
    assert bank.post(f"/revenue/orders/{reference}/{track.number}/", {"result": "paid"}).status_code == 422
    bank.post(f"/revenue/orders/{reference}/{track.number}/", answer)
    assert case_of(track.dossier_id).tracks["charges", "", track.number].state == "paid"
    assert debts(track.dossier_id)[track.number - 1].left == 0
    assert bank.post(f"/revenue/orders/{reference}/{track.number}/", {"result": "paid"}).status_code == 404


def test_what_could_not_be_debited_is_due_again(played: Any) -> None:
    from tongguan.desk.dossiers.models import Event
    from tongguan.desk.dossiers.queries import case_of

    track = ordered(played)
    page = f"/revenue/orders/{track.dossier.reference}/{track.number}/"
    bank = browser(named("bank.tang"))
    assert bank.post(page, {"result": "failed"}).status_code == 422
    assert bank.post(page, {"result": ""}).status_code == 404, "neither debited nor not"
    assert case_of(track.dossier_id).tracks["charges", "", track.number].state == "paying"
    assert bank.post(page, {"result": "failed", "reason": "no cover"}).status_code == 302
    standing = case_of(track.dossier_id).tracks["charges", "", track.number]
    assert standing.state in ("due", "overdue")
    assert Event.objects.get(dossier_id=track.dossier_id, name="fail_payment").data == "no cover"


def test_a_letter_is_entered_once_and_every_mistake_is_told(played: Any, settings: Any) -> None:
    from tongguan.desk.people.models import Office
    from tongguan.desk.revenue.models import Guarantee
    from tongguan.desk.rulebooks.files import SHIPPED
    from tongguan.doors.jobs.demo_day.tables import day

    bank = browser(named("bank.tang"))
    holder = day().enterprises["haiheng"]["identifier"]
    stated = {"number": "BL-1", "holder": holder, "amount": "120,000.50", "kind": "bank_letter"}
    stated |= {"office": "0908"}
    for wrong in (
        {"holder": "nobody"},
        {"office": "9999"},
        {"amount": "1e9"},
        {"amount": "１２"},
        {"valid_until": "2020-02-31"},
    ):
        answer = bank.post("/revenue/letters/", stated | wrong)
        assert answer.status_code == 422 and "存在问题" in text(answer)
    assert bank.post("/revenue/letters/", stated).status_code == 302
    assert bank.post("/revenue/letters/", stated).status_code == 422
    page = text(bank.get("/revenue/guarantees/BL-1/"))
    assert "120,000.50" in page and "开立" in page
    call_command("publish", str(SHIPPED / "gb"), jurisdiction="gb", by="ann", approved_by="bob", verbosity=0)
    Office.objects.create(number=911, jurisdiction="gb", code="GBDVR", name_en="Dover", name_zh="多佛尔")
    there = stated | {"number": "BL-2", "office": "GBDVR"}
    assert bank.post("/revenue/letters/", there).status_code == 422, "its rules begin with 2021"
    settings.CLOCK_STANDS = datetime(2021, 3, 1, 9, tzinfo=UTC)
    assert bank.post("/revenue/letters/", there).status_code == 302
    held = dict(Guarantee.objects.filter(number__startswith="BL-").values_list("number", "currency"))
    assert held == {"BL-1": "CNY", "BL-2": "GBP"}, "the money of the office that holds the letter"


def test_the_revenue_officer_sees_guarantees_and_another_bank_does_not(played: Any) -> None:
    from tests.doors.test_people_pages import firm
    from tongguan.doors.jobs.demo_day.cast import guarantee_of
    from tongguan.doors.jobs.demo_day.tables import day

    officer = browser(named("rev.lin"))
    trader = next(row["trader"] for row in day().declarations if row["pays"] == "monthly")
    identifier, number = day().enterprises[trader]["identifier"], guarantee_of(trader)
    assert officer.get("/revenue/", {"q": identifier})["Location"].endswith(f"/{identifier}/")
    assert number in text(officer.get(f"/revenue/firms/{identifier}/"))
    assert officer.get(f"/revenue/guarantees/{number}/").status_code == 200
    other = browser(somebody("bank", firm("91210200OTHERBANK", "另一银行")))
    assert other.get(f"/revenue/guarantees/{number}/").status_code == 404


def test_the_counter_asks_few_questions(played: Any, django_assert_max_num_queries: Any) -> None:
    client = browser(named("rev.lin"))
    with django_assert_max_num_queries(25):
        assert client.get("/revenue/").status_code == 200


def an_officer(code: str, capacity: str = "revenue_officer") -> Any:
    from tongguan.desk.people.models import Office

    return browser(somebody(capacity, Office.objects.get(code=code)))


def debt_in(*states: str) -> Any:
    from tongguan.desk.dossiers.models import Track

    track = Track.objects.filter(track="charges", state__in=states).select_related("dossier").first()
    assert track is not None
    return track


def test_a_guarantee_is_claimed_by_an_officer_of_its_office_and_nobody_else(played: Any) -> None:
    from tests.doors.test_people_pages import firm
    from tongguan.desk.dossiers.queries import case_of
    from tongguan.desk.revenue.queries import blocked_of, debts

    track = debt_in("secured")
    page, debt = f"/revenue/cases/{track.dossier.reference}/", track.number
    assert blocked_of(track.dossier_id)[debt]
    sent = {"do": "claim", "debt": debt, "reason": "not paid in time"}
    assert browser(somebody("revenue_officer")).post(page, sent).status_code == 404
    assert an_officer(track.office, "document_officer").post(page, sent).status_code == 403
    assert (
        browser(somebody("bank", firm("91210200OTHERBANK", "另一银行"))).post(page, sent).status_code == 403
    )
    officer = an_officer(track.office)
    assert page in text(officer.get(f"/office/cases/{track.dossier.reference}/"))
    assert "Claim the guarantee" in text(officer.get(page))
    assert officer.post(page, sent | {"reason": " "}).status_code == 422
    assert officer.post(page, sent | {"do": "forgive"}).status_code == 404
    assert officer.post(page, sent | {"debt": 99}).status_code == 422
    still = officer.post(page, sent | {"do": "release", "reason": "a slip\0"})
    assert still.status_code == 422 and "a slip" in text(still)
    still = officer.post(page, sent | {"do": "release"})
    assert "is still owed" in text(still) and "not paid in time" in text(still)
    assert officer.post(page, sent).status_code == 302
    assert case_of(track.dossier_id).tracks["charges", "", debt].state == "paid"
    assert debts(track.dossier_id)[debt - 1].left == 0 and not blocked_of(track.dossier_id)
    assert officer.post(page, sent).status_code == 422


def test_what_was_overpaid_is_paid_back_once(played: Any) -> None:
    from tongguan.desk.dossiers.actions import act
    from tongguan.desk.revenue import postings
    from tongguan.desk.revenue.queries import debts
    from tongguan.doors.jobs.demo_day.tables import END
    from tongguan.law.kernel.case import Actor

    track = debt_in("paid")
    officer = an_officer(track.office)
    actor = Actor("1", "revenue_officer", track.office)
    nothing: dict[str, Any] = {"currency": "CNY", "provisional": False, "reason": "amended"}
    act(track.dossier_id, lambda it: postings.post_difference(it, (), **nothing), actor=actor, at=END)
    one = next(debt for debt in debts(track.dossier_id) if debt.left < 0)
    page = f"/revenue/cases/{track.dossier.reference}/"
    sent = {"do": "refund", "debt": one.number, "amount": "0.01", "reference": "TK-1", "reason": "amended"}
    for wrong in (
        {"amount": f"{-one.left + 1}"},
        {"amount": "-1"},
        {"reference": ""},
        {"reference": "T" * 65},
    ):
        answer = officer.post(page, sent | wrong)
        assert answer.status_code == 422 and str((sent | wrong)["reference"]) in text(answer)
    assert officer.post(page, sent).status_code == 302
    assert officer.post(page, sent).status_code == 422
    assert officer.post(page, sent | {"amount": f"{-one.left}", "reference": "TK-2"}).status_code == 422
    assert debts(track.dossier_id)[one.number - 1].left == one.left + D("0.01")


def test_security_is_forbidden_and_allowed_again(played: Any) -> None:
    from tongguan.desk.revenue.bars import standing_bar

    track = debt_in("due", "overdue")
    officer, page = an_officer(track.office), f"/revenue/cases/{track.dossier.reference}/"
    sent = {"debt": 0, "reason": "import licence lacks"}
    assert officer.post(page, sent | {"do": "lift"}).status_code == 422
    assert officer.post(page, sent | {"do": "bar"}).status_code == 302
    assert standing_bar(track.dossier_id) == "import licence lacks"
    assert "import licence lacks" in text(officer.get(page))
    assert officer.post(page, sent | {"do": "bar"}).status_code == 422
    assert officer.post(page, sent | {"do": "lift"}).status_code == 302
    assert standing_bar(track.dossier_id) == ""


def test_the_amount_of_a_guarantee_is_changed_by_customs_and_its_own_bank(played: Any) -> None:
    from tests.doors.test_people_pages import firm
    from tongguan.desk.revenue.models import Guarantee
    from tongguan.desk.revenue.queries import movements, standing

    bank = named("bank.tang")
    number = Guarantee.objects.filter(guarantor=bank.roles.get().enterprise.identifier)[0].number
    page, before = f"/revenue/guarantees/{number}/", standing(number)
    assert before is not None
    more = before.total + D("1000.50")
    sent = {"amount": f"{more:,}", "was": f"{before.total}", "reason": "more trade"}
    other = browser(somebody("bank", firm("91210200OTHERBANK", "另一银行")))
    assert other.post(page, sent).status_code == 404
    assert browser(somebody("trader", firm("91210200FIRM", "某公司"))).post(page, sent).status_code == 403
    elsewhere, officer = browser(somebody("revenue_officer")), browser(named("rev.lin"))
    refused = elsewhere.post(page, sent)
    assert refused.status_code == 422 and "not yours" in text(refused)
    assert 'name="was"' in text(officer.get(page)) and 'name="was"' not in text(elsewhere.get(page))
    less = {"amount": f"{before.blocked - 1}" if before.blocked else "-1"}
    for wrong in ({"amount": "x"}, {"amount": f"{before.total}"}, {"reason": ""}, {"was": "1"}, less):
        answer = officer.post(page, sent | wrong)
        assert answer.status_code == 422 and (sent | wrong)["amount"] in text(answer)
    for _ in range(2):  # a second click counts nothing
        assert officer.post(page, sent).status_code == 302
    back = {"amount": f"{before.total}", "was": f"{more}", "reason": "less trade"}
    assert browser(bank).post(page, back).status_code == 302
    after = standing(number)
    assert after is not None and after.total == before.total
    assert [one.kind for one in movements(number)[-2:]] == ["raise", "lower"]


def test_an_administrator_changes_a_credit_level_and_sees_no_money(played: Any) -> None:
    from tongguan.desk.people.queries import credit_of
    from tongguan.doors.jobs.demo_day.tables import END, day

    identifier = day().enterprises["haiheng"]["identifier"]
    page, tomorrow = f"/revenue/firms/{identifier}/", END.date() + timedelta(days=1)
    sent = {"level": "discredited", "since": tomorrow.isoformat(), "reason": "smuggling"}
    assert browser(named("rev.lin")).post(page, sent).status_code == 422
    assert an_officer("0900", "document_officer").post(page, sent).status_code == 403
    chief = browser(somebody("administrator"))
    assert chief.get("/revenue/firms/", {"q": identifier})["Location"].endswith(page)
    shown = text(chief.get(page))
    assert "Change the credit level" in shown and "Guarantees" not in shown
    for wrong in ({"level": "best"}, {"since": "2020-02-31"}, {"since": "2020-01-01"}, {"reason": ""}):
        answer = chief.post(page, sent | wrong)
        assert answer.status_code == 422 and (sent | wrong)["reason"] in text(answer)
    assert credit_of(identifier, on=tomorrow) != "discredited"
    assert chief.post(page, sent).status_code == 302
    assert credit_of(identifier, on=tomorrow) == "discredited"
    assert chief.post(page, sent).status_code == 422
