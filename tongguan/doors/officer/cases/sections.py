"""A file as the case page shows it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tongguan.desk.declarations import concerns
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.papers import due as due_of
from tongguan.desk.documents.queries import attached
from tongguan.desk.dossiers import queries as dossiers
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.monitor.board import explained, fees
from tongguan.desk.monitor.casefile import File
from tongguan.desk.people import naming
from tongguan.doors.look import workings
from tongguan.doors.look.access import OFFICERS
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.look.nav import WORKING
from tongguan.doors.officer.board import rows
from tongguan.doors.officer.board.words import words
from tongguan.doors.officer.cases import doing, standing
from tongguan.doors.officer.cases.attached import papers
from tongguan.doors.officer.cases.declared import BOXES, Reader
from tongguan.doors.officer.seen import acting
from tongguan.doors.officer.work.views import WORKERS
from tongguan.law.disclosure import is_said
from tongguan.law.flow import Step
from tongguan.law.kernel import flow_words, names
from tongguan.law.kernel.case import Actor, Event, TrackKey
from tongguan.law.kernel.step_words import step as step_words
from tongguan.law.targeting.criteria import AUTHORITIES, METHODS
from tongguan.law.words import say

IN_TABLES = ("containers-", "attachments-")
"""What has a table of its own on the page; as a section only where an amendment changed it."""


def page(file: File, request: Asked) -> dict[str, Any]:
    """Everything that the case page says."""
    language, cover = request.language, file.stored.cover
    on = file.accepted_on or request.on
    reader = Reader(file.book, on, language)
    tree = file.stated(file.version)
    value, owed = explained(file.told) if file.told else (None, [])
    given = attached(cover.id) if request.hat.capacity in OFFICERS else []
    firms = naming.firms({cover.trader, cover.declarant, *(one.document.enterprise for one in given)})
    acted = {event.by for event in file.shown.lines} | {one.by for one in given}
    people = naming.names(acted | _assignees(file))
    offered = file.offered(acting(request)) if request.hat.capacity in (*WORKERS, concerns.AUTHORITY) else ()
    before = file.stated(file.version - 1) if file.version > 1 else {}
    sections = reader.sections(tree, before)
    return {
        "w": words(language),
        "cover": cover,
        "seq": file.stored.case.seq,
        "kind": words(language)[cover.kind],
        "trader": _firm(firms, cover.trader, language),
        "declarant": _firm(firms, cover.declarant, language),
        "sections": [one for one in sections if not one.id.startswith(IN_TABLES) or one.changed],
        "boxes": reader.boxes(sections),
        "box_heads": [pair[language == "zh"] for pair in BOXES.values()],
        "findings": [_finding(one, reader) for one in file.told.get("findings", ())],
        "hits": [_hit(one, language) for one in file.hits],
        "looks": list(_looks(file, language)),
        "worth": workings.worth(value, language) if value else None,
        "charges": workings.charges(owed + fees(cover.id, file.book, on), language),
        "parts": [rows.part(one, language) for one in file.parts(request.at)],
        "events": _events(file.shown.lines, people, language),
        **standing.tracks(file, offered, people, request),
        "openings": list(standing.openings(file, offered, language)),
        "missing": standing.missing(file, language),
        "attached": papers(given, tree, reader, people, firms) if request.hat.capacity in OFFICERS else [],
        "opens": request.hat.capacity in WORKING,
        "links": _links(cover.id, language),
        "parties": [(name, flow_words.whose(name, language)) for name in flow_words.WHOSE],
        "asked": file.asked,
        "papers": concerns.papers(acting(request), cover.id)
        if request.hat.capacity == concerns.AUTHORITY
        else None,
        "acts": bool(offered),
    }


def step(file: File, it: Step, key: TrackKey, request: Asked) -> dict[str, Any]:
    """What the page of a step says."""
    language = request.language
    at = file.stored.case.tracks.get(key)
    return {
        "cover": file.stored.cover,
        "seq": file.stored.case.seq,
        "step": it,
        "key": key,
        "title": _capital(step_words(it.name, language)),
        "stage": flow_words.stage(key.track, at.state, language)
        if at
        else flow_words.track(key.track, language),
        "needs_words": doing.needs_words(it),
        "to_trader": is_said(it.name),
        "orders": it.name.startswith("order_") and it.track.endswith("_inspection"),
        "authorities": _named(names.AUTHORITIES, AUTHORITIES, language),
        "methods": _named(names.METHODS, METHODS, language),
        "opens": not it.source,
        "parts": [part for part in file.stored.case.parts if part],
        "ends": it.name in doing.ENDS or bool(it.ends),
    }


def uses(file: File, actor: Actor, sent: Mapping[str, str], language: str) -> list[dict[str, Any]]:
    """What would be written off now, each with the field that may state less."""
    cover = file.stored.cover
    reader = Reader(file.book, file.accepted_on or cover.opened_at.date(), language)
    due = due_of(cover.id, books=books_of(cover.jurisdiction), actor=actor)
    found = []
    for one in due:
        field = f"{doing.USED}-{one.code}-{one.line}-{one.number}"
        declared = f"{one.quantity.normalize():f}"
        unit = reader.means("unit", one.unit) or one.unit
        kind = reader.means("supervision_document", one.code)
        found.append(
            {
                "due": one,
                "field": field,
                "id": doing.used_id(field),
                "declared": declared,
                "stated": sent.get(field, declared),
                "unit": unit,
                "kind": kind,
            }
        )
    return found


def _named(known: Mapping[str, names.Pair], codes: Sequence[str], language: str) -> list[tuple[str, str]]:
    return [(code, names.name(known, code)[language == "zh"]) for code in codes]


def done(it: Step, key: TrackKey, language: str) -> str:
    """The word after a step was taken."""
    name = _capital(step_words(it.name, language))
    return pick(
        language,
        "Done: {step}{part}.",
        "已办理：{step}{part}。",
        step=name,
        part=key.part and f" ({key.part})",
    )


def _events(lines: Sequence[Event], people: dict[str, str], language: str) -> list[dict[str, Any]]:
    """The trail of the case: what happened, by whom, in which words."""
    found = rows.events(lines, language)
    for row, event in zip(found, lines, strict=True):
        row["who"] = people.get(event.by, "")
        row["said"] = "" if event.data[:1] in ("{", "[") or not event.track else event.data
        row["step"] = step_words(event.name, language) if event.track and not event.cause else ""
    return found


def _assignees(file: File) -> set[str]:
    return {at.assignee for at in file.stored.case.tracks.values() if at.assignee}


def _firm(firms: dict[str, tuple[str, str]], identifier: str, language: str) -> dict[str, str]:
    return {"identifier": identifier, "name": naming.called(firms, identifier, language)}


def _finding(one: dict[str, Any], reader: Reader) -> dict[str, Any]:
    return {
        "code": one["code"],
        "place": reader.name(one["pointer"]) if one["pointer"] else "",
        "words": say(one["code"], one["arguments"], reader.language),
        "severity": one["severity"],
    }


def _hit(one: Any, language: str) -> dict[str, Any]:
    return {
        "criterion": one.criterion,
        "name": one.name[language == "zh"],
        "weight": one.weight,
        "drawn": one.drawn,
    }


def _looks(file: File, language: str) -> Iterator[dict[str, Any]]:
    """What is to be looked at, and what was found."""
    chinese = language == "zh"
    for one in file.looks:
        key = TrackKey(one.track, one.part, one.number)
        at = file.stored.case.tracks[key]
        results = [
            r
            for r in file.results
            if TrackKey(r.track, r.part, r.number) == key and r.authority == one.authority
        ]
        yield {
            "stage": flow_words.stage(one.track, at.state, language),
            "part": one.part,
            "authority": names.name(names.AUTHORITIES, one.authority)[chinese],
            "method": names.name(names.METHODS, one.method)[chinese],
            "lines": one.lines,
            "criteria": one.criteria,
            "results": [
                names.name(names.FINDINGS, r.finding)[chinese] + (r.note and f" ({r.note})") for r in results
            ],
        }


def _links(dossier: int, language: str) -> list[dict[str, Any]]:
    found = dossiers.links_of(dossier)
    others = {one.other if one.dossier == dossier else one.dossier for one in found}
    called = dict(Dossier.objects.filter(pk__in=others).values_list("pk", "reference")) if others else {}
    return [
        {
            "kind": LINKS.get(one.kind, (one.kind, one.kind))[language == "zh"],
            "reference": called[one.other if one.dossier == dossier else one.dossier],
            "back": one.dossier != dossier,
        }
        for one in found
    ]


LINKS = {
    "replaces": ("replaces", "替代"),
    "completes": ("completes", "完整申报"),
    "consolidates": ("consolidates", "汇总"),
    "moves": ("moves", "转移"),
    "draws_on": ("draws on", "核扣"),
    "arises_from": ("arises from", "源自"),
}


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
