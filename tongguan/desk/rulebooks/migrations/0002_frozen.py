from django.db import migrations

from tongguan.desk.frozen import frozen


class Migration(migrations.Migration):
    dependencies = [("rulebooks", "0001_editions")]
    operations = [frozen("rulebooks_edition", "rulebooks_rule")]
