"""What goes out of the house: claimed, tried again after longer whiles, given up at last, replayed."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.outbox import LEASE, pause
from tongguan.desk.notices import words
from tongguan.desk.notices.hooks import hook_of
from tongguan.desk.notices.models import ALL, URGENT, Choice, Hook, Notice, Sending
from tongguan.desk.people.models import Role
from tongguan.desk.people.queries import LODGING, MANAGER, acts_as, on_day
from tongguan.law.findings import refused
from tongguan.law.kernel.case import Actor

MOST_TRIES = 16
"""After so many, two days and a half with the pauses of the outbox, a sending is given up; it can be
replayed."""


class Came(NamedTuple):
    """What became of a try: `failure` is "" where it arrived; `answer` the HTTP status, 0 where there was
    none. `gone`: it must not be tried again."""

    failure: str = ""
    answer: int = 0
    gone: bool = False


def claim(now: datetime, *, limit: int = 50) -> list[Sending]:
    """Takes what is due, for a while: of each hook the first alone, so that a system hears in the order of
    the notices and one that is down holds up nobody else."""
    earlier = Sending.objects.filter(hook=OuterRef("hook"), due__isnull=False, notice__lt=OuterRef("notice"))
    mails = Q(hook=None) | ~Exists(earlier)
    waiting = Sending.objects.filter(mails, due__lte=now).order_by("due", "pk")

    def take() -> list[Sending]:
        found = list(waiting.select_related("notice", "person", "hook__enterprise")[:limit])
        return [one for one in sorted(found, key=lambda one: one.pk) if _taken(one, now)]

    return transact(take)


def _taken(one: Sending, now: datetime) -> bool:
    mine = Sending.objects.filter(pk=one.pk, due=one.due)
    one.tries += 1
    return bool(mine.update(due=now + LEASE, tries=F("tries") + 1))


def note(now: datetime, came: Sequence[tuple[Sending, Came]]) -> None:
    """What became of sendings that were claimed."""

    def write() -> None:
        for one, what in came:
            again = now + pause(one.tries) if one.tries < MOST_TRIES and not what.gone else None
            done = not what.failure
            Sending.objects.filter(pk=one.pk, done_at=None).update(
                due=None if done else again,
                done_at=now if done else None,
                failure=what.failure[:200],
                answer=what.answer,
            )

    transact(write)


def still_wanted(one: Sending, *, today: date) -> bool:
    """Whether a mail still goes to somebody who wants it and acts for the enterprise on that day."""
    chosen = wanting(one.notice).filter(person=one.person_id).exists()
    return chosen and Role.objects.filter(hears(one.notice.enterprise, today), person=one.person_id).exists()


def wanting(notice: Notice) -> "QuerySet[Choice]":
    """The choices of people who want to be written to about such a notice."""
    return Choice.objects.filter(mail__in=(ALL, URGENT) if notice.urgent else (ALL,))


def hears(enterprise: str, today: date) -> Q:
    """Roles of the people who hear what an enterprise is told."""
    mine = Q(enterprise__identifier=enterprise, capacity__in=LODGING, person__is_active=True)
    return mine & on_day(today)


def replay(token: str, *, enterprise: str, actor: Actor, at: datetime, today: date) -> Sending:
    """A notice goes to the enterprise's system once more, under the same id; asked for by whoever manages or
    declares for the enterprise. Raises Refused, and Notice.DoesNotExist where no such notice was ever on its
    way to the system that hears now."""
    mine = actor.behalf == enterprise and actor.capacity in (*LODGING, MANAGER)
    if not (mine and acts_as(actor, on=today)):
        raise refused(words.NOT_YOURS)
    hook = hook_of(enterprise)
    found = deliveries(hook).filter(notice__token=token).first() if hook else None
    if found is None:
        raise Notice.DoesNotExist
    again = Sending.objects.filter(pk=found.pk)
    transact(lambda: again.update(due=at, done_at=None, tries=0, failure="", answer=0))
    return again.select_related("notice").get()


def deliveries(hook: Hook, *, after: str = "") -> "QuerySet[Sending]":
    """Every delivery to a hook, the newest first, going on after that of the notice with this token."""
    found = Sending.objects.filter(hook=hook)
    if after:
        last = found.filter(notice__token=after).values_list("pk", flat=True).first()
        found = found.filter(pk__lt=last or 0)
    return found.select_related("notice").order_by("-pk")
