"""How long the answer takes to a declaration that is drawn for inspection, beside one that is not: who times
its answers must not be able to tell."""

import json
import time
from collections.abc import Iterator, Sequence
from itertools import count
from statistics import quantiles

from tongguan.desk.declarations.judgement import Books
from tongguan.desk.people.models import Person
from tongguan.doors.jobs.bench import sample
from tongguan.doors.jobs.bench.figures import Effort, Figure, Times
from tongguan.doors.jobs.intake import Intake
from tongguan.law.calendar import local_day
from tongguan.law.select import drawn, identity

MICRO = 1e6
WITHIN = 1.1
MANY = 5
"""So many times as many answers as elsewhere: what one in twenty exceeds rests on few of them."""
DRAWS = ("R-IMPORT", "R-GENERAL")
"""The criteria that draw goods to be looked at from among all imports."""
ALL = (*DRAWS, sample.DOCUMENTS)
"""Every criterion that the consignment meets."""


def figures(where: str, effort: Effort) -> Iterator[Figure]:
    """Microseconds from the bytes to the answer: the median, and what one in twenty exceeds."""
    books = sample.furnish()
    person = Person.objects.create(username="timer").pk
    intake = Intake(person=str(person), books=books, at=sample.AT, registers=True)
    red, green = references(books, red=True), references(books, red=False)
    times: dict[bool, Times] = {True: [], False: []}
    for turn in range(2 * MANY * effort.singles + 4):
        drawn_now = turn % 2 == 0
        reference = next(red if drawn_now else green)
        raw = json.dumps({**sample.tree(reference), "bill": reference}).encode()
        begun = time.perf_counter()
        (answer,) = intake.take([raw])
        times[drawn_now].append(time.perf_counter() - begun)
        assert answer.accepted, answer.words(("en",))
    for name, place in (("median", 49), ("one in twenty exceeds", 94)):
        measured, floor = (_percentile(times[one][2:], place) * MICRO for one in (True, False))
        yield Figure(
            name=f"answer where drawn, {name}",
            where=where,
            measured=measured,
            floor=floor,
            unit="µs",
            bound="at most",
            target=WITHIN,
            note="floor: the answer where not drawn, in turns",
        )


def references(books: Books, *, red: bool) -> Iterator[str]:
    """References under which the consignment is drawn, or under which nothing is."""
    on = local_day(sample.AT, books.law)
    salt, criteria = books.salt(on), books.criteria
    shares = {key: criteria.need("criterion", key, on).share for key in ALL}
    wanted = DRAWS if red else ALL
    for number in count():
        reference = f"TWIN-{number:08}"
        who = identity(sample.DECLARANT["identifier"], reference)
        if any(drawn(salt, key, who, shares[key]) for key in wanted) == red:
            yield reference


def _percentile(times: Sequence[float], place: int) -> float:
    return quantiles(times, n=100, method="inclusive")[place] if len(times) > 1 else times[0]
