"""When a state's clock calls next, by the newest edition of the dossier's rulebook."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from tongguan.law.calendar import Deadline, instants, local_day
from tongguan.law.kernel.case import CLAIMS, Event, TrackKey
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.note import PAYMENT, last_noted_at, noted_at

STATE, NOTE, PERIOD = "state", "note", "payment_period"
BROUGHT = "guarantee"
"""The clock that no row names: its end comes with the step that lets a guarantee stand, if it has one."""


class Calls(NamedTuple):
    """The instants at which a clock calls: warnings, then its end."""

    instants: tuple[datetime, ...]

    def after(self, at: datetime) -> datetime | None:
        """The first call after an instant; None: the clock has run out, or runs no more."""
        return next((one for one in self.instants if one > at), None)

    @property
    def end(self) -> datetime | None:
        return self.instants[-1] if self.instants else None

    def run_out(self, at: datetime) -> bool:
        """Whether the clock has come to its end. One that a later edition took back never does, nor one that
        is anchored to what has not happened."""
        return bool(self.instants) and self.instants[-1] <= at


def calls(
    clock: str, book: Rulebook, *, key: TrackKey, since: datetime, begun: bool, past: Iterable[Event]
) -> Calls:
    """When the clock of a state that the track entered at `since` calls. A clock that is anchored to
    something which has not happened yet does not run; what a dossier begins with anchors at its beginning
    (`begun` is false while it begins)."""
    if clock == BROUGHT:
        brought = [e.due for e in past if e.key == key and e.name not in CLAIMS]
        return Calls(tuple(due for due in brought[-1:] if due))
    row: Deadline | None = book.get("deadline", clock, local_day(since, book))
    if row is None:
        return Calls(())
    anchored = since
    if row.anchor in (NOTE, PERIOD):
        moves = [(e.state, e.recorded_at) for e in past if e.key == key and e.name not in CLAIMS]
        anchored = noted_at(moves, since) if row.anchor == NOTE else _paid_in_time(moves, since, book)
    elif row.anchor != STATE and begun:
        found = [e for e in past if row.anchor in (e.name, e.state) and e.part in ("", key.part)]
        if not found:
            return Calls(())
        anchored = _instant(found[-1])
    return Calls(instants(row, anchored, book))


def until(
    clock: str,
    book: Rulebook,
    *,
    key: TrackKey,
    since: datetime,
    due: datetime | None,
    past: Iterable[Event] = (),
) -> datetime | None:
    """Until when at the latest a track may stay in a state entered at `since`, whose clock calls next at
    `due`: warnings call before its end. One that counts from a payment note, or from the end of its period,
    needs what happened to the debt; one that counts from elsewhere is told by its next call."""
    row: Deadline | None = book.get("deadline", clock, local_day(since, book)) if clock and due else None
    if row is None or due is None or row.anchor not in (STATE, NOTE, PERIOD):
        return due
    end = calls(clock, book, key=key, since=since, begun=True, past=past).end
    return max(due, end) if end else due


def _paid_in_time(moves: Sequence[tuple[str, datetime]], since: datetime, book: Rulebook) -> datetime:
    """An instant of the last day on which a debt that is overdue since then could be paid in time."""
    noted = last_noted_at(moves)
    row = book.get("deadline", PAYMENT, local_day(noted, book)) if noted else None
    return instants(row, noted, book)[-1] - timedelta(microseconds=1) if row and noted else since


def _instant(event: Event) -> datetime:
    """Arrival starts a clock when it happened; everything else when it was recorded."""
    return event.occurred_at if event.track == "cargo" else event.recorded_at
