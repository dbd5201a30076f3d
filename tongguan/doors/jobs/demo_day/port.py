"""The port while the day is played: what comes next, whose turn it is, and every dossier watched.

After each thing that happens to a dossier its tracks are looked at; for each state that somebody must move
on, that somebody is given the work (`plays`), once for each time the track comes into the state. What they
do, they do through the desk's actions. Clocks that ring are answered at their instant, as the loop does.
"""

import heapq
import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from tongguan.desk.declarations.judgement import Books
from tongguan.desk.dossiers import timers
from tongguan.desk.dossiers.queries import case_of
from tongguan.doors.jobs.demo_day.cast import Cast
from tongguan.doors.jobs.demo_day.parcels import Parcel
from tongguan.doors.jobs.demo_day.tables import DAY, END, Day, local
from tongguan.doors.jobs.demo_day.timetable import HOURS, Queue
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor, At, Case, TrackKey


@dataclass(slots=True)
class File:
    """A dossier of the day with the row it came from. `done` are the plays that were given out, `notes` what
    a story must remember."""

    id: int
    parcel: Parcel
    lodger: Actor
    chance: random.Random
    done: set[tuple[Any, ...]] = field(default_factory=set)
    notes: dict[Any, Any] = field(default_factory=dict)

    @property
    def importing(self) -> bool:
        return self.parcel.row["direction"] == "import"


Look = Callable[["Port", File, Case, TrackKey, At, datetime], bool]
"""Gives out the work that a state calls for. False: not yet, look again when something has happened."""


class Port:
    """The queue of what will happen, and the people at work."""

    def __init__(
        self, day: Day, cast: Cast, books: Books, seed: int, plays: dict[tuple[str, str], Look]
    ) -> None:
        self.day, self.cast, self.books, self.seed, self.plays = day, cast, books, seed, plays
        self.end = END
        self.files: dict[int, File] = {}
        self.by_bill: dict[str, File] = {}
        self.failures: list[str] = []
        self._heap: list[tuple[datetime, int, Callable[[datetime], None]]] = []
        self._count = 0
        self._queues: dict[tuple[str, str], Queue] = {}
        self._rung: set[tuple[int, TrackKey, datetime]] = set()

    @property
    def on(self) -> date:
        return DAY

    def at(self, when: datetime, do: Callable[[datetime], None]) -> None:
        """Puts something into the day. What would come after the end of it stays undone."""
        self._count += 1
        heapq.heappush(self._heap, (when, self._count, do))

    def run(self, until: datetime = END) -> None:
        """Plays on to a time, by default to the end of the day."""
        while self._heap and self._heap[0][0] < until:
            when, _, do = heapq.heappop(self._heap)
            do(when)

    def queue(self, capacity: str, place: str) -> Queue:
        """The people of a capacity at a place, who share what comes in."""
        key = (capacity, place)
        if key not in self._queues:
            self._queues[key] = Queue(tuple(self.cast.all(capacity, place)), HOURS[capacity])
        return self._queues[key]

    def office(self, file: File) -> str:
        return self.day.conveyances[file.parcel.row["conveyance"]]["office"]

    def terminal(self, file: File) -> str:
        return self.day.conveyances[file.parcel.row["conveyance"]]["terminal"]

    def entered(self, file: File) -> datetime:
        return local(self.day.conveyances[file.parcel.row["conveyance"]]["at"])

    def take_in(self, file: File, now: datetime) -> None:
        """A dossier that was just lodged."""
        self.files[file.id] = self.by_bill[file.parcel.bill] = file
        self.look(file, now)

    def act(self, file: File, do: Callable[[datetime], object], now: datetime) -> None:
        """Does something to a dossier and looks what it has come to. What is no longer offered was overtaken
        by something else that happened; it is noted, and the day goes on."""
        try:
            do(now)
        except (NotOffered, Refused) as late:
            self.failures.append(f"{now.isoformat()} {file.parcel.reference}: {late}")
        self.look(file, now)

    def later(
        self, file: File, when: datetime, key: TrackKey, at: At, do: Callable[[datetime], object]
    ) -> None:
        """Does something to a dossier at a time, provided that the track stands by then as it stands now."""

        def then(now: datetime) -> None:
            there = case_of(file.id).tracks.get(key)
            if there is not None and (there.state, there.seq) == (at.state, at.seq):
                self.act(file, do, now)

        self.at(when, then)

    def look(self, file: File, now: datetime) -> None:
        """Gives out whatever the dossier's tracks call for."""
        case = case_of(file.id)
        for key, at in case.tracks.items():
            self._listen(file, key, at, now)
            play = self.plays.get((key.track, at.state)) or self.plays.get(("*", at.state))
            token = (key, at.state, at.seq)
            if play and token not in file.done and play(self, file, case, key, at, now):
                file.done.add(token)

    def _listen(self, file: File, key: TrackKey, at: At, now: datetime) -> None:
        if at.due is None or at.due >= self.end or (file.id, key, at.due) in self._rung:
            return
        self._rung.add((file.id, key, at.due))

        def ring(then: datetime) -> None:
            due = next((d for d in timers.past_due(then) if (d.dossier, d.key) == (file.id, key)), None)
            if due is not None and timers.claim(due, then):
                timers.ring(due, then)
                self.look(file, then)

        self.at(max(at.due, now), ring)

    def look_at_all(self, ids: Iterable[int], now: datetime) -> None:
        for one in ids:
            if one in self.files:
                self.look(self.files[one], now)
