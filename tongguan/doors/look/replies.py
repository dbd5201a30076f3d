"""What the next page says: what was done, or why it was not."""

from collections.abc import Callable

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


def findings(no: No) -> tuple[Finding, ...]:
    """Why something was not done."""
    if isinstance(no, Refused):
        return tuple(no.findings)
    return (flow_words.finding(no.reason) if isinstance(no, NotOffered) else Finding(BUSY, ""),)


def sentences(no: No, language: str) -> list[str]:
    """Why something was not done, in words."""
    return [say(one.code, one.arguments, language) for one in findings(no)]


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
