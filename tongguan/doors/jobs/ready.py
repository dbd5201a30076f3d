"""A database that a demonstration or a test can use at once: its tables made, the shipped rules published."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from fcntl import LOCK_EX, flock
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import CommandError

from tongguan.desk.declarations.actions import CRITERIA
from tongguan.desk.rulebooks import actions
from tongguan.desk.rulebooks.files import SHIPPED
from tongguan.desk.rulebooks.queries import newest
from tongguan.law.rulebook import Rulebook

DEMO_CRITERIA = {"cn": "demo-criteria"}
"""Criteria are secret; what is shipped is invented, so that a demonstration has something to select by."""


def ready(jurisdiction: str, say: Callable[[str], object]) -> None:
    """Makes tables and publishes the shipped rules of a jurisdiction where there are none yet, under demo and
    test settings, one process after another. An office does both itself, with two people: there a missing
    edition is an error."""
    if settings.MODE == "production":
        _published(jurisdiction, say)
        return
    with tables():
        if _published(jurisdiction, say):
            criteria(jurisdiction, say)


def ready_to_publish(jurisdiction: str, folder: Path, say: Callable[[str], object]) -> None:
    """The same before the first rules of one's own: where they are a part only, without elements, the shipped
    ones go before them, or nothing could be lodged by what is published."""
    if settings.MODE == "production":
        return
    with tables():
        if jurisdiction in shipped() and next(folder.rglob("element.csv"), None) is None:
            _published(jurisdiction, say)


@contextmanager
def tables() -> Iterator[None]:
    """Makes the tables where there are none yet, and keeps other processes out until what follows is done."""
    with (settings.VAR / "ready.lock").open("ab") as held:
        flock(held, LOCK_EX)  # given back with the file
        call_command("migrate", verbosity=0)
        yield


def _published(jurisdiction: str, say: Callable[[str], object]) -> bool:
    """Whether rules had to be published."""
    if newest(jurisdiction)[0]:
        return False
    if settings.MODE == "production" or jurisdiction not in shipped():
        raise CommandError(
            f"no rules of {jurisdiction} are published; publish them first: tongguan help publish"
        )
    _publish(jurisdiction, jurisdiction, say)
    return True


def shipped() -> set[str]:
    """The jurisdictions whose rules come with the project."""
    return {path.parent.name for path in SHIPPED.glob("*/element.csv")}


def criteria(jurisdiction: str, say: Callable[[str], object]) -> None:
    """Publishes the invented criteria where a jurisdiction has none."""
    name = CRITERIA.format(jurisdiction)
    if jurisdiction in DEMO_CRITERIA and not newest(name)[0]:
        _publish(name, DEMO_CRITERIA[jurisdiction], say)


def _publish(jurisdiction: str, folder: str, say: Callable[[str], object]) -> None:
    done = actions.publish(
        folder=SHIPPED / folder,
        jurisdiction=jurisdiction,
        by="demo",
        approved_by="second demo",
        at=datetime.now(UTC),
    )
    say(f"Published the shipped rules of {jurisdiction}: {done.added} rows.")


def must_hold(book: Rulebook, on: date) -> None:
    """Raises CommandError where the book says nothing yet on a day."""
    if not book.table("element", on):
        days = [row.valid_from for key in book.keys("element") for row in book.history("element", key)]
        since = f"; they begin on {min(days)}" if days else ""
        raise CommandError(f"the rules of {book.jurisdiction} say nothing of {on}{since}")
