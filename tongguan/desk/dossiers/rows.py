"""Plain rows on their way into tables: collected, then one `executemany` a table, without ORM objects.

What the columns are, and how a value is put into each database, is read off the models once, so that a row
written here and a row written by the ORM are the same row.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connection, connections, models
from psycopg import Cursor
from psycopg.types.numeric import Int8Dumper

from tongguan.desk.exact import ExactField
from tongguan.desk.texts import misfits
from tongguan.law.findings import Refused

Row = Sequence[Any] | Mapping[str, Any]
Model = type[models.Model]
Field = "models.Field[Any, Any]"
Convert = Callable[[Any], Any]
ALIKE = (models.CharField, models.TextField, models.IntegerField, models.BooleanField, models.BinaryField)


@dataclass(frozen=True, slots=True)
class Statement:
    """An SQL statement, and what has to be done to which of its values before the driver takes them."""

    sql: str
    converters: tuple[tuple[int, Convert], ...]

    def ready(self, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
        if not self.converters:
            return list(rows)
        ready: list[Sequence[Any]] = []
        for row in rows:
            values = list(row)
            for index, convert in self.converters:
                if values[index] is not None:
                    values[index] = convert(values[index])
            ready.append(values)
        return ready


@cache
def columns(model: Model) -> tuple[str, ...]:
    """The names of a row's values in their order: every column but a number that the database gives."""
    return tuple(_fields(model))


def ordered(model: Model, row: Row) -> Sequence[Any]:
    """The values of a row in the order of `columns`; what a mapping leaves out has the field's default.
    Raises TypeError for a name that is no column."""
    if isinstance(row, tuple | list) or not isinstance(row, Mapping):  # asking of a Mapping takes longer
        return row
    fields = _fields(model)
    if not row.keys() <= fields.keys():
        raise TypeError(f"{model.__name__} has no columns {sorted(row.keys() - fields.keys())}")
    return [row[name] if name in row else field.get_default() for name, field in fields.items()]


@cache
def insertion(model: Model, vendor: str) -> Statement:
    """INSERT of a row, values in the order of `columns`."""
    fields = _fields(model).values()
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join([_mark(vendor)] * len(fields))
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'
    return Statement(sql, _converters(fields, vendor))


@cache
def change(model: Model, names: tuple[str, ...], key: tuple[str, ...], vendor: str) -> Statement:
    """UPDATE of the columns `names` where those of `key` have these values."""
    fields, mark = _fields(model), _mark(vendor)
    setting = ", ".join(f'"{fields[name].column}" = {mark}' for name in names)
    where = " AND ".join(f'"{fields[name].column}" = {mark}' for name in key)
    sql = f'UPDATE "{model._meta.db_table}" SET {setting} WHERE {where}'
    return Statement(sql, _converters([fields[name] for name in (*names, *key)], vendor))


@cache
def _fields(model: Model) -> dict[str, Any]:
    given = (models.AutoField, models.BigAutoField, models.SmallAutoField)
    return {field.attname: field for field in model._meta.concrete_fields if not isinstance(field, given)}


def _mark(vendor: str) -> str:
    return "?" if vendor == "sqlite" else "%s"


def _converters(fields: Iterable[Any], vendor: str) -> tuple[tuple[int, Convert], ...]:
    found = ((index, _converter(field, vendor)) for index, field in enumerate(fields))
    return tuple((index, convert) for index, convert in found if convert)


def _converter(field: Any, vendor: str) -> Convert | None:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, ALIKE):
        return None
    if isinstance(target, models.DateTimeField):
        return utc_text if vendor == "sqlite" else aware
    if isinstance(target, models.DateField):
        return str if vendor == "sqlite" else None
    if isinstance(target, ExactField):
        return target.text if vendor == "sqlite" else target.exact
    return lambda value: target.get_db_prep_save(value, connection)


def aware(at: datetime) -> datetime:
    """The time itself. Raises ValueError for one without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at


@lru_cache(maxsize=256)  # the rows of one action share their time
def utc_text(at: datetime) -> str:
    """A time as Django writes it on SQLite. Raises ValueError for one without a zone."""
    return str(aware(at).astimezone(UTC).replace(tzinfo=None))


def ready(model: Model, rows: Iterable[Sequence[Any]]) -> list[Sequence[Any]]:
    """Rows as the driver takes them; their values in the order of `columns(model)`."""
    return insertion(model, vendor()).ready(rows)


@cache
def vendor() -> str:
    """Which database it is: one kind in all the life of a process, and asked of every row."""
    return connections[DEFAULT_DB_ALIAS].vendor


def raw_cursor() -> Any:
    """A cursor of the driver itself, inside the transaction that is open."""
    return _cursor(connections[DEFAULT_DB_ALIAS])


def _cursor(database: Any) -> Any:
    database.ensure_connection()
    if database.vendor == "sqlite":
        return database.connection.cursor()
    cursor = Cursor(database.connection)
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
        database = connections[DEFAULT_DB_ALIAS]  # asking `connection` each time costs more than a row
        with database.wrap_database_errors:
            cursor = _cursor(database)
            with database.connection.pipeline() if database.vendor == "postgresql" else nullcontext():
                for model, rows in self._rows.items():
                    if rows:
                        cursor.executemany(insertion(model, database.vendor).sql, rows)
        self._rows = {}


def insert_new(model: Model, rows: Iterable[Row]) -> list[bool]:
    """Inserts each row unless its key is there already, at once, and says for each whether it was new.
    Where two transactions want the same key on PostgreSQL, the second waits for the first. Raises Refused
    where a value does not fit its column."""
    insert = insertion(model, vendor())
    values = [ordered(model, row) for row in rows]
    for row in values:
        _must_fit(model, row)
    # all take keys in one order: two that want the same ones in two orders would wait for each other
    places = _key_places(model)
    order = sorted(range(len(values)), key=lambda at: [str(values[at][place]) for place in places])
    counts = _counts(f"{insert.sql} ON CONFLICT DO NOTHING", insert.ready([values[at] for at in order]))
    came = dict(zip(order, counts, strict=True))
    return [came[at] == 1 for at in range(len(values))]


@cache
def _key_places(model: Model) -> tuple[int, ...]:
    """Where in a row the values of its key stand."""
    named = getattr(model._meta.pk, "field_names", None) or ()
    return tuple(place for place, name in enumerate(_fields(model)) if name in named)


def _must_fit(model: Model, row: Sequence[Any]) -> None:
    found = [
        finding
        for (name, field), value in zip(_fields(model).items(), row, strict=True)
        for finding in misfits(field, f"/{name}", value)
    ]
    if found:
        raise Refused(found)


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
    database = connections[DEFAULT_DB_ALIAS]
    statement = selection(model, names, key, order, database.vendor)
    with database.wrap_database_errors:
        cursor = _cursor(database)
        cursor.execute(statement.sql, values)
        return [tuple(row) for row in statement.ready(cursor.fetchall())]


@cache
def selection(
    model: Model, names: tuple[str, ...], key: tuple[str, ...], order: tuple[str, ...], vendor: str
) -> Statement:
    """SELECT, with what has to be done to which of its values when they have been read."""
    fields, mark = _fields(model), _mark(vendor)
    listed = ", ".join(f'"{fields[name].column}"' for name in names)
    where = " AND ".join(f'"{fields[name].column}" = {mark}' for name in key)
    sql = f'SELECT {listed} FROM "{model._meta.db_table}" WHERE {where}'
    if order:
        sql += " ORDER BY " + ", ".join(f'"{fields[name].column}"' for name in order)
    readers = ((index, _reader(fields[name], vendor)) for index, name in enumerate(names))
    return Statement(sql, tuple((index, reader) for index, reader in readers if reader))


def _reader(field: Any, vendor: str) -> Convert | None:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if vendor != "sqlite" or isinstance(target, ALIKE):
        return None
    if isinstance(target, models.DateTimeField):
        return lambda at: at.replace(tzinfo=UTC)  # Django's driver makes a time of it, without a zone
    if isinstance(target, ExactField):
        return Decimal
    raise TypeError(f"{field}: nobody reads such a column here")


def _counts(sql: str, rows: list[Sequence[Any]]) -> Iterator[int]:
    """Executes the statement with each row; how many rows each time were concerned."""
    if not rows:
        return
    database = connections[DEFAULT_DB_ALIAS]
    with database.wrap_database_errors:
        cursor = _cursor(database)
        if database.vendor == "postgresql" and len(rows) > 1:
            cursor.executemany(sql, rows, returning=True)
            yield cursor.rowcount
            while cursor.nextset():
                yield cursor.rowcount
            return
        for row in rows:
            cursor.execute(sql, row)
            yield cursor.rowcount
