"""What the next page says: what was done, or why it was not."""

from collections.abc import Callable, Mapping

from django.contrib import messages

from tongguan.desk.dossiers.writing import Stale
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.law.findings import Finding, Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel import flow_words
from tongguan.law.words import register, say

BUSY = register(
    "F002",
    "Somebody else acts on it at this moment; send it again.",
    "该报关单正在被处理，请重新提交。",
)
NOT_DONE = (Refused, NotOffered, Stale)
"""What keeps the desk from doing something. Anything else is a mistake of ours."""
No = Refused | NotOffered | Stale
Errors = list[tuple[str, str]]
"""What is wrong with a form: the id of the field, or "" for the whole form, and the sentence."""


def findings(no: No) -> tuple[Finding, ...]:
    """Why something was not done."""
    if isinstance(no, Refused):
        return tuple(no.findings)
    return (flow_words.finding(no.reason) if isinstance(no, NotOffered) else Finding(BUSY, ""),)


def sentences(no: No, language: str) -> list[str]:
    """Why something was not done, in words."""
    return [say(one.code, one.arguments, language) for one in findings(no)]


def placed(no: No, language: str, at: Mapping[str, str], otherwise: str = "") -> Errors:
    """Why something was not done, each sentence at the field that it is about. `at` names the id of a field
    by the pointer of a finding, or by its code where it has none; `otherwise` is that of all other refusals.
    What is not offered now, or done by somebody else meanwhile, is about no field."""
    rest = otherwise if isinstance(no, Refused) else ""
    return [
        (at.get(one.pointer) or at.get(one.code, rest), say(one.code, one.arguments, language))
        for one in findings(no)
    ]


def told(request: Asked, no: No) -> None:
    """Says on the next page why something was not done."""
    for sentence in sentences(no, request.language):
        messages.error(request, sentence)


def tried(request: Asked, act: Callable[[], object]) -> None:
    """Does something, or says on the next page why it was not done."""
    try:
        act()
    except NOT_DONE as no:
        told(request, no)


def done(request: Asked, en: str, zh: str, **arguments: object) -> None:
    """Says on the next page what was done."""
    messages.success(request, pick(request.language, en, zh, **arguments))


def not_done(request: Asked, en: str, zh: str, **arguments: object) -> None:
    """Says on the next page, in words of the page's own, why something was not done."""
    messages.error(request, pick(request.language, en, zh, **arguments))
