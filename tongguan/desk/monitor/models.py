"""What was derived of each dossier, at the event `seq`. No row here is the only place of anything, but for
the numbers under which an enterprise was told what happened."""

from django.db import models
from django.db.models import Q

from tongguan.desk.dossiers.models import ID, NAME


class Clearance(models.Model):
    """How one declaration fares. `fate` is `cleared` (the gate has opened for every part that could leave),
    `open`, `unmeasured` (no row of the book says how), or the end it came to. Figures are whole seconds,
    empty unless it is cleared: those of the part that was cleared last."""

    dossier_id = models.BigIntegerField(primary_key=True)
    seq = models.IntegerField()
    kind = models.CharField(max_length=NAME)
    office = models.CharField(max_length=20)
    reference = models.CharField(max_length=64)
    fate = models.CharField(max_length=NAME)
    gate = models.CharField(max_length=NAME, blank=True)
    part = models.CharField(max_length=ID, blank=True)
    accepted_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    overall = models.IntegerField(null=True)
    acceptance_to_gate = models.IntegerField(null=True)
    in_customs_hands = models.IntegerField(null=True)

    class Meta:
        indexes = (
            models.Index(fields=("kind", "ended_at"), name="clearance_ended"),
            models.Index(fields=("accepted_at", "dossier_id"), name="clearance_accepted"),
            models.Index(fields=("kind", "started_at"), name="clearance_open", condition=Q(fate="open")),
        )


class Later(models.Model):
    """The overall seconds of a cleared declaration to a gate after the one that is measured."""

    pk = models.CompositePrimaryKey("dossier_id", "gate")
    dossier_id = models.BigIntegerField()
    gate = models.CharField(max_length=NAME)
    overall = models.IntegerField()


class Held(models.Model):
    """Of the overall seconds, those that one party held in one state of a track."""

    pk = models.CompositePrimaryKey("dossier_id", "whose", "track", "state")
    dossier_id = models.BigIntegerField()
    whose = models.CharField(max_length=NAME)
    track = models.CharField(max_length=NAME, blank=True)
    state = models.CharField(max_length=NAME, blank=True)
    seconds = models.IntegerField()


class Stay(models.Model):
    """A track stood in a state, from `since` until `until` (empty: it still does)."""

    pk = models.CompositePrimaryKey("dossier_id", "number")
    dossier_id = models.BigIntegerField()
    number = models.IntegerField()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    track_number = models.SmallIntegerField()
    state = models.CharField(max_length=NAME)
    whose = models.CharField(max_length=NAME)
    since = models.DateTimeField()
    until = models.DateTimeField(null=True)

    class Meta:
        indexes = (models.Index(fields=("track", "state", "since"), name="stay_where"),)


class Mark(models.Model):
    """Up to when everything that happened was derived here. One row."""

    name = models.CharField(max_length=NAME, primary_key=True)
    upto = models.DateTimeField()


class FeedHead(models.Model):
    """How many events an enterprise was told so far."""

    enterprise = models.CharField(max_length=ID, primary_key=True)
    last = models.BigIntegerField(default=0)


class Fed(models.Model):
    """Up to which event of a dossier an enterprise was told, and how many lines of it that were."""

    pk = models.CompositePrimaryKey("enterprise", "dossier_id")
    enterprise = models.CharField(max_length=ID)
    dossier_id = models.BigIntegerField()
    seq = models.IntegerField()
    lines = models.IntegerField()


class Feed(models.Model):
    """A line that an enterprise was told, under a number that it keeps. `line` is the line as JSON."""

    pk = models.CompositePrimaryKey("enterprise", "number")
    enterprise = models.CharField(max_length=ID)
    number = models.BigIntegerField()
    reference = models.CharField(max_length=64)
    line = models.TextField()
