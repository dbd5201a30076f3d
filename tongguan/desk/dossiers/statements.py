"""The SQL of plain rows: what the columns of a table are, and how a value is put into each database.

Both are read off the models once, so that a row written so and a row written by the ORM are the same row.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any

from django.db import connection, models

from tongguan.desk.exact import ExactField

Row = Sequence[Any] | Mapping[str, Any]
Model = type[models.Model]
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
    return tuple(fields_of(model))


def ordered(model: Model, row: Row) -> Sequence[Any]:
    """The values of a row in the order of `columns`; what a mapping leaves out has the field's default.
    Raises TypeError for a name that is no column."""
    if isinstance(row, tuple | list) or not isinstance(row, Mapping):  # asking of a Mapping takes longer
        return row
    fields = fields_of(model)
    if not row.keys() <= fields.keys():
        raise TypeError(f"{model.__name__} has no columns {sorted(row.keys() - fields.keys())}")
    return [row[name] if name in row else field.get_default() for name, field in fields.items()]


@cache
def insertion(model: Model, vendor: str, *, new: bool = False) -> Statement:
    """INSERT of a row, values in the order of `columns`; with `new` only where its key is not there yet. A
    text of any length may be given as its bytes in UTF-8, as an encoder makes it."""
    fields = fields_of(model).values()
    names = ", ".join(f'"{field.column}"' for field in fields)
    marks = ", ".join(_given(field, vendor) for field in fields)
    sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'
    if new:
        sql += " ON CONFLICT DO NOTHING"
    return Statement(sql, _converters(fields, vendor))


@cache
def change(model: Model, names: tuple[str, ...], key: tuple[str, ...], vendor: str) -> Statement:
    """UPDATE of the columns `names` where those of `key` have these values."""
    fields, mark = fields_of(model), _mark(vendor)
    setting = ", ".join(f'"{fields[name].column}" = {mark}' for name in names)
    where = " AND ".join(f'"{fields[name].column}" = {mark}' for name in key)
    sql = f'UPDATE "{model._meta.db_table}" SET {setting} WHERE {where}'
    return Statement(sql, _converters([fields[name] for name in (*names, *key)], vendor))


@cache
def fields_of(model: Model) -> dict[str, Any]:
    """The fields of a row by their names in it."""
    given = (models.AutoField, models.BigAutoField, models.SmallAutoField)
    return {field.attname: field for field in model._meta.concrete_fields if not isinstance(field, given)}


def _given(field: Any, vendor: str) -> str:
    cast = vendor == "sqlite" and isinstance(field, models.TextField)
    return "CAST(? AS TEXT)" if cast else _mark(vendor)


def _mark(vendor: str) -> str:
    return "?" if vendor == "sqlite" else "%s"


def _converters(fields: Iterable[Any], vendor: str) -> tuple[tuple[int, Convert], ...]:
    found = ((index, _converter(field, vendor)) for index, field in enumerate(fields))
    return tuple((index, convert) for index, convert in found if convert)


def _converter(field: Any, vendor: str) -> Convert | None:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    if isinstance(target, models.TextField) and vendor == "postgresql":
        return as_text
    if isinstance(target, ALIKE):
        return None
    if isinstance(target, models.DateTimeField):
        return utc_text if vendor == "sqlite" else aware
    if isinstance(target, models.DateField):
        return str if vendor == "sqlite" else None
    if isinstance(target, ExactField):
        return target.text if vendor == "sqlite" else target.exact
    return lambda value: target.get_db_prep_save(value, connection)


def as_text(given: str | bytes) -> str:
    """A text that may have come as its bytes in UTF-8."""
    return given.decode() if isinstance(given, bytes) else given


def aware(at: datetime) -> datetime:
    """The time itself. Raises ValueError for one without a zone."""
    if at.tzinfo is None:
        raise ValueError(f"{at} has no time zone")
    return at


@lru_cache(maxsize=256)  # the rows of one action share their time
def utc_text(at: datetime) -> str:
    """A time as Django writes it on SQLite. Raises ValueError for one without a zone."""
    return str(aware(at).astimezone(UTC).replace(tzinfo=None))


@cache
def selection(
    model: Model, names: tuple[str, ...], key: tuple[str, ...], order: tuple[str, ...], vendor: str
) -> Statement:
    """SELECT, with what has to be done to which of its values when they have been read."""
    fields, mark = fields_of(model), _mark(vendor)
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
