"""What happened is never changed."""

from django.db import migrations

from tongguan.desk.frozen import freeze


class Migration(migrations.Migration):
    dependencies = [("cargo", "0001_initial")]
    operations = [freeze("cargo_message", "cargo_manifest", "cargo_fact", "cargo_expectation", "cargo_applied")]
