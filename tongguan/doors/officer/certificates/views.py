"""Supervision documents, electronic ledger numbers and inspection certificates, at a counter."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tongguan.desk.declarations import papers
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.concerns import AUTHORITY, concerned
from tongguan.desk.dossiers import queries as dossiers
from tongguan.desk.inspections import balances, certificates, proofs, words
from tongguan.desk.inspections.models import Certificate
from tongguan.desk.people import naming
from tongguan.doors.look import legible
from tongguan.doors.look.access import may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor, offices
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, Errors, done, placed
from tongguan.doors.officer.certificates.stated import CERTIFICATES, SUPERVISION, Stated, document, kinds
from tongguan.doors.officer.seen import found as dossier_of
from tongguan.law.rulebook import Rulebook

READERS = ("document_officer", "inspector", "coordinator", AUTHORITY)
ENTERED = (
    "an authority its own documents, an inspector those of a case, a document officer those of the office "
    "and of issuers entrusted to it"
)
WRITERS = ("document_officer", "inspector", AUTHORITY)
OWN = "documents of their jurisdiction, and of their write-offs the cases that they see; an authority its own"
REASON = 2000
NOWHERE: Mapping[str, str] = {}
AT = {
    words.NOT_ENTRUSTED: "issuer",
    **{f"/{name}": name for name in ("code", "number", "holder", "commodities", "quantity", "unit", "text")},
}
"""The fields at which some refusals of a document are told; all others at its number."""


@may(*READERS, own=OWN)
def find(request: Asked) -> HttpResponse:
    """Documents by code and number, and those that were entered last."""
    book, number = _book(), request.GET.get("number", "").strip()[:41]
    code, issuer = request.GET.get("code", ""), _issuer(request)
    every = kinds(book, request.on, request.language, SUPERVISION, CERTIFICATES)
    rows = balances.newest(settings.JURISDICTION, issuer=issuer)
    if number.isprintable() and number:
        codes = [one for one, _ in every if code in ("", one)]
        rows = balances.found(settings.JURISDICTION, number, codes=codes, issuer=issuer)
        if len(rows) == 1:
            return redirect("certificates:one", rows[0].code, rows[0].number)
    context = {
        "rows": [_row(one, every, request) for one in rows],
        "kinds": every,
        "sought": number,
        "code": code,
        "may_enter": request.hat.capacity in WRITERS,
    }
    return render(request, "officer/certificates/find.html", context)


@may(*READERS, own=OWN)
def certificate(request: Asked, code: str, number: str) -> HttpResponse:
    """A document: whom and what it allows, what is left of it, and what was written off."""
    return _page(request, _one(request, code, number), [], 200)


@may(*WRITERS, methods=("GET", "POST"), own=ENTERED)
def enter(request: Asked) -> HttpResponse:
    """A document as its issuer gave it, or a certificate that an inspector issues on a case."""
    stated = Stated(request.POST.dict(), request.language)
    if request.method == "POST":
        said = document(stated, _book(), request.on)
        if not stated.errors:
            stated.errors += _done(request, "number", lambda: _enter(request, stated, said), AT)
        if not stated.errors:
            done(request, "The document is entered.", "证件已登记。")
            return redirect("certificates:one", said["code"], said["number"])
    book = _book()
    context = {
        "supervision": kinds(book, request.on, request.language, SUPERVISION),
        "certificates": kinds(book, request.on, request.language, CERTIFICATES),
        "units": kinds(book, request.on, request.language, "unit"),
        "issuers": _issuers(request, book),
        "stated": stated.sent or request.GET,
        "errors": stated.errors,
    }
    status = 422 if stated.errors else 200
    return render(request, "officer/certificates/enter.html", context, status=status)


@may("document_officer", AUTHORITY, methods=("POST",), own="write-offs of the cases before their office")
def correct(request: Asked) -> HttpResponse:
    """Sets right what a line has written off, with a reason."""
    stated = Stated(request.POST.dict(), request.language)
    one = _one(request, stated.text("code"), stated.text("number"))
    dossier = dossier_of(request, stated.text("reference"))
    line = stated.text("line")
    quantity = stated.quantity("quantity")
    if quantity is None and not stated.errors:
        stated.wrong("quantity", "State the quantity in figures.", "请用数字填写数量。")
    if not stated.text("reason"):
        stated.wrong("reason", "Say the reason.", "请注明理由。")
    if quantity is not None and not stated.errors:
        place = (
            one.code,
            one.number,
            legible.number(line, 4),
        )
        stated.errors += _done(
            request,
            "quantity",
            lambda: papers.correct(
                dossier,
                books=books_of(one.jurisdiction),
                place=place,
                quantity=quantity,
                reason=stated.text("reason")[: REASON + 1],
                actor=actor(request),
                at=request.at,
            ),
            {"/reason": "reason"},
        )
    if stated.errors:
        suffix = f"-{stated.text('reference')}-{legible.number(line, 4)}"
        return _page(request, one, [(at + suffix, said) for at, said in stated.errors], 422)
    done(request, "The write-off is corrected.", "核销数量已更正。")
    return redirect("certificates:one", one.code, one.number)


@may(*WRITERS, methods=("POST",), own="documents that they, or their office, issued")
def revoke(request: Asked) -> HttpResponse:
    """Ends a document from now on, with a reason."""
    stated = Stated(request.POST.dict(), request.language)
    one, reason = _one(request, stated.text("code"), stated.text("number")), stated.text("reason")
    if not reason or len(reason) > REASON:
        stated.wrong("revoke-reason", "Say why, in up to 2,000 characters.", "请填写理由（不超过2000字）。")
    else:
        which = {"jurisdiction": one.jurisdiction, "code": one.code, "number": one.number}
        stated.errors += _done(
            request,
            "revoke-reason",
            lambda: certificates.revoke(**which, reason=reason, actor=actor(request), at=request.at),
        )
    if stated.errors:
        return _page(request, one, stated.errors, 422)
    done(request, "The document is revoked.", "证件已撤销。")
    return redirect("certificates:one", one.code, one.number)


def _enter(request: Asked, stated: Stated, said: dict[str, Any]) -> Certificate:
    told = {**said, "actor": actor(request), "at": request.at}
    if request.hat.capacity == "inspector":
        return proofs.issue(dossier_of(request, stated.text("reference")), **told)
    issuer = stated.text("issuer") if request.hat.capacity == "document_officer" else request.hat.behalf
    return certificates.register(
        jurisdiction=settings.JURISDICTION, issuer=issuer or request.hat.behalf, **told
    )


def _issuers(request: Asked, book: Rulebook) -> list[tuple[str, str]]:
    """Whose papers a document officer enters here beside the office's own, and what they are called."""
    codes = certificates.entrusted(book, request.hat.behalf, request.on)
    called = naming.firms(codes)
    return [(code, naming.called(called, code, request.language)) for code in codes]


def _done(
    request: Asked, where: str, action: Callable[[], object], at: Mapping[str, str] = NOWHERE
) -> Errors:
    """Does it; what kept it from being done, at a field: that of its pointer or code, else `where`."""
    try:
        action()
    except NOT_DONE as no:
        return placed(no, request.language, at, where)
    except Http404:
        message = pick(request.language, "This office has no such declaration.", "本关没有该报关单。")
        return [("reference", message)]
    return []


def _one(request: Asked, code: str, number: str) -> Certificate:
    """The document, if the hat may see it. Raises Http404."""
    fits = all(text.isprintable() and 0 < len(text) <= 40 for text in (code, number))
    rows = (
        balances.found(settings.JURISDICTION, number, codes=[code], issuer=_issuer(request)) if fits else []
    )
    if not rows:
        raise Http404
    return rows[0]


def _issuer(request: Asked) -> str | None:
    """Whose documents the hat sees alone; None: everybody's."""
    return request.hat.behalf if request.hat.capacity == AUTHORITY else None


def _page(request: Asked, one: Certificate, errors: Errors, status: int) -> HttpResponse:
    first = legible.number(request.GET.get("before", "")) or None
    stood, book = balances.balance(one, before=first), _book()
    seen = _seen(request, {row.dossier_id for row in stood.rows if row.dossier_id} | {one.dossier_id or 0})
    every = kinds(book, request.on, request.language, SUPERVISION, CERTIFICATES)
    firms = naming.firms({one.holder, one.issuer}) | naming.offices({one.issuer})
    people = naming.names({row.by for row in stood.rows if row.dossier_id in seen} | {one.by})
    chinese = request.language == "zh"
    unit = book.get("unit", one.unit, request.on)
    rows = [
        {
            "row": row,
            "reference": row.dossier.reference if row.dossier and row.dossier_id in seen else "",
            "elsewhere": row.dossier_id is not None and row.dossier_id not in seen,
            "by": people.get(row.by, ""),
            "given": row.corrects is None and not row.revokes and row.quantity < 0,
            "of": row.reason if row.reason != certificates.RELEASED else "",
        }
        for row in stood.rows
    ]
    corrects = one.unit and request.hat.capacity in ("document_officer", AUTHORITY)
    lines = _lines(rows, request.POST) if corrects else []
    fields = {"revoke-reason", *(at for line in lines for at in (line["quantity"], line["reason"]))}
    context = {
        **_row(one, every, request),
        "stood": stood,
        "holder": naming.called(firms, one.holder, request.language),
        "issuer": naming.called(firms, one.issuer, request.language),
        "unit": f"{one.unit} {unit.zh if chinese else unit.en}" if unit else one.unit,
        "rows": rows,
        "issued_on": _called(one) if one.dossier_id in seen else "",
        "lines": lines,
        "may_revoke": request.hat.capacity in WRITERS and request.hat.behalf == one.issuer,
        "older": f"?{urlencode({'before': stood.rows[-1].number})}" if stood.more else "",
        "sent": request.POST,
        "errors": [(at if at in fields else "", sentence) for at, sentence in errors],
        "back": reverse("certificates:find"),
    }
    return render(request, "officer/certificates/certificate.html", context, status=status)


def _lines(rows: list[dict[str, Any]], sent: Mapping[str, str]) -> list[dict[str, Any]]:
    """The cases and lines of the write-offs that are shown, whose quantity may be set right: each with the
    ids of its fields, and with what was just sent by its form."""
    places = dict.fromkeys((one["reference"], one["row"].line) for one in rows if one["reference"])
    return [
        {
            "reference": reference,
            "line": line,
            "quantity": f"quantity-{reference}-{line}",
            "reason": f"reason-{reference}-{line}",
            "sent": sent if (sent.get("reference"), sent.get("line")) == (reference, str(line)) else {},
        }
        for reference, line in places
    ]


def _seen(request: Asked, ids: set[int]) -> set[int]:
    """Those of the dossiers that the hat sees."""
    if request.hat.capacity == AUTHORITY:
        return concerned(actor(request), ids)
    return dossiers.held(ids, offices=offices(request))


def _called(one: Certificate) -> str:
    return one.dossier.reference if one.dossier else ""


def _row(one: Certificate, every: list[tuple[str, str]], request: Asked) -> dict[str, Any]:
    return {"one": one, "kind": dict(every).get(one.code, "")}


def _book() -> Rulebook:
    """The newest edition; an empty book where nothing is published yet."""
    try:
        return books_of(settings.JURISDICTION).law
    except LookupError:
        return Rulebook(settings.JURISDICTION, 0, ())
