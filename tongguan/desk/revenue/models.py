"""Money that moves, in cents: integers of the hundredth of the currency, which any database adds up.

Postings, movements, bars and papers only grow; triggers on both databases refuse anything else.
"""

from datetime import datetime

from django.db import models
from django.db.models import F, Q

from tongguan.desk.dossiers.models import ID, NAME, Dossier

CHARGES = ("charge", "difference", "surcharge")
"""Kinds of posting that say what is owed; the others are `payment`, `refund` and `waiver`."""
GUARANTEE_KINDS = ("deposit", "bank_letter", "finance_company", "insurance", "group", "general")

SIGNS = {
    "open": (1, 0),
    "raise": (1, 0),
    "lower": (-1, 0),
    "block": (0, 1),
    "unblock": (0, -1),
    "claim": (-1, -1),
}
"""What each kind of movement of a guarantee does to its total and to what is blocked."""


def _dossier() -> "models.ForeignKey[Dossier, Dossier]":
    return models.ForeignKey(Dossier, models.PROTECT, related_name="+", db_index=False)


class Posting(models.Model):
    """An amount of one tax: more owed (positive) or less (negative). `debt` is the number of the charges
    track; what is still owed is the sum over a debt. `securable`: a guarantee may stand for it. `paid_at` is
    when a bank took the money, where it told that."""

    pk = models.CompositePrimaryKey("dossier_id", "number")
    dossier = _dossier()
    number = models.SmallIntegerField()
    debt = models.SmallIntegerField()
    tax = models.CharField(max_length=NAME)
    kind = models.CharField(max_length=12)
    cents = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    securable = models.BooleanField(default=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)
    reason = models.TextField(blank=True, default="")
    reference = models.CharField(max_length=64, blank=True, default="")
    paid_at = models.DateTimeField(null=True)

    @property
    def when(self) -> datetime:
        """When money moved, as the bank states it; else when it was posted."""
        return self.paid_at or self.at


class Paper(models.Model):
    """A message that a bank sent, by the bank's own reference: it is acted upon once, however often it
    comes. `digest` is over what it said."""

    pk = models.CompositePrimaryKey("sender", "reference")
    sender = models.CharField(max_length=ID)
    reference = models.CharField(max_length=64)
    dossier = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    at = models.DateTimeField()


class Bar(models.Model):
    """From here on no guarantee may stand for the debts of the dossier (a licence lacks, the law forbids
    it), or, where `lifted`, it may again."""

    pk = models.CompositePrimaryKey("dossier_id", "number")
    dossier = _dossier()
    number = models.SmallIntegerField()
    lifted = models.BooleanField()
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)


class Guarantee(models.Model):
    """Somebody's promise to pay for `holder`. `valid_until` is the last day, empty without end. A `general`
    one, and whatever is `consolidated`, serves many dossiers; the others serve the one they were given
    for. Its amount is the sum of its movements. `office` is the customs office that holds it, "" where a bank
    entered it before offices were kept: then only that bank changes it."""

    number = models.CharField(max_length=64, unique=True)
    kind = models.CharField(max_length=20, choices=[(k, k) for k in GUARANTEE_KINDS])
    holder = models.CharField(max_length=ID, db_index=True)
    guarantor = models.CharField(max_length=ID, blank=True)
    currency = models.CharField(max_length=3)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True)
    consolidated = models.BooleanField(default=False)
    office = models.CharField(max_length=20, default="")
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)

    def __str__(self) -> str:
        return self.number


class Movement(models.Model):
    """One movement of a guarantee: `total` and `blocked` are what they come to after it, and what is
    available is the difference, never below zero. `cents` is positive; the kind says which way. `digest`
    chains it to the one before (`chained.py`); those from before there was a chain have none."""

    pk = models.CompositePrimaryKey("guarantee_id", "number")
    guarantee = models.ForeignKey(Guarantee, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    kind = models.CharField(max_length=8)  # open, raise, lower, block, unblock, claim
    cents = models.BigIntegerField()
    total = models.BigIntegerField()
    blocked = models.BigIntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    debt = models.SmallIntegerField(null=True)
    consolidated = models.BooleanField(default=False)
    reason = models.TextField()
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)
    digest = models.CharField(max_length=64, null=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(blocked__gte=0, total__gte=F("blocked")), name="movement_never_below_zero"
            ),
            models.CheckConstraint(condition=Q(cents__gt=0), name="movement_moves"),
        )
        indexes = (
            models.Index(  # what is held for a month is added up from here alone
                fields=("guarantee", "dossier", "debt", "kind", "cents", "at"),
                name="movement_monthly",
                condition=Q(consolidated=True),
            ),
        )
