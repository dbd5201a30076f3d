"""Changing who may do what. Nothing that was true on a day is made untrue for that day.

Every action proves who asks: an administrator by a role at the office, an enterprise's manager by a role for
the enterprise, both on the day of acting (`today`, or `on` where that is the same). The program itself
(`SYSTEM`: the command of whoever installs, a first lodging under demo settings) needs no role.
"""

import re
from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

from tongguan.desk.people import words
from tongguan.desk.people.models import (
    CREDIT_LEVELS,
    Absence,
    BrokerAuthority,
    CreditChange,
    Enterprise,
    Office,
    Person,
    Role,
)
from tongguan.desk.people.queries import ADMINISTRATOR, MANAGER, acts_as, on_day, people_behind
from tongguan.desk.texts import must_fit
from tongguan.law.findings import refused
from tongguan.law.kernel import names
from tongguan.law.kernel.case import SYSTEM, Actor

OF_OFFICES = (
    "document_officer",
    "inspector",
    "revenue_officer",
    "coordinator",
    "monitor",
    "administrator",
    "rules_officer",
    "authority",
    "port",
)
OF_ENTERPRISES = ("trader", "broker", "manager", "port", "carrier", "terminal", "bank", "authority")
USERNAME = re.compile(r"[A-Za-z0-9._-]+")
OWN = ("trader", "broker", "manager")
"""What the manager of any enterprise gives its people; the others, only what customs gave somebody of it."""


def register_office(
    *, code: str, number: int, jurisdiction: str, name_en: str, name_zh: str, actor: Actor
) -> Office:
    """An office is registered once, by whoever installs; the same again changes its names alone. Raises
    Refused, also where the code or the number is another's."""
    _must(actor == SYSTEM)
    called = {"jurisdiction": jurisdiction, "name_en": name_en, "name_zh": name_zh}
    must_fit(Office, code=code, **called)
    clash = Office.objects.filter(Q(code=code) | Q(number=number)).first()
    if clash and (clash.code, clash.number) != (code, number):
        raise refused(words.OFFICE_TAKEN, code=clash.code, number=clash.number)
    return Office.objects.update_or_create(number=number, code=code, defaults=called)[0]


def register_person(*, username: str, name: str, actor: Actor, today: date) -> Person:
    """An account that may do nothing yet and cannot sign in before it has a password: an administrator or a
    manager registers it. Raises Refused."""
    _must(actor == SYSTEM or (actor.capacity in (ADMINISTRATOR, MANAGER) and acts_as(actor, on=today)))
    must_fit(Person, username=username, name=name)
    with transaction.atomic():
        if not USERNAME.fullmatch(username):
            raise refused(words.NO_USERNAME)
        if Person.objects.filter(username=username).exists():
            raise refused(words.NO_NAME, name=username)
        person = Person(username=username, name=name)
        person.set_unusable_password()
        person.save()
        return person


def register_enterprise(
    *,
    identifier: str,
    name: str,
    on: date,
    actor: Actor,
    customs_code: str = "",
    name_foreign: str = "",
    credit: str = "general",
    on_first_lodging: bool = False,
) -> Enterprise:
    """Registers an enterprise, unless its identifier is registered already: that one is returned as it
    is. An administrator's to do. Raises Refused."""
    _must_administer(actor, on)
    if credit not in CREDIT_LEVELS:
        raise refused(words.NO_CREDIT_LEVEL, level=credit)
    if not identifier:
        raise refused(words.NO_IDENTIFIER)
    texts = {"name": name, "customs_code": customs_code, "name_foreign": name_foreign}
    must_fit(Enterprise, identifier=identifier, **texts)
    stated = {**texts, "registered_on": on, "credit": credit, "on_first_lodging": on_first_lodging}
    return Enterprise.objects.get_or_create(identifier=identifier, defaults=stated)[0]


def change_credit(
    *, enterprise: Enterprise, level: str, on: date, reason: str, actor: Actor, today: date
) -> CreditChange:
    """The credit level from a day on, decided by a person, an administrator. Only forwards: a later change
    keeps what was true before it. Raises Refused."""
    _must(actor != SYSTEM)
    _must_administer(actor, today)
    _must_not_be_past(on, actor, today)
    if level not in CREDIT_LEVELS:
        raise refused(words.NO_CREDIT_LEVEL, level=level)
    if not reason.strip():
        raise refused(words.NO_REASON)
    must_fit(CreditChange, reason=reason)
    if enterprise.credit_changes.filter(valid_from__gte=on).exists():
        raise refused(words.LATER_ALREADY, day=on)
    decided = {"level": level, "by_id": int(actor.person), "reason": reason}
    change, first = CreditChange.objects.get_or_create(enterprise=enterprise, valid_from=on, defaults=decided)
    if not first:  # of two that come at once, one
        raise refused(words.LATER_ALREADY, day=on)
    return change


def give_role(
    *,
    person: Person,
    capacity: str,
    place: Office | Enterprise,
    on: date,
    actor: Actor,
    today: date,
    until: date | None = None,
) -> Role:
    """A person acts in a capacity at an office or for an enterprise, from a day on. At an office its own
    administrator gives it, and not to himself; for an enterprise any administrator, or the enterprise's own
    manager: to declare and to manage (`OWN`), and else what somebody of the enterprise has from customs
    already, so that nobody makes himself a bank. Raises Refused."""
    office = place if isinstance(place, Office) else None
    enterprise = place if isinstance(place, Enterprise) else None
    _must(actor == SYSTEM or _gives(actor, capacity, place, today))
    if capacity not in (OF_OFFICES if office else OF_ENTERPRISES):
        called = names.name(names.CAPACITIES, capacity) if capacity in names.CAPACITIES else capacity
        raise refused(words.NOT_THERE, capacity=called)
    if actor.capacity == ADMINISTRATOR and person.pk in people_behind(actor.person, on=today):
        raise refused(words.NOT_ONESELF)
    _must_not_be_past(on, actor, today)
    _must_end_after(on, until)
    return Role.objects.create(
        person=person,
        capacity=capacity,
        office=office,
        enterprise=enterprise,
        valid_from=on,
        valid_until=until,
    )


def end_role(role: Role, *, last: date, actor: Actor, today: date) -> None:
    """The last day of a role, today or later; a day once set can only be brought forward. Whoever could give
    the role may end it. Raises Refused."""
    _must(actor == SYSTEM or _gives(actor, role.capacity, role.place, today))
    _must_not_be_past(last, actor, today)
    later = Q(valid_until=None) | Q(valid_until__gt=last)
    Role.objects.filter(later, pk=role.pk).update(valid_until=last)


def authorise(
    *,
    broker: Enterprise,
    trader: Enterprise,
    on: date,
    actor: Actor,
    today: date,
    until: date | None = None,
    direction: str = "",
    offices: Iterable[str] = (),
) -> BrokerAuthority:
    """A trader lets a broker lodge for it (Customs Law art. 10); the trader's own manager decides. Raises
    Refused."""
    _must(actor == SYSTEM or _manages(actor, trader, today))
    if broker.pk == trader.pk:
        raise refused(words.ITSELF)
    _must_not_be_past(on, actor, today)
    _must_end_after(on, until)
    limits = ",".join(offices)
    must_fit(BrokerAuthority, direction=direction, offices=limits)
    return BrokerAuthority.objects.create(
        broker=broker,
        trader=trader,
        valid_from=on,
        valid_until=until,
        direction=direction,
        offices=limits,
    )


def revoke(authority: BrokerAuthority, *, on: date, actor: Actor, today: date) -> None:
    """The authority no longer holds from that day on; what was lodged under it stays lodged. A day once set
    can only be brought forward. The trader's manager revokes it, or the broker's gives it back. Raises
    Refused."""
    parties = (authority.trader, authority.broker)
    _must(actor == SYSTEM or any(_manages(actor, party, today) for party in parties))
    _must_not_be_past(on, actor, today)
    later = Q(revoked_from=None) | Q(revoked_from__gt=on)
    BrokerAuthority.objects.filter(later, pk=authority.pk).update(revoked_from=on)


def go_away(
    *, person: Person, since: date, until: date, actor: Actor, today: date, deputy: Person | None = None
) -> Absence:
    """A person is away, both days included; the deputy may do meanwhile what the person may. Said by the
    person himself, or for him by who could give his roles; the deputy has a role at each place of the
    person's, and nobody makes himself a deputy. Raises Refused."""
    held = _held(person, today)
    own = actor.person == str(person.pk) and acts_as(actor, on=today)
    given = bool(held) and all(_gives(actor, capacity, place, today) for place, capacity in held)
    _must(actor == SYSTEM or own or given)
    _must_not_be_past(since, actor, today)
    _must_end_after(since, until)
    if deputy is not None:
        strange = {place for place, _ in held} - {place for place, _ in _held(deputy, today)}
        if (strange and actor != SYSTEM) or str(deputy.pk) in (str(person.pk), actor.person):
            raise refused(words.NO_DEPUTY)
    return Absence.objects.create(person=person, deputy=deputy, valid_from=since, valid_until=until)


def _must(may: bool) -> None:
    if not may:
        raise refused(words.NOT_YOURS)


def _must_administer(actor: Actor, today: date) -> None:
    _must(actor == SYSTEM or _administers(actor, today))


def _administers(actor: Actor, today: date) -> bool:
    """Whether the actor administers an office's people: then enterprises too, which are of no office."""
    return actor.capacity == ADMINISTRATOR and acts_as(actor, on=today)


def _manages(actor: Actor, enterprise: Enterprise, today: date) -> bool:
    mine = actor.capacity == MANAGER and actor.behalf == enterprise.identifier
    return mine and acts_as(actor, on=today)


def _gives(actor: Actor, capacity: str, place: Office | Enterprise, today: date) -> bool:
    """Whether a capacity at a place is the actor's to give."""
    if isinstance(place, Office):
        return actor.behalf == place.code and _administers(actor, today)
    if _manages(actor, place, today):
        there = Role.objects.filter(on_day(today), enterprise=place, capacity=capacity)
        return capacity in OWN or there.exists()
    return _administers(actor, today)


def _held(person: Person, today: date) -> set[tuple[Office | Enterprise, str]]:
    """Where a person acts himself, and as what."""
    roles = Role.objects.filter(on_day(today), person=person).select_related("office", "enterprise")
    return {(role.place, role.capacity) for role in roles}


def _must_not_be_past(on: date, actor: Actor, today: date) -> None:
    if on < today and actor != SYSTEM:
        raise refused(words.PAST)


def _must_end_after(on: date, until: date | None) -> None:
    if until is not None and until < on:
        raise refused(words.ENDS_FIRST)
