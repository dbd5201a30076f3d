"""The digests that make published rules tamper-evident, and the proof that they still hold."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.db import connection, models

from tongguan.desk.rulebooks.models import Edition, Rule


def digest(parts: Iterable[str]) -> str:
    """SHA-256 over texts, each preceded by its length, so that no two lists look alike."""
    found = sha256()
    for part in parts:
        content = part.encode("utf-8", "surrogateescape")
        found.update(b"%d:" % len(content))
        found.update(content)
    return found.hexdigest()


RULE = (
    "jurisdiction",
    "edition",
    "line",
    "table",
    "key",
    "scope",
    "valid_from",
    "end",
    "value",
    "source",
    "verified",
)
EDITION = ("jurisdiction", "number", "published_at", "by", "approved_by")


def of_rule(rule: Rule) -> str:
    """The digest of one rule."""
    return digest(plain(getattr(rule, column)) for column in RULE)


def of_edition(before: str, edition: Edition, rules: Iterable[str]) -> str:
    """The digest of an edition: the digest of the one `before` it ("" for the first), its own line, and the
    digests of its rules in the order of their lines."""
    return digest((before, *(plain(getattr(edition, column)) for column in EDITION), *rules))


def plain(value: Any) -> str:
    """One text for a value, whichever database holds it. SQLite keeps days, times and yes or no as texts and
    numbers: another way of writing the same one stays as it is, so that it does not pass for it."""
    match value:
        case bool():
            return str(int(value))
        case datetime():
            return str(value.astimezone(UTC).replace(tzinfo=None))
        case date():
            return value.isoformat()
        case _:
            return str(value)


def broken(jurisdiction: str) -> Iterator[str]:
    """Every break in the published rules of a jurisdiction: where it is, and what is wrong there."""
    editions = {row[1]: row for row in _stored(Edition, (*EDITION, "digest"), jurisdiction)}
    rules = _stored(Rule, (*RULE, "digest"), jurisdiction)
    held: dict[Any, list[str]] = {}
    for number, lines in groupby(rules, key=lambda row: row[1]):
        held[number] = []
        for expected, (*stated, kept) in enumerate(lines, 1):
            place = f"{jurisdiction} edition {number}, line {stated[2]}"
            if stated[2] != expected and len(held[number]) == expected - 1:
                yield f"{jurisdiction} edition {number}, line {expected}: it is missing"
            if digest(map(plain, stated)) != kept:
                yield f"{place}: {stated[3]} {stated[4]} from {stated[6]} has changed"
            held[number].append(str(kept))
    numbers = [number for number in (*editions, *held) if isinstance(number, int)]
    for strange in {*editions, *held}.difference(numbers):
        yield f"{jurisdiction} edition {strange!r}: this is no number"
    before = ""
    for number in range(1, max(numbers, default=0) + 1):
        place = f"{jurisdiction} edition {number}"
        if number not in editions:
            yield f"{place}: it is missing"
            continue
        *stated, kept = editions[number]
        if digest((before, *map(plain, stated), *held.get(number, ()))) != kept:
            yield f"{place}: its line, the edition before it or the set of its rules has changed"
        before = str(kept)


def _stored(
    model: type[models.Model], columns: Sequence[str], jurisdiction: str
) -> Iterator[tuple[Any, ...]]:
    """Rows as the database itself holds them, not as Django would read them."""
    quote = connection.ops.quote_name
    plus = "+" if connection.vendor == "sqlite" else ""  # or the driver would read days and yes or no
    table = quote(model._meta.db_table)  # named, or SQLite takes a column that is not there for a text
    names = ", ".join(f"{plus}{table}.{quote(column)}" for column in columns)
    place = ", ".join(map(quote, columns[1:3] if model is Rule else columns[1:2]))
    with connection.cursor() as cursor, bytes_as_they_are():
        cursor.execute(
            f"SELECT {names} FROM {table} WHERE jurisdiction = %s ORDER BY {place}", [jurisdiction]
        )
        while rows := cursor.fetchmany(2000):
            yield from rows


@contextmanager
def bytes_as_they_are() -> Iterator[None]:
    """Let SQLite give back texts that are no UTF-8, which a hand may have left there."""
    if connection.vendor != "sqlite":
        yield
        return
    held = connection.connection
    held.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
    try:
        yield
    finally:
        held.text_factory = str
