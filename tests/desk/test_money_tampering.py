"""Whoever can write into the database file changes one byte of money that moved: the proof finds it and names
its table. A new column is covered by itself."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from tests.desk import port
from tests.desk.money import a_guarantee, charge, owing, pay, secure
from tests.desk.port import AT, REVENUE, later
from tests.desk.test_tampering import broken_into, columns, take_triggers_away, undone, written_over
from tongguan.desk.dossiers import proof as of_dossiers
from tongguan.desk.dossiers.actions import act
from tongguan.desk.revenue import actions, bars, guarantees, proof
from tongguan.desk.revenue.models import Bar, Guarantee, Movement, Paper, Posting
from tongguan.law.kernel.case import POSTED

__all__ = ["broken_into"]  # a fixture
PROVEN: tuple[Any, ...] = (Posting, Bar, Paper, Movement, Guarantee)
LATE = 26 * 24


@pytest.fixture(scope="module")
def paid(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[int]:
    """A debt paid in parts and late, with its surcharge claimed from a guarantee, in a database whose
    triggers an intruder has taken away."""
    with django_db_blocker.unblock(), transaction.atomic():
        port.furnish(tmp_path_factory.mktemp("rules"))
        one = owing(charge("vat", "247726.38"))
        pay(one, "47726.38")
        pay(one, "200000.00", "B-2", hours=LATE, paid_at=later(LATE - 1))
        a_guarantee("5000")
        guarantees.change_total(
            number="BH-1", total=Decimal(4000), was=Decimal(5000), reason="x", actor=REVENUE, at=AT
        )
        secure(one, hours=LATE + 1, last=(AT + timedelta(days=60)).date(), debt=2)
        actions.claim_guarantee(one, reason="not paid", actor=REVENUE, at=later(LATE + 2), debt=2)
        bars.bar(one, reason="licence", actor=REVENUE, at=later(LATE + 3))
        take_triggers_away()
        yield one
        transaction.set_rollback(True)


def proofs(one: int) -> list[of_dossiers.Disagreement]:
    return [*of_dossiers.replay(one), *proof.replay(one), *proof.guarantees()]


def test_nothing_is_found_where_nothing_was_changed(paid: int) -> None:
    assert proofs(paid) == []
    kinds = {*Posting.objects.filter(dossier=paid).values_list("kind", flat=True)}
    assert kinds == {"charge", "payment", "surcharge"}
    moved = {*Movement.objects.values_list("kind", flat=True)}
    assert moved == {"open", "lower", "block", "claim"}


OF = {
    Posting: "dossier_id = {} AND kind <> 'charge'",
    Movement: "dossier_id = {}",
    Bar: "dossier_id = {}",
    Paper: "dossier = {}",
    Guarantee: "{} > 0",
}


@pytest.mark.parametrize(("model", "field"), columns(PROVEN))
def test_a_byte_changed_by_hand_is_found_and_named(paid: int, model: Any, field: Any) -> None:
    changed = 0
    for row in (0, -1):
        for value in written_over(model, field, OF[model].format(paid), row):
            changed += 1
            found = proofs(paid)
            assert model._meta.db_table in {one.table for one in found}, (value, found)
    assert changed, "no byte of it could be changed"
    assert proofs(paid) == []


@pytest.mark.parametrize("column", ["kind", "cents", "total", "blocked", "number"])
def test_what_moved_outside_a_dossier_must_come_to_the_sums(paid: int, column: str) -> None:
    field = Movement._meta.get_field(column)
    assert [*written_over(Movement, field, "dossier_id IS NULL", 0)]
    for _ in written_over(Movement, field, "dossier_id IS NULL", 0):
        assert Movement._meta.db_table in {one.table for one in proof.guarantees()}


def test_the_command_names_money_of_dossiers_and_guarantees(paid: int) -> None:
    said = StringIO()
    call_command("replay", stdout=said)
    assert "1 dossiers replayed: 0 disagree" in said.getvalue()
    for change, told in (
        ("revenue_posting SET reason = 'x' WHERE kind = 'surcharge'", "1 disagree"),
        ("revenue_movement SET total = 1 WHERE kind = 'open'", "guarantees or their movements disagree"),
    ):
        said = StringIO()
        with undone(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {change}")
            with pytest.raises(SystemExit):
                call_command("replay", stdout=said)
        assert told in said.getvalue() and f"disagrees: {change.split()[0]}" in said.getvalue()


@pytest.mark.parametrize("model", [Posting, Bar, Paper, Movement])
def test_a_row_taken_out_is_found_and_one_put_in(paid: int, model: Any) -> None:
    rows = model.objects.filter(dossier=paid)
    last = dict(rows.values()[len(rows) - 1])
    with undone():
        rows.filter(**{name: last[name] for name in model._meta.pk.field_names}).delete()
        (found,) = [one for one in proof.replay(paid) if one.column == "key"]
        assert found.table == model._meta.db_table and found.proven == "a row"
    with undone():
        name = model._meta.pk.field_names[-1]
        model.objects.create(**{**last, name: 99 if isinstance(last[name], int) else "x"})
        assert {one.table for one in proof.replay(paid)} == {model._meta.db_table}


def test_money_from_before_events_vouched_for_it_stands_by_its_messages_and_sums(paid: int) -> None:
    """As an older program left it: no such events, all the same rows."""
    with undone(), connection.cursor() as cursor:
        cursor.execute("DELETE FROM dossiers_event WHERE name = %s", [POSTED])
        assert proof.replay(paid) == [] and [*proof.guarantees()] == []
        for column in ("cents", "currency", "paid_at", "reference"):
            where = OF[Posting].format(paid) + " AND kind = 'payment'"
            for row in (0, 1, -1)[: 3 if column == "cents" else 2]:  # the last came from a guarantee
                for value in written_over(Posting, Posting._meta.get_field(column), where, row):
                    assert proof.replay(paid), (column, value)


@pytest.mark.parametrize(("kind", "cents"), [("payment", -1), ("payment", -11410), ("waiver", -11410)])
def test_money_that_nobody_moved_is_found_where_none_has_moved(paid: int, kind: str, cents: int) -> None:
    with undone():
        other = owing(reference="R2")
        assert proof.replay(other) == []
        row = Posting.objects.filter(dossier=other).values()[0]
        Posting.objects.create(**{**row, "number": 9, "kind": kind, "cents": cents, "reference": "B-9"})
        found = proof.replay(other)
        assert {one.table for one in found} == {Posting._meta.db_table}
        assert all(one.key.startswith(f"{other}/") for one in found)


def test_a_payment_made_up_together_with_its_message_is_found(broken_into: int) -> None:
    with undone():
        row = Posting.objects.filter(dossier=broken_into).values()[0]
        made_up = {**row, "number": 99, "kind": "payment", "cents": -1, "reference": "B-9"}
        said = proof.message(broken_into, row["debt"], row["tax"], 1, row["currency"], row["paid_at"])
        assert proof.replay(broken_into) == []
        Posting.objects.create(**made_up)
        Paper.objects.create(sender="bank", reference="B-9", dossier=broken_into, digest=said, at=row["at"])
        found = {(one.table, one.stored) for one in proof.replay(broken_into)}
        assert found == {(Posting._meta.db_table, "a row"), (Paper._meta.db_table, "a row")}


FORMS = [
    """replace(data, '[["revenue_', '[["x","revenue_')""",
    "replace(data, ',1,', ',true,')",
    """replace(data, ',1,', ',"x",')""",
    "replace(data, ',1,', ',1,1,')",
    """'{"posted":[[]]}'""",
    "'7'",
]


@pytest.mark.parametrize("form", FORMS)
def test_an_event_that_a_hand_made_to_say_nothing_is_told_of_and_breaks_nothing(paid: int, form: str) -> None:
    with undone(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE dossiers_event SET data = {form} WHERE name = '{POSTED}'")
        assert cursor.rowcount > 1
        assert "dossiers_event" in {one.table for one in proofs(paid)}


def test_a_guarantee_changed_by_hand_is_found_though_it_moved_again_since(paid: int) -> None:
    with undone(), connection.cursor() as cursor:
        cursor.execute("UPDATE revenue_guarantee SET valid_until = '2030-01-01'")
        changed = vars(Guarantee.objects.get())
        act(paid, lambda it: proof.vouch(it, (Guarantee, changed)), actor=REVENUE, at=later(LATE + 4))
        assert {one.table for one in proofs(paid)} == {"revenue_guarantee"}
