"""What a phone brought from a visit is never changed."""

from django.db import migrations

from tongguan.desk.frozen import freeze


class Migration(migrations.Migration):
    dependencies = [("inspections", "0003_visits_on_a_phone")]
    operations = [freeze("inspections_seal", "inspections_photo", "inspections_shown", "inspections_sent")]
