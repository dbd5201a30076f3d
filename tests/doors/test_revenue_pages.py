"""The revenue counter and the bank's page: what is owed, what stands for it, and whose orders are whose."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.doors.played import played_day
from tests.doors.signed_in import somebody

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


def text(response: Any) -> str:
    return str(response.content.decode())


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
    from tongguan.desk.revenue.queries import debts

    track = ordered(played)
    reference = track.dossier.reference
    other = browser(somebody("bank", firm("91210200OTHERBANK", "另一银行")))
    assert reference not in text(other.get("/revenue/orders/"))
    assert other.post(f"/revenue/orders/{reference}/{track.number}/", {"result": "paid"}).status_code == 404
    bank = browser(named("bank.tang"))
    assert reference in text(bank.get("/revenue/orders/"))
    bank.post(f"/revenue/orders/{reference}/{track.number}/", {"result": "paid"})
    assert case_of(track.dossier_id).tracks["charges", "", track.number].state == "paid"
    assert debts(track.dossier_id)[track.number - 1].left == 0
    assert bank.post(f"/revenue/orders/{reference}/{track.number}/", {"result": "paid"}).status_code == 404


def test_what_could_not_be_debited_is_due_again(played: Any) -> None:
    from tongguan.desk.dossiers.queries import case_of

    track = ordered(played)
    page = f"/revenue/orders/{track.dossier.reference}/{track.number}/"
    browser(named("bank.tang")).post(page, {"result": "failed"})
    assert case_of(track.dossier_id).tracks["charges", "", track.number].state in ("due", "overdue")


def test_a_letter_is_entered_once_and_every_mistake_is_told(played: Any) -> None:
    from tongguan.doors.jobs.demo_day.tables import day

    bank = browser(named("bank.tang"))
    holder = day().enterprises["haiheng"]["identifier"]
    stated = {"number": "BL-1", "holder": holder, "amount": "120,000.50", "kind": "bank_letter"}
    for wrong in ({"holder": "nobody"}, {"amount": "1e9"}, {"amount": "１２"}, {"valid_until": "2020-02-31"}):
        answer = bank.post("/revenue/letters/", stated | wrong)
        assert answer.status_code == 422 and "存在问题" in text(answer)
    assert bank.post("/revenue/letters/", stated).status_code == 302
    assert bank.post("/revenue/letters/", stated).status_code == 422
    page = text(bank.get("/revenue/guarantees/BL-1/"))
    assert "120,000.50" in page and "开立" in page


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
