"""Who takes many rows takes them in one order, so that two who want the same never wait in a ring."""

from decimal import Decimal as D
from threading import Barrier

import pytest
from django.db import connection

from tests.desk import port
from tests.desk.port import AT, SYSTEM, later
from tests.desk.sample import at_once
from tests.desk.test_certificates import a_licence
from tongguan.desk.declarations.models import Claim
from tongguan.desk.dossiers import outbox
from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.dossiers.rows import insert_new, update
from tongguan.desk.inspections import proofs
from tongguan.desk.inspections.proofs import Use

pytestmark = pytest.mark.usefixtures("own_dalian")
MANY = 1000


def claimed(dossier: int, both: Barrier, *, backwards: bool) -> list[bool]:
    connection.ensure_connection()
    both.wait(timeout=30)
    rows = [("TRADER", f"R{number:04}", dossier, "") for number in range(MANY)]
    new = transact(lambda: insert_new(Claim, rows[::-1] if backwards else rows))
    return new[::-1] if backwards else new


def test_two_batches_of_the_same_references_in_two_orders() -> None:
    both = Barrier(2)
    one, other = at_once(lambda: claimed(1, both, backwards=False), lambda: claimed(2, both, backwards=True))
    assert [sum(pair) for pair in zip(one, other, strict=True)] == [1] * MANY, (one, other)
    assert len(set(Claim.objects.values_list("dossier", flat=True))) == 1


def test_an_answer_stands_at_the_place_of_its_row() -> None:
    insert_new(Claim, [("TRADER", "R2", 1, "")])
    rows = [("TRADER", reference, 2, "") for reference in ("R3", "R2", "R1")]
    assert insert_new(Claim, rows) == [True, False, True]
    assert insert_new(Claim, []) == []


def letters(count: int) -> list[tuple[int, int, int]]:
    one = port.lodged(("documents", "", "checking"))
    row = {"dossier_id": one, "kind": "k", "body": "{}", "due": AT, "tries": 0}
    rows = [{**row, "seq": 1, "number": 100 + n, "recipient": f"R{n}"} for n in range(count)]
    insert_new(Outbox, rows)
    return [(one, 1, 100 + n) for n in range(count)]


def test_two_updates_of_the_same_rows_in_two_orders() -> None:
    keys = letters(MANY)
    told = [(later(1), *key) for key in keys]

    def change(rows: list[tuple[object, ...]]) -> int:
        return transact(lambda: update(Outbox, ("due",), ("dossier_id", "seq", "number"), rows))

    for _ in range(3):
        assert at_once(lambda: change(told), lambda: change(told[::-1])) == [MANY, MANY]


def test_each_letter_is_claimed_once_and_in_the_order_in_which_it_fell_due() -> None:
    keys = letters(60)
    for place, key in enumerate(keys):  # the last of them fell due first
        update(Outbox, ("due",), ("dossier_id", "seq", "number"), [(later(-place), *key)])
    first, second = at_once(*[lambda: outbox.claim(later(1), limit=60)] * 2)
    taken = [letter[:3] for letter in (*first, *second) if letter.number >= 100]
    assert sorted(taken) == sorted(keys)
    mine = [letter.number for letter in max(first, second, key=len) if letter.number >= 100]
    assert mine == sorted(mine, reverse=True)


def test_two_who_use_the_same_documents_in_two_orders() -> None:
    numbers = [f"LIC-{n:02}" for n in range(20)]
    for number in numbers:
        a_licence(number)
    ones = [port.lodged(("licences", "", "pending"), reference=f"R{n}") for n in range(2)]
    uses = [Use("7", number, 1, D(1)) for number in numbers]

    def use(one: int, listed: list[Use]) -> object:
        return act(one, lambda it: proofs.write_off_here(it, listed), actor=SYSTEM, at=later(1))

    assert at_once(lambda: use(ones[0], uses), lambda: use(ones[1], uses[::-1])) == [(), ()]
    work = [lambda one=one: act(one, give_back, actor=port.OFFICER, at=later(2)) for one in ones]
    assert [len(back) for back in at_once(*work)] == [20, 20]


def give_back(it: object) -> object:
    return proofs.restore_here(it, reason="withdrawn")  # type: ignore[arg-type]
