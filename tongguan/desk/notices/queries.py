"""What a person has to read. Everything is bounded by what is asked for."""

from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from tongguan.desk.notices.models import ALL, NONE, URGENT, Choice, Mark, Notice, Read

MOST = 99
"""What is counted up to; more is more."""


class Shown(NamedTuple):
    """A notice, and whether the person has read it."""

    notice: Notice
    read: bool


def choice_of(person: int) -> Choice:
    """How much a person wants to be told on each way."""
    return Choice.objects.filter(person=person).first() or Choice(person_id=person)


def unread(person: int, enterprise: str, *, level: str = ALL) -> int:
    """How many notices of an enterprise a person has not read, at most one more than `MOST`; of those that
    somebody of this level (one of `LEVELS`) is told."""
    if level == NONE:
        return 0
    found = _after_mark(person, enterprise).filter(~Exists(_read(person)))
    return (found.filter(urgent=True) if level == URGENT else found)[: MOST + 1].count()


def listed(
    person: int, enterprise: str, *, only_new: bool = False, after: str = "", limit: int = 31
) -> list[Shown]:
    """The notices of an enterprise, what happened last first, going on after the one of that token. They are
    written as letters are delivered, which is not the order in which things happened."""
    upto = _upto(person, enterprise)
    found = Notice.objects.filter(enterprise=enterprise)
    if only_new:
        found = found.filter(~Exists(_read(person)), pk__gt=upto)
    if after:
        last = Notice.objects.filter(enterprise=enterprise, token=after).values_list("at", "pk").first()
        if last is None:
            return []
        at, pk = last  # the first bound is one that an index can begin at
        found = found.filter(Q(at__lt=at) | Q(pk__lt=pk), at__lte=at)
    rows = found.annotate(seen=Exists(_read(person))).order_by("-at", "-pk")[:limit]
    return [Shown(one, one.pk <= upto or one.seen) for one in rows]


def _read(person: int) -> "QuerySet[Read]":
    return Read.objects.filter(person_id=person, notice_id=OuterRef("pk"))


def _upto(person: int, enterprise: str) -> int:
    mark = Mark.objects.filter(person_id=person, enterprise=enterprise).values_list("upto", flat=True)
    return mark.first() or 0


def _after_mark(person: int, enterprise: str) -> "QuerySet[Notice]":
    return Notice.objects.filter(enterprise=enterprise, pk__gt=_upto(person, enterprise))
