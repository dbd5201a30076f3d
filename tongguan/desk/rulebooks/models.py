"""Published rules, and drafts of some. What is published is never updated or deleted from: triggers on both
databases refuse it."""

from datetime import date

from django.db import models

Place = tuple[str, str, str, date]
"""Table, key, scope and day: an edition has at most one row of them."""


class Edition(models.Model):
    """What one publication changed. `digest` runs over the edition before it, this line and every rule of
    it, so that no row can be altered, added or lost unseen."""

    pk = models.CompositePrimaryKey("jurisdiction", "number")
    jurisdiction = models.CharField(max_length=40)
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField()
    by = models.CharField(max_length=150)
    approved_by = models.CharField(max_length=150)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=~models.Q(by=models.F("approved_by")), name="edition_two_people"
            ),
        )

    def __str__(self) -> str:
        return f"{self.jurisdiction} edition {self.number}"


class Rule(models.Model):
    """One row as it was written, at its line of an edition. `value` holds its value columns as JSON; `end`
    is "", "ended" or "withdrawn"; `digest` runs over all of it, so that an altered row can be named."""

    pk = models.CompositePrimaryKey("jurisdiction", "edition", "line")
    jurisdiction = models.CharField(max_length=40)
    edition = models.PositiveIntegerField()
    line = models.PositiveIntegerField()
    table = models.CharField(max_length=40)
    key = models.CharField(max_length=200)
    scope = models.CharField(max_length=80, blank=True)
    valid_from = models.DateField()
    end = models.CharField(max_length=9, blank=True)
    value = models.TextField()
    source = models.TextField()
    verified = models.BooleanField()
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("jurisdiction", "edition", "table", "key", "scope", "valid_from"),
                name="rule_once_an_edition",
            ),
        )
        indexes = (models.Index(fields=("jurisdiction", "table", "key"), name="rule_key"),)

    @property
    def place(self) -> Place:
        """Which row of the book it is, whichever edition has it."""
        return self.table, self.key, self.scope, self.valid_from

    def __str__(self) -> str:
        return f"{self.table} {self.key} from {self.valid_from}"


class Draft(models.Model):
    """Rows of one table as somebody prepares them: `text` is a rule file. It stays when it is published, with
    the number of its `edition`; until then `approved_by` is empty, and `submitted_at` until it is laid
    before a second person."""

    jurisdiction = models.CharField(max_length=40)
    table = models.CharField(max_length=40)
    text = models.TextField()
    by = models.CharField(max_length=150)
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True)
    approved_by = models.CharField(max_length=150, blank=True)
    edition = models.PositiveIntegerField(null=True)

    class Meta:
        indexes = (models.Index(fields=("jurisdiction", "edition", "id"), name="draft_open"),)

    def __str__(self) -> str:
        return f"draft {self.pk} of {self.table}"
