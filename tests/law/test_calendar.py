"""Days as the law counts them, and what lateness costs."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.books import book
from tongguan.law.calendar import (
    Deadline,
    add_months,
    add_working_days,
    begins,
    due,
    exchange_day,
    instants,
    is_working,
    last_day,
    local_day,
    nth_working_day,
    on_working_day,
)
from tongguan.law.flows import FLOWS
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.tables import Day, Parameter
from tongguan.law.taxing.fees import called, late_declaration, late_payment

CN = book("cn")
DAYS = st.dates(date(2018, 1, 1), date(2021, 12, 31))
INSTANTS = st.datetimes(datetime(2018, 1, 1), datetime(2021, 12, 1), timezones=st.just(UTC))  # noqa: DTZ001


def row(amount: int = 1, unit: str = "hours", moves: str = "", warn: str = "") -> Deadline:
    columns = {"amount": str(amount), "unit": unit, "anchor": "state", "moves": moves, "warn": warn}
    return Deadline.parse({**columns, "en": "a clock", "zh": "时限"})


def test_the_day_at_the_office_begins_eight_hours_before_that_of_utc() -> None:
    assert local_day(datetime(2020, 3, 1, 15, 59, 59, tzinfo=UTC), CN) == date(2020, 3, 1)
    assert local_day(datetime(2020, 3, 1, 16, tzinfo=UTC), CN) == date(2020, 3, 2)
    assert begins(date(2020, 3, 2), CN) == datetime(2020, 3, 1, 16, tzinfo=UTC)


@given(INSTANTS)
def test_an_instant_lies_in_its_local_day(at: datetime) -> None:
    day = local_day(at, CN)
    assert begins(day, CN) <= at < begins(day + timedelta(days=1), CN)


def test_holidays_and_shifted_working_days() -> None:
    assert not is_working(date(2018, 10, 1), CN)  # National Day, a Monday
    assert is_working(date(2018, 9, 29), CN)  # a Saturday, worked for it
    assert is_working(date(2018, 9, 28), CN)
    assert not is_working(date(2018, 9, 22), CN)
    assert on_working_day(date(2018, 10, 1), CN) == date(2018, 10, 8)
    assert add_working_days(date(2018, 9, 28), 2, CN) == date(2018, 9, 30)
    assert nth_working_day(2018, 10, 5, CN) == date(2018, 10, 12)
    assert last_day(date(2018, 9, 20), 15, CN) == date(2018, 10, 8)


@given(DAYS, st.integers(0, 30))
def test_working_days_are_counted_one_by_one(day: date, days: int) -> None:
    end = add_working_days(day, days, CN)
    between = (day + timedelta(days=n) for n in range(1, (end - day).days + 1))
    assert sum(is_working(one, CN) for one in between) == days
    assert days == 0 or is_working(end, CN)


@given(DAYS, st.integers(-30, 30))
def test_months_keep_the_day_where_they_have_it(day: date, months: int) -> None:
    later = add_months(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1


def test_exchange_rates_are_those_of_the_third_wednesday_before() -> None:
    assert exchange_day(2020, 1, CN) == date(2019, 12, 18)
    assert exchange_day(2018, 3, CN) == date(2018, 2, 28)  # the 21st was in the Spring Festival


@pytest.mark.parametrize(("rule", "day"), [("fourth_wednesday", 28), ("next_working_day", 22)])
def test_which_day_stands_in_for_a_holiday_is_a_row(rule: str, day: int) -> None:
    known = Rulebook(
        "cn",
        1,
        [
            _row("parameter", "exchange_holiday", Parameter(rule, "", "")),
            _row("calendar", "2018-02-21", Day("rest", "Spring Festival")),
        ],
    )
    assert exchange_day(2018, 3, known) == date(2018, 2, day)


def _row(table: str, key: str, value: object) -> Row:
    return Row(table=table, key=key, valid_from=date(2018, 1, 1), value=value, source="test")


def test_hours_run_on_and_days_end_with_the_local_day() -> None:
    friday = datetime(2020, 3, 6, 7, tzinfo=UTC)  # three in the afternoon
    assert due(row(4, "hours"), friday, CN) == friday + timedelta(hours=4)
    assert due(row(60, "seconds"), friday, CN) == friday + timedelta(minutes=1)
    assert due(row(1, "days"), friday, CN) == begins(date(2020, 3, 8), CN)
    assert due(row(1, "days", "yes"), friday, CN) == begins(date(2020, 3, 10), CN)
    assert due(row(1, "working_days"), friday, CN) == begins(date(2020, 3, 10), CN)
    assert due(row(3, "months"), friday, CN) == begins(date(2020, 6, 7), CN)


def test_a_note_of_the_14th_of_october_is_paid_until_the_29th() -> None:
    tax = CN.need("deadline", "tax_payment", date(2018, 10, 1))
    assert due(tax, datetime(2018, 10, 15, 2, tzinfo=UTC), CN) == begins(date(2018, 10, 31), CN)
    assert due(tax, datetime(2018, 9, 20, 2, tzinfo=UTC), CN) == begins(date(2018, 10, 9), CN)


def test_exports_arrive_within_three_days_of_lodging_and_imports_within_fourteen() -> None:
    lodged = datetime(2020, 3, 2, 2, tzinfo=UTC)  # GACC Ann. 2014 No. 74
    for kind, last in (("export", date(2020, 3, 5)), ("import", date(2020, 3, 16))):
        clock = CN.need("deadline", FLOWS[kind].states["cargo", "expected"].clock, lodged.date())
        assert (clock.anchor, due(clock, lodged, CN)) == ("lodged", begins(last + timedelta(days=1), CN))


def test_warnings_come_before_the_end_and_after_the_anchor() -> None:
    at = datetime(2020, 3, 6, 7, tzinfo=UTC)
    clock = row(5, "days", "", "3d 24h 30d")
    end = begins(date(2020, 3, 12), CN)
    assert instants(clock, at, CN) == (end - timedelta(days=3), end - timedelta(days=1), end)


@pytest.mark.parametrize(
    ("columns", "sentence"),
    [
        ({"amount": "0"}, "above zero"),
        ({"amount": "-1"}, "whole number"),
        ({"unit": "weeks"}, "unit: 'weeks'"),
        ({"warn": "3w"}, "is not a time"),
        ({"warn": "d"}, "is not a number"),
        ({"anchor": ""}, "anchor: must not be empty"),
    ],
)
def test_a_bad_clock_is_refused(columns: dict[str, str], sentence: str) -> None:
    good = {"amount": "1", "unit": "days", "anchor": "state", "en": "a clock", "zh": "时限"}
    with pytest.raises(ValueError, match=sentence):
        Deadline.parse({**good, **columns})


@given(INSTANTS, st.sampled_from(["seconds", "hours", "days", "working_days", "months"]), st.integers(1, 40))
def test_a_clock_ends_after_it_begins_and_later_if_longer(at: datetime, unit: str, amount: int) -> None:
    end = due(row(amount, unit), at, CN)
    assert at < end < due(row(amount + 1, unit), at, CN)
    assert due(row(amount, unit, "yes"), at, CN) >= end


def test_every_clock_of_the_flows_has_its_row_and_every_row_its_clock() -> None:
    """Two clocks have none: nothing limits when an inspection is told of, and a guarantee brings its day."""
    clocks = {state.clock for flow in FLOWS.values() for state in flow.states.values() if state.clock}
    assert clocks - {"notice", "guarantee"} == set(CN.table("deadline", date(2020, 1, 1)))


@pytest.mark.parametrize(
    ("entered", "accepted", "days", "amount"),
    [
        (date(2020, 3, 2), date(2020, 3, 16), 0, "0"),  # the last day
        (date(2020, 3, 2), date(2020, 3, 17), 1, "500"),
        (date(2020, 3, 2), date(2020, 3, 18), 2, "1000"),
        (date(2020, 3, 6), date(2020, 3, 22), 0, "0"),  # the 21st, a Saturday, moves to Monday the 23rd
        (date(2020, 3, 6), date(2020, 3, 23), 1, "500"),
        (date(2020, 3, 2), date(2020, 2, 20), 0, "0"),  # declared before arrival
    ],
)
def test_the_fee_for_declaring_late(entered: date, accepted: date, days: int, amount: str) -> None:
    fee = late_declaration(Decimal(1_000_999), entered, accepted, CN)
    assert (fee.days, fee.amount) == (days, Decimal(amount))


@pytest.mark.parametrize(
    ("withdrawn", "accepted", "days"),
    [
        (date(2020, 3, 13), date(2020, 3, 27), 0),  # the fourteenth day after the withdrawal
        (date(2020, 3, 13), date(2020, 3, 30), 1),  # the 28th is a Saturday
        (date(2020, 2, 20), date(2020, 3, 17), 1),  # withdrawn before the conveyance entered
    ],
)
def test_who_declares_anew_has_the_days_from_the_withdrawal(
    withdrawn: date, accepted: date, days: int
) -> None:
    fee = late_declaration(Decimal(10**6), date(2020, 3, 2), accepted, CN, withdrawn_on=withdrawn)
    assert fee.days == days


@given(st.decimals(0, 10**8, places=2), st.integers(0, 400))
def test_the_fee_is_half_a_thousandth_a_day_in_whole_yuan(value: Decimal, late: int) -> None:
    fee = late_declaration(value, date(2020, 3, 2), date(2020, 3, 16) + timedelta(days=late), CN)
    whole = int(value * late * 5 / 10_000)
    assert fee.amount == (whole if whole >= 50 else 0)


def test_no_fee_below_fifty_yuan() -> None:
    entered, accepted = date(2020, 3, 2), date(2020, 3, 17)
    assert late_declaration(Decimal("99999.99"), entered, accepted, CN).amount == 0
    assert late_declaration(Decimal(100_000), entered, accepted, CN).amount == 50


def test_the_surcharge_counts_rest_days_and_the_day_of_payment() -> None:
    issued = date(2018, 9, 20)  # the fifteenth day, 5 October, is a holiday: the 8th is the last
    assert late_payment([(Decimal(100_000), date(2018, 10, 8))], issued, CN).days == 0
    fee = late_payment([(Decimal(100_000), date(2018, 10, 14))], issued, CN)
    assert (fee.days, fee.amount) == (6, Decimal("300.00"))
    assert late_payment([(Decimal("16600"), date(2018, 10, 14))], issued, CN).amount == 0


def test_what_lateness_costs_is_called_by_what_it_is_for() -> None:
    on = date(2020, 9, 15)
    assert called("vat", CN, on) == ("import value-added tax", "进口环节增值税")
    assert called("late_declaration_fee", CN, on) == ("late-declaration fee", "滞报金")
    assert called("vat_surcharge", CN, on) == (
        "late-payment surcharge on import value-added tax",
        "进口环节增值税滞纳金",
    )


@given(st.decimals(0, 10**8, places=2), DAYS, st.integers(0, 300))
def test_a_day_more_never_costs_less(tax: Decimal, issued: date, late: int) -> None:
    paid = issued + timedelta(days=late)
    first = late_payment([(tax, paid)], issued, CN)
    assert first.amount <= late_payment([(tax, paid + timedelta(days=1))], issued, CN).amount
