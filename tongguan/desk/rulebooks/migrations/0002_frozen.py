from django.db import migrations

from tongguan.desk.frozen import freeze


class Migration(migrations.Migration):
    dependencies = [("rulebooks", "0001_editions")]
    operations = [freeze("rulebooks_edition", "rulebooks_rule")]
