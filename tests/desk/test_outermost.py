"""The outermost transaction on SQLite does what Django's own does."""

from collections.abc import Callable

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from tests.desk.sample import opened
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.models import Dossier, Holding

pytestmark = pytest.mark.usefixtures("own_sample")
HEARD: list[str] = []


def opens_and(then: Callable[[], object]) -> Callable[[], object]:
    return lambda: (opened(), transaction.on_commit(lambda: HEARD.append("done")), then())


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
