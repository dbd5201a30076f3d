"""Who may change who may do what: every action proves it, and refuses everybody else."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest

from tongguan.desk.people import actions, words
from tongguan.desk.people.models import (
    Absence,
    BrokerAuthority,
    CreditChange,
    Enterprise,
    Office,
    Person,
    Role,
)
from tongguan.desk.people.queries import acts_as, capacities_of
from tongguan.desk.texts import NO_TEXT, TOO_LONG
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import SYSTEM, Actor

pytestmark = pytest.mark.django_db
DAY = date(2026, 3, 2)
NEXT = DAY + timedelta(days=1)
ORE, HARBOUR = "91210200000000001A", "91210200000000002B"
US: dict[str, Any] = {"actor": SYSTEM, "today": DAY}


class Town:
    """Two offices with an administrator each, two firms with a manager each, and one who is nobody."""

    def __init__(self) -> None:
        self.here, self.there = (
            actions.register_office(
                code=code, number=number, jurisdiction="cn", name_en=code, name_zh=code, actor=SYSTEM
            )
            for code, number in (("0908", 98), ("0902", 92))
        )
        self.ore, self.harbour = (
            actions.register_enterprise(identifier=one, name=one, on=DAY, actor=SYSTEM)
            for one in (ORE, HARBOUR)
        )
        self.anna = self.who("anna", "administrator", self.here)
        self.emma = self.who("emma", "administrator", self.there)
        self.meng = self.who("meng", "manager", self.ore)
        self.hana = self.who("hana", "manager", self.harbour)
        self.li = self.who("li", "trader", self.ore)
        self.dong = self.who("dong", "document_officer", self.here)
        self.nobody = self.new("nobody")

    def new(self, name: str) -> Person:
        return actions.register_person(username=name, name=name, **US)

    def who(self, name: str, capacity: str, place: Office | Enterprise) -> Actor:
        actions.give_role(person=self.new(name), capacity=capacity, place=place, on=DAY, **US)
        return Actor(
            str(self.id(name)), capacity, place.code if isinstance(place, Office) else place.identifier
        )

    def id(self, name: str) -> int:
        return Person.objects.get(username=name).pk

    @property
    def everybody(self) -> set[Actor]:
        return {self.anna, self.emma, self.meng, self.hana, self.li, self.dong}

    @property
    def liars(self) -> set[Actor]:
        """Who says that he is what no role proves."""
        nobody, li = str(self.nobody.pk), self.li.person
        return {
            Actor(nobody, "administrator", "0908"),
            Actor(li, "administrator", "0908"),
            Actor(li, "manager", ORE),
            Actor(self.anna.person, "system", "0908"),
            Actor(self.emma.person, "administrator", "0908"),
            Actor("system", "administrator", "0908"),
            Actor(nobody, "system", ""),
        }


@pytest.fixture
def town() -> Town:
    return Town()


def code(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.findings[0].code


Ask = Callable[[Town, Actor], object]


def a_role(capacity: str, place: str) -> Ask:
    return lambda town, actor: actions.give_role(
        person=town.nobody, capacity=capacity, place=getattr(town, place), on=DAY, actor=actor, today=DAY
    )


def ending(name: str) -> Ask:
    return lambda town, actor: actions.end_role(
        Role.objects.get(person__username=name), last=DAY, actor=actor, today=DAY
    )


def revoking(town: Town, actor: Actor) -> None:
    held = actions.authorise(broker=town.harbour, trader=town.ore, on=DAY, **US)
    actions.revoke(held, on=DAY, actor=actor, today=DAY)


def away(name: str) -> Ask:
    return lambda town, actor: actions.go_away(
        person=Person.objects.get(username=name), since=DAY, until=DAY, actor=actor, today=DAY
    )


ASKED: dict[str, tuple[Ask, set[str]]] = {
    "an inspector here": (a_role("inspector", "here"), {"anna"}),
    "an administrator here": (a_role("administrator", "here"), {"anna"}),
    "a rules officer there": (a_role("rules_officer", "there"), {"emma"}),
    "a trader": (a_role("trader", "ore"), {"anna", "emma", "meng"}),
    "a manager": (a_role("manager", "harbour"), {"anna", "emma", "hana"}),
    "a bank": (a_role("bank", "ore"), {"anna", "emma"}),
    "dismissing dong": (ending("dong"), {"anna"}),
    "dismissing li": (ending("li"), {"anna", "emma", "meng"}),
    "an authority": (
        lambda town, actor: actions.authorise(
            broker=town.harbour, trader=town.ore, on=DAY, actor=actor, today=DAY
        ),
        {"meng"},
    ),
    "taking it back": (revoking, {"meng", "hana"}),
    "dong is away": (away("dong"), {"dong", "anna"}),
    "li is away": (away("li"), {"li", "anna", "emma", "meng"}),
    "credit": (
        lambda town, actor: actions.change_credit(
            enterprise=town.ore, level="advanced", on=DAY, reason="audit", actor=actor, today=DAY
        ),
        {"anna", "emma"},
    ),
    "an enterprise": (
        lambda town, actor: actions.register_enterprise(identifier="X", name="X", on=DAY, actor=actor),
        {"anna", "emma"},
    ),
    "an account": (
        lambda town, actor: actions.register_person(username="new", name="N", actor=actor, today=DAY),
        {"anna", "emma", "meng", "hana"},
    ),
    "an office": (
        lambda town, actor: actions.register_office(
            code="1", number=1, jurisdiction="cn", name_en="-", name_zh="-", actor=actor
        ),
        set(),
    ),
}


@pytest.mark.parametrize("asked", ASKED)
def test_only_who_may_is_heard(town: Town, asked: str) -> None:
    ask, names = ASKED[asked]
    may = {getattr(town, name) for name in names}
    for actor in (town.everybody | town.liars) - may:
        assert code(lambda actor=actor: ask(town, actor)) == words.NOT_YOURS, actor
    for actor in may:
        BrokerAuthority.objects.all().delete()
        CreditChange.objects.all().delete()
        Person.objects.filter(username="new").delete()
        ask(town, actor)


def test_a_manager_passes_on_what_customs_gave_the_enterprise(town: Town) -> None:
    ask = a_role("bank", "ore")
    town.who("tang", "bank", town.ore)
    ask(town, town.meng)
    assert capacities_of(town.nobody.pk, on=DAY, enterprise=ORE) == {"bank"}
    assert code(lambda: a_role("terminal", "ore")(town, town.meng)) == words.NOT_YOURS


@pytest.mark.parametrize(
    ("capacity", "place"),
    [("system", "here"), ("trader", "here"), ("bank", "here"), ("inspector", "ore"), ("king", "ore")],
)
def test_a_capacity_is_of_its_own_kind_of_place(town: Town, capacity: str, place: str) -> None:
    assert code(lambda: a_role(capacity, place)(town, SYSTEM)) == words.NOT_THERE


def test_nobody_gives_himself_a_role_or_a_deputy_s_powers(town: Town) -> None:
    anna, dong = (Person.objects.get(pk=int(one.person)) for one in (town.anna, town.dong))
    how: dict[str, Any] = {"capacity": "inspector", "place": town.here, "on": DAY, "today": DAY}
    assert code(lambda: actions.give_role(person=anna, actor=town.anna, **how)) == words.NOT_ONESELF
    away: dict[str, Any] = {"person": dong, "since": DAY, "until": DAY, "today": DAY}
    for deputy in (anna, dong, town.nobody):
        assert code(lambda d=deputy: actions.go_away(deputy=d, actor=town.anna, **away)) == words.NO_DEPUTY
    assert not Absence.objects.exists()
    actions.go_away(deputy=anna, actor=town.dong, **away)
    assert acts_as(Actor(town.anna.person, "document_officer", "0908"), on=DAY)
    assert not acts_as(Actor(town.anna.person, "document_officer", "0908"), on=NEXT)
    assert acts_as(town.anna, on=DAY)


def test_people_change_nothing_that_is_past(town: Town) -> None:
    (role,) = Role.objects.filter(person_id=int(town.dong.person))
    actor: dict[str, Any] = {"actor": town.anna, "today": NEXT}
    given: dict[str, Any] = {"person": town.nobody, "capacity": "inspector", "place": town.here}
    assert code(lambda: actions.give_role(on=DAY, **given, **actor)) == words.PAST
    assert code(lambda: actions.end_role(role, last=DAY, **actor)) == words.PAST
    actions.end_role(role, last=NEXT, **actor)
    actions.end_role(role, last=NEXT + timedelta(days=9), **actor)
    assert acts_as(town.dong, on=NEXT) and not acts_as(town.dong, on=NEXT + timedelta(days=1))


def test_the_program_decides_no_credit_and_a_reason_is_given(town: Town) -> None:
    how: dict[str, Any] = {"enterprise": town.ore, "level": "general", "on": DAY, "today": DAY}
    assert code(lambda: actions.change_credit(reason="x", actor=SYSTEM, **how)) == words.NOT_YOURS
    assert code(lambda: actions.change_credit(reason=" ", actor=town.anna, **how)) == words.NO_REASON


@pytest.mark.parametrize(("name", "says"), [("x" * 201, TOO_LONG), ("a\0b", NO_TEXT), ("\ud800", NO_TEXT)])
def test_what_no_column_keeps_is_found_at_its_place(town: Town, name: str, says: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.register_enterprise(identifier="Y", name=name, on=DAY, actor=town.anna)
    assert [(one.code, one.pointer) for one in refused.value.findings] == [(says, "/name")]


def test_a_name_is_taken_once(town: Town) -> None:
    assert code(lambda: town.new("li")) == words.NO_NAME
    for name in (" ", "", "<b>x", "li\n"):
        assert code(lambda name=name: town.new(name)) == words.NO_USERNAME
