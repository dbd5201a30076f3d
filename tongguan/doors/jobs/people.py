"""Who a command acts as, and at which time."""

from datetime import datetime

from django.conf import settings
from django.core.management.base import CommandError

from tongguan.desk.people.models import Person
from tongguan.doors import clock
from tongguan.doors.jobs.ready import must_hold
from tongguan.law.calendar import local_day, zone
from tongguan.law.rulebook import Rulebook


def known(username: str) -> Person | None:
    """The account of that name, if there is one."""
    return Person.objects.filter(username=username, is_active=True).first()


def person(username: str) -> Person:
    """The account of that name. Under demo and test settings a name that nobody has becomes an account that
    cannot sign in; elsewhere it is an error."""
    if (found := known(username)) is not None:
        return found
    if settings.MODE in ("practice", "production"):
        raise CommandError(f"{username}: no person has this name")
    if not username.strip() or not username.isprintable() or len(username) > 150:
        raise CommandError(f"{username[:20]!r} cannot be anybody's name")
    made = Person(username=username, name=username)
    made.set_unusable_password()
    made.save()
    return made


def instant(text: str | None, book: Rulebook) -> datetime:
    """The time of a command: now, or what `--at` says, a time without zone being the office's own."""
    if text is None:
        return clock.now()
    if settings.MODE == "production":
        raise CommandError("--at replaces the clock under demo and test settings only")
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"--at {text}: write a time as 2020-09-15T09:30 or 2020-09-15T01:30Z") from None
    at = given if given.tzinfo else given.replace(tzinfo=zone(book))
    try:
        must_hold(book, local_day(at, book))
    except OverflowError:
        raise CommandError(f"--at {text}: there is no such time here") from None
    return at
