"""Lodging: one, many, and what one would cost."""

from collections.abc import Sequence
from typing import Any

import msgspec
from ninja import Status

from tongguan.desk.declarations.actions import Received, lodge_received
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.openings import declarant_of
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.declarations.trying import tried
from tongguan.doors.api import words
from tongguan.doors.api.acting import IN_THE_WAY, Keyed, books
from tongguan.doors.api.links import OF_A_DECLARATION, links
from tongguan.doors.api.operations import operation
from tongguan.doors.api.problems import Problem, because, finding_told, refusal, told
from tongguan.doors.api.shapes import declarations as shapes
from tongguan.doors.api.shapes.charges import Assessed
from tongguan.doors.codecs import json_answer
from tongguan.doors.codecs.messages import SHAPELESS
from tongguan.law.calendar import local_day
from tongguan.law.declaration import Declaration
from tongguan.law.elements import reading
from tongguan.law.findings import Finding, Refused, errors
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.given_back import given_back

MOST = 100
"""How many declarations one request may lodge."""
DECLARED = {"$ref": "#/components/schemas/Declared"}
ONE = {"required": True, "content": {"application/json": {"schema": DECLARED}}}
MANY = {
    "required": True,
    "content": {
        "application/json": {
            "schema": {
                "type": "array",
                "description": "Each is a declaration (`Declared`), and has a result of its own.",
                "items": {"type": "object"},
                "minItems": 1,
                "maxItems": MOST,
            },
        }
    },
}


@operation(
    "POST",
    "/declarations",
    name="lodge",
    scope="declarations:write",
    told=shapes.Receipt,
    status=(200, 201),
    requestBody=ONE,
    summary=("Lodge a declaration", "申报"),
    description="201: accepted now. 200: this very content was accepted before, and the answer is the first "
    "one again. 422: refused, with every finding; its reference stays free. 409: its reference was used for "
    "another content.",
    tags=["Declarations"],
)
def lodge(request: Keyed) -> Any:
    (one,) = _lodged(request, [(request.tree, request.body)])
    if isinstance(one, Problem):
        raise one
    receipt, answer = one
    return Status(200 if receipt.repeated else 201, answer)


@operation(
    "POST",
    "/declarations/batch",
    name="lodgeMany",
    scope="declarations:write",
    told=shapes.Many,
    requestBody=MANY,
    summary=("Lodge many declarations", "批量申报"),
    description="What passes is recorded in one transaction; each has a result of its own.",
    tags=["Declarations"],
)
def lodge_many(request: Keyed) -> Any:
    trees = request.tree
    objects = isinstance(trees, list) and all(isinstance(one, dict) for one in trees)
    if not objects or not 1 <= len(trees) <= MOST:
        raise because(422, words.NOT_A, what=(f"a list of 1 to {MOST} objects", f"1至{MOST}个对象的清单"))
    raws = msgspec.json.decode(request.body, type=list[msgspec.Raw])
    found = _lodged(request, [(tree, bytes(raw)) for tree, raw in zip(trees, raws, strict=True)])
    return {"results": [_result(place, one, request) for place, one in enumerate(found, 1)]}


def _result(place: int, one: Any, request: Keyed) -> dict[str, Any]:
    if isinstance(one, Problem):
        return {"place": place, "status": one.status, "problem": told(one, request.language)}
    receipt, answer = one
    return {"place": place, "status": 200 if receipt.repeated else 201, "receipt": answer}


def _lodged(request: Keyed, sent: Sequence[tuple[Any, bytes]]) -> list[Any]:
    """For each what it is answered: receipt and answer, or a Problem."""
    law = books()
    read_ones = [_received(tree, raw, law.law, request) for tree, raw in sent]
    mine = [one for one in read_ones if isinstance(one, Received)]
    results = iter(lodge_received(mine, person=request.bearer.person, books=law, at=request.at))
    return [
        _answer(one, next(results), law, request) if isinstance(one, Received) else one for one in read_ones
    ]


def _received(tree: Any, raw: bytes, law: Rulebook, request: Keyed) -> Received | Problem:
    """A message that the key may bring; what another enterprise declares it may not."""
    if not isinstance(tree, dict):
        return Problem(422, [Finding(SHAPELESS, "")])
    stated, findings, own = reading(tree, law, request.on)
    if stated is not None and (problem := _of_another(stated, request)):
        return problem
    return Received(media="json", raw=raw, declaration=stated, findings=findings, own=own)


def _of_another(stated: Declaration, request: Keyed) -> Problem | None:
    behalf, declarant = request.bearer.behalf, declarant_of(stated)
    if declarant in ("", behalf):  # who declares nothing is told so among all that is wrong
        return None
    return because(403, words.NOT_FOR, "/declarant/identifier", behalf=behalf, declarant=declarant[:40])


def _answer(one: Received, result: Receipt | Refused, law: Books, request: Keyed) -> Any:
    if isinstance(result, Refused):
        return refusal(result.findings, conflict=IN_THE_WAY)
    assert one.declaration is not None
    on = local_day(result.accepted_at, law.law)
    given = given_back(one.declaration, law.law, entry=result.reference, on=on)
    return result, json_answer.answer(
        accepted=True,
        languages=(request.language,),
        reference=result.reference,
        local=result.local,
        findings=result.findings,
        assessment=result.assessment,
        missing=result.missing,
        accepted_at=result.accepted_at.isoformat(),
        **given,
    )


@operation(
    "POST",
    "/assessments",
    name="assess",
    scope="assess",
    told=shapes.Assessment,
    requestBody=ONE,
    summary=("Work out what a declaration would owe", "试算税费"),
    description="Nothing is recorded. All findings are told at once; where one of them is an error the "
    "declaration would be refused as it stands.",
    tags=["Declarations"],
)
def assess_only(request: Keyed) -> Any:
    law = books().law
    received = _received(request.tree, request.body, law, request)
    if isinstance(received, Problem):
        raise received
    if received.declaration is None or errors(received.findings):
        raise refusal(received.findings)
    trial = tried(
        received.declaration, received.findings, person=request.bearer.person, book=law, at=request.at
    )
    made = None
    if trial.assessment is not None:
        plain = trial.assessment.plain()
        answer = json_answer.answer(accepted=True, languages=(request.language,), assessment=plain)
        made = {name: answer[name] for name in Assessed.model_fields}
    findings = [finding_told(one, request.language) for one in trial.findings]
    return {"acceptable": trial.passes, "findings": findings, "assessment": made}


links("lodge", 201, OF_A_DECLARATION)
links("lodge", 200, OF_A_DECLARATION)
