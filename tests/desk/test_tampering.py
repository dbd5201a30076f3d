"""Whoever can write into the database file changes one byte, in any column of what was lodged, judged or
published: the proofs find it and name its table. A new column is covered by itself."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from io import StringIO
from typing import Any

import msgspec
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import DatabaseError, connection, models, transaction

from tests.books import RULES
from tests.stating import example
from tongguan.desk.declarations import lodge
from tongguan.desk.declarations import proof as of_declarations
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.models import Charge, Claim, Content, Hit, Judgement, Line
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.dossiers import proof as of_dossiers
from tongguan.desk.dossiers.models import Dossier, Event, Holding, Track
from tongguan.desk.people import actions as people
from tongguan.desk.revenue.models import Posting
from tongguan.desk.rulebooks import actions, queries
from tongguan.desk.rulebooks.models import Edition, Rule
from tongguan.doors.jobs.management.commands import replay
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.kernel.case import SYSTEM, Actor

AT = datetime(2020, 9, 15, 1, 0, tzinfo=UTC)
ON = date(2020, 9, 15)
TRADER = Actor("1", "trader", "912102005544332213")
PUBLISHED = "cn-criteria"

PROVEN: tuple[Any, ...] = (
    Dossier,
    Event,
    Track,
    Holding,
    Claim,
    Content,
    Judgement,
    Line,
    Charge,
    Hit,
    Posting,
)
RULES_TABLES: tuple[Any, ...] = (Edition, Rule)


def columns(tables: tuple[Any, ...]) -> list[Any]:
    return [
        pytest.param(model, field, id=f"{model._meta.model_name}.{field.column}")
        for model in tables
        for field in model._meta.concrete_fields
    ]


@cache
def books() -> Books:
    return Books(queries.book("cn"), queries.book(PUBLISHED))


def lodged(reference: str) -> int:
    """Frozen pork in three containers: lines, charges, hits, orders, events with data."""
    stated = example("import-pork", {"/reference": reference})
    declaration, findings = read(stated, books().law, ON)
    assert declaration is not None
    raw = msgspec.json.encode(stated)
    lodging = lodge.Lodging(declaration=declaration, media="json", raw=raw, findings=findings)
    prepared = lodge.prepare(lodging, books=books(), on=ON, facts=Facts(), actor=TRADER, at=AT)
    (receipt,) = lodge.write([prepared], actor=TRADER, at=AT)
    assert isinstance(receipt, Receipt)
    return receipt.dossier


@pytest.fixture(scope="module")
def broken_into(django_db_setup: None, django_db_blocker: Any) -> Iterator[int]:
    """A declaration lodged, in a database whose triggers an intruder has taken away."""
    with django_db_blocker.unblock(), transaction.atomic():
        for folder, jurisdiction in (("cn", "cn"), ("demo-criteria", PUBLISHED)):
            actions.publish(folder=RULES / folder, jurisdiction=jurisdiction, by="a", approved_by="b", at=AT)
        people.register_office(
            code="0908", number=98, jurisdiction="cn", name_en="Dalian", name_zh="大连", actor=SYSTEM
        )
        one = lodged("PORK-1")
        take_triggers_away()
        yield one
        books.cache_clear()
        transaction.set_rollback(True)


def take_triggers_away() -> None:
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")
            for (name,) in cursor.fetchall():
                cursor.execute(f'DROP TRIGGER "{name}"')
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SELECT DISTINCT tgrelid::regclass FROM pg_trigger WHERE NOT tgisinternal")
            for (table,) in cursor.fetchall():
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@contextmanager
def undone() -> Iterator[None]:
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def proofs(dossier_id: int) -> list[of_dossiers.Disagreement]:
    broken, differences = of_declarations.replay(dossier_id, lambda edition, criteria: books())
    assert not differences, "what was changed by hand is no difference of the law"
    return [*of_dossiers.replay(dossier_id), *broken]


def others(value: Any, field: "models.Field[Any, Any]") -> Iterator[Any]:
    """Other values of the column, each a byte away, as far as the database takes it."""
    match value:
        case None:
            yield "2020-09-15 01:00:00" if isinstance(field, models.DateTimeField) else "x"
        case bool():
            yield not value
        case int():
            yield from (value + 1, value ^ 64)
        case Decimal():
            yield value + Decimal(1).scaleb(-2)
        case datetime():
            yield value + timedelta(microseconds=1)
        case date():
            yield value + timedelta(days=1)
        case str() if value:
            for place in (0, len(value) // 2, len(value) - 1):
                yield value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
        case str():
            yield "x"
        case _:
            content = bytes(value)
            for place in (0, len(content) // 2, len(content) - 1):
                yield content[:place] + bytes([content[place] ^ 1]) + content[place + 1 :]


def written_over(model: Any, field: Any, where: str, row: int) -> Iterator[Any]:
    """Changes the column of one row, each time in another way, and undoes it after each."""
    table = f'"{model._meta.db_table}"'
    names = [f'"{one.column}"' for one in model._meta.concrete_fields]
    plus = "+" if connection.vendor == "sqlite" else ""  # so that nothing is converted
    listed = ", ".join(plus + name for name in names)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {listed} FROM {table} WHERE {where} ORDER BY 1, 2")
        held = cursor.fetchall()[row]
    known = {name: value for name, value in zip(names, held, strict=True) if value is not None}
    same = " AND ".join(f"{name} = %s" for name in known)
    for value in others(held[names.index(f'"{field.column}"')], field):
        with undone(), connection.cursor() as cursor:
            try:
                with transaction.atomic():
                    cursor.execute(
                        f'UPDATE {table} SET "{field.column}" = %s WHERE {same}', [value, *known.values()]
                    )
            except DatabaseError:
                continue  # the database takes no such value there
            assert cursor.rowcount == 1
            yield value


def test_nothing_is_found_where_nothing_was_changed(broken_into: int) -> None:
    assert proofs(broken_into) == []
    assert queries.verify(PUBLISHED) == []
    assert all(model.objects.filter(dossier=broken_into).exists() for model in PROVEN[1:])


@pytest.mark.parametrize(("model", "field"), columns(PROVEN))
def test_a_byte_changed_by_hand_is_found_and_named(broken_into: int, model: Any, field: Any) -> None:
    where = f"{'id' if model is Dossier else 'dossier' if model is Claim else 'dossier_id'} = {broken_into}"
    changed = 0
    for row in (0, -1):
        for value in written_over(model, field, where, row):
            changed += 1
            found = proofs(broken_into)
            assert model._meta.db_table in {one.table for one in found}, (value, found)
    assert changed, "no byte of it could be changed"
    assert proofs(broken_into) == []


@pytest.mark.parametrize(("model", "field"), columns(RULES_TABLES))
def test_a_byte_of_the_rules_changed_by_hand_is_found_and_named(
    broken_into: int, model: Any, field: Any
) -> None:
    changed = 0
    for row in (0, -1):
        for value in written_over(model, field, f"jurisdiction = '{PUBLISHED}'", row):
            changed += 1
            assert any(one.startswith(f"{PUBLISHED} edition") for one in queries.verify(PUBLISHED)), value
    assert changed, "no byte of it could be changed"
    assert queries.verify(PUBLISHED) == []


TEXTS = [p for p in columns(PROVEN) if isinstance(p.values[1], models.CharField | models.TextField)]


@pytest.mark.parametrize(("model", "field"), TEXTS)
def test_bytes_that_are_no_text_are_found(broken_into: int, model: Any, field: Any) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL takes nothing but texts there")
    where = f"{'id' if model is Dossier else 'dossier' if model is Claim else 'dossier_id'} = {broken_into}"
    with undone(), connection.cursor() as cursor:
        table = model._meta.db_table
        cursor.execute(
            f"""UPDATE "{table}" SET "{field.column}" = CAST(x'70ff' AS TEXT)
            WHERE rowid = (SELECT min(rowid) FROM "{table}" WHERE {where})"""
        )
        assert cursor.rowcount == 1
        assert proofs(broken_into)


@pytest.mark.parametrize("model", [Content, Judgement, Line, Charge, Hit, Claim])
def test_a_row_taken_out_is_found(broken_into: int, model: Any) -> None:
    with undone():
        held = list(model.objects.filter(dossier=broken_into).values())
        model.objects.filter(pk=model.objects.filter(dossier=broken_into).first().pk).delete()
        assert {one.table for one in proofs(broken_into)} == {model._meta.db_table}
        assert len(held) == 1 + model.objects.filter(dossier=broken_into).count()


@pytest.mark.parametrize("model", [Content, Judgement, Line, Charge, Hit])
def test_a_row_put_in_is_found(broken_into: int, model: Any) -> None:
    with undone():
        last = model._meta.pk.field_names[-1]
        row = model.objects.filter(dossier=broken_into).values()[0]
        model.objects.create(**{**row, last: 99 if isinstance(row[last], int) else "x"})
        assert {one.table for one in proofs(broken_into)} == {model._meta.db_table}


def test_a_dossier_without_a_trace_shows_against_the_seal_of_yesterday(broken_into: int) -> None:
    with undone():
        second = lodged("PORK-2")
        yesterday = of_dossiers.seal(AT + timedelta(days=1))
        below = [m for m in apps.get_models() if any(f.name == "dossier" for f in m._meta.fields)]
        for model in below:
            model._default_manager.filter(dossier=second).delete()
        Dossier.objects.filter(pk=second).delete()
        assert proofs(broken_into) == []
        today = of_dossiers.seal(AT + timedelta(days=1))
        assert of_dossiers.broken(yesterday.heads, today.heads) == [second]


def test_a_cut_tail_put_right_shows_against_the_seal_of_yesterday(broken_into: int) -> None:
    """The last event goes, and head, number and track are made to agree: only the seal tells."""
    with undone():
        yesterday = of_dossiers.seal(AT + timedelta(days=1))
        last = Event.objects.filter(dossier=broken_into).latest("seq")
        Event.objects.filter(dossier=broken_into, seq=last.seq).delete()
        Track.objects.filter(dossier=broken_into, seq=last.seq).delete()
        head = Event.objects.get(dossier=broken_into, seq=last.seq - 1).digest
        Dossier.objects.filter(pk=broken_into).update(seq=last.seq - 1, head=head)
        assert proofs(broken_into) == [], "of itself it shows nothing"
        today = of_dossiers.seal(AT + timedelta(days=1))
        assert of_dossiers.broken(yesterday.heads, today.heads) == [broken_into]


@pytest.mark.parametrize("change", ["valid_from = '2018-18-01'", "value = '{'", "key = 'currenc1'"])
def test_rules_that_a_hand_has_made_unreadable_are_named_by_the_command(
    broken_into: int, change: str
) -> None:
    if change.startswith("valid_from") and connection.vendor != "sqlite":
        pytest.skip("the database takes no such day")
    caches = queries._book, queries._rows, replay._books
    said, where = StringIO(), "jurisdiction = 'cn' AND \"table\" = 'parameter' AND key = 'currency'"
    with undone(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE rulebooks_rule SET {change} WHERE {where}")
        for cache_of in caches:
            cache_of.cache_clear()
        with pytest.raises(SystemExit):
            call_command("replay", stdout=said)
    for cache_of in caches:
        cache_of.cache_clear()
    assert "not judged again: 1 dossiers" in said.getvalue()
    assert re.search(
        r"^broken: cn edition 1, line \d+: parameter currenc\w from .* has changed$", said.getvalue(), re.M
    )
