"""What is owed on a declaration, and the order to pay it."""

from typing import Any

from tongguan.desk.declarations.queries import assessment_of
from tongguan.desk.monitor.seen import Seen
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import queries
from tongguan.desk.revenue import words as why
from tongguan.desk.revenue.cents import money
from tongguan.doors.api import asked
from tongguan.doors.api.acting import Keyed, actor, asking, books, cover, whole
from tongguan.doors.api.answers import instant, until
from tongguan.doors.api.links import OF_A_DECLARATION, links
from tongguan.doors.api.operations import operation
from tongguan.doors.api.shapes.charges import Assessed, Charges, Guarantees
from tongguan.doors.codecs import json_answer
from tongguan.law.calendar import local_day
from tongguan.law.kernel import flow_words as words
from tongguan.law.kernel.case import TrackKey
from tongguan.law.taxing.fees import called
from tongguan.law.words import say

OF_A_GUARANTEE = (why.NO_GUARANTEE, why.NOT_THEIRS, why.NOT_IN_DATE, why.EXHAUSTED, why.SERVES_ANOTHER)
PLACES = {why.NO_DEBT: "/debt", why.NO_BANK: "/bank", **dict.fromkeys(OF_A_GUARANTEE, "/guarantee")}
"""Where a request states what the desk may find wrong."""


@operation(
    "GET",
    "/declarations/{reference}/charges",
    name="readCharges",
    scope="charges:read",
    told=Charges,
    summary=("Read what is owed", "查询税费"),
    description="How each charge was worked out, as it holds now, and what was posted and paid.",
    tags=["Charges"],
)
def read_charges(request: Keyed, reference: str) -> Any:
    known = whole(request, reference)
    dossier, language = known.cover.id, request.language
    law = books().law
    on = local_day(known.cover.opened_at, law)
    plain = json_answer.answer(accepted=True, languages=(language,), assessment=assessment_of(dossier))
    return {
        "reference": known.cover.reference,
        "assessment": {name: plain[name] for name in Assessed.model_fields},
        "debts": [_debt(one, known, language) for one in queries.debts(dossier)],
        "postings": [
            {
                "number": one.number,
                "debt": one.debt,
                "tax": one.tax,
                "tax_name": called(one.tax, law, on)[language == "zh"],
                "kind": one.kind,
                "amount": str(money(one.cents)),
                "currency": one.currency,
                "at": instant(one.at),
                "how": [say(code, told, language) for code, told in queries.explained(one.kind, one.reason)],
            }
            for one in queries.postings(dossier)
        ],
    }


def _debt(debt: queries.Debt, known: Seen, language: str) -> dict[str, Any]:
    key = TrackKey("charges", "", debt.number)
    at = known.case.tracks[key]
    return {
        "debt": debt.number,
        "state": at.state,
        "state_name": words.state("charges", at.state, language),
        "whose": at.whose,
        "whose_name": words.whose(at.whose, language),
        "due": until(known, key, at),
        "currency": debt.currency,
        "charged": str(debt.charged),
        "paid": str(debt.paid),
        "left": str(debt.left),
    }


@operation(
    "POST",
    "/declarations/{reference}/guarantees",
    name="secure",
    scope="charges:write",
    told=Charges,
    summary=("Let a guarantee stand for a debt", "以担保放行"),
    description="One of the enterprise's own (`listGuarantees`), for all that is left of the debt: the goods "
    "need not wait for the money.",
    tags=["Charges"],
)
def secure(request: Keyed, reference: str, body: asked.Security) -> Any:
    known = whole(request, reference)
    by = actor(request, known.cover.id)
    with asking(PLACES | {"/number": "/guarantee"}):
        revenue.secure(
            known.cover.id,
            guarantee=body.guarantee,
            last=known.payable_until(body.debt, request.at, books().law),
            debt=body.debt,
            consolidated=body.monthly,
            actor=by,
            at=request.at,
        )
    return read_charges(request, reference)


@operation(
    "POST",
    "/declarations/{reference}/payment-orders",
    name="orderPayment",
    scope="charges:write",
    told=Charges,
    summary=("Order a debt to be paid", "发起缴款"),
    description="Tells the enterprise's bank to pay. The debt is paid when the bank says so.",
    tags=["Charges"],
)
def order_payment(request: Keyed, reference: str, body: asked.Payment) -> Any:
    dossier = cover(request, reference).id
    by = actor(request, dossier)
    with asking(PLACES):
        revenue.order_payment(dossier, bank=body.bank, debt=body.debt, actor=by, at=request.at)
    return read_charges(request, reference)


@operation(
    "GET",
    "/guarantees",
    name="listGuarantees",
    scope="charges:read",
    told=Guarantees,
    summary=("List the guarantees", "担保列表"),
    description="Those that the enterprise holds itself, and what of each is blocked.",
    tags=["Charges"],
)
def list_guarantees(request: Keyed) -> Any:
    return {"guarantees": [_standing(one) for one in queries.guarantees_of(request.bearer.behalf)]}


def _standing(one: queries.Standing) -> dict[str, Any]:
    return {
        "guarantee": one.number,
        "kind": one.kind,
        "currency": one.currency,
        "total": str(one.total),
        "blocked": str(one.blocked),
        "available": str(one.available),
        "valid_until": one.valid_until.isoformat() if one.valid_until else None,
    }


links("secure", 200, OF_A_DECLARATION)
links("readCharges", 200, OF_A_DECLARATION)
links("orderPayment", 200, OF_A_DECLARATION)
