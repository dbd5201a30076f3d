"""A number or an appointment from the trader's page, with what it is about; and the queue, live."""

from collections.abc import Callable, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.declarations.models import Draft
from tongguan.desk.declarations.queries import became
from tongguan.desk.dossiers import theirs
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.hall import queries, visits, words
from tongguan.desk.hall.models import OPEN, SAVED, SERVICES, STATES, Visit
from tongguan.desk.hall.saving import needless
from tongguan.desk.inspections.models import Site
from tongguan.desk.people.models import Office
from tongguan.desk.rulebooks.queries import book
from tongguan.doors.clock import ZONE
from tongguan.doors.look import legible
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.hats import now
from tongguan.doors.look.language import pick
from tongguan.doors.look.replies import NOT_DONE, Errors, done, placed, tried

OWN = "visits of their own enterprise"
WHICH = ("State the entry number.", "请填写海关编号。")
NOTHING = ("You have nothing that is called {q}.", "未找到{q}。")
OFFICES, DRAFTS = 200, 30
AT_HALL = {
    words.NO_SERVICE: "service",
    words.CLOSED: "starts_at",
    words.FULL: "starts_at",
    words.NEVER: "starts_at",
}
AT_BAY = {
    words.NO_INSPECTION: "bay-about",
    words.NOT_NOW: "bay-at",
    words.ON_THE_HOUR: "bay-at",
    words.IN_HOURS: "bay-at",
}
"""The fields at which refusals are told, by their codes; all others are about the whole form."""


@may(*TRADING, own=OWN)
def hall(request: Asked) -> HttpResponse:
    """The enterprise's visits, and how to take another."""
    return _hall(request, [])


def _hall(request: Asked, errors: Errors, form: str = "") -> HttpResponse:
    """The page; with what is wrong with a form (`form`: which of them), and what was typed into it."""
    offices = list(Office.objects.filter(jurisdiction=settings.JURISDICTION).order_by("code")[:OFFICES])
    office = request.POST.get("office") or request.GET.get("office")
    chosen = next((one for one in offices if one.code == office), None)
    times = (
        queries.free(chosen.code, now=request.at, today=request.on, book=book(settings.JURISDICTION))
        if chosen is not None
        else []
    )
    drafts = Draft.objects.filter(enterprise=request.hat.behalf, dossier=None).order_by("-changed_at", "-pk")
    given = {
        **_told(request),
        "offices": [(one.code, pick(request.language, one.name_en, one.name_zh)) for one in offices],
        "chosen": chosen,
        "times": [(one.isoformat(), one.astimezone(ZONE).strftime("%Y-%m-%d %H:%M")) for one in times],
        "waits": queries.lengths([chosen.code], request.on).get(chosen.code, 0) if chosen else 0,
        "services": [(name, pick(request.language, *words)) for name, words in SERVICES.items()],
        "drafts": drafts.only("pk", "goods", "changed_at")[:DRAFTS],
        "about": request.GET.get("about", "")[:64],
        "sites": _sites(),
        "sent": {form: request.POST},
        "errors": errors,
    }
    return render(request, "trader/hall/hall.html", given, status=422 if errors else 200)


def _sites() -> list[Site]:
    return list(Site.objects.filter(bays__gt=0).order_by("code")[:OFFICES])


@may(*TRADING, own=OWN)
def live(request: Asked) -> HttpResponse:
    """The part of the page that changes by itself."""
    return render(request, "trader/hall/visits.html", _told(request))


def _told(request: Asked) -> dict[str, Any]:
    rows = queries.of_enterprise(request.hat.behalf)
    for one in needless(rows, lodged=became):
        one.state = SAVED  # as it is shown; it is counted when the office calls its next, or by the clock
    ahead = queries.before(rows, request.at)
    names = dict(
        Office.objects.filter(code__in={one.office for one in rows}).values_list("code", _name(request))
    )
    ids = {one.dossier for one in rows if one.dossier is not None}
    references = dict(Dossier.objects.filter(pk__in=ids).values_list("pk", "reference"))
    return {
        "visits": [
            {
                "visit": one,
                "open": one.state in OPEN,
                "office": names.get(one.office, one.office),
                "service": pick(request.language, *SERVICES[one.service]),
                "state": pick(request.language, *STATES[one.state]),
                "ahead": ahead.get(one.pk),
                "reference": references.get(one.dossier or 0, ""),
                "today": one.day == request.on and one.place == "hall",
            }
            for one in rows
        ]
    }


def _name(request: Asked) -> str:
    return "name_zh" if request.language == "zh" else "name_en"


@may(*TRADING, methods=("POST",), own=OWN)
def take(request: Asked) -> HttpResponse:
    """A number of today, or an appointment where a time is chosen."""
    asked = {name: request.POST.get(name, "").strip()[:64] for name in ("office", "service", "starts_at")}
    about = request.POST.get("about", "").strip()[:64]
    if not Office.objects.filter(code=asked["office"], jurisdiction=settings.JURISDICTION).exists():
        raise Http404
    dossier, draft = _about(request, about)
    if about and dossier is None and draft is None:
        return _hall(request, [("about", pick(request.language, *NOTHING, q=about))], "take")
    starts_at = legible.instant(asked["starts_at"])
    common: dict[str, Any] = {
        "office": asked["office"],
        "service": asked["service"],
        "dossier": dossier,
        "draft": draft,
    }

    def act() -> None:
        if asked["starts_at"]:
            when = starts_at or request.at
            visits.book(starts_at=when, book=book(settings.JURISDICTION), **common, **now(request))
            done(request, "Booked.", "预约成功。")
        else:
            one = visits.take_number(**common, **now(request))
            done(request, "Your number: {n}", "您的号码：{n}", n=one.number)

    return _done(request, act, AT_HALL, "take")


def _about(request: Asked, about: str) -> tuple[int | None, int | None]:
    """A dossier or a draft of the enterprise, by its reference or as `draft-7`."""
    enterprise = request.hat.behalf
    if about.startswith("draft-"):
        number = legible.number(about.removeprefix("draft-"), 18)
        mine = Draft.objects.filter(pk=number, enterprise=enterprise, dossier=None)
        return None, mine.values_list("pk", flat=True).first()
    found = theirs.own(enterprise, about) if about.isalnum() else None
    return (found.id if found else None), None


@may(*TRADING, methods=("POST",), own=OWN)
def bay(request: Asked) -> HttpResponse:
    """Asks for an inspection bay outside the hours of its site."""
    about = request.POST.get("about", "").strip()[:64]
    dossier, _ = _about(request, about)
    starts_at = legible.instant(request.POST.get("starts_at", ""))
    site = request.POST.get("site", "")[:32]
    errors: Errors = []
    if dossier is None:
        errors.append(("bay-about", pick(request.language, *(NOTHING if about else WHICH), q=about)))
    if starts_at is None:
        errors.append(("bay-at", pick(request.language, "State the day and the time.", "请填写日期和时间。")))
    if site not in {one.code for one in _sites()}:
        errors.append(("site", pick(request.language, "Choose a site.", "请选择查验场地。")))
    if errors:
        return _hall(request, errors, "bay")

    def act() -> None:
        how: dict[str, Any] = {
            "dossier": dossier,
            "site": site,
            "starts_at": starts_at,
            "book": book(settings.JURISDICTION),
        }
        visits.ask_for_bay(**how, **now(request))
        done(request, "Asked for; an officer answers here.", "已申请，海关将在此答复。")

    return _done(request, act, AT_BAY, "bay")


@may(*TRADING, methods=("POST",), own=OWN)
def change(request: Asked, pk: int) -> HttpResponse:
    """I am here; or I shall not come."""
    act = {"arrive": visits.arrive, "give_back": visits.give_back}.get(request.POST.get("do", ""))
    if act is None or not Visit.objects.filter(pk=pk, enterprise=request.hat.behalf).exists():
        raise Http404
    tried(request, lambda: act(pk, **now(request)))
    return redirect("trader:hall")


def _done(request: Asked, act: Callable[[], object], at: Mapping[str, str], form: str) -> HttpResponse:
    try:
        act()
    except NOT_DONE as no:
        return _hall(request, placed(no, request.language, at), form)
    return redirect("trader:hall")
