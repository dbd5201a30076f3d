"""The declarations of a day as a board shows them, and all that is told of one. Reads only."""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from tongguan.desk.declarations.judgement import told_of
from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.monitor import days
from tongguan.desk.monitor.deriving import Source, told
from tongguan.desk.monitor.models import Clearance, Held
from tongguan.desk.monitor.reading import sources
from tongguan.desk.people import naming
from tongguan.desk.people.models import Enterprise
from tongguan.desk.revenue import queries
from tongguan.desk.rulebooks.queries import book
from tongguan.law.clock import Ledger, ledger
from tongguan.law.disclosure import Disclosed, as_officer, as_trader, ledger_as_officer, ledger_as_trader
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import At, Case, Event, TrackKey, fold
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.fees import called


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One declaration on the board. `fate` is that of `Clearance`; of an open one `track` and `state` say
    what it waits for and `whose` time that is; `gate` is the last gate that stands open for every part.
    `seconds` is the overall time, so far where open, None while no clock runs; `held` are seconds by
    party."""

    id: int
    reference: str
    local: str
    kind: str
    office: str
    trader: str
    trader_foreign: str
    goods: str
    goods_en: str
    items: int
    mode: str
    parts: int
    accepted_at: datetime
    fate: str
    gate: str
    track: str
    state: str
    whose: str
    seconds: int | None
    held: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartTime:
    """One part of a dossier: its ledger (None: it has no clock), how it ended, and for each shut gate the
    tracks that keep it shut."""

    part: str
    ledger: Ledger | None
    ended: str
    open_gates: tuple[str, ...]
    missing: Mapping[str, Sequence[tuple[TrackKey, At]]]


Sentences = Sequence[tuple[str, Mapping[str, str]]]
"""An explanation, as codes and arguments."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Owed:
    """A charge of a goods line, or a fee of the whole with no line: its names (English, Chinese), the amount,
    how it was worked out."""

    line: str
    tax: tuple[str, str]
    amount: str
    how: Sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """The customs value, how its costs were worked out, and for each goods line its number, its value and how
    that came about. `money` is the name of the money in English and Chinese."""

    value: str
    money: tuple[str, str]
    how: Sentences
    lines: Sequence[tuple[str, str, Sentences]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Whole:
    """All that is told of one declaration to an officer, or to its trader."""

    line: Line
    events: Sequence[Event]
    parts: Sequence[PartTime]
    worth: Worth | None
    charges: Sequence[Owed]


def lines(
    *,
    since: datetime,
    until: datetime,
    now: datetime,
    show: str = "all",
    offices: Collection[str] | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int | None = None,
) -> list[Line]:
    """The declarations accepted in the period, the newest first: those to `show` (`days.SHOWN`), of offices
    that hold or held one of their tracks (None: all), behind the one accepted at `after` (instant, id)."""
    found = days.accepted(since, until, offices).filter(days.shown(show, now))
    if after is not None:
        found = found.filter(Q(accepted_at__lt=after[0]) | Q(accepted_at=after[0], dossier_id__lt=after[1]))
    ids = found.order_by("-accepted_at", "-dossier_id").values_list("dossier_id", flat=True)[:limit]
    return sorted(_lines(list(ids), now), key=lambda one: (one.accepted_at, one.id), reverse=True)


def whole(
    reference: str, *, now: datetime, trader: bool = False, capacity: str = "document_officer"
) -> Whole:
    """One declaration by its reference, as its trader sees it or as an officer of a capacity. Raises
    Dossier.DoesNotExist."""
    dossier = Dossier.objects.get(reference=reference)
    (source,) = sources([dossier.pk])
    (line,) = _lines([dossier.pk], now)
    flow = FLOWS[source.kind]
    case = fold(Case(source.parts), source.events)
    shown = (
        as_trader(source.events, flow, source.parts)
        if trader
        else as_officer(source.events, flow, capacity, source.parts)
    )
    worth, charges = assessed(dossier.pk, book(dossier.jurisdiction))
    return Whole(
        line=line,
        events=shown.lines,
        parts=part_times(source, case, shown, now, "" if trader else capacity),
        worth=worth,
        charges=charges,
    )


def part_times(source: Source, case: Case, shown: Disclosed, now: datetime, capacity: str) -> list[PartTime]:
    """The time of each part and what keeps its gates shut, as a capacity sees it, "" being the trader."""
    gates = [gate.name for gate in FLOWS[source.kind].gates]
    return [
        PartTime(
            part=part,
            ledger=_ledger(source, part, now, capacity),
            ended=case.ended.get(part, ""),
            open_gates=tuple(gate for gate in gates if case.is_open(gate, part)),
            missing={gate: shown.missing[gate, part] for gate in gates if (gate, part) in shown.missing},
        )
        for part in case.parts
    ]


def _ledger(source: Source, part: str, now: datetime, capacity: str) -> Ledger | None:
    flow, measure = FLOWS[source.kind], source.measure
    if measure is None:
        return None
    told: dict[str, Any] = {"now": now, "parts": source.parts, "part": part}
    if not capacity:
        return ledger_as_trader(source.events, flow, measure, **told)
    true = ledger(source.events, flow, measure, **told)
    return true and ledger_as_officer(true, flow, capacity)


def assessed(dossier_id: int, law: Rulebook) -> tuple[Worth | None, list[Owed]]:
    """The customs value and the charges of the judgement that holds now, and the fees beside them."""
    last = Judgement.objects.filter(dossier=dossier_id).order_by("-number").first()
    if last is None:
        return None, []
    worth, charges = explained(told_of(last.result))
    return worth, charges + fees(dossier_id, law, last.on)


def fees(dossier_id: int, law: Rulebook, on: date) -> list[Owed]:
    """What the law took for lateness, beside the taxes."""
    return [
        Owed(line="", tax=called(one.tax, law, on), amount=str(one.amount), how=one.how)
        for one in queries.fees(dossier_id)
    ]


def explained(said: Mapping[str, Any]) -> tuple[Worth, list[Owed]]:
    """The customs value and the charges of what a judgement said (`told_of`), each with its explanation."""
    judged = said["assessment"]
    en, zh = judged["money"]
    worth = Worth(
        value=judged["customs_value"],
        money=(en, zh),
        how=_sentences(judged["how"]),
        lines=[(one["line"], one["value"], _sentences(one["how"])) for one in judged["lines"]],
    )
    return worth, [
        Owed(
            line=one["line"],
            tax=(one["at"]["arguments"]["tax"], one["at"]["arguments"]["tax_zh"]),
            amount=one["amount"],
            how=_sentences((one["at"], *one["how"])),
        )
        for one in judged["charges"]
    ]


def _sentences(told: Iterable[Mapping[str, Any]]) -> Sentences:
    return [(one["code"], one["arguments"]) for one in told]


def _lines(ids: Iterable[int], now: datetime) -> list[Line]:
    kept = {row.dossier_id: row for row in Clearance.objects.filter(dossier_id__in=list(ids))}
    dossiers = Dossier.objects.filter(pk__in=kept)
    contents = dict(Content.objects.filter(dossier__in=kept, version=1).values_list("dossier", "content"))
    traders = {dossier.trader for dossier in dossiers}
    firms = {firm.identifier: firm for firm in Enterprise.objects.filter(identifier__in=traders)}
    held: dict[int, dict[str, int]] = {}
    for dossier, whose, seconds in Held.objects.filter(dossier_id__in=kept).values_list(
        "dossier_id", "whose", "seconds"
    ):
        of = held.setdefault(dossier, {})
        of[whose] = of.get(whose, 0) + seconds
    open_ids = [row.dossier_id for row in kept.values() if row.fate == "open"]
    running = {source.id: told(source, now) for source in sources(open_ids)}
    return [
        _line(
            kept[dossier.pk],
            dossier,
            json.loads(contents.get(dossier.pk, "{}")),
            firms.get(dossier.trader),
            running.get(dossier.pk),
            held.get(dossier.pk, {}),
        )
        for dossier in dossiers
    ]


def _line(
    kept: Clearance,
    dossier: Dossier,
    content: Mapping[str, Any],
    firm: Enterprise | None,
    running: Ledger | None,
    held: Mapping[str, int],
) -> Line:
    items = content.get("items", [{}])
    last = running.slices[-1] if running and running.slices else None
    awaited = kept.fate == "open" and last is None
    return Line(
        id=dossier.pk,
        reference=dossier.reference,
        local=content.get("reference", ""),
        kind=dossier.kind,
        office=dossier.office,
        trader=naming.name(firm, "zh") if firm else dossier.trader,
        trader_foreign=naming.name(firm, "en") if firm else dossier.trader,
        goods=items[0].get("name", ""),
        goods_en=items[0].get("name_en", "") or items[0].get("name", ""),
        items=len(items),
        mode=content.get("transport_mode", ""),
        parts=len(json.loads(dossier.parts)),
        accepted_at=kept.accepted_at,
        fate=kept.fate,
        gate=_last_gate(dossier),
        track="cargo" if awaited else last.key.track if last and last.key else "",
        state="expected" if awaited else last.state if last else "",
        whose="carrier" if awaited else last.whose if last else "",
        seconds=kept.overall if kept.fate == "cleared" else running.overall if last and running else None,
        held=running.by_owner if running else held,
    )


def _last_gate(dossier: Dossier) -> str:
    """The last gate of the flow that stands open for every part which has come to no other end."""
    parts: Mapping[str, Any] = json.loads(dossier.parts)
    flow = FLOWS[dossier.kind]
    alive = [(cycle, gates) for cycle, ended, gates in parts.values() if ended in flow.goes_on]
    opened = [
        gate.name
        for gate in flow.gates
        if alive and all([gate.name, cycle] in gates for cycle, gates in alive)
    ]
    return opened[-1] if opened else ""
