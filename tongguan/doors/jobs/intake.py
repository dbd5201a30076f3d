"""Messages in, answers out: what every command that lodges does with bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tongguan.desk.declarations.actions import Received, lodge_received
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.receipts import Receipt
from tongguan.doors.codecs import json_answer, messages
from tongguan.doors.jobs.telling import finding_line
from tongguan.law.calendar import local_day
from tongguan.law.findings import Finding, Refused
from tongguan.law.given_back import given_back
from tongguan.law.words import register

NOT_NEW = register(
    "L009",
    "This message asks for {kind} of entry {entry}, which was not lodged here.",
    "该报文申请对报关单{entry}办理{kind}，但该报关单未在本系统申报。",
)
KINDS = {"amendment": "修改", "cancellation": "撤销", "arrival": "运抵确认"}


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message is answered; `given` are the system's own elements of what was accepted."""

    result: Receipt | Refused
    local: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        return isinstance(self.result, Receipt)

    def tree(self, languages: Sequence[str]) -> dict[str, Any]:
        """The answer as JSON states it."""
        if isinstance(self.result, Refused):
            findings = self.result.findings
            return json_answer.answer(
                accepted=False, languages=languages, local=self.local, findings=findings
            )
        done = self.result
        return json_answer.answer(
            accepted=True,
            languages=languages,
            reference=done.reference,
            local=done.local,
            findings=done.findings,
            assessment=done.assessment,
            missing=done.missing,
            accepted_at=done.accepted_at.isoformat(),
            **self.given,
        )

    def words(self, languages: Sequence[str]) -> str:
        """The answer as a person reads it."""
        if isinstance(self.result, Refused):
            return "refused" + "".join(f"\n  {finding_line(f, languages)}" for f in self.result.findings)
        done = self.result
        charges = [charge["amount"] for charge in done.assessment["charges"]]
        again = " (lodged before)" if done.repeated else ""
        value = f"customs value {done.assessment['customs_value']}, {len(charges)} charges"
        warnings = [Finding(**found) for found in done.findings]
        return f"accepted as {done.reference}{again}; {value}" + "".join(
            f"\n  {finding_line(f, languages)}" for f in warnings
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """A door that stands open for one person, at one time, under one law."""

    person: str
    books: Books
    at: datetime
    registers: bool = False
    schemas: Path | None = None

    @property
    def on(self) -> date:
        return local_day(self.at, self.books.law)

    def take(self, raws: Sequence[bytes]) -> list[Answer]:
        """Lodges what came, in one transaction what passes; an answer for each."""
        asked = [
            messages.understand(raw, book=self.books.law, on=self.on, schemas=self.schemas) for raw in raws
        ]
        results = lodge_received(
            [_received(one) for one in asked],
            person=self.person,
            books=self.books,
            at=self.at,
            registers=self.registers,
        )
        return [
            Answer(result, _local(one), self._given(one, result))
            for one, result in zip(asked, results, strict=True)
        ]

    def _given(self, one: messages.Asked, result: Receipt | Refused) -> dict[str, str]:
        stated = one.received.declaration
        if stated is None or isinstance(result, Refused):
            return {}
        on = local_day(result.accepted_at, self.books.law)
        return given_back(stated, self.books.law, entry=result.reference, on=on)


def _received(one: messages.Asked) -> Received:
    """What is to be lodged. A message about an entry that is not here can only be refused."""
    received = one.received
    if one.kind == "new":
        return received
    told = {"kind": one.kind, "kind_zh": KINDS[one.kind], "entry": one.amends or "-"}
    findings = (*received.findings, Finding(NOT_NEW, "", told))
    return Received(media=received.media, raw=received.raw, declaration=None, findings=findings)


def _local(one: messages.Asked) -> str:
    stated = one.received.declaration
    return stated.reference if stated else ""
