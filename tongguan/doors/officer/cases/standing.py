"""Where the tracks of a case stand, what may be done on each, and what keeps the gates shut."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from tongguan.desk.dossiers.deadlines import until
from tongguan.desk.monitor.casefile import File
from tongguan.doors.look.asked import Asked
from tongguan.doors.look.language import pick
from tongguan.doors.officer.cases import doing
from tongguan.doors.officer.work.views import CLOSE, anchor, close
from tongguan.law.flow import NOBODY, Step
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.case import At, TrackKey
from tongguan.law.kernel.step_words import step as step_words
from tongguan.law.kernel.step_words import verb


def tracks(
    file: File, offered: Sequence[tuple[Step, TrackKey]], people: dict[str, str], request: Asked
) -> dict[str, Any]:
    """`tracks`: those in which something may be done here, what runs out first at the top; `others`: where
    time passes with somebody else, what stands alike together."""
    hidden = set(file.stored.case.tracks) - {line.key for line in file.shown.lines if line.track}
    seen = [
        (key, at._replace(due=latest(key, at, file)))
        for key, at in file.stored.case.tracks.items()
        if key not in hidden
    ]
    me, used = str(request.user.pk), set[str]()
    mine = {key for step, key in offered if step.source and (doing.action_of(step) or doing.elsewhere(step))}
    mine |= {key for key, at in seen if at.assignee == me}
    cards = [one for one in seen if one[0] in mine]
    cards.sort(key=lambda one: (one[1].whose == NOBODY, one[1].due is None, one[1].due or one[1].since))
    rest = [one for one in seen if one[0] not in mine and one[1].whose != NOBODY]
    return {
        "tracks": [_track(key, at, file, offered, used, people, request) for key, at in cards],
        "others": list(_others(rest, file, people, request)),
    }


def latest(key: TrackKey, at: At, file: File) -> datetime | None:
    """Until when at the latest it may stay as it is; the clock may call before."""
    clock = file.flow.states[key.track, at.state].clock
    return until(clock, file.book, key=key, since=at.since, due=at.due, past=file.events)


def _own(key: TrackKey, at: At, file: File, request: Asked) -> bool:
    """Whether something there is for another officer of the office, as this one had a part in it."""
    me, capacity = str(request.user.pk), request.hat.capacity
    steps = (it for it in file.flow.steps.values() if it.track == key.track and at.state in it.source)
    mine = {one.name for one in file.events if one.key == key and one.by == me}
    here = at.office == request.hat.behalf
    return here and any(capacity in it.by and not mine.isdisjoint(it.not_by) for it in steps)


def _others(
    rest: Sequence[tuple[TrackKey, At]], file: File, people: dict[str, str], request: Asked
) -> Iterator[dict[str, Any]]:
    alike: dict[tuple[str, str, datetime | None, str], list[tuple[TrackKey, At]]] = {}
    for key, at in rest:
        alike.setdefault((key.track, at.state, at.due, at.assignee), []).append((key, at))
    order = sorted(alike.items(), key=lambda one: (one[0][2] is None, one[0][2] or one[1][0][1].since))
    for (track, state, due, assignee), same in order:
        shape, css, en, zh = CLOSE[close(due, request.at)]
        whose = same[0][1].whose
        yield {
            "stage": flow_words.stage(track, state, request.language),
            "chip": whose,
            "whose": flow_words.whose(whose, request.language),
            "since": min(at.since for _, at in same),
            "due": due,
            "shape": shape,
            "css": css,
            "close": pick(request.language, en, zh),
            "who": people.get(assignee, assignee),
            "ids": [anchor(key) for key, _ in same],
            "parts": [key.part for key, _ in same if key.part],
            "own": any(_own(key, at, file, request) for key, at in same),
        }


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
    every = [one for one, where in offered if where == key and one.source]
    steps = [one for one in every if doing.action_of(one)]
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
        "own": _own(key, at, file, request),
        "free": bool(every) and not at.assignee and at.whose != NOBODY,
        "settled": at.whose == NOBODY,
        "steps": [_button(one, used, language) for one in sorted(steps, key=_rank)],
        "elsewhere": list(_elsewhere(every, key, file, language)),
    }


def _rank(it: Step) -> int:
    """What is done most comes first."""
    keys = "cqtlr"
    return keys.find(doing.KEYS.get(it.name) or doing.KEYS.get(verb(it.name), "")) % (len(keys) + 1)


def missing(file: File, language: str) -> list[dict[str, Any]]:
    """What keeps each gate shut, and of how many parts."""
    found: dict[str, dict[tuple[str, str], list[str]]] = {}
    for (gate, part), tracks in file.shown.missing.items():
        for key, at in tracks:
            found.setdefault(gate, {}).setdefault((key.track, at.state), []).append(key.part or part)
    return [
        {
            "gate": flow_words.gate(gate.name, language),
            "tracks": [
                {"stage": flow_words.stage(track, state, language), "parts": len(dict.fromkeys(parts))}
                for (track, state), parts in found[gate.name].items()
            ],
        }
        for gate in file.flow.gates
        if gate.name in found
    ]


def _elsewhere(steps: Sequence[Step], key: TrackKey, file: File, language: str) -> Iterator[dict[str, str]]:
    """What is done where the goods or the money are, with the way there; a place is named once."""
    found: dict[str, str] = {}
    for it in steps:
        match doing.elsewhere(it):
            case "visit":
                address = reverse(
                    "inspection:visit", args=(file.stored.cover.reference, key.track, key.number)
                )
                found.setdefault(f"{address}?{urlencode({'part': key.part})}", it.name)
            case "revenue":
                found.setdefault(reverse("revenue:firm", args=(file.stored.cover.trader,)), it.name)
    for address, name in found.items():
        yield {"words": step_words(name, language), "address": address}


def _button(it: Step, used: set[str], language: str) -> dict[str, Any]:
    key = doing.KEYS.get(it.name) or doing.KEYS.get(verb(it.name), "")
    key = "" if key in used else key
    used.add(key)  # a key is the first's that wants it
    return {
        "name": it.name,
        "words": step_words(it.name, language),
        "at_once": doing.at_once(it),
        "less": it.name == "write_off",
        "access": key,
        "first": key == "c",
        "ends": it.name in doing.ENDS or bool(it.ends),
    }


def openings(file: File, offered: Sequence[tuple[Step, TrackKey]], language: str) -> Iterator[dict[str, Any]]:
    """Steps that open something new, each once, whatever the parts."""
    for it in dict.fromkeys(one for one, _ in offered if not one.source and doing.action_of(one)):
        yield {
            "name": it.name,
            "words": step_words(it.name, language),
            "track": flow_words.track(it.track, language),
            "ends": bool(it.ends),
        }
