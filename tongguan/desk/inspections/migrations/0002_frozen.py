"""What happened is never changed."""

from django.db import migrations

from tongguan.desk.frozen import freeze


class Migration(migrations.Migration):
    dependencies = [("inspections", "0001_initial")]
    operations = [freeze("inspections_order", "inspections_look", "inspections_visit", "inspections_sample", "inspections_report", "inspections_result", "inspections_certificate", "inspections_writeoff")]
