"""Judging a declaration: checks, value and charges, selection. Pure, given its books and facts."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Any

import msgspec

from tongguan.law import assess as assessing
from tongguan.law import select as selecting
from tongguan.law.assess import Assessment
from tongguan.law.checks import check
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Earlier, Facts, Licence
from tongguan.law.findings import Finding, errors
from tongguan.law.rulebook import Rulebook
from tongguan.law.select import Selection
from tongguan.law.taxing.selfassessed import further

DAYS = ("entered_on", "summary_accepted_on", "withdrawn_on")
encode = msgspec.json.Encoder(order="deterministic").encode
_encode_exactly = msgspec.json.Encoder(order="deterministic", decimal_format="number").encode
_decode_exactly = msgspec.json.Decoder(float_hook=Decimal).decode


@dataclass(frozen=True, slots=True)
class Books:
    """The law that judges: the public book, and the secret one of criteria, which holds the salt of their
    draws too."""

    law: Rulebook
    criteria: Rulebook

    def salt(self, on: date) -> bytes:
        """The salt of the day. Raises LookupError where criteria draw and none was published."""
        if not self.criteria.keys("criterion"):
            return b""
        return bytes(self.criteria.need("salt", "selection", on).value)

    def currency(self, on: date) -> str:
        """The book's own money."""
        return str(self.law.need("parameter", "currency", on).text)


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A declaration judged on a day. Where errors refuse it there is neither assessment nor selection."""

    declaration: Declaration
    on: date
    facts: Facts
    findings: tuple[Finding, ...]
    assessment: Assessment | None = None
    selection: Selection | None = None

    @property
    def refused(self) -> bool:
        return self.assessment is None

    @cached_property
    def told(self) -> dict[str, Any]:
        """Everything that the law said of what it did not refuse, as it is kept."""
        assert self.assessment is not None and self.selection is not None
        return {
            "findings": [plain(finding) for finding in self.findings],
            "assessment": self.assessment.kept(),
            "selection": selecting.plain(self.selection),
        }

    @cached_property
    def encoded(self) -> bytes:
        """The same as JSON in which every number has all its digits."""
        return _encode_exactly(self.told)

    @property
    def result(self) -> str:
        """The same as it is read."""
        return self.encoded.decode()


def told_of(result: str | bytes) -> dict[str, Any]:
    """What was said in a stored result, its assessment to be read (`Assessment.plain`)."""
    told: dict[str, Any] = _decode_exactly(result)
    return {**told, "assessment": assessing.plain(told["assessment"])}


def plain(finding: Finding) -> dict[str, Any]:
    """A finding as it is stored and sent."""
    return {
        "code": finding.code,
        "pointer": finding.pointer,
        "arguments": dict(finding.arguments),
        "severity": finding.severity,
    }


def judge(
    declaration: Declaration,
    *,
    books: Books,
    on: date,
    facts: Facts,
    before: Sequence[Finding] = (),
) -> Judged:
    """Check, then assess and select. `on` is the day in the office's own time; `before` is what reading it
    found."""
    findings = (*before, *check(declaration, books.law, on, facts, already=before))
    if errors(before):  # of what could not be read nothing can be worked out
        return Judged(declaration=declaration, on=on, facts=facts, findings=findings)
    assessment = assessing.assess(declaration, books.law, on, facts)
    findings = (*findings, *further(findings, declaration, assessment))
    if errors(findings):  # all at once: what the law cannot work out is told beside what it does not allow
        return Judged(declaration=declaration, on=on, facts=facts, findings=findings)
    selection = selecting.select(
        declaration,
        assessment,
        books.criteria,
        on,
        facts,
        books.salt(on),
        credit_book=books.law,
    )
    return Judged(
        declaration=declaration,
        on=on,
        facts=facts,
        findings=findings,
        assessment=assessment,
        selection=selection,
    )


def digest(text: bytes | str) -> str:
    return hashlib.sha256(text.encode() if isinstance(text, str) else text).hexdigest()


def facts_text(facts: Facts) -> str:
    """The facts as they are stored beside the judgement that used them."""
    plain = {name: getattr(facts, name) for name in Facts.__dataclass_fields__}
    return encode(
        {**plain, "licences": [*facts.licences.values()], "issuers": sorted(facts.issuers)}
    ).decode()


def facts_of(text: str) -> Facts:
    """The facts that `facts_text` stored."""
    plain: Mapping[str, Any] = msgspec.json.decode(text)
    licences = msgspec.convert(plain["licences"], list[Licence])
    return Facts(
        **{
            **plain,
            "unknown": tuple(plain["unknown"]),
            **{name: date.fromisoformat(plain[name]) if plain.get(name) else None for name in DAYS},
            "licences": {(one.code, one.number): one for one in licences},
            "issuers": frozenset(plain["issuers"]),
            "scopes": tuple(plain["scopes"]),
            "earlier": msgspec.convert(plain.get("earlier", ()), tuple[Earlier, ...]),
        }
    )
