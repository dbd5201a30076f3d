"""What a trader may see of a dossier. Lane, orders before their notice and covert holds show in nothing.

To a trader the documents are being checked until the gate opens, unless customs asked a question; and
whatever else customs alone knows of reads the same. So a dossier that will be inspected and one that will
not look alike until the earlier of the notice and the release of the one that is not.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import groupby
from typing import Any

from tongguan.law.clock import Ledger, Measure, Slice, ledger
from tongguan.law.flow import NOBODY, Flow, State
from tongguan.law.flows.common import DOCUMENTS, INSPECTOR, REVENUE, TRADER
from tongguan.law.kernel.case import CLAIMS, PHOTO_TAKEN, POSTED, At, Case, Event, TrackKey, fold
from tongguan.law.kernel.step_words import verb

CUSTOMS = (*DOCUMENTS, *INSPECTOR, *REVENUE, "coordinator", "system")
KNOWS = {"authority": ("authority",)}
"""By whose time a covert state is: the capacities that know of it; customs, where nothing is said."""
SAID = (
    *("ask", "answer", "require_amendment", "dispute_amendment", "uphold_amendment", "refuse_amendment"),
    *("demand_withdrawal", "refuse_withdrawal", "refuse", "fail_payment", "find_wanting", "deliver"),
    *("refuse_return", "refuse_abandonment", "find_nonconforming", "mend_conformity", "bring_licence"),
    *("request_return", "offer_abandonment", "hold_for_documents", "hold_for_inspection"),
    *("hold_for_revenue", "hold_for_authority", "refer_to_authority", "disclose_hold"),
    "disclose_authority_hold",
)
"""The steps whose words one side says to the other; those of the others are the office's own notes."""
SAID_OF_INSPECTIONS = ("present_for", "ask_to_repeat", "refuse_to_repeat", "uphold_treatment_of")
"""The same of inspections, without the place."""
JUDGED, SELECTED_ANEW = "judged", '"only":"selection"'
"""The event of a judgement made again, and what its data hold where nothing but the selection came out
otherwise: what was not selected has no such event."""
WITHHELD = "withheld"
"""The state of a slice of time of which only the owner may be told."""


@dataclass(frozen=True, slots=True)
class Disclosed:
    """A dossier as somebody sees it: its lines (a trader's are numbered from 1), and what keeps each shut
    gate of each part. `keys` are the tracks that a trader sees, each with the key by which it is shown; a
    trader's words must never hold the true one, whose number counts what is hidden."""

    lines: tuple[Event, ...]
    missing: dict[tuple[str, str], tuple[tuple[TrackKey, At], ...]]
    keys: Mapping[TrackKey, TrackKey] = field(default_factory=dict)


def as_trader(events: Sequence[Event], flow: Flow, parts: tuple[str, ...] = ("",)) -> Disclosed:
    """`parts` are those that the dossier began with."""
    keys = dict[TrackKey, TrackKey]()
    case, lines = fold(Case(parts), events), tuple(_lines(events, flow, keys))
    shown = fold(Case(case.parts), (line for line in lines if line.track))
    shut = [
        (gate.name, part) for gate in flow.gates for part in case.parts if not case.is_open(gate.name, part)
    ]
    return Disclosed(
        lines,
        {
            (gate, part): tuple(_missing(case, shown, lines, flow, gate, part))
            for gate, part in shut
            if case.ended.get(part, "") in flow.goes_on
        },
        keys,
    )


def is_said(step: str) -> bool:
    """Whether the words of a step are for the other side: whoever waits reads why."""
    return step in SAID or verb(step) in SAID_OF_INSPECTIONS


def said(event: Event) -> str:
    """What whoever took a step said to the other side."""
    return event.data if is_said(event.name) else ""


def ledger_as_trader(
    events: Sequence[Event],
    flow: Flow,
    measure: Measure,
    *,
    now: datetime,
    parts: tuple[str, ...] = ("",),
    part: str = "",
    cycle: int = 1,
) -> Ledger | None:
    """The same figures as the officers' once the gate has opened, with covert time read as documents; before,
    they are worked out from what the trader may know."""
    true = ledger(events, flow, measure, now=now, parts=parts, part=part, cycle=cycle)
    if true is not None and true.so_far:
        hidden = {e.seq for e in _hidden(events, flow)}
        known = [e for e in events if e.seq not in hidden and not _settled_unseen(e, flow)]
        true = ledger(known, flow, measure, now=now, parts=parts, part=part, cycle=cycle)
    if true is None:
        return None
    slices = [_masked(one, flow) for one in true.slices]
    return replace(true, slices=tuple(_joined(slices)))


def as_officer(
    events: Sequence[Event], flow: Flow, capacity: str, parts: tuple[str, ...] = ("",)
) -> Disclosed:
    """A dossier as somebody of this capacity sees it: everything but what another authority, or customs
    itself, keeps covert from it. Lines keep their numbers."""
    case = fold(Case(parts), events)
    secret = _hidden(events, flow, lambda state: _keeps_from(state, capacity), claims=False)
    hidden = {event.seq for event in secret}
    lines = tuple(event for event in events if event.seq not in hidden)
    shown = fold(Case(case.parts), (line for line in lines if line.track))
    return Disclosed(
        lines,
        {
            (gate.name, part): shown.unmet(flow.needs[gate.name], ("", part))
            for gate in flow.gates
            for part in case.parts
            if not case.is_open(gate.name, part) and case.ended.get(part, "") in flow.goes_on
        },
    )


def ledger_as_officer(true: Ledger, flow: Flow, capacity: str) -> Ledger:
    """The same figures; of time that was covert to this capacity it says whose it was, and not why."""
    slices = [
        one._replace(key=None, state=WITHHELD)
        if one.key and _keeps_from(flow.states[one.key.track, one.state], capacity)
        else one
        for one in true.slices
    ]
    return replace(true, slices=tuple(_joined(slices)))


def knows(state: State, capacity: str) -> bool:
    """Whether somebody of this capacity may know that a track stands there."""
    return not state.covert or capacity in KNOWS.get(state.whose, CUSTOMS)


def _keeps_from(state: State, capacity: str) -> bool:
    return not knows(state, capacity)


def _covert(state: State) -> bool:
    return state.covert


_ORDERED = State("ordered", "inspection", covert=True)


def _hidden(
    events: Iterable[Event], flow: Flow, secret: Callable[[State], bool] = _covert, *, claims: bool = True
) -> Iterator[Event]:
    """Claims (of what is secret at least), photos and entries in the books, secret states, how something
    secret ended that never came to light, and new judgements of the selection alone."""
    covert: set[TrackKey] = set()
    for event in events:
        if event.name in (*CLAIMS, PHOTO_TAKEN, POSTED):
            if claims or event.key in covert:
                yield event
        elif event.track:
            if secret(flow.states[event.track, event.state]):
                covert.add(event.key)
            elif event.whose != NOBODY:
                covert.discard(event.key)
            if event.key in covert:
                yield event
        elif event.name == JUDGED and SELECTED_ANEW in event.data and secret(_ORDERED):
            yield event


def _lines(events: Sequence[Event], flow: Flow, keys: dict[TrackKey, TrackKey]) -> Iterator[Event]:
    """The lines of a trader; `keys` takes down by which key each track is shown."""
    hidden = {event.seq for event in _hidden(events, flow)}
    numbers, opened = dict[int, int](), set[TrackKey]()
    for event in events:
        reads = _reads(event.track, event.state, flow)
        if event.seq in hidden or (reads and event.key in opened and event.capacity not in TRADER):
            continue
        opened.add(event.key)
        numbers[event.seq] = len(numbers) + 1
        shown: dict[str, Any] = {"seq": numbers[event.seq], "cause": numbers.get(event.cause, 0)}
        if event.capacity not in TRADER:
            shown |= {"by": "", "behalf": ""}
        if event.track:
            shown["number"] = _shown(event.key, keys).number
        if reads:
            shown |= {"state": reads, "whose": flow.states[event.track, reads].whose, "office": ""}
        if shown.get("whose", event.whose) != "trader":
            shown["due"] = None
        yield event._replace(correlation="", **shown)


def _reads(track: str, state: str, flow: Flow) -> str:
    return flow.states[track, state].reads if track else ""


def _settled_unseen(event: Event, flow: Flow) -> bool:
    return event.whose == NOBODY and bool(_reads(event.track, event.state, flow))


def _shown(key: TrackKey, keys: dict[TrackKey, TrackKey]) -> TrackKey:
    """The number that a trader reads: numbers of what is hidden must not show as gaps."""
    same = [known for known in keys if known[:2] == key[:2]]
    return keys.setdefault(key, key._replace(number=len(same) + 1))


def _missing(
    case: Case, shown: Case, lines: Sequence[Event], flow: Flow, gate: str, part: str
) -> Iterator[tuple[TrackKey, At]]:
    unmet = shown.unmet(flow.needs[gate], ("", part))
    others = [(key, at) for key, at in unmet if key.track != "documents"]
    unread = any(key.track == "documents" for key, _ in flow.missing(case, gate, part))
    if unread or not case.open_gates or not others:
        documents = [(key, at) for key, at in unmet if key.track == "documents"]
        since = lines[0].recorded_at
        yield from documents or [(TrackKey("documents"), At("checking", "documents", since, None, 0))]
    yield from others


def _masked(one: Slice, flow: Flow) -> Slice:
    if one.key is None:
        return one
    if _reads(one.key.track, one.state, flow) or flow.states[one.key.track, one.state].covert:
        return one._replace(whose="documents", key=TrackKey("documents", "", 0), state="checking")
    return one._replace(key=one.key._replace(number=0))


def _joined(slices: Iterable[Slice]) -> Iterator[Slice]:
    for _, run in groupby(slices, key=lambda one: one[2:]):
        same = list(run)
        yield same[0]._replace(end=same[-1].end)
