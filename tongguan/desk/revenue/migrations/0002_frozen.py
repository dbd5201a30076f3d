"""What happened is never changed."""

from django.db import migrations

from tongguan.desk.frozen import freeze


class Migration(migrations.Migration):
    dependencies = [("revenue", "0001_initial")]
    operations = [freeze("revenue_posting", "revenue_paper", "revenue_bar", "revenue_guarantee", "revenue_movement")]
