"""What was lodged and how it was judged is never changed; an amendment adds rows."""

from django.db import migrations

from tongguan.desk.frozen import freeze


class Migration(migrations.Migration):
    dependencies = [("declarations", "0001_initial")]

    operations = [
        freeze(
            "declarations_claim",
            "declarations_content",
            "declarations_judgement",
            "declarations_line",
            "declarations_charge",
            "declarations_hit",
            "declarations_refusal",
        )
    ]
