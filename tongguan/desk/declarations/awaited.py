"""What carriers and sites are expected to report next, at their place: conveyances, bills and containers, and
nothing else of the declarations that wait for them.

A terminal or port is shown what is before the offices where it runs a site, but for goods that the
declaration stores at somebody else's site there. A carrier is shown what its own manifests list, and calls
that nobody's do. (What may be reported is decided in `cargo.actions`; this is no more than a list.)
"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

import msgspec
from django.db.models import Q

from tongguan.desk.cargo import queries
from tongguan.desk.cargo.models import Expectation
from tongguan.desk.cargo.names import BILL, CALL, CONTAINER, expected
from tongguan.desk.cargo.reports import REPORTS
from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.dossiers.models import Dossier, Track
from tongguan.desk.dossiers.worklist import Cursor, Waiting, Wanted, at_work, waiting
from tongguan.desk.inspections.models import Site
from tongguan.desk.inspections.sites import OPERATORS, run_by
from tongguan.law.flow import NOBODY
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Actor

LISTED: Mapping[str, tuple[str, str, tuple[str, ...]]] = {
    "entered": ("import", "cargo", ("expected",)),
    "discharged": ("import", "cargo", ("entered",)),
    "available": ("import", "cargo", ("entered", "discharged")),
    "arrived": ("export", "cargo", ("expected",)),
    "stopped": ("", "exit", ("stop_asked",)),
    "gate_out": ("import", "exit", ("awaited",)),
    "loaded": ("export", "exit", ("awaited",)),
}
"""By kind of report: which dossiers ("" any), and where a track of theirs waits for it. Goods that came short
are no one's to expect."""
LOOKED_AT = 200
"""So many waiting tracks are looked at for one page; what is left of them is shown."""


class Thing(NamedTuple):
    """A call, bill or container (`about`, and `key` as `cargo.names` has it) that waits for a report since
    then."""

    about: str
    key: str
    since: datetime


class Page(NamedTuple):
    """What a page shows, and behind which row the next one begins; None: there is no more."""

    things: tuple[Thing, ...]
    after: Cursor | None


def kinds(capacity: str) -> tuple[str, ...]:
    """The kinds of report that somebody of this capacity may be expected to make."""
    return tuple(kind for kind in LISTED if capacity in REPORTS[kind].by)


def first(actor: Actor) -> str:
    """The kind of report that a page of the actor's begins with: the first for which a track waits there."""
    every, where = kinds(actor.capacity), _offices(actor)
    return next((kind for kind in every if _any(kind, where)), every[0])


def _any(kind: str, where: Sequence[str]) -> bool:
    flow, track, states = LISTED[kind]
    found = Track.objects.filter(~Q(whose=NOBODY), office__in=where, track=track, state__in=states)
    return (found.filter(dossier__kind=flow) if flow else found).exists()


def awaited(kind: str, *, actor: Actor, after: Cursor | None = None) -> Page:
    """What waits for a report of this kind by the actor, the soonest due first."""
    where = _offices(actor)
    flow, track, states = LISTED[kind]
    wanted = Wanted(offices=where, where=[(track, state) for state in states], kind=flow)
    rows = waiting(wanted, limit=LOOKED_AT, after=after) if where else []
    kept = list(_in_time(kind, rows, where))
    if actor.capacity in OPERATORS:
        elsewhere = _stored_elsewhere({row.dossier for row in kept}, actor.behalf)
        kept = [row for row in kept if row.dossier not in elsewhere]
    things = dict[tuple[str, str], Thing]()
    for one in _things(kind, kept):
        things.setdefault((one.about, one.key), one)
    shown = list(things.values())
    if actor.capacity == "carrier":
        theirs = queries.senders_of(things)
        shown = [one for one in shown if _carries(one, theirs, actor.behalf)]
    return Page(tuple(shown), rows[-1].cursor if len(rows) == LOOKED_AT else None)


def _offices(actor: Actor) -> Sequence[str]:
    if actor.capacity in OPERATORS:
        return sorted(run_by(actor.behalf))
    return at_work()


def _in_time(kind: str, rows: Sequence[Waiting], where: Sequence[str]) -> Iterator[Waiting]:
    """Those on which the report changes something today: their part goes on, is before one of the offices,
    and, where it is to leave, may."""
    ids, leaves = {row.dossier for row in rows}, LISTED[kind][1] == "exit"
    parts = {
        one: json.loads(text) for one, text in Dossier.objects.filter(pk__in=ids).values_list("pk", "parts")
    }
    cargo = Track.objects.filter(dossier__in=ids if leaves else (), track="cargo")
    goods = {(one, part): office for one, part, office in cargo.values_list("dossier_id", "part", "office")}
    for row in rows:
        flow, told = FLOWS[row.kind], parts[row.dossier]
        if isinstance(told, list):  # nothing has happened to it since it was opened
            told = dict.fromkeys(told, (1, "", ()))
        cycle, ended, gates = told.get(row.key.part, (1, "", ()))
        if ended not in flow.goes_on:
            continue
        if leaves and goods.get((row.dossier, row.key.part), row.office) not in where:
            continue
        means = REPORTS[kind].for_import if row.kind == "import" else REPORTS[kind].for_export
        gate = flow.steps[means.step].when if means and leaves else ""
        if not gate or [gate, cycle] in [list(one) for one in gates]:
            yield row


def _things(kind: str, rows: Sequence[Waiting]) -> Iterator[Thing]:
    """The things of these rows: the call, where it is about the conveyance and the declaration names one;
    else the container of the part, else the bill."""
    found: dict[tuple[int, str, str], str] = {}
    ids = {row.dossier for row in rows}
    of, amended = Expectation.objects.filter(dossier__in=ids), _in_force(ids, since=2)
    now = {dossier: stated.waits_for() for dossier, stated in amended.items()}
    for dossier, about, key, part in of.values_list("dossier_id", "about", "key", "part").order_by("key"):
        if (about, key) in now.get(dossier, {(about, key)}):  # what was amended away is waited for no more
            found.setdefault((dossier, about, part), key)
    for row in rows:
        for about, part in ((CALL, ""), (CONTAINER, row.key.part), (BILL, "")):
            key = found.get((row.dossier, about, part), "")
            if key and about in REPORTS[kind].about:
                yield Thing(about, key, row.since)
                break


def _carries(one: Thing, senders: Mapping[tuple[str, str], set[str]], carrier: str) -> bool:
    known = senders.get((one.about, one.key), set())
    return carrier in known or (one.about == CALL and not known)


class _Part(msgspec.Struct):
    name: str | None = None
    voyage: str | None = None
    number: str | None = None


class _Stored(msgspec.Struct):
    """What is read of a stored declaration."""

    storage_place: str | None = None
    transport_mode: str | None = None
    conveyance: _Part | None = None
    bill: str | None = None
    containers: tuple[_Part, ...] = ()

    def waits_for(self) -> set[tuple[str, str]]:
        things = expected(
            mode=self.transport_mode or "",
            name=(self.conveyance and self.conveyance.name) or "",
            voyage=(self.conveyance and self.conveyance.voyage) or "",
            bill_number=self.bill or "",
            containers=[one.number for one in self.containers if one.number],
        )
        return {(one.about, one.key) for one in things}


def _in_force(dossiers: Iterable[int], *, since: int = 1) -> dict[int, _Stored]:
    """What the declarations state whose version in force is this one or a later one."""
    judged = Judgement.objects.filter(dossier__in=set(dossiers)).order_by("dossier", "number")
    force = {one: v for one, v in dict(judged.values_list("dossier_id", "version")).items() if v >= since}
    contents = Content.objects.filter(dossier__in=force, version__in=set(force.values()))
    return {
        dossier: msgspec.json.decode(text, type=_Stored, strict=False)
        for dossier, version, text in contents.values_list("dossier_id", "version", "content")
        if force[dossier] == version
    }


def _stored_elsewhere(dossiers: Iterable[int], operator: str) -> set[int]:
    """Those whose declaration in force names, as the place of storage, a site that somebody else runs."""
    places = {one: stated.storage_place or "" for one, stated in _in_force(dossiers).items()}
    operators: dict[str, set[str]] = {}
    for code, en, zh, runs in Site.objects.values_list("code", "name_en", "name_zh", "operator"):
        for name in (code, en, zh):
            operators.setdefault(name, set()).add(runs)
    return {one for one, place in places.items() if operator not in operators.get(place, {operator})}
