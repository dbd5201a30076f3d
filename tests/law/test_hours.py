"""When an office receives people: by office, by day, within the hours and on no rest day."""

from datetime import UTC, date, datetime, timedelta

import pytest

from tongguan.law import hours
from tongguan.law.faults import Fault
from tongguan.law.hours import Hours
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.tables import Parameter

TUESDAY, SATURDAY = date(2020, 9, 15), date(2020, 9, 19)
USUAL = {"open": "08:30-11:30 13:30-17:00", "days": "working", "minutes": "30", "places": "4", "ahead": "14"}


def row(columns: dict[str, str], on: date = date(2018, 8, 1), scope: str = "") -> Row:
    return Row(
        table="hours", key="hall", valid_from=on, value=Hours.parse(columns), source="a test", scope=scope
    )


def a_book(*rows: Row) -> Rulebook:
    offset = Row(
        table="parameter", key="utc_offset", valid_from=date(2018, 1, 1), value=Parameter("8", "e", "z"),
        source="a test",
    )  # fmt: skip
    return Rulebook("cn", 1, [offset, *rows])


def starts(book: Rulebook, on: date, office: str = "0908") -> list[datetime]:
    found = hours.of(book, hours.HALL, office, on)
    return list(found.starts(on, book)) if found else []


def test_appointments_begin_within_the_hours_of_working_days() -> None:
    book = a_book(row(USUAL))
    found = starts(book, TUESDAY)
    assert len(found) == 6 + 7
    assert found[0] == datetime(2020, 9, 15, 0, 30, tzinfo=UTC)
    assert found[-1] == datetime(2020, 9, 15, 8, 30, tzinfo=UTC), "the last ends when the hall closes"
    assert starts(book, SATURDAY) == [] and starts(a_book(), TUESDAY) == []
    assert len(starts(a_book(row(USUAL | {"days": "every"})), SATURDAY)) == 13
    assert Hours.parse(USUAL).said == "8:30-11:30, 13:30-17:00"


def test_an_office_has_hours_of_its_own_from_a_day_on() -> None:
    night = USUAL | {"open": "20:00-24:00", "minutes": "60"}
    book = a_book(row(USUAL), row(night, date(2020, 9, 15), "office:0902"))
    assert len(starts(book, TUESDAY, "0902")) == 4 and len(starts(book, TUESDAY)) == 13
    assert len(starts(book, TUESDAY - timedelta(days=1), "0902")) == 13


@pytest.mark.parametrize(
    "wrong",
    [
        *({"open": one} for one in ("8:30-11:30", "11:30-08:30", "08:30", "09:00-24:30")),
        {"open": "10:00-12:00 11:00-13:00"},
        *({"minutes": one} for one in ("0", "1441", "-5", "x")),
        *({"days": "weekends"}, {"places": "4.5"}, {"ahead": "1e3"}, {"open": ""}),
    ],
)  # fmt: skip
def test_hours_that_cannot_be_are_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(Fault):
        Hours.parse(USUAL | wrong)
