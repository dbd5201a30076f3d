"""Documents: given once, said to belong to a declaration, listed and fetched. A document is called by the
SHA-256 of its bytes, as a declaration names it among its attachments."""

import re
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.http import FileResponse
from ninja import Status

from tongguan.desk.documents import queries, store
from tongguan.desk.documents import words as why
from tongguan.desk.documents.actions import Given, belong, give
from tongguan.desk.documents.models import Document
from tongguan.doors.api import words
from tongguan.doors.api.acting import Keyed, actor, asking, books, cover
from tongguan.doors.api.answers import instant
from tongguan.doors.api.links import links
from tongguan.doors.api.operations import ANY, FORM, operation
from tongguan.doors.api.problems import Problem, because
from tongguan.doors.api.shapes.papers import Paper, Papers
from tongguan.law.findings import Finding

MOST = settings.DOCUMENT_MEGABYTES * 1_000_000 + 100_000
CODE = {"type": "string", "pattern": "^[0-9]{8}$", "description": "of table document_kind"}
FIELDS: dict[str, Any] = {
    "file": {"type": "string", "format": "binary", "description": "PDF, JPEG, PNG, TIFF, XLSX, XML or OFD"},
    "kind": CODE,
    "number": {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[ -~]+$"},
}
OF_THE_FILE = dict.fromkeys((why.EMPTY, why.TOO_LARGE, why.NOT_TAKEN), "/file")
TRADER = {
    "trader": {
        "type": "string",
        "pattern": "^[A-Za-z0-9]{1,35}$",
        "description": "for whom it is given: the enterprise itself, where this is left out",
    }
}


def _form(fields: dict[str, Any]) -> dict[str, Any]:
    schema = {"type": "object", "properties": fields, "required": ["file"], "additionalProperties": False}
    return {"required": True, "content": {FORM: {"schema": schema}}}


@operation(
    "POST",
    "/documents",
    name="giveDocument",
    scope="documents:write",
    told=Paper,
    status=(200, 201),
    takes=FORM,
    most=MOST,
    requestBody=_form({**FIELDS, **TRADER}),
    summary=("Give a document", "提交单证"),
    description="Before the declaration that will name it among its attachments. 200: it was given before.",
    tags=["Documents"],
)
def give_document(request: Keyed) -> Any:
    stated = _stated(request, {**FIELDS, **TRADER})
    given = _given(request, stated, stated.get("trader") or request.bearer.behalf)
    return Status(200 if given.again else 201, _told(given.document))


@operation(
    "POST",
    "/declarations/{reference}/documents",
    name="addDocument",
    scope="documents:write",
    told=Papers,
    takes=FORM,
    most=MOST,
    requestBody=_form(FIELDS),
    summary=("Add a document to a declaration", "为报关单补充单证"),
    tags=["Documents"],
)
def add_document(request: Keyed, reference: str) -> Any:
    one = cover(request, reference)
    by = actor(request, one.id)
    given = _given(request, _stated(request, FIELDS), one.trader)
    behalf = request.bearer.behalf
    belong(one.id, [given.document.digest], enterprise=behalf, trader=one.trader, by=by.person, at=request.at)
    return list_documents(request, reference)


def _stated(request: Keyed, known: dict[str, Any]) -> dict[str, str]:
    """The fields of the form besides the file, each stated once."""
    findings = [*_wrong(request, known)]
    if findings:
        raise Problem(422, findings)
    return {name: str(request.POST[name]) for name in request.POST}


def _wrong(request: Keyed, known: dict[str, Any]) -> Iterator[Finding]:
    texts: list[tuple[str, list[Any], bool]] = [
        (name, values, False) for name, values in request.POST.lists()
    ]
    for name, values, is_file in [*texts, *((*one, True) for one in request.FILES.lists())]:
        if name not in known or is_file != (name == "file"):
            yield Finding(words.NOT_KNOWN, f"/{name[:40]}", {"name": name[:40]})
        elif len(values) > 1:
            yield Finding(words.TWICE, f"/{name}", {"name": name, "count": str(len(values))})
        elif not is_file and not re.fullmatch(known[name]["pattern"], values[0]):
            form = known[name]["pattern"]
            what = {"what": f"a text of the form {form}", "what_zh": f"符合{form}格式的文本"}
            yield Finding(words.NOT_A, f"/{name}", what)
        elif name == "kind" and not _is_kind(values[0], request):
            yield Finding(words.NO_KIND, "/kind", {"kind": values[0], "on": request.on.isoformat()})
    if "file" not in request.FILES:
        yield Finding(words.MISSING, "/file")


def _is_kind(code: str, request: Keyed) -> bool:
    """Whether papers are of this kind on that day; a book that names no kinds takes any."""
    law = books().law
    return not law.keys("document_kind") or law.get("document_kind", code, request.on) is not None


def _given(request: Keyed, stated: dict[str, str], trader: str) -> Given:
    (file,) = request.FILES.getlist("file")
    with asking(OF_THE_FILE):
        return give(
            enterprise=request.bearer.behalf,
            trader=trader,
            name=file.name or "",
            content=file.read(),
            kind=stated.get("kind", ""),
            number=stated.get("number", ""),
            person=request.bearer.person,
            on=request.on,
            at=request.at,
        )


def _told(one: Document) -> dict[str, Any]:
    return {
        "document": one.digest,
        "name": one.name,
        "kind": one.kind or None,
        "number": one.number or None,
        "trader": one.trader,
        "media": one.media,
        "bytes": one.size,
        "given_at": instant(one.given_at),
    }


@operation(
    "GET",
    "/declarations/{reference}/documents",
    name="listDocuments",
    scope="documents:read",
    told=Papers,
    summary=("List the documents of a declaration", "随附单证列表"),
    tags=["Documents"],
)
def list_documents(request: Keyed, reference: str) -> Any:
    one = cover(request, reference)
    papers = queries.of_dossier(one.id)
    return {"reference": one.reference, "documents": [_told(paper) for paper in papers]}


@operation(
    "GET",
    "/declarations/{reference}/documents/{document}",
    name="readDocument",
    scope="documents:read",
    told=None,
    gives=ANY,
    summary=("Fetch a document of a declaration", "下载随附单证"),
    description="Its bytes, as an attachment.",
    tags=["Documents"],
)
def read_document(request: Keyed, reference: str, document: str) -> Any:
    papers = queries.of_dossier(cover(request, reference).id)
    one = next((one for one in papers if one.digest == document), None)
    if one is None:
        raise because(404, words.UNKNOWN)
    return FileResponse(
        store.opened(one.place), as_attachment=True, filename=one.name, content_type=one.media
    )


OWN = {
    "documents": ("listDocuments", {"reference": "$response.body#/reference"}),
    "document": (
        "readDocument",
        {"reference": "$response.body#/reference", "document": "$response.body#/documents/0/document"},
    ),
}
links("listDocuments", 200, OWN)
links("addDocument", 200, OWN)
