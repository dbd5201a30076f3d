from datetime import UTC, datetime

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps
from django.db.models import Exists, OuterRef, Subquery

KEY = ("dossier_id", "track", "part", "number")
NEVER = datetime(9999, 1, 1, tzinfo=UTC)


def give_to_stays(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """A lease is that of the state in which its track is now, if it calls for the same deadline; one that was
    silenced for good stays so only where the reminder came in this state."""
    lease, track, event = (apps.get_model("dossiers", name) for name in ("Lease", "Track", "Event"))
    same = {name: OuterRef(name) for name in KEY}
    now = track.objects.filter(**same, due=OuterRef("due")).values("seq")[:1]
    lease.objects.filter(Exists(now)).update(seq=Subquery(now))
    told = event.objects.filter(**same, name="reminded", seq__gt=OuterRef("seq"))
    lost = lease.objects.filter(~Exists(told), until__gte=NEVER) | lease.objects.filter(seq=0)
    for row in list(lost.values(*KEY)):
        lease.objects.filter(**row).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0006_lease"),
    ]

    operations = [
        migrations.AddField(
            model_name="lease",
            name="seq",
            field=models.IntegerField(default=0),
            preserve_default=False,
        ),
        migrations.RunPython(give_to_stays, migrations.RunPython.noop),
    ]
