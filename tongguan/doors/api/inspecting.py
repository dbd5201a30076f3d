"""Inspections of which notice was given: what is looked at, where and when; and the appointment."""

from typing import Any

from ninja import Query

from tongguan.desk.inspections import actions, bookings, queries
from tongguan.desk.inspections.models import Booking, Look, Result
from tongguan.desk.inspections.orders import lines_of
from tongguan.desk.inspections.queries import Inspection
from tongguan.desk.inspections.words import CLOSED, FULL, NO_SITE, PAST, STANDS_IN
from tongguan.desk.monitor.seen import Seen
from tongguan.doors.api import asked, words
from tongguan.doors.api.acting import Keyed, actor, asking, books, whole
from tongguan.doors.api.answers import instant, perhaps, until
from tongguan.doors.api.links import OF_A_DECLARATION, links
from tongguan.doors.api.operations import operation
from tongguan.doors.api.problems import because
from tongguan.doors.api.shapes.inspections import Inspections, Slots
from tongguan.law.kernel import flow_words, names
from tongguan.law.kernel.case import TrackKey

ONE = "/declarations/{reference}/inspections/{inspection}"


@operation(
    "GET",
    "/declarations/{reference}/inspections",
    name="listInspections",
    scope="declarations:read",
    told=Inspections,
    summary=("List the inspections", "查验列表"),
    description="Those of which notice was given; of others nothing is told, not even whether there are any.",
    tags=["Inspections"],
)
def list_inspections(request: Keyed, reference: str) -> Any:
    known = whole(request, reference)
    told = [_told(key, one, known, request.language) for key, one in _inspections(known).items()]
    return {"reference": known.cover.reference, "inspections": told}


def _inspections(known: Seen) -> dict[TrackKey, Inspection]:
    """By the key under which a trader knows each."""
    found = queries.inspections(known.cover.id, as_trader=True)
    return {known.shown.keys[one.key]: one for one in found if one.key in known.shown.keys}


def _name(key: TrackKey) -> str:
    return ".".join((key.track, str(key.number), *([key.part] if key.part else [])))


def _named(known: Seen, name: str) -> tuple[TrackKey, Inspection]:
    """The inspection of this name; one of which no notice was given is answered as one that is not there."""
    found = next((one for one in _inspections(known).items() if _name(one[0]) == name), None)
    if found is None:
        raise because(404, words.UNKNOWN)
    return found


def _told(key: TrackKey, one: Inspection, known: Seen, language: str) -> dict[str, Any]:
    at = known.case.tracks[key]
    return {
        "inspection": _name(key),
        "place": one.place,
        "part": key.part,
        "state": at.state,
        "state_name": flow_words.state(key.track, at.state, language),
        "whose": at.whose,
        "whose_name": flow_words.whose(at.whose, language),
        "due": until(known, key, at),
        "looks": [_look(look, language) for look in one.looks],
        "booked": _booked(one.booking, language),
        "begun_at": perhaps(one.visits[-1].at if one.visits else None),
        "results": [_result(result, language) for result in one.results if at.state in queries.CONFIRMED],
    }


def _look(look: Look, language: str) -> dict[str, Any]:
    return {
        "authority": look.authority,
        "authority_name": _called(names.AUTHORITIES, look.authority, language),
        "method": look.method,
        "method_name": _called(names.METHODS, look.method, language),
        "lines": [line for line in lines_of(look) if line],
    }


def _booked(booking: Booking | None, language: str) -> dict[str, Any] | None:
    if booking is None:
        return None
    site = booking.site
    return {
        "site": site.code,
        "site_name": site.name_zh if language == "zh" else site.name_en,
        "starts_at": instant(booking.starts_at),
        "bay": booking.bay,
    }


def _result(result: Result, language: str) -> dict[str, Any]:
    return {
        "line": result.line,
        "authority": result.authority,
        "authority_name": _called(names.AUTHORITIES, result.authority, language),
        "conforms": result.conforms,
        "finding": result.finding,
        "finding_name": _called(names.FINDINGS, result.finding, language),
    }


def _called(known: Any, code: str, language: str) -> str:
    return names.name(known, code)[language == "zh"]


@operation(
    "GET",
    f"{ONE}/slots",
    name="listSlots",
    scope="declarations:read",
    told=Slots,
    query=asked.SlotsOn,
    summary=("List the times that can be booked", "可预约时段"),
    tags=["Inspections"],
)
def list_slots(request: Keyed, reference: str, inspection: str, query: Query[asked.SlotsOn]) -> Any:
    known = whole(request, reference)
    key, _ = _named(known, inspection)
    office = known.case.tracks[key].office
    sites = [
        {
            "site": site.code,
            "name": site.name_zh if request.language == "zh" else site.name_en,
            "slots": [{"starts_at": instant(at), "bays": bays} for at, _, bays in slots],
        }
        for site, slots in bookings.open_slots(office, now=request.at, days=query.days, book=books().law)
    ]
    return {"reference": known.cover.reference, "inspection": inspection, "sites": sites}


@operation(
    "POST",
    f"{ONE}/bookings",
    name="book",
    scope="declarations:write",
    told=Inspections,
    summary=("Book, or move, the appointment", "预约或改约查验"),
    tags=["Inspections"],
)
def book(request: Keyed, reference: str, inspection: str, body: asked.Booking) -> Any:
    known = whole(request, reference)
    key, by = _named(known, inspection)[1].key, actor(request, known.cover.id)
    with asking({NO_SITE: "/site", **dict.fromkeys((CLOSED, FULL, PAST), "/starts_at")}):
        actions.book(known.cover.id, key, site=body.site, starts_at=body.starts_at, actor=by, at=request.at)
    return list_inspections(request, reference)


@operation(
    "POST",
    f"{ONE}/presentations",
    name="present",
    scope="declarations:write",
    told=Inspections,
    summary=("Say that the goods stand at the site", "申报货物到场"),
    tags=["Inspections"],
)
def present(request: Keyed, reference: str, inspection: str, body: asked.Presence) -> Any:
    known = whole(request, reference)
    key, by = _named(known, inspection)[1].key, actor(request, known.cover.id)
    with asking():
        actions.present(known.cover.id, key, word=STANDS_IN if body.operator else "", actor=by, at=request.at)
    return list_inspections(request, reference)


@operation(
    "POST",
    f"{ONE}/steps",
    name="takeInspectionStep",
    scope="declarations:write",
    told=Inspections,
    summary=("Say that goods were treated, or dispute the result", "报告处理完毕或申请复验"),
    tags=["Inspections"],
)
def take_step(request: Keyed, reference: str, inspection: str, body: asked.InspectionStep) -> Any:
    known = whole(request, reference)
    key, by = _named(known, inspection)[1].key, actor(request, known.cover.id)
    with asking({"/data": "/text"}):
        if body.step == "finish_treatment":
            actions.finish_treatment(known.cover.id, key, reference=body.text, actor=by, at=request.at)
        else:
            actions.ask_to_repeat(known.cover.id, key, reason=body.text, actor=by, at=request.at)
    return list_inspections(request, reference)


_NAMED = {"reference": "$response.body#/reference", "inspection": "$response.body#/inspections/0/inspection"}
for _name_of in ("listInspections", "book", "present", "takeInspectionStep"):
    links(
        _name_of,
        200,
        {
            **OF_A_DECLARATION,
            **{name: (name, _NAMED) for name in ("listSlots", "book", "present", "takeInspectionStep")},
        },
    )
