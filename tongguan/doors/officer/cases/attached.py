"""The papers that came with a case: those that were given, to be opened, and those only stated."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from tongguan.desk.documents.queries import Attached
from tongguan.desk.people import naming
from tongguan.doors.officer.cases.declared import Reader

KINDS = "document_kind"
MEDIA: Mapping[str, str] = {
    "application/pdf": "PDF",
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/tiff": "TIFF",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
    "application/ofd": "OFD",
    "text/xml": "XML",
}
"""What people call the types that are taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """One paper as a page lists it. `id` is 0 where the declaration names it and nobody gave the file."""

    id: int = 0
    name: str = ""
    kind: str
    number: str
    media: str = ""
    size: str = ""
    by: str = ""
    firm: str = ""
    since: datetime | None = None
    given_at: datetime | None = None
    again: bool = False


def papers(
    given: Sequence[Attached],
    tree: Mapping[str, Any],
    reader: Reader,
    people: Mapping[str, str],
    firms: Mapping[str, tuple[str, str]],
) -> list[Paper]:
    """The papers of a case, those of the declaration first, in its order, then what was given later."""
    stated: Sequence[Mapping[str, Any]] = tree.get("attachments", ())
    by_digest = {one.document.digest: one for one in given}
    named = {one["digest"]: one for one in stated if one.get("digest")}
    first = [_paper(by_digest.get(one.get("digest", "")), one, reader, people, firms) for one in stated]
    later = [one for one in given if one.document.digest not in named]
    return [*first, *(_paper(one, {}, reader, people, firms) for one in later)]


def _paper(
    one: Attached | None,
    stated: Mapping[str, Any],
    reader: Reader,
    people: Mapping[str, str],
    firms: Mapping[str, tuple[str, str]],
) -> Paper:
    code, number = stated.get("kind", ""), stated.get("number", "")
    if one is None:
        return Paper(kind=reader.means(KINDS, code) or code, number=number)
    document = one.document
    code = code or document.kind
    return Paper(
        id=document.pk,
        name=document.name,
        kind=reader.means(KINDS, code) or code,
        number=number or document.number,
        media=MEDIA.get(document.media, document.media),
        size=_size(document.size),
        by=people.get(one.by, ""),
        firm=naming.called(firms, document.enterprise, reader.language),
        since=one.since,
        given_at=document.given_at,
        again=one.again,
    )


def _size(count: int) -> str:
    """A length in bytes, as people say it."""
    if count < 1000:
        return f"{count} B"
    return f"{count / 1000:.0f} kB" if count < 1_000_000 else f"{count / 1_000_000:.1f} MB"
