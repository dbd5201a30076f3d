"""Rows that come to an end while others go on naming them: a unit, a class of value-added tax, a country."""

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from tongguan.desk.rulebooks.fitting import TAILS, column_of, out_of
from tongguan.desk.rulebooks.lines import Line, Problem
from tongguan.desk.rulebooks.models import Place, Rule
from tongguan.law.registry import TABLES

Key = tuple[str, str]
SHOWN = 3
"""So many of the rows that need one are called by their keys."""


@dataclass(slots=True)
class Gap:
    """From `since` until before `until` (None: for good) no row of a table holds a key, because of the row
    at `place`; the `needing` rows name it all the same."""

    since: date
    until: date | None
    place: Place
    needing: list[Rule] = field(default_factory=list)

    def meets(self, first: date, after: date | None) -> bool:
        """Whether a row that holds from one day until before another runs into it."""
        return (self.until is None or first < self.until) and (after is None or after > self.since)


def needed(
    lines: Iterable[Line], changed: Iterable[Rule], rules: Collection[Rule], unread: Collection[str] = ()
) -> Iterator[Problem]:
    """What ends, or is taken back, although rows in force name it on some day from then on; and lines that
    go on naming what ends. (Lines that begin when it has ended are told by `fitting.unknown`.) `changed` is
    what the edition to be changes, `rules` all that it will hold; of an `unread` table, some of whose lines
    are bad themselves, nothing is told."""
    new = {rule.place for rule in changed}
    gaps = {key: found for key, found in _gaps(rules, new).items() if key[0] not in out_of(unread)}
    if not gaps:
        return
    told = {(*_key(line), line.row.scope, line.row.valid_from): line for line in lines}
    for rule, column, (table, key), gap in _running_into(gaps, rules):
        if rule.valid_from >= gap.since and rule.place in told:
            continue
        if gap.place in new:
            gap.needing += [rule] if rule not in gap.needing[-1:] else []
        elif rule.place in new and (line := told.get(rule.place)):
            sentence = f"no row of {table} holds {key!r} from {gap.since} on"
            zh = f"自{gap.since}起{table}表中没有“{key}”"
            yield Problem(line.file, line.line, column_of(line, column), sentence, zh)
    for (table, key), found in gaps.items():
        for gap in found:
            if gap.needing:
                yield _still_needed(table, key, gap, told.get(gap.place))


def _still_needed(table: str, key: str, gap: Gap, line: Line | None) -> Problem:
    """The finding, at the line that ends the row; a row that a whole table lacks has none."""
    called = [f"{rule.table} {rule.key}" for rule in gap.needing[:SHOWN]]
    names, names_zh = ", ".join(called), "、".join(called)
    more = len(gap.needing) - len(called)
    sentence = f"{table} {key} is named from {gap.since} on by {names}"
    sentence += f" and {more} more" if more else ""
    zh = f"自{gap.since}起，{table}的“{key}”仍被{names_zh}"
    zh += f"等{len(gap.needing)}条记录引用" if more else "引用"
    if line is None:
        return Problem("", 0, "", sentence, zh)
    return Problem(line.file, line.line, column_of(line, "end"), sentence, zh)


def _gaps(rules: Iterable[Rule], new: Collection[Place]) -> dict[Key, list[Gap]]:
    """By what others may name: when it holds no more."""
    rows: dict[Key, list[Rule]] = {}
    over: set[Key] = set()
    for rule in rules:
        key = rule.table, rule.key
        if not any(rule.key.endswith(tail) for tail in TAILS.get(rule.table, ())):
            continue
        rows.setdefault(key, []).append(rule)
        if rule.end == "ended" or (rule.end == "withdrawn" and rule.place in new):
            over.add(key)
    found: dict[Key, list[Gap]] = {}
    for key in over:
        for gap in _between(sorted(rows[key], key=lambda rule: rule.valid_from), new):
            found.setdefault(key, []).append(gap)
    return found


def _between(rows: Iterable[Rule], new: Collection[Place]) -> Iterator[Gap]:
    """When a key, of which these are the rows by day, holds in no scope after a row of it has ended; what
    the `new` ones leave is told apart."""
    holds: dict[str, bool] = {}
    gap: Gap | None = None
    for rule in rows:
        if rule.end != "withdrawn":
            holds[rule.scope] = not rule.end
        if any(holds.values()):
            if gap is not None and gap.since < rule.valid_from:
                gap.until = rule.valid_from
                yield gap
            gap = None
        elif gap is None or (rule.place in new and gap.place not in new):
            if gap is not None and gap.since < rule.valid_from:
                gap.until = rule.valid_from
                yield gap
            gap = Gap(rule.valid_from, None, rule.place)
    if gap is not None:
        yield gap


def _running_into(
    gaps: Mapping[Key, list[Gap]], rules: Iterable[Rule]
) -> Iterator[tuple[Rule, str, Key, Gap]]:
    """Rows that name what ends, with the column and with each gap that they run into, by table and key."""
    wanted, found = {table for table, _ in gaps}, list[tuple[Rule, str, Key]]()
    starts: dict[tuple[str, str, str], list[date]] = {}
    naming = {name: [one for one in table.names if one.table in wanted] for name, table in TABLES.items()}
    for rule in rules:
        if not naming[rule.table] or rule.end == "withdrawn":
            continue
        starts.setdefault((rule.table, rule.key, rule.scope), []).append(rule.valid_from)
        if rule.end:
            continue
        value = json.loads(rule.value)
        for one in naming[rule.table]:
            text = rule.key if one.column == "key" else value.get(one.column, "")
            for name in re.findall(one.each, text):
                if (key := (one.table, name + one.tail)) in gaps:
                    found.append((rule, one.column, key))
    for rule, column, key in sorted(found, key=lambda one: (one[0].table, one[0].key, one[0].valid_from)):
        later = (day for day in starts[rule.table, rule.key, rule.scope] if day > rule.valid_from)
        after = min(later, default=None)
        yield from ((rule, column, key, gap) for gap in gaps[key] if gap.meets(rule.valid_from, after))


def _key(line: Line) -> Key:
    return line.row.table, line.row.key
