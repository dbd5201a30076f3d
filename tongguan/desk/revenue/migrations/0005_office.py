from typing import Any

from django.db import migrations, models

from tongguan.desk.frozen import freeze, thaw


def offices(apps: Any, schema_editor: Any) -> None:
    """What an officer entered is held by the office where the officer was; of a bank's letter nobody knows."""
    Guarantee = apps.get_model("revenue", "Guarantee")
    Role = apps.get_model("people", "Role")
    for one in Guarantee.objects.all():
        if not one.by.isdigit():
            continue
        theirs = Role.objects.filter(person_id=int(one.by), capacity="revenue_officer")
        codes = set(theirs.values_list("office__code", flat=True))
        if len(codes) == 1:
            Guarantee.objects.filter(pk=one.pk).update(office=codes.pop())


class Migration(migrations.Migration):
    dependencies = [
        ("people", "__first__"),
        ("revenue", "0004_monthly"),
    ]
    operations = [
        thaw("revenue_guarantee"),
        migrations.AddField(
            model_name="guarantee",
            name="office",
            field=models.CharField(default="", max_length=20),
        ),
        migrations.RunPython(offices, migrations.RunPython.noop),
        freeze("revenue_guarantee"),
    ]
