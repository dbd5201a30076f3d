"""Every public action of the rooms, with what it needs and who may ask for it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from tests.harbour import (
    ANN,
    BANK,
    BEA,
    BO,
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
)  # fmt: skip
from tests.journeys.story import PORT, Story
from tests.stating import example
from tongguan.desk.cargo import actions as cargo
from tongguan.desk.cargo import names
from tongguan.desk.cargo import words as cargo_words
from tongguan.desk.declarations import arrivals, changes, papers
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import certificates, proofs
from tongguan.desk.inspections import words as inspection_words
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import guarantees
from tongguan.desk.revenue import words as revenue_words
from tongguan.law import select
from tongguan.law.kernel.case import Actor

TRADERS, OFFICERS = (LIN, BO), (DONG, INA, RUI)
STRANGERS = (SUN, MEI)  # traders, but not of this declaration
ELSEWHERE = (OTTO, IRIS, ROSA)  # officers, but of another office
EVERYBODY = (*TRADERS, *OFFICERS, *STRANGERS, *ELSEWHERE, BEA, TESS, KARL, ANN)
OPENING = select.Order(authority="customs", place="port", method="opening")
SAYS_WHO = {
    "not_your_capacity", "not_your_office", "not_yours", "not_your_declaration", cargo_words.NOT_YOURS,
    inspection_words.NOT_YOURS, inspection_words.NOT_ENTRUSTED, revenue_words.NOT_YOURS,
    revenue_words.NOT_THEIRS,
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
    "currency": "CNY", "valid_from": date(2020, 1, 1), "office": "0908",
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
    May(changes.grant_withdrawal, (DONG,)),
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
    May(papers.write_off, (ANN, DONG), (), lambda story: {"books": story.harbour.books}),
    May(
        papers.correct, (ANN, DONG), (),
        lambda story: {
            "books": story.harbour.books, "place": ("7", "20-AB-100001", 1), "quantity": Decimal(1),
            "reason": "",
        },
    ),
    May(proofs.bring_licence, TRADERS, (), {"reference": ""}),
    May(proofs.assess_conformity, (INA,), (), {"conforms": True, "reason": ""}),
    May(proofs.mend_conformity, TRADERS, (), {"reference": ""}),
    May(proofs.issue, (INA,), (), {"code": "20", "number": "N", "holder": MEAT_FIRM}),
    May(revenue.order_payment, TRADERS, (), {"bank": BANK}),
    May(revenue.pay, (BEA, RUI), (), PAYMENT),
    May(revenue.fail_payment, (BEA,), (), {"reason": ""}),
    May(revenue.secure, (LIN, RUI, BEA), (), {"guarantee": "BH-MEAT", "last": date(2020, 10, 1)}),
    May(revenue.claim_guarantee, (RUI,), (), {"reason": ""}),
    May(revenue.release_guarantee, (RUI,), (), {"reason": ""}),
    May(revenue.refund, (RUI,), (), {"amount": Decimal(1), "reference": "", "reason": ""}),
    May(cargo.forbid_discharge, (INA,), (), {"reason": ""}),
    May(cargo.allow_discharge, (INA,), (), {"reason": ""}),
    May(arrivals.allow_discharge, (INA,), (), lambda it: {"reason": "", "books": it.harbour.books}),
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
    May(guarantees.register, (BEA, RUI), (), LETTER, on_dossier=False),
    May(
        guarantees.change_total, (BEA, RUI), (),
        {"number": "BH-MEAT", "total": Decimal(2), "was": Decimal(80_000_000), "reason": ""},
        on_dossier=False,
    ),
    May(certificates.register, (ANN,), (), PAPER, on_dossier=False),
    May(
        certificates.revoke, (ANN,), (), {**HELD, "reason": ""},
        on_dossier=False,
    ),
)  # fmt: skip
ROOMS = (changes, papers, inspections, proofs, certificates, revenue, guarantees, cargo, arrivals)
BY_THE_SYSTEM = {"deliver"}
"""Actions that nobody asks for: the loop carries out what is known already."""
