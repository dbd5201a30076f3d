"""From the events of a dossier to its rows here. Nothing else is asked, so the same events give the same
rows."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from tongguan.law.clock import Ledger, Measure, headline, stays
from tongguan.law.flow import Flow
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Case, Event, fold

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """What is read of a dossier. `measure` is None where no row of the book says how it is measured; `parts`
    are those that it began with."""

    id: int
    kind: str
    office: str
    reference: str
    parts: tuple[str, ...]
    measure: Measure | None
    events: Sequence[Event]


@dataclass(frozen=True, slots=True)
class Derived:
    """The rows of one dossier, by table, each in the order of the model's columns."""

    clearance: Row
    later: list[Row] = field(default_factory=list)
    held: list[Row] = field(default_factory=list)
    stays: list[Row] = field(default_factory=list)


def derive(source: Source) -> Derived:
    """Everything that the events of a dossier say of its time. While its gate is shut no figure is kept: that
    would have to change every second."""
    flow, events = FLOWS[source.kind], source.events
    ledger = told(source, events[-1].recorded_at)
    fate = _fate(source, ledger)
    begun = _begun(source, flow)
    common = (source.id, events[-1].seq, source.kind, source.office, source.reference, fate)
    gate = source.measure.gate if source.measure else ""
    accepted = events[0].recorded_at
    if fate != "cleared" or ledger is None:
        unknown = (None, None, None, None)
        return Derived((*common, gate, "", accepted, begun, *unknown), stays=_stays(source))
    row = (
        *(*common, gate, ledger.part, ledger.accepted, ledger.start, ledger.end),
        *(ledger.overall, ledger.acceptance_to_gate, ledger.in_customs_hands),
    )
    return Derived(row, _later(source, flow), _held(source.id, ledger), _stays(source))


def told(source: Source, now: datetime) -> Ledger | None:
    """The headline ledger of a dossier, so far where its gate is still shut."""
    if source.measure is None:
        return None
    flow = FLOWS[source.kind]
    return headline(source.events, flow, source.measure, now=now, parts=source.parts)


def _fate(source: Source, ledger: Ledger | None) -> str:
    if source.measure is None:
        return "unmeasured"
    if ledger is not None:
        return "open" if ledger.so_far else "cleared"
    case = fold(Case(source.parts), source.events)
    return next((case.ended[part] for part in case.parts if case.ended.get(part)), "open")


def _begun(source: Source, flow: Flow) -> datetime | None:
    """When the clock of a dossier that is not cleared started to run; None while its goods are awaited."""
    if source.measure is None:
        return None
    arrival = next((e for e in source.events if e.name in source.measure.arrival), None)
    accepted = source.events[0].recorded_at
    if arrival is None:
        awaited = {flow.steps[name].track for name in source.measure.arrival if name in flow.steps}
        return None if any(e.track in awaited for e in source.events) else accepted
    return arrival.occurred_at if source.measure.preparation else max(arrival.occurred_at, accepted)


def _later(source: Source, flow: Flow) -> list[Row]:
    assert source.measure is not None
    names = [gate.name for gate in flow.gates]
    found = []
    for gate in names[names.index(source.measure.gate) + 1 :]:
        at = replace(source, measure=replace(source.measure, gate=gate))
        ledger = told(at, source.events[-1].recorded_at)
        if ledger is not None and not ledger.so_far:
            found.append((source.id, gate, ledger.overall))
    return sorted(found)


def _held(dossier_id: int, ledger: Ledger) -> list[Row]:
    seconds = Counter[tuple[str, str, str]]()
    for one in ledger.slices:
        seconds[one.whose, one.key.track if one.key else "", one.state] += one.seconds
    return [(dossier_id, *place, n) for place, n in sorted(seconds.items()) if n]


def _stays(source: Source) -> list[Row]:
    return [
        (
            *(source.id, number, stay.key.track, stay.key.part, stay.key.number),
            *(stay.state, stay.whose, stay.since, stay.until),
        )
        for number, stay in enumerate(stays(source.events), 1)
    ]
