"""Reading published rules as they were written: a table on a day, a key's history, an edition's changes."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from tongguan.desk.rulebooks.models import Edition, Rule
from tongguan.desk.rulebooks.queries import book
from tongguan.law.registry import TABLES
from tongguan.law.rulebook import Row

PAGE = 50
COMPARED = 400
"""So many changed rows are shown of a comparison; the counts are of all."""


class Written(NamedTuple):
    """A row as its file has it. `columns` are the value columns."""

    key: str
    valid_from: date
    scope: str
    end: str
    columns: Mapping[str, str]
    source: str
    verified: bool
    edition: int


class Change(NamedTuple):
    """A row that editions changed, as it stands, and what it took the place of: the row of its own day, else
    the one that held on that day (None: neither)."""

    table: str
    before: Written | None
    after: Written


def public_tables(jurisdiction: str) -> list[tuple[str, int]]:
    """The tables that may be shown, each with how many keys it has."""
    rules = book(jurisdiction)
    return [(name, len(rules.keys(name))) for name in sorted(rules.tables) if not TABLES[name].secret]


def rows_on(
    jurisdiction: str, table: str, on: date, *, sought: str = "", after: str = ""
) -> tuple[list[Written], str]:
    """A page of the rows in force on a day whose key or text holds what is sought, in the order of keys, and
    the key after which the next page begins ("" where there is none). Raises KeyError: no such table."""
    if TABLES[table].secret:
        raise KeyError(table)
    rules, found = book(jurisdiction), list[Row]()
    for key in sorted(rules.keys(table)):
        if key <= after:
            continue
        row = rules.row(table, key, on)
        if row is not None and row.value is not None and _holds(row, sought.casefold()):
            found.append(row)
            if len(found) > PAGE:
                break
    page = found[:PAGE]
    return _as_written(jurisdiction, page), page[-1].key if len(found) > PAGE else ""


def history(jurisdiction: str, table: str, key: str) -> list[Written]:
    """Every row that a key ever had, newest first. Raises KeyError: no such table."""
    if TABLES[table].secret:
        raise KeyError(table)
    rules = Rule.objects.filter(jurisdiction=jurisdiction, table=table, key=key)
    return [_written(rule) for rule in rules.order_by("-valid_from", "-edition")]


def editions(jurisdiction: str) -> list[Edition]:
    """What was published, newest first."""
    return list(Edition.objects.filter(jurisdiction=jurisdiction).order_by("-number"))


def compared(jurisdiction: str, old: int, new: int) -> tuple[dict[str, int], list[Change]]:
    """What editions after `old` up to `new` changed: how many rows of each public table, and the first of
    them, each with what it replaced."""
    secret = [name for name, table in TABLES.items() if table.secret]
    rules = Rule.objects.filter(jurisdiction=jurisdiction, edition__gt=old, edition__lte=new)
    rules = rules.exclude(table__in=secret).order_by("edition", "line")
    latest = {rule.place: rule for rule in rules.iterator(chunk_size=5000)}
    counts: dict[str, int] = {}
    for rule in latest.values():
        counts[rule.table] = counts.get(rule.table, 0) + 1
    return counts, beside(jurisdiction, list(latest.values())[:COMPARED], old=old)


def beside(jurisdiction: str, rules: Sequence[Rule], *, old: int) -> list[Change]:
    """Each of the rows with what it takes the place of in edition `old`."""
    tables, keys = {rule.table for rule in rules}, {rule.key for rule in rules}
    earlier = Rule.objects.filter(
        jurisdiction=jurisdiction, table__in=tables, key__in=keys, edition__lte=old
    ).order_by("edition")
    stood = {rule.place: rule for rule in earlier}
    days: dict[tuple[str, str, str], list[date]] = {}
    for table, key, scope, day in sorted(place for place, rule in stood.items() if rule.end != "withdrawn"):
        days.setdefault((table, key, scope), []).append(day)
    changes = []
    for rule in rules:
        place = rule.place
        if place not in stood and (past := [day for day in days.get(place[:3], ()) if day < rule.valid_from]):
            place = (*place[:3], past[-1])
        before = stood.get(place)
        held = _written(before) if before is not None and not before.end else None
        changes.append(Change(rule.table, held, _written(rule)))
    return changes


def _holds(row: Row, sought: str) -> bool:
    if not sought or sought in row.key.casefold():
        return True
    texts = (getattr(row.value, name) for name in getattr(row.value, "__dataclass_fields__", ()))
    return any(sought in one.casefold() for one in texts if isinstance(one, str))


def _as_written(jurisdiction: str, rows: Sequence[Row]) -> list[Written]:
    if not rows:
        return []
    keys = [row.key for row in rows]
    rules = Rule.objects.filter(jurisdiction=jurisdiction, table=rows[0].table, key__in=keys)
    found = {(*rule.place, rule.edition): rule for rule in rules}
    wanted: Iterable[Rule] = (
        found[row.table, row.key, row.scope, row.valid_from, row.edition] for row in rows
    )
    return [_written(rule) for rule in wanted]


def _written(rule: Rule) -> Written:
    columns = json.loads(rule.value)
    return Written(
        rule.key, rule.valid_from, rule.scope, rule.end, columns, rule.source, rule.verified, rule.edition
    )
