"""Lodging as a door calls it: asked, judged, written; and a refusal is kept with its bytes and reasons."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from tongguan.desk.cargo.queries import entered_at as entered
from tongguan.desk.cargo.queries import heard
from tongguan.desk.declarations import asking, lodge
from tongguan.desk.declarations.arrivals import catch_up
from tongguan.desk.declarations.earlier import Beside
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.openings import declarant_of, expected
from tongguan.desk.declarations.predecessors import predecessor, withdrawn_on
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.documents.actions import belong
from tongguan.desk.dossiers.queries import cover_of
from tongguan.desk.people.queries import is_office
from tongguan.desk.rulebooks.queries import book, published
from tongguan.law.calendar import local_day
from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding, Refused
from tongguan.law.kernel.case import Actor
from tongguan.law.rulebook import Rulebook
from tongguan.law.words import register

NO_SUCH_OFFICE = register(
    "L006",
    "Office {office} is not served here.",
    "本系统不受理海关{office}的申报。",
)
NO_OFFICE = register(
    "L014",
    "The customs office of declaration must be stated.",
    "必须填报申报地海关。",
)
CRITERIA = "{}-criteria"
"""The jurisdiction under which the secret criteria of another are published."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """A message as a door received it. `declaration` is None where nothing could be made of the bytes;
    `own` is its tree, where it was read from that very tree (`elements.reading`)."""

    media: str
    raw: bytes
    declaration: Declaration | None
    findings: tuple[Finding, ...] = ()
    own: Mapping[str, Any] | None = None


def books_of(jurisdiction: str, edition: int | None = None, criteria: int | None = None) -> Books:
    """The books of a jurisdiction, by default the newest. One that has published no criteria selects
    nothing. Raises LookupError where nothing is published."""
    law, name = book(jurisdiction, edition), CRITERIA.format(jurisdiction)
    known = book(name, criteria) if criteria else None
    secret = published(name) if criteria is None else known
    return Books(law, secret or Rulebook(name, 0, ()))


def lodge_received(
    received: Sequence[Received],
    *,
    person: str,
    books: Books,
    at: datetime,
    registers: bool = False,
    correlation: str = "",
) -> list[Receipt | Refused]:
    """Lodges messages, in one transaction what passes; each gets its receipt or its refusal, which is kept.
    `registers`: who is unknown is registered (demo and test settings, and books whose enterprises are
    registered elsewhere)."""
    question, beside = asking.Question(person, local_day(at, books.law), books.law), Beside()
    if registers:
        seen = set[object]()
        for one in received:
            if one.declaration is not None and not _nothing_to_judge(one):
                asking.register_unknown(one.declaration, question, seen)
    answers: list[Receipt | Refused | lodge.Prepared] = [
        _prepared(one, question, books, at, correlation, beside) for one in received
    ]
    ready = [one for one in answers if isinstance(one, lodge.Prepared)]
    actor = Actor(person, "trader")
    written = iter(lodge.write(ready, actor=actor, at=at, correlation=correlation) if ready else ())
    results = [next(written) if isinstance(one, lodge.Prepared) else one for one in answers]
    for one, result in zip(received, results, strict=True):
        if isinstance(result, Refused):
            keep(one, result, person=person, at=at)
            continue
        if one.declaration is None:
            continue
        if one.declaration.attachments:
            _papers(one.declaration, result.dossier, person, at)
        if not result.repeated and heard(expected(one.declaration)):
            catch_up(result.dossier, books=books, at=at)
    return results


def _papers(stated: Declaration, dossier: int, person: str, at: datetime) -> None:
    """The papers that the declarant gave before, and names by their digests, belong to the dossier."""
    declarant, trader = declarant_of(stated), (stated.trader and stated.trader.identifier) or ""
    digests = [paper.digest for paper in stated.attachments if paper.digest]
    belong(dossier, digests, enterprise=declarant, trader=trader, by=person, at=at)


def catch_up_late(dossier_id: int, *, at: datetime) -> bool:
    """Records what is known of a declaration's cargo and was not recorded when it came: the goods could not
    have gone yet, or the process stopped between keeping the report and delivering it; whether anything
    changed. For the dossiers of `cargo.queries.waiting`."""
    return bool(catch_up(dossier_id, books=books_of(cover_of(dossier_id).jurisdiction), at=at))


def _prepared(
    one: Received,
    question: asking.Question,
    books: Books,
    at: datetime,
    correlation: str,
    beside: Beside,
) -> lodge.Prepared | Receipt | Refused:
    stated = one.declaration
    if stated is None or _nothing_to_judge(one):
        return Refused(one.findings)
    things = expected(stated)
    entered_at = entered(things) if heard(things) else None
    entered_on = local_day(entered_at, books.law) if entered_at else None
    facts = asking.facts(stated, question, entered_on=entered_on, beside=beside)
    if (before := predecessor(stated)) is not None:
        anew = withdrawn_on(before, books.law)
        facts = replace(facts, identity=before.identity, withdrawn_on=anew)
    office = asking.office_of(stated, books.law, question.on)
    said = not office and any(finding.pointer == "/office" for finding in one.findings)
    findings = (*one.findings, *(() if said else office_findings(office)))
    lodging = lodge.Lodging(declaration=stated, media=one.media, raw=one.raw, findings=findings, own=one.own)
    capacity = "broker" if facts.authority == "broker" else "trader"
    actor = Actor(question.person, capacity, declarant_of(stated))
    try:
        prepared = lodge.prepare(
            lodging,
            books=books,
            on=question.on,
            facts=facts,
            actor=actor,
            at=at,
            correlation=correlation,
            before=before,
        )
    except Refused as refused:  # what was accepted once stays accepted, whatever the rules say today
        return (lodge.first_answer(stated) if facts.authority else None) or refused
    beside.add(stated)
    return prepared


def _nothing_to_judge(one: Received) -> bool:
    """Whether the message as a whole is wrong, whatever else it states."""
    return any(found.severity == "error" and not found.pointer for found in one.findings)


def office_findings(code: str) -> Iterable[Finding]:
    if not code:
        yield Finding(NO_OFFICE, "/office")
    elif not is_office(code):
        yield Finding(NO_SUCH_OFFICE, "/office", {"office": code})


def keep(one: Received, refused: Refused, *, person: str, at: datetime) -> None:
    """Keeps a message that was refused, with every reason."""
    stated = one.declaration
    lodge.refuse(
        refused.findings,
        actor=Actor(person, "trader"),
        at=at,
        media=one.media,
        raw=one.raw,
        declarant=declarant_of(stated) if stated else "",
        reference=stated.reference if stated else "",
    )
