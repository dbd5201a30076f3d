"""Declarations that were lodged: one, its timeline, many of them, and what happened to any."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from ninja import Query

from tongguan.desk.declarations.queries import version_of
from tongguan.desk.dossiers import queries, theirs
from tongguan.desk.monitor import feed
from tongguan.doors import clock
from tongguan.doors.api import answers, asked
from tongguan.doors.api.acting import Keyed, asking, cover, whole
from tongguan.doors.api.links import OF_A_DECLARATION, links
from tongguan.doors.api.operations import operation
from tongguan.doors.api.shapes.declarations import Declaration, Events, Page, Timeline

ZERO = datetime(1970, 1, 1, tzinfo=UTC)


@operation(
    "GET",
    "/declarations",
    name="listDeclarations",
    scope="declarations:read",
    told=Page,
    query=asked.Filters,
    summary=("List declarations", "报关单列表"),
    description="Those of which the enterprise is trader or declarant, the newest first. Go on with the "
    "cursor in `next`.",
    tags=["Declarations"],
)
def list_declarations(request: Keyed, query: Query[asked.Filters]) -> Any:
    found = theirs.listed(
        request.bearer.behalf,
        kind=query.kind or "",
        fate=query.fate or "",
        since=_midnight(query.accepted_since),
        until=_midnight(query.accepted_until, days=1),
        after=_place(query.after),
        limit=query.limit + 1,
    )
    shown = found[: query.limit]
    last = _cursor(shown[-1]) if len(found) > query.limit else None
    return {"declarations": [answers.listed(one) for one in shown], "next": last}


def _midnight(day: date | None, days: int = 0) -> datetime | None:
    return datetime.combine(day, time(), clock.ZONE) + timedelta(days=days) if day else None


def _cursor(one: theirs.Theirs) -> str:
    return f"{(one.opened_at - ZERO) // timedelta(microseconds=1)}-{one.id}"


def _place(cursor: str | None) -> theirs.Place | None:
    if cursor is None:
        return None
    microseconds, dossier = map(int, cursor.split("-"))
    return theirs.Place(ZERO + timedelta(microseconds=microseconds), dossier)


@operation(
    "GET",
    "/declarations/{reference}",
    name="readDeclaration",
    scope="declarations:read",
    told=Declaration,
    summary=("Read a declaration", "查询报关单"),
    description="Where it stands: for each container which gates are open and what the others wait for, "
    "which steps may be taken now, and what is declared in the version in force.",
    tags=["Declarations"],
)
def read_declaration(request: Keyed, reference: str) -> Any:
    known, one = whole(request, reference), cover(request, reference)
    mine = queries.actors_for(request.bearer.person, one.id, on=request.on)
    actor = next((each for each in mine if each.behalf == request.bearer.behalf), None)
    version = version_of(one.id)
    return answers.declaration(one, known, actor, version=version, language=request.language)


@operation(
    "GET",
    "/declarations/{reference}/timeline",
    name="readTimeline",
    scope="declarations:read",
    told=Timeline,
    summary=("Read the timeline of a declaration", "查询时间线"),
    tags=["Declarations"],
)
def read_timeline(request: Keyed, reference: str) -> Any:
    known = whole(request, reference)
    lines = [answers.line(one, request.language) for one in known.lines]
    return {"reference": known.cover.reference, "lines": lines}


@operation(
    "GET",
    "/events",
    name="listEvents",
    scope="declarations:read",
    told=Events,
    query=asked.Since,
    summary=("What happened since a cursor", "查询某一位置之后的事件"),
    description="Every line of the timelines of all the enterprise's declarations, numbered once and for "
    "all: whoever goes on after the last number that he has read misses nothing and reads nothing twice.",
    tags=["Events"],
)
def list_events(request: Keyed, query: Query[asked.Since]) -> Any:
    with asking({feed.NOT_YET: "/after"}):
        found = feed.since(request.bearer.behalf, int(query.after), limit=query.limit)
    events = [
        {"event": one.number, "reference": one.reference, **answers.line(one.line, request.language)}
        for one in found.told
    ]
    return {"events": events, "next": str(found.next), "more": found.more}


FIRST = "$response.body#/declarations/0/reference"
links("listDeclarations", 200, OF_A_DECLARATION, reference=FIRST)
links("readDeclaration", 200, OF_A_DECLARATION)
links("listEvents", 200, OF_A_DECLARATION, reference="$response.body#/events/0/reference")
