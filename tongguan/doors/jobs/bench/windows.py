"""The windows over a year of declarations, on PostgreSQL: how long each page takes, beside a trivial one."""

import sys
import time
from collections.abc import Iterator, Sequence

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from tongguan.desk.dossiers.models import Dossier, Track
from tongguan.desk.rulebooks.files import SHIPPED
from tongguan.doors.jobs.bench import million
from tongguan.doors.jobs.bench.figures import Effort, Figure, undisturbed
from tongguan.doors.jobs.bench.pages import PAGES, TRIVIAL, Page, Walk
from tongguan.doors.jobs.bench.storing import POSTGRESQL
from tongguan.doors.jobs.demo_day import stage
from tongguan.doors.jobs.demo_day.tables import day

SEED, OFFICE = 2020, "0908"
TIMES = 20  # a trivial page
LONGEST = 60  # seconds that the measurements of a page may take
WHOLE = 2000  # declarations for which the whole day is played
MILLI = 1000


def figures(count: int, effort: Effort) -> Iterator[Figure]:
    """Fills the empty database with so many declarations (0: as many as the effort says), then opens every
    page."""
    count = count or effort.declarations
    begun = time.monotonic()
    if connection.introspection.table_names():
        raise RuntimeError("a measurement wants a database of its own")
    call_command("migrate", verbosity=0)
    rows = day().declarations[:: 1 if count >= WHOLE else 6]
    shapes = million.play(stage.publish_rules(SHIPPED, SEED), seed=SEED, rows=rows)
    with million.in_bulk():
        million.fill(shapes, count, say=_say)
    minutes = (time.monotonic() - begun) / 60
    _say(f"{count:,} written and indexed in {minutes:.1f} minutes")
    yield from measured(effort.pages)


def measured(rounds: int) -> Iterator[Figure]:
    """Every page of a database that is filled: what 19 of 20 requests do not exceed."""
    settings.CLOCK_STANDS = million.NOON
    walk = Walk(OFFICE, seed=SEED, sample=max(10, 2 * rounds), at=million.NOON)
    for page in (TRIVIAL, *PAGES):
        _opened(walk, page)  # once, so that what is kept in memory is there
    behind = f"{Dossier.objects.count():,} declarations, {_open():,} open tracks"
    for page in PAGES:
        taken: tuple[list[float], list[float]] = ([], [])
        for _ in range(rounds):
            taken[0].append(_opened(walk, TRIVIAL))
            taken[1].append(_opened(walk, page))
            if sum(taken[1]) > LONGEST:
                break
        yield _figure(page, *taken, behind)


def _figure(page: Page, trivial: Sequence[float], taken: Sequence[float], behind: str) -> Figure:
    alone = [undisturbed(times) * MILLI for times in (taken, trivial)]
    return Figure(
        name=page.name,
        where=POSTGRESQL,
        measured=most(taken) * MILLI,
        floor=most(trivial) * MILLI,
        unit="ms",
        bound="at most",
        target=TIMES if page.bound else None,
        note=f"p95 of {len(taken)}; undisturbed {alone[0]:.1f} to {alone[1]:.1f}; {behind}",
    )


def most(taken: Sequence[float]) -> float:
    """What nineteen of twenty do not exceed."""
    return sorted(taken)[-(-19 * len(taken) // 20) - 1]


def _opened(walk: Walk, page: Page) -> float:
    """Seconds that a page takes, from the request to its last byte. Raises RuntimeError for an answer that is
    none."""
    client, path = walk.clients[page.who], walk.path(page)
    begun = time.perf_counter()
    answer = client.get(path)
    len(answer.content)
    taken = time.perf_counter() - begun
    if answer.status_code not in (200, 302):
        raise RuntimeError(f"{page.name}: {path} was answered {answer.status_code}")
    return taken


def _open() -> int:
    return Track.objects.exclude(whose="nobody").count()


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
