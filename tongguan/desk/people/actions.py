"""Changing who may do what. Nothing that was true on a day is made untrue for that day."""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import Q

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
from tongguan.law.kernel.flow_table import CAPACITIES


class Unlawful(ValueError):
    """What was asked cannot be; the text says why."""


def register_office(*, code: str, number: int, jurisdiction: str, name_en: str, name_zh: str) -> Office:
    """An office is registered once; the same again changes its names alone. Raises Unlawful where the code
    or the number is another's."""
    clash = Office.objects.filter(Q(code=code) | Q(number=number)).first()
    if clash and (clash.code, clash.number) != (code, number):
        raise Unlawful(f"{clash.code} has the number {clash.number}")
    names = {"jurisdiction": jurisdiction, "name_en": name_en, "name_zh": name_zh}
    return Office.objects.update_or_create(number=number, code=code, defaults=names)[0]


def register_enterprise(
    *,
    identifier: str,
    name: str,
    on: date,
    customs_code: str = "",
    name_foreign: str = "",
    credit: str = "general",
    on_first_lodging: bool = False,
) -> Enterprise:
    """Registers an enterprise, unless its identifier is registered already: that one is returned as it
    is. Raises Unlawful."""
    if credit not in CREDIT_LEVELS:
        raise Unlawful(f"{credit!r} is no credit level")
    if not identifier:
        raise Unlawful("an enterprise without an identifier cannot be registered")
    stated = {
        "name": name,
        "registered_on": on,
        "customs_code": customs_code,
        "name_foreign": name_foreign,
        "credit": credit,
        "on_first_lodging": on_first_lodging,
    }
    return Enterprise.objects.get_or_create(identifier=identifier, defaults=stated)[0]


def change_credit(*, enterprise: Enterprise, level: str, on: date, by: Person, reason: str) -> CreditChange:
    """The credit level from a day on. Only forwards: a later change keeps what was true before it. Raises
    Unlawful."""
    if level not in CREDIT_LEVELS:
        raise Unlawful(f"{level!r} is no credit level")
    if enterprise.credit_changes.filter(valid_from__gte=on).exists():
        raise Unlawful(f"the level of {enterprise} was changed on or after {on} already")
    return CreditChange.objects.create(
        enterprise=enterprise, level=level, valid_from=on, by=by, reason=reason
    )


def give_role(
    *, person: Person, capacity: str, place: Office | Enterprise, on: date, until: date | None = None
) -> Role:
    """A person acts in a capacity at an office or for an enterprise, from a day on. Raises Unlawful."""
    if capacity not in CAPACITIES:
        raise Unlawful(f"{capacity!r} is no capacity")
    office = place if isinstance(place, Office) else None
    enterprise = place if isinstance(place, Enterprise) else None
    return Role.objects.create(
        person=person,
        capacity=capacity,
        office=office,
        enterprise=enterprise,
        valid_from=on,
        valid_until=until,
    )


def authorise(
    *,
    broker: Enterprise,
    trader: Enterprise,
    on: date,
    until: date | None = None,
    direction: str = "",
    offices: Iterable[str] = (),
) -> BrokerAuthority:
    """A trader lets a broker lodge for it (Customs Law art. 10). Raises Unlawful."""
    if broker.pk == trader.pk:
        raise Unlawful("nobody needs an authority to lodge for itself")
    if until is not None and until < on:
        raise Unlawful("an authority cannot end before it begins")
    return BrokerAuthority.objects.create(
        broker=broker,
        trader=trader,
        valid_from=on,
        valid_until=until,
        direction=direction,
        offices=",".join(offices),
    )


def revoke(authority: BrokerAuthority, *, on: date) -> None:
    """The authority no longer holds from that day on; what was lodged under it stays lodged. A day once set
    can only be brought forward."""
    with transaction.atomic():
        earlier = BrokerAuthority.objects.filter(pk=authority.pk, revoked_from__lte=on).exists()
        if not earlier:
            BrokerAuthority.objects.filter(pk=authority.pk).update(revoked_from=on)


def go_away(*, person: Person, since: date, until: date, deputy: Person | None = None) -> Absence:
    """A person is away, both days included; the deputy may do meanwhile what the person may. Raises
    Unlawful."""
    if until < since or (deputy is not None and deputy.pk == person.pk):
        raise Unlawful("an absence ends after it begins, and a deputy is somebody else")
    return Absence.objects.create(person=person, deputy=deputy, valid_from=since, valid_until=until)
