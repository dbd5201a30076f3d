"""What the desk knows, as the shapes of answers have it."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from tongguan.desk.dossiers.theirs import Theirs
from tongguan.desk.monitor.seen import Seen
from tongguan.desk.rulebooks import queries as rulebooks
from tongguan.doors.codecs import json_answer
from tongguan.law.disclosure import said
from tongguan.law.kernel import flow_words as words
from tongguan.law.kernel import step_words
from tongguan.law.kernel.case import Actor, At, Event, TrackKey


def instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat().replace("+00:00", "Z")


def perhaps(at: datetime | None) -> str | None:
    return instant(at) if at else None


def until(known: Seen, key: TrackKey, at: At) -> str | None:
    """Until when at the latest the trader may leave a track as it stands: no reminder, which calls before."""
    return perhaps(known.latest(key, at, rulebooks.book(known.cover.jurisdiction)))


def listed(one: Theirs) -> dict[str, Any]:
    """A declaration in a list."""
    return {
        "reference": one.reference,
        "kind": one.kind,
        "office": one.office,
        "trader": one.trader,
        "declarant": one.declarant,
        "accepted_at": instant(one.opened_at),
        "finished": one.finished_at is not None,
    }


def declaration(
    cover: Theirs, known: Seen, actor: Actor | None, *, version: int, language: str
) -> dict[str, Any]:
    """A declaration as its trader may know it. `actor` is None where the bearer may not act on it."""
    return {
        **listed(cover),
        "local": known.stated.get("reference", ""),
        "version": version,
        "updated_at": instant(known.lines[-1].recorded_at),
        "parts": [_part(known, part, language) for part in known.case.parts],
        "offered": [*_offered(known, actor, language)] if actor else [],
        "stated": dict(known.stated),
    }


def _offered(known: Seen, actor: Actor, language: str) -> Iterable[dict[str, Any]]:
    for step, _, shown in known.offered(actor):
        yield {
            "step": step.name,
            "name": step_words.step(step.name, language),
            "track": step.track,
            "track_name": words.track(step.track, language),
            "part": shown.part,
            "number": shown.number or None,
        }


def _part(known: Seen, part: str, language: str) -> dict[str, Any]:
    case, ended = known.case, known.case.ended.get(part)
    missing = {
        gate.name: known.shown.missing[gate.name, part]
        for gate in known.flow.gates
        if (gate.name, part) in known.shown.missing
    }
    return {
        "part": part,
        "ended": ended,
        "ended_name": ended and words.ending(ended, language),
        "open": [
            {"gate": gate.name, "name": words.gate(gate.name, language)}
            for gate in known.flow.gates
            if case.is_open(gate.name, part)
        ],
        "missing": gates(missing, language),
    }


def gates(missing: Mapping[str, Sequence[tuple[TrackKey, At]]], language: str) -> dict[str, Any]:
    """Shut gates and what each still waits for."""
    wanted = {
        gate: [
            {"track": key.track, "part": key.part, "state": at.state, "whose": at.whose} for key, at in waits
        ]
        for gate, waits in missing.items()
    }
    told: dict[str, Any] = json_answer.answer(accepted=True, languages=(language,), missing=wanted)
    return dict(told.get("missing", {}))


def line(event: Event, language: str) -> dict[str, Any]:
    """A line of what a trader sees. People are not named."""
    track, gate = event.track, event.gate
    names: dict[str, Any] = {}
    if track:
        names = {
            "track": track,
            "track_name": words.track(track, language),
            "number": event.number,
            "state": event.state,
            "state_name": words.state(track, event.state, language),
            "whose": event.whose,
            "whose_name": words.whose(event.whose, language),
        }
    return {
        "line": event.seq,
        "name": event.name,
        "said": _said(event, language),
        "at": instant(event.recorded_at),
        "occurred_at": instant(event.occurred_at),
        "by": event.capacity,
        "part": event.part,
        **names,
        "due": perhaps(event.due),
        "gate": gate or None,
        "gate_name": words.gate(gate, language) if gate else None,
        "ends": event.ends or None,
        "ends_name": words.ending(event.ends, language) if event.ends else None,
        "text": said(event) or None,
    }


def _said(event: Event, language: str) -> str:
    if event.gate and event.name == event.gate:
        return words.gate(event.gate, language)
    if event.name in words.EVENTS:
        return words.event(event.name, language)
    return step_words.step(event.name, language)
