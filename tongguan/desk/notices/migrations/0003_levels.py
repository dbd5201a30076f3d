from typing import Any

from django.db import migrations, models

LEVELS = ("all", "urgent", "none")
MINE = ("your_turn", "deadline", "inspection_notice", "inspection_begun")
BAD = ("refused", "seized", "confiscated", "destroyed")


def levels(apps: Any, schema: Any) -> None:
    """What was ticked is everything, what was not is nothing. One statement: a row that the transaction has
    written already would keep PostgreSQL from changing the table after it."""
    choices = apps.get_model("notices", "Choice").objects
    told = {
        way: models.Case(
            models.When(**{f"{way}_was": True}, then=models.Value("all")), default=models.Value("none")
        )
        for way in ("page", "mail")
    }
    choices.update(**told)


def urgent(apps: Any, schema: Any) -> None:
    """Of what was told before, what needed its reader or went wrong."""
    notices = apps.get_model("notices", "Notice").objects
    notices.filter(kind__in=MINE).update(urgent=True)
    bad = models.Q(kind="decided", body__contains='"state": "refused"')
    for end in BAD:
        bad |= models.Q(kind="ended", body__contains=f'"end": "{end}"')
    notices.filter(bad).update(urgent=True)


class Migration(migrations.Migration):
    dependencies = [("notices", "0002_by_time")]

    operations = [
        migrations.RenameField("choice", "page", "page_was"),
        migrations.RenameField("choice", "mail", "mail_was"),
        migrations.AddField("choice", "page", models.CharField(default="all", max_length=6)),
        migrations.AddField("choice", "mail", models.CharField(default="none", max_length=6)),
        migrations.AddField("notice", "urgent", models.BooleanField(default=False)),
        migrations.RunPython(levels, migrations.RunPython.noop),
        migrations.RunPython(urgent, migrations.RunPython.noop),
        migrations.RemoveField("choice", "page_was"),
        migrations.RemoveField("choice", "mail_was"),
        migrations.AddConstraint(
            "choice",
            models.CheckConstraint(
                condition=models.Q(page__in=LEVELS, mail__in=LEVELS), name="choice_of_levels"
            ),
        ),
        migrations.AddIndex(
            "notice",
            models.Index(fields=["enterprise", "id"], name="notice_urgent", condition=models.Q(urgent=True)),
        ),
    ]
