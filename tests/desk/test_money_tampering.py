"""Whoever can write into the database file changes one byte of money that moved: the proof finds it and names
its table. A new column is covered by itself."""

import json
from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction

from tests.desk import port
from tests.desk.money import a_guarantee, changing, charge, owing, pay, secure
from tests.desk.port import AT, REVENUE, later
from tests.desk.test_tampering import broken_into, columns, take_triggers_away, undone, written_over
from tongguan.desk.dossiers import proof as of_dossiers
from tongguan.desk.dossiers.actions import act
from tongguan.desk.revenue import actions, bars, chained, guarantees, proof
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
    return [*of_dossiers.replay(one), *proof.replay(one), *chained.replay()]


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


@pytest.mark.parametrize("field", Movement._meta.concrete_fields, ids=lambda field: field.column)
def test_who_changed_a_guarantee_and_why_is_proven_outside_of_dossiers(paid: int, field: Any) -> None:
    changed = 0
    for row in (0, -1):  # the guarantee was entered, and lowered
        for value in written_over(Movement, field, "dossier_id IS NULL", row):
            changed += 1
            assert Movement._meta.db_table in {one.table for one in chained.replay()}, value
    assert changed or field.null, "no byte of it could be changed"


@pytest.mark.parametrize("field", Guarantee._meta.concrete_fields, ids=lambda field: field.column)
def test_the_terms_of_a_guarantee_are_proven_before_anything_is_blocked(paid: int, field: Any) -> None:
    with undone():
        made = a_guarantee("70", "BH-2")
        assert [*chained.replay()] == []
        changed = 0
        for value in written_over(Guarantee, field, f"id = {made.pk}", 0):
            changed += 1
            assert Guarantee._meta.db_table in {one.table for one in chained.replay()}, value
        assert changed, "no byte of it could be changed"


def raised(total: int, was: int) -> None:
    changing(Decimal(total), Decimal(was), at=later(LATE + 5))


def last_movement() -> dict[str, Any]:
    return dict(Movement.objects.order_by("-number").values()[0])


def test_a_movement_taken_out_of_a_guarantee_is_found_and_one_put_in(paid: int) -> None:
    for number in (1, 2):
        with undone():
            Movement.objects.filter(number=number).delete()
            assert {one.table for one in chained.replay()} >= {Movement._meta.db_table}
    with undone():
        last = last_movement()
        put_in = {"number": last["number"] + 1, "kind": "raise", "cents": 7, "total": last["total"] + 7}
        for digest in (last["digest"], None):
            with undone():
                Movement.objects.create(**{**last, **put_in, "dossier_id": None, "digest": digest})
                (found,) = chained.replay()
                assert (found.table, found.stored) == (Movement._meta.db_table, str(digest))


def test_a_guarantee_from_before_it_was_chained_is_proven_from_its_next_movement_on(paid: int) -> None:
    with undone(), connection.cursor() as cursor:
        sealed = chained.heads(later(LATE + 5))
        cursor.execute("UPDATE revenue_movement SET digest = NULL")
        assert [*chained.replay()] == [] and chained.heads(later(LATE + 5)) == sealed
        was = last_movement()["total"] // 100
        raised(was + 9, was)
        raised(was + 10, was + 9)
        assert [*chained.replay()] == []
        for change in (
            "revenue_movement SET reason = 'z' WHERE number = 2",
            "revenue_guarantee SET holder = 'z'",
        ):
            with undone():
                cursor.execute(f"UPDATE {change}")
                tables = [one.table for one in chained.replay()]
                assert sorted(tables) == ["revenue_guarantee", "revenue_movement"]
                cursor.execute("UPDATE revenue_movement SET digest = NULL")
                assert chained.heads(later(LATE + 5)) != sealed


def test_an_event_of_before_vouches_for_a_movement_without_a_digest_and_for_no_other(paid: int) -> None:
    """What an older program said of the movement by which the guarantee was lowered."""
    sealed = "2ab80b621d933c93fbcbabae93db713546e357cfe352a6c97e1be2b5ca0d2b2f"
    (entered, lowered) = Movement.objects.filter(dossier=None).order_by("number").values()
    with undone():
        act(
            paid,
            lambda it: proof.vouch(it, (Movement, {**lowered, "digest": None}), (Movement, entered)),
            actor=REVENUE,
            at=later(LATE + 4),
        )
        (found,) = proof.replay(paid)
        assert (found.key, found.proven) == (f"{lowered['guarantee_id']}/2", sealed)
        Movement.objects.filter(number=2).update(digest=None)
        assert proof.replay(paid) == []


def test_a_raise_cut_or_made_up_with_its_digest_shows_against_the_seal_of_yesterday(
    paid: int, tmp_path: Any, capsys: Any
) -> None:
    day = later(LATE + 5).date().isoformat()
    with undone():
        was = last_movement()["total"] // 100
        raised(was + 9, was)
        kept = tmp_path / "seal"
        call_command("seal", day, keep=kept)
        assert " 1 guarantees " in capsys.readouterr().out
        Movement.objects.filter(number=last_movement()["number"]).delete()
        raised(was + 900, was)
        assert proofs(paid) == [], "of itself it shows nothing"
        with pytest.raises(CommandError, match="1 guarantees are not what they were") as said:
            call_command("seal", against=kept)
        assert f"{last_movement()['guarantee_id']}: its terms or its movements were cut" in str(said.value)
        Movement.objects.filter(number=last_movement()["number"]).delete()
        raised(was + 9, was)
        call_command("seal", against=kept)
        of_dossiers_alone = {**json.loads(kept.read_text()), "guarantees": None}
        raised(was, was + 9)
        kept.write_text(json.dumps(of_dossiers_alone))  # as an older program kept it
        call_command("seal", against=kept)
        assert capsys.readouterr().out.count("Nothing has changed") == 2


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
        assert proof.replay(paid) == [] and [*chained.replay()] == []
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
        assert {one.table for one in proof.replay(paid)} == {"revenue_guarantee"}
