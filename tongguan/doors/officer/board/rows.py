"""What the desk knows of a declaration, as the cells of a page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from tongguan.desk.monitor.board import Line, PartTime
from tongguan.doors.look.times import by_party, clock, exactly, precise, roughly
from tongguan.doors.look.workings import ledger
from tongguan.doors.officer.board.words import capacity, words
from tongguan.law.clock import Ledger
from tongguan.law.kernel import flow_words
from tongguan.law.kernel.case import At, Event, TrackKey
from tongguan.law.kernel.flow_words import span, stage

MODES = {"2": ("sea", "水路"), "5": ("air", "航空")}
SHAPES = {"": "open", "may_leave": "half", "released": "full", "closed": "full"}


def row(line: Line, now: datetime, day: datetime, language: str) -> dict[str, Any]:
    """One line of the board."""
    w, chinese = words(language), language == "zh"
    goods = line.goods if chinese else line.goods_en
    pair = MODES.get(line.mode, ("", ""))
    return {
        "reference": line.reference,
        "local": line.local,
        "kind": line.kind,
        "kind_words": w[line.kind],
        "shape": _shape(line),
        "state": _state(line, language),
        "goods": goods,
        "more": w["more"].format(count=line.items if chinese else line.items - 1) if line.items > 1 else "",
        "trader": line.trader if chinese else line.trader_foreign,
        "mode": pair[chinese],
        "parts": line.parts,
        "accepted": clock(line.accepted_at, day),
        "accepted_full": precise(line.accepted_at),
        "ago": w["ago"].format(span=roughly((now - line.accepted_at).total_seconds(), language)),
        "time": "" if line.seconds is None else span(line.seconds, language),
        "so_far": line.fate == "open" and line.seconds is not None,
        "slow": (line.seconds or 0) > 86400,
        "whose": line.whose,
        "whose_words": flow_words.whose(line.whose, language) if line.whose else "",
        "bar": by_party(line.held, language),
    }


def _shape(line: Line) -> str:
    if line.fate == "open":
        return "dotted" if line.seconds is None else "open"
    return SHAPES.get(line.gate, "full") if line.fate == "cleared" else "cross"


def _state(line: Line, language: str) -> str:
    if line.fate == "cleared":
        return flow_words.gate(line.gate, language)
    if line.fate != "open":
        return flow_words.ending(line.fate, language)
    return stage(line.track, line.state, language)


def part(one: PartTime, language: str) -> dict[str, Any]:
    """One part of a timeline: its bar, its ledger, what is missing."""
    w, told, why = words(language), one.ledger, ""
    if told is None and one.ended:
        why = w["no_clock"].format(ended=flow_words.ending(one.ended, language))
    elif told is not None and told.so_far and not told.slices:
        told, why = None, w["clock_waits"]
    return {
        "name": one.part or w["whole"],
        "ledger": told and _ledger(told, language),
        "why": why,
        "gates": [(flow_words.gate(name, language), True, []) for name in one.open_gates]
        + [
            (flow_words.gate(name, language), False, [_waits(key, at, language) for key, at in tracks])
            for name, tracks in one.missing.items()
        ],
    }


def _ledger(told: Ledger, language: str) -> dict[str, Any]:
    return {
        **ledger(told, language),
        "sum": exactly(sum(one.seconds for one in told.slices)),
        "shares": shares(told.by_owner, language),
    }


def _waits(key: TrackKey, at: At, language: str) -> dict[str, str]:
    """A track that keeps a gate shut."""
    return {
        "stage": stage(key.track, at.state, language),
        "whose": at.whose,
        "whose_words": flow_words.whose(at.whose, language),
        "since": precise(at.since),
        "due": precise(at.due) if at.due else "",
    }


def events(happened: Sequence[Event], language: str) -> list[dict[str, Any]]:
    """The lines of a timeline, each with how long after the one before it came."""
    found, before = [], None
    for event in happened:
        gap = (event.recorded_at - before).total_seconds() if before else 0
        before = event.recorded_at
        found.append(
            {
                "seq": event.seq,
                "at": precise(event.recorded_at),
                "after": span(gap, language) if gap >= 1 else "",
                "words": _event(event, language),
                "part": event.part,
                "whose": event.whose,
                "by": capacity(event.capacity, language),
                "gate": bool(event.gate),
                "late": precise(event.occurred_at) if event.occurred_at != event.recorded_at else "",
            }
        )
    return found


def _event(event: Event, language: str) -> str:
    if event.name in flow_words.EVENTS:
        name = flow_words.event(event.name, language)
        return f"{name} · {flow_words.track(event.track, language)}" if event.track else name
    if event.gate:
        return flow_words.gate(event.gate, language)
    return stage(event.track, event.state, language)


def shares(held: Mapping[str, int], language: str) -> list[dict[str, Any]]:
    """Who held the time, the most first, with the share of each."""
    total = sum(held.values()) or 1
    most: Iterable[tuple[str, int]] = sorted(held.items(), key=lambda pair: -pair[1])
    return [
        {
            "whose": whose,
            "words": flow_words.whose(whose, language),
            "span": span(seconds, language),
            "share": f"{seconds / total:.0%}",
        }
        for whose, seconds in most
        if seconds
    ]
