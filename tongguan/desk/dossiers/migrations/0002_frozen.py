"""Events are never changed, and PostgreSQL hands out dossier numbers in blocks."""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from tongguan.desk.frozen import freeze


def sequence(statement: str):
    def run(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(statement, params=None)

    return run


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]
    operations = [
        freeze("dossiers_event"),
        migrations.RunPython(
            sequence("CREATE SEQUENCE dossiers_block MINVALUE 0 MAXVALUE 99998 CYCLE"),
            sequence("DROP SEQUENCE dossiers_block"),
        ),
    ]
