"""Giving papers, once, and saying to which dossier they belong."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from tongguan.desk.documents import store, words
from tongguan.desk.documents.kinds import media_of, named
from tongguan.desk.documents.models import Belonging, Document
from tongguan.desk.people import queries as people
from tongguan.desk.texts import must_fit
from tongguan.law.findings import refused

A_DAY = 1000
"""So many papers one enterprise may give in a day."""
SHOWN = 80


@dataclass(frozen=True, slots=True)
class Given:
    """A paper that was taken; `again` says that it was there already."""

    document: Document
    again: bool


def most_bytes() -> int:
    """How large a paper may be."""
    return int(settings.DOCUMENT_MEGABYTES) * 1_000_000


def give(
    *,
    enterprise: str,
    trader: str,
    name: str,
    content: bytes,
    person: int | str,
    on: date,
    at: datetime,
    kind: str = "",
    number: str = "",
) -> Given:
    """Takes a paper from somebody who may declare for an enterprise. The same bytes again, for the same
    trader, are the same paper, whatever they are called now. Raises Refused."""
    if not people.capacities_of(person, on=on, enterprise=enterprise) & {*people.LODGING}:
        raise refused(words.NOT_YOURS, enterprise=enterprise)
    called = name[-SHOWN:]
    if not content:
        raise refused(words.EMPTY, name=called)
    if len(content) > most_bytes():
        raise refused(words.TOO_LARGE, name=called, most=settings.DOCUMENT_MEGABYTES)
    must_fit(Document, trader=trader, kind=kind, number=number)
    digest = hashlib.sha256(content).hexdigest()
    same = Document.objects.filter(enterprise=enterprise, trader=trader, digest=digest)
    if (there := same.first()) is not None:
        return Given(there, True)
    media = media_of(content)
    if not media:
        raise refused(words.NOT_TAKEN, name=called)
    today = Document.objects.filter(enterprise=enterprise, given_at__gt=at - timedelta(days=1))
    if today[A_DAY - 1 : A_DAY].exists():
        raise refused(words.TOO_MANY, most=A_DAY)
    place = store.keep(content)
    try:
        with transaction.atomic():
            made = Document.objects.create(
                enterprise=enterprise, trader=trader, digest=digest, name=named(name, media), kind=kind,
                number=number, media=media, size=len(content), place=place, given_at=at,
                given_by=str(person),
            )  # fmt: skip
    except IntegrityError:  # the same was given at the same moment
        store.forget(place)
        return Given(same.get(), True)
    except BaseException:
        store.forget(place)
        raise
    return Given(made, False)


def belong(
    dossier_id: int, digests: Iterable[str], *, enterprise: str, trader: str, by: str, at: datetime
) -> None:
    """Papers of an enterprise, by their digests, belong to a dossier from now on. What was never given is
    passed over: a digest alone is a statement, not a paper."""
    wanted = set(digests)
    if not wanted:
        return
    papers = Document.objects.filter(enterprise=enterprise, trader=trader, digest__in=wanted)
    rows = [
        Belonging(dossier_id=dossier_id, document_id=pk, since=at, by=by)
        for pk in papers.values_list("pk", flat=True)
    ]
    Belonging.objects.bulk_create(rows, ignore_conflicts=True)
