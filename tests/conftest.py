"""Which database the tests run on, and databases of a test's own where commits are real."""

import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import pytest
from django.db import connection

pytest_plugins = ("tests.harbour_fixtures",)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=("sqlite", "postgresql"), default="sqlite")


def pytest_configure(config: pytest.Config) -> None:
    """Chooses the settings. The process that starts the workers starts the server."""
    os.environ["TONGGUAN_MODE"] = "test"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tongguan.site.settings"
    if "PYTEST_XDIST_WORKER" not in os.environ:
        os.environ["TONGGUAN_DATABASE"] = ""
        if config.getoption("--database") == "postgresql":
            from tongguan.doors.jobs import postgres

            os.environ["TONGGUAN_DATABASE"] = postgres.start(durable=False).address
    django.setup()
    if connection.vendor == "sqlite":  # as on PostgreSQL: what is thrown away need not survive a power cut
        connection.settings_dict["OPTIONS"]["init_command"] += "; PRAGMA synchronous=OFF"


@pytest.fixture(scope="session")
def django_db_setup(
    django_test_environment: None, django_db_modify_db_settings: None, django_db_blocker: Any
) -> Iterator[None]:
    """The migrated database; the plugin makes none where every chosen test has one of its own."""
    from django.test.utils import setup_databases, teardown_databases

    with django_db_blocker.unblock():
        made = setup_databases(0, interactive=False, aliases={"default"}, serialized_aliases=set())
    yield
    with django_db_blocker.unblock():
        teardown_databases(made, verbosity=0)


@pytest.fixture(scope="session")
def template(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The migrated database as a file (SQLite; PostgreSQL copies by itself)."""
    path = tmp_path_factory.mktemp("template") / "template.sqlite3"
    if connection.vendor == "sqlite":
        with django_db_blocker.unblock():
            connection.ensure_connection()
            copy = sqlite3.connect(path)
            connection.connection.backup(copy)
            copy.close()
    return path


@pytest.fixture
def own_database(template: Path, tmp_path: Path, django_db_blocker: Any) -> Iterator[None]:
    """A database of this test's own, where every commit is real and other threads see it. It is thrown
    away, for the past refuses to be flushed."""
    swap = _sqlite if connection.vendor == "sqlite" else _postgresql
    with django_db_blocker.unblock(), swap(template, tmp_path):
        yield


@contextmanager
def _sqlite(template: Path, folder: Path) -> Iterator[None]:
    path = shutil.copy(template, folder / "own.sqlite3")
    name, kept = connection.settings_dict["NAME"], connection.connection
    connection.settings_dict["NAME"], connection.connection = str(path), None
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"], connection.connection = name, kept


@contextmanager
def _postgresql(template: Path, folder: Path) -> Iterator[None]:
    name = connection.settings_dict["NAME"]
    own = f"{name}_{folder.name}"
    connection.close()  # a database is copied while nobody uses it
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{own}" TEMPLATE "{name}"')
    connection.settings_dict["NAME"] = own
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = name
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'DROP DATABASE "{own}" WITH (FORCE)')
