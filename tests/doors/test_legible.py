"""What addresses and forms give is read, or gives nothing; it is never an error."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.doors.look import legible

AT = datetime(2020, 3, 2, 1, 30, 5, 7, tzinfo=UTC)


@pytest.mark.parametrize(
    "text", ["2020-03-02T09:30:05.000007", "2020-03-02T01:30:05.000007Z", "2020-03-02T01:30:05.000007+00:00"]
)
def test_an_instant_without_a_zone_is_in_the_offices_own_time(text: str) -> None:
    assert legible.instant(text) == AT


@pytest.mark.parametrize(
    "text",
    ["", "2020-03-02", "2020-03-02T24:00", "0001-01-01T00:00", "9999-12-31T23:59"],
)
def test_what_is_no_instant_gives_none(text: str) -> None:
    assert legible.instant(text) is None and legible.after(f"{text}~1") is None
    assert legible.instant("2020-03-02T09:30\0") is None


def test_days_and_numbers_are_read_and_what_is_neither_gives_nothing() -> None:
    assert legible.day("2020-03-02") == date(2020, 3, 2) and legible.day("2020-02-30") is None
    assert legible.midnight("2020-03-02") == datetime(2020, 3, 1, 16, tzinfo=UTC)
    assert legible.midnight("0001-01-01") is None
    assert [legible.number(text) for text in ("7", "-7", "٣", "²", "", "9" * 5000)] == [7, 0, 0, 0, 0, 0]


@given(st.timedeltas(-timedelta(days=7000), timedelta(days=60_000)), st.integers(1, 10**18 - 1))
def test_where_a_list_goes_on_is_read_as_it_was_written(since: timedelta, last: int) -> None:
    assert legible.after(legible.mark(AT + since, last)) == (AT + since, last)


@given(st.text(max_size=40))
def test_nothing_that_is_sent_is_an_error(text: str) -> None:
    for read in (legible.number, legible.day, legible.midnight, legible.instant, legible.after):
        read(text)
