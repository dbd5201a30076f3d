"""Setting up practice: offices with people of invented names, masked enterprises, and their declarations."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
from django.contrib.auth.hashers import make_password

from tongguan.desk.declarations.actions import Received, lodge_received
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.inspections.models import Site
from tongguan.desk.people import actions
from tongguan.desk.people.models import BrokerAuthority, Enterprise, Office, Person, Role
from tongguan.doors.codecs.messages import understand
from tongguan.doors.jobs.practice.masking import Mask
from tongguan.doors.jobs.practice.source import Copied
from tongguan.law.calendar import local_day
from tongguan.law.kernel.case import SYSTEM
from tongguan.law.stating.parts import parts

SINCE = date(2018, 1, 1)
AT_AN_OFFICE = (
    ("doc", "document_officer"),
    ("doc2", "document_officer"),
    ("ins", "inspector"),
    ("ins2", "inspector"),
    ("ins3", "inspector"),  # decides when the result of the others is disputed
    ("ins4", "inspector"),
    ("rev", "revenue_officer"),
    ("coord", "coordinator"),
)


@dataclass
class Done:
    """What came of it: how many were lodged, why others were not, and who can sign in."""

    lodged: int = 0
    refused: list[str] = field(default_factory=list)
    people: list[str] = field(default_factory=list)


def stage(copied: Copied, books: Books, *, password: str) -> Done:
    """Lodges masked copies through the same action as everybody; each on the day of its original."""
    done, hashed, key = Done(), make_password(password), secrets.token_bytes(32)
    used = {str(one.tree.get("office", "")) for one in copied.declarations}
    for office in copied.offices:
        _office(office, done, hashed, staffed=office.code in used)
    for number, site in enumerate(copied.sites, 1):
        called = {"name_en": f"Site {number}", "name_zh": f"查验场地{number}", "office": site.office}
        hours = {name: getattr(site, name) for name in ("bays", "minutes", "opens", "closes")}
        Site.objects.get_or_create(code=f"P{number}", defaults={**called, **hours})
    mask: Mask | None = None
    for one in copied.declarations:
        on = local_day(one.accepted_at, books.law)
        mask = mask or Mask(key, parts(books.law, on))
        tree = mask.declaration(one.tree)
        person = _lodger(tree, done, hashed)
        received: Received = understand(msgspec.json.encode(tree), book=books.law, on=on).received
        (answer,) = lodge_received([received], person=str(person.pk), books=books, at=one.accepted_at)
        if isinstance(answer, Receipt):
            done.lodged += 1
        else:
            done.refused += sorted(
                {finding.code for finding in answer.findings if finding.severity == "error"}
            )
    return done


def _office(office: Office, done: Done, hashed: str, *, staffed: bool) -> None:
    made = actions.register_office(
        code=office.code,
        number=office.number,
        jurisdiction=office.jurisdiction,
        name_en=office.name_en,
        name_zh=office.name_zh,
        actor=SYSTEM,
    )
    for short, capacity in AT_AN_OFFICE if staffed else ():
        _person(f"{short}.{office.code}", capacity, made, done, hashed)


def _lodger(tree: dict[str, Any], done: Done, hashed: str) -> Person:
    """Somebody of the declarant's, who may lodge for the trader."""
    firms = dict(_firms(tree))
    trader = firms.get("trader") or firms.get("declarant")
    declarant = firms.get("declarant") or trader
    if declarant is None or trader is None:
        return Person.objects.get_or_create(username="nobody", defaults={"password": "!"})[0]
    own = declarant.pk == trader.pk
    if not own and not BrokerAuthority.objects.filter(broker=declarant, trader=trader).exists():
        actions.authorise(broker=declarant, trader=trader, on=SINCE, actor=SYSTEM, today=SINCE)
    _person(f"trader.{trader.name[-4:]}", "trader", trader, done, hashed)
    if own:
        return Person.objects.get(username=f"trader.{trader.name[-4:]}")
    return _person(f"broker.{declarant.name[-4:]}", "broker", declarant, done, hashed)


def _firms(tree: dict[str, Any]) -> Iterator[tuple[str, Enterprise]]:
    for name in ("trader", "declarant"):
        party = tree.get(name) or {}
        if party.get("identifier") and party.get("name"):
            called = {
                "customs_code": party.get("customs_code", ""),
                "name_foreign": party.get("name_foreign", ""),
            }
            yield (
                name,
                actions.register_enterprise(
                    identifier=party["identifier"], name=party["name"], on=SINCE, actor=SYSTEM, **called
                ),
            )


def _person(username: str, capacity: str, place: Office | Enterprise, done: Done, hashed: str) -> Person:
    """An account with one role, made once."""
    where = {"office": place} if isinstance(place, Office) else {"enterprise": place}
    found = Person.objects.filter(username=username).first()
    if found is None:
        found = Person.objects.create(username=username, name=username, password=hashed)
        done.people.append(username)
    if not Role.objects.filter(person=found, capacity=capacity, **where).exists():
        actions.give_role(person=found, capacity=capacity, place=place, on=SINCE, actor=SYSTEM, today=SINCE)
    return found
