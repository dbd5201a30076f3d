"""Tables that only grow: triggers on both databases refuse to change or remove what is written."""

from typing import Any

from django.db import migrations

MESSAGE = "what is written here is never changed or removed"

SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON "{table}" BEGIN SELECT RAISE(ABORT, '{message}'); END
"""
POSTGRESQL_FUNCTION = """
CREATE OR REPLACE FUNCTION tongguan_frozen() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {table}_frozen BEFORE UPDATE OR DELETE OR TRUNCATE ON "{table}"
FOR EACH STATEMENT EXECUTE FUNCTION tongguan_frozen()
"""


def freeze(*tables: str) -> migrations.RunPython:
    """A migration step that freezes tables. Both databases answer a change with IntegrityError; SQLite
    refuses INSERT OR REPLACE only while `recursive_triggers` is on, as the settings have it."""

    def forwards(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(POSTGRESQL_FUNCTION.format(message=MESSAGE), params=None)
            statements = [POSTGRESQL.format(table=table) for table in tables]
        else:
            statements = [
                SQLITE.format(table=table, verb=verb, message=MESSAGE)
                for table in tables
                for verb in ("UPDATE", "DELETE")
            ]
        for statement in statements:
            schema_editor.execute(statement, params=None)

    def backwards(apps: Any, schema_editor: Any) -> None:
        names = (
            [f'{table}_frozen ON "{table}"' for table in tables]
            if schema_editor.connection.vendor == "postgresql"
            else [f"{table}_no_{verb}" for table in tables for verb in ("UPDATE", "DELETE")]
        )
        for name in names:
            schema_editor.execute(f"DROP TRIGGER {name}", params=None)

    return migrations.RunPython(forwards, backwards)


def thaw(*tables: str) -> migrations.RunPython:
    """The reverse of `freeze`: for a migration that changes the shape of frozen tables and freezes them again
    at its end. (SQLite makes such a table anew, without its triggers.)"""
    frozen = freeze(*tables)
    assert frozen.reverse_code is not None
    return migrations.RunPython(frozen.reverse_code, frozen.code)
