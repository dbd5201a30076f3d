"""Who may do what: every public action of the rooms, asked for by whoever may not."""

import inspect
from datetime import date
from types import ModuleType

import pytest
from django.apps import apps

from tests.desk.who_may import (
    BY_THE_SYSTEM,
    ELSEWHERE,
    EVERYBODY,
    OPENING,
    ROOMS,
    SAYS_WHO,
    STRANGERS,
    TABLE,
    TRADERS,
    May,
)
from tests.harbour import (
    ANN,
    BEA,
    BEN,
    BO,
    DAN,
    DONG,
    INA,
    IVAN,
    KARL,
    LIN,
    MEAT_FIRM,
    RUI,
    TESS,
    Harbour,
    licence,
)  # fmt: skip
from tests.journeys.story import PORT, Story
from tongguan.desk.dossiers.queries import actors_for, offered
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.people import actions as people
from tongguan.desk.people.models import BrokerAuthority, Enterprise, Person
from tongguan.desk.revenue import actions as revenue
from tongguan.law import select
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import SYSTEM


def rows() -> dict[str, int]:
    ours = [model for model in apps.get_models() if model.__module__.startswith("tongguan")]
    return {model.__name__: model._default_manager.count() for model in ours}


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    """An inspection is ordered and notified, the charges are due."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))
    story.arrives(("2", "UN9074729", "020E"), "COSU6254178810")
    story.do(inspections.order, [OPENING], by=INA)
    story.do(inspections.notify, PORT, by=INA)
    return story


def named(one: May) -> str:
    what = "".join(str(one_of) for one_of in one.arguments[:1] if isinstance(one_of, str))
    return f"{one.action.__module__.removeprefix('tongguan.desk.')}.{one.action.__name__} {what}".strip()


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_whoever_may_not_is_told_so_and_nothing_more(pork: Story, one: May) -> None:
    before, secrets = rows(), (MEAT_FIRM, BO.behalf, "COSU6254178810", pork.reference)
    for actor in EVERYBODY:
        if actor in one.by:
            continue
        with pytest.raises((NotOffered, Refused)) as refused:
            one.ask(pork, actor)
        error = refused.value
        said = {error.reason} if isinstance(error, NotOffered) else {f.code for f in error.findings}
        assert said <= SAYS_WHO, (actor, error)
        assert not any(secret in str(error) for secret in secrets)
    assert rows() == before


@pytest.mark.parametrize("one", TABLE, ids=named)
def test_whoever_may_is_refused_for_no_such_reason(pork: Story, one: May) -> None:
    """What stands in the way of the right person is never who it is."""
    for actor in one.by:
        try:
            one.ask(pork, actor)
        except NotOffered as error:
            assert error.reason not in SAYS_WHO, (actor, error)
        except Refused as error:
            assert not {f.code for f in error.findings} & SAYS_WHO, (actor, error)


def test_the_table_has_every_action_of_the_rooms() -> None:
    def actions(room: ModuleType) -> set[str]:
        made = inspect.getmembers(room, inspect.isfunction)
        return {
            f"{room.__name__}.{name}"
            for name, one in made
            if one.__module__ == room.__name__
            and not name.startswith("_")
            and {"actor", "at"} <= inspect.signature(one).parameters.keys()
        }

    listed = {f"{one.action.__module__}.{one.action.__name__}" for one in TABLE}
    every = {name for room in ROOMS for name in actions(room)}
    assert {name for name in every - listed if name.rpartition(".")[2] not in BY_THE_SYSTEM} == set()


def test_what_is_offered_is_offered_to_those_alone(pork: Story) -> None:
    for officer in ELSEWHERE:
        assert offered(pork.id, officer) == ()
    assert "clear" not in {step.name for step, _ in offered(pork.id, LIN)}
    assert {step.name for step, _ in offered(pork.id, BO)} >= {"book_port_inspection", "request_withdrawal"}


def test_nobody_confirms_what_he_found_himself(pork: Story) -> None:
    pork.do(inspections.present, PORT, by=TESS)
    pork.do(inspections.begin, PORT, second_officer=IVAN.person, present=BO.person, by=INA)
    pork.do(inspections.enter_results, PORT, [inspections.Found(0, "customs")], by=IVAN)
    with pytest.raises(NotOffered, match="not_the_same_person"):
        pork.do(inspections.conclude, PORT, outcome="pass", by=IVAN)
    pork.do(inspections.conclude, PORT, outcome="pass", by=INA)
    pork.take(DONG, "decide_sale")
    with pytest.raises(NotOffered, match="not_the_same_person"):
        pork.take(DONG, "confirm_sale")
    pork.take(DAN, "confirm_sale")


def test_another_bank_does_not_touch_the_letter(pork: Story) -> None:
    with pytest.raises(Refused):
        pork.do(revenue.secure, guarantee="BH-MEAT", last=date(2020, 10, 1), by=BEN)


def test_a_signed_in_person_acts_in_the_capacities_that_roles_prove(pork: Story) -> None:
    on = pork.harbour.today
    for actor in (LIN, BO, DONG, INA, RUI, BEA, TESS, ANN):
        assert actors_for(actor.person, pork.id, on=on) == (actor,)
    for actor in (*STRANGERS, *ELSEWHERE):
        assert actors_for(actor.person, pork.id, on=on) == ()
    # whoever drives for the trader's firm is no trader for it
    firm, karl = Enterprise.objects.get(identifier=MEAT_FIRM), Person.objects.get(pk=KARL.person)
    people.give_role(person=karl, capacity="carrier", place=firm, on=on, actor=SYSTEM, today=on)
    assert {actor.capacity for actor in actors_for(KARL.person, pork.id, on=on)} == {"carrier"}
    (authority,) = BrokerAuthority.objects.all()
    people.revoke(authority, on=on, actor=SYSTEM, today=on)
    assert actors_for(BO.person, pork.id, on=on) == ()


def test_papers_under_review_are_ordered_by_officers_alone(pork: Story) -> None:
    pork.take(DONG, "review_again" if pork.state("documents") == "cleared" else "take_up")
    papers, before = select.Order(authority="customs", place="port", method="documents"), rows()
    for actor in (*TRADERS, BEA, TESS):
        with pytest.raises(NotOffered, match="not_your_capacity"):
            pork.do(inspections.order, [papers], by=actor)
    assert rows() == before
