"""A visit that is made in a house: a declaration lodged, an inspection ordered, notified and booked."""

import json
from pathlib import Path
from typing import Any

from tests.windows.house import Windows
from tests.windows.test_every_page import english_on

MAKE = """
import json
from uuid import uuid4
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.models import Content
from tongguan.desk.dossiers.models import Dossier, Track
from tongguan.desk.dossiers.queries import actors_for, case_of
from tongguan.desk.inspections import actions
from tongguan.desk.inspections.bookings import free_slots
from tongguan.desk.people.models import Person, Role
from tongguan.doors import clock
from tongguan.doors.jobs.intake import Intake
from tongguan.law.kernel.case import Actor
from tongguan.law.select import Order

now = clock.now()
inspector = Actor(str(Person.objects.get(username="ins.wang").pk), "inspector", "0908")
quay = Role.objects.get(person__username="quay.dong")
terminal = Actor(str(quay.person_id), "terminal", quay.enterprise.identifier)
books = books_of("cn")
before = Dossier.objects.filter(kind="import", office="0908").order_by("pk")
for old in before:
    lodgers = Role.objects.filter(enterprise__identifier=old.declarant)
    lodger = lodgers.filter(capacity__in=("trader", "broker")).first()
    tree = json.loads(Content.objects.filter(dossier=old).latest("version").content)
    tree["reference"] = uuid4().hex[:12]
    intake = Intake(person=str(lodger.person_id), books=books, at=now)
    (answer,) = intake.take([json.dumps(tree).encode()])
    checking = Track.objects.filter(track="documents", state="checking")  # some are drawn for review
    if answer.accepted and "containers" in tree and checking.filter(dossier=answer.result.dossier).exists():
        break
one = Dossier.objects.get(pk=answer.result.dossier)
actor = actors_for(lodger.person_id, one.pk, on=clock.day(now))[0]
part = case_of(one.pk).parts[0]
looks = [
    Order(authority=who, place="port", method="opening", lines=(1,), part=part)
    for who in ("customs", "quarantine")
]
(key,) = actions.order(one.pk, looks, actor=inspector, at=now)
actions.notify(one.pk, key, actor=inspector, at=now)
slot = next(at for at, _ in free_slots("DYW-CY", clock.day(now), books.law) if at > now)
actions.book(one.pk, key, site="DYW-CY", starts_at=slot, actor=actor, at=now)
if PRESENT:
    actions.present(one.pk, key, actor=terminal, at=now)
path = f"/inspection/{one.reference}/{key.track}/{key.number}/?part={key.part}"
told = {"path": path, "id": one.pk, "reference": one.reference, "lodger": lodger.person.username}
print(json.dumps(told | key._asdict()))
"""


def booked(windows: Windows, *, present: bool) -> dict[str, Any]:
    """A visit for the next hour; the goods stand at the site, or are still awaited there. Its page (`path`),
    its keys, and the user name of whoever lodged (`lodger`)."""
    return dict(json.loads(windows.house.ask(MAKE.replace("PRESENT", str(present)))))


def counted(windows: Windows, visit: dict[str, Any]) -> list[int]:
    """How many visits, photos, seals and results there are, and steps of its track."""
    where = ", ".join(f"{name}={visit[name]!r}" for name in ("track", "part", "number"))
    where += f", dossier_id={visit['id']}"
    models = "Visit, Photo, Seal, Result"
    said = windows.house.ask(
        f"from tongguan.desk.inspections.models import {models}\n"
        "from tongguan.desk.dossiers.models import Event\n"
        f"print(*[m.objects.filter({where}).count() for m in ({models}, Event)])"
    )
    return [int(one) for one in said.split()]


def photo(folder: Path) -> Path:
    from PIL import Image

    Image.new("RGB", (640, 480), "teal").save(folder / "box.jpg")
    return folder / "box.jpg"


def on_the_phone(windows: Windows, person: str, path: str, *, language: str = "en") -> Any:
    """A window as large as a phone, on a page that it keeps for when the connection is gone."""
    page = windows.open(person, width=390, height=844, language=language)
    page.goto(path)
    page.wait_for_selector("html[data-kept]")
    return page


def must_speak_chinese(page: Any) -> None:
    """No English word is left on the page."""
    found = english_on(page)
    assert not found, (page.url, found)
