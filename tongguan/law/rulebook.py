"""The rulebook: what the law says, by day, and what we knew of it, by edition.

A row says: this key of this table has this value from this day on. The next row of the key ends it; a row
without a value ends it for good. So two values can never overlap. A later edition replaces a row of the
same key, scope and day, or takes it back. `Rulebook` is the law as one edition knows it; every question
names its day.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from types import MappingProxyType
from typing import Any

NATIONAL = ""
EVERYWHERE = (NATIONAL,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One rule. `value` is parsed (a dataclass of `tables`), None where the row ends its key; `scope` is
    "" for all, else `office:0908`, `zone:...` or `enterprise:...`; `source` cites the instrument."""

    table: str
    key: str
    valid_from: date
    value: Any
    source: str
    verified: bool = False
    scope: str = NATIONAL
    edition: int = 1
    withdrawn: bool = False


def known(rows: Iterable[Row], number: int) -> dict[tuple[str, str, str, date], Row]:
    """What edition `number` knows: of each key, scope and day the row of the latest edition up to it;
    rows that were taken back are left out."""
    latest: dict[tuple[str, str, str, date], Row] = {}
    for row in rows:
        place = (row.table, row.key, row.scope, row.valid_from)
        if row.edition <= number and (place not in latest or latest[place].edition < row.edition):
            latest[place] = row
    return {place: row for place, row in latest.items() if not row.withdrawn}


class Rulebook:
    """All rows that edition `number` of a jurisdiction knows. Built once, never changed, safe to share."""

    def __init__(self, jurisdiction: str, number: int, rows: Iterable[Row], digest: str = "") -> None:
        self.jurisdiction, self.number, self.digest = jurisdiction, number, digest
        self.memo: dict[object, Any] = {}
        """What others worked out of this book alone; it lives as long as the book."""
        histories: dict[tuple[str, str], dict[str, list[Row]]] = {}
        for row in sorted(known(rows, number).values(), key=lambda r: r.valid_from):
            histories.setdefault((row.table, row.key), {}).setdefault(row.scope, []).append(row)
        self._rows = {
            place: {scope: (tuple(r.valid_from for r in rows), tuple(rows)) for scope, rows in scopes.items()}
            for place, scopes in histories.items()
        }
        self._tables = {
            table: tuple(key for _, key in places)
            for table, places in groupby(sorted(self._rows), key=itemgetter(0))
        }
        self._changes: dict[str, list[date]] = {}
        self._days: dict[tuple[str, int], Mapping[str, Any]] = {}

    def row(self, table: str, key: str, on: date, scopes: Sequence[str] = ()) -> Row | None:
        """The row in force on the day; `scopes` are tried in their order (narrowest first), then the
        national one. A scope that has ended on the day gives way to the next."""
        found = self._rows.get((table, key))
        if found is None:
            return None
        for scope in (*scopes, NATIONAL) if scopes else EVERYWHERE:
            if scope in found:
                days, rows = found[scope]
                place = bisect_right(days, on)
                if place and rows[place - 1].value is not None:
                    return rows[place - 1]
        return None

    def get(self, table: str, key: str, on: date, scopes: Sequence[str] = ()) -> Any:
        """The value in force on the day, or None."""
        row = self.row(table, key, on, scopes)
        return None if row is None else row.value

    def need(self, table: str, key: str, on: date, scopes: Sequence[str] = ()) -> Any:
        """The value in force on the day. Raises LookupError: the book lacks a row that the law needs."""
        row = self.row(table, key, on, scopes)
        if row is None:
            raise LookupError(f"{self.jurisdiction} edition {self.number} has no {table} {key!r} on {on}")
        return row.value

    def nearest(
        self, table: str, key: str, on: date, *, tail: str = "", shortest: int = 1, scopes: Sequence[str] = ()
    ) -> Row | None:
        """The row of the longest beginning of `key` (at least `shortest` characters) that is in force on
        the day; each beginning is looked up with `tail` behind it."""
        for length in range(len(key), shortest - 1, -1):
            row = self.row(table, key[:length] + tail, on, scopes)
            if row is not None:
                return row
        return None

    def table(self, table: str, on: date) -> Mapping[str, Any]:
        """Every national value of a table on the day, by key. Between two changes of the table it is the
        same mapping each time."""
        changes = self._changes.get(table)
        if changes is None:
            rows = (self._rows[table, key].get(NATIONAL) for key in self._tables.get(table, ()))
            changes = self._changes[table] = sorted({day for found in rows if found for day in found[0]})
        place = (table, bisect_right(changes, on))
        day = self._days.get(place)
        if day is None:
            values = ((key, self.get(table, key, on)) for key in self._tables.get(table, ()))
            day = MappingProxyType({key: value for key, value in values if value is not None})
            self._days[place] = day
        return day

    def history(self, table: str, key: str) -> tuple[Row, ...]:
        """Every row of a key, newest first, all scopes."""
        scopes = self._rows.get((table, key), {})
        every = (row for _, rows in scopes.values() for row in rows)
        return tuple(sorted(every, key=lambda r: (r.valid_from, r.scope), reverse=True))

    def keys(self, table: str) -> Sequence[str]:
        """Every key that a table ever had, in order."""
        return self._tables.get(table, ())

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(self._tables)
