"""Supervision documents written off against what was declared: the quantities are the declaration's own.

Source: Customs Law art. 24, Foreign Trade Law art. 15 (goods that need a document are let go on it alone);
what an amendment or withdrawal takes back is given back to the document (GACC Decree 220).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal

from tongguan.desk.declarations import current
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.inspections import certificates, proofs, words
from tongguan.desk.inspections.models import Certificate
from tongguan.desk.inspections.proofs import Use
from tongguan.desk.texts import wrong as unfit
from tongguan.law import checks
from tongguan.law.checks import licences
from tongguan.law.findings import Finding, Refused, refused
from tongguan.law.kernel.case import Actor
from tongguan.law.words import register

Place = tuple[str, str, int]
"""A document (code, number) and the goods line that uses it."""

NO_UNIT = register(
    "L021",
    "Line {line} states no quantity in unit {unit} of document {number}.",
    "第{line}项未按监管证件{number}的计量单位{unit}申报数量。",
)
ABOVE = register(
    "L022",
    "Of document {number}, line {line} declares {declared}; {given} is not that or less.",
    "监管证件{number}第{line}项申报数量为{declared}，{given}不在其范围内。",
)
NOT_CLAIMED = register(
    "L023",
    "Line {line} leaves nothing of document {number} to be written off here.",
    "第{line}项没有可在此核销的监管证件{number}。",
)
WHY_LESS = register(
    "L024", "Say why less is written off than was declared.", "核销数量少于申报数量的，应当注明理由。"
)


def write_off(
    dossier_id: int,
    *,
    books: Books,
    actor: Actor,
    at: datetime,
    lowered: Mapping[Place, Decimal] | None = None,
    reason: str = "",
) -> tuple[Finding, ...]:
    """Writes the documents of a declaration off, all or none, each by what its goods lines declare in the
    document's unit; where one does not reach or is revoked the findings say so, and the trader must mend it.
    An authority writes off its own documents, and the track waits for the others'. `lowered` are the
    quantities that are smaller than declared (short-landed, a part of the goods), for a `reason`. What no
    issuer entered here is not ours to write off, unless its issuers are connected. Raises NotOffered,
    Refused."""

    def do(act: Act) -> tuple[Finding, ...]:
        act.may("write_off")
        now = current.current(act.id, books.law)
        subject = checks.seen(now.declaration, books.law, now.accepted_on, now.facts)
        claimed = licences.claims(subject)
        known = certificates.known(act.cover.jurisdiction, ((one.code, one.number) for one in claimed))
        done = certificates.lines_written_off(act.id)
        entered = [one for one in claimed if (one.code, one.number) in known]
        open_ = [one for one in entered if (known[one.code, one.number].pk, one.line) not in done]
        mine = [one for one in open_ if _theirs(known[one.code, one.number], actor)]
        if actor.capacity == "authority" and not mine:
            raise refused(words.NOT_YOURS)
        uses, findings = _uses(mine, known)
        connected = certificates.issuers(books.law, now.accepted_on)
        findings += [
            Finding(words.NO_DOCUMENT, "", {"code": code, "number": number})
            for code, number in dict.fromkeys((one.code, one.number) for one in claimed)
            if code in connected and (code, number) not in known
        ]
        uses = _lower(uses, lowered or {}, reason)
        told = _told(uses, reason)
        return proofs.write_off_here(act, uses, before=findings, told=told, rest=len(mine) < len(open_))

    return act_on(dossier_id, do, actor=actor, at=at)


def _theirs(document: Certificate, actor: Actor) -> bool:
    return actor.capacity != "authority" or actor.behalf == document.issuer


def _uses(
    claims: Sequence[licences.Claim], known: Mapping[tuple[str, str], Certificate]
) -> tuple[list[Use], list[Finding]]:
    """What the lines use of their documents, each in the document's unit; a document that limits no
    quantity is used by its presence where the line states none."""
    uses, findings = list[Use](), list[Finding]()
    for one in claims:
        document = known[one.code, one.number]
        quantity = one.quantities.get(document.unit)
        if quantity is None and document.quantity is not None:
            told = {"line": str(one.line), "unit": document.unit, "number": one.number}
            findings.append(Finding(NO_UNIT, f"/items/{one.line}", told))
        else:
            uses.append(Use(one.code, one.number, one.line, quantity or Decimal(0)))
    return uses, findings


def _lower(uses: Sequence[Use], lowered: Mapping[Place, Decimal], reason: str) -> list[Use]:
    findings = [*_wrong(uses, lowered), *unfit("/reason", reason)]
    if lowered and not reason.strip():
        findings.append(Finding(WHY_LESS, "/reason"))
    if findings:
        raise Refused(findings)
    return [use._replace(quantity=lowered.get(use[:3], use.quantity)) for use in uses]


def _wrong(uses: Sequence[Use], lowered: Mapping[Place, Decimal]) -> Iterator[Finding]:
    declared = {use[:3]: use.quantity for use in uses}
    for place, given in lowered.items():
        _, number, line = place
        told = {"number": number, "line": str(line)}
        if place not in declared:
            yield Finding(NOT_CLAIMED, f"/items/{line}", told)
        elif not (given.is_finite() and 0 <= given <= declared[place] and given == round(given, 5)):
            more = {"declared": f"{declared[place].normalize():f}", "given": str(given)[:40]}
            yield Finding(ABOVE, f"/items/{line}", told | more)


def _told(uses: Sequence[Use], reason: str) -> str:
    said = [[use.code, use.number, use.line, f"{use.quantity.normalize():f}"] for use in uses]
    return json.dumps({"used": said, "reason": reason}, ensure_ascii=False)
