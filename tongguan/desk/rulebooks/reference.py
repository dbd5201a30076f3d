"""Reference data for everybody: the public tables of a book on a day, as they were published."""

import json
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from tongguan.desk.rulebooks.models import Rule
from tongguan.law.registry import TABLES
from tongguan.law.rulebook import NATIONAL, Row, Rulebook

PUBLIC = tuple(sorted(name for name, table in TABLES.items() if not table.secret))
"""The tables that anybody may read."""


@dataclass(frozen=True, slots=True)
class Published:
    """A row in force: `value` holds its columns as they were published, those that are filled."""

    key: str
    valid_from: date
    value: Mapping[str, str]
    source: str
    edition: int


def rows_on(
    book: Rulebook, table: str, on: date, *, begins: str = "", after: str = "", limit: int
) -> list[Published]:
    """At most `limit` national rows of a public table in force on a day, by key: those whose key begins so,
    going on after a key. Raises KeyError: no such table, or a secret one."""
    if table not in PUBLIC:
        raise KeyError(table)
    found = []
    for row in _in_force(book, table, on, begins, after):
        found.append(row)
        if len(found) == limit:
            break
    values = _values(book.jurisdiction, table, found)
    return [
        Published(
            row.key, row.valid_from, values[row.edition, row.key, row.valid_from], row.source, row.edition
        )
        for row in found
    ]


def _in_force(book: Rulebook, table: str, on: date, begins: str, after: str) -> Iterator[Row]:
    keys = book.keys(table)
    first = max(bisect_left(keys, begins), bisect_right(keys, after) if after else 0)
    for place in range(first, len(keys)):
        if not keys[place].startswith(begins):
            return
        row = book.row(table, keys[place], on)
        if row is not None:
            yield row


def _values(jurisdiction: str, table: str, rows: list[Row]) -> dict[tuple[int, str, date], Mapping[str, str]]:
    """The columns of these rows, which a book in memory has parsed already."""
    wanted = {
        "jurisdiction": jurisdiction,
        "edition__in": {row.edition for row in rows},
        "table": table,
        "key__in": [row.key for row in rows],
        "scope": NATIONAL,
    }
    columns = ("edition", "key", "valid_from", "value")
    return {
        (edition, key, day): {name: text for name, text in json.loads(value).items() if text}
        for edition, key, day, value in Rule.objects.filter(**wanted).values_list(*columns)
    }
