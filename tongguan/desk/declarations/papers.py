"""Supervision documents written off against what was declared: the quantities are the declaration's own.

Source: Customs Law art. 24, Foreign Trade Law art. 15 (goods that need a document are let go on it alone);
what an amendment or withdrawal takes back is given back to the document (GACC Decree 220).
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import NamedTuple

from tongguan.desk.declarations import current
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.dossiers.chain import Cover
from tongguan.desk.dossiers.queries import cover_of
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
CORRECTED = "licence_corrected"
"""The event by which what was written off is set right."""


class Due(NamedTuple):
    """What a goods line would write off of a document, in the document's unit; `left` is what the document
    has, None without limit or where it was revoked."""

    code: str
    number: str
    line: int
    quantity: Decimal
    unit: str
    left: Decimal | None


class Found(NamedTuple):
    """What a declaration claims of documents: all of it, the documents that were entered here, what is not
    written off yet, what of it is the actor's; and the day on which it was accepted."""

    claimed: Sequence[licences.Claim]
    known: Mapping[tuple[str, str], Certificate]
    open: Sequence[licences.Claim]
    mine: Sequence[licences.Claim]
    on: date


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
        found = _found(act.cover, books, actor)
        if actor.capacity == "authority" and not found.mine:
            raise refused(words.NOT_YOURS)
        uses, findings = _uses(found.mine, found.known)
        connected = certificates.issuers(books.law, found.on)
        findings += [
            Finding(words.NO_DOCUMENT, "", {"code": code, "number": number})
            for code, number in dict.fromkeys((one.code, one.number) for one in found.claimed)
            if code in connected and (code, number) not in found.known
        ]
        uses = _lower(uses, lowered or {}, reason)
        told = _told(uses, reason)
        rest = len(found.mine) < len(found.open)
        return proofs.write_off_here(act, uses, before=findings, told=told, rest=rest)

    return act_on(dossier_id, do, actor=actor, at=at)


def due(dossier_id: int, *, books: Books, actor: Actor) -> list[Due]:
    """What a write-off would use, as it is declared, each with what the document has left."""
    cover = cover_of(dossier_id)
    found = _found(cover, books, actor)
    uses, _ = _uses(found.mine, found.known)
    left = certificates.licences(cover.jurisdiction, found.known)
    return [
        Due(*use, unit=found.known[use[:2]].unit, left=left[use[:2]].quantity if use[:2] in left else None)
        for use in uses
    ]


def correct(
    dossier_id: int,
    *,
    books: Books,
    place: Place,
    quantity: Decimal,
    reason: str,
    actor: Actor,
    at: datetime,
) -> Decimal | None:
    """Sets right what a goods line has written off: `quantity`, at most what it declares, takes the place of
    what stands, for a `reason` that the trail keeps. What the document has left, None without limit. By those
    who may write it off. Raises NotOffered, Refused."""

    def do(act: Act) -> Decimal | None:
        act.may("write_off", proofs.LICENCES)
        code, number, line = place
        found = _found(act.cover, books, actor)
        document = found.known.get((code, number))
        if document is None:
            raise refused(words.NO_DOCUMENT, code=code, number=number)
        if not _theirs(document, actor):
            raise refused(words.NOT_YOURS)
        uses, _ = _uses([one for one in found.claimed if one[:3] == place], found.known)
        (use,) = _lower(uses, {place: quantity}, reason)
        left = certificates.correct(act, document, line=line, quantity=quantity, reason=reason)
        act.begin(CORRECTED, (), data=_told([use], reason))
        return left

    return act_on(dossier_id, do, actor=actor, at=at)


def _found(cover: Cover, books: Books, actor: Actor) -> Found:
    now = current.current(cover.id, books.law)
    claimed = licences.claims(checks.seen(now.declaration, books.law, now.accepted_on, now.facts))
    known = certificates.known(cover.jurisdiction, ((one.code, one.number) for one in claimed))
    done = certificates.lines_written_off(cover.id)
    entered = [one for one in claimed if (one.code, one.number) in known]
    open_ = [one for one in entered if (known[one.code, one.number].pk, one.line) not in done]
    mine = [one for one in open_ if _theirs(known[one.code, one.number], actor)]
    return Found(claimed, known, open_, mine, now.accepted_on)


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
