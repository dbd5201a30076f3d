"""Reference data by date: any table that is public, and nothing of those that are not."""

from typing import Any

from ninja import Query

from tongguan.desk.rulebooks import reference
from tongguan.doors.api import asked, words
from tongguan.doors.api.acting import Keyed, books
from tongguan.doors.api.links import links
from tongguan.doors.api.operations import operation
from tongguan.doors.api.problems import because
from tongguan.doors.api.shapes.reference import Rows, Tables
from tongguan.law.registry import TABLES


@operation(
    "GET",
    "/reference",
    name="listTables",
    scope="reference",
    told=Tables,
    query=asked.OnDay,
    summary=("List the tables of reference data", "参数表列表"),
    tags=["Reference data"],
)
def list_tables(request: Keyed, query: Query[asked.OnDay]) -> Any:
    book = books().law
    known = [name for name in reference.PUBLIC if book.keys(name)]
    tables = [
        {"table": name, "keys": len(book.keys(name)), "columns": list(TABLES[name].columns)} for name in known
    ]
    return {"on": (query.on or request.on).isoformat(), "edition": book.number, "tables": tables}


@operation(
    "GET",
    "/reference/{table}",
    name="listRows",
    scope="reference",
    told=Rows,
    query=asked.RowsOn,
    summary=("List the rows of a table in force on a day", "查询某日有效的参数"),
    tags=["Reference data"],
)
def list_rows(request: Keyed, table: str, query: Query[asked.RowsOn]) -> Any:
    book, on = books().law, query.on or request.on
    begins, after, most = query.key or "", query.after or "", query.limit + 1
    try:
        found = reference.rows_on(book, table, on, begins=begins, after=after, limit=most)
    except KeyError:
        raise because(404, words.UNKNOWN) from None
    shown = found[: query.limit]
    return {
        "table": table,
        "on": on.isoformat(),
        "edition": book.number,
        "rows": [
            {
                "key": one.key,
                "valid_from": one.valid_from.isoformat(),
                "value": one.value,
                "source": one.source,
                "edition": one.edition,
            }
            for one in shown
        ],
        "next": shown[-1].key if len(found) > query.limit else None,
    }


ROWS = {"rows": ("listRows", {"table": "$response.body#/tables/0/table"})}
links("listTables", 200, ROWS)
links(
    "listRows",
    200,
    {"rows": ("listRows", {"table": "$response.body#/table", "after": "$response.body#/next"})},
)
