"""What went wrong with a request, as RFC 9457 has it: one kind for each status, and all findings at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from tongguan.doors.look.language import TAGS, pick
from tongguan.law.findings import Finding, bilingual
from tongguan.law.words import say

MEDIA = "application/problem+json"
PAGE = "/developers/"
"""Where each kind is explained, under its name."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: its name in the address of its `type`, its status, and its title."""

    name: str
    status: int
    en: str
    zh: str


KINDS = (
    Kind("malformed", 400, "The request cannot be read", "请求无法读取"),
    Kind("no-key", 401, "A valid key is needed", "需要有效的密钥"),
    Kind("not-allowed", 403, "The key is not for this", "该密钥无此权限"),
    Kind("unknown", 404, "There is no such thing", "没有该资源"),
    Kind("no-method", 405, "This cannot be done here", "此处不支持该方法"),
    Kind("not-json", 406, "Only JSON is answered here", "此处仅以JSON格式应答"),
    Kind("not-now", 409, "This cannot be done now", "目前不能办理"),
    Kind("no-length", 411, "The length must be said", "须注明内容长度"),
    Kind("too-large", 413, "The request is too large", "请求内容过大"),
    Kind("wrong-media", 415, "The content is of another type", "内容类型不符"),
    Kind("refused", 422, "The content is refused", "内容不予受理"),
    Kind("too-many", 429, "Too many calls", "调用次数过多"),
    Kind("failed", 500, "Our mistake; it is recorded", "系统内部错误，已记录"),
    Kind("no-service", 503, "Not in service at the moment", "暂时无法提供服务"),
)
BY_STATUS: Mapping[int, Kind] = {kind.status: kind for kind in KINDS}


@dataclass
class Problem(Exception):
    """A request is answered by a problem: its status, its findings, and headers of its own."""

    status: int
    findings: Sequence[Finding] = ()
    headers: dict[str, str] = field(default_factory=dict)

    def headed(self, name: str, value: str) -> "Problem":
        """The same with one more header."""
        self.headers[name] = value
        return self


def told(problem: Problem, language: str) -> dict[str, Any]:
    """A problem as a tree: each finding in the language asked for, and beside it in both."""
    kind = BY_STATUS[problem.status]
    findings = [finding_told(one, language) for one in problem.findings]
    return {
        "type": f"{PAGE}#{kind.name}",
        "title": pick(language, kind.en, kind.zh),
        "status": kind.status,
        "findings": findings,
    }


def finding_told(finding: Finding | Mapping[str, Any], language: str) -> dict[str, Any]:
    """A finding, or one as it is stored, in the language asked for, and beside it in both."""
    if isinstance(finding, Finding):
        finding = {name: getattr(finding, name) for name in Finding.__dataclass_fields__}
    messages = {one: say(finding["code"], finding["arguments"], one) for one in ("en", "zh")}
    return {
        "code": finding["code"],
        "pointer": finding["pointer"],
        "severity": finding["severity"],
        "message": messages[language],
        "messages": messages,
    }


def answered(problem: Problem, request: HttpRequest) -> HttpResponse:
    """The response."""
    language = getattr(request, "language", "en")
    body = msgspec.json.encode(told(problem, language))
    response = HttpResponse(body, status=problem.status, content_type=MEDIA)
    response.headers["Content-Language"] = TAGS[language]
    for name, value in problem.headers.items():
        response.headers[name] = value
    return response


def because(status: int, code: str, pointer: str = "", **arguments: object) -> Problem:
    """A problem with one finding; its arguments as in `findings.bilingual`."""
    return Problem(status, [bilingual(code, pointer, **arguments)])


def refusal(findings: Iterable[Finding], *, conflict: Iterable[str] = ()) -> Problem:
    """What the desk refused: 409 where a finding says that something else is in the way, else 422."""
    found = tuple(findings)
    status = 409 if any(one.code in {*conflict} for one in found) else 422
    return Problem(status, found)
