"""Rows that do not fit their book: each is good by itself, but names what no row of it knows."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from pathlib import PurePath

from tongguan.desk.rulebooks.lines import Line, Problem
from tongguan.desk.rulebooks.models import Rule
from tongguan.desk.rulebooks.queries import COLUMNS, parsed
from tongguan.law.duty import AtLeast, AtMost, ByPrice, Node, Percent, PerUnit, Sliding, Sum
from tongguan.law.registry import TABLES
from tongguan.law.rulebook import Rulebook
from tongguan.law.targeting.criteria import contradictions
from tongguan.law.taxing.rates import Rate

RATE, KINDS, AGREEMENTS, TAX = "rate", "rate_kind", "agreement", "tax"
AGREED = "agreement"
"""The kind of rate whose key goes on with the code of an agreement."""
CRITERIA = ("criterion", "risk_group")
SHEET = ("commodity", RATE)
"""What a wide sheet holds."""
Keys = Callable[[str], Iterable[str]]
"""The keys of a table, as the book stands without the folder."""
NAMED = {(names.table, names.tail) for table in TABLES.values() for names in table.names}
"""The tables whose rows are named by others', with what the keys end with that are meant."""
TAILS = {table: tuple(tail for other, tail in NAMED if other == table) for table, _ in NAMED}


def unknown(lines: Iterable[Line], rules: Iterable[Rule], unread: Collection[str] = ()) -> Iterator[Problem]:
    """Lines that name a row of another table (`registry.Names`) which does not hold on the line's own day, or
    on the first one of such rows, should they begin later. `rules` are those of the edition to be. Rows of
    which the book has none, and an `unread` table, some of whose lines are bad themselves, are not held
    against a line."""
    standing, out = Standing(rules), out_of(unread)
    for line in lines:
        table = TABLES[line.row.table]
        if line.row.value is None:
            continue
        for names in table.names:
            begins = standing.begins.get((names.table, names.tail))
            if begins is None or names.table in out:
                continue
            on = max(line.row.valid_from, begins)
            text = line.row.key if names.column == "key" else line.columns.get(names.column, "")
            for name in re.findall(names.each, text):
                key = name + names.tail
                if not standing.holds(names.table, key, on):
                    sentence = f"no row of {names.table} holds {key!r} on {on}"
                    zh = f"{on}的{names.table}表中没有“{key}”"
                    yield Problem(line.file, line.line, column_of(line, names.column), sentence, zh)


def out_of(unread: Collection[str]) -> set[str]:
    """The tables of files of which some lines are bad."""
    return {*unread, *(SHEET if "tariff" in unread else ())}


class Standing:
    """On which days rows that others name hold, in any scope; `begins`: since when there are any."""

    def __init__(self, rules: Iterable[Rule]) -> None:
        self.begins: dict[tuple[str, str], date] = {}
        self._rows: dict[tuple[str, str], list[tuple[date, str, bool]]] = {}
        self._memo: dict[tuple[str, str, date], bool] = {}
        for rule in rules:
            for tail in TAILS.get(rule.table, ()) if rule.end != "withdrawn" else ():
                if rule.key.endswith(tail):
                    place, since = (rule.table, rule.key), rule.valid_from
                    self._rows.setdefault(place, []).append((since, rule.scope, not rule.end))
                    kind = rule.table, tail
                    self.begins[kind] = min(since, self.begins.get(kind, since))

    def holds(self, table: str, key: str, on: date) -> bool:
        """Whether the table has a value under the key on a day."""
        place = table, key, on
        if place not in self._memo:
            rows = sorted(row for row in self._rows.get((table, key), ()) if row[0] <= on)
            self._memo[place] = any({scope: held for _, scope, held in rows}.values())
        return self._memo[place]


def column_of(line: Line, column: str) -> str:
    """The column of the file: in a wide sheet a rate, or the end of one, stands under its kind."""
    if line.row.table == RATE and PurePath(line.file).stem == "tariff":
        return f"rate:{line.row.key.partition('/')[2]}"
    return column


def astray(lines: Iterable[Line], standing: Keys) -> Iterator[Problem]:
    """Rates of a kind that no row of `rate_kind` names, and of agreements that no row names: a letter wrong
    in a key would lose the rate without a word. A book without the one or the other table is not held
    against it."""
    rows = tuple(lines)

    def known(table: str) -> set[str]:
        return {line.row.key for line in rows if line.row.table == table} | set(standing(table))

    kinds, agreements = known(KINDS), known(AGREEMENTS)
    for line in rows:
        if line.row.table != RATE:
            continue
        _, kind, *of = line.row.key.split("/")
        if kinds and kind not in kinds:
            sentence, zh = f"no row of {KINDS} names the kind {kind!r}", f"{KINDS}中没有税率种类“{kind}”"
            yield _problem(line, sentence, zh, get_close_matches(kind, kinds, 1))
        elif kind == AGREED and agreements and (not of or of[0] not in agreements):
            named = "/".join(of) or "nothing"
            yield _problem(
                line, f"no row of {AGREEMENTS} names {named!r}", f"{AGREEMENTS}中没有“{named}”", ()
            )


def at_odds(jurisdiction: str, rules: Iterable[Rule]) -> Iterator[Problem]:
    """Criteria that name a group of risks which no row explains on a day on which they hold: no lodging of
    that day could be judged. `rules` are those of the edition to be."""
    rows = (parsed(1, *(getattr(rule, name) for name in COLUMNS)) for rule in rules if rule.table in CRITERIA)
    for key, group, on in contradictions(Rulebook(jurisdiction, 1, rows)):
        yield Problem(
            "",
            0,
            "",
            f"criterion {key} names the group @{group}, which no row of risk_group has on {on}",
            f"布控规则{key}引用的组@{group}在{on}没有risk_group记录",
        )


def beyond_whole(jurisdiction: str, lines: Iterable[Line], rules: Iterable[Rule]) -> Iterator[Problem]:
    """Rates that may come to 100% or more, of a kind that a tax which is part of its own base has on the
    line's first day: no such tax can be worked out (V113). `rules` are those of the edition to be."""
    high = [
        line for line in lines if isinstance(line.row.value, Rate) and highest(line.row.value.duty) >= 100
    ]
    if not high:
        return
    rows = (parsed(1, *(getattr(rule, name) for name in COLUMNS)) for rule in rules if rule.table == TAX)
    book = Rulebook(jurisdiction, 1, rows)
    for line in high:
        kind = line.row.key.split("/")[1]
        for tax in book.table(TAX, line.row.valid_from).values():
            kinds = {pattern.key.split("/")[1] for pattern in tax.rates}
            if tax.inclusive == "own_base" and kind in kinds:
                sentence = f"{tax.en} is part of its own base: its rate must stay below 100%"
                zh = f"{tax.zh}为价内税，税率须低于100%"
                yield Problem(line.file, line.line, column_of(line, "rate"), sentence, zh)
                break


def highest(duty: Node) -> Decimal:
    """The greatest percentage that a duty may come to."""
    match duty:
        case Percent(rate):
            return rate
        case Sliding():
            return duty.cap
        case Sum(parts):
            return sum(map(highest, parts), Decimal(0))
        case AtMost(parts) | AtLeast(parts):
            return max(map(highest, parts))
        case ByPrice():
            return max(highest(band.duty) for band in duty.bands)
        case PerUnit():
            return Decimal(0)


def _problem(line: Line, sentence: str, zh: str, near: Iterable[str]) -> Problem:
    meant = "".join(f"; is {one!r} meant?" for one in near)
    zh += "".join(f"；是否应为“{one}”？" for one in near)
    return Problem(line.file, line.line, "key", sentence + meant, zh)
