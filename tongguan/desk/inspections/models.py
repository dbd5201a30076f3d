"""What is ordered, booked, done and found at an inspection. Where an order stands is its track's business;
here is what it is about. Rows are added, never changed; a booking alone may be cancelled."""

from django.db import models
from django.db.models import Q

from tongguan.desk.dossiers.models import ID, NAME, Dossier
from tongguan.desk.exact import ExactField


def _dossier() -> "models.ForeignKey[Dossier, Dossier]":
    return models.ForeignKey(Dossier, models.PROTECT, related_name="+", db_index=False)


class Order(models.Model):
    """One visit: everything that is to be looked at in one place, on one part, by one appointment. `track`,
    `part` and `number` are its track's. `asked_by` is empty for selection, else the person who ordered
    it; `repeats` is the number of the order that it repeats on request, 0 for none."""

    pk = models.CompositePrimaryKey("dossier_id", "track", "part", "number")
    dossier = _dossier()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    place = models.CharField(max_length=12)
    mandatory = models.BooleanField()
    at = models.DateTimeField()
    asked_by = models.CharField(max_length=ID, blank=True)
    repeats = models.SmallIntegerField(default=0)


class Look(models.Model):
    """What one authority looks at in a visit, and how. `lines` are goods lines (none: all), `criteria` why;
    the latter never leaves customs."""

    pk = models.CompositePrimaryKey("dossier_id", "look")
    dossier = _dossier()
    look = models.SmallIntegerField()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    authority = models.CharField(max_length=12)
    method = models.CharField(max_length=12)
    lines = models.CharField(max_length=200, blank=True)
    mandatory = models.BooleanField()
    criteria = models.TextField(blank=True)


class Site(models.Model):
    """A place where goods are looked at. It takes `bays` appointments at a time, each `minutes` long, from
    `opens` to `closes` o'clock every day; where these are empty, as the book has it for the bays of its
    office."""

    code = models.CharField(max_length=32, unique=True)
    office = models.CharField(max_length=20)
    name_en = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100)
    operator = models.CharField(max_length=ID, blank=True)
    bays = models.PositiveSmallIntegerField()
    minutes = models.PositiveSmallIntegerField(null=True)
    opens = models.PositiveSmallIntegerField(null=True)
    closes = models.PositiveSmallIntegerField(null=True)

    def __str__(self) -> str:
        return self.code


class Booking(models.Model):
    """An appointment. The database itself refuses a second one in the same bay at the same time."""

    dossier = _dossier()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    site = models.ForeignKey(Site, models.PROTECT, related_name="bookings")
    starts_at = models.DateTimeField()
    bay = models.PositiveSmallIntegerField()
    by = models.CharField(max_length=ID)
    at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("site", "starts_at", "bay"),
                condition=Q(cancelled_at__isnull=True),
                name="booking_bay_once",
            ),
            models.UniqueConstraint(
                fields=("dossier", "track", "part", "number"),
                condition=Q(cancelled_at__isnull=True),
                name="booking_one_an_order",
            ),
        )


class Visit(models.Model):
    """An inspection that was begun: by which two officers, in whose presence. `present` is the person who
    stood for the trader; where that is not the trader or its broker, `absence` says why that was lawful."""

    pk = models.CompositePrimaryKey("dossier_id", "track", "part", "number", "visit")
    dossier = _dossier()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    visit = models.SmallIntegerField()
    at = models.DateTimeField()
    first_officer = models.CharField(max_length=ID)
    second_officer = models.CharField(max_length=ID)
    present = models.CharField(max_length=ID)
    absence = models.CharField(max_length=20, blank=True)


class Sample(models.Model):
    """A sample and the laboratory that examines it."""

    pk = models.CompositePrimaryKey("dossier_id", "sample")
    dossier = _dossier()
    sample = models.SmallIntegerField()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    line = models.SmallIntegerField()
    authority = models.CharField(max_length=12)
    seal = models.CharField(max_length=40)
    laboratory = models.CharField(max_length=ID)
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)


class Report(models.Model):
    """What the laboratory says of a sample."""

    pk = models.CompositePrimaryKey("dossier_id", "sample")
    dossier = _dossier()
    sample = models.SmallIntegerField()
    reference = models.CharField(max_length=64)
    conforms = models.BooleanField()
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)


class Result(models.Model):
    """What was found on one goods line (0: on the consignment) by one authority."""

    pk = models.CompositePrimaryKey("dossier_id", "result")
    dossier = _dossier()
    result = models.SmallIntegerField()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    line = models.SmallIntegerField()
    authority = models.CharField(max_length=12)
    conforms = models.BooleanField()
    finding = models.CharField(max_length=12)
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)


class Seal(models.Model):
    """What was done to the seals of a container (or of the whole): the number of the one that was taken off,
    and of the one that was put on; either may be empty."""

    pk = models.CompositePrimaryKey("dossier_id", "seal")
    dossier = _dossier()
    seal = models.SmallIntegerField()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    container = models.CharField(max_length=ID, blank=True)
    taken_off = models.CharField(max_length=40, blank=True)
    put_on = models.CharField(max_length=40, blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)


class Photo(models.Model):
    """A picture that was taken at a visit, of a goods line (0: of the consignment). The bytes lie under
    `place` in a file of ours; `digest` is over them."""

    pk = models.CompositePrimaryKey("dossier_id", "photo")
    dossier = _dossier()
    photo = models.SmallIntegerField()
    track = models.CharField(max_length=NAME)
    part = models.CharField(max_length=ID, blank=True)
    number = models.SmallIntegerField()
    line = models.SmallIntegerField()
    note = models.CharField(max_length=200, blank=True)
    media = models.CharField(max_length=40)
    size = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    place = models.CharField(max_length=40)
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)


class Shown(models.Model):
    """A photo that the trader may see, since when, and who said so. What has no such row is customs' own."""

    pk = models.CompositePrimaryKey("dossier_id", "photo")
    dossier = _dossier()
    photo = models.SmallIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)


class Sent(models.Model):
    """What an officer's phone sent, by a token that it made up itself, and what it was answered: the same
    again, however often it is sent. `digest` is over what was asked."""

    pk = models.CompositePrimaryKey("person", "token")
    person = models.CharField(max_length=ID)
    token = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    answer = models.TextField()
    at = models.DateTimeField()


class Certificate(models.Model):
    """A supervision document, an electronic ledger number or an inspection certificate, as its issuer gave
    it. `quantity` is what it allows in `unit`, empty without limit; what is left is its last write-off's."""

    jurisdiction = models.CharField(max_length=NAME)
    code = models.CharField(max_length=8)
    number = models.CharField(max_length=40)
    holder = models.CharField(max_length=ID, blank=True)
    valid_from = models.DateField(null=True)
    valid_to = models.DateField(null=True)
    commodities = models.TextField(blank=True)
    quantity = ExactField(max_digits=19, decimal_places=5, null=True)
    unit = models.CharField(max_length=3, blank=True)
    issuer = models.CharField(max_length=ID)
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    text = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("jurisdiction", "code", "number"), name="certificate_once"),
        )
        indexes = (models.Index(fields=("issuer", "-id"), name="certificate_of_issuer"),)

    def __str__(self) -> str:
        return f"{self.code} {self.number}"


class WriteOff(models.Model):
    """Quantity used (positive) or given back (negative) by a dossier's goods line; `left` is what remains
    after it, empty where the document has no limit. A revocation uses nothing and ends the document; a
    correction names the number of the row that it sets right, and is the difference."""

    pk = models.CompositePrimaryKey("certificate_id", "number")
    certificate = models.ForeignKey(Certificate, models.PROTECT, related_name="+", db_index=False)
    number = models.IntegerField()
    dossier = models.ForeignKey(Dossier, models.PROTECT, null=True, related_name="+")
    line = models.SmallIntegerField()
    quantity = ExactField(max_digits=19, decimal_places=5)
    left = ExactField(max_digits=19, decimal_places=5, null=True)
    revokes = models.BooleanField(default=False)
    corrects = models.IntegerField(null=True)
    reason = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=ID)
