"""Reading rules. Secret tables (criteria, salts) are as if they did not exist."""

from collections.abc import Iterable
from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import render

from tongguan.desk.people.models import Office
from tongguan.desk.rulebooks import browsing
from tongguan.desk.rulebooks.queries import newest
from tongguan.doors.look import legible
from tongguan.doors.look.access import OFFICERS, may
from tongguan.doors.look.asked import Asked
from tongguan.doors.officer.rules import table_names
from tongguan.law.registry import TABLES

READERS = (*OFFICERS, "rules_officer", "administrator")


def jurisdiction_of(request: Asked) -> str:
    """The book of the office at which the person acts."""
    found = Office.objects.filter(code=request.hat.behalf).values_list("jurisdiction", flat=True).first()
    if found is None:
        raise Http404
    return str(found)


def day_of(request: Asked) -> date:
    """The day that the address asks for, else today."""
    return legible.day(request.GET.get("on", "")) or request.on


@may(*READERS, own="the book of their office's jurisdiction")
def tables(request: Asked) -> HttpResponse:
    """Every table that may be shown."""
    try:
        found = browsing.public_tables(jurisdiction_of(request))
    except LookupError:
        found = []
    named = [(name, table_names.called(name, request.language), count) for name, count in found]
    return render(request, "officer/rules/tables.html", {"tables": named, "here": "tables"})


@may(*READERS, own="the book of their office's jurisdiction")
def table(request: Asked, name: str) -> HttpResponse:
    """A table on a day, what is sought in it, fifty rows at a time."""
    on, sought, after = day_of(request), request.GET.get("q", "").strip()[:60], request.GET.get("after", "")
    try:
        rows, more = browsing.rows_on(jurisdiction_of(request), name, on, sought=sought, after=after)
    except LookupError:
        raise Http404 from None
    given = {"name": name, "rows": rows, "more": more, "day": on, "sought": sought, "after": after}
    given |= {"columns": TABLES[name].columns, "called": table_names.called(name, request.language)}
    return render(request, "officer/rules/table.html", {**given, "cells": _cells(rows, name)})


def _cells(rows: list[browsing.Written], name: str) -> list[tuple[browsing.Written, list[str]]]:
    columns = TABLES[name].columns
    return [(row, [row.columns.get(column, "") for column in columns]) for row in rows]


@may(*READERS, own="the book of their office's jurisdiction")
def key(request: Asked, name: str) -> HttpResponse:
    """Every row that a key ever had, and in which edition."""
    asked = request.GET.get("key", "")
    try:
        rows = browsing.history(jurisdiction_of(request), name, asked)
    except LookupError:
        raise Http404 from None
    if not rows:
        raise Http404
    called = table_names.called(name, request.language)
    given = {
        "name": name,
        "called": called,
        "key": asked,
        "cells": _cells(rows, name),
        "columns": TABLES[name].columns,
    }
    return render(request, "officer/rules/key.html", given)


@may(*READERS, own="the book of their office's jurisdiction")
def editions(request: Asked) -> HttpResponse:
    """Who published what, and when."""
    found = browsing.editions(jurisdiction_of(request))
    return render(request, "officer/rules/editions.html", {"editions": found, "here": "editions"})


@may(*READERS, own="the book of their office's jurisdiction")
def compare(request: Asked) -> HttpResponse:
    """What changed between two editions; between the last two, where none is named."""
    old, new = sorted(legible.number(request.GET.get(name, "")) for name in ("old", "new"))
    if not new:
        new = newest(jurisdiction_of(request))[0]
        old = max(0, new - 1)
    counts, changes = browsing.compared(jurisdiction_of(request), old, new)
    given = {"old": old, "new": new, "counts": sorted(counts.items()), "here": "editions"}
    given["changes"] = with_cells(changes)
    return render(request, "officer/rules/compare.html", given)


Cells = list[tuple[str, str, str]]
"""The columns in which a row differs from what it took the place of: name, before, after."""


def with_cells(changes: Iterable[browsing.Change]) -> list[tuple[browsing.Change, Cells]]:
    """Each change with the cells in which it differs."""
    return [(one, _differing(one)) for one in changes]


def _differing(change: browsing.Change) -> Cells:
    before = change.before.columns if change.before else {}
    after = change.after.columns
    names = TABLES[change.table].columns
    return [
        (name, before.get(name, ""), after.get(name, ""))
        for name in names
        if before.get(name, "") != after.get(name, "")
    ]
