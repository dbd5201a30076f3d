"""Who may do what, and since when."""

from datetime import date, timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from tongguan.desk.people import actions
from tongguan.desk.people.models import Absence, Enterprise, Office, Person, Role
from tongguan.desk.people.queries import (
    capacities_of,
    credit_of,
    enterprises_of,
    may_lodge,
    offices_of,
    standing,
)
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import SYSTEM, Actor

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)
BY_US: dict[str, Any] = {"actor": SYSTEM, "today": DAY}
ORE, HARBOUR, MEAT = "91210200000000001A", "91210200000000002B", "91210200000000003C"


@pytest.fixture
def ore() -> Enterprise:
    return actions.register_enterprise(
        identifier=ORE, name="Dalian Ore", on=BEFORE, credit="certified", actor=SYSTEM
    )


@pytest.fixture
def harbour() -> Enterprise:
    return actions.register_enterprise(identifier=HARBOUR, name="Harbour Brokers", on=BEFORE, actor=SYSTEM)


@pytest.fixture
def office() -> Office:
    return actions.register_office(
        code="0908", number=98, jurisdiction="cn", name_en="Dayaowan", name_zh="大窑湾", actor=SYSTEM
    )


def person(name: str, capacity: str = "", place: Office | Enterprise | None = None) -> Person:
    made = Person.objects.create_user(name)
    if place is not None:
        actions.give_role(person=made, capacity=capacity, place=place, on=DAY, **BY_US)
    return made


def the_boss(office: Office) -> Actor:
    """Who administers the people of an office, from the day before on."""
    boss = Person.objects.create_user("boss")
    actions.give_role(
        person=boss, capacity="administrator", place=office, on=BEFORE, actor=SYSTEM, today=BEFORE
    )
    return Actor(str(boss.pk), "administrator", office.code)


def test_an_enterprise_lodges_for_itself(ore: Enterprise) -> None:
    li = person("li", "trader", ore)
    assert may_lodge(li.pk, declarant=ORE, trader=ORE, on=DAY) == "own"
    assert may_lodge(str(li.pk), declarant=ORE, trader=ORE, on=DAY) == "own"
    assert may_lodge(li.pk, declarant=ORE, trader=ORE, on=BEFORE) == "", "the role begins that day"
    assert may_lodge(li.pk, declarant=HARBOUR, trader=HARBOUR, on=DAY) == "", "not li's enterprise"
    assert may_lodge("system", declarant=ORE, trader=ORE, on=DAY) == ""


def test_only_who_declares_for_an_enterprise_lodges_for_it(ore: Enterprise) -> None:
    teller = person("teller", "bank", ore)
    assert may_lodge(teller.pk, declarant=ORE, trader=ORE, on=DAY) == ""


def test_a_broker_needs_the_trader_s_authority(ore: Enterprise, harbour: Enterprise) -> None:
    wang = person("wang", "broker", harbour)

    def ground(on: date = DAY, **asked: str) -> str:
        return may_lodge(wang.pk, declarant=HARBOUR, trader=ORE, on=on, **asked)

    assert ground() == ""
    authority = actions.authorise(broker=harbour, trader=ore, on=DAY, until=AFTER, **BY_US)
    assert ground() == ground(AFTER) == "broker"
    assert ground(AFTER + timedelta(days=1)) == "" and ground(BEFORE) == ""
    assert may_lodge(wang.pk, declarant=HARBOUR, trader=MEAT, on=DAY) == "", "another's trader"
    actions.revoke(authority, on=AFTER, **BY_US)
    assert ground() == "broker" and ground(AFTER) == ""
    actions.revoke(authority, on=AFTER + timedelta(days=1), **BY_US)
    assert ground(AFTER) == "", "a revocation is not put off"


def test_authority_ends_at_its_limits(ore: Enterprise, harbour: Enterprise) -> None:
    wang = person("wang", "broker", harbour)
    actions.authorise(
        broker=harbour, trader=ore, on=DAY, direction="import", offices=["0908", "0902"], **BY_US
    )

    def ground(direction: str, office: str) -> str:
        return may_lodge(wang.pk, declarant=HARBOUR, trader=ORE, on=DAY, direction=direction, office=office)

    assert ground("import", "0902") == "broker"
    assert ground("export", "0902") == ground("import", "0100") == ground("import", "") == ""


def test_authority_is_between_two_and_ends_after_it_begins(ore: Enterprise, harbour: Enterprise) -> None:
    with pytest.raises(Refused):
        actions.authorise(broker=ore, trader=ore, on=DAY, **BY_US)
    with pytest.raises(Refused):
        actions.authorise(broker=harbour, trader=ore, on=DAY, until=BEFORE, **BY_US)


def test_a_deputy_has_the_capacities_of_who_is_away(office: Office) -> None:
    zhao, chen = person("zhao", "inspector", office), person("chen", "document_officer", office)
    actions.go_away(person=zhao, since=DAY, until=DAY, deputy=chen, **BY_US)
    assert capacities_of(chen.pk, on=DAY, office="0908") == {"inspector", "document_officer"}
    assert capacities_of(chen.pk, on=AFTER, office="0908") == {"document_officer"}
    assert capacities_of(zhao.pk, on=DAY, office="0908") == {"inspector"}, "away is not dismissed"
    actions.go_away(person=chen, since=DAY, until=DAY, deputy=person("sun"), **BY_US)
    sun = Person.objects.get(username="sun")
    assert capacities_of(sun.pk, on=DAY) == {"document_officer"}, "deputies do not chain"


def test_a_closed_account_may_nothing(office: Office, ore: Enterprise) -> None:
    zhao, chen = person("zhao", "inspector", office), person("chen")
    actions.go_away(person=zhao, since=DAY, until=DAY, deputy=chen, **BY_US)
    Person.objects.filter(pk=chen.pk).update(is_active=False)
    assert capacities_of(chen.pk, on=DAY) == frozenset()


def test_offices_and_enterprises_are_those_of_the_roles(office: Office, ore: Enterprise) -> None:
    zhao, li = person("zhao", "inspector", office), person("li", "trader", ore)
    assert offices_of(zhao.pk, on=DAY) == {"0908"} and enterprises_of(zhao.pk, on=DAY) == set()
    assert enterprises_of(li.pk, on=DAY) == {ORE} and offices_of(li.pk, on=DAY) == set()


def test_credit_has_a_history(ore: Enterprise, office: Office) -> None:
    asked = {"enterprise": ore, "actor": the_boss(office), "today": BEFORE}
    actions.change_credit(level="advanced", on=DAY, reason="audit of 2025", **asked)
    levels = [credit_of(ORE, on=day) for day in (BEFORE, DAY, AFTER)]
    assert levels == ["certified", "advanced", "advanced"]
    assert credit_of("nobody", on=DAY) == "general"
    for day, level in ((DAY, "general"), (BEFORE, "general"), (AFTER, "excellent")):
        with pytest.raises(Refused):
            actions.change_credit(level=level, on=day, reason="-", **asked)


def test_an_enterprise_is_registered_once(ore: Enterprise) -> None:
    again = actions.register_enterprise(identifier=ORE, name="Somebody else", on=AFTER, actor=SYSTEM)
    assert again.pk == ore.pk and again.name == "Dalian Ore"
    with pytest.raises(Refused):
        actions.register_enterprise(identifier="", name="Nobody", on=DAY, actor=SYSTEM)


def test_an_office_keeps_its_number(office: Office) -> None:
    for code, number in (("0908", 13), ("0909", 98)):
        with pytest.raises(Refused):
            actions.register_office(
                code=code, number=number, jurisdiction="cn", name_en="-", name_zh="-", actor=SYSTEM
            )
    renamed = actions.register_office(
        code="0908", number=98, jurisdiction="cn", name_en="Dayaowan Port", name_zh="大窑湾", actor=SYSTEM
    )
    assert renamed.pk == office.pk and Office.objects.get().name_en == "Dayaowan Port"


@pytest.mark.parametrize("wrong", ["nowhere", "both", "own deputy", "ends before"])
def test_the_tables_themselves_refuse_nonsense(wrong: str, ore: Enterprise, office: Office) -> None:
    li = person("li")
    rows = {
        "nowhere": Role(person=li, capacity="trader", valid_from=DAY),
        "both": Role(person=li, capacity="trader", valid_from=DAY, office=office, enterprise=ore),
        "own deputy": Absence(person=li, deputy=li, valid_from=DAY, valid_until=DAY),
        "ends before": Absence(person=li, valid_from=DAY, valid_until=BEFORE),
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        rows[wrong].save()


def test_standing_says_in_one_query_what_the_others_say(
    ore: Enterprise, harbour: Enterprise, office: Office
) -> None:
    li, wang, zhao = person("li", "trader", ore), person("wang", "broker", harbour), person("zhao")
    actions.authorise(broker=harbour, trader=ore, on=DAY, until=DAY, direction="import", **BY_US)
    by = {"actor": the_boss(office), "today": DAY}
    actions.change_credit(enterprise=ore, level="discredited", on=AFTER, reason="smuggling", **by)
    actions.go_away(person=li, since=AFTER, until=AFTER, deputy=zhao, **BY_US)
    grounds = set()
    for who, declarant, trader, day in product(
        [li.pk, wang.pk, zhao.pk, "system"], [ORE, HARBOUR, MEAT], [ORE, MEAT], [BEFORE, DAY, AFTER]
    ):
        asked = {"declarant": declarant, "trader": trader, "on": day, "direction": "import"}
        found = standing(who, **asked, others=[MEAT, ""])
        assert found.ground == may_lodge(who, **asked)
        assert found.credit.get(ORE) == (credit_of(ORE, on=day) if ORE in (declarant, trader) else None)
        assert MEAT in found.unknown and ORE not in found.unknown
        grounds.add(found.ground)
    assert grounds == {"own", "broker", ""}
    with CaptureQueriesContext(connection) as asked_for:
        standing(li.pk, declarant=ORE, trader=ORE, on=DAY)
    assert len(asked_for) == 1
