"""Papers: given with a draft, offered again for the next one, and handed out to those who may see them."""

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.shortcuts import render

from tongguan.desk.declarations import drafts
from tongguan.desk.declarations.models import Draft
from tongguan.desk.declarations.preparing import Worked
from tongguan.desk.documents import queries, store
from tongguan.desk.documents.actions import give, most_bytes
from tongguan.desk.documents.models import Document
from tongguan.doors.look.access import OFFICERS, TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import offices
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import sentences
from tongguan.doors.look.uploads import handed_out
from tongguan.doors.trader.lodging.building import build
from tongguan.doors.trader.lodging.own_draft import OWN, draft_of, law, window, worked
from tongguan.law.findings import Refused
from tongguan.law.rulebook import Rulebook

LIST = "attachments"
GUESSES = (
    ("00000001", ("invoice", "发票")),
    ("00000002", ("packing", "装箱")),
    ("00000003", ("lading", "waybill", "提单", "运单", "提运单")),
    ("00000004", ("contract", "合同")),
    ("10000001", ("agency", "委托")),
    ("00000009", ("origin", "原产地")),
    ("20000011", ("veterinary", "health", "卫生证书", "兽医")),
    ("20000013", ("phyto", "植物检疫")),
    ("20000017", ("fumigation", "熏蒸")),
)
"""What a file is taken for by its name, until somebody says otherwise."""
FIRST_TRADER = (
    "State the domestic party first: papers are kept for the enterprise that they belong to.",
    "请先填报境内收发货人：单据按所属企业保存。",
)


def context(found: Worked) -> dict[str, Any]:
    """What the page shows of papers: what each entry's file is, and what was given before."""
    trader = trader_of(found)
    sheet = found.sheet
    digests = {entry: sheet.texts.get(f"{entry}/digest", "") for entry in sheet.entries(LIST)}
    there = queries.by_digest(found.draft.enterprise, trader, set(digests.values()) - {""})
    used = set(digests.values())
    return {
        "files": {entry: there[digest] for entry, digest in digests.items() if digest in there},
        "given": [one for one in queries.offered(found.draft.enterprise, trader) if one.digest not in used],
        "most_megabytes": most_bytes() // 1_000_000,
    }


def trader_of(found: Worked) -> str:
    """For whom a draft is."""
    trader = found.whole.tree.get("trader")
    return str(trader.get("identifier", "")) if isinstance(trader, dict) else ""


def taken(request: Asked, draft: Draft, book: Rulebook) -> list[str]:
    """Takes the files that a form brought and enters them into the draft; what is wrong, in words."""
    files = request.FILES.getlist("papers")
    if not files:
        return []
    trader = trader_of(worked(request, draft, book))
    if not trader:
        return [pick(request.language, *FIRST_TRADER)]
    problems: list[str] = []
    for file in files:
        try:
            given = give(
                enterprise=draft.enterprise, trader=trader, name=file.name or "", content=file.read(),
                person=request.user.pk, on=request.on, at=request.at, kind=_guess(file.name or ""),
            )  # fmt: skip
            _enter(request, draft, book, given.document)
        except Refused as refused:
            problems += sentences(refused, request.language)
    return problems


def again(request: Asked, draft: Draft, book: Rulebook, number: str) -> None:
    """Enters a paper that was given before. Raises Http404: it is not theirs, or not for this trader."""
    trader = trader_of(worked(request, draft, book))
    offered = {str(one.pk): one for one in queries.offered(draft.enterprise, trader)}
    if number not in offered:
        raise Http404
    _enter(request, draft, book, offered[number])


def _enter(request: Asked, draft: Draft, book: Rulebook, paper: Document) -> None:
    base, tab = window(request.POST)
    tree = {"kind": paper.kind, "number": paper.number, "digest": paper.digest}
    now = worked(request, draft_of(request, draft.pk), book).sheet
    if paper.digest in (now.texts.get(f"{entry}/digest") for entry in now.entries(LIST)):
        return
    stated = {name: text for name, text in tree.items() if text}
    drafts.add(
        draft.pk, LIST, person=request.user.pk, book=book, on=request.on, at=request.at, window=tab,
        base=base, trees=[stated],
    )  # fmt: skip


def _guess(name: str) -> str:
    lower = name.lower()
    return next((kind for kind, words in GUESSES if any(word in lower for word in words)), "")


@may(*TRADING, methods=("POST",), own=OWN)
def upload(request: Asked, number: int) -> HttpResponse:
    """Files dropped onto the form, taken at once: answers with the list of papers."""
    draft, book = draft_of(request, number), law()
    problems = taken(request, draft, book)
    found = worked(request, draft_of(request, number), book)
    form = build(found, book, request.on, request.language)
    section = next(one for one in form.sections if one.key == "papers")
    return render(
        request,
        "trader/lodging/papers.html",
        {
            "draft": found.draft,
            "section": section,
            "errors": [("papers-given", one) for one in problems],
            "taken": True,
            **context(found),
        },
    )


@may(*TRADING, *OFFICERS, own="papers that their enterprise gave, or of dossiers that it or the office holds")
def document(request: Asked, number: int) -> FileResponse:
    """A paper, as a file to be kept: never shown by the browser inside our pages."""
    try:
        hat = request.hat
        firm = "" if hat.office else hat.behalf
        paper = queries.seen(number, enterprise=firm, offices=offices(request))
        content = store.opened(paper.place)
    except (Document.DoesNotExist, FileNotFoundError):
        raise Http404 from None
    return handed_out(
        content, as_attachment=True, filename=paper.name, content_type="application/octet-stream"
    )
