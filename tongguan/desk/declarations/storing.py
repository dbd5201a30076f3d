"""How a judged declaration becomes rows, and how the events vouch for them.

The event that brings a content or a judgement carries the digests of its bytes, so that the chain of events
covers every one of these rows; `proof` holds them against each other.
"""

from collections.abc import Mapping
from typing import Any

from tongguan.desk.declarations.judgement import Books, Judged, digest, encode, facts_text
from tongguan.desk.declarations.models import Charge, Content, Hit, Judgement, Line
from tongguan.desk.dossiers.act import Act
from tongguan.law.assess import LAW
from tongguan.law.declaration import Declaration
from tongguan.law.elements import tree


def content_of(declaration: Declaration, own: Mapping[str, Any] | None = None) -> bytes:
    """What was stated, in our form: the text whose digest tells a repeat from another content. `own` is its
    tree where that is known (`elements.reading`)."""
    return encode(tree(declaration) if own is None else own)


def told(*digests: Mapping[str, str]) -> str:
    """The data of the event that brings content or judgement."""
    return encode({name: text for one in digests for name, text in one.items()}).decode()


def add_content(
    act: Act, version: int, *, media: str, raw: bytes, content: bytes, content_digest: str = ""
) -> dict[str, str]:
    """Adds a version of what was stated; returns what its event must carry. `content_digest`: where it is
    known already."""
    act.add(Content, (act.id, version, media, raw, content, act.at))
    content_digest = content_digest or digest(content)
    return {"media": media, "raw": digest(raw), "content": content_digest, "version": str(version)}


def add_judgement(act: Act, judged: Judged, books: Books, version: int, number: int) -> dict[str, str]:
    """Adds judgement `number` of the dossier with its lines, charges and hits; returns what its event must
    carry."""
    facts = facts_text(judged.facts)
    used = (version, books.law.number, books.criteria.number, judged.on, LAW)
    key = act.id, number
    act.add(Judgement, (*key, *used, facts, judged.encoded))
    act.rows.extend(Line, [(*key, *row) for row in lines_of(judged)])
    act.rows.extend(Charge, [(*key, *row) for row in charges_of(judged)])
    act.rows.extend(Hit, [(*key, *row) for row in hits_of(judged)])
    return {"judgement": seal(*used, facts, judged.encoded), "number": str(number)}


def seal(*columns: object) -> str:
    """The digest of a judgement: of all that it is a function of, and of the result."""
    return digest(b"\n".join(one if isinstance(one, bytes) else str(one).encode() for one in columns))


def lines_of(judged: Judged) -> list[tuple[Any, ...]]:
    """The rows of table Line, without dossier and number."""
    assert judged.assessment is not None
    items = judged.declaration.items
    return [
        (at.line, item.commodity_code or "", item.origin_country or "", at.value)
        for at in judged.assessment.lines
        for item in (items[at.line - 1],)
    ]


def charges_of(judged: Judged) -> list[tuple[Any, ...]]:
    """The rows of table Charge, without dossier and number."""
    assert judged.assessment is not None
    return [(c.line, c.tax, c.base, c.unit, c.rate, c.amount) for c in judged.assessment.charges]


def hits_of(judged: Judged) -> list[tuple[Any, ...]]:
    """The rows of table Hit, without dossier and number."""
    assert judged.selection is not None
    return [(hit.criterion, int(hit.weight), hit.drawn) for hit in judged.selection.hits]
