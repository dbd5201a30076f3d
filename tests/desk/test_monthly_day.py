"""The day by which consolidated taxes are paid."""

import json
from datetime import date

import pytest

from tests.books import book
from tests.desk.money import a_guarantee, owing, pay, secure, why
from tests.desk.port import TRADER, later
from tongguan.desk.dossiers import timers
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.models import Outbox, Track
from tongguan.desk.revenue import queries
from tongguan.desk.revenue.securing import secure_here
from tongguan.law.calendar import begins
from tongguan.law.findings import Refused
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.tables import Parameter


def paying_on(day: str | None) -> Rulebook:
    """The shipped book with another working day for monthly payment, or with none."""
    shipped = book("cn")
    tables = ("calendar", "parameter")
    rows = [row for name in tables for key in shipped.keys(name) for row in shipped.history(name, key)]
    value = Parameter.parse({"value": day, "en": "day", "zh": "日"}) if day else None
    named = Row(
        table="parameter",
        key="monthly_payment_day",
        valid_from=date(2020, 1, 1),
        value=value,
        source="the test",
        edition=2,
    )
    return Rulebook("cn", 2, [*rows, named])


def test_monthly_payment_is_due_on_the_working_day_that_the_book_names() -> None:
    assert queries.monthly_due(date(2020, 3, 2), book("cn")) == date(2020, 4, 8)  # 4 to 6 April were holidays
    assert queries.monthly_due(date(2019, 12, 31), book("cn")) == date(2020, 1, 8)
    assert queries.monthly_due(date(2020, 9, 1), book("cn")) == date(
        2020, 10, 14
    )  # shifted: 10 October was worked
    assert queries.monthly_due(date(2020, 3, 2), paying_on("3")) == date(2020, 4, 3)


@pytest.mark.usefixtures("dalian")
def test_where_the_book_names_no_day_nobody_pays_by_the_month() -> None:
    def secured(it: Act) -> object:
        it._book = paying_on(None)
        return secure_here(it, guarantee="BH-1", last=None, consolidated=True)

    a_guarantee(consolidated=True)
    with pytest.raises(Refused) as refused:
        act(owing(), secured, actor=TRADER, at=later(1))
    assert why(refused) == "T130"
    assert queries.monthly_due(date(2021, 3, 2), book("gb")) is None


@pytest.mark.usefixtures("dalian")
def test_taxes_of_a_month_call_when_their_day_is_over_and_other_guarantees_have_no_day() -> None:
    a_guarantee(consolidated=True)
    monthly, other = owing(), owing(reference="R2")
    secure(monthly, consolidated=True)
    secure(other)
    dues = dict(Track.objects.filter(track="charges").values_list("dossier_id", "due"))
    end = begins(date(2020, 4, 9), book("cn"))
    assert dues == {monthly: end, other: None}
    called = [one for one in timers.past_due(end) if one.key.track == "charges"]
    assert [one.dossier for one in called] == [monthly]
    assert timers.claim(called[0], end) and timers.ring(called[0], end)
    told = [json.loads(one.body) for one in Outbox.objects.filter(dossier_id=monthly, kind="deadline")]
    assert {(one["clock"], one["called_at"]) for one in told} == {("guarantee", end.isoformat())}
    assert Track.objects.get(dossier_id=monthly, track="charges").due == end, "it stays late until it is paid"
    assert called[0] not in timers.past_due(end), "and is told once"
    pay(monthly, "114.10", hours=24 * 40)
    assert Track.objects.get(dossier_id=monthly, track="charges").due is None
