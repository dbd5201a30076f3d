"""What a trader does on a declaration that was lodged: answer, amend, withdraw, and every other step."""

from typing import Any

from tongguan.desk.declarations import asking as facts
from tongguan.desk.declarations import changes
from tongguan.desk.declarations.current import current
from tongguan.desk.declarations.lodge import Lodging
from tongguan.desk.inspections import proofs
from tongguan.doors.api import asked, words
from tongguan.doors.api.acting import Keyed, actor, asking, books, cover
from tongguan.doors.api.declarations import read_declaration
from tongguan.doors.api.links import OF_A_DECLARATION, links
from tongguan.doors.api.operations import operation
from tongguan.doors.api.problems import because, refusal
from tongguan.doors.api.shapes.declarations import Declaration
from tongguan.doors.codecs.json_requests import below
from tongguan.law.elements import read
from tongguan.law.findings import Finding, Refused, errors

MENDED = {"bring_licence": proofs.bring_licence, "mend_conformity": proofs.mend_conformity}
"""Steps on the tracks of proofs, of which the text says what was mended."""
SPOKEN = frozenset({"answer", "dispute_amendment", "deliver", "request_return", "offer_abandonment", *MENDED})
"""Steps that are nothing without what is said with them."""
SAID = {"/data": "/text"}
"""Where a request says what the desk keeps with an event."""
WRITES: dict[str, Any] = {"scope": "declarations:write", "told": Declaration, "tags": ["Changes"]}


@operation(
    "POST",
    "/declarations/{reference}/answers",
    name="answer",
    summary=("Answer what customs asked", "答复海关询问"),
    **WRITES,
)
def answer(request: Keyed, reference: str, body: asked.Answer) -> Any:
    return _taken(request, reference, "answer", text=body.text)


@operation(
    "POST",
    "/declarations/{reference}/steps",
    name="takeStep",
    summary=("Take a step that is offered", "办理可办事项"),
    description="One of those in `offered` of the declaration, but for those that have an address of their "
    f"own. `text` must be stated with {', '.join(f'`{step}`' for step in sorted(SPOKEN))}.",
    **WRITES,
)
def take_step(request: Keyed, reference: str, body: asked.Step) -> Any:
    return _taken(request, reference, body.step, part=body.part, text=body.text or "")


def _taken(request: Keyed, reference: str, step: str, *, part: str = "", text: str = "") -> Any:
    dossier = cover(request, reference).id
    by = actor(request, dossier)
    if step in SPOKEN and not text:
        raise because(422, words.MISSING, "/text")
    with asking(SAID):
        if step in MENDED:
            MENDED[step](dossier, reference=text, actor=by, at=request.at)
        else:
            changes.take(dossier, step, part=part, data=text, actor=by, at=request.at)
    return read_declaration(request, reference)


@operation(
    "POST",
    "/declarations/{reference}/amendments",
    name="amend",
    summary=("Ask to amend a declaration", "申请修改报关单"),
    description="The whole declaration as it should read. It is checked as of the day on which the "
    "declaration was accepted, and an officer decides; until then the version before holds. Also the answer "
    "where customs require an amendment.",
    **WRITES,
)
def amend(request: Keyed, reference: str, body: asked.Amendment) -> Any:
    dossier = cover(request, reference).id
    by, law, on = actor(request, dossier), books(), request.on
    stated, findings = read(body.declaration, law.law, on)
    if stated is None or errors(findings):
        raise refusal(map(_below, findings))
    entered = current(dossier, law.law).facts.entered_on
    known = facts.facts(stated, facts.Question(by.person, on, law.law, by.behalf), entered_on=entered)
    lodging = Lodging(declaration=stated, media="json", raw=request.body, findings=findings)
    with asking():
        try:
            changes.request_amendment(
                dossier, lodging, cause=body.cause, evidence=body.evidence,
                books=law, on=on, facts=known, actor=by, at=request.at,
            )  # fmt: skip
        except Refused as refused:
            raise Refused(map(_below, refused.findings)) from None
    return read_declaration(request, reference)


def _below(finding: Finding) -> Finding:
    """A finding on what is declared, where the body of the request has it."""
    return finding if finding.pointer in ("/cause", "/evidence") else below(finding)


@operation(
    "POST",
    "/declarations/{reference}/withdrawals",
    name="withdraw",
    summary=("Ask to withdraw a declaration", "申请撤销报关单"),
    description="An officer decides. Also the answer where customs demand a withdrawal.",
    **WRITES,
)
def withdraw(request: Keyed, reference: str, body: asked.Withdrawal) -> Any:
    dossier = cover(request, reference).id
    by = actor(request, dossier)
    with asking():
        changes.request_withdrawal(
            dossier,
            cause=body.cause,
            evidence=body.evidence,
            books=books(),
            on=request.on,
            actor=by,
            at=request.at,
        )
    return read_declaration(request, reference)


for _name in ("answer", "takeStep", "amend", "withdraw"):
    links(_name, 200, OF_A_DECLARATION)
