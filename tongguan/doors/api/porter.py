"""The way into an operation, the same for all: the language, the method, the key, its scope and how often it
calls, the body, and whether the very same was asked before."""

import logging
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.core.exceptions import (
    RequestDataTooBig,
    SuspiciousOperation,
    TooManyFieldsSent,
    TooManyFilesSent,
)
from django.db import InterfaceError, OperationalError
from django.http import HttpResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.utils.crypto import salted_hmac

from tongguan.desk.dossiers.lane import transact
from tongguan.desk.people import answers, keys
from tongguan.desk.people.answers import Answer
from tongguan.doors.api import words
from tongguan.doors.api.operations import FORM, OPERATIONS, Said
from tongguan.doors.api.problems import Problem, answered, because
from tongguan.doors.api.speaking import accepts, spoken
from tongguan.doors.codecs import jsonform
from tongguan.doors.look.access import KEY, may
from tongguan.doors.look.language import TAGS
from tongguan.law.findings import Finding

View = Callable[..., HttpResponse]
KEPT = ("Content-Type", "Content-Language", "Location")
"""The headers of an answer that are given again with it."""
LOG = logging.getLogger("django.request")
_TOKEN = re.compile(r"[A-Za-z0-9._-]{8,64}")


def entrance(path: str, view: View) -> View:
    """The view of an operation's path, with the porter before it."""
    offered = OPERATIONS[path]

    def respond(request: Any, **parts: Any) -> HttpResponse:
        return _let_in(request, offered[request.method], view, parts)

    scopes = ", ".join(f"{method}: {said.scope}" for method, said in sorted(offered.items()))
    return answering(path, tuple(sorted(offered)), respond, who=KEY, own=f"the enterprise's own ({scopes})")


def answering(name: str, methods: tuple[str, ...], respond: View, *, who: str, own: str = "") -> View:
    """A view that answers these methods (none: any), and tells whatever goes wrong as a problem."""

    def enter(request: Any, **parts: Any) -> HttpResponse:
        request.language = spoken(request)
        try:
            if request.method == "HEAD":
                request.method = "GET"  # the server sends no body
            if methods and request.method not in methods:
                listed = ", ".join(methods)
                raise because(405, words.NO_METHOD, methods=listed).headed("Allow", listed)
            response = respond(request, **parts)
        except Problem as problem:
            response = answered(problem, request)
        except SuspiciousOperation:  # thousands of names in an address
            response = answered(because(400, words.NO_SENSE), request)
        except (OperationalError, InterfaceError):
            LOG.exception("the database does not serve")
            response = answered(unserved(), request)
        except Exception:  # a mistake of ours, told as everything else is
            LOG.exception("%s %s failed", request.method, request.path)
            response = answered(because(500, words.FAILED), request)
        response.headers["Cache-Control"] = "no-store"
        response.headers.setdefault("Content-Language", TAGS[request.language])
        return response

    enter.__module__, enter.__qualname__ = __name__, name
    enter.csrf_exempt = True  # type: ignore[attr-defined]
    return may(who, methods=methods, own=own)(enter)


def unserved() -> Problem:
    """The database is busy or away."""
    return because(503, words.NO_SERVICE).headed("Retry-After", "5")


def _let_in(request: Any, said: Said, view: View, parts: dict[str, Any]) -> HttpResponse:
    if not accepts(request, said.gives):
        raise because(406, words.NOT_ACCEPTED)
    request.bearer = key = _key(request)
    wait = transact(lambda: keys.count_call(key.key, at=request.at, limit=settings.CALLS_A_MINUTE))
    if wait:
        most = settings.CALLS_A_MINUTE
        raise because(429, words.TOO_MANY, limit=most, seconds=wait).headed("Retry-After", str(wait))
    if said.scope not in key.scopes:
        raise because(403, words.NO_SCOPE, scope=said.scope)
    if not key.capacities:
        raise because(403, words.NO_ROLE, behalf=key.behalf)
    if said.scope not in keys.scopes_for(key.capacities):
        raise because(403, words.NO_SCOPE_NOW, behalf=key.behalf, scope=said.scope)
    _query(request, said)
    body = _body(request, said) if said.takes else b""
    token = request.headers.get("Idempotency-Key") if request.method == "POST" else None
    if token is None:
        return view(request, **parts)
    if not _TOKEN.fullmatch(token):
        raise because(422, words.TOKEN_WRONG, "/Idempotency-Key")
    return _once(request, said, token, body, lambda: view(request, **parts))


def _key(request: Any) -> keys.Bearer:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    found = keys.bearer(token, today=request.on) if kind.lower() == "bearer" else None
    if found is None:
        raise because(401, words.NO_KEY).headed("WWW-Authenticate", 'Bearer realm="tongguan"')
    return found


def _query(request: Any, said: Said) -> None:
    """A misspelt filter would filter nothing, and nobody would know."""
    findings = [
        Finding(words.NOT_KNOWN, f"/{name[:40]}", {"name": name[:40]})
        if name not in said.query
        else Finding(words.TWICE, f"/{name}", {"name": name, "count": str(len(values))})
        for name, values in request.GET.lists()
        if name not in said.query or len(values) > 1
    ]
    if findings:
        raise Problem(422, findings[:20])


def _body(request: Any, said: Said) -> bytes:
    """Reads the body; of JSON its tree is kept with the request."""
    media = (request.content_type or "").lower()
    if media != said.takes:
        raise because(415, words.NOT_MEDIA, media=said.takes)
    if request.headers.get("Content-Encoding", "identity").lower() != "identity":
        raise because(415, words.ENCODED)
    length = request.META.get("CONTENT_LENGTH") or ""
    if not length and "Transfer-Encoding" in request.headers:
        raise because(411, words.NO_LENGTH)
    length = length or "0"
    if not length.isdecimal() or int(length) > said.most:
        raise because(413, words.TOO_LARGE, most=said.most)
    if said.takes == FORM:
        return _form(request, said)
    try:
        raw: bytes = request.body
    except (RequestDataTooBig, SuspiciousOperation):
        raise because(413, words.TOO_LARGE, most=said.most) from None
    except UnreadablePostError:
        raise Problem(400, [Finding(jsonform.CUT_SHORT, "", {"line": "1", "column": "1"})]) from None
    request.tree, findings = jsonform.decode(raw)
    if findings:
        raise Problem(400, findings)
    return raw


def _form(request: Any, said: Said) -> bytes:
    """Reads a form; what stands for it where it is compared with another."""
    try:
        fields, files = request.POST.lists(), request.FILES.lists()
    except (RequestDataTooBig, TooManyFilesSent, TooManyFieldsSent):
        raise because(413, words.TOO_LARGE, most=said.most) from None
    except (MultiPartParserError, SuspiciousOperation, UnreadablePostError):
        raise because(400, words.NO_FORM) from None
    told: list[Any] = [sorted((name, list(values)) for name, values in fields)]
    for name, sent in files:
        for file in sent:
            told.append([name, sha256(file.read()).hexdigest()])
            file.seek(0)
    return msgspec.json.encode(told)


def _once(request: Any, said: Said, token: str, body: bytes, do: Callable[[], HttpResponse]) -> HttpResponse:
    key: int = request.bearer.key
    asked = "\n".join((request.method, request.path, sha256(body).hexdigest()))
    digest, at = sha256(asked.encode()).hexdigest(), request.at
    try:
        before = transact(lambda: answers.begin(key, token, digest, at=at))
    except answers.OtherRequest:
        raise because(422, words.TOKEN_USED, "/Idempotency-Key") from None
    except answers.Busy:
        raise because(409, words.TOKEN_BUSY, "/Idempotency-Key").headed("Retry-After", "1") from None
    if before is not None:
        return _again(before, _lock(request) if said.secret else None)
    try:
        response = do()
    except Problem as problem:
        response = answered(problem, request)
    except BaseException:
        transact(lambda: answers.give_up(key, token))
        raise
    if response.status_code >= 500:
        transact(lambda: answers.give_up(key, token))
        return response
    response.headers.setdefault("Content-Language", TAGS[request.language])
    headers = {name: response.headers[name] for name in KEPT if name in response.headers}
    content = _lock(request).encrypt(response.content) if said.secret else bytes(response.content)
    kept = Answer(response.status_code, msgspec.json.encode(headers).decode(), content)
    transact(lambda: answers.finish(key, token, kept))
    return response


def _lock(request: Any) -> MultiFernet:
    """Answers that hold a secret are kept under lock: whoever reads the database has neither the key that the
    program calls with, nor the house's. What was locked under a former key of the house is opened too."""
    called_with = request.headers["Authorization"].partition(" ")[2]
    keys = (
        salted_hmac("tongguan.answer", called_with, secret=house, algorithm="sha256").digest()
        for house in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    )
    return MultiFernet([Fernet(urlsafe_b64encode(key)) for key in keys])


def _again(before: Answer, lock: MultiFernet | None) -> HttpResponse:
    headers = msgspec.json.decode(before.headers, type=dict[str, str])
    try:
        body = lock.decrypt(before.body) if lock else before.body
    except InvalidToken:  # the house has given up the key under which it was kept
        raise because(422, words.TOKEN_USED, "/Idempotency-Key") from None
    response = HttpResponse(body, status=before.status)
    for name, value in headers.items():
        response.headers[name] = value
    return response
