"""A part of the shipped day, played once for a whole module of tests and then thrown away."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from tests.books import RULES
from tongguan.doors.jobs.demo_day.tables import Record, day

SEED = 7


def some_rows(every: int) -> list[Record]:
    """All declarations with a story, and each so many-th of the others."""
    rows = day().declarations
    reused = {row["reference"] for row in rows if row["story"] == "wrong reused"}
    return [
        row
        for place, row in enumerate(rows)
        if row["story"] or row["reference"] in reused or place % every == 0
    ]


@contextmanager
def played_day(blocker: Any, rows: list[Record]) -> Iterator[Any]:
    """Publishes, lodges, plays and derives, in a transaction that is rolled back."""
    from django.db import transaction

    from tongguan.desk.monitor import actions
    from tongguan.doors.jobs.demo_day import stage

    with blocker.unblock(), transaction.atomic():
        books = stage.publish_rules(RULES, SEED)
        result = stage.play(books, seed=SEED, rows=rows)
        actions.refresh()
        yield result
        transaction.set_rollback(True)
