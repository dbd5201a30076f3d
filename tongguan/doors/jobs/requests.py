"""Messages about an entry that stands: what they ask for is taken down, and an officer decides."""

from datetime import date, datetime

from tongguan.desk.declarations import asking, changes
from tongguan.desk.declarations.actions import Received
from tongguan.desk.declarations.current import current
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.lodge import Lodging
from tongguan.desk.dossiers.queries import actors_for, visible_to
from tongguan.doors.codecs.messages import Asked
from tongguan.doors.codecs.wco_amend import amended
from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding, Refused, errors
from tongguan.law.flow import NotOffered
from tongguan.law.flows.common import TRADER
from tongguan.law.kernel.case import Actor
from tongguan.law.kernel.flow_words import reason
from tongguan.law.words import register

NOT_HERE = register(
    "L007",
    "This message asks for {kind} of entry {entry}, and you have lodged no such entry here.",
    "该报文申请对报关单{entry}办理{kind}，但您未在本系统申报该报关单。",
)
NOT_NOW = register(
    "L009",
    "The {kind} of entry {entry} cannot be asked for now: {reason}.",
    "报关单{entry}目前不能申请{kind}：{reason}。",
)
KINDS = {"amendment": "修改", "cancellation": "撤销", "arrival": "运抵确认"}


def ask(one: Asked, *, person: str, books: Books, on: date, at: datetime) -> None:
    """Takes down what the message asks of its entry. Raises Refused with every finding."""
    told = {"kind": one.kind, "kind_zh": KINDS[one.kind], "entry": one.amends or "-"}
    if errors(one.received.findings):
        raise Refused(one.received.findings)
    dossier = visible_to(person, on=on).filter(reference=one.amends or "-").first()
    mine = actors_for(person, dossier.pk, on=on) if dossier else ()
    actor = next((one for one in mine if one.capacity in TRADER), None)
    if dossier is None or actor is None or one.kind == "arrival":
        raise Refused([Finding(NOT_HERE, "/amends", told)])
    try:
        if one.kind == "cancellation":
            changes.request_withdrawal(dossier.pk, **_why(one.stated), books=books, on=on, actor=actor, at=at)
        else:
            _amend(one, dossier.pk, actor, books=books, on=on, at=at)
    except NotOffered as refused:
        en, zh = (reason(refused.reason, language) for language in ("en", "zh"))
        raise Refused([Finding(NOT_NOW, "/amends", {**told, "reason": en, "reason_zh": zh})]) from None


def _amend(one: Asked, dossier: int, actor: Actor, *, books: Books, on: date, at: datetime) -> None:
    assert one.stated is not None
    now = current(dossier, books.law)
    stated, findings = amended(now.declaration, one.stated, book=books.law, on=on)
    if stated is None or errors(findings):
        raise Refused(findings)
    entered = now.facts.entered_on
    facts = asking.facts(stated, asking.Question(actor.person, on, books.law), entered_on=entered)
    received: Received = one.received
    lodging = Lodging(declaration=stated, media=received.media, raw=received.raw, findings=findings)
    changes.request_amendment(
        dossier, lodging, **_why(one.stated), books=books, on=on, facts=facts, actor=actor, at=at
    )


def _why(stated: Declaration | None) -> dict[str, str]:
    """The cause and the evidence that the message gives."""
    changed = stated.changes if stated else ()
    texts = [one.text for one in (stated.statements if stated else ()) if one.text]
    cause = next((one.reason for one in changed if one.reason), "")
    return {"cause": cause, "evidence": "; ".join(texts) or cause}
