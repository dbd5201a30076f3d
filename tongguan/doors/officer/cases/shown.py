"""A file as the case page shows it."""

from collections.abc import Iterator, Sequence
from typing import Any

from tongguan.desk.dossiers import queries as dossiers
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.monitor.board import explained
from tongguan.desk.monitor.casefile import File
from tongguan.desk.people import naming
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.officer.board import rows
from tongguan.doors.officer.board.words import words
from tongguan.doors.officer.cases import doing
from tongguan.doors.officer.cases.declared import Reader
from tongguan.doors.officer.seen import acting
from tongguan.doors.officer.work.views import CLOSE, WORKERS, anchor, close
from tongguan.law.flow import NOBODY, Step
from tongguan.law.kernel import flow_words, names
from tongguan.law.kernel.case import At, Event, TrackKey
from tongguan.law.kernel.step_words import step as step_words
from tongguan.law.words import say


def page(file: File, request: Asked) -> dict[str, Any]:
    """Everything that the case page says."""
    language, cover = request.language, file.stored.cover
    on = file.accepted_on or request.on
    reader = Reader(file.book, on, language)
    tree = file.stated(file.version)
    value, owed = explained(file.told) if file.told else (None, [])
    firms = naming.firms({cover.trader, cover.declarant})
    people = naming.names({event.by for event in file.shown.lines} | _assignees(file))
    offered = file.offered(acting(request)) if request.hat.capacity in WORKERS else ()
    before = file.stated(file.version - 1) if file.version > 1 else {}
    return {
        "w": words(language),
        "cover": cover,
        "seq": file.stored.case.seq,
        "kind": words(language)[cover.kind],
        "trader": _firm(firms, cover.trader, language),
        "declarant": _firm(firms, cover.declarant, language),
        "sections": reader.sections(tree, before),
        "findings": [_finding(one, reader) for one in file.told.get("findings", ())],
        "hits": [_hit(one, language) for one in file.hits],
        "looks": list(_looks(file, language)),
        "worth": rows.worth(value, language) if value else None,
        "charges": rows.charges(owed, language),
        "parts": [rows.part(one, language) for one in file.parts(request.at)],
        "events": _events(file.shown.lines, people, language),
        "tracks": list(_tracks(file, offered, people, request)),
        "openings": list(_openings(file, offered, language)),
        "links": _links(cover.id, language),
        "parties": [(name, flow_words.whose(name, language)) for name in flow_words.WHOSE],
        "asked": file.asked,
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
        "opens": not it.source,
        "parts": [part for part in file.stored.case.parts if part],
        "ends": it.name in doing.ENDS or bool(it.ends),
    }


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


def _tracks(
    file: File, offered: Sequence[tuple[Step, TrackKey]], people: dict[str, str], request: Asked
) -> Iterator[dict[str, Any]]:
    """The tracks in which time passes, what may be done first."""
    hidden = set(file.stored.case.tracks) - {line.key for line in file.shown.lines if line.track}
    used: set[str] = set()
    found = [
        (key, at) for key, at in file.stored.case.tracks.items() if key not in hidden and at.whose != NOBODY
    ]
    settled = [key for key, at in file.stored.case.tracks.items() if key not in hidden and at.whose == NOBODY]
    mine = {key for step, key in offered if step.source and doing.action_of(step)}
    for key, at in sorted(found, key=lambda one: (one[0] not in mine, one[1].due is None, one[1].since)):
        yield _track(key, at, file, offered, used, people, request)
    for key in settled:
        if key in mine:
            yield _track(key, file.stored.case.tracks[key], file, offered, used, people, request)


def _track(
    key: TrackKey,
    at: At,
    file: File,
    offered: Sequence[tuple[Step, TrackKey]],
    used: set[str],
    people: dict[str, str],
    request: Asked,
) -> dict[str, Any]:
    language, me = request.language, str(request.user.pk)
    steps = [one for one, where in offered if where == key and one.source and doing.action_of(one)]
    shape, css, en, zh = CLOSE[close(at.due, request.at)]
    return {
        "key": key,
        "id": anchor(key),
        "at": at,
        "stage": flow_words.stage(key.track, at.state, language),
        "whose": flow_words.whose(at.whose, language),
        "shape": shape,
        "css": css,
        "close": pick(language, en, zh),
        "who": people.get(at.assignee, at.assignee),
        "mine": at.assignee == me,
        "free": bool(steps) and not at.assignee,
        "steps": [_button(one, used, language) for one in steps],
    }


def _button(it: Step, used: set[str], language: str) -> dict[str, Any]:
    key = doing.KEYS.get(it.name, "")
    key = "" if key in used else key
    used.add(key)
    return {
        "name": it.name,
        "words": step_words(it.name, language),
        "at_once": not doing.needs_words(it),
        "access": key,
        "first": key == "c",
        "ends": it.name in doing.ENDS or bool(it.ends),
    }


def _openings(
    file: File, offered: Sequence[tuple[Step, TrackKey]], language: str
) -> Iterator[dict[str, Any]]:
    """Steps that open something new, each once, whatever the parts."""
    for it in dict.fromkeys(one for one, _ in offered if not one.source and doing.action_of(one)):
        yield {
            "name": it.name,
            "words": step_words(it.name, language),
            "track": flow_words.track(it.track, language),
            "ends": bool(it.ends),
        }


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
    pair = firms.get(identifier, (identifier, identifier))
    return {"identifier": identifier, "name": pair[language == "zh"]}


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
