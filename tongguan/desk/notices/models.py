"""What enterprises were told, for people to read; what each chose to hear how; what goes out of the house.

A notice is a letter of the outbox (`dossiers.outbox`) that was meant for a trader or a broker, and nothing
else: what the outbox does not tell, no notice tells.
"""

from django.db import models
from django.db.models import Q

from tongguan.desk.dossiers.models import ID, NAME
from tongguan.desk.people.models import Enterprise, Person

URL = 500
ALL, URGENT, NONE = "all", "urgent", "none"
LEVELS = (ALL, URGENT, NONE)
"""How much a person hears on one of the ways: everything, what needs them or goes wrong, or nothing."""


class Notice(models.Model):
    """A letter that an enterprise was sent. `token` is the letter's id, by which everybody outside calls it:
    its number here would tell how many others were told something. `at` is when it happened; `urgent`,
    whether it needs the reader or is of something that goes wrong (`said.is_urgent`)."""

    token = models.CharField(max_length=32, unique=True)
    enterprise = models.CharField(max_length=ID)
    dossier = models.BigIntegerField()
    kind = models.CharField(max_length=NAME)
    body = models.TextField()
    at = models.DateTimeField()
    urgent = models.BooleanField(default=False)

    class Meta:
        indexes = (
            models.Index(fields=("enterprise", "id"), name="notice_enterprise"),
            models.Index(fields=("enterprise", "id"), name="notice_urgent", condition=Q(urgent=True)),
            models.Index(fields=("enterprise", "at", "id"), name="notice_enterprise_at"),
        )


class Choice(models.Model):
    """How much a person wants to be told on each way, one of `LEVELS`. Who chose nothing is told everything
    in the page, and nothing by mail."""

    person = models.OneToOneField(Person, models.CASCADE, primary_key=True, related_name="+")
    page = models.CharField(max_length=6, default=ALL)
    mail = models.CharField(max_length=6, default=NONE)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(page__in=LEVELS, mail__in=LEVELS), name="choice_of_levels"),
        )


class Mark(models.Model):
    """Up to which notice a person has read everything of an enterprise."""

    pk = models.CompositePrimaryKey("person_id", "enterprise")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    enterprise = models.CharField(max_length=ID)
    upto = models.BigIntegerField()


class Read(models.Model):
    """A notice after the mark that a person has read."""

    pk = models.CompositePrimaryKey("person_id", "notice_id")
    person = models.ForeignKey(Person, models.CASCADE, related_name="+", db_index=False)
    notice = models.ForeignKey(Notice, models.CASCADE, related_name="readings")


class Hook(models.Model):
    """Where an enterprise's own system hears. The secret is not kept: it is derived from `nonce` and the
    house's key (`hooks.secret_of`), so that whoever reads the database cannot sign."""

    enterprise = models.ForeignKey(Enterprise, models.PROTECT, related_name="+")
    url = models.CharField(max_length=URL)
    nonce = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("enterprise",), condition=Q(ended_at=None), name="hook_one_at_a_time"
            ),
        )


class Sending(models.Model):
    """A notice on its way out: to a person by mail, or to a hook. `due` is the next try: empty when it has
    arrived (`done_at`) and when it was given up. `answer` is the HTTP status that came back, 0 for none."""

    notice = models.ForeignKey(Notice, models.CASCADE, related_name="sendings")
    person = models.ForeignKey(Person, models.CASCADE, null=True, related_name="+")
    hook = models.ForeignKey(Hook, models.CASCADE, null=True, related_name="+", db_index=False)
    due = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    done_at = models.DateTimeField(null=True)
    answer = models.SmallIntegerField(default=0)
    failure = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        indexes = (
            models.Index(fields=("due",), name="sending_due", condition=Q(due__isnull=False)),
            models.Index(fields=("hook", "id"), name="sending_hook"),
            models.Index(
                fields=("hook", "notice"), name="sending_hook_waits", condition=Q(due__isnull=False)
            ),
        )
        constraints = (
            models.CheckConstraint(
                condition=Q(person__isnull=False, hook=None) | Q(person=None, hook__isnull=False),
                name="sending_to_one",
            ),
            models.CheckConstraint(condition=Q(done_at=None) | Q(due=None), name="sending_done_is_not_due"),
        )
