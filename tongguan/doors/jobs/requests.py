"""Messages about an entry that stands: what they ask for is taken down, and an officer decides."""

from datetime import date, datetime

from tongguan.desk.declarations import asking, changes
from tongguan.desk.declarations.actions import Received
from tongguan.desk.declarations.current import Current, current
from tongguan.desk.declarations.judgement import Books, digest, encode
from tongguan.desk.declarations.lodge import Lodging
from tongguan.desk.declarations.repeats import REQUEST_USED, Sent, taken_down
from tongguan.desk.declarations.storing import content_of
from tongguan.desk.dossiers.queries import actors_for, visible_to
from tongguan.doors.codecs.json_requests import below
from tongguan.doors.codecs.messages import Asked
from tongguan.doors.codecs.wco_amend import amended
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
NO_QUESTION = register(
    "L012",
    "Entry {entry} waits for no answer: {reason}.",
    "报关单{entry}没有待答复的问题：{reason}。",
)
KINDS = {
    "amendment": ("amendment", "修改"),
    "withdrawal": ("withdrawal", "撤销"),
    "answer": ("an answer", "答复"),
    "arrival": ("arrival", "运抵确认"),
}
"""What requests are called."""
OF_THE_REQUEST = ("/cause", "/evidence")
"""Where findings on a request point that are not on what it declares."""


def ask(one: Asked, *, person: str, books: Books, on: date, at: datetime) -> None:
    """Takes down what the message asks of its entry, once: the same again is answered alike. Raises Refused
    with every finding."""
    if errors(one.received.findings):
        raise Refused(one.received.findings)
    en, zh = KINDS[one.kind]
    told = {"kind": en, "kind_zh": zh, "entry": one.amends or "-"}
    here = visible_to(person, on=on).filter(jurisdiction=books.law.jurisdiction)
    dossier = here.filter(reference=one.amends or "-").first()
    mine = actors_for(person, dossier.pk, on=on) if dossier else ()
    actor = next((actor for actor in mine if actor.capacity in TRADER), None)
    if dossier is None or actor is None or one.kind == "arrival":
        raise Refused([Finding(NOT_HERE, one.entry_at, told)])
    now = current(dossier.pk, books.law)
    sent = _sent(one, now.declaration.reference)
    if taken_down(dossier.pk, sent, sender=actor.behalf):
        return
    why = {"cause": one.cause, "evidence": one.evidence}
    try:
        if one.kind == "withdrawal":
            changes.request_withdrawal(dossier.pk, **why, books=books, on=on, actor=actor, at=at, sent=sent)
        elif one.kind == "answer":
            changes.take(dossier.pk, "answer", data=one.answer, actor=actor, at=at, sent=sent)
        else:
            _amend(one, now, actor, books=books, on=on, at=at, sent=sent)
    except NotOffered as refused:
        if taken_down(dossier.pk, sent, sender=actor.behalf):  # at this very moment, by the same again
            return
        code = NO_QUESTION if one.kind == "answer" else NOT_NOW
        en, zh = (reason(refused.reason, language) for language in ("en", "zh"))
        raise Refused([Finding(code, one.entry_at, {**told, "reason": en, "reason_zh": zh})]) from None


def _sent(one: Asked, local: str) -> Sent:
    """What tells the request from others. In XML it has a reference of its own where that is not the one of
    the declaration (`local`), which many name again."""
    stated = "" if one.stated is None else content_of(one.stated).decode()
    reference = one.reference
    if not one.whole and one.stated is not None and one.stated.reference != local:
        reference = one.stated.reference
    told = [one.kind, one.amends, one.cause, one.evidence, one.answer, stated]
    return Sent(reference, digest(encode(told)))


def _amend(
    one: Asked, now: Current, actor: Actor, *, books: Books, on: date, at: datetime, sent: Sent
) -> None:
    findings, stated = one.received.findings, one.stated
    if stated is not None and not one.whole:
        stated, findings = amended(now.declaration, stated, book=books.law, on=on)
    if stated is None or errors(findings):
        raise Refused(findings)
    question = asking.Question(actor.person, on, books.law, actor.behalf)
    facts = asking.facts(stated, question, entered_on=now.facts.entered_on)
    received: Received = one.received
    lodging = Lodging(declaration=stated, media=received.media, raw=received.raw, findings=findings)
    try:
        changes.request_amendment(
            now.dossier, lodging, cause=one.cause, evidence=one.evidence, books=books, on=on, facts=facts,
            actor=actor, at=at, sent=sent,
        )  # fmt: skip
    except Refused as refused:
        raise Refused(_placed(finding, one) for finding in refused.findings) from None


def _placed(finding: Finding, one: Asked) -> Finding:
    """A finding on what is declared, where the message declares it."""
    own = finding.pointer in OF_THE_REQUEST or finding.code == REQUEST_USED
    return below(finding) if one.whole and not own else finding
