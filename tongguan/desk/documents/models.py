"""A paper that was given, and the dossiers that it belongs to. The bytes lie in a file of ours (`store`)."""

from django.db import models

from tongguan.desk.dossiers.models import ID, Dossier

NAME, NUMBER = 200, 64


class Document(models.Model):
    """One paper, kept once for each enterprise that gave it and trader it was given for (a broker gives for
    many). `kind` is its document kind, where somebody said so, `media` its true type."""

    enterprise = models.CharField(max_length=ID)
    trader = models.CharField(max_length=ID)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=NAME)
    kind = models.CharField(max_length=8, blank=True)
    number = models.CharField(max_length=NUMBER, blank=True)
    media = models.CharField(max_length=100)
    size = models.BigIntegerField()
    place = models.CharField(max_length=40, unique=True)
    given_at = models.DateTimeField()
    given_by = models.CharField(max_length=20)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("enterprise", "trader", "digest"), name="document_kept_once"),
        )
        indexes = (models.Index(fields=("enterprise", "-given_at"), name="document_newest"),)


class Belonging(models.Model):
    """A paper belongs to a dossier, from when somebody said so."""

    pk = models.CompositePrimaryKey("dossier_id", "document_id")
    dossier = models.ForeignKey(Dossier, models.PROTECT, related_name="+", db_index=False)
    document = models.ForeignKey(Document, models.PROTECT, related_name="+")
    since = models.DateTimeField()
    by = models.CharField(max_length=20)
