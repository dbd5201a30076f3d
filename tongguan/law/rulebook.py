"""The rulebook: what the law says, by day, and what we knew of it, by edition.

A row says: this key of this table has this value from this day on. The next row of the key ends it; a row
without a value ends it for good. So two values can never overlap. A later edition replaces a row of the
same key, scope and day, or takes it back. `Rulebook` is the law as one edition knows it; every question
names its day.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

NATIONAL = ""


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


class Rulebook:
    """All rows that edition `number` of a jurisdiction knows. Built once, never changed, safe to share."""

    def __init__(self, jurisdiction: str, number: int, rows: Iterable[Row], digest: str = "") -> None:
        self.jurisdiction, self.number, self.digest = jurisdiction, number, digest
        self._rows: dict[tuple[str, str], dict[str, tuple[Row, ...]]] = {}
        self._tables: dict[str, list[str]] = {}
        self._days: dict[tuple[str, date], Mapping[str, Any]] = {}
        self.memo: dict[
            object, Any
        ] = {}  # what others worked out of this book alone; it lives as long as the book
        known: dict[tuple[str, str, str, date], Row] = {}
        for row in sorted((r for r in rows if r.edition <= number), key=lambda r: r.edition):
            known[row.table, row.key, row.scope, row.valid_from] = row
        history: dict[tuple[str, str], dict[str, list[Row]]] = {}
        for row in known.values():
            if not row.withdrawn:
                history.setdefault((row.table, row.key), {}).setdefault(row.scope, []).append(row)
        for (table, key), scopes in history.items():
            self._tables.setdefault(table, []).append(key)
            self._rows[table, key] = {
                scope: tuple(sorted(found, key=lambda r: r.valid_from, reverse=True))
                for scope, found in scopes.items()
            }

    def row(self, table: str, key: str, on: date, scopes: Sequence[str] = ()) -> Row | None:
        """The row in force on the day; `scopes` are tried in their order (narrowest first), then the
        national one."""
        found = self._rows.get((table, key))
        if found is None:
            return None
        for scope in (*scopes, NATIONAL):
            for row in found.get(scope, ()):
                if row.valid_from <= on:
                    if row.value is not None:
                        return row
                    break
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

    def table(self, table: str, on: date) -> Mapping[str, Any]:
        """Every national value of a table on the day, by key; the same mapping each time it is asked for."""
        day = self._days.get((table, on))
        if day is None:
            values = ((key, self.get(table, key, on)) for key in self._tables.get(table, ()))
            day = self._days[table, on] = {key: value for key, value in values if value is not None}
        return day

    def history(self, table: str, key: str) -> tuple[Row, ...]:
        """Every row of a key, newest first, all scopes."""
        scopes = self._rows.get((table, key), {})
        return tuple(
            sorted((r for rows in scopes.values() for r in rows), key=lambda r: r.valid_from, reverse=True)
        )

    @property
    def tables(self) -> tuple[str, ...]:
        return tuple(sorted(self._tables))
