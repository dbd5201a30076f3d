"""Spreading letters to people, and what people do with them."""

from datetime import date, datetime

from django.db.models import Q

from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.models import Dossier, Event
from tongguan.desk.dossiers.outbox import Letter
from tongguan.desk.notices.hooks import hook_of
from tongguan.desk.notices.models import Choice, Mark, Notice, Read, Sending
from tongguan.desk.notices.said import is_urgent
from tongguan.desk.notices.sendings import hears, wanting
from tongguan.desk.people.models import Person, Role

MOST_MAILS = 100
"""So many people of an enterprise are written to, at most."""


def spread(letter: Letter, *, at: datetime, today: date, mail: bool) -> bool:
    """Makes a notice of a letter to a trader or broker, once however often the letter comes, and readies it
    for those who chose to hear by mail (where the house sends `mail`) and for the enterprise's webhook.
    Letters to anybody else are none of ours. Whether a notice was made."""
    party = Q(trader=letter.recipient) | Q(declarant=letter.recipient)
    if not letter.recipient or not Dossier.objects.filter(party, pk=letter.dossier).exists():
        return False
    happened = Event.objects.filter(dossier_id=letter.dossier, seq=letter.seq)
    since = happened.values_list("recorded_at", flat=True).get()
    said = {"dossier": letter.dossier, "kind": letter.kind, "body": letter.body, "at": since}
    urgent = is_urgent(letter.kind, letter.body)

    def write() -> bool:
        notice, new = Notice.objects.get_or_create(
            token=letter.id, defaults={**said, "enterprise": letter.recipient, "urgent": urgent}
        )
        if new:
            Sending.objects.bulk_create(_sendings(notice, at, today, mail))
        return new

    return transact(write)


def _sendings(notice: Notice, at: datetime, today: date, mail: bool) -> list[Sending]:
    found = []
    if mail:
        wishing = wanting(notice).values("person")
        roles = Role.objects.filter(hears(notice.enterprise, today), person__in=wishing)
        people = roles.order_by("person").values_list("person", flat=True).distinct()[:MOST_MAILS]
        found += [Sending(notice=notice, person_id=person, due=at) for person in people]
    hook = hook_of(notice.enterprise)
    if hook is not None:
        found.append(Sending(notice=notice, hook=hook, due=at))
    return found


def choose(person: Person, *, page: str, mail: str) -> None:
    """How much a person wants to be told from now on, on each way one of `LEVELS`: their own to say."""
    transact(lambda: Choice.objects.update_or_create(person=person, defaults={"page": page, "mail": mail}))


def read(person: int, *, enterprise: str, token: str = "") -> None:
    """A person has read a notice of an enterprise, or everything that there is. Raises
    Notice.DoesNotExist."""
    mine = Notice.objects.filter(enterprise=enterprise)
    if token:
        notice = mine.get(token=token)
        transact(lambda: Read.objects.get_or_create(person_id=person, notice=notice))
        return
    newest = mine.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return

    def write() -> None:
        Mark.objects.update_or_create(person_id=person, enterprise=enterprise, defaults={"upto": newest})
        Read.objects.filter(person_id=person, notice__enterprise=enterprise, notice__lte=newest).delete()

    transact(write)
