"""What an installation still lacks, told by `tongguan check --deploy`: an error where it cannot work like
that, a warning where something will be missed."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from tongguan.desk.declarations.actions import CRITERIA
from tongguan.desk.people.models import Role
from tongguan.desk.people.queries import ADMINISTRATOR, RULES_OFFICER, on_day
from tongguan.desk.rulebooks.files import SHIPPED
from tongguan.desk.rulebooks.lacking import lacking
from tongguan.desk.rulebooks.queries import newest
from tongguan.doors.jobs.ready import shipped

SHOWN = 50  # keys of one table that are told one by one


def surroundings(**_: Any) -> list[CheckMessage]:
    """What the environment and the folders say."""
    if settings.MODE != "production":
        return []
    said: list[CheckMessage] = []
    if settings.DATABASES["default"]["ENGINE"].endswith("sqlite3"):
        said.append(Warning("TONGGUAN_DATABASE: SQLite lets one write at a time", id="tongguan.W001"))
    if settings.SECURE_PROXY_SSL_HEADER is None:
        hint = "Behind a reverse proxy every request is led to HTTPS again and again; set TONGGUAN_PROXIES=1."
        said.append(Warning("TONGGUAN_PROXIES: no reverse proxy is believed", hint=hint, id="tongguan.W002"))
    if not settings.MAIL.works:
        hint = "Nobody can confirm an address or ask for a new password; `tongguan people link` makes links."
        said.append(Warning("TONGGUAN_MAIL: no letter is sent", hint=hint, id="tongguan.W003"))
    if not settings.ADDRESS.startswith("https://"):
        said.append(Warning("TONGGUAN_ADDRESS: begins with https://", id="tongguan.W004"))
    if Path(settings.VAR).stat().st_mode & 0o077:
        said.append(
            Warning(f"TONGGUAN_VAR: others can look in; chmod 700 {settings.VAR}", id="tongguan.W005")
        )
    if not (settings.STATIC_ROOT / "staticfiles.json").exists():
        said.append(Error("The pages lack their style; run: tongguan collectstatic", id="tongguan.E001"))
    return said


def contents(**_: Any) -> list[CheckMessage]:
    """What the database holds: tables, somebody who gives roles, two who publish rules, and rules that
    this version goes by."""
    if settings.MODE != "production":
        return []
    try:
        plan = MigrationExecutor(connection)
        if plan.migration_plan(plan.loader.graph.leaf_nodes()):
            return [
                Error("The tables are not those of this version; run: tongguan migrate", id="tongguan.E002")
            ]
        return _people() + _rules() + _lacking()
    except DatabaseError as wrong:
        return [Error(f"TONGGUAN_DATABASE: {' '.join(str(wrong).split())}", id="tongguan.E003")]


def _people() -> list[CheckMessage]:
    held = Role.objects.filter(on_day(datetime.now(UTC).date()), person__is_active=True)
    said: list[CheckMessage] = []
    for capacity, needed, name in ((ADMINISTRATOR, 1, "W006"), (RULES_OFFICER, 2, "W007")):
        found = held.filter(capacity=capacity).values("person").distinct().count()
        if found < needed:
            hint = "tongguan people --help"
            said.append(Warning(f"{capacity}: {found} of {needed} persons", hint=hint, id=f"tongguan.{name}"))
    return said


def _rules() -> list[CheckMessage]:
    covers, hint = settings.JURISDICTION, "tongguan help publish"
    said: list[CheckMessage] = []
    if not newest(covers)[0]:
        said.append(Error(f"{covers}: no rules are published", hint=hint, id="tongguan.E004"))
    if not newest(CRITERIA.format(covers))[0]:
        told = f"{CRITERIA.format(covers)}: no criteria are published, and nothing is selected"
        said.append(Warning(told, hint=hint, id="tongguan.W008"))
    return said


def _lacking() -> list[CheckMessage]:
    """What this version asks for by name and a published book has never heard of: there it is silent, or
    refuses. An office that wants none of it says so by a row with the end `ended`."""
    said: list[CheckMessage] = []
    for name in sorted(filter(lambda one: newest(one)[0], shipped())):
        hint = (
            f"tongguan publish rules/{name} --jurisdiction {name} --lacking --by NAME --approved-by NAME; "
            "what you do not want, publish with the end `ended`."
        )
        for table, keys in lacking(SHIPPED / name, name, on=datetime.now(UTC).date()).items():
            more = f" and {len(keys) - SHOWN} more" if len(keys) > SHOWN else ""
            told = f"{name}, table {table}: no edition holds {', '.join(keys[:SHOWN])}{more}"
            said.append(Warning(told, hint=hint, id="tongguan.W009"))
    return said


CHECKS = (surroundings, contents)
