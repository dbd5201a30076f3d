"""What an enterprise finds of its own: the right ones, nobody else's, and by indexes alone."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.harbour import BO, BROKERS, DONG, MEAT_FIRM, ORE_FIRM, Harbour, licence
from tests.journeys.story import Story
from tongguan.desk.declarations import changes
from tongguan.desk.declarations.finding import find
from tongguan.desk.dossiers import theirs
from tongguan.desk.dossiers.theirs import Place
from tongguan.desk.monitor.seen import seen

BILL, BOX = "COSU6254178810", "CSQU3054383"


@pytest.fixture
def lodged(harbour: Harbour) -> list[Story]:
    licence("7", "20-AB-100001", MEAT_FIRM)
    made = []
    for number in range(4):
        made.append(Story(harbour, harbour.lodge("import-pork", {"/reference": f"N-{number}"}, by=BO)))
        harbour.after(minutes=10)
    return made


def test_lists_are_the_newest_first_and_go_on_where_they_were_left(
    lodged: list[Story], harbour: Harbour
) -> None:
    newest = [story.id for story in reversed(lodged)]
    for enterprise in (MEAT_FIRM, BROKERS):
        assert [one.id for one in theirs.listed(enterprise)] == newest
    first = theirs.listed(BROKERS, limit=2)
    rest = theirs.listed(BROKERS, after=Place(first[-1].opened_at, first[-1].id))
    assert [one.id for one in (*first, *rest)] == newest
    assert theirs.listed(ORE_FIRM) == [] and theirs.own(ORE_FIRM, lodged[0].reference) is None
    assert theirs.listed(BROKERS, since=harbour.at - timedelta(minutes=15)) == first[:1]
    assert theirs.listed(BROKERS, fate=theirs.FINISHED) == [] == theirs.listed(BROKERS, kind="export")


def test_what_waits_for_the_trader_is_told_by_its_clock(lodged: list[Story], harbour: Harbour) -> None:
    assert theirs.waiting(BROKERS, now=harbour.at) == []
    for story in (lodged[2], lodged[0]):
        story.after(hours=30).do(changes.take, "ask", by=DONG)
    waiting = theirs.waiting(BROKERS, now=harbour.at)
    assert [one.id for one in waiting] == [lodged[2].id, lodged[0].id]
    assert theirs.waiting(BROKERS, now=harbour.at, after=waiting[0]) == waiting[1:]
    (turn,) = seen([lodged[0].id])[lodged[0].id].turn()
    assert turn[0].track == "documents" and turn[1].state == "asked"


QUESTIONS: dict[str, Callable[[Any], object]] = {
    "own": lambda now: theirs.own(BROKERS, "090820201090000001"),
    "listed": lambda now: theirs.listed(BROKERS, since=now, until=now, after=Place(now, 1), fate="open"),
    "waiting": lambda now: theirs.waiting(BROKERS, now=now, after=Place(now, 1)),
    "with tracks": lambda now: theirs.with_tracks(BROKERS, ("port_inspection",), ("ordered",), now=now),
    "by reference": lambda now: find(BROKERS, "0908202010"),
    "by bill": lambda now: find(MEAT_FIRM, BILL[:9]),
    "by container": lambda now: find(MEAT_FIRM, BOX),
    "seen": lambda now: seen([98200900000001, 98200900000002]),
}


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_goes_by_an_index(lodged: list[Story], harbour: Harbour, question: str) -> None:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        QUESTIONS[question](harbour.at)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # of a few rows it would read all, index or not
            cursor.execute("SET enable_seqscan = off")
            cursor.execute("ANALYZE")
        for query in asked.captured_queries:
            explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            cursor.execute(f"{explain} {query['sql']}")
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
            small = ("people_", "rulebooks_")
            bad = [
                line for line in plan.splitlines() if _reads_all(line) and not any(s in line for s in small)
            ]
            assert not bad, f"{query['sql']}\n{plan}"


def _reads_all(line: str) -> bool:
    if connection.vendor == "postgresql":
        return "Seq Scan" in line
    return line.startswith("SCAN ") and "INDEX" not in line and "SUBQUERY" not in line
