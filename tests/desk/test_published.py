"""Nothing published is changed: the database refuses, and what goes round it is found and named."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, transaction

from tests.desk.exchange import EUR, USD, Publish, publisher
from tongguan.desk.rulebooks import queries
from tongguan.desk.rulebooks.models import Rule

EDITION = "xx edition 1: its line, the edition before it or the set of its rules has changed"


@pytest.fixture
def publish(tmp_path: Path, db: None) -> Publish:
    return publisher(tmp_path)


def by_hand(statement: str) -> None:
    """Somebody with the keys of the database goes round its triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
            cursor.execute(statement)
            return
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'rulebooks_%'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute(statement)
        cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE rulebooks_rule SET value = '{}'",
        "UPDATE rulebooks_edition SET digest = ''",
        "DELETE FROM rulebooks_rule",
        "DELETE FROM rulebooks_edition",
        "TRUNCATE rulebooks_rule CASCADE",
        "REPLACE INTO rulebooks_edition SELECT * FROM rulebooks_edition",
    ],
)
def test_the_database_refuses_to_change_what_is_published(publish: Publish, statement: str) -> None:
    if statement.split()[0] == ("TRUNCATE" if connection.vendor == "sqlite" else "REPLACE"):
        pytest.skip("this database has no such statement")
    publish(USD)
    connection.check_constraints()  # what PostgreSQL has still to check would hinder it from truncating
    with pytest.raises(IntegrityError, match="never changed or removed"), transaction.atomic():
        connection.cursor().execute(statement)
    assert (Rule.objects.count(), queries.verify("xx")) == (1, [])


COLUMNS = {
    "table": "'currency'",
    "key": "'GBP'",
    "scope": "'office:0908'",
    "valid_from": "'2018-10-02'",
    "end": "'ended'",
    "value": "'{}'",
    "source": "'nobody'",
    "verified": "false",
    "digest": "'0000'",
}


@pytest.mark.parametrize("column", COLUMNS)
def test_a_row_changed_by_hand_is_named(publish: Publish, column: str) -> None:
    publish(EUR, USD)
    by_hand(f'UPDATE rulebooks_rule SET "{column}" = {COLUMNS[column]} WHERE line = 2')
    rule = Rule.objects.get(line=2)
    assert f"xx edition 1, line 2: {rule} has changed" in queries.verify("xx")


@pytest.mark.parametrize(("column", "value"), [("jurisdiction", "'yy'"), ("edition", "7"), ("line", "9")])
def test_a_row_moved_by_hand_is_missing_where_it_was(publish: Publish, column: str, value: str) -> None:
    publish(EUR, USD)
    by_hand(f'UPDATE rulebooks_rule SET "{column}" = {value} WHERE line = 1')
    assert "xx edition 1, line 1: it is missing" in queries.verify("xx")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("valid_from", "'2018-1x-01'"),
        ("valid_from", "'2018-10-01 '"),
        ("verified", "2"),
        ("verified", "'1x'"),
        ("source", "CAST(x'50ff' AS TEXT)"),
        ("line", "'one'"),
        ("edition", "'one'"),
    ],
)
def test_what_only_sqlite_would_hold_is_found_as_well(publish: Publish, column: str, value: str) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the columns of this database hold nothing but their own kind")
    publish(USD)
    by_hand(f'UPDATE rulebooks_rule SET "{column}" = {value}')
    assert queries.verify("xx")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("by", "'x'"),
        ("approved_by", "'x'"),
        ("digest", "'x'"),
        ("published_at", "'2026-03-02 08:00:01+00:00'"),
    ],
)
def test_an_edition_changed_by_hand_is_found(publish: Publish, column: str, value: str) -> None:
    publish(USD)
    by_hand(f'UPDATE rulebooks_edition SET "{column}" = {value}')
    assert queries.verify("xx") == [EDITION]


def test_a_missing_row_and_a_missing_edition_are_found(publish: Publish) -> None:
    publish(USD, EUR)
    publish(USD.replace("6.8569", "6.9"))
    by_hand("DELETE FROM rulebooks_rule WHERE key = 'EUR'")
    assert len(queries.verify("xx")) == 1
    by_hand("DELETE FROM rulebooks_rule WHERE edition = 1")
    by_hand("DELETE FROM rulebooks_edition WHERE number = 1")
    assert queries.verify("xx")[0] == "xx edition 1: it is missing"


def test_a_book_whose_name_is_no_text_any_more_is_missed_by_the_command(
    publish: Publish, capsys: pytest.CaptureFixture[str]
) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the database takes no such name")
    publish(USD)
    by_hand("UPDATE rulebooks_edition SET jurisdiction = CAST(jurisdiction AS BLOB)")
    with pytest.raises(SystemExit):
        call_command("replay")
    assert "broken: xx edition 1: it is missing" in capsys.readouterr().out
