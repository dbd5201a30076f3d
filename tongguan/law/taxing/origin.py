"""Which rates a goods line may use: what it claims, which rows answer, and what its origin grants.

Regulations on Import and Export Duties arts. 9 to 14.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tongguan.law.declaration import Declaration, Item
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.particulars import Document
from tongguan.law.taxing.how import Name
from tongguan.law.taxing.rates import Rate
from tongguan.law.taxing.scheme import Pattern, Tax
from tongguan.law.words import register

NO_AGREEMENT = register(
    "V121",
    "Certificate of origin {number} does not begin with the code of an agreement, such as <10>; no agreed "
    "rate was used.",
    "原产地证明编号{number}未以优惠贸易协定代码（如<10>）开头，未适用协定税率。",
)
NOT_FAVOURED = register(
    "V122",
    "Goods of {origin} are not favoured by agreement {agreement}; no agreed rate was used.",
    "优惠贸易协定{agreement}不适用于原产于{origin}的货物，未适用协定税率。",
)

NO_AGREED_RATE = register(
    "V124",
    "No rate of {agreement} is known for commodity {commodity}; no agreed rate was used.",
    "没有商品编号{commodity}的{agreement}税率，未适用协定税率。",
)
NO_CLASS = register(
    "V123",
    "The class of value-added tax of commodity {commodity} is not known; the standard rate was used.",
    "商品编号{commodity}的增值税税率类别未知，已按基本税率计算。",
)

CERTIFICATE = "origin_certificate"
"""The row of table `condition` that lists the letters of proofs of origin."""
CODED = re.compile(r"<(\d\d)>")
PLACEHOLDER = re.compile(r"\{(\w+)\}")
QUOTA, GENERAL = "quota", "general"
AGREED = "agreement"
SHORTEST = 2  # digits of a commodity code under which a rate may stand: those of its chapter


class Claim(NamedTuple):
    """What of a line decides its rates; lines with equal claims have the same ones. `documents` are the codes
    of documents and of statements; `favoured` is the origin for which a preference is claimed."""

    commodity: str
    origin: str
    preferences: tuple[tuple[str, str], ...]
    company: str
    agreements: tuple[str, ...]
    documents: frozenset[str]
    levy_mode: str
    levy_nature: str
    favoured: str = ""
    procedures: tuple[str, ...] = ()


class Candidate(NamedTuple):
    """A rate that a line may use: its kind, the key of its row, and the instrument that the row cites.
    `agreement` is its code, where it comes from one."""

    kind: str
    key: str
    rate: Rate
    instrument: str
    agreement: str = ""


def slug(name: str) -> str:
    """A company's name as keys of rates write it: ACME-CHEMICAL-CO."""
    return "-".join(re.findall(r"\w+", name.upper()))


def covering(declaration: Declaration, item: Item, line: int) -> Iterator[tuple[str, Document]]:
    """The documents that cover a line, each with its place in the declaration."""
    for at, document in enumerate(declaration.documents, 1):
        if not document.lines or line in document.lines:
            yield f"/documents/{at}", document
    for at, document in enumerate(item.documents, 1):
        yield f"/items/{line}/documents/{at}", document


def claim(
    declaration: Declaration, item: Item, line: int, book: Rulebook, on: date
) -> tuple[Claim, tuple[Finding, ...]]:
    """What a line claims. A certificate that grants nothing becomes a warning."""
    documents: list[str] = []
    agreements: list[str] = []
    findings: list[Finding] = []
    origin = item.origin_country or ""
    if declaration.documents or item.documents:
        row = book.get("condition", CERTIFICATE, on)
        proofs = row.values if row is not None and declaration.direction == "import" else ()
        for pointer, document in covering(declaration, item, line):
            documents.append((document.category or "") + (document.code or ""))
            if document.code not in proofs:
                continue
            coded = CODED.match(document.number or "")
            agreement = book.get("agreement", coded[1], on) if coded else None
            if coded is None or agreement is None:
                told = {"number": document.number or ""}
                findings.append(Finding(NO_AGREEMENT, f"{pointer}/number", told, "warning"))
            elif origin not in agreement.countries:
                told = {"origin": origin, "agreement": agreement.en, "agreement_zh": agreement.zh}
                findings.append(Finding(NOT_FAVOURED, f"{pointer}/number", told, "warning"))
            else:
                agreements.append(coded[1])
    documents += [statement.code for statement in item.statements if statement.code]
    maker = item.detail.overseas_maker if item.detail else None
    made = Claim(
        item.commodity_code or "",
        origin,
        tuple((t.type or "", t.preference) for t in item.taxes if t.preference) if item.taxes else (),
        slug(maker) if maker else "",
        tuple(agreements),
        frozenset(documents),
        item.levy_mode or "",
        declaration.levy_nature or "",
        item.preference_origin or origin,
        tuple(p.current for p in item.procedures if p.current) if item.procedures else (),
    )
    return made, tuple(findings)


def candidates(tax_key: str, tax: Tax, claimed: Claim, book: Rulebook, on: date) -> tuple[Candidate, ...]:
    """The rates that a line may use for a tax, the first the one that its patterns name first."""
    found = list(_found(tax_key, tax, claimed, book, on))
    if tax.select == "first":
        return tuple(found[:1])
    if tax.select == "origin":
        return granted(found, _status(claimed.origin, book, on))
    return tuple(found)


def granted(found: Sequence[Candidate], status: str) -> tuple[Candidate, ...]:
    """Of the rates found, those among which the lowest is used (Regulations on Import and Export Duties).

    Within a quota its own rates, provisional before ordinary (arts. 10, 12); outside it the preferential rate
    for what was granted beside it, as the sliding duty on cotton. Provisional rates are not for goods under
    the general rates (art. 11), but what an agreement or a special preference grants to their origin is
    (art. 10). Otherwise a provisional rate stands in the place of that of the most
    favoured nation, and an agreed one competes with both: the lowest is used (art. 11).
    """
    kinds: dict[str, list[Candidate]] = {}
    for candidate in found:
        kinds.setdefault(candidate.kind, []).append(candidate)
    for kind in (f"{QUOTA}_provisional", QUOTA, f"{QUOTA}_outside"):
        if kind in kinds:
            return tuple(kinds[kind][:1])
    agreed = kinds.get(AGREED, [])
    if status == GENERAL:
        return (*agreed, *kinds.get(GENERAL, ()))
    provisional, favoured = kinds.get("provisional", []), kinds.get("mfn", [])
    if agreed:
        return (*agreed, *provisional, *favoured)
    return tuple(provisional or favoured)


def _status(origin: str, book: Rulebook, on: date) -> str:
    """Whether an origin has the most favoured nation's rates. An unknown origin has the general ones."""
    row = book.get("origin_status", origin, on) or book.get("origin_status", "*", on)
    return row.status if row and origin else GENERAL


def _found(tax_key: str, tax: Tax, claimed: Claim, book: Rulebook, on: date) -> Iterator[Candidate]:
    for pattern in tax.rates:
        if pattern.document and (pattern.document in claimed.documents) == pattern.without:
            continue
        for key, agreement in _keys(tax_key, pattern, claimed, book, on):
            head, _, tail = key.partition("/")
            row = book.nearest("rate", head, on, tail=f"/{tail}", shortest=min(SHORTEST, len(head)))
            if row is not None:
                yield Candidate(tail.partition("/")[0], f"{row.key}", row.value, row.source, agreement)


def _keys(
    tax_key: str, pattern: Pattern, claimed: Claim, book: Rulebook, on: date
) -> Iterator[tuple[str, str]]:
    """The keys that a pattern stands for, each with its agreement; none, where a placeholder is empty."""
    wanted = PLACEHOLDER.findall(pattern.key)
    preferences = dict(claimed.preferences)
    known = {
        "commodity": claimed.commodity,
        "origin": claimed.origin,
        "favoured": claimed.favoured,
        "company": claimed.company,
        "preference": preferences.get(tax_key) or next(iter(preferences.values()), ""),
        "vat_class": "",
    }
    if "vat_class" in wanted:
        known["vat_class"] = _vat_class(claimed.commodity, book, on)[0]
    for agreement in claimed.agreements if "agreement" in wanted else ("",):
        known["agreement"] = agreement
        if all(known.get(name) for name in wanted):
            yield pattern.key.format_map(known), agreement


def _vat_class(commodity: str, book: Rulebook, on: date) -> tuple[str, bool]:
    """The class of value-added tax of a commodity, and whether it is only supposed: goods that are not listed
    elsewhere have the standard rate, Provisional Regulations on Value-Added Tax art. 2."""
    row = book.nearest("commodity", commodity, on, shortest=SHORTEST)
    if row is None or row.value.vat:
        return (row.value.vat if row else ""), False
    supposed = book.get("parameter", "vat_class", on)
    return (supposed.text, True) if supposed else ("", False)


def doubts(
    tax_key: str, tax: Tax, claimed: Claim, used: Sequence[Candidate], book: Rulebook, on: date
) -> Iterator[tuple[str, dict[str, str]]]:
    """What is to be told of the rates of a line, as codes and arguments of warnings: a class that is only
    supposed, an agreement that grants these goods nothing."""
    commodity = {"commodity": claimed.commodity}
    if any("{vat_class}" in pattern.key for pattern in tax.rates):
        named, supposed = _vat_class(claimed.commodity, book, on)
        if supposed and any(candidate.key.startswith(f"{named}/") for candidate in used):
            yield NO_CLASS, commodity
    if claimed.agreements and any("{agreement}" in pattern.key for pattern in tax.rates):
        granting = {candidate.agreement for candidate in _found(tax_key, tax, claimed, book, on)}
        for code in claimed.agreements:
            agreement = book.need("agreement", code, on)
            if code not in granting:
                yield NO_AGREED_RATE, {**commodity, "agreement": agreement.en, "agreement_zh": agreement.zh}


def share_charged(tax_key: str, claimed: Claim, book: Rulebook, on: date) -> tuple[Decimal, Name]:
    """The share of a tax that a procedure, a document or the levy mode leaves, and what that is called (both
    languages)."""
    codes = [f"procedure/{code}" for code in claimed.procedures]
    for key in (*codes, *(f"document/{code}" for code in sorted(claimed.documents))):
        relief = book.get("relief", key, on)
        if relief is not None and (not relief.taxes or tax_key in relief.taxes):
            return relief.share, (relief.en, relief.zh)
    relief = book.get("relief", f"mode/{claimed.levy_mode}", on)
    if relief is not None and relief.by_nature:
        relief = book.get("relief", f"nature/{claimed.levy_nature}", on)
    if relief is None or (relief.taxes and tax_key not in relief.taxes):
        return Decimal(1), ("", "")
    return relief.share, (relief.en, relief.zh)
