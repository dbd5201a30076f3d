"""The pages over some thousand declarations: none asks often, and every question is answered by an index."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection

from tests.books import RULES
from tests.doors.played import SEED, some_rows
from tongguan.desk.dossiers import proof
from tongguan.desk.dossiers.models import Dossier

COUNT = 3000
EVERY = 12


@pytest.fixture(scope="module")
def port(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    """Some declarations, played and copied, in a transaction that is rolled back."""
    from django.db import transaction

    from tongguan.doors.jobs.bench import million
    from tongguan.doors.jobs.demo_day import stage

    with django_db_blocker.unblock(), transaction.atomic():
        books = stage.publish_rules(RULES, SEED)
        shapes = million.play(books, seed=SEED, rows=some_rows(EVERY))
        million.fill(shapes, COUNT)
        yield books, shapes
        transaction.set_rollback(True)


def test_a_copy_is_proved_like_its_template(port: Any) -> None:
    from tongguan.desk.declarations import proof as declared

    books, shapes = port
    ids = list(Dossier.objects.order_by("-reference").values_list("pk", flat=True))
    assert len(ids) >= COUNT
    for one in ids[:: len(ids) // 60]:
        assert proof.replay(one) == []
        assert declared.replay(one, lambda law, criteria: books)[0] == []
    assert len(shapes.open) > 10 and len(shapes.settled) > 10, connection.vendor
