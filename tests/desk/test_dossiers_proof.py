"""A change by hand is found and named; what was recorded cannot be changed by accident."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta, timezone
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, models, transaction

from tests.desk.sample import AT, INSPECTOR, OFFICER, OTHER_OFFICER, TRADER, opened
from tongguan.desk.dossiers import chain
from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.models import Dossier, Event, Holding, Link, Outbox, Track
from tongguan.desk.dossiers.proof import Disagreement, broken, replay, replay_all, seal
from tongguan.law.kernel.case import TrackKey

pytestmark = pytest.mark.usefixtures("sample")
HOUR = timedelta(hours=1)
EVENT, TRACK, DOSSIER = "dossiers_event", "dossiers_track", "dossiers_dossier"


@pytest.fixture
def lived() -> int:
    """A dossier to which all sorts of things happened."""
    one = opened(parts=("TEMU0000001", "TEMU0000002"))
    steps: list[tuple[Any, Any]] = [
        (OFFICER, lambda it: it.take("ask", data='{"about":"weight"}')),
        (TRADER, lambda it: it.take("answer", occurred_at=AT)),
        (OTHER_OFFICER, lambda it: it.claim(TrackKey("documents"))),
        (OFFICER, lambda it: it.take("order", part="TEMU0000002", offices={"inspection": "0902"})),
        (OTHER_OFFICER, lambda it: it.take("clear")),
        (INSPECTOR, lambda it: it.take("pass", part="TEMU0000002")),
    ]
    for hours, (actor, do) in enumerate(steps, 1):
        act(one, do, actor=actor, at=AT + hours * HOUR, correlation="C1")
    return one


@contextmanager
def thawed() -> Iterator[Any]:
    """A cursor of somebody who has taken the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute(f"ALTER TABLE {EVENT} DISABLE TRIGGER USER")
        else:
            for verb in ("UPDATE", "DELETE"):
                cursor.execute(f"DROP TRIGGER {EVENT}_no_{verb}")
        yield cursor


def other(value: Any, field: "models.Field[Any, Any]") -> Any:
    """Another value of the same kind, as near as possible."""
    if isinstance(value, datetime):
        return value + timedelta(microseconds=1)
    if isinstance(field, models.DateTimeField):
        return AT
    if isinstance(value, int):
        return value + 1
    return value[:-1] + chr(ord(value[-1]) ^ 1) if value else "x"


def test_nothing_disagrees_where_nothing_was_changed(lived: int) -> None:
    assert replay(lived) == []
    opened(reference="R2")
    assert [found for _, found in replay_all()] == [[], []]


EVENT_COLUMNS = [f.attname for f in Event._meta.concrete_fields if f.attname not in ("dossier_id", "seq")]


@pytest.mark.parametrize("column", EVENT_COLUMNS)
def test_a_byte_changed_in_any_column_of_an_event_is_named(lived: int, column: str) -> None:
    field = Event._meta.get_field(column)
    last = Event.objects.filter(dossier_id=lived).count()
    for seq in (1, 4, last):
        with transaction.atomic(), thawed():
            row = Event.objects.filter(dossier_id=lived, seq=seq)
            row.update(**{column: other(row.values_list(column, flat=True)[0], field)})
            found = replay(lived)
            assert any((one.table, one.key) == (EVENT, f"{lived}/{seq}") for one in found), found
            named = {one.key for one in found if one.table == EVENT}
            after = {f"{lived}/{seq + 1}"} if column == "digest" else set()
            assert named <= {f"{lived}/{seq}"} | after, "only what was changed is named"
            transaction.set_rollback(True)
    assert replay(lived) == []


TRACK_COLUMNS = [f.attname for f in Track._meta.concrete_fields]


@pytest.mark.parametrize("column", TRACK_COLUMNS)
def test_a_byte_changed_in_any_column_of_a_track_is_named(lived: int, column: str) -> None:
    if column == "dossier_id":
        elsewhere = opened(reference="R2")
        Track.objects.filter(dossier_id=lived, track="inspection").update(dossier_id=elsewhere)
        assert {one.key for one in replay(lived)} == {f"{lived}/inspection/TEMU0000002/1"}
        assert {one.key for one in replay(elsewhere)} == {f"{elsewhere}/inspection/TEMU0000002/1"}
        return
    key = {"dossier_id": lived, "track": "documents", "part": "", "number": 1}
    row = Track.objects.filter(**key)
    row.update(**{column: other(row.values_list(column, flat=True)[0], Track._meta.get_field(column))})
    found = replay(lived)
    assert all(one.table == TRACK for one in found) and found
    if column in key:
        assert f"{lived}/documents//1" in {one.key for one in found}
    else:
        assert [(one.key, one.column) for one in found] == [(f"{lived}/documents//1", column)]


@pytest.mark.parametrize("column", [f.attname for f in Dossier._meta.concrete_fields if f.attname != "id"])
def test_a_byte_changed_in_any_column_of_a_dossier_is_named(lived: int, column: str) -> None:
    row = Dossier.objects.filter(pk=lived)
    before = row.values_list(column, flat=True)[0]
    after = before.replace('"released"', '"returned"') if column == "parts" else None
    row.update(**{column: after or other(before, Dossier._meta.get_field(column))})
    named = [one for one in replay(lived) if one.table == DOSSIER]
    assert named and all(column in one.column for one in named)


def test_an_unreadable_parts_column_is_named(lived: int) -> None:
    Dossier.objects.filter(pk=lived).update(parts="[")
    assert "parts" in {one.column for one in replay(lived)}


@pytest.mark.parametrize("column", ["recorded_at", "due", "number", "cycle", "cause", "name", "data"])
def test_garbage_in_an_event_is_named(lived: int, column: str) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes no text for a number or a time")
    with thawed() as cursor:
        cursor.execute(f"UPDATE {EVENT} SET {column} = 'pigs' WHERE dossier_id = {lived} AND seq = 4")
    assert f"{lived}/4" in {one.key for one in replay(lived) if one.table == EVENT}


@pytest.mark.parametrize("column", ["since", "due", "seq", "state"])
def test_garbage_in_a_track_is_named(lived: int, column: str) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL takes no text for a number or a time")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TRACK} SET {column} = 'pigs' WHERE track = 'documents'")
    assert f"{lived}/documents//1" in {one.key for one in replay(lived) if one.table == TRACK}


@pytest.mark.parametrize("spelling", ["replace(since, ' ', 'T')", "since || '+00:00'", "since || '.000000'"])
def test_the_same_time_in_another_spelling_is_named(lived: int, spelling: str) -> None:
    if connection.vendor == "postgresql":
        pytest.skip("PostgreSQL keeps no spelling")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {TRACK} SET since = {spelling} WHERE track = 'documents'")
    (found,) = replay(lived)
    assert (found.table, found.key, found.column) == (TRACK, f"{lived}/documents//1", "since")


@pytest.mark.parametrize("seq", [1, 3, 10])
def test_an_event_taken_out_is_noticed(lived: int, seq: int) -> None:
    with thawed() as cursor:
        cursor.execute(f"DELETE FROM {EVENT} WHERE dossier_id = %s AND seq = %s", [lived, seq])
    assert replay(lived)


def test_an_event_put_in_is_noticed(lived: int) -> None:
    last = Event.objects.filter(dossier_id=lived).order_by("-seq").values().first()
    Event.objects.create(**{**(last or {}), "seq": 99})
    assert (EVENT, f"{lived}/99") in {(one.table, one.key) for one in replay(lived)}


def test_events_moved_to_another_dossier_are_noticed(lived: int) -> None:
    """A whole life, under the head of another: the first digest stands on the cover."""
    twin = opened(parts=("TEMU0000001", "TEMU0000002"))
    rows = list(Event.objects.filter(dossier_id=lived).values())
    with thawed() as cursor:
        cursor.execute(f"DELETE FROM {EVENT} WHERE dossier_id = %s", [twin])
    Event.objects.bulk_create(Event(**{**row, "dossier_id": twin}) for row in rows)
    Track.objects.filter(dossier_id=twin).delete()
    for row in Track.objects.filter(dossier_id=lived).values():
        Track.objects.create(**{**row, "dossier_id": twin})
    Holding.objects.create(dossier_id=twin, office="0902")
    same = ("parts", "seq", "head", "changed_at", "finished_at")
    Dossier.objects.filter(pk=twin).update(**Dossier.objects.values(*same).get(pk=lived))
    assert {(one.table, one.key) for one in replay(twin)} == {(EVENT, f"{twin}/1"), (DOSSIER, str(twin))}


def test_a_track_or_a_holding_added_or_lost_is_named(lived: int) -> None:
    Track.objects.filter(dossier_id=lived, track="inspection").delete()
    Holding.objects.filter(dossier_id=lived, office="0902").delete()
    Holding.objects.create(dossier_id=lived, office="0100")
    row = Track.objects.filter(dossier_id=lived).values()[0]
    Track.objects.create(**{**row, "track": "hold"})
    found = {(one.table, one.key.removeprefix(f"{lived}/"), one.proven) for one in replay(lived)}
    assert found == {
        (TRACK, "inspection/TEMU0000002/1", "a track"),
        (TRACK, "hold//1", "nothing"),
        ("dossiers_holding", "0902", "an office"),
        ("dossiers_holding", "0100", "nothing"),
    }


def gone(one: int) -> None:
    for model in (Outbox, Link, Holding, Track):
        model.objects.filter(dossier_id=one).delete()
    with thawed() as cursor:
        cursor.execute(f"DELETE FROM {EVENT} WHERE dossier_id = %s", [one])
    Dossier.objects.filter(pk=one).delete()


def test_a_dossier_that_is_gone_shows_against_the_seal(lived: int) -> None:
    before = seal(AT + 24 * HOUR)
    gone(lived)
    after = seal(AT + 24 * HOUR)
    assert after.digest != before.digest and broken(before.heads, after.heads) == [lived]
    assert replay(lived) == [Disagreement(DOSSIER, str(lived), "id", "nothing", "a dossier with events")]


def test_a_cut_tail_shows_against_the_seal_though_the_rest_agrees(lived: int) -> None:
    """Whoever cuts the last action and puts everything else right is found out by yesterday's seal."""
    second = opened(reference="R2")
    before = {
        column: Dossier.objects.values().get(pk=second)[column] for column in ("seq", "head", "changed_at")
    }
    tracks = list(Track.objects.filter(dossier_id=second).values())
    act(second, lambda it: it.take("ask"), actor=OFFICER, at=AT + HOUR)
    yesterday = seal(AT + 24 * HOUR)
    with thawed() as cursor:
        cursor.execute(f"DELETE FROM {EVENT} WHERE dossier_id = %s AND seq > %s", [second, before["seq"]])
    Dossier.objects.filter(pk=second).update(**before)
    Track.objects.filter(dossier_id=second).delete()
    Track.objects.bulk_create(Track(**row) for row in tracks)
    assert replay(second) == [], "of itself it shows nothing"
    assert broken(yesterday.heads, seal(AT + 24 * HOUR).heads) == [second]


def test_a_seal_stays_what_it_was_while_life_goes_on(lived: int) -> None:
    noon = AT + 4 * HOUR
    before = seal(noon)
    act(lived, lambda it: it.take("place"), actor=OFFICER, at=AT + 30 * HOUR)
    opened(reference="R2", at=AT + 30 * HOUR)
    assert str(seal(noon)) == str(before) and before.dossiers == 1
    assert seal(AT + 40 * HOUR).dossiers == 2


def test_the_command_keeps_a_seal_and_names_what_broke(lived: int, tmp_path: Any, capsys: Any) -> None:
    kept = tmp_path / "seal.json"
    call_command("seal", "2026-03-02", keep=kept)
    assert str(seal(AT + 16 * HOUR)) in capsys.readouterr().out
    call_command("seal", against=kept)
    assert "Nothing has changed" in capsys.readouterr().out
    gone(lived)
    with pytest.raises(CommandError, match=f"{lived}: it is gone"):
        call_command("seal", against=kept)
    kept.write_text("{}")
    with pytest.raises(CommandError, match="no seal"):
        call_command("seal", against=kept)


CHANGES = [
    f"UPDATE {EVENT} SET name = 'cleared'",
    f"DELETE FROM {EVENT}",
    f"INSERT OR REPLACE INTO {EVENT} SELECT * FROM {EVENT}",
    f"REPLACE INTO {EVENT} SELECT * FROM {EVENT} WHERE seq = 1",
    f"TRUNCATE {EVENT}",
    f"TRUNCATE {DOSSIER} CASCADE",
    f"INSERT INTO {EVENT} SELECT * FROM {EVENT} ON CONFLICT (dossier_id, seq) DO UPDATE SET name = 'x'",
]


@pytest.mark.parametrize("change", CHANGES)
def test_the_database_itself_refuses_to_change_events(lived: int, change: str) -> None:
    if connection.vendor == "sqlite":
        if "TRUNCATE" in change:
            pytest.skip("SQLite has no TRUNCATE")
        change = change.replace(" ON CONFLICT", " WHERE true ON CONFLICT")
    elif "REPLACE" in change:
        pytest.skip("PostgreSQL has no REPLACE")
    before = list(Event.objects.order_by("pk").values_list())
    connection.check_constraints()
    with pytest.raises(DatabaseError, match="never changed"), transaction.atomic(), connection.cursor() as it:
        it.execute(change)
    assert list(Event.objects.order_by("pk").values_list()) == before


def test_the_line_of_an_event_is_written_as_it_was_when_the_first_dossier_was_opened() -> None:
    """Digests are for ever: whoever writes JSON for us must go on writing these very bytes."""
    words = 'a"\\/\n\t\x00\x1f\x7f é 报关单 \u2028 🐖'
    at = datetime(2026, 3, 2, 16, 0, 0, 120000, tzinfo=timezone(timedelta(hours=8)))
    written = chain.line([1, -2, words, "", None, at, AT])
    assert written == (
        '[1,-2,"a\\"\\\\/\\n\\t\\u0000\\u001f\x7f é 报关单 \u2028 🐖","",null,'
        '"2026-03-02T08:00:00.120000+00:00","2026-03-02T08:00:00+00:00"]'
    )
    assert chain.digest("00", "[]") == "9442a525c1efab116d3080914337ed73c71eb56d52378f96d7b8e3ed4662f34b"
