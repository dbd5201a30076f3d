"""Inspections as a trader is told of them: from the notice on, and never why."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from tongguan.desk.inspections.models import Certificate
from tongguan.desk.inspections.queries import CONFIRMED, Told, certificates_of, told
from tongguan.desk.monitor.seen import Seen
from tongguan.desk.people.naming import names as people_called
from tongguan.desk.rulebooks.queries import book
from tongguan.doors.look.language import pick
from tongguan.doors.trader.cases.waiting import Waiting
from tongguan.law.calendar import local_day
from tongguan.law.kernel import flow_words, names
from tongguan.law.kernel.case import TrackKey

PREPARE = {
    "documents": ("originals of the documents", "单证正本"),
    "machine": ("the container, closed, at the scanner", "未开箱的集装箱（机检）"),
    "opening": ("the goods, so that they can be opened and counted", "可开箱清点的货物"),
    "sample": ("goods from which samples can be taken", "可供取样的货物"),
    "treatment": ("goods that can be treated", "可作检疫处理的货物"),
}


class Meeting(NamedTuple):
    """An appointment: at which site, when."""

    site: str
    starts_at: datetime


def appointment(seen: Seen, turn: Waiting) -> Meeting | None:
    """The appointment that a trader has, as the step that booked it says."""
    if turn.state != "booked":
        return None
    booked = [one for one in seen.lines if one.name == f"book_{turn.track}" and one.recorded_at == turn.since]
    return _meeting(booked[-1].data) if booked else None


def _meeting(data: str) -> Meeting | None:
    site, _, starts_at = data.rpartition(" ")
    try:
        return Meeting(site, datetime.fromisoformat(starts_at))
    except ValueError:
        return None


def visits(many: Sequence[Seen], language: str) -> list[dict[str, Any]]:
    """The visits of which traders had notice, on several declarations, in at most nine queries."""
    keys = {
        one.cover.id: [true for true in one.shown.keys if true.track.endswith("_inspection")] for one in many
    }
    if not any(keys.values()):
        return []
    known = told({of: listed for of, listed in keys.items() if listed})
    people = people_called({one.present for one in known.values()})
    papers: dict[int | None, list[dict[str, Any]]] = {}
    for paper in certificates_of(*keys):
        papers.setdefault(paper.dossier_id, []).append(_certificate(paper, language))
    return [
        {
            **_visit(one, true, known[one.cover.id, true], people, language),
            "papers": papers.get(one.cover.id, []),
        }
        for one in many
        for true in keys[one.cover.id]
    ]


def _visit(
    seen: Seen, true: TrackKey, known: Told, people: Mapping[str, str], language: str
) -> dict[str, Any]:
    """One visit: where it stands, what is looked at, what to prepare, when, and what was found."""
    shown = seen.shown.keys[true]
    at = seen.case.tracks[shown]
    since = {line.state: line.recorded_at for line in seen.lines if line.key == shown}
    confirmed, comma = at.state in CONFIRMED, pick(language, "; ", "；")
    booking = known.booking if at.state in ("booked", "at_site", "begun", "laboratory") else None
    prepare = dict.fromkeys(pick(language, *PREPARE[method]) for _, method, _ in known.looks)
    return {
        "reference": seen.cover.reference,
        "name": flow_words.track(shown.track, language),
        "number": shown.number if shown.number > 1 else "",
        "part": shown.part,
        "state": flow_words.state(shown.track, at.state, language),
        "done": at.state in ("passed", "closed"),
        "looks": comma.join(_look(look, language) for look in known.looks),
        "prepare": "" if confirmed else comma.join(prepare),
        "site": booking and pick(language, booking.site.name_en, booking.site.name_zh),
        "starts_at": booking and booking.starts_at,
        "notified_at": since.get("notified"),
        "begun_at": since.get("begun"),
        "ended_at": since.get("results") or (at.since if confirmed else None),
        "photos": known.photos,
        "present": people.get(known.present, known.present),
        "absence": known.absence and pick(language, *names.name(names.ABSENCES, known.absence)),
        "results": [
            {
                "line": line,
                "authority": pick(language, *names.name(names.AUTHORITIES, authority)),
                "finding": pick(language, *names.name(names.FINDINGS, finding)),
                "note": note,
            }
            # what two looks of an authority found alike on a line is told once
            for line, authority, finding, note in dict.fromkeys(
                (one.line, one.authority, one.finding, one.note) for one in known.results if confirmed
            )
        ],
    }


def _certificate(paper: Certificate, language: str) -> dict[str, Any]:
    """A certificate: what it is, its number, until when it holds, what it says."""
    law, on = book(paper.jurisdiction), local_day(paper.at, book(paper.jurisdiction))
    row = law.get("certificate_type", paper.code, on) or law.get("supervision_document", paper.code, on)
    return {
        "code": paper.code,
        "number": paper.number,
        "kind": pick(language, row.en, row.zh) if row else "",
        "issued_at": paper.at,
        "until": paper.valid_to,
        "text": paper.text,
    }


def _look(look: tuple[str, str, tuple[int, ...]], language: str) -> str:
    authority, method, lines = look
    who = pick(language, *names.name(names.AUTHORITIES, authority))
    how = pick(language, *names.name(names.METHODS, method))
    if not lines:
        return pick(language, "{who}: {how}", "{who}：{how}", who=who, how=how)
    listed = pick(language, ", ", "、").join(map(str, lines))
    return pick(language, "{who}: {how}, line {n}", "{who}：{how}，第{n}项", who=who, how=how, n=listed)
