"""Documents that a declaration leans on: licences of other authorities, electronic ledger numbers, and the
certificates that inspections issue; and what of them has been used.

Source: export electronic ledger, procedures of GACC since June 2018 (document B); write-offs are given back
when what used them is withdrawn (GACC Decree 220).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Q

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.dossiers.writing import Stale
from tongguan.desk.inspections import words
from tongguan.desk.inspections.models import Certificate, WriteOff
from tongguan.desk.rulebooks.queries import book as newest
from tongguan.desk.texts import must_fit
from tongguan.law.calendar import local_day
from tongguan.law.facts import Licence
from tongguan.law.findings import refused
from tongguan.law.kernel.case import Actor
from tongguan.law.rulebook import Rulebook

RELEASED = "released"
"""The reason of a write-off; any other is one of giving back or revoking."""
MAY_REGISTER = ("authority", "inspector", "document_officer", "system")


def register(
    *,
    jurisdiction: str,
    code: str,
    number: str,
    issuer: str,
    actor: Actor,
    at: datetime,
    holder: str = "",
    valid_from: date | None = None,
    valid_to: date | None = None,
    commodities: tuple[str, ...] = (),
    quantity: Decimal | None = None,
    unit: str = "",
    text: str = "",
    dossier: int | None = None,
) -> Certificate:
    """Enters a document as its issuer gave it to us. `commodities` are codes or beginnings of codes, none
    means any; `quantity` is in `unit` (three digits), None without limit. Raises Refused: the number is
    taken, or it is not the actor's to enter: an authority enters its own documents, an officer those of the
    office, a document officer also those of the issuers that the office is entrusted with."""
    _must_be_for(actor, jurisdiction, issuer, at)
    paper = {"jurisdiction": jurisdiction, "code": code, "number": number, "issuer": issuer}
    allows = {"commodities": " ".join(commodities), "quantity": quantity, "unit": unit}
    must_fit(Certificate, holder=holder, text=text, **paper, **allows)

    def enter() -> Certificate:
        given = {
            "holder": holder,
            "valid_from": valid_from,
            "valid_to": valid_to,
            "commodities": " ".join(commodities),
            "quantity": quantity,
            "unit": unit,
            "issuer": issuer,
            "dossier_id": dossier,
            "text": text,
            "at": at,
            "by": actor.person,
        }
        made, new = Certificate.objects.get_or_create(
            jurisdiction=jurisdiction, code=code, number=number, defaults=given
        )
        if not new:
            raise refused(words.DOCUMENT_USED, code=code, number=number)
        return made

    return transact(enter)


def entrusted(book: Rulebook, office: str, on: date) -> tuple[str, ...]:
    """The issuers (their identifiers) whose papers a document officer of the office enters for them:
    parameter `counter_issuers`, separated by spaces, of this office or of all."""
    issuers = book.get("parameter", "counter_issuers", on, (f"office:{office}",))
    return tuple(issuers.text.split()) if issuers else ()


def _must_be_for(actor: Actor, jurisdiction: str, issuer: str, at: datetime) -> None:
    """Raises Refused: the actor enters no papers of this issuer."""
    if actor.capacity not in MAY_REGISTER or (actor.capacity == "authority" and actor.behalf != issuer):
        raise refused(words.NOT_YOURS)
    if actor.behalf == issuer or actor.capacity == "system":
        return
    if actor.capacity == "document_officer":
        try:
            book = newest(jurisdiction)
        except LookupError:  # no rules yet, so nothing is entrusted
            book = Rulebook(jurisdiction, 0, ())
        if issuer in entrusted(book, actor.behalf, local_day(at, book)):
            return
    raise refused(words.NOT_ENTRUSTED, issuer=issuer)


def licences(jurisdiction: str, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Licence]:
    """Those of the documents (code, number) that we know and nobody revoked, with what is left of them, as
    facts for the checks. Two queries, however many are asked for; none for none."""
    asked = sorted(set(wanted))
    if not asked:
        return {}
    which = Q(pk__in=())
    for code, number in asked:
        which |= Q(code=code, number=number)
    found = {one.pk: one for one in Certificate.objects.filter(which, jurisdiction=jurisdiction)}
    last = {w.certificate_id: w for w in WriteOff.objects.filter(certificate__in=found).order_by("number")}
    return {
        (one.code, one.number): Licence(
            code=one.code,
            number=one.number,
            holder=one.holder,
            valid_from=one.valid_from,
            valid_to=one.valid_to,
            commodities=tuple(one.commodities.split()),
            quantity=last[pk].left if pk in last else one.quantity,
            unit=one.unit,
        )
        for pk, one in found.items()
        if not (pk in last and last[pk].revokes)
    }


def known(jurisdiction: str, wanted: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Certificate]:
    """Those of the documents (code, number) that were entered here, revoked or not."""
    which = Q(pk__in=())
    for code, number in sorted(set(wanted)):
        which |= Q(code=code, number=number)
    found = Certificate.objects.filter(which, jurisdiction=jurisdiction)
    return {(one.code, one.number): one for one in found}


def lines_written_off(dossier_id: int) -> set[tuple[int, int]]:
    """The certificates and goods lines that a dossier has written off, and not given back."""
    written: dict[tuple[int, int], bool] = {}
    rows = WriteOff.objects.filter(dossier_id=dossier_id, revokes=False).order_by("certificate_id", "number")
    columns = ("certificate_id", "line", "reason", "corrects")
    for certificate, line, reason, corrects in rows.values_list(*columns):
        written[certificate, line] = reason == RELEASED or corrects is not None
    return {place for place, still in written.items() if still}


def issuers(book: Rulebook, on: date) -> frozenset[str]:
    """The codes whose documents reach us, so that one of them which we do not know does not exist:
    parameter `connected_documents`, codes separated by spaces."""
    connected = book.get("parameter", "connected_documents", on)
    return frozenset(connected.text.split()) if connected else frozenset()


def write_off(act: Act, *, code: str, number: str, line: int, quantity: Decimal) -> Decimal | None:
    """Uses a quantity of a document for a goods line of the dossier; what is left, None without limit.
    An authority uses its own alone. Raises Refused (unknown, revoked, used up, another's) or Stale."""
    found = Certificate.objects.filter(jurisdiction=act.cover.jurisdiction, code=code, number=number).first()
    if found is None:
        raise refused(words.NO_DOCUMENT, code=code, number=number)
    if act.actor.capacity == "authority" and act.actor.behalf != found.issuer:
        raise refused(words.NOT_YOURS)
    return _use(found, act.id, line, quantity, RELEASED, act.actor, act.at)


def correct(act: Act, one: Certificate, *, line: int, quantity: Decimal, reason: str) -> Decimal | None:
    """Sets right what a line of the dossier has used of a document, to `quantity`, by a row of the
    difference; what is left, None without limit. Raises Refused (not written off here, revoked, used up) or
    Stale."""
    rows = WriteOff.objects.filter(certificate=one, dossier_id=act.id, line=line, revokes=False)
    last = rows.order_by("-number").values_list("number", flat=True).first()
    if last is None or (one.pk, line) not in lines_written_off(act.id):
        raise refused(words.NOT_WRITTEN_OFF, code=one.code, number=one.number, line=line)
    more = quantity - _net(act.id).get((one.pk, line), Decimal(0))
    return _use(one, act.id, line, more, reason, act.actor, act.at, back=more <= 0, corrects=last)


def reverse(act: Act, *, reason: str) -> Mapping[tuple[str, str], Decimal]:
    """Gives back whatever the dossier has used; the quantity by document."""
    back, net = used_by(act.id), _net(act.id)
    written = lines_written_off(act.id)
    papers = Certificate.objects.in_bulk([certificate for certificate, _ in written])
    for one, line in sorted(((papers[pk], line) for pk, line in written), key=_in_order):
        quantity = net.get((one.pk, line), Decimal(0))
        _use(one, act.id, line, -quantity, reason, act.actor, act.at, back=True)
    return back


def _in_order(place: tuple[Certificate, int]) -> tuple[str, str, int]:
    """The order in which documents are used, so that two who use the same ones never wait for each other."""
    return place[0].code, place[0].number, place[1]


def used_by(dossier_id: int) -> dict[tuple[str, str], Decimal]:
    """What a dossier has used, and not given back, of each document (code, number)."""
    found: dict[tuple[str, str], Decimal] = {}
    for (certificate, _), quantity in _net(dossier_id).items():
        one = Certificate.objects.get(pk=certificate)
        found[one.code, one.number] = found.get((one.code, one.number), Decimal(0)) + quantity
    return found


def _net(dossier_id: int) -> dict[tuple[int, int], Decimal]:
    """What a dossier has used, by certificate and goods line."""
    used = WriteOff.objects.filter(dossier_id=dossier_id).order_by("certificate_id", "line", "number")
    net: dict[tuple[int, int], Decimal] = {}
    for certificate, line, quantity in used.values_list("certificate_id", "line", "quantity"):
        net[certificate, line] = net.get((certificate, line), Decimal(0)) + quantity
    return {place: quantity for place, quantity in net.items() if quantity}


def revoke(*, jurisdiction: str, code: str, number: str, reason: str, actor: Actor, at: datetime) -> None:
    """Ends a document from now on; what was used of it stays used. Raises Refused."""
    must_fit(Certificate, jurisdiction=jurisdiction, code=code, number=number)

    def end() -> None:
        found = Certificate.objects.filter(jurisdiction=jurisdiction, code=code, number=number).first()
        if found is None:
            raise refused(words.NO_DOCUMENT, code=code, number=number)
        if actor.capacity not in MAY_REGISTER or actor.behalf not in ("", found.issuer):
            raise refused(words.NOT_YOURS)
        _use(found, None, 0, Decimal(0), reason, actor, at, revokes=True)

    transact(end)


def _use(
    one: Certificate,
    dossier: int | None,
    line: int,
    quantity: Decimal,
    reason: str,
    actor: Actor,
    at: datetime,
    *,
    revokes: bool = False,
    back: bool = False,
    corrects: int | None = None,
) -> Decimal | None:
    last = WriteOff.objects.filter(certificate=one).order_by("-number").first()
    left = last.left if last else one.quantity
    if last and last.revokes and not back:
        raise refused(words.REVOKED, code=one.code, number=one.number)
    if left is not None and left < quantity:
        raise refused(words.USED_UP, code=one.code, number=one.number, left=left, needed=quantity)
    after = None if left is None else left - quantity
    row = {
        "certificate_id": one.pk,
        "number": last.number + 1 if last else 1,
        "dossier_id": dossier,
        "line": line,
        "quantity": quantity,
        "left": after,
        "revokes": revokes or bool(last and last.revokes),
        "corrects": corrects,
        "reason": reason,
        "at": at,
        "by": actor.person,
    }
    if insert_new(WriteOff, [row]) != [True]:
        raise Stale(f"{one} has moved")
    return after
