"""Messages in, answers out: what every command that lodges does with bytes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any

from tongguan.desk.declarations.actions import keep, lodge_received
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.receipts import Receipt
from tongguan.doors.codecs import json_answer, messages
from tongguan.doors.jobs import requests
from tongguan.doors.jobs.terminal import both, finding_line, worth
from tongguan.law.calendar import local_day
from tongguan.law.findings import Finding, Refused
from tongguan.law.stating.given_back import given_back
from tongguan.law.words import register

ACCEPTED = register("told_accepted", "accepted as {reference}", "已接受申报，海关编号{reference}")
AGAIN = register(
    "told_again", "accepted as {reference} (lodged before)", "已接受申报，海关编号{reference}（此前已申报）"
)
REFUSED = register("told_refused", "refused", "不予受理")
REQUESTED = register("told_requested", "{kind} of {reference} requested", "已申请{kind}报关单{reference}")
ANSWERED = register("told_answered", "answer for {reference} received", "已收到报关单{reference}的答复")


@dataclass(frozen=True, slots=True)
class Requested:
    """What a message asked of an entry was taken down, for an officer to decide."""

    kind: str
    reference: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What a message is answered; `given` are the system's own elements of what was accepted."""

    result: Receipt | Requested | Refused
    local: str = ""
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def accepted(self) -> bool:
        return not isinstance(self.result, Refused)

    def tree(self, languages: Sequence[str]) -> dict[str, Any]:
        """The answer as JSON states it."""
        if isinstance(self.result, Refused):
            findings = self.result.findings
            return json_answer.answer(
                accepted=False, languages=languages, local=self.local, findings=findings
            )
        done = self.result
        if isinstance(done, Requested):
            return json_answer.answer(
                accepted=True,
                languages=languages,
                reference=done.reference,
                local=self.local,
                requested=done.kind,
            )
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
        done = self.result
        if isinstance(done, Refused):
            return "\n  ".join([both(REFUSED, languages), *_lines(done.findings, languages)])
        if isinstance(done, Requested):
            if done.kind == "answer":
                return both(ANSWERED, languages, reference=done.reference)
            kind, kind_zh = requests.KINDS[done.kind]
            return both(REQUESTED, languages, reference=done.reference, kind=kind, kind_zh=kind_zh)
        accepted = both(AGAIN if done.repeated else ACCEPTED, languages, reference=done.reference)
        warnings = [Finding(**found) for found in done.findings]
        return "\n  ".join([accepted, worth(done.assessment, languages), *_lines(warnings, languages)])


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
        lodged = iter(
            lodge_received(
                [one.received for one in asked if one.kind == "new"],
                person=self.person,
                books=self.books,
                at=self.at,
                registers=self.registers,
            )
        )
        return [self._lodged(one, next(lodged)) if one.kind == "new" else self._asked(one) for one in asked]

    def _lodged(self, one: messages.Asked, result: Receipt | Refused) -> Answer:
        return Answer(result, _local(one), self._given(one, result))

    def _asked(self, one: messages.Asked) -> Answer:
        """What a message asks of an entry that was lodged here; else it is refused, and kept."""
        on, received = self.on, one.received
        try:
            requests.ask(one, person=self.person, books=self.books, on=on, at=self.at)
            return Answer(Requested(one.kind, one.amends), one.reference)
        except Refused as refused:
            keep(received, refused, person=self.person, at=self.at)
            return Answer(refused, one.reference)

    def _given(self, one: messages.Asked, result: Receipt | Refused) -> dict[str, str]:
        stated = one.received.declaration
        if stated is None or isinstance(result, Refused):
            return {}
        on = local_day(result.accepted_at, self.books.law)
        return given_back(stated, self.books.law, entry=result.reference, on=on)


def _lines(findings: Iterable[Finding], languages: Sequence[str]) -> list[str]:
    return [finding_line(finding, languages) for finding in findings]


def _local(one: messages.Asked) -> str:
    stated = one.received.declaration
    return stated.reference if stated else ""
