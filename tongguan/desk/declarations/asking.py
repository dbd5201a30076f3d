"""What the other rooms are asked before a declaration is judged."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from tongguan.desk.declarations.earlier import NOTHING, Beside, earlier
from tongguan.desk.inspections.certificates import issuers, licences
from tongguan.desk.people import actions as people
from tongguan.desk.people.models import BrokerAuthority, Enterprise, Office, Person, Role
from tongguan.desk.people.queries import is_office, roles_of, standing
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.kernel.case import SYSTEM
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.leaves import FIRST_DAY
from tongguan.law.stating.particulars import Party
from tongguan.law.targeting.criteria import PLACES
from tongguan.law.targeting.offices import candidates


@dataclass(frozen=True, slots=True)
class Question:
    """Who lodges, on which day in the office's own time, under which book. `behalf` is the enterprise for
    which they ask about what was lodged: its trader, or the declarant, as whoever lodges is."""

    person: str
    on: date
    book: Rulebook
    behalf: str = ""


def facts(
    stated: Declaration, question: Question, *, entered_on: date | None, beside: Beside = NOTHING
) -> Facts:
    """The facts of a lodging: the ground on which the person lodges, who is not known, the trader's credit,
    the licences named and what is left of them, which declarations may be of the same goods. `entered_on` is
    the day on which the conveyance declared entry, `beside` what is lodged in the same message."""
    on, book, office = question.on, question.book, office_of(stated, question.book, question.on)
    declarant = _identifier(stated.declarant or stated.trader)
    trader = _identifier(stated.trader) or declarant
    others = [_identifier(stated.end_user), declarant]
    found = standing(
        question.person,
        declarant=question.behalf or declarant,
        trader=trader,
        others=others,
        on=on,
        direction=stated.direction,
        office=office,
    )
    wanted = [(one.code or "", one.number or "") for one in stated.documents]
    scopes = (f"office:{office}",)
    return Facts(
        authority=found.ground,
        unknown=found.unknown,
        credit=found.credit.get(trader, "general"),
        entered_on=entered_on,
        licences=licences(book.jurisdiction, wanted),
        issuers=issuers(book, on),
        scopes=scopes,
        offices=dict(_other_offices(stated, question, office)),
        earlier=earlier(stated, book, on, scopes, beside) if found.ground else (),
    )


def _other_offices(stated: Declaration, question: Question, own: str) -> Iterator[tuple[str, str]]:
    """The place and the office that has the goods before it there, where that is another than the one lodged
    at. An office that is not served here does nothing here: the one lodged at does it then."""
    on, scopes = question.on, (f"office:{own}",)
    for place in PLACES:
        codes = candidates(stated, question.book, on, place, scopes)
        office = next((code for code in codes if code == own or is_office(code)), own)
        if office != own:
            yield place, office


def office_of(stated: Declaration, book: Rulebook, on: date) -> str:
    """The office that the declaration is lodged at; where a jurisdiction names none, its own (parameter
    `office`)."""
    if stated.office:
        return stated.office
    row = book.get("parameter", "office", on)
    return row.text if row else ""


def register_unknown(stated: Declaration, question: Question, seen: set[object]) -> None:
    """Registers what a first lodging names: office, enterprises, the person's role for the declarant, and
    the declarant's authority; whom it has `seen` named together is passed over. To be called under demo and
    test settings, and for books whose enterprises are registered elsewhere; in an office, being unknown is a
    finding. Nobody gains by it what is another's: an enterprise for which somebody else acts stays theirs.
    What it gives holds for every day: the next lodging may be of an earlier one."""
    on, office = question.on, office_of(stated, question.book, question.on)
    named = office, stated.trader, stated.end_user, stated.declarant
    if named in seen:
        return
    seen.add(named)
    me = Person.objects.get(pk=question.person)
    if office and not Office.objects.filter(code=office).exists():
        number = 1 + max(Office.objects.values_list("number", flat=True), default=0)
        name, place = question.book.get("customs_office", office, on), question.book.jurisdiction
        en, zh = (name.en, name.zh) if name else (office, office)
        people.register_office(
            code=office, number=number, jurisdiction=place, name_en=en, name_zh=zh, actor=SYSTEM
        )
    known = {
        party.identifier: _registered(party, on)
        for party in (stated.trader, stated.end_user, stated.declarant)
        if party is not None and party.identifier
    }
    declarant = known.get(_identifier(stated.declarant or stated.trader))
    trader = known.get(_identifier(stated.trader)) or declarant
    if declarant is None or trader is None:
        return
    if _unclaimed(declarant):
        capacity = "trader" if declarant == trader else "broker"
        people.give_role(person=me, capacity=capacity, place=declarant, on=FIRST_DAY, actor=SYSTEM, today=on)
    mine = roles_of(me.pk, on=on).filter(enterprise=trader).exists()
    if declarant != trader and (mine or _unclaimed(trader)):
        held = BrokerAuthority.objects.filter(broker=declarant, trader=trader)
        if not held.exists():
            people.authorise(broker=declarant, trader=trader, on=FIRST_DAY, actor=SYSTEM, today=on)


def _registered(party: Party, on: date) -> Enterprise:
    return people.register_enterprise(
        identifier=party.identifier or "",
        name=party.name or party.identifier or "",
        customs_code=party.customs_code or "",
        name_foreign=party.name_foreign or "",
        on=on,
        actor=SYSTEM,
        on_first_lodging=True,
    )


def _unclaimed(enterprise: Enterprise) -> bool:
    return enterprise.on_first_lodging and not Role.objects.filter(enterprise=enterprise).exists()


def _identifier(party: Party | None) -> str:
    return (party and party.identifier) or ""
