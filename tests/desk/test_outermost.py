"""The outermost transaction on SQLite does what Django's own does."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, OperationalError, connection, transaction

from tests.desk.sample import opened
from tongguan.desk.dossiers.lane import LANE, _Piece, transact
from tongguan.desk.dossiers.models import Dossier, Holding

pytestmark = pytest.mark.usefixtures("own_sample")
HEARD: list[str] = []


def opens_and(then: Callable[[], object]) -> Callable[[], object]:
    def work() -> None:
        opened()
        transaction.on_commit(lambda: HEARD.append("done"))
        then()

    return work


def fails() -> None:
    raise LookupError("as it must")


def breaks_its_key() -> None:
    Holding.objects.create(dossier_id=1, office="0908")  # no such dossier: shows at the commit


def breaks_inside() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT nothing FROM nowhere")


def gives_up() -> None:
    transaction.set_rollback(True)


def undone(then: Callable[[], object], error: type[Exception] | None) -> None:
    if error is None:
        transact(opens_and(then))
    else:
        with pytest.raises(error):
            transact(opens_and(then))
    assert not Dossier.objects.exists() and not HEARD
    assert connection.get_autocommit() and not connection.in_atomic_block


def test_what_fails_is_undone_whole_and_the_next_one_is_served() -> None:
    undone(fails, LookupError)
    undone(breaks_its_key, IntegrityError)
    undone(breaks_inside, DatabaseError)
    undone(gives_up, None)
    transact(opens_and(lambda: None))
    assert Dossier.objects.count() == 1 and HEARD == ["done"]
    HEARD.clear()


def test_an_error_that_a_savepoint_held_undoes_that_alone() -> None:
    def work() -> None:
        opened()
        with pytest.raises(DatabaseError):
            breaks_inside()
        opened(reference="R2")

    transact(work)
    assert Dossier.objects.count() == 2


def test_a_connection_that_is_closed_inside_is_opened_anew() -> None:
    if connection.vendor == "sqlite" and connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.skip("closing one in memory does nothing")
    undone(connection.close, None)
    assert isinstance(opened(), int)


def together(*works: Callable[[], object]) -> list[_Piece]:
    """As one batch of the lane."""
    pieces = [_Piece(work) for work in works]
    LANE._commit(pieces, connection)
    return pieces


def in_a_file() -> None:
    if connection.vendor != "sqlite" or connection.is_in_memory_db():  # type: ignore[attr-defined]
        pytest.skip("there is no lane")


def test_a_full_disk_takes_nobody_elses_piece_along() -> None:
    """SQLite undoes the whole transaction then, with what others had written in it already."""
    in_a_file()
    raw = connection.connection
    raw.execute("CREATE TABLE heap (it)")

    def fills() -> None:
        raw.execute(f"PRAGMA max_page_count={raw.execute('PRAGMA page_count').fetchone()[0]}")
        try:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO heap VALUES (zeroblob(1000000))")
        finally:
            raw.execute("PRAGMA max_page_count=1000000")

    first, full, last = together(opened, fills, lambda: opened(reference="R2"))
    assert isinstance(full.error, OperationalError) and (first.error, last.error) == (None, None)
    assert {*Dossier.objects.values_list("reference", flat=True)} == {"R1", "R2"}


def test_a_connection_that_one_closes_is_opened_for_the_next() -> None:
    in_a_file()
    *_, last = together(opened, connection.close, lambda: opened(reference="R2"))
    assert last.error is None and Dossier.objects.filter(pk=last.result).exists()


def test_a_thread_that_is_stopped_at_the_commit_leaves_nothing_open() -> None:
    in_a_file()

    class Stopped:
        def __init__(self, real: Any) -> None:
            self.real = real

        def execute(self, sql: str) -> object:
            if sql == "COMMIT":
                raise KeyboardInterrupt
            return self.real.execute(sql)

        def __getattr__(self, name: str) -> Any:
            return getattr(self.real, name)

    real = connection.connection
    connection.connection = Stopped(real)
    try:
        with pytest.raises(KeyboardInterrupt):
            transact(opened)
    finally:
        connection.connection = real
    assert connection.get_autocommit() and not real.in_transaction and not Dossier.objects.exists()
