"""The day by which consolidated taxes are paid."""

from datetime import date

from tests.books import book
from tongguan.desk.revenue import queries
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.tables import Parameter


def paying_on(day: str) -> Rulebook:
    """The shipped book with another working day for monthly payment."""
    shipped = book("cn")
    tables = ("calendar", "parameter")
    rows = [row for name in tables for key in shipped.keys(name) for row in shipped.history(name, key)]
    value = Parameter.parse({"value": day, "en": "day", "zh": "日"})
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
