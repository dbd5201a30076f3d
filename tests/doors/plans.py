"""What pages ask the database, and whether it looks the answers up or reads a whole table for them."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from tongguan.desk.people.models import Enterprise
from tongguan.doors.jobs.bench.copies import WRITTEN

BIG = {*(model._meta.db_table for model in WRITTEN), Enterprise._meta.db_table}
"""Tables that grow with every declaration, or with who declares."""
NAMED = re.compile(r'"(\w+)"(?: AS)? "?(?!WHERE\b|ON\b|INNER\b|LEFT\b|JOIN\b|ORDER\b|GROUP\b|LIMIT\b)(\w+)')
OPEN_ONLY = ("track_worklist", "track_due", "outbox_due", "sending_due")
"""Indexes of what is open: reading all of one costs what is open."""
AS_IF_BIG = {
    **dict.fromkeys(("enable_seqscan", "enable_mergejoin", "enable_hashjoin"), "off"),
    **dict.fromkeys(("cpu_tuple_cost", "cpu_index_tuple_cost"), 10),
}


@contextmanager
def asked() -> Iterator[list[str]]:
    """Every question to the database; on SQLite also those that go past Django."""
    found: list[str] = []
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        connection.connection.set_trace_callback(found.append)
        try:
            yield found
        finally:
            connection.connection.set_trace_callback(None)
    else:
        with CaptureQueriesContext(connection) as captured:
            yield found
        found += [one["sql"] for one in captured]
    found[:] = [one for one in found if re.match(r"(SELECT|WITH|INSERT|UPDATE|DELETE)\b", one)]


def slow(sql: str) -> list[str]:
    """Every way in which the answer is found by reading a whole table that is big."""
    return list(_postgresql(sql) if connection.vendor == "postgresql" else _sqlite(sql))


def _sqlite(sql: str) -> Iterator[str]:
    names = {alias: table for table, alias in NAMED.findall(sql)}
    with connection.cursor() as cursor:
        steps = cursor.connection.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall()
    for *_, step in steps:
        scan = re.match(r"SCAN (\w+)", step)
        bounded = any(index in step for index in OPEN_ONLY) or _first_of_an_index(sql, step)
        if scan and names.get(scan[1], scan[1]) in BIG and not bounded:
            yield step


def _first_of_an_index(sql: str, step: str) -> bool:
    """The first rows of a whole table in the order of an index: no more are read."""
    return " INDEX " in step and " WHERE " not in sql and " LIMIT " in sql


def _postgresql(sql: str) -> Iterator[str]:
    """With a few thousand rows the planner would rather read a small table whole than look into it: here a
    row costs what a million cost, so it must look, and what it then cannot look up is told."""
    with connection.cursor() as cursor, transaction.atomic():
        for setting, value in AS_IF_BIG.items():
            cursor.execute(f"SET LOCAL {setting} = {value}")
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
        told = cursor.fetchone()[0]
        transaction.set_rollback(True)
    plan = told if isinstance(told, list) else json.loads(told)
    yield from nodes(plan[0]["Plan"], limited=False)


def nodes(node: Any, *, limited: bool, within: str = "") -> Iterator[str]:
    """Every part of a plan of PostgreSQL that reads a whole table or index; `limited`: only as much of it as
    is asked for; `within`: the table whose rows are looked for."""
    kind, table, index = node["Node Type"], node.get("Relation Name", within), node.get("Index Name", "")
    if table in BIG and kind == "Seq Scan":
        yield f"{kind} on {table}: {node.get('Filter', '')}"
    whole = kind in ("Index Scan", "Index Only Scan", "Bitmap Index Scan") and "Index Cond" not in node
    if whole and table in BIG and index not in OPEN_ONLY and not (limited and "Filter" not in node):
        yield f"{kind} of all of {index}: {node.get('Filter', '')}"
    fewer = kind == "Limit" or (limited and kind not in ("Sort", "Aggregate"))
    for below in node.get("Plans", ()):
        yield from nodes(below, limited=fewer, within=table)
