"""Lodging on one database: complete, its pure part, and the bare driver writing the same rows."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from tongguan.desk.declarations import asking
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.dossiers import numbers
from tongguan.desk.people.models import Person
from tongguan.desk.people.queries import office_number
from tongguan.doors.jobs.bench import sample
from tongguan.doors.jobs.bench.bare import Bare
from tongguan.doors.jobs.bench.figures import Effort, Figure, Times, in_turns, undisturbed
from tongguan.law.calendar import local_day

MICRO = 1e6
DISK, MEMORY, POSTGRESQL = "SQLite on disk", "SQLite in memory", "PostgreSQL"
ONE_BY_ONE: Mapping[str, float] = {DISK: 0.65, MEMORY: 0.5, POSTGRESQL: 0.7}
TOGETHER: Mapping[str, float] = {DISK: 0.7, MEMORY: 0.6, POSTGRESQL: 0.7}
COMPLETE = {DISK: 0.4}  # of bare, one by one
HUNDRED = 100
PAGE = b"\x5a" * 4096


def figures(where: str, effort: Effort) -> Iterator[Figure]:
    """The figures of the database that the settings name; `where` is what it is called."""
    books = sample.furnish()
    references = sample.references(books)
    first = sample.lodged([sample.message(next(references))], books).receipt
    name = str(connection.settings_dict["NAME"])
    copy = f"{name}.floor" if where == DISK else ":memory:"
    floor = Bare(first.dossier, office_number(sample.OFFICE), numbers.month_of(sample.AT), copy)
    compared = _Compared(where, books, floor, references)
    yield from compared.figures(1, effort.singles * effort.spells, ONE_BY_ONE[where])
    yield from compared.figures(HUNDRED, effort.hundreds, TOGETHER[where])
    yield _asked(where, books, effort.laws)
    if where != MEMORY:
        yield _synced(where, effort.singles)


class _Compared:
    """Lodging and its floor, in turns."""

    def __init__(self, where: str, books: Books, floor: Bare, references: Iterator[str]) -> None:
        self.where, self.books, self.floor, self.references = where, books, floor, references

    def figures(self, count: int, rounds: int, target: float) -> Iterator[Figure]:
        """Microseconds for each declaration, `count` to a transaction."""
        pure, storage, bare = self._taken(count, rounds)
        complete = [one + other for one, other in zip(pure, storage, strict=True)]
        whole, judged, stored, floor = (
            undisturbed(times) / count * MICRO for times in (complete, pure, storage, bare)
        )
        how = "one by one" if count == 1 else f"{count} to a transaction"
        wanted = COMPLETE.get(self.where) if count == 1 else None
        yield self._figure(f"complete, {how}", whole, floor, wanted)
        yield self._figure(f"pure part, {how}", judged)
        note = f"{self.floor.count} rows: {self.floor}" if count == 1 else ""
        yield self._figure(f"storage, {how}", stored, floor, target, note)

    def _taken(self, count: int, rounds: int) -> tuple[Times, Times, Times]:
        """Seconds of each round. A lodging is taken in one piece. Who syncs first finds more to sync, so both
        go first by turns."""
        pure, storage, bare = Times(), Times(), Times()
        for turn in range(rounds + 2):
            raws = [sample.message(next(self.references)) for _ in range(count)]
            rows = self.floor.ready([next(self.references) for _ in range(count)])
            if turn % 2:
                bare.extend(in_turns(1, partial(self.floor.write, rows)))
            lodged = sample.lodged(raws, self.books)
            pure.append(lodged.pure)
            storage.append(lodged.storage)
            if not turn % 2:
                bare.extend(in_turns(1, partial(self.floor.write, rows)))
        return pure[2:], storage[2:], bare[2:]  # the first ones warm up

    def _figure(
        self,
        name: str,
        measured: float,
        floor: float | None = None,
        target: float | None = None,
        note: str = "",
    ) -> Figure:
        told: dict[str, Any] = {"measured": measured, "floor": floor, "target": target, "note": note}
        return Figure(name=name, where=self.where, unit="us", bound="at least" if floor else "", **told)


def _asked(where: str, books: Books, rounds: int) -> Figure:
    """What a door asks the other rooms before it lodges: who may, whom it concerns, which books."""
    # on a bill of its own: thousands of the sample stand under one, and no trader's declarations do
    stated = replace(sample.stated(sample.message("ASKED"), books), bill="99900000001")
    person = Person.objects.create_user("somebody who lodges")
    question = asking.Question(str(person.pk), local_day(sample.AT, books.law), books.law)
    asking.register_unknown(stated, question, set())

    def ask() -> None:
        books_of(sample.JURISDICTION)
        asking.facts(stated, question, entered_on=None)

    (asked,) = in_turns(rounds, ask)
    note = "newest editions, standing, credit, licences; not part of the above"
    return Figure(name="asking the other rooms", where=where, measured=asked * MICRO, unit="us", note=note)


def _synced(where: str, rounds: int) -> Figure:
    """One fdatasync of a page appended to a file beside the database."""
    folder = Path(connection.settings_dict["NAME"]).parent if where == DISK else None
    with TemporaryDirectory(dir=folder) as place:
        file = os.open(Path(place) / "page", os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)

        def sync() -> None:
            os.write(file, PAGE)
            os.fdatasync(file)

        (taken,) = in_turns(rounds, sync)
        os.close(file)
    return Figure(name="fdatasync of 4 kB", where=where, measured=taken * MICRO, unit="us")
