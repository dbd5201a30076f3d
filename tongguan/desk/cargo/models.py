"""What carriers and terminals report, and which dossiers wait for it. Everything here only grows."""

from django.db import models
from django.db.models import Q

from tongguan.desk.dossiers.models import BEGINS, ID, NAME, Dossier
from tongguan.desk.exact import ExactField


class Message(models.Model):
    """A message by its sender's own reference: acted upon once, however often it comes."""

    pk = models.CompositePrimaryKey("sender", "reference")
    sender = models.CharField(max_length=ID)
    reference = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()


class Manifest(models.Model):
    """A bill as a manifest lists it; a later message of the same bill takes the place of the former.
    `call` is the conveyance's (see `names.call`), `containers` are separated by spaces."""

    direction = models.CharField(max_length=6)
    call = models.CharField(max_length=90, db_index=True)
    bill = models.CharField(max_length=ID, db_index=True)
    containers = models.TextField(blank=True)
    packages = models.IntegerField(null=True)
    gross_weight = ExactField(max_digits=19, decimal_places=5, null=True)
    sender = models.CharField(max_length=ID)
    reference = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = (models.Index(fields=("at",), name="manifest_at"),)

    def __str__(self) -> str:
        return f"{self.bill} on {self.call}"


class Fact(models.Model):
    """Something that happened to a conveyance's call, a bill or a container (`about` says which, `key`
    names it). `occurred_at` is what the sender states, `recorded_at` ours."""

    kind = models.CharField(max_length=NAME)
    about = models.CharField(max_length=10)
    key = models.CharField(max_length=90)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    sender = models.CharField(max_length=ID)
    reference = models.CharField(max_length=64)
    by = models.CharField(max_length=ID)
    capacity = models.CharField(max_length=NAME)
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("about", "key"), name="fact_about"),
            models.Index(fields=("recorded_at",), name="fact_recorded"),
        )

    def __str__(self) -> str:
        return f"{self.kind} {self.about} {self.key}"


class Expectation(models.Model):
    """A dossier waits for facts about a call, a bill or a container; they concern its `part`."""

    pk = models.CompositePrimaryKey("dossier_id", "about", "key")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+", db_index=False)
    about = models.CharField(max_length=10)
    key = models.CharField(max_length=90)
    part = models.CharField(max_length=ID, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("about", "key"), name="expectation_about", opclasses=(BEGINS, BEGINS)),
            models.Index(
                fields=("part",), name="expectation_part", opclasses=(BEGINS,), condition=Q(part__gt="")
            ),
        )


class Applied(models.Model):
    """A fact was recorded on a dossier, by the event `seq` (0: it changed nothing there)."""

    pk = models.CompositePrimaryKey("dossier_id", "fact_id")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+", db_index=False)
    fact = models.ForeignKey(Fact, models.PROTECT, related_name="applied")
    seq = models.IntegerField()
