"""What is stored of a dossier. Every table begins its key with the dossier's id, and only `actions` writes.

Track, and the columns of Dossier that move, are the fold of its events; `proof.replay` shows that they
still are. Events are frozen by triggers and chained by digests.
"""

from django.db import models
from django.db.models import Q

NAME = 40  # longest name of a kind, track, state, step or gate
OFFICE = 20
BEGINS = "varchar_pattern_ops"  # on PostgreSQL, an index that knows how a text begins
ID = 35  # longest number of a part (container, bill) and of an enterprise


def _dossier() -> "models.ForeignKey[Dossier, Dossier]":
    return models.ForeignKey(Dossier, models.PROTECT, related_name="+", db_index=False)


class Dossier(models.Model):
    """A numbered matter. `id` carries office, month and number (see `numbers`), `office` is the code of the
    office that opened it. `trader` and `declarant` are identifiers of enterprises: who may see it. `parts`
    is JSON: for each part its cycle, disposition and opened gates. `head` is the digest of the last event,
    `changed_at` its time; `finished_at` is empty until every part has come to its disposition."""

    id = models.BigIntegerField(primary_key=True)
    kind = models.CharField(max_length=NAME)
    jurisdiction = models.CharField(max_length=NAME)
    reference = models.CharField(max_length=64, db_index=True)
    office = models.CharField(max_length=OFFICE)
    trader = models.CharField(max_length=ID, blank=True)
    declarant = models.CharField(max_length=ID, blank=True)
    opened_at = models.DateTimeField()
    parts = models.TextField()
    seq = models.IntegerField()
    head = models.CharField(max_length=64)
    changed_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        # an enterprise asks for its own by when they came, by what is still open, by how they are called
        indexes = (
            *(
                models.Index(fields=(party, column), name=f"dossier_{party}_{name}", opclasses=opclasses)
                for party in ("trader", "declarant")
                for column, name, opclasses in (
                    ("opened_at", "opened", ()),
                    ("finished_at", "finished", ()),
                    ("reference", "called", (BEGINS, BEGINS)),
                )
            ),
            models.Index(fields=("changed_at", "id"), name="dossier_changed"),
        )

    def __str__(self) -> str:
        return self.reference


class Track(models.Model):
    """One line of work, where its last event left it."""

    pk = models.CompositePrimaryKey("dossier_id", "track", "part", "number")
    dossier = _dossier()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    state = models.CharField(max_length=NAME)
    whose = models.CharField(max_length=NAME)
    office = models.CharField(max_length=OFFICE, blank=True)
    since = models.DateTimeField()
    due = models.DateTimeField(null=True)
    seq = models.IntegerField()
    assignee = models.CharField(max_length=ID, blank=True)

    class Meta:
        indexes = (
            models.Index(fields=("due",), name="track_due", condition=Q(due__isnull=False)),
            models.Index(  # what is open, as lists show it: the soonest due first
                fields=("office", "track", "state", "due", "dossier", "part", "number", "assignee"),
                name="track_worklist",
                condition=~Q(whose="nobody"),
            ),
            models.Index(fields=("assignee", "dossier"), name="track_assignee", condition=~Q(assignee="")),
        )


class Lease(models.Model):
    """A call of a track's clock that somebody answers, or has answered: until then it is not heard. It is no
    state, and keeps two clocks from ringing for the same deadline. `seq` is the event that had brought the
    track into its state: what comes back is called anew."""

    pk = models.CompositePrimaryKey("dossier_id", "track", "part", "number")
    dossier = _dossier()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    due = models.DateTimeField()
    seq = models.IntegerField()
    until = models.DateTimeField()


class Event(models.Model):
    """What happened; the columns are those of `law.kernel.case.Event`, and the digest over them and the one
    before. Nobody updates or deletes a row."""

    pk = models.CompositePrimaryKey("dossier_id", "seq")
    dossier = _dossier()
    seq = models.IntegerField()
    name = models.CharField(max_length=NAME)
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.CharField(max_length=ID)
    capacity = models.CharField(max_length=NAME)
    behalf = models.CharField(max_length=ID, blank=True)
    track = models.CharField(max_length=NAME, blank=True)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    state = models.CharField(max_length=NAME, blank=True)
    whose = models.CharField(max_length=NAME, blank=True)
    office = models.CharField(max_length=OFFICE, blank=True)
    due = models.DateTimeField(null=True)
    gate = models.CharField(max_length=NAME, blank=True)
    cycle = models.SmallIntegerField()
    ends = models.CharField(max_length=NAME, blank=True)
    cause = models.IntegerField()
    data = models.TextField(blank=True)
    correlation = models.CharField(max_length=64, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        indexes = (
            models.Index(fields=("gate", "recorded_at"), name="event_gate_opened", condition=~Q(gate="")),
        )


class Holding(models.Model):
    """An office holds, or once held, a track of the dossier: it sees it."""

    pk = models.CompositePrimaryKey("dossier_id", "office")
    dossier = _dossier()
    office = models.CharField(max_length=OFFICE)

    class Meta:
        indexes = (models.Index(fields=("office", "dossier"), name="holding_office"),)


class Link(models.Model):
    """This dossier replaces, completes, consolidates, moves, draws on or arises from the other one."""

    pk = models.CompositePrimaryKey("dossier_id", "kind", "other_id")
    dossier = _dossier()
    kind = models.CharField(max_length=NAME)
    other = models.ForeignKey(Dossier, models.PROTECT, related_name="+")
    seq = models.IntegerField()


class Outbox(models.Model):
    """What others must hear, by the event that said it. Delivered at least once: the receiver drops a
    repeat by (dossier, seq, number). `due` is the next try, empty when delivered."""

    pk = models.CompositePrimaryKey("dossier_id", "seq", "number")
    dossier = _dossier()
    seq = models.IntegerField()
    number = models.SmallIntegerField()
    kind = models.CharField(max_length=NAME)
    recipient = models.CharField(max_length=100)
    body = models.TextField()
    due = models.DateTimeField(null=True)
    tries = models.SmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    failure = models.TextField(blank=True, default="")

    class Meta:
        indexes = (models.Index(fields=("due",), name="outbox_due", condition=Q(due__isnull=False)),)
