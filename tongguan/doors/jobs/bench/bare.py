"""The floor of storing: the rows that a lodging wrote, written again under other ids by the driver alone,
into the same schema, with the same durability, through a connection of its own."""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import psycopg
from django.apps import apps
from django.db import connection

from tongguan.desk.declarations.models import Claim
from tongguan.desk.dossiers import numbers
from tongguan.desk.dossiers.models import Dossier

Rows = list[Sequence[Any]]
Ready = list[tuple[str, Rows]]
SERIAL = 10**7  # the last digits of an entry number are the number of its dossier


class Table:
    """The rows that one dossier has in a table, and where in them its id and reference stand."""

    def __init__(self, model: Any, key: str, rows: Rows) -> None:
        self.model, self.rows = model, rows
        columns = [field.column for field in model._meta.concrete_fields]
        self.place = columns.index(key)
        self.reference = columns.index("reference") if model in (Dossier, Claim) else -1
        names, marks = ", ".join(f'"{one}"' for one in columns), ", ".join([_mark()] * len(columns))
        self.sql = f'INSERT INTO "{model._meta.db_table}" ({names}) VALUES ({marks})'

    def again(self, new: int, reference: str) -> Rows:
        """The same rows of another dossier. Each text is a new one, as a lodging's are: CPython would keep
        the UTF-8 form of one that was written before, and never encode it again."""
        made: Rows = []
        for row in self.rows:
            copy = [value.encode().decode() if isinstance(value, str) else value for value in row]
            copy[self.place] = new
            if self.model is Claim:
                copy[self.reference] = reference
            elif self.model is Dossier:
                copy[self.reference] = f"{row[self.reference][:-7]}{new % SERIAL:07}"
            made.append(copy)
        return made


def tables_of(dossier_id: int) -> list[Table]:
    """Everything that a lodging wrote, the dossier first, for all other rows point to it."""
    found = []
    for model in sorted(apps.get_models(), key=lambda model: model is not Dossier):
        fields = {field.name: field.column for field in model._meta.concrete_fields}
        key = fields["id"] if model is Dossier else fields.get("dossier")
        if key is None:
            continue
        names = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
        asked = f'SELECT {names} FROM "{model._meta.db_table}" WHERE "{key}" = {_mark()}'
        rows = _cursor(connection.connection).execute(asked, (dossier_id,)).fetchall()
        if rows:
            found.append(Table(model, key, rows))
    return found


class Bare:
    """The driver alone. On SQLite it has a copy of the database, so that neither writer makes the other's
    page cache stale; on PostgreSQL it has a session of its own. `copy` is the file of that copy, or
    ":memory:"."""

    def __init__(self, dossier_id: int, office: int, month: int, copy: str) -> None:
        connection.ensure_connection()
        self.office, self.month, self.last = office, month, dossier_id
        self.tables = tables_of(dossier_id)
        self.held = _copied(copy) if connection.vendor == "sqlite" else _session()

    def __str__(self) -> str:
        return ", ".join(f"{len(one.rows)} {one.model._meta.model_name}" for one in self.tables)

    @property
    def count(self) -> int:
        """How many rows a lodging writes."""
        return sum(len(one.rows) for one in self.tables)

    def ready(self, references: Sequence[str]) -> Ready:
        """The statements that write a dossier under each reference, with their rows."""
        if connection.vendor == "sqlite":
            ids = list(range(self.last + 1, self.last + 1 + len(references)))
            self.last = ids[-1]
        else:
            ids = numbers.take(self.office, self.month, len(references))
        pairs = list(zip(ids, references, strict=True))
        return [(one.sql, [row for pair in pairs for row in one.again(*pair)]) for one in self.tables]

    def write(self, ready: Ready) -> None:
        """One transaction, an `executemany` a table; on PostgreSQL without waiting between."""
        cursor = _cursor(self.held)
        if connection.vendor == "sqlite":
            cursor.execute("BEGIN IMMEDIATE")
            for sql, rows in ready:
                cursor.executemany(sql, rows)
            cursor.execute("COMMIT")
            return
        with self.held.pipeline(), self.held.transaction():
            for sql, rows in ready:
                cursor.executemany(sql, rows)


def _copied(copy: str) -> Any:
    held = sqlite3.connect(copy, isolation_level=None)
    connection.connection.backup(held)
    held.executescript(connection.settings_dict["OPTIONS"]["init_command"])
    return held


def _session() -> Any:
    same = connection.get_connection_params()
    same.pop("cursor_factory", None)
    context = same.pop("context", None)
    return psycopg.connect(**same, context=context, autocommit=True)


def _cursor(held: Any) -> Any:
    return held.cursor() if isinstance(held, sqlite3.Connection) else psycopg.Cursor(held)


def _mark() -> str:
    return "?" if connection.vendor == "sqlite" else "%s"


def size(path: str) -> float:
    """The megabytes of a database file."""
    return Path(path).stat().st_size / 1e6
