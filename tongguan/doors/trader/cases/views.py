"""What was lodged, as its trader follows it: what needs them now, the list, one declaration, live."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode

from tongguan.desk.declarations.finding import MOST, SHORTEST, find
from tongguan.desk.documents.queries import of_dossier
from tongguan.desk.dossiers import theirs
from tongguan.desk.dossiers.theirs import FINISHED, OPEN, Place
from tongguan.desk.inspections.queries import COVERT
from tongguan.desk.monitor.board import assessed
from tongguan.desk.monitor.seen import Seen
from tongguan.desk.revenue.queries import debts
from tongguan.desk.rulebooks.queries import book
from tongguan.doors.look import legible, workings
from tongguan.doors.look.access import TRADING, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.trader.cases import cells, visits, waiting
from tongguan.doors.trader.cases.own_case import Mine, many, mine
from tongguan.doors.trader.cases.printing import papers_of
from tongguan.doors.trader.cases.verbs import INSPECTIONS

OWN = "their enterprise's own declarations"
NEEDS, UNDER_WAY, PAGE = 12, 12, 30
SHOWN = ("all", "needs", "open", "finished")


@may(*TRADING, own=OWN)
def home(request: Asked) -> HttpResponse:
    """What needs the trader now, and what is under way."""
    enterprise = request.hat.behalf
    needing = theirs.waiting(enterprise, now=request.at, limit=NEEDS + 1)
    open_ones = theirs.listed(enterprise, fate=OPEN, limit=UNDER_WAY + 1)
    ids = dict.fromkeys([*(one.id for one in needing[:NEEDS]), *(one.id for one in open_ones[:UNDER_WAY])])
    known = {one.cover.id: one for one in many(request, list(ids))}
    return render(
        request,
        "trader/cases/home.html",
        {
            "turns": list(_turns(request, [known[one.id] for one in needing[:NEEDS]])),
            "more_turns": len(needing) > NEEDS,
            "rows": [cells.row(known[one.id], request.language) for one in open_ones[:UNDER_WAY]],
            "more_rows": len(open_ones) > UNDER_WAY,
        },
    )


def _turns(request: Asked, known: Iterable[Seen]) -> Iterable[dict[str, Any]]:
    """What waits for the trader, the most urgent first."""
    found = []
    for one in known:
        row = cells.row(one, request.language)
        for turn in waiting.turns(one, (), book(one.cover.jurisdiction), request.language):
            meeting = visits.appointment(one, turn)
            when = meeting.starts_at if meeting else turn.latest
            urgency = waiting.urgency(when, request.at)
            found.append({"row": row, "turn": turn, "when": when, "meeting": meeting, "urgency": urgency})
    far = datetime.max.replace(tzinfo=UTC)
    return sorted(found, key=lambda one: one["when"] or far)


@may(*TRADING, own=OWN)
def declarations(request: Asked) -> HttpResponse:
    """The list, filtered by what stands in the address; or what a search finds."""
    asked = request.GET
    sought = asked.get("q", "").strip()
    if sought:
        found = find(request.hat.behalf, sought)
        if len(found) == 1:
            return HttpResponseRedirect(reverse("trader:case", args=(found[0].reference,)))
        ids, after = [one.id for one in found], ""
    else:
        ids, after = _listed(request)
    chosen = {name: asked.get(name, "") for name in ("show", "kind", "since", "until")}
    chosen["show"] = chosen["show"] if chosen["show"] in SHOWN else "all"
    return render(
        request,
        "trader/cases/list.html",
        {
            "rows": [cells.row(one, request.language) for one in many(request, ids)],
            "sought": sought,
            "too_short": bool(sought) and len(sought) < SHORTEST,
            "many": bool(sought) and len(ids) >= MOST,
            "chosen": chosen,
            "filtered": any(chosen[name] for name in ("kind", "since", "until")) or chosen["show"] != "all",
            "after": after and urlencode({**{k: v for k, v in chosen.items() if v}, "after": after}),
            "paged": "after" in asked,
        },
    )


def _listed(request: Asked) -> tuple[list[int], str]:
    """The dossiers of a page, and where the next one begins ("": there is none)."""
    asked, enterprise = request.GET, request.hat.behalf
    after, show = _place(asked.get("after", "")), asked.get("show", "")
    if show == "needs":
        places = theirs.waiting(enterprise, now=request.at, after=after, limit=PAGE + 1)
    else:
        until = legible.midnight(asked.get("until", ""))
        kind = asked.get("kind", "")
        found = theirs.listed(
            enterprise,
            kind=kind if kind in ("import", "export") else "",
            fate={"open": OPEN, "finished": FINISHED}.get(show, ""),
            since=legible.midnight(asked.get("since", "")),
            until=until and until + timedelta(days=1),
            after=after,
            limit=PAGE + 1,
        )
        places = [Place(one.opened_at, one.id) for one in found]
    last = places[PAGE - 1] if len(places) > PAGE else None
    mark = (legible.mark(last.at, last.id) if last.at else f"~{last.id}") if last else ""
    return [one.id for one in places[:PAGE]], mark


def _place(text: str) -> Place | None:
    """Where a page goes on, as its address says; what has no clock stands last and without an instant."""
    if found := legible.after(text):
        return Place(*found)
    entry = legible.number(text[1:], 18) if text.startswith("~") else 0
    return Place(None, entry) if entry else None


@may(*TRADING, own=OWN)
def inspections(request: Asked) -> HttpResponse:
    """Inspections: of one declaration, by reference, bill or container; else all that are under way or were
    done lately. Before its notice an inspection is none."""
    sought = request.GET.get("q", "").strip()
    enterprise = request.hat.behalf
    if sought:
        ids = [one.id for one in find(enterprise, sought)]
    else:
        ids = theirs.with_tracks(enterprise, INSPECTIONS, (COVERT,), now=request.at)
    known = many(request, ids)
    found = visits.visits(known, request.language)
    inspected = {visit["reference"] for visit in found}
    return render(
        request,
        "trader/cases/inspections.html",
        {
            "sought": sought,
            "visits": found,
            "others": [
                cells.row(one, request.language) for one in known if one.cover.reference not in inspected
            ]
            if sought
            else [],
        },
    )


@may(*TRADING, own=OWN)
def case(request: Asked, reference: str) -> HttpResponse:
    """One declaration."""
    it = mine(request, reference)
    return render(request, "trader/cases/case.html", {**_told(request, it), "live": True})


@may(*TRADING, own=OWN)
def live(request: Asked, reference: str) -> HttpResponse:
    """What of the page changes by itself; 204 where nothing that a trader may know has changed since."""
    it = mine(request, reference)
    found = _told(request, it)
    if request.GET.get("mark") == found["mark"]:
        return HttpResponse(status=204)
    return render(request, "trader/cases/live.html", {**found, "fresh": True})


def _told(request: Asked, it: Mine) -> dict[str, Any]:
    """All that the page of a declaration says."""
    language, seen = request.language, it.seen
    known = visits.visits([seen], language)
    worth, owed = assessed(it.id, it.book)
    bills = debts(it.id)
    parts = [(part, seen.ledger(part, request.at, it.book)) for part in seen.case.parts]
    row, named = cells.row(seen, language), cells.parties(seen, language)
    shown = {
        "state": (row["state"], row["shape"]),
        "acting": it.actor is not None,
        "turns": [
            {
                "turn": turn,
                "meeting": visits.appointment(seen, turn),
                "urgency": waiting.urgency(turn.latest, request.at),
            }
            for turn in waiting.turns(seen, it.offered, it.book, language)
        ],
        "ends": cells.ends(seen, language),
        "trader": named["trader"],
        "declared": cells.declared(seen, language, named["declarant"]),
        "holds": waiting.holds(seen, it.offered, it.book, language),
        "requests": waiting.requests(it.offered, language),
        "visits": known,
        "worth": worth and workings.worth(worth, language),
        "charges": workings.charges(owed, language),
        "debts": bills,
        "lines": [cells.line(one, language) for one in reversed(seen.lines)],
        "papers": papers_of(seen),
        "given": [(one.pk, one.name) for one in of_dossier(it.id)],
    }
    # of what is shown, and of nothing else: a mark that moved with what is hidden would tell of it; and of no
    # time that runs
    mark = sha256(repr(shown).encode()).hexdigest()[:16]
    ledgers = [(part, workings.ledger(one, language)) for part, one in parts if one and one.slices]
    return {**shown, "it": seen, "row": row, "mark": mark, "ledgers": ledgers}
