"""Plain rows on their way into tables: collected, then one `executemany` a table, without ORM objects."""

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from threading import local
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from psycopg import Cursor
from psycopg.types.numeric import Int8Dumper

from tongguan.desk.dossiers.statements import Model, Row, change, fields_of, insertion, ordered, selection
from tongguan.desk.texts import limit_of, misfits, plainly_fits
from tongguan.law.findings import Refused


def ready(model: Model, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Rows as the driver takes them; their values in the order of `columns(model)`."""
    return insertion(model, vendor()).ready(rows)


@cache
def vendor() -> str:
    """Which database it is: one kind in all the life of a process, and asked of every row."""
    return database().vendor  # type: ignore[no-any-return]


def raw_cursor() -> Any:
    """A cursor of the driver itself, inside the transaction that is open."""
    return _cursor(database())


_HERE = local()


def database() -> Any:
    """This thread's own connection, as Django holds it. Django asks each time whether this is a thread or an
    event loop, which takes longer than to write a row."""
    held = getattr(_HERE, "database", None)
    if held is None:
        held = _HERE.database = connections[DEFAULT_DB_ALIAS]
    return held


def _cursor(held: Any) -> Any:
    if held.connection is None:
        held.ensure_connection()
    if held.vendor == "sqlite":
        return held.connection.cursor()
    cursor = Cursor(held.connection)
    # One width for all integers, or each mixture of widths would be a statement to prepare anew.
    cursor.adapters.register_dumper(int, Int8Dumper)
    return cursor


class Rows:
    """Rows of any tables, in the order in which their tables were first named. They are made ready for the
    driver as they come, so that what is planned before a transaction is not worked on inside it."""

    def __init__(self) -> None:
        self._rows: dict[Model, list[Sequence[Any]]] = {}

    def add(self, model: Model, row: Row) -> None:
        """One row: its values in the order of `columns(model)`, or a mapping (absent: the default)."""
        self.extend(model, (ordered(model, row),))

    def extend(self, model: Model, rows: Iterable[Sequence[Any]]) -> None:
        """Many rows, each its values in the order of `columns(model)`."""
        self.extend_ready(model, ready(model, rows))

    def extend_ready(self, model: Model, rows: Iterable[Sequence[Any]]) -> None:
        """Many rows that `ready` has seen."""
        self._rows.setdefault(model, []).extend(rows)

    def merge(self, other: "Rows") -> None:
        for model, rows in other._rows.items():
            self.extend_ready(model, rows)

    def merge_keyed(self, key: int, other: "Rows") -> None:
        """The same, with another value in the rows' first column: those of a dossier that now has an id."""
        for model, rows in other._rows.items():
            self.extend_ready(model, [(key, *row[1:]) for row in rows])

    def __len__(self) -> int:
        return sum(len(rows) for rows in self._rows.values())

    def write(self) -> None:
        """Writes all of them, in the transaction that is open, and forgets them. Raises what the ORM
        would."""
        held = database()
        with held.wrap_database_errors:
            cursor = _cursor(held)
            if held.vendor == "postgresql":
                with held.connection.pipeline():
                    self._write(cursor, "postgresql")
            else:
                self._write(cursor, "sqlite")
        self._rows = {}

    def _write(self, cursor: Any, vendor: str) -> None:
        for model, rows in self._rows.items():
            if rows:
                cursor.executemany(insertion(model, vendor).sql, rows)


def insert_new(model: Model, rows: Iterable[Row]) -> list[bool]:
    """Inserts each row unless its key is there already, at once, and says for each whether it was new.
    Where two transactions want the same key on PostgreSQL, the second waits for the first. Raises Refused
    where a value does not fit its column."""
    insert = insertion(model, vendor(), new=True)
    values = [ordered(model, row) for row in rows]
    for row in values:
        _must_fit(model, row)
    if len(values) == 1:
        return [next(_counts(insert.sql, insert.ready(values))) == 1]
    # all take keys in one order: two that want the same ones in two orders would wait for each other
    places = _key_places(model)
    order = sorted(range(len(values)), key=lambda at: [str(values[at][place]) for place in places])
    counts = _counts(insert.sql, insert.ready([values[at] for at in order]))
    came = dict(zip(order, counts, strict=True))
    return [came[at] == 1 for at in range(len(values))]


@cache
def _key_places(model: Model) -> tuple[int, ...]:
    """Where in a row the values of its key stand."""
    named = getattr(model._meta.pk, "field_names", None) or ()
    return tuple(place for place, name in enumerate(fields_of(model)) if name in named)


def _must_fit(model: Model, row: Sequence[Any]) -> None:
    if all(map(plainly_fits, _limits(model), row)):
        return
    found = [
        finding
        for (name, field), value in zip(fields_of(model).items(), row, strict=True)
        for finding in misfits(field, f"/{name}", value)
    ]
    if found:
        raise Refused(found)


@cache
def _limits(model: Model) -> list[int]:
    return [limit_of(field) for field in fields_of(model).values()]


def update(model: Model, names: tuple[str, ...], key: tuple[str, ...], rows: Iterable[Sequence[Any]]) -> int:
    """Changes rows at once: each is the new values of `names`, then those of `key`. How many were there.
    Whoever changes several takes them in one order."""
    statement = change(model, names, key, vendor())
    listed = sorted(rows, key=lambda row: tuple(map(str, row[len(names) :])))
    return sum(_counts(statement.sql, statement.ready(listed)))


def select(
    model: Model,
    names: tuple[str, ...],
    key: tuple[str, ...],
    values: Sequence[Any],
    order: tuple[str, ...] = (),
) -> list[tuple[Any, ...]]:
    """The columns `names` of the rows where those of `key` have these values, as the ORM would read them.
    For tables that every action reads; the ORM takes ten times as long to say the same."""
    held = database()
    statement = selection(model, names, key, order, held.vendor)
    with held.wrap_database_errors:
        cursor = _cursor(held)
        cursor.execute(statement.sql, values)
        return [tuple(row) for row in statement.ready(cursor.fetchall())]


def _counts(sql: str, rows: list[Sequence[Any]]) -> Iterator[int]:
    """Executes the statement with each row; how many rows each time were concerned."""
    if not rows:
        return
    held = database()
    with held.wrap_database_errors:
        cursor = _cursor(held)
        if held.vendor == "postgresql" and len(rows) > 1:
            cursor.executemany(sql, rows, returning=True)
            yield cursor.rowcount
            while cursor.nextset():
                yield cursor.rowcount
            return
        for row in rows:
            cursor.execute(sql, row)
            yield cursor.rowcount
