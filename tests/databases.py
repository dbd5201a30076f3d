"""Databases furnished once and copied for each test: commits in them are real, and they are thrown away."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from django.db import connection


@contextmanager
def furnished(template: Path, folder: Path, furnish: Callable[[], object]) -> Iterator[str]:
    """The name of a database made of the migrated one and furnished; `copied` makes another of it."""
    name = _copy(str(template), folder / "furnished.sqlite3")
    with using(name):
        furnish()
    try:
        yield name
    finally:
        _drop(name)


@contextmanager
def copied(furnished: str, folder: Path) -> Iterator[None]:
    """A copy of a furnished database is the one that is used; other threads see it too."""
    name = _copy(furnished, folder / "copied.sqlite3")
    try:
        with using(name):
            yield
    finally:
        _drop(name)


@contextmanager
def using(name: str) -> Iterator[None]:
    """The database of that name instead of the one in use."""
    kept, before = connection.settings_dict["NAME"], connection.connection
    if connection.vendor == "sqlite":
        connection.connection = None  # the one before may live in memory, with its connection
    else:
        connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = kept
        if connection.vendor == "sqlite":
            connection.connection = before


def _copy(source: str, path: Path) -> str:
    if connection.vendor == "sqlite":
        # the file alone may lack what still stands in its log
        with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(path)) as new:
            old.backup(new)
        return str(path)
    migrated = connection.settings_dict["NAME"]
    source = source if source.startswith(migrated) else migrated
    name = f"{source}_{path.parent.name}"[-63:]
    connection.close()  # a database is copied while nobody uses it
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{name}" TEMPLATE "{source}"')
    return name


def _drop(name: str) -> None:
    if connection.vendor == "sqlite":
        Path(name).unlink()
        return
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
