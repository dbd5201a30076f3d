import django.db.models.deletion
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def carry_over(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    track, lease = apps.get_model("dossiers", "Track"), apps.get_model("dossiers", "Lease")
    columns = ("dossier_id", "track", "part", "number", "due")
    taken = track.objects.filter(leased_until__isnull=False, due__isnull=False)
    rows = taken.values(*columns, until=models.F("leased_until"))
    lease.objects.bulk_create([lease(**row) for row in rows.iterator()], batch_size=100)


class Migration(migrations.Migration):

    dependencies = [
        ('dossiers', '0005_changed'),
    ]

    operations = [
        migrations.CreateModel(
            name='Lease',
            fields=[
                ('pk', models.CompositePrimaryKey('dossier_id', 'track', 'part', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('track', models.CharField(max_length=40)),
                ('part', models.CharField(blank=True, max_length=35)),
                ('number', models.SmallIntegerField()),
                ('due', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('dossier', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='dossiers.dossier')),
            ],
        ),
        migrations.RunPython(carry_over, migrations.RunPython.noop),
        migrations.RemoveField(model_name='track', name='leased_until'),
    ]
