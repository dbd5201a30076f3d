"""A database with as many declarations as a large port sees in a year: a demonstration day is lodged and
worked on as always, and what came of it is copied (`copies`) until there are so many.

One in a hundred is still open and came within the last three days; the others came in the year before and are
settled. They are of a few dozen worlds of enterprises, each with its own traders and brokers.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.management.color import no_style
from django.db import connection
from django.db.models import BinaryField, QuerySet

from tongguan.desk.cargo.actions import Told
from tongguan.desk.cargo.models import Expectation, Fact
from tongguan.desk.cargo.names import BILL, CONTAINER
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.dossiers import numbers, outbox
from tongguan.desk.dossiers.models import Dossier, Track
from tongguan.desk.dossiers.rows import raw_cursor
from tongguan.desk.inspections.models import Booking
from tongguan.desk.monitor import actions as monitor
from tongguan.desk.notices import actions as notices
from tongguan.desk.notices.models import Notice
from tongguan.desk.people.models import BrokerAuthority, Enterprise, Office
from tongguan.doors.jobs.bench.copies import (
    WRITTEN,
    Names,
    Template,
    columns,
    filled,
    firm_of,
    template,
)
from tongguan.doors.jobs.bench.tokens import Model
from tongguan.doors.jobs.demo_day import quay, stage
from tongguan.doors.jobs.demo_day.port import Port
from tongguan.doors.jobs.demo_day.tables import DAY, END, Record, local

NOON = local("16:30")
"""When the pages are looked at: the open ones are as they were at one of these hours."""
HOURS = ("09:30", "11:00", "13:00", "14:30", "16:00")
AFTER = timedelta(days=5)
YEAR, FRESH = 365, 3
OPEN = 100  # one in so many
WORLD = 400  # declarations of a world, at least
WORLDS = 80
CHUNK = 400
TAKEN = 1_000_000  # the numbers of entries before are the templates'
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Shapes:
    """What is copied."""

    open: Sequence[Template]
    settled: Sequence[Template]


def play(books: Books, *, seed: int, rows: Sequence[Record] | None = None) -> Shapes:
    """Lodges the day, works on it until everything has come to its end, and keeps what was open at some hours
    of it and all that is settled in the end."""
    port, _ = stage.prepare(books, seed=seed, rows=rows)
    port.end = END + AFTER
    still: list[Template] = []
    for hour in HOURS:
        port.run(local(hour))
        _settle(local(hour))
        still += map(template, _ids(Dossier.objects.filter(finished_at=None)))
    port.run(port.end)
    _load(port, port.end)
    _settle(port.end)
    busy = Track.objects.exclude(whose="nobody").values("dossier_id")
    done = Dossier.objects.filter(finished_at__isnull=False).exclude(pk__in=busy)
    return Shapes(still, [template(one) for one in _ids(done)])


def fill(shapes: Shapes, count: int, *, say: Say = lambda text: None) -> None:
    """Writes so many copies into the database that is open."""
    worlds = max(1, min(WORLDS, count // WORLD))
    _people(shapes, worlds)
    made: dict[Model, list[str]] = {}
    for place, (shape, names) in enumerate(_planned(shapes, count, worlds), 1):
        for model, text in filled(shape, names).items():
            made.setdefault(model, []).append(text)
        if place % CHUNK == 0 or place == count:
            write(made)
            made = {}
        if place % 20_000 == 0:
            say(f"{place:,} of {count:,}")
    _numbers_follow(count)


def _planned(shapes: Shapes, count: int, worlds: int) -> Iterator[tuple[Template, Names]]:
    """Each copy and its names, in the order of their ids within an office."""
    numbered = dict(Office.objects.values_list("code", "number"))
    fresh = count // OPEN
    spans = ((shapes.settled, count - fresh, 1 - YEAR - FRESH, YEAR), (shapes.open, fresh, 1 - FRESH, FRESH))
    offices = sorted({one.office for one in (*shapes.open, *shapes.settled)})
    number = 0
    for office in offices:
        for every, total, first, days in spans:
            mine = [one for one in every if one.office == office]
            many = _share(total, [one.office for one in every], office, last=office == offices[-1])
            for place in range(many):
                shape, number = mine[place % len(mine)], number + 1
                on = DAY + timedelta(days=first + place * days // many)
                yield shape, _names(shape, on, numbered[office], number, place // len(mine) % worlds)


def _share(total: int, offices: Sequence[str], office: str, *, last: bool) -> int:
    """How many of the copies are an office's; the last one has what is left."""
    before = sum(total * offices.count(one) // len(offices) for one in set(offices) if one < office)
    return total - before if last else total * offices.count(office) // len(offices)


def _names(shape: Template, on: date, office: int, number: int, world: int) -> Names:
    serial = TAKEN + number
    return Names(
        id=numbers.first_id(office, on.year % 100 * 100 + on.month) + serial,
        reference=f"{shape.reference[:4]}{on.year:04}{shape.reference[8]}{on.month:02}{serial:07}",
        number=number,
        world=world,
        days=(on - shape.opened_on).days,
    )


def write(made: Mapping[Model, Sequence[str]]) -> None:
    """Rows as COPY takes them, into their tables."""
    cursor = raw_cursor()
    for model, texts in made.items():
        table, names = model._meta.db_table, ", ".join(f'"{name}"' for name in columns(model))
        if connection.vendor == "postgresql":
            with cursor.copy(f'COPY "{table}" ({names}) FROM STDIN') as copy:
                copy.write("".join(texts))
        else:
            marks = ", ".join("?" * len(columns(model)))
            rows = [values(model, line) for text in texts for line in text.splitlines()]
            cursor.executemany(f'INSERT INTO "{table}" ({names}) VALUES ({marks})', rows)


PLAIN = {"\\\\": "\\", "\\n": "\n", "\\t": "\t", "\\r": "\r"}


def values(model: Model, line: str) -> list[Any]:
    """The same row for a database that knows no COPY."""
    found: list[Any] = []
    for field, cell in zip(model._meta.concrete_fields, line.split("\t"), strict=True):
        text = re.sub(r"\\.", lambda mark: PLAIN[mark.group()], cell) if cell != "\\N" else None
        found.append(bytes.fromhex(text[2:]) if text and isinstance(field, BinaryField) else text)
    return found


def _ids(found: "QuerySet[Dossier]") -> list[int]:
    return list(found.order_by("pk").values_list("pk", flat=True))


def _settle(at: datetime) -> None:
    """All letters are delivered, all times derived."""

    def spread(letter: outbox.Letter) -> None:
        notices.spread(letter, at=at, today=DAY, mail=False)

    while outbox.deliver(at, spread, limit=500).delivered:
        pass
    monitor.refresh(everything=True)


def _load(port: Port, at: datetime) -> None:
    """The ships take on what was released for export."""
    waiting = Track.objects.filter(dossier__kind="export", track="exit", state="awaited").values("dossier_id")
    for dossier in _ids(Dossier.objects.filter(pk__in=waiting)):
        things = list(Expectation.objects.filter(dossier_id=dossier).values_list("about", "key"))
        goods = [one for one in things if one[0] == CONTAINER] or [one for one in things if one[0] == BILL]
        told = [Told("loaded", about, key, at) for about, key in goods]
        site = port.cast.one("terminal", port.terminal(port.files[dossier]))
        quay.tell(port, told, site, f"LOADED-{dossier}", at)


def _people(shapes: Shapes, worlds: int) -> None:
    """Each world has the enterprises of the day, and the same ones may lodge for one another."""
    named = {firm for one in (*shapes.open, *shapes.settled) for firm in one.tokens.firms.values()}
    firms = list(Enterprise.objects.filter(identifier__in=named))
    given = BrokerAuthority.objects.filter(broker__in=firms, trader__in=firms)
    authorities = list(given.select_related("broker", "trader"))
    for world in range(1, worlds):
        made = {
            one.identifier: Enterprise(
                identifier=firm_of(one.identifier, world),
                customs_code=f"{one.customs_code[:6]}{world:04}" if one.customs_code else "",
                name=f"{one.name}{world}",
                name_foreign=f"{one.name_foreign} {world}" if one.name_foreign else "",
                credit=one.credit,
                registered_on=one.registered_on,
            )
            for one in firms
        }
        Enterprise.objects.bulk_create(made.values())
        BrokerAuthority.objects.bulk_create(
            BrokerAuthority(
                broker=made[one.broker.identifier],
                trader=made[one.trader.identifier],
                valid_from=one.valid_from,
                valid_until=one.valid_until,
                direction=one.direction,
                offices=one.offices,
                revoked_from=one.revoked_from,
            )
            for one in authorities
        )


def _numbers_follow(count: int) -> None:
    """What is lodged from now on has numbers of its own."""
    with connection.cursor() as cursor:
        for sql in connection.ops.sequence_reset_sql(no_style(), [Fact, Booking, Notice]):
            cursor.execute(sql)
        if connection.vendor == "postgresql":
            cursor.execute("SELECT setval('dossiers_block', %s)", [(TAKEN + count) // numbers.BLOCK + 1])


@contextmanager
def in_bulk() -> Iterator[None]:
    """PostgreSQL writes without asking for each row whether what it names is there, and makes the indexes
    that no constraint needs when all is written. Only for a server of one's own."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("SET maintenance_work_mem = '512MB'")
        for setting in ("autovacuum = off", "max_wal_size = '4GB'"):
            cursor.execute(f"ALTER SYSTEM SET {setting}")
        cursor.execute("SELECT pg_reload_conf()")
        tables = [model._meta.db_table for model in WRITTEN]
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename = ANY(%s)"
            " AND indexname NOT IN (SELECT conname FROM pg_constraint)",
            [tables],
        )
        indexes = cursor.fetchall()
        for name, _ in indexes:
            cursor.execute(f'DROP INDEX "{name}"')
        yield
        for _, made in indexes:
            cursor.execute(made)
        cursor.execute("SET session_replication_role = origin")
        cursor.execute("VACUUM ANALYZE")
