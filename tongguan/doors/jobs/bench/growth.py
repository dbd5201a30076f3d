"""Whether lodging stays as quick, and as small, the more there is: on SQLite on disk."""

import resource
from collections.abc import Iterator
from itertools import islice

from django.db import connection, connections

from tongguan.desk.declarations.judgement import Books
from tongguan.desk.dossiers import numbers
from tongguan.desk.people.queries import office_number
from tongguan.doors.jobs.bench import sample
from tongguan.doors.jobs.bench.bare import Bare, size
from tongguan.doors.jobs.bench.figures import Effort, Figure, undisturbed
from tongguan.doors.jobs.bench.storing import DISK, HUNDRED, MICRO

BATCH, TURN, WARM = 1000, 20, 5


def figures(effort: Effort) -> Iterator[Figure]:
    """Lodging one by one with little and with much stored, in turns."""
    books = sample.furnish()
    references = sample.references(books)
    first = sample.lodged([sample.message(next(references))], books).receipt.dossier
    name = str(connection.settings_dict["NAME"])
    little, much = (f"{name}.{count}" for count in effort.stored)
    for copy, count in zip((little, much), effort.stored, strict=True):
        _fill(copy, first, count)
    taken: dict[str, list[float]] = {little: [], much: []}
    for _ in range(-(-effort.singles // TURN)):
        for copy, times in taken.items():
            connections.close_all()
            connection.settings_dict["NAME"] = copy
            times += _turn(references, books)
    each = {copy: undisturbed(times) * MICRO for copy, times in taken.items()}
    yield Figure(
        name=f"complete, one by one, {effort.stored[1]:,} stored",
        where=DISK,
        measured=each[much],
        floor=each[little],
        unit="us",
        bound="at most",
        target=1.2,
        note=f"{size(much):,.0f} MB; floor: {effort.stored[0]:,} stored",
    )


def _fill(copy: str, first: int, count: int) -> None:
    """A copy of the database that holds so many of the same."""
    bare = Bare(first, office_number(sample.OFFICE), numbers.month_of(sample.AT), copy)
    bare.held.execute("PRAGMA synchronous=OFF")  # nobody minds losing these
    for start in range(1, count, BATCH):
        numbered = range(start, min(start + BATCH, count))
        bare.write(bare.ready([f"STORED-{number:09}" for number in numbered]))
    bare.held.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    bare.held.close()


def _turn(references: Iterator[str], books: Books) -> list[float]:
    """Seconds of some lodgings, after a few to warm up."""
    taken = []
    for reference in islice(references, TURN + WARM):
        one = sample.lodged([sample.message(reference)], books)
        taken.append(one.pure + one.storage)
    return taken[WARM:]


def peak(count: int) -> int:
    """The most memory, in kilobytes, that this process ever had when it has lodged so many, a hundred to a
    transaction."""
    books = sample.furnish()
    references = islice(sample.references(books), count)
    while some := [sample.message(reference) for reference in islice(references, HUNDRED)]:
        sample.lodged(some, books)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
