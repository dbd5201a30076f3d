"""SQLite takes any text for a time or a number, and many texts that read the same: whether what is there is
spelled as we write it. On PostgreSQL a value has no spelling."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import connection, models
from django.utils.dateparse import parse_date, parse_datetime

from tongguan.desk.dossiers.rows import raw_cursor
from tongguan.desk.dossiers.statements import utc_text
from tongguan.desk.exact import ExactField
from tongguan.desk.rulebooks.digests import bytes_as_they_are


class Misspelt(NamedTuple):
    """A value that is there in another form than ours."""

    table: str
    key: str
    column: str
    stored: str


def misspelt(model: type[models.Model], name: str, value: Any, key: Sequence[str]) -> Iterator[Misspelt]:
    """Every such value in the rows of a table whose column `name` has the value; a row is named by the
    columns of `key`."""
    if connection.vendor != "sqlite":
        return
    fields = {field.attname: field for field in model._meta.concrete_fields}
    table = model._meta.db_table  # named, or SQLite takes a column that is not there for a text
    listed = ", ".join(f'+"{table}"."{one.column}"' for one in fields.values())  # with the plus, unconverted
    asked = f'SELECT {listed} FROM "{table}" WHERE "{fields[name].column}" = ?'
    with bytes_as_they_are(), connection.wrap_database_errors:
        found = raw_cursor().execute(asked, (value,)).fetchall()
    for raw in found:
        row = dict(zip(fields, raw, strict=True))
        for column, field in fields.items():
            if row[column] is not None and not _well_spelt(field, row[column]):
                yield Misspelt(table, "/".join(str(row[part]) for part in key), column, repr(row[column]))


def _well_spelt(field: Any, raw: Any) -> bool:
    target = field.target_field if isinstance(field, models.ForeignKey) else field
    for kind, is_ours in SPELLINGS:
        if isinstance(target, kind):
            try:
                return is_ours(target, raw)
            except (ValueError, TypeError, ArithmeticError, AttributeError):
                return False
    return True


def _time(_: Any, raw: Any) -> bool:
    at = parse_datetime(raw)
    return at is not None and utc_text(at.replace(tzinfo=UTC)) == raw


SPELLINGS: tuple[tuple[Any, Callable[[Any, Any], bool]], ...] = (
    (models.DateTimeField, _time),
    (models.DateField, lambda _, raw: str(parse_date(raw)) == raw),
    (ExactField, lambda field, raw: format(field.exact(Decimal(raw)), "f") == raw),
    (models.BooleanField, lambda _, raw: raw in (0, 1)),
    (models.IntegerField, lambda _, raw: isinstance(raw, int)),
    ((models.CharField, models.TextField), lambda _, raw: isinstance(raw.encode(), bytes)),
    (models.BinaryField, lambda _, raw: isinstance(raw, bytes)),
)
"""For each kind of column, whether a value is in the form in which we write it."""
