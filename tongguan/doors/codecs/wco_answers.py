"""Answers in the language of the question: what customs says of a declaration, as WCO Data Model responses.

Each function makes one whole document. The functions of a response are those that the declarations of the
WCO Data Model are answered with in practice: 01 accepted, 03 rejected, 05 control, 06 documents wanted, 08
released, 09 cleared, 10 cancelled, 13 tax.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from lxml import etree

from tongguan.doors.codecs.wco_paths import WcoMap
from tongguan.doors.codecs.wco_pointers import sections
from tongguan.doors.codecs.wco_read import DOCUMENT
from tongguan.law.findings import Finding
from tongguan.law.words import say

RESPONSE = "{urn:wco:datamodel:WCO:RES-DMS:2}"
TYPES = "{urn:wco:datamodel:WCO:Response_DS:DMS:2}"

ACCEPTED, REJECTED, CONTROL, DOCUMENTS, RELEASED, CLEARED, CANCELLED, TAX = (
    "01", "03", "05", "06", "08", "09", "10", "13",
)  # fmt: skip
PAYABLE, SETTLED = "67", "4"
"""Status of a tax answer: still to be paid or secured, and final."""
TAXES = {
    "duty": "CUD", "vat": "VAT", "consumption": "EXC", "anti_dumping": "ADD", "countervailing": "CVD",
    "safeguard": "SFG", "retaliation": "RET", "export_duty": "EXP",
}  # fmt: skip
"""Tax types of three letters for schemes whose own keys are longer (UN/EDIFACT 5153 where it has one)."""
MOST_TEXT = 512

Told = Finding | Mapping[str, Any]
"""A finding, or a stored one."""
Charged = Mapping[str, Any]
"""A charge as `Assessment.plain()` states it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an answer is about: the declarant's reference, our number (and version) of the entry, and the
    answer's own identifier and time. `way` is the mapping by which pointers are put into its terms."""

    reference: str
    number: str
    identifier: str
    at: datetime
    version: int = 1
    way: WcoMap | None = None


def answer(
    *,
    accepted: bool,
    at: datetime,
    currency: str,
    language: str = "en",
    reference: str = "",
    local: str = "",
    findings: Sequence[Told] = (),
    assessment: Mapping[str, Any] | None = None,
    way: WcoMap | None = None,
) -> tuple[bytes, ...]:
    """What a lodging is answered: rejected; or accepted, and the tax. `reference` is our number of the entry,
    `local` the declarant's own; `assessment` is `Assessment.plain()`, in money of `currency`."""

    def about(function: str) -> About:
        told = "\n".join((local, reference, function, at.isoformat()))
        identifier = sha256(told.encode()).hexdigest()[:32]
        return About(reference=local, number=reference, identifier=identifier, at=at, way=way)

    if not accepted:
        return (rejected(about(REJECTED), findings, language),)
    first = taken(about(ACCEPTED), findings, language)
    if assessment is None:
        return (first,)
    return first, assessed(about(TAX), assessment["charges"], currency)


def taken(about: About, findings: Iterable[Told] = (), language: str = "en") -> bytes:
    """The declaration is accepted; warnings travel along."""
    response = _Response(about, ACCEPTED)
    response.errors(findings, language)
    response.declaration(AcceptanceDateTime=about.at)
    return response.bytes()


def rejected(about: About, findings: Iterable[Told], language: str = "en") -> bytes:
    """The declaration is refused; every finding at its place."""
    response = _Response(about, REJECTED)
    response.errors(findings, language)
    response.declaration(RejectionDateTime=about.at)
    return response.bytes()


def assessed(about: About, charges: Sequence[Charged], currency: str, *, final: bool = False) -> bytes:
    """What each line owes of each tax, in the book's money (`currency`)."""
    response = _Response(about, TAX)
    _put(_put(response.root, "Status"), "NameCode", SETTLED if final else PAYABLE)
    declaration = response.declaration()
    if charges:
        shipment = _put(declaration, "GoodsShipment")
        ordered = sorted(charges, key=lambda charge: int(charge["line"]))
        for line, owed in groupby(ordered, key=lambda charge: str(charge["line"])):
            item = _put(shipment, "GovernmentAgencyGoodsItem")
            _put(item, "SequenceNumeric", line)
            commodity = _put(item, "Commodity")
            for charge in owed:
                _tax(commodity, charge, currency)
    return response.bytes()


def control(about: About, notice: Sequence[str] = ()) -> bytes:
    """The goods are to be examined; `notice` is what the trader is told of it, a text for each order."""
    response = _Response(about, CONTROL)
    for text in notice:
        response.told("", text, "ACB")
    response.declaration()
    return response.bytes()


def documents_wanted(about: About, wanted: Sequence[str], until: datetime | None = None) -> bytes:
    """Papers are wanted, a text for each, until a time."""
    response = _Response(about, DOCUMENTS)
    for text in wanted:
        response.told("ACA", text, "ACA", until)
    response.declaration()
    return response.bytes()


def released(about: About) -> bytes:
    """The goods may leave the place of supervision; the entry is not closed yet."""
    return _decided(about, RELEASED, "A2")


def cleared(about: About) -> bytes:
    """The entry is cleared."""
    return _decided(about, CLEARED, "A2")


def cancelled(about: About, reason: str) -> bytes:
    """The entry is withdrawn."""
    response = _Response(about, CANCELLED)
    response.told("", reason, "AFB")
    response.declaration(CancellationDateTime=about.at)
    return response.bytes()


def _decided(about: About, function: str, code: str) -> bytes:
    response = _Response(about, function)
    response.told(code, "", "AFB")
    response.declaration()
    return response.bytes()


class _Response:
    """A response while it is written, in the order of its schema."""

    def __init__(self, about: About, function: str) -> None:
        self.about = about
        self.document = etree.Element(DOCUMENT + "MetaData", nsmap={"md": DOCUMENT[1:-1]})
        for name, text in (("WCODataModelVersionCode", "3.6"), ("WCOTypeName", "RES")):
            etree.SubElement(self.document, DOCUMENT + name).text = text
        names: Any = {None: RESPONSE[1:-1], "ds": TYPES[1:-1]}
        self.root = etree.SubElement(self.document, RESPONSE + "Response", nsmap=names)
        _put(self.root, "FunctionCode", function)
        _put(self.root, "FunctionalReferenceID", about.identifier)
        _time(self.root, "IssueDateTime", about.at)

    def told(self, code: str, text: str, kind: str, until: datetime | None = None) -> None:
        told = _put(self.root, "AdditionalInformation")
        if code:
            _put(told, "StatementCode", code)
        if text:
            _put(told, "StatementDescription", text[:MOST_TEXT])
        if until is not None:
            _time(told, "LimitDateTime", until)
        _put(told, "StatementTypeCode", kind)

    def errors(self, findings: Iterable[Told], language: str) -> None:
        for finding in findings:
            code, at, arguments = _told(finding)
            error = _put(self.root, "Error")
            _put(error, "Description", say(code, arguments, language)[:MOST_TEXT])
            _put(error, "ValidationCode", code)
            for section, sequence, tag in sections(at, self.about.way):
                pointer = _put(error, "Pointer")
                if sequence is not None:
                    _put(pointer, "SequenceNumeric", str(sequence))
                _put(pointer, "DocumentSectionCode", section)
                if tag:
                    _put(pointer, "TagID", tag)

    def declaration(self, **times: datetime) -> etree._Element:
        made = _put(self.root, "Declaration")
        for name in ("AcceptanceDateTime", "CancellationDateTime"):
            if name in times:
                _time(made, name, times[name])
        _put(made, "FunctionalReferenceID", self.about.reference)
        if self.about.number:
            _put(made, "ID", self.about.number)
        if "RejectionDateTime" in times:
            _time(made, "RejectionDateTime", times["RejectionDateTime"])
        _put(made, "VersionID", str(self.about.version))
        return made

    def bytes(self) -> bytes:
        return etree.tostring(self.document, xml_declaration=True, encoding="UTF-8", pretty_print=True)


def _told(finding: Told) -> tuple[str, str, Mapping[str, str]]:
    if isinstance(finding, Finding):
        return finding.code, finding.pointer, finding.arguments
    return finding["code"], finding["pointer"], finding["arguments"]


def _tax(commodity: etree._Element, charge: Charged, currency: str) -> None:
    made = _put(commodity, "DutyTaxFee")
    if charge["unit"]:
        _put(made, "SpecificTaxBaseQuantity", charge["base"]).set("unitCode", charge["unit"])
    else:
        _money(made, "AdValoremTaxBaseAmount", charge["base"], currency)
    percent = charge["rate"].removesuffix("%")
    if percent != charge["rate"] and percent.replace(".", "", 1).isdigit():
        _put(made, "TaxRateNumeric", percent)
    _put(made, "TypeCode", TAXES.get(charge["tax"], charge["tax"][:3].upper()))
    payment = _put(made, "Payment")
    _money(payment, "TaxAssessedAmount", charge["amount"], currency)
    _money(payment, "PaymentAmount", charge["amount"], currency)


def _put(parent: etree._Element, name: str, text: str = "") -> etree._Element:
    made = etree.SubElement(parent, RESPONSE + name)
    if text:
        made.text = text
    return made


def _money(parent: etree._Element, name: str, amount: str, currency: str) -> None:
    _put(parent, name, amount).set("currencyID", currency)


def _time(parent: etree._Element, name: str, at: datetime) -> None:
    text = etree.SubElement(_put(parent, name), TYPES + "DateTimeString", formatCode="304")
    text.text = f"{at.astimezone(UTC):%Y%m%d%H%M%S}Z"
