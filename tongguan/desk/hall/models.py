"""Who comes to an office, for what, when; and who needed not to come after all.

Every window serves everything: customs and inspection are one counter. What somebody comes with may be a
draft or a declaration; its number stands beside the visit, so that whoever serves opens it, and what was
begun at the counter is found by its owner at home.
"""

from django.db import models
from django.db.models import Q

from tongguan.desk.dossiers.models import ID, NAME, OFFICE
from tongguan.desk.people.models import Person

HALL, BAY = "hall", "bay"
SERVICES: dict[str, tuple[str, str]] = {
    "declaring": ("declaring", "申报"),
    "documents": ("documents and questions", "单证与答复"),
    "inspection": ("inspection and quarantine", "查验与检疫"),
    "money": ("taxes, payments, guarantees", "税费、缴款与担保"),
    "certificates": ("certificates", "证书"),
    "advice": ("advice", "咨询"),
}
"""What people come for, in words. All of it at any window."""
MATTERS: dict[str, tuple[str, ...]] = {
    "documents": ("documents", "licences", "amendment", "withdrawal", "commitment", "conformity"),
    "inspection": ("port_inspection", "destination_inspection"),
    "money": ("charges",),
}
"""The tracks of a declaration that each of them is about."""

ASKED, BOOKED, WAITING, CALLED = "asked", "booked", "waiting", "called"
DONE, ABSENT, GIVEN_BACK, DECLINED, SAVED = "done", "absent", "given_back", "declined", "saved"
OPEN = (ASKED, BOOKED, WAITING, CALLED)
STATES: dict[str, tuple[str, str]] = {
    ASKED: ("asked for", "待确认"),
    BOOKED: ("booked", "已预约"),
    WAITING: ("waiting", "等候中"),
    CALLED: ("called", "已叫号"),
    DONE: ("done", "已办结"),
    ABSENT: ("not there when called", "过号"),
    GIVEN_BACK: ("given back", "已取消"),
    DECLINED: ("declined", "未予安排"),
    SAVED: ("done online, no visit needed", "已在线办结，无须到场"),
}


class Visit(models.Model):
    """Somebody comes. `place` is the hall, or an inspection bay outside its hours (`site` names it).
    `starts_at` is an appointment, in the hall on one of its seats (`seat`, from 1); `number` stands in the
    day's queue, 0 until they are there. `online` says that it was taken from the trader's page. `draft` or
    `dossier` is what they come with; `owed` are the tracks of its service (JSON: name, part, number, seq) on
    which it was the trader's turn when the visit was taken."""

    office = models.CharField(max_length=OFFICE)
    place = models.CharField(max_length=4, default=HALL)
    site = models.CharField(max_length=32, blank=True)
    day = models.DateField()
    number = models.IntegerField(default=0)
    starts_at = models.DateTimeField(null=True)
    seat = models.SmallIntegerField(default=0)
    service = models.CharField(max_length=NAME)
    enterprise = models.CharField(max_length=ID, blank=True)
    person = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    online = models.BooleanField()
    draft = models.BigIntegerField(null=True)
    dossier = models.BigIntegerField(null=True)
    owed = models.TextField(blank=True)
    state = models.CharField(max_length=10)
    taken_at = models.DateTimeField()
    window = models.SmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    called_by = models.ForeignKey(Person, models.PROTECT, null=True, related_name="+")
    ended_at = models.DateTimeField(null=True)
    note = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=("office", "day", "number"), condition=Q(number__gt=0), name="visit_number_once"
            ),
            models.UniqueConstraint(
                fields=("office", "starts_at", "seat"),
                condition=Q(seat__gt=0, state__in=OPEN),
                name="visit_seat_once",
            ),
            models.UniqueConstraint(
                fields=("called_by",), condition=Q(state=CALLED), name="visit_one_at_a_window"
            ),
            models.CheckConstraint(
                condition=Q(place=HALL, site="") | (Q(place=BAY) & ~Q(site="")), name="visit_place"
            ),
        )
        indexes = (
            models.Index(fields=("office", "day", "state", "number"), name="visit_queue"),
            models.Index(
                fields=("office", "starts_at"), condition=Q(starts_at__isnull=False), name="visit_calendar"
            ),
            models.Index(fields=("enterprise", "-taken_at", "-id"), name="visit_enterprise"),
        )
