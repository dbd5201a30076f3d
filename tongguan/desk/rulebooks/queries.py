"""Asking for a rulebook, and proving that nobody has changed a published rule."""

import json
from datetime import date
from functools import lru_cache

from django.db import connection

from tongguan.desk.rulebooks import digests
from tongguan.desk.rulebooks.models import Edition, Rule
from tongguan.law.registry import PARSERS
from tongguan.law.rulebook import Row, Rulebook

BOOKS = 16  # how many editions stay in memory
COLUMNS = ("table", "key", "valid_from", "value", "source", "verified", "scope", "end")
"""What of a rule the law reads, in the order in which `parsed` takes it."""
NEWEST = (
    f'SELECT "number", "digest" FROM "{Edition._meta.db_table}" '
    'WHERE "jurisdiction" = %s ORDER BY "number" DESC LIMIT 1'
)


def newest(jurisdiction: str) -> tuple[int, str]:
    """Number and digest of the newest edition; (0, "") where nothing is published. One small query, and
    said to the driver: every lodging asks it twice, and the ORM takes ten times as long."""
    with connection.cursor() as cursor:
        cursor.execute(NEWEST, [jurisdiction])
        number, digest = cursor.fetchone() or (0, "")
    return number, digest


def published(jurisdiction: str) -> Rulebook | None:
    """The rulebook of the newest edition; None where nothing is published."""
    number, digest = newest(jurisdiction)
    return _book(jurisdiction, number, digest) if digest else None


def book(jurisdiction: str, number: int | None = None) -> Rulebook:
    """The rulebook of an edition, by default the newest. Raises LookupError where there is none."""
    if number is None:
        number, digest = newest(jurisdiction)
    else:
        found = Edition.objects.filter(jurisdiction=jurisdiction, number=number)
        digest = found.values_list("digest", flat=True).first() or ""
    if not digest:
        raise LookupError(
            f"there is no edition of {jurisdiction}" + (f" numbered {number}" if number else "")
        )
    return _book(jurisdiction, number, digest)


@lru_cache(maxsize=BOOKS)
def _book(jurisdiction: str, number: int, digest: str) -> Rulebook:
    """A book is kept by the digest of its edition, which stands for all rows up to it."""
    editions = Edition.objects.filter(jurisdiction=jurisdiction, number__lte=number).order_by("number")
    rows = (row for edition in editions for row in _rows(jurisdiction, edition.number, edition.digest))
    return Rulebook(jurisdiction, number, rows, digest)


@lru_cache(maxsize=4 * BOOKS)
def _rows(jurisdiction: str, number: int, digest: str) -> tuple[Row, ...]:
    """The rows of one edition, parsed once for all the books that hold it."""
    rules = Rule.objects.filter(jurisdiction=jurisdiction, edition=number).values_list(*COLUMNS)
    stored = list(rules.iterator(chunk_size=5000))  # to the end, or a bad row would leave the cursor open
    return tuple(parsed(number, *rule) for rule in stored)


def parsed(
    edition: int,
    table: str,
    key: str,
    valid_from: date,
    value: str,
    source: str,
    verified: bool,
    scope: str,
    end: str,
) -> Row:
    """A rule as the law reads it."""
    return Row(
        table=table,
        key=key,
        valid_from=valid_from,
        value=None if end else PARSERS[table](json.loads(value)),
        source=source,
        verified=verified,
        scope=scope,
        edition=edition,
        withdrawn=end == "withdrawn",
    )


def verify(jurisdiction: str) -> list[str]:
    """Every break in the published rules of a jurisdiction: the row or the edition, and what is wrong with
    it. The digest of the newest edition stands for all of them; kept elsewhere, it also shows a cut tail."""
    return list(digests.broken(jurisdiction))
