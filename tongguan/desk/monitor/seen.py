"""Dossiers as their trader sees them. What is told here is decided by `law.disclosure` alone: pages and
interfaces for traders read of a dossier's course nothing but this."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.dossiers.act import not_theirs
from tongguan.desk.dossiers.chain import COLUMNS, Cover
from tongguan.desk.dossiers.deadlines import calls
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.models import Event as StoredEvent
from tongguan.desk.dossiers.proof import parts_at_first
from tongguan.desk.dossiers.shelf import COVER
from tongguan.law.calendar import local_day
from tongguan.law.clock import Ledger
from tongguan.law.disclosure import Disclosed, as_trader, ledger_as_trader
from tongguan.law.flow import Flow, Step
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Actor, At, Case, Event, TrackKey, fold
from tongguan.law.measures import measure_of
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.note import ENFORCEMENT

TRADER, EXIT, BANK, CHARGES = "trader", "exit", "bank", "charges"
PAYABLE = "tax_payment_days"
"""The parameter that says within how many days duties are paid."""


@dataclass(frozen=True, kw_only=True)
class Seen:
    """A dossier as its trader sees it. `stated` is what was declared, in the version in force; `parts` are
    those that it began with. The true events are kept for what the law makes of them, and shown nowhere."""

    cover: Cover
    parts: tuple[str, ...]
    stated: Mapping[str, Any]
    _events: Sequence[Event]

    @property
    def flow(self) -> Flow:
        return FLOWS[self.cover.kind]

    @cached_property
    def shown(self) -> Disclosed:
        return as_trader(self._events, self.flow, self.parts)

    @property
    def lines(self) -> Sequence[Event]:
        return self.shown.lines

    @cached_property
    def case(self) -> Case:
        """Where the lines leave it: tracks by the keys and in the states in which they are shown."""
        return fold(Case(self.parts), self.lines)

    def alive(self, part: str) -> bool:
        """Whether something on this part goes on: its goods, or what of the whole, came to no other end."""
        return any(self.case.ended.get(one, "") in self.flow.goes_on for one in self.case.of(part))

    def turn(self) -> Iterator[tuple[TrackKey, At]]:
        """What waits for the trader; goods are theirs to fetch once the first gate is open."""
        for key, at in self.case.tracks.items():
            if at.whose == TRADER and self.alive(key.part) and self.begun(key):
                yield key, at

    def theirs_since(self, key: TrackKey, at: At) -> datetime:
        """Since when a track waits as it stands: goods that are to be fetched, since the gate let them go."""
        gate = self.flow.gates[0].name
        if key.track != EXIT or at.whose != TRADER or not self.begun(key):
            return at.since
        opened = [
            line.recorded_at for line in self.lines if line.name == gate and line.part in ("", key.part)
        ]
        return max((at.since, *opened[-1:]))

    def begun(self, key: TrackKey) -> bool:
        """Whether a track waits already: goods are not waited for before they may go."""
        return key.track != EXIT or self._may_go(key.part)

    def bank_of(self, debt: int) -> str:
        """The bank that paid a debt, which is its payer's to know; "" where none did."""
        paid = [one for one in self._events if one.name == "pay" and one.number == debt]
        return next((one.behalf for one in reversed(paid) if one.capacity == BANK), "")

    def _may_go(self, part: str) -> bool:
        return self.case.is_open(self.flow.gates[0].name, part)

    def offered(self, actor: Actor) -> Sequence[tuple[Step, TrackKey, TrackKey]]:
        """The steps that the trader may take now, on which track, and by which key that one is shown: the
        same table that decides when a step is taken. A new track has no key yet that could be shown."""
        true = fold(Case(self.parts), self._events)
        if not_theirs(self.cover, true, actor):
            return ()
        found = self.flow.offered(true, actor, past=self._events)
        return [(step, key, self.shown.keys.get(key, key._replace(number=0))) for step, key in found]

    def latest(self, key: TrackKey, at: At, book: Rulebook) -> datetime | None:
        """Until when at the latest a trader may leave a track as it stands; None where no clock runs, or none
        that is the trader's business: when customs may enforce a debt, it is late long since."""
        clock = self.flow.states[key.track, at.state].clock
        if at.whose != TRADER or clock in ("", ENFORCEMENT):
            return None
        past = [line for line in self.lines if line.recorded_at <= at.since]
        found = calls(clock, book, key=key, since=at.since, begun=True, past=past).instants
        return found[-1] if found else None

    def payable_until(self, debt: int, now: datetime, book: Rulebook) -> date:
        """The day until which whatever stands for a debt must hold: its latest, or the end of the payment
        period, were it due now."""
        key = TrackKey(CHARGES, "", debt)
        at = self.case.tracks.get(key)
        latest = self.latest(key, at, book) if at else None
        if latest:
            return local_day(latest, book)
        today = local_day(now, book)
        days = book.get("parameter", PAYABLE, today)
        return today + timedelta(days=int(days.number)) if days else today

    def ledger(self, part: str, now: datetime, book: Rulebook) -> Ledger | None:
        """Whose time it was, in the first cycle; None where the part has no clock."""
        on = local_day(self._events[0].recorded_at, book)
        measure = measure_of(book, self.cover.kind, self.stated.get("transport_mode", ""), on)
        if measure is None:
            return None
        return ledger_as_trader(self._events, self.flow, measure, now=now, parts=self.parts, part=part)


def seen(ids: Iterable[int]) -> dict[int, Seen]:
    """These dossiers, in their order, in four queries. Whether they are the reader's was asked before."""
    wanted = list(ids)
    events: dict[int, list[Event]] = {}
    rows = StoredEvent.objects.filter(dossier_id__in=wanted).order_by("dossier_id", "seq")
    for dossier_id, *values in rows.values_list("dossier_id", *COLUMNS):
        events.setdefault(dossier_id, []).append(Event(*values))
    covers = Dossier.objects.filter(pk__in=wanted).values_list(*COVER, "parts")
    stated, found = _stated(wanted), {row[0]: row for row in covers}
    return {
        one: Seen(
            cover=Cover(*found[one][:-1]),
            parts=parts_at_first(found[one][-1], events[one]),
            stated=stated.get(one, {}),
            _events=events[one],
        )
        for one in wanted
        if one in found
    }


def _stated(ids: Sequence[int]) -> dict[int, Mapping[str, Any]]:
    """What each declares now: the version that was judged last. One that asks to take its place waits."""
    judged = Judgement.objects.filter(dossier__in=ids).order_by("number").values_list("dossier", "version")
    versions = dict(judged)
    texts = Content.objects.filter(dossier__in=ids).values_list("dossier", "version", "content")
    return {of: json.loads(text) for of, version, text in texts if versions.get(of) == version}
