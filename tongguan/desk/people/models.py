"""People and whom they act for. Days are inclusive: `valid_until` is the last day, empty without end."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import F, Q

from tongguan.law.kernel.flow_table import CAPACITIES

BEGINS = "varchar_pattern_ops"  # on PostgreSQL, an index that knows how a text begins
CREDIT_LEVELS = ("advanced", "certified", "general", "discredited")


class Person(AbstractUser):
    """An account. What its holder may do stands in the roles, not here."""

    first_name = last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=100, blank=True)
    language = models.CharField(
        max_length=7, default="zh-hans", choices=(("en", "English"), ("zh-hans", "中文"))
    )

    def __str__(self) -> str:
        return self.name or self.username


class Office(models.Model):
    """A place of customs. `number` is the small integer that the ids of its dossiers begin with."""

    number = models.PositiveSmallIntegerField(primary_key=True)
    jurisdiction = models.CharField(max_length=40)
    code = models.CharField(max_length=20, unique=True)
    name_en = models.CharField(max_length=100)
    name_zh = models.CharField(max_length=100)

    def __str__(self) -> str:
        return f"{self.code} {self.name_en}"


class Enterprise(models.Model):
    """A company, bank, terminal or authority. `identifier` is its national number (China: unified social
    credit code; Europe and Britain: EORI). `on_first_lodging`: registered because a declaration named it."""

    identifier = models.CharField(max_length=35, unique=True)
    customs_code = models.CharField(max_length=10, blank=True, db_index=True)
    name = models.CharField(max_length=200)
    name_foreign = models.CharField(max_length=400, blank=True)
    credit = models.CharField(max_length=12, default="general", choices=[(c, c) for c in CREDIT_LEVELS])
    registered_on = models.DateField()
    on_first_lodging = models.BooleanField(default=False)

    class Meta:
        # officers look for an enterprise by how its name begins
        indexes = (
            models.Index(fields=("name",), name="enterprise_name", opclasses=(BEGINS,)),
            models.Index(fields=("name_foreign",), name="enterprise_foreign", opclasses=(BEGINS,)),
        )

    def __str__(self) -> str:
        return f"{self.identifier} {self.name}"


class CreditChange(models.Model):
    """The credit level from a day on, and who decided it. `Enterprise.credit` is the level before the
    first of these."""

    enterprise = models.ForeignKey(Enterprise, models.CASCADE, related_name="credit_changes")
    valid_from = models.DateField()
    level = models.CharField(max_length=12, choices=[(c, c) for c in CREDIT_LEVELS])
    by = models.ForeignKey(Person, models.PROTECT, related_name="+")
    reason = models.CharField(max_length=400)

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=("enterprise", "valid_from"), name="credit_changes_once_a_day"),
        )


class BrokerAuthority(models.Model):
    """A broker may lodge for a trader. Limits left empty do not limit; offices are codes, comma-separated."""

    broker = models.ForeignKey(Enterprise, models.PROTECT, related_name="authorities_held")
    trader = models.ForeignKey(Enterprise, models.PROTECT, related_name="authorities_given")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    direction = models.CharField(
        max_length=6, blank=True, choices=(("import", "import"), ("export", "export"))
    )
    offices = models.CharField(max_length=400, blank=True)
    revoked_from = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (models.CheckConstraint(condition=~Q(broker=F("trader")), name="authority_needs_two"),)


class Role(models.Model):
    """A person acts in a capacity at an office or for an enterprise."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="roles")
    capacity = models.CharField(max_length=20, choices=[(c, c) for c in CAPACITIES])
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="roles")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="roles")
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(office__isnull=False, enterprise__isnull=True)
                | Q(office__isnull=True, enterprise__isnull=False),
                name="role_at_one_place",
            ),
        )

    @property
    def place(self) -> "Office | Enterprise":
        """The office, or the enterprise."""
        place = self.office or self.enterprise
        assert place is not None  # by the constraint above
        return place


class Absence(models.Model):
    """A person is away, and a deputy has their capacities from day to day, both included."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="absences")
    deputy = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="deputises")
    valid_from = models.DateField()
    valid_until = models.DateField()

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(valid_from__lte=F("valid_until")), name="absence_ends"),
            models.CheckConstraint(condition=~Q(person=F("deputy")), name="absence_deputy_is_another"),
        )


class ApiKey(models.Model):
    """Lets a program act as a person for one enterprise, or at one office, within `scopes` (words with spaces
    between them). Of the secret only its SHA-256 is kept. `made_by` is empty where the program itself made
    it; `valid_until` is the last day, empty without end."""

    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64)
    name = models.CharField(max_length=100)
    person = models.ForeignKey(Person, models.CASCADE, related_name="api_keys")
    office = models.ForeignKey(Office, models.PROTECT, null=True, blank=True, related_name="api_keys")
    enterprise = models.ForeignKey(Enterprise, models.PROTECT, null=True, blank=True, related_name="api_keys")
    scopes = models.CharField(max_length=200)
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")
    valid_until = models.DateField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(Person, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(office__isnull=False, enterprise__isnull=True)
                | Q(office__isnull=True, enterprise__isnull=False),
                name="api_key_at_one_place",
            ),
        )

    def __str__(self) -> str:
        return self.prefix


class KeyUse(models.Model):
    """When a key was last used, to the minute, and how often in that minute."""

    key = models.OneToOneField(ApiKey, models.CASCADE, primary_key=True, related_name="use")
    minute = models.DateTimeField()
    calls = models.PositiveIntegerField()


class KeyAnswer(models.Model):
    """What a request was answered that its sender had given a token of its own: the same again, for a day.
    `digest` is over the request; until it is answered `status` is 0, and `begun_at` says since when."""

    pk = models.CompositePrimaryKey("key_id", "token")
    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="+", db_index=False)
    token = models.CharField(max_length=64)
    digest = models.CharField(max_length=64)
    begun_at = models.DateTimeField()
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.TextField(blank=True, default="")
    body = models.BinaryField(default=b"")

    class Meta:
        indexes = (models.Index(fields=("key", "begun_at"), name="key_answer_age"),)
