"""Appointments: a bay and a time are given once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from tests.desk.port import SYSTEM, later, state
from tests.desk.visits import PORT, a_site, book, notified, why
from tongguan.desk.inspections import actions
from tongguan.desk.inspections.bookings import free_slots
from tongguan.desk.inspections.models import Booking
from tongguan.desk.rulebooks.queries import book as book_of
from tongguan.law.findings import Refused

pytestmark = pytest.mark.usefixtures("dalian")
TEN = datetime(2020, 3, 3, 2, 0, tzinfo=UTC)  # ten o'clock at the site


def test_a_bay_is_given_once() -> None:
    a_site(bays=2)
    ones = [notified(ref=f"R{n}") for n in range(3)]
    assert [book(ones[0], TEN), book(ones[1], TEN)] == [1, 2]
    with pytest.raises(Refused) as refused:
        book(ones[2], TEN)
    assert why(refused) == "I103"
    assert state(ones[2], "port_inspection") == "notified"
    assert dict(free_slots("DLC-1", date(2020, 3, 3), book_of("cn"))).get(TEN) is None
    assert book(ones[0], TEN + timedelta(hours=1), at=later(2)) == 1
    assert book(ones[2], TEN, at=later(2)) == 1
    kept = Booking.objects.filter(cancelled_at=None).order_by("starts_at", "bay")
    assert [one.dossier_id for one in kept] == [ones[2], ones[1], ones[0]]


def test_the_database_itself_refuses_a_second_booking_of_a_bay() -> None:
    site = a_site()
    one, two = notified(), notified(ref="R2")
    book(one, TEN)
    with pytest.raises(IntegrityError), transaction.atomic():
        site.bookings.create(
            dossier_id=two, track="port_inspection", number=1, starts_at=TEN, bay=1, by="1", at=later(1)
        )


@pytest.mark.parametrize(
    ("starts_at", "site", "code"),
    [
        (TEN, "NOWHERE", "I101"),
        (TEN + timedelta(minutes=30), "DLC-1", "I102"),
        (datetime(2020, 3, 3, 10, 0, tzinfo=UTC), "DLC-1", "I102"),
        (datetime(2020, 3, 2, 23, 0, tzinfo=UTC), "DLC-1", "I102"),
        (datetime(2020, 5, 3, 2, 0, tzinfo=UTC), "DLC-1", "I102"),
        (datetime(2020, 3, 2, 1, 0, tzinfo=UTC), "DLC-1", "I104"),
    ],
)
def test_an_appointment_must_be_one_of_the_site(starts_at: datetime, site: str, code: str) -> None:
    a_site()
    with pytest.raises(Refused) as refused:
        book(notified(), starts_at, site=site)
    assert why(refused) == code


def test_who_misses_the_appointment_books_again() -> None:
    a_site()
    one, two = notified(), notified(ref="R2")
    book(one, TEN)
    actions.miss(one, PORT, actor=SYSTEM, at=later(30))
    assert state(one, "port_inspection") == "notified"
    assert book(two, TEN + timedelta(days=1), at=later(30)) == 1
    assert book(one, TEN + timedelta(days=2), at=later(30)) == 1
