"""Reading the real database, and nothing but reading it; and proving that it is not the one written to."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.core.management.base import CommandError
from django.db import connection, connections

from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.inspections.models import Site
from tongguan.desk.people.models import Enterprise, Office
from tongguan.desk.rulebooks.actions import latest
from tongguan.desk.rulebooks.models import Rule
from tongguan.doors.jobs.practice.masking import NAMED

SOURCE = "real"
SQLITE = "django.db.backends.sqlite3"


class Real(NamedTuple):
    """What is copied of a declaration: when it was accepted, and what it states in the version in force."""

    accepted_at: datetime
    tree: dict[str, Any]


class Copied(NamedTuple):
    """What is read of the real database: the oldest declaration first; offices and the sites they have; the
    public rules. Its criteria and salts are in a book of their own, which is never read."""

    declarations: list[Real]
    offices: list[Office]
    sites: list[Site]
    rules: list[Rule]


@contextmanager
def _opened(address: str) -> Iterator[None]:
    """The real database under the name `SOURCE`, so opened that nothing can be written."""
    try:
        made = settings.DATABASE_AT(address, settings.VAR)
    except ValueError as wrong:
        raise CommandError(str(wrong).replace("TONGGUAN_DATABASE", "--from")) from None
    if made["ENGINE"] == SQLITE:
        path = Path(made["NAME"]).resolve()
        made["NAME"] = f"file:{path}?mode=ro"
        made["OPTIONS"]["init_command"] = "PRAGMA query_only=ON"
    else:
        made["OPTIONS"]["options"] = "-c default_transaction_read_only=on"
    both = connections.configure_settings({"default": connections.databases["default"], SOURCE: made})
    connections.databases[SOURCE] = both[SOURCE]
    try:
        yield
    finally:
        connections[SOURCE].close()
        del connections[SOURCE], connections.databases[SOURCE]


def read(address: str, *, jurisdiction: str, count: int) -> Copied:
    """The newest declarations of the real database, with its offices, sites and rules. Raises CommandError:
    it is the one that practice would write to."""
    with _opened(address):
        newest = Dossier.objects.using(SOURCE).filter(jurisdiction=jurisdiction).order_by("-opened_at", "-pk")
        found = list(newest.values_list("pk", "head", "opened_at")[:count])
        _must_differ([(pk, head) for pk, head, _ in found])
        ids = [pk for pk, _, _ in found]
        stated = _in_force(ids)
        offices = list(Office.objects.using(SOURCE).filter(jurisdiction=jurisdiction).order_by("number"))
        sites = list(Site.objects.using(SOURCE).order_by("pk"))
        rules = list(latest(jurisdiction, using=SOURCE).values())
    declarations = [Real(at, json.loads(stated[pk])) for pk, _, at in reversed(found) if pk in stated]
    return Copied(declarations, offices, sites, rules)


def _in_force(ids: list[int]) -> dict[int, str]:
    """By dossier, the content of the version that was judged last: an amendment that was granted, none that
    was only asked for."""
    judged = Judgement.objects.using(SOURCE).filter(dossier__in=ids).order_by("dossier", "number")
    version = dict(judged.values_list("dossier", "version"))
    contents = Content.objects.using(SOURCE).filter(dossier__in=ids)
    rows = contents.values_list("dossier", "version", "content")
    return {dossier: text for dossier, number, text in rows.iterator() if version.get(dossier) == number}


def _must_differ(found: list[tuple[int, str]]) -> None:
    """By what stands in it: one database can have many addresses."""
    here, there = (_named(one) for one in (connection, connections[SOURCE]))
    same = Dossier.objects.filter(pk__in=[pk for pk, _ in found]).values_list("pk", "head")
    if here == there or set(same) & set(found):
        raise CommandError("the practice database is the real one, or a copy of it; nothing was written")
    if Enterprise.objects.exclude(name__startswith=NAMED).exists():
        raise CommandError("the practice database holds what is no practice; nothing was written")


def _named(one: Any) -> tuple[Any, ...]:
    made = one.settings_dict
    if made["ENGINE"] == SQLITE:
        name = str(made["NAME"]).removeprefix("file:").removesuffix("?mode=ro")
        return (SQLITE, str(Path(name).resolve()))
    return (made["ENGINE"], made["HOST"], str(made["PORT"] or 5432), made["NAME"])
