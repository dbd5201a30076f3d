"""A message in whatever format it came: its first character tells which."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from tongguan.desk.declarations.actions import Received
from tongguan.doors.codecs import json_requests, jsonform, wco_amend, wco_read
from tongguan.law.declaration import Declaration
from tongguan.law.elements import reading
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook
from tongguan.law.words import register

SHAPELESS = register(
    "L008",
    "A declaration is one JSON object or one XML document.",
    "报关单报文须为一个JSON对象或一份XML文档。",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a message asks: `kind` is new, amendment, withdrawal, answer or arrival. All but the first are
    about the entry `amends`; `entry_at` is where they name it. An amendment states what is to change, or the
    `whole` declaration as it is to be; `cause`, `evidence` and `answer` are what else is told,
    `reference` is the sender's own name of a request."""

    received: Received
    kind: str = "new"
    amends: str = ""
    entry_at: str = "/amends"
    stated: Declaration | None = None
    whole: bool = False
    cause: str = ""
    evidence: str = ""
    answer: str = ""
    reference: str = ""


def understand(raw: bytes, *, book: Rulebook, on: date, schemas: Path | None = None) -> Asked:
    """Reads a message; whatever is wrong with it is among its findings."""
    if raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        return _xml(raw, book, on, schemas)
    made, findings = jsonform.decode(raw)
    if made is None:
        return Asked(received=Received(media="json", raw=raw, declaration=None, findings=findings))
    if not isinstance(made, dict):
        findings = (*findings, Finding(SHAPELESS, ""))
        return Asked(received=Received(media="json", raw=raw, declaration=None, findings=findings))
    if json_requests.is_request(made):
        return _request(raw, made, book, on)
    stated, found, own = reading(made, book, on)
    received = Received(media="json", raw=raw, declaration=stated, findings=(*findings, *found), own=own)
    return Asked(received=received)


def _xml(raw: bytes, book: Rulebook, on: date, schemas: Path | None) -> Asked:
    message = wco_read.read(raw, book=book, on=on, schemas=schemas)
    received = Received(
        media="wco",
        raw=raw,
        declaration=message.declaration if message.kind == "new" else None,
        findings=message.findings,
    )
    cause, evidence = wco_amend.why(message.element)
    return Asked(
        received=received,
        kind="withdrawal" if message.kind == "cancellation" else message.kind,
        amends=message.amends or "",
        stated=message.declaration,
        cause=cause,
        evidence=evidence,
    )


def _request(raw: bytes, made: Mapping[str, Any], book: Rulebook, on: date) -> Asked:
    request, found = json_requests.read(made, book=book, on=on)
    received = Received(media="json", raw=raw, declaration=None, findings=found)
    if request is None:
        return Asked(received=received, kind="request", entry_at="/entry")
    told = dict(request.told)
    return Asked(
        received=received,
        kind=request.kind,
        amends=told.pop("entry", ""),
        entry_at="/entry",
        stated=request.declaration,
        whole=True,
        **told,
    )
