"""Who may do what: every public action of the rooms, asked for by whoever may not."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest
from django.apps import apps

from tests.harbour import (
    ANN,
    BANK,
    BEA,
    BEN,
    BO,
    DAN,
    DONG,
    INA,
    IRIS,
    IVAN,
    KARL,
    LIN,
    MEAT_FIRM,
    MEI,
    MORNING,
    OTTO,
    ROSA,
    RUI,
    SUN,
    TESS,
    Harbour,
    licence,
)  # fmt: skip
from tests.journeys.story import PORT, Story
from tests.stating import example
from tongguan.desk.cargo import actions as cargo
from tongguan.desk.cargo import names
from tongguan.desk.cargo import words as cargo_words
from tongguan.desk.declarations import arrivals, changes
from tongguan.desk.dossiers.queries import actors_for, offered
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import certificates, proofs
from tongguan.desk.inspections import words as inspection_words
from tongguan.desk.people import actions as people
from tongguan.desk.people.models import BrokerAuthority, Enterprise, Person
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import guarantees
from tongguan.desk.revenue import words as revenue_words
from tongguan.law import select
from tongguan.law.case import Actor
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered

TRADERS, OFFICERS = (LIN, BO), (DONG, INA, RUI)
STRANGERS = (SUN, MEI)  # traders, but not of this declaration
ELSEWHERE = (OTTO, IRIS, ROSA)  # officers, but of another office
EVERYBODY = (*TRADERS, *OFFICERS, *STRANGERS, *ELSEWHERE, BEA, TESS, KARL, ANN)
OPENING = select.Order(authority="customs", place="port", method="opening")
SAYS_WHO = {
    "not_your_capacity", "not_your_office", "not_yours", "not_your_declaration", cargo_words.NOT_YOURS,
    inspection_words.NOT_YOURS, revenue_words.NOT_YOURS,
}  # fmt: skip


@dataclass(frozen=True)
class May:
    """An action and who may ask for it (each other person of the harbour may not)."""

    action: Callable[..., Any]
    by: tuple[Actor, ...]
    arguments: tuple[Any, ...] = ()
    more: Any = None
    on_dossier: bool = True

    def ask(self, story: Story, actor: Actor) -> Any:
        more = self.more(story) if callable(self.more) else self.more or {}
        at = story.harbour.at
        if self.on_dossier:
            return self.action(story.id, *self.arguments, actor=actor, at=at, **more)
        return self.action(*self.arguments, actor=actor, at=at, **more)


def amending(story: Story) -> dict[str, Any]:
    tree = example("import-pork", {"/contract": "BOXES", "/gross_weight": "80100"})
    lodging, facts = story.harbour.stated(tree)
    why = {"cause": "clerical_error", "evidence": "list"}
    return {
        "lodging": lodging,
        "facts": facts,
        "books": story.harbour.books,
        "on": story.harbour.today,
        **why,
    }


def deciding(story: Story) -> dict[str, Any]:
    return {"books": story.harbour.books, "on": story.harbour.today}


def granting(story: Story) -> dict[str, Any]:
    return {"books": story.harbour.books, "facts": amending(story)["facts"]}


def withdrawing(story: Story) -> dict[str, Any]:
    return {**deciding(story), "cause": "clerical_error", "evidence": "list"}


PAYMENT = {"amount": Decimal(1), "currency": "CNY", "reference": "E-1"}
LETTER = {
    "number": "BH-NEW", "kind": "bank_letter", "holder": MEAT_FIRM, "guarantor": BANK, "amount": Decimal(9),
    "currency": "CNY", "valid_from": date(2020, 1, 1),
}  # fmt: skip
PAPER = {"jurisdiction": "cn", "code": "7", "number": "NEW", "issuer": "FORESTRY"}
TOLD = [cargo.Told("discharged", names.BILL, "B", MORNING)]
CALL = {"direction": "import", "call": "C", "reference": "R"}
HELD = {"jurisdiction": "cn", "code": "7", "number": "20-AB-100001"}
SITE_FOLK = (*TRADERS, TESS, KARL)

TABLE = (
    May(changes.request_amendment, TRADERS, more=amending),
    May(changes.grant_amendment, (DONG,), more=granting),
    May(changes.request_withdrawal, TRADERS, more=withdrawing),
    May(changes.grant_withdrawal, (DONG,), more=deciding),
    *(
        May(changes.take, by, (step,))
        for step, by in {
            "take_up": (DONG,),
            "clear": (DONG,),
            "ask": (DONG,),
            "answer": TRADERS,
            "refuse": (DONG,),
            "hold_for_documents": (DONG,),
            "hold_for_inspection": (INA,),
            "hold_for_revenue": (RUI,),
            "hold_for_authority": (ANN,),
            "hold_covertly": (DONG, INA),
            "disclose_hold": (DONG, INA),
            "require_amendment": (DONG,),
            "refuse_amendment": (DONG,),
            "take_back_amendment": TRADERS,
            "demand_withdrawal": (DONG,),
            "request_return": TRADERS,
            "order_destruction": (DONG, INA),
            "offer_abandonment": TRADERS,
            "open_offence": (DONG, INA, ANN),
            "seize": (ANN,),
            "ask_stop": (DONG,),
            "withdraw_release": (DONG,),
            "deliver": TRADERS,
        }.items()
    ),
    May(inspections.order, (DONG, INA), ([OPENING],)),
    May(inspections.notify, (INA,), (PORT,)),
    May(inspections.book, SITE_FOLK, (PORT,), lambda it: {"site": "YARD", "starts_at": it.harbour.at}),
    May(inspections.miss, (INA,), (PORT,)),
    May(inspections.present, SITE_FOLK, (PORT,)),
    May(inspections.begin, (INA,), (PORT,), {"second_officer": IVAN.person, "present": BO.person}),
    May(inspections.take_samples, (INA,), (PORT, []), {"laboratory": "L"}),
    May(inspections.report, (INA,), (1,), {"reference": "L", "conforms": True}),
    May(inspections.record, (INA,), (PORT, [inspections.Found(0, "customs")])),
    May(inspections.enter_results, (INA,), (PORT,)),
    May(inspections.doubt, (INA,), (PORT,), {"reason": ""}),
    May(inspections.conclude, (INA,), (PORT,), {"outcome": "pass"}),
    May(inspections.finish_treatment, SITE_FOLK, (PORT,), {"reference": ""}),
    May(inspections.ask_to_repeat, TRADERS, (PORT,), {"reason": ""}),
    May(inspections.answer_repeat, (INA,), (PORT,), {"grant": True, "reason": ""}),
    May(proofs.write_off, (ANN, DONG), ([],)),
    May(proofs.bring_licence, TRADERS, (), {"reference": ""}),
    May(proofs.assess_conformity, (INA,), (), {"conforms": True, "reason": ""}),
    May(proofs.mend_conformity, TRADERS, (), {"reference": ""}),
    May(proofs.issue, (INA,), (), {"code": "20", "number": "N", "holder": MEAT_FIRM}),
    May(revenue.order_payment, TRADERS),
    May(revenue.pay, (BEA, RUI), (), PAYMENT),
    May(revenue.fail_payment, (BEA,), (), {"reason": ""}),
    May(revenue.secure, (RUI, BEA), (), {"guarantee": "BH-MEAT", "last": date(2020, 10, 1)}),
    May(revenue.claim_guarantee, (RUI,), (), {"reason": ""}),
    May(revenue.release_guarantee, (RUI,), (), {"reason": ""}),
    May(revenue.refund, (RUI,), (), {"amount": Decimal(1), "reference": "", "reason": ""}),
    May(cargo.forbid_discharge, (INA,), (), {"reason": ""}),
    May(cargo.allow_discharge, (INA,), (), {"reason": ""}),
    May(cargo.receive, (TESS,), (TOLD,), {"reference": "R"}, on_dossier=False),
    May(
        arrivals.report, (TESS,), (TOLD,), lambda it: {"reference": "R", "books": it.harbour.books},
        on_dossier=False,
    ),
    May(
        cargo.receive_manifest, (KARL,), ([cargo.Bill("B")],),
        CALL, on_dossier=False,
    ),
    May(
        arrivals.report_manifest, (KARL,), ([cargo.Bill("B")],),
        lambda it: {**CALL, "books": it.harbour.books}, on_dossier=False,
    ),
    May(guarantees.register, (BEA, RUI, ROSA), (), LETTER, on_dossier=False),
    May(
        guarantees.change_total, (BEA, RUI, ROSA), (), {"number": "BH-MEAT", "by": Decimal(1), "reason": ""},
        on_dossier=False,
    ),
    May(certificates.register, (DONG, INA, OTTO, IRIS, ANN), (), PAPER, on_dossier=False),
    May(
        certificates.revoke, (ANN,), (), {**HELD, "reason": ""},
        on_dossier=False,
    ),
)  # fmt: skip
ROOMS = (changes, inspections, proofs, certificates, revenue, guarantees, cargo, arrivals)
BY_THE_SYSTEM = {"deliver"}
"""Actions that nobody asks for: the loop carries out what is known already."""


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
    people.give_role(person=karl, capacity="carrier", place=firm, on=on)
    assert {actor.capacity for actor in actors_for(KARL.person, pork.id, on=on)} == {"carrier"}
    (authority,) = BrokerAuthority.objects.all()
    people.revoke(authority, on=on)
    assert actors_for(BO.person, pork.id, on=on) == ()


def test_papers_under_review_are_ordered_by_officers_alone(pork: Story) -> None:
    pork.take(DONG, "review_again" if pork.state("documents") == "cleared" else "take_up")
    papers, before = select.Order(authority="customs", place="port", method="documents"), rows()
    for actor in (*TRADERS, BEA, TESS):
        with pytest.raises(NotOffered, match="not_your_capacity"):
            pork.do(inspections.order, [papers], by=actor)
    assert rows() == before
