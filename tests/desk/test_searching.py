"""Searching and looking back are read off indexes, whatever lies behind."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.port import AT, DAY, IMPORTER, lodged

pytestmark = pytest.mark.usefixtures("dalian")


def plans(asked: Any) -> Iterator[tuple[str, str]]:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        for query in [q["sql"] for q in asked if q["sql"].startswith("SELECT")]:
            explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
            cursor.execute(f"{explain} {query}")
            yield query, "\n".join(str(row[-1]) for row in cursor.fetchall())


def must_use_indexes(asked: Any) -> None:
    for query, plan in plans(asked):
        scanned = [
            line
            for line in plan.splitlines()
            if "Seq Scan" in line or (line.startswith("SCAN") and "USING" not in line)
        ]
        assert not scanned, (query, plan)


def test_a_search_uses_indexes() -> None:
    from tongguan.desk.declarations.searching import search

    one = lodged(("documents", "", "checking"), reference="090820201090000001")
    with CaptureQueriesContext(connection) as asked:
        assert [found.pk for found in search("0908202010900", offices=["0908"])] == [one]
        assert search("0908202010900", offices=["0902"]) == []
        assert search("大连", offices=["0908"]) == []
    must_use_indexes(asked)


def test_the_past_is_read_off_indexes() -> None:
    from tongguan.desk.monitor import history

    one = lodged(("documents", "", "checking"))
    other = lodged(("documents", "", "checking"), reference="R2")
    with CaptureQueriesContext(connection) as asked:
        known = history.of_enterprise(IMPORTER, IMPORTER, offices=["0908"], but=one, at=AT, on=DAY)
        assert [earlier.id for earlier in known.last] == [other] and known.counted == 1
        assert history.of_goods(["0203290090"], office="0908", dossier=one) == {"0203290090": ([], [])}
        assert history.of_enterprise(IMPORTER, IMPORTER, offices=["0902"], but=one, at=AT, on=DAY).last == []
    must_use_indexes(asked)
