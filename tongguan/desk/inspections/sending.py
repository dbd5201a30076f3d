"""What a phone sends again because it never heard the answer is done once, and answered the same.

The work and the answer are one transaction: either both are kept or neither is."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction

from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.inspections import words
from tongguan.desk.inspections.models import Sent
from tongguan.desk.texts import must_fit
from tongguan.law.findings import Finding, Refused, refused
from tongguan.law.flow import NotOffered


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether it was done; if not, the findings or the `reason` (of NotOffered) that kept it from being done.
    `again`: it was answered before, and nothing was done now."""

    done: bool
    findings: tuple[Finding, ...] = ()
    reason: str = ""
    again: bool = False


class _Twice(Exception):
    """The same token came at the same moment, and was first."""


def once(*, person: str, token: str, asked: bytes, at: datetime, do: Callable[[], object]) -> Answer:
    """Does what a person's phone asks for, unless it did so under this token already. What is refused is
    answered, not raised, and stays refused under the token. Raises Refused: the token was used for something
    else, or is none."""
    must_fit(Sent, token=token)
    if not token:
        raise refused(words.TOKEN)
    digest = sha256(asked).hexdigest()

    def work() -> Answer:
        if (before := _before(person, token, digest)) is not None:
            return before
        answer = _outcome(do)
        if insert_new(Sent, [(person, token, digest, _written(answer), at)]) != [True]:
            raise _Twice
        return answer

    try:
        return transact(work)
    except _Twice:
        before = _before(person, token, digest)
        assert before is not None, "whoever was first has been committed"
        return before


def _outcome(do: Callable[[], object]) -> Answer:
    try:
        with transaction.atomic():
            do()
    except Refused as no:
        return Answer(False, findings=tuple(no.findings))
    except NotOffered as no:
        return Answer(False, reason=no.reason)
    return Answer(True)


def _before(person: str, token: str, digest: str) -> Answer | None:
    row = Sent.objects.filter(person=person, token=token).first()
    if row is None:
        return None
    if row.digest != digest:
        raise refused(words.TOKEN)
    told = json.loads(row.answer)
    findings = [Finding(code, pointer, values) for code, pointer, values in told["findings"]]
    return Answer(told["done"], tuple(findings), told["reason"], again=True)


def _written(answer: Answer) -> str:
    findings = [(one.code, one.pointer, dict(one.arguments)) for one in answer.findings]
    told = {"done": answer.done, "findings": findings, "reason": answer.reason}
    return json.dumps(told, ensure_ascii=False)
