"""What the desk lets a trader know, as the cells of a page."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tongguan.desk.monitor.seen import Seen
from tongguan.desk.people import naming
from tongguan.doors.look.language import pick
from tongguan.law.disclosure import said
from tongguan.law.kernel import flow_words, names
from tongguan.law.kernel.case import At, Event, TrackKey

GATE_SHAPES = {"may_leave": "half", "released": "full", "closed": "full"}


def row(seen: Seen, language: str) -> dict[str, Any]:
    """A declaration in a list."""
    stated, chinese = seen.stated, language == "zh"
    items: Sequence[Mapping[str, Any]] = stated.get("items") or [{}]
    goods = items[0].get("name", "") if chinese else items[0].get("name_en") or items[0].get("name", "")
    shape, state = status(seen, language)
    gate = next_gate(seen)
    return {
        "reference": seen.cover.reference,
        "local": stated.get("reference", ""),
        "kind": seen.cover.kind,
        "kind_words": direction(seen.cover.kind, language),
        "shape": shape,
        "state": state,
        "goods": goods,
        "more": len(items) - 1,
        "more_words": len(items) if chinese else len(items) - 1,
        "opened_at": seen.cover.opened_at,
        "gate": flow_words.gate(gate, language) if gate else "",
        "waits": list(dict.fromkeys(_stages(seen, gate, language))) if gate else [],
    }


def parties(seen: Seen, language: str) -> dict[str, str]:
    """What the trader and the declarant are called, where they are stated."""
    stated = {name: seen.stated.get(name) or {} for name in ("trader", "declarant")}
    registered = naming.firms({str(one.get("identifier", "")) for one in stated.values()})
    return {name: party(one, registered)[language == "zh"] for name, one in stated.items()}


def declared(seen: Seen, language: str, declarant: str) -> list[tuple[str, str]]:
    """What a reader wants to recognise a declaration by; `declarant` is what that is called (`parties`)."""
    stated = seen.stated
    conveyance = stated.get("conveyance") or {}
    boxes = [str(one.get("number", "")) for one in stated.get("containers") or ()]
    facts = (
        (pick(language, "customs office", "申报地海关"), seen.cover.office),
        (pick(language, "declarant", "申报单位"), declarant),
        (
            pick(language, "conveyance", "运输工具"),
            " ".join(filter(None, (conveyance.get("name"), conveyance.get("voyage")))),
        ),
        (pick(language, "bill", "提运单号"), str(stated.get("bill", ""))),
        (pick(language, "containers", "集装箱"), pick(language, ", ", "、").join(boxes)),
    )
    return [(name, value) for name, value in facts if value]


def direction(kind: str, language: str) -> str:
    pair = {"import": ("import", "进口"), "export": ("export", "出口")}.get(kind, (kind, kind))
    return pick(language, *pair)


def party(stated: Mapping[str, Any], registered: Mapping[str, naming.Pair]) -> naming.Pair:
    """What a party is called abroad and at home: as it was declared, for want of that as it is registered."""
    code = str(stated.get("identifier", ""))
    abroad, own = registered.get(code, ("", ""))
    home = str(stated.get("name") or own)
    foreign = str(stated.get("name_foreign") or (abroad if abroad != own else ""))
    return naming.pair(home, foreign) if home or foreign else (code, code)


def status(seen: Seen, language: str) -> tuple[str, str]:
    """How a declaration stands, as a shape and in words."""
    alive = [part for part in seen.case.parts if seen.alive(part)]
    if not alive:
        ends = dict.fromkeys(seen.case.ended.values())
        return "cross", pick(language, ", ", "、").join(flow_words.ending(end, language) for end in ends)
    opened = [g.name for g in seen.flow.gates if all(seen.case.is_open(g.name, part) for part in alive)]
    if opened:
        return GATE_SHAPES[opened[-1]], flow_words.gate(opened[-1], language)
    return "open", pick(language, "under way", "办理中")


def next_gate(seen: Seen) -> str:
    """The first gate that is still shut for some part."""
    return next((gate.name for gate in seen.flow.gates if shut(seen, gate.name)), "")


def shut(seen: Seen, gate: str) -> list[tuple[TrackKey, At]]:
    """What keeps a gate shut for any part."""
    return [one for (name, _), found in seen.shown.missing.items() if name == gate for one in found]


def _stages(seen: Seen, gate: str, language: str) -> Iterator[tuple[str, str]]:
    for key, at in shut(seen, gate):
        yield at.whose, flow_words.stage(key.track, at.state, language)


def ends(seen: Seen, language: str) -> list[tuple[str, str]]:
    """The parts whose goods came to another end than release, and to which."""
    return [
        (part, flow_words.ending(end, language))
        for part, end in seen.case.ended.items()
        if end not in seen.flow.goes_on
    ]


def line(event: Event, language: str) -> dict[str, Any]:
    """A line of the timeline."""
    if event.name in flow_words.EVENTS and not event.track:
        words = flow_words.event(event.name, language)
    elif event.gate:
        words = flow_words.gate(event.gate, language)
    else:
        words = flow_words.stage(event.track, event.state, language)
    # a gate opens when the last thing it waits for is done, by whomever: it is customs that releases
    opens = bool(event.gate) and event.name == event.gate
    by = ("customs", "海关") if opens else names.name(names.CAPACITIES, event.capacity)
    return {
        "number": event.seq,
        "at": event.recorded_at,
        "words": words,
        "part": event.part,
        "whose": event.whose,
        "by": pick(language, *by),
        "gate": bool(event.gate),
        "says": said(event),
    }


def said_to(seen: Seen, shown: TrackKey) -> str:
    """What was said with the step that brought a track to where it stands."""
    moves = [line for line in seen.lines if line.key == shown]
    return said(moves[-1]) if moves else ""
