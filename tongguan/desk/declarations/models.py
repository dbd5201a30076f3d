"""What a lodged declaration leaves behind. Every table begins its key with the dossier; an amendment adds
a version."""

from django.db import models
from django.db.models import Q

from tongguan.desk.dossiers.models import ID, Dossier
from tongguan.desk.exact import ExactField

REFERENCE = 64  # longest reference of a declarant's own


def _dossier() -> "models.ForeignKey[Dossier, Dossier]":
    return models.ForeignKey(Dossier, models.PROTECT, related_name="+", db_index=False)


class Claim(models.Model):
    """The declarant's own reference, taken once and for all by the first content lodged under it."""

    pk = models.CompositePrimaryKey("declarant", "reference")
    declarant = models.CharField(max_length=ID)
    reference = models.CharField(max_length=REFERENCE)
    dossier = models.BigIntegerField()
    content_digest = models.CharField(max_length=64)


class Content(models.Model):
    """One version of what was stated: the bytes as they came, our form of them, and the judgement made of
    them."""

    pk = models.CompositePrimaryKey("dossier_id", "version")
    dossier = _dossier()
    version = models.SmallIntegerField()
    media = models.CharField(max_length=20)
    raw = models.BinaryField()
    content = models.TextField()
    recorded_at = models.DateTimeField()


class Judgement(models.Model):
    """What the law made of a version of the content on a day, numbered within the dossier. `edition` and
    `criteria` are the books used, `facts` is what was asked of other rooms, `law` the number of the code that
    judged: the same of all these gives the same result, always."""

    pk = models.CompositePrimaryKey("dossier_id", "number")
    dossier = _dossier()
    number = models.SmallIntegerField()
    version = models.SmallIntegerField()
    edition = models.IntegerField()
    criteria = models.IntegerField()
    on = models.DateField()
    law = models.IntegerField()
    facts = models.TextField()
    result = models.TextField()


class Request(models.Model):
    """A request about what was lodged, that the event `seq` took down. `reference` is its sender's own ("":
    it has none), `digest` is over all that it asks."""

    pk = models.CompositePrimaryKey("dossier_id", "seq")
    dossier = _dossier()
    seq = models.IntegerField()
    sender = models.CharField(max_length=ID)
    reference = models.CharField(max_length=REFERENCE, blank=True)
    digest = models.CharField(max_length=64)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("sender", "reference"), name="request_reference", condition=~Q(reference="")
            ),
        )


class Line(models.Model):
    """A goods line of a judgement, as lists and statistics need it; values in the book's own currency."""

    pk = models.CompositePrimaryKey("dossier_id", "number", "line")
    dossier = _dossier()
    number = models.SmallIntegerField()
    line = models.SmallIntegerField()
    commodity = models.CharField(max_length=20, blank=True)
    origin = models.CharField(max_length=3, blank=True)
    customs_value = ExactField(max_digits=19, decimal_places=2)

    class Meta:
        indexes = (models.Index(fields=("commodity", "dossier"), name="line_of_commodity"),)


class Charge(models.Model):
    """One tax of one goods line of a judgement (line 0: of the declaration). `base` is money, or where `unit`
    names one a quantity."""

    pk = models.CompositePrimaryKey("dossier_id", "number", "line", "tax")
    dossier = _dossier()
    number = models.SmallIntegerField()
    line = models.SmallIntegerField()
    tax = models.CharField(max_length=20)
    base = ExactField(max_digits=19, decimal_places=5)
    unit = models.CharField(max_length=10, blank=True)
    rate = models.CharField(max_length=200)
    amount = ExactField(max_digits=19, decimal_places=2)


class Hit(models.Model):
    """Why a declaration was selected. For officers only; never in an answer to a trader."""

    pk = models.CompositePrimaryKey("dossier_id", "number", "criterion")
    dossier = _dossier()
    number = models.SmallIntegerField()
    criterion = models.CharField(max_length=60)
    weight = models.IntegerField()
    drawn = models.BooleanField()


class Refusal(models.Model):
    """A lodging that was refused: it uses up no reference, and its bytes and every reason are kept."""

    at = models.DateTimeField()
    by = models.CharField(max_length=20)
    declarant = models.CharField(max_length=ID, blank=True)
    reference = models.CharField(max_length=REFERENCE, blank=True)
    media = models.CharField(max_length=20)
    raw = models.BinaryField()
    findings = models.TextField()

    class Meta:
        indexes = (models.Index(fields=("declarant", "reference")), models.Index(fields=("at",)))


class Draft(models.Model):
    """A declaration that an enterprise prepares. Each change makes a `version`; `sheet` is what was stated
    (`drafting.Sheet`). `sending` is what is being lodged, kept until its answer is known; `dossier` what
    came of it. `amends` is the dossier whose declaration it asks to amend."""

    enterprise = models.CharField(max_length=ID)
    direction = models.CharField(max_length=6)
    version = models.IntegerField(default=1)
    sheet = models.TextField()
    sending = models.TextField(blank=True)
    dossier = models.BigIntegerField(null=True)
    amends = models.BigIntegerField(null=True)
    goods = models.CharField(max_length=100, blank=True)
    bill = models.CharField(max_length=40, blank=True)
    started_at = models.DateTimeField()
    started_by = models.CharField(max_length=20)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=20)
    held: frozenset[str] = frozenset()
    """In which capacities whoever fetched it may declare for the enterprise."""

    class Meta:
        indexes = (models.Index(fields=("enterprise", "dossier", "-changed_at", "-id"), name="draft_newest"),)
