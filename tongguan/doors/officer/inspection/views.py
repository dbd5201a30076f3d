"""Inspections where the goods are: the visits of the day, one visit, and what is sent from it.

A form of a visit is sent by the page itself, or later by the script that kept it while there was no
connection (`Accept: application/json`); both carry a token of their own, and are done once."""

from hashlib import sha256
from pathlib import Path

from django.contrib import messages
from django.contrib.staticfiles import finders
from django.http import FileResponse, Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from tongguan.desk.documents import store
from tongguan.desk.dossiers import theirs
from tongguan.desk.inspections import actions, evidence, sending, visiting
from tongguan.desk.inspections.evidence import Picture
from tongguan.desk.inspections.models import Photo
from tongguan.desk.inspections.sending import Answer
from tongguan.desk.inspections.sites import OPERATORS
from tongguan.doors.look.access import ANYONE, OFFICERS, TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import actor, offices
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, done, findings, sentences, told
from tongguan.doors.look.uploads import handed_out
from tongguan.doors.officer.inspection import doing, pages, placing
from tongguan.doors.officer.seen import acting, found
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import TrackKey

OWN = "visits of the offices of the person"
UNSAID = ("csrfmiddlewaretoken", "token", "age")
"""Fields that do not make what is asked something else."""


@may("inspector", *OPERATORS, own=f"{OWN}; for who runs a site, visits there")
def today(request: Asked) -> HttpResponse:
    """The visits of the day: of the inspector's offices, or of the sites that the enterprise runs."""
    if request.hat.capacity in OPERATORS:
        rows = visiting.at_sites_of(request.hat.behalf, now=request.at)
        page = "officer/inspection/site.html"
    else:
        rows = visiting.at_offices(offices(request), now=request.at)
        page = "officer/inspection/today.html"
    return render(request, page, pages.today(rows, request))


@may(*OPERATORS, methods=("POST",), own="visits booked at sites that the enterprise runs")
def present(request: Asked) -> HttpResponse:
    """The goods stand at the bay, ready to be opened: whoever runs the site says so."""
    sent = request.POST
    rows = visiting.at_sites_of(request.hat.behalf, now=request.at)
    row = next((one for one in rows if pages.name_of(one) == sent.get("visit", "")), None)
    if row is None:
        raise Http404
    try:
        actions.present(row.dossier, row.key, actor=actor(request), at=request.at)
    except NOT_DONE as no:
        told(request, no)
    else:
        done(request, "Said: {r} stands ready.", "已登记：{r}货物已就位。", r=row.reference)
    return HttpResponseRedirect(reverse("inspection:today"))


@may("inspector", methods=("GET", "POST"), own=OWN)
def visit(request: Asked, reference: str, track: str, number: int) -> HttpResponse:
    """One visit: what to look at, what was found, and what is to be done next."""
    dossier, key = found(request, reference), TrackKey(track, request.GET.get("part", "")[:40], number)
    if visiting.place_of(dossier, key) not in ("", *offices(request)):
        raise Http404
    answer: Answer | None = None
    if request.method == "POST":
        answer = _answered(request, dossier, key)
        if request.headers.get("Accept") == "application/json":
            told = {"done": answer.done, "words": " ".join(_told(answer, request.language))}
            return JsonResponse(told, status=200 if answer.done else 409)
        if answer.done:
            messages.success(request, _told(answer, request.language)[0])
            return HttpResponseRedirect(address(reference, key))
    page = pages.visit(dossier, key, request)
    if page is None:
        raise Http404
    said = _told(answer, request.language) if answer else []
    fields = placing.fields(answer.findings, page) if answer and answer.findings else [""]
    errors = list(zip(fields, said, strict=False))
    context = {**page, "errors": errors}
    return render(request, "officer/inspection/visit.html", context, status=422 if errors else 200)


def address(reference: str, key: TrackKey) -> str:
    """The page of a visit."""
    path = reverse("inspection:visit", args=(reference, key.track, key.number))
    return f"{path}?{urlencode({'part': key.part})}" if key.part else path


def _answered(request: Asked, dossier: int, key: TrackKey) -> Answer:
    """Does what the form asks for, or says what it was answered when it came before."""
    sent, person = request.POST, str(request.user.pk)
    verb = doing.VERBS.get(sent.get("do", ""))
    if verb is None or sent.get("person", person) != person:
        return Answer(False, reason="not_yours" if verb else "no_such_step")
    picture: Picture | None = None
    files = [one.read() for one in request.FILES.getlist("picture")]
    fields = sorted((name, *values) for name, values in sent.lists() if name not in UNSAID)
    asked = repr((request.get_full_path(), fields, [sha256(one).hexdigest() for one in files]))
    try:
        if sent.get("do") == "photo":
            picture = evidence.keep(files[0] if files else b"")
        one = doing.Asked(
            dossier=dossier, key=key, actor=acting(request), at=request.at, sent=sent.dict(), picture=picture
        )
        doing.must_be_filled(sent.get("do", ""), sent.dict())
        answer = sending.once(
            person=person, token=sent.get("token", ""), asked=asked.encode(), at=request.at,
            do=lambda: verb(one),
        )  # fmt: skip
    except NOT_DONE as no:
        answer = Answer(False, findings=findings(no))
    except Exception:
        if picture:
            evidence.forget(picture)
        raise
    if picture and (answer.again or not answer.done):
        evidence.forget(picture)
    return answer


def _told(answer: Answer, language: str) -> list[str]:
    if answer.done:
        return [pick(language, "Done.", "已办理。")]
    no = Refused(answer.findings) if answer.findings else NotOffered("", answer.reason)
    return sentences(no, language)


@may(*OFFICERS, own="cases in which the office holds or held a track")
def photo(request: Asked, reference: str, number: int) -> FileResponse:
    """A photo of a visit, for officers."""
    return _picture(visiting.photo(found(request, reference), number, as_trader=False))


@may(*TRADING, own="their enterprise's own declarations; photos that are shown to them")
def shown_photo(request: Asked, reference: str, number: int) -> FileResponse:
    """A photo of a visit, for the trader to whom it is shown."""
    own = theirs.own(request.hat.behalf, reference) if request.hat.behalf else None
    if own is None:
        raise Http404
    return _picture(visiting.photo(own.id, number, as_trader=True))


def _picture(row: Photo | None) -> FileResponse:
    try:
        if row is None:
            raise Http404
        content = store.opened(row.place)
    except FileNotFoundError:
        raise Http404 from None
    return handed_out(content, content_type=row.media)


@may(ANYONE)
def worker(request: Asked) -> HttpResponse:
    """The script of the pages, as the worker that answers for them while there is no connection."""
    script = Path(str(finders.find("look/tongguan.js")))
    answer = HttpResponse(script.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer
