"""A message in whatever format it came: its first character tells which."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tongguan.desk.declarations.actions import Received
from tongguan.doors.codecs import jsonform, wco_read
from tongguan.law.declaration import Declaration
from tongguan.law.elements import read
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
    """What a message asks: `kind` is new, amendment, cancellation or arrival. The latter are about the entry
    `amends`, and state what is to change in it."""

    received: Received
    kind: str = "new"
    amends: str = ""
    stated: Declaration | None = None


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
    stated, found = read(made, book, on)
    received = Received(media="json", raw=raw, declaration=stated, findings=(*findings, *found))
    return Asked(received=received)


def _xml(raw: bytes, book: Rulebook, on: date, schemas: Path | None) -> Asked:
    message = wco_read.read(raw, book=book, on=on, schemas=schemas)
    received = Received(
        media="wco",
        raw=raw,
        declaration=message.declaration if message.kind == "new" else None,
        findings=message.findings,
    )
    return Asked(
        received=received, kind=message.kind, amends=message.amends or "", stated=message.declaration
    )
