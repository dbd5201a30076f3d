"""A number or an appointment from the trader's page, with what it is about; and the queue, live."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render

from tongguan.desk.declarations.models import Draft
from tongguan.desk.declarations.queries import became
from tongguan.desk.dossiers import theirs
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.hall import queries, visits
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
from tongguan.doors.look.replies import done, not_done, tried

OWN = "visits of their own enterprise"
NOTHING = ("You have nothing that is called {q}.", "未找到{q}。")
LAW = "cn"
OFFICES, DRAFTS = 200, 30


@may(*TRADING, own=OWN)
def hall(request: Asked) -> HttpResponse:
    """The enterprise's visits, and how to take another."""
    offices = list(Office.objects.filter(jurisdiction=LAW).order_by("code")[:OFFICES])
    chosen = next((one for one in offices if one.code == request.GET.get("office")), None)
    times = (
        queries.free(chosen.code, now=request.at, today=request.on, book=book(LAW))
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
    }
    return render(request, "trader/hall/hall.html", given)


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
    if not Office.objects.filter(code=asked["office"], jurisdiction=LAW).exists():
        raise Http404
    dossier, draft = _about(request, about)
    if about and dossier is None and draft is None:
        not_done(request, *NOTHING, q=about)
        return redirect("trader:hall")
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
            visits.book(starts_at=when, book=book(LAW), **common, **now(request))
            done(request, "Booked.", "预约成功。")
        else:
            one = visits.take_number(**common, **now(request))
            done(request, "Your number: {n}", "您的号码：{n}", n=one.number)

    return _done(request, act)


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
    if dossier is None:
        not_done(request, *NOTHING, q=about or "—")
        return redirect("trader:hall")
    starts_at = legible.instant(request.POST.get("starts_at", "")) or request.at
    site = request.POST.get("site", "")[:32]

    def act() -> None:
        how: dict[str, Any] = {"dossier": dossier, "site": site, "starts_at": starts_at, "book": book(LAW)}
        visits.ask_for_bay(**how, **now(request))
        done(request, "Asked for; an officer answers here.", "已申请，海关将在此答复。")

    return _done(request, act)


@may(*TRADING, methods=("POST",), own=OWN)
def change(request: Asked, pk: int) -> HttpResponse:
    """I am here; or I shall not come."""
    act = {"arrive": visits.arrive, "give_back": visits.give_back}.get(request.POST.get("do", ""))
    if act is None or not Visit.objects.filter(pk=pk, enterprise=request.hat.behalf).exists():
        raise Http404
    return _done(request, lambda: act(pk, **now(request)))


def _done(request: Asked, act: Callable[[], object]) -> HttpResponse:
    tried(request, act)
    return redirect("trader:hall")
