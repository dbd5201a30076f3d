"""One action on one dossier, while it is being decided: steps taken, tracks claimed, others told."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from django.db import models

from tongguan.desk.dossiers import deadlines, shelf
from tongguan.desk.dossiers.chain import Cover
from tongguan.desk.dossiers.models import Event as Recorded
from tongguan.desk.dossiers.models import Link, Outbox
from tongguan.desk.dossiers.rows import Rows
from tongguan.desk.dossiers.statements import Row
from tongguan.desk.rulebooks import queries as rulebooks
from tongguan.desk.texts import must_be_text, must_fit
from tongguan.law import flows
from tongguan.law.flow import Flow, Opening, Step
from tongguan.law.flows.common import TRADER
from tongguan.law.kernel.case import HANDED_ON, OFFICERS, REMINDED, Actor, Case, Event, TrackKey
from tongguan.law.kernel.pen import NotOffered, Pen, Taken
from tongguan.law.rulebook import Rulebook
from tongguan.law.tidings import tidings

EMPTY: frozenset[str] = frozenset()


def not_theirs(cover: Cover, case: Case, actor: Actor) -> str:
    """Why a dossier is not the actor's to act on; "" where it is. A trader acts on its own, a broker on what
    it lodged, an officer where his office opened it or works on one of its tracks (which of them is his, each
    step asks); of everybody else the steps and the rooms say so."""
    if actor.capacity in TRADER and actor.behalf not in (cover.trader, cover.declarant):
        return "not_your_declaration"
    holds = {cover.office, *(track.office for track in case.tracks.values())}
    return "not_your_office" if actor.capacity in OFFICERS and actor.behalf not in holds else ""


class Act:
    """What an action may do to its dossier. `case` is where the dossier stands, with all that this action
    has done so far; `made` are the events of this action; `rows` takes rows of any table."""

    def __init__(
        self,
        cover: Cover,
        case: Case,
        *,
        actor: Actor,
        at: datetime,
        correlation: str = "",
        book: Rulebook | None = None,
    ) -> None:
        self.cover, self.case, self.before = cover, case, case
        self.flow: Flow = flows.FLOWS[cover.kind]
        self.actor, self.correlation, self.rows, self._book = actor, correlation, Rows(), book
        if correlation:
            must_fit(Recorded, correlation=correlation)
        at = at.astimezone(UTC)
        self.at = max(at, case.at) if case.at else at  # our clock never runs backwards inside a dossier
        self.made: list[Event] = []
        self.stored: tuple[Event, ...] | None = None if case.seq else ()
        self.told = 0

    @property
    def id(self) -> int:
        return self.cover.id

    @property
    def past(self) -> "Past":
        """Not kept, or each would hold the other in memory until somebody looked for such pairs."""
        return Past(self)

    def numbered(self, cover: Cover) -> "Act":
        """The same action, which was planned before the dossier had an id. The rows that it has so far stay
        with the plan."""
        it = Act.__new__(Act)  # `copy` asks the class how it wants to be copied, which takes longer
        vars(it).update(vars(self), cover=cover, made=list(self.made), rows=Rows())
        return it

    def may(self, step: str, key: TrackKey | None = None) -> None:
        """To be asked before anything is looked up for a step that is not the actor's to take, or not on the
        track `key`. Raises NotOffered."""
        it, nowhere = self.flow.steps.get(step), TrackKey("")
        if reason := self.case.kept_from(self.actor, it.by if it else (), key or nowhere):
            raise NotOffered(step, reason)

    def begin(self, name: str, openings: Iterable[Opening], **told: Any) -> tuple[Event, ...]:
        """The first events of a new dossier: `name`, and a track for each (track, part, state[, office]);
        the office is the dossier's own where none is given."""
        return self._did(self.flow.begin(self.case, name, openings, **self._how(told)))

    def add_part(self, part: str, openings: Iterable[Opening], **told: Any) -> tuple[Event, ...]:
        """A part that came to light later."""
        return self._did(self.flow.add_part(self.case, part, openings, **self._how(told)))

    def take(
        self,
        step: str,
        *,
        part: str = "",
        number: int = 0,
        also_on: Sequence[str] = (),
        offices: Mapping[str, str] | None = None,
        facts: frozenset[str] = EMPTY,
        cause: int = 0,
        **told: Any,
    ) -> tuple[Event, ...]:
        """Takes a step and opens the gates that it opens; see `Flow.take`. `told`: occurred_at, data, and
        `actor` where another than the action's own takes it, such as the system. What its trader must hear
        of it is told. Raises NotOffered."""
        events = self._did(
            self.flow.take(
                self.case,
                step,
                part=part,
                number=number,
                also_on=also_on,
                offices=offices,
                facts=facts,
                past=self.past,
                cause=cause,
                **self._how(told),
            )
        )
        if self.before.seq:  # what happens while a dossier is opened is told by the receipt
            self._announce(events)
        return events

    def claim(self, key: TrackKey, *, back: bool = False) -> tuple[Event, ...]:
        """Claims a track for the actor, or hands it back. Raises NotOffered."""
        return self._did(self.flow.claim(self.case, key, back=back, **self._how({})))

    def remind(self, key: TrackKey, **told: Any) -> tuple[Event, ...]:
        """Records that the clock of a track has called; it calls next at the clock's next instant. One that
        has come to its end stays due then."""
        where = self.case.tracks[key]
        clock = self.flow.states[key.track, where.state].clock
        calls = self.calls(clock, key, where.since)
        due = calls.after(self.at) or calls.end
        pen = Pen(self.flow.states, self.case, REMINDED, **self._how(told))
        pen.remind(REMINDED, key, where, due)
        return self._did(pen.taken())

    def hand_on(self, key: TrackKey, office: str, *, cause: int = 0) -> tuple[Event, ...]:
        """Hands a track on to another office. Whatever the one before held of the dossier, it goes on
        seeing."""
        pen = Pen(self.flow.states, self.case, HANDED_ON, **self._how({}))
        pen.hand_on(HANDED_ON, key, self.case.tracks[key], office, cause)
        return self._did(pen.taken())

    def calls(self, clock: str, key: TrackKey, since: datetime) -> deadlines.Calls:
        """When the clock of a state that the track entered at `since` calls."""
        begun = self.before.seq > 0
        past = self.past if begun else ()
        return deadlines.calls(clock, self.book, key=key, since=since, begun=begun, past=past)

    @property
    def book(self) -> Rulebook:
        """The newest edition of the dossier's jurisdiction, unless the action was given another. Raises
        LookupError where nothing is published."""
        if self._book is None:
            self._book = rulebooks.book(self.cover.jurisdiction)
        return self._book

    def offered(self, facts: frozenset[str] = EMPTY) -> Iterator[tuple[Step, TrackKey]]:
        """The steps that the actor could take now, and where."""
        return self.flow.offered(self.case, self.actor, facts=facts, past=self.past)

    def tell(self, kind: str, to: str, body: str, *, seq: int = 0) -> None:
        """What `to` must hear, by the event `seq` of this action (by default its last). Raises ValueError
        where nothing has happened."""
        if not self.made:
            raise ValueError(f"{kind}: nothing has happened that could be told")
        self.told += 1
        row = (self.id, seq or self.case.seq, self.told, kind, to, body, self.at, 0, None, "")
        self.rows.add(Outbox, row)

    def _announce(self, events: Iterable[Event]) -> None:
        to = sorted({self.cover.trader, self.cover.declarant} - {""})
        for kind, seq, about in tidings(events):
            body = json.dumps({"reference": self.cover.reference, **about}, ensure_ascii=False)
            for recipient in to:
                self.tell(kind, recipient, body, seq=seq)

    def link(self, kind: str, other_id: int) -> None:
        """This dossier `kind` the other one: replaces, completes, consolidates, moves, draws_on,
        arises_from."""
        self.rows.add(Link, (self.id, kind, other_id, self.case.seq))

    def add(self, model: type[models.Model], row: Row) -> None:
        """A row of any table, for the same transaction."""
        self.rows.add(model, row)

    def _how(self, told: dict[str, Any]) -> dict[str, Any]:
        """What every event of the action is told; a track that opens at no office of its own is the dossier's
        office's. Raises Refused: what the event shall say, nobody could keep or prove."""
        if "data" in told:
            must_be_text(data=told["data"])
        common = {"actor": self.actor, "at": self.at, "due": self._due, "correlation": self.correlation}
        return {**common, "office": self.cover.office, **told}

    def _due(self, clock: str, key: TrackKey) -> datetime | None:
        """When the clock calls next; at once where it counts from elsewhere and has run out before."""
        calls = self.calls(clock, key, self.at)
        return calls.after(self.at) or calls.end

    def _did(self, taken: Taken) -> tuple[Event, ...]:
        self.made += taken.events
        self.case = taken.case
        return taken.events


class Past(Sequence[Event]):
    """Everything that happened to the dossier, this action included; read when it is first asked for."""

    def __init__(self, act: Act) -> None:
        self._act = act

    def _all(self) -> tuple[Event, ...]:
        act = self._act
        if act.stored is None:
            act.stored = shelf.events_of(act.id)
        return (*act.stored, *act.made)

    def __iter__(self) -> Iterator[Event]:
        return iter(self._all())

    def __len__(self) -> int:
        return len(self._all())

    def __getitem__(self, index: Any) -> Any:
        return self._all()[index]
