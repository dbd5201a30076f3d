"""A visit as the page on a phone shows it."""

from collections.abc import Iterator, Mapping, Sequence
from secrets import token_hex
from typing import Any

from django.urls import reverse
from django.utils.http import urlencode

from tongguan.desk.inspections import evidence, visiting
from tongguan.desk.inspections.actions import ABSENCES
from tongguan.desk.inspections.models import Look, Result
from tongguan.desk.inspections.orders import lines_of, looks_of_many
from tongguan.desk.inspections.visiting import AT_WORK, Brought, Planned
from tongguan.desk.monitor import casefile
from tongguan.desk.monitor.casefile import File
from tongguan.desk.people import naming
from tongguan.doors.clock import day
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.officer.cases.declared import Reader
from tongguan.doors.officer.cases.standing import latest
from tongguan.law.kernel import flow_words, names
from tongguan.law.kernel.case import TrackKey

SHAPES = {"booked": "clock", "at_site": "open", "begun": "half", "laboratory": "dotted", "results": "full"}
FOUND = ("nothing", "treat", "amend", "return", "destroy", "hand_over")
EXAMINING = ("begun", "laboratory")
OVER = ("passed", "closed")


def name_of(row: Planned) -> str:
    """What a visit is called in a form."""
    return f"{row.dossier}~{row.key.track}~{row.key.number}~{row.key.part}"


def today(rows: Sequence[Planned], request: Asked) -> dict[str, Any]:
    """What the list of the day says: all visits (`rows`), those of the day, and those of days before."""
    language, me = request.language, str(request.user.pk)
    firms = naming.firms({row.trader for row in rows})
    people = naming.names({person for row in rows for person in row.officers})
    looks = looks_of_many({row.dossier for row in rows})
    listed = [
        {
            "row": row,
            "name": name_of(row),
            "address": _address(row.reference, row.key),
            "state": flow_words.state(row.key.track, row.state, language),
            "shape": SHAPES[row.state],
            "site": row.booking and pick(language, row.booking.site.name_en, row.booking.site.name_zh),
            "trader": naming.called(firms, row.trader, language),
            "officers": [people.get(one, one) for one in row.officers],
            "mine": me in row.officers,
            "looks": _methods(looks.get((row.dossier, row.key), ()), language),
            "waits": row.state == "booked",
            "late": bool(row.due and row.due < request.at),
            "earlier": day(row.booking.starts_at if row.booking else row.since) < request.on,
        }
        for row in rows
    ]
    return {
        "rows": listed,
        "today": [one for one in listed if not one["earlier"]],
        "earlier": [one for one in listed if one["earlier"]],
        "person": me,
    }


def visit(dossier: int, key: TrackKey, request: Asked) -> dict[str, Any] | None:
    """Everything that the page of a visit says; None where there is no such visit."""
    one = visiting.brought(dossier, key)
    if one is None:
        return None
    file = casefile.read(dossier, capacity=request.hat.capacity)
    it, language, cover = one.inspection, request.language, file.stored.cover
    at = file.stored.case.tracks[key]
    reader = Reader(file.book, file.accepted_on or request.on, language)
    people = naming.names(_named(one))
    firms = naming.firms({cover.trader, cover.declarant})
    since = it.visits[-1].at if it.visits else at.since  # what an earlier look found was of the goods before
    sent = request.POST if request.method == "POST" else {}
    places = list(_places(it.looks, [row for row in it.results if row.at >= since], sent, language))
    signed = evidence.signed_in(file.events, key)
    officers = {it.visits[-1].first_officer, it.visits[-1].second_officer} if it.visits else set()
    return {
        "sent": sent,
        "token": lambda: token_hex(16),  # a new one for each form
        "person": str(request.user.pk),
        "here": at.office == request.hat.behalf,
        "cover": cover,
        "key": key,
        "state": it.state,
        "until": latest(key, at, file),
        "stage": flow_words.stage(key.track, it.state, language),
        "shape": SHAPES.get(it.state, "tick" if it.state == "passed" else "open"),
        "trader": naming.called(firms, cover.trader, language),
        "booking": it.booking,
        "site": it.booking and pick(language, it.booking.site.name_en, it.booking.site.name_zh),
        "missed": it.state == "booked" and bool(it.booking and it.booking.starts_at < request.at),
        "authorised": _authorised(file, key),
        "looks": list(_looks(file, it.looks, language)),
        "lines": list(_lines(file, key.part, it.looks, reader)),
        "containers": _containers(file, key.part, reader),
        "places": places,
        "visits": [_visit(row, people, language) for row in it.visits],
        "results": [_result(row, people, language) for row in it.results],
        "samples": [(sample, _authority(sample.authority, language), told) for sample, told in it.samples],
        "waiting": [sample for sample, told in it.samples if told is None],
        "seals": one.seals,
        "photos": [(row, row.photo in one.shown, people.get(row.by, row.by)) for row in one.photos],
        "signed": [people.get(who, who) for who in sorted(signed)],
        "certificates": _certificates(file, request) if it.state == "passed" else (),
        "unsigned": [people.get(who, who) for who in sorted(officers - signed)],
        **_doing(one, officers, signed, request),
        **(_beginning(file, one, at.office, request) if it.state == "at_site" else {}),
    }


def _doing(one: Brought, officers: set[str], signed: set[str], request: Asked) -> dict[str, Any]:
    """Which forms the page has."""
    state, me = one.inspection.state, str(request.user.pk)
    visits, results = one.inspection.visits, one.inspection.results
    now = {(row.authority, row.line): row.finding for row in results if row.at >= visits[-1].at}
    wrong = [code for code in FOUND if code in now.values() and code != "nothing"]
    return {
        "examining": state in EXAMINING,
        "begun": state == "begun",
        "may_sign": state == "results" and me in officers - signed,
        "may_conclude": state == "results" and not officers - signed - {me},
        "outcomes": [(code, _finding(code, request.language)) for code in wrong or ("pass",)],
        "findings": [(code, _finding(code, request.language)) for code in FOUND],
        "over": state in OVER,
        "passed": state == "passed",
        "under_way": state in AT_WORK,
    }


def _authorised(file: File, key: TrackKey) -> str:
    """Whom the trader authorised to stand for it, as it said when the goods stood at the site."""
    said = [one.data for one in file.events if one.key == key and one.name == f"present_for_{key.track}"]
    return said[-1] if said else ""


def _certificates(file: File, request: Asked) -> list[tuple[str, str]]:
    """The kinds that an office may issue."""
    rows = file.book.table("certificate_type", request.on)
    return [(key, row.zh if request.language == "zh" else row.en) for key, row in rows.items()]


def _beginning(file: File, one: Brought, office: str, request: Asked) -> dict[str, Any]:
    """Who may be the second officer, and who may stand for the trader."""
    cover, booking = file.stored.cover, one.inspection.booking
    firms = [cover.trader, cover.declarant, booking.site.operator if booking else ""]
    chinese = request.language == "zh"
    return {
        "colleagues": visiting.colleagues(office, on=request.on, but=request.user.pk),
        "stand_ins": [
            (str(person.pk), str(person), naming.name(firm, request.language))
            for firm, person in visiting.people_of(firms, on=request.on)
        ],
        "absences": [(code, names.name(names.ABSENCES, code)[chinese]) for code in ABSENCES],
    }


def _address(reference: str, key: TrackKey) -> str:
    path = reverse("inspection:visit", args=(reference, key.track, key.number))
    return f"{path}?{urlencode({'part': key.part})}" if key.part else path


def _named(one: Brought) -> set[str]:
    visits, found = one.inspection.visits, one.inspection.results
    return {
        *(who for row in visits for who in (row.first_officer, row.second_officer, row.present)),
        *(row.by for row in found),
        *(row.by for row in one.photos),
    }


def _methods(looks: Sequence[Look], language: str) -> str:
    comma = pick(language, ", ", "、")
    return comma.join(dict.fromkeys(names.name(names.METHODS, one.method)[language == "zh"] for one in looks))


def _authority(code: str, language: str) -> str:
    return names.name(names.AUTHORITIES, code)[language == "zh"]


def _finding(code: str, language: str) -> str:
    return names.name(names.FINDINGS, code)[language == "zh"]


def _line(number: int, language: str) -> str:
    return names.line(number)[language == "zh"]


def _looks(file: File, looks: Sequence[Look], language: str) -> Iterator[dict[str, Any]]:
    """What each authority wants looked at, and why: officers alone read this."""
    called = {hit.criterion: hit.name[language == "zh"] for hit in file.hits}
    comma = pick(language, ", ", "、")
    for look in looks:
        yield {
            "authority": _authority(look.authority, language),
            "method": names.name(names.METHODS, look.method)[language == "zh"],
            "lines": comma.join(_line(line, language) for line in lines_of(look)),
            "mandatory": look.mandatory,
            "why": [called.get(code, code) for code in look.criteria.split()],
        }


def _places(
    looks: Sequence[Look], results: Sequence[Result], sent: Mapping[str, str], language: str
) -> Iterator[dict[str, Any]]:
    """Each authority and line that wants a result, with the last one that was noted,
    and what a form that was not taken said."""
    last = {(row.authority, row.line): row for row in results}
    for authority, line in dict.fromkeys((look.authority, line) for look in looks for line in lines_of(look)):
        noted = last.get((authority, line))
        yield {
            "id": f"{authority}-{line}",
            "words": pick(
                language, "{a}, {b}", "{a}：{b}", a=_authority(authority, language), b=_line(line, language)
            ),
            **{name: sent.get(f"{name}-{authority}-{line}", "") for name in ("seal", "found", "note")},
            "noted": noted and _finding(noted.finding, language),
            "sample": any(
                look.method == "sample" and look.authority == authority and line in lines_of(look)
                for look in looks
            ),
        }


def _lines(file: File, part: str, looks: Sequence[Look], reader: Reader) -> Iterator[dict[str, Any]]:
    """The goods lines of the part; those that are to be looked at are marked."""
    tree = file.stated(file.version)
    wanted = {line for look in looks for line in lines_of(look)}
    inside = _inside(tree, part)
    for number, item in enumerate(tree.get("items", ()), 1):
        if inside and number not in inside:
            continue
        unit = reader.means("unit", str(item.get("unit", "")))
        yield {
            "number": number,
            "wanted": number in wanted or 0 in wanted,
            "code": item.get("commodity_code", ""),
            "name": item.get("name", ""),
            "specification": item.get("specification", ""),
            "quantity": f"{item.get('quantity', '')} {unit or item.get('unit', '')}",
            "origin": reader.means("country", str(item.get("origin_country", ""))),
        }


def _inside(tree: Mapping[str, Any], part: str) -> set[int]:
    """The goods lines that a container holds; nothing where that is unknown."""
    boxes = [box for box in tree.get("containers", ()) if part and box.get("number") == part]
    return {int(line) for box in boxes for line in box.get("lines", ()) if str(line).isdecimal()}


def _containers(file: File, part: str, reader: Reader) -> list[dict[str, Any]]:
    boxes = file.stated(file.version).get("containers", ())
    return [
        {
            "number": box.get("number", ""),
            "specification": reader.means("container_specification", str(box.get("specification", ""))),
        }
        for box in boxes
        if not part or box.get("number") == part
    ]


def _visit(row: Any, people: Mapping[str, str], language: str) -> dict[str, Any]:
    return {
        "at": row.at,
        "officers": [people.get(who, who) for who in (row.first_officer, row.second_officer)],
        "present": people.get(row.present, row.present),
        "absence": row.absence and names.name(names.ABSENCES, row.absence)[language == "zh"],
    }


def _result(row: Result, people: Mapping[str, str], language: str) -> dict[str, Any]:
    return {
        "authority": _authority(row.authority, language),
        "line": _line(row.line, language),
        "finding": _finding(row.finding, language),
        "conforms": row.conforms,
        "note": row.note,
        "at": row.at,
        "by": people.get(row.by, row.by),
    }
