"""Rows that the law asks for by names of its own, and of which a book published for an older version of it
knows nothing: where one lacks, the law is silent or refuses."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from tongguan.desk.rulebooks.files import read_file
from tongguan.desk.rulebooks.folder import contents
from tongguan.desk.rulebooks.lines import Line
from tongguan.desk.rulebooks.models import Rule
from tongguan.law.rulebook import Rulebook

NAMED = ("check", "condition", "credit", "deadline", "element", "hours", "inspecting_office", "parameter")
"""The tables whose keys stand in the code. All others it reads by what somebody states, or whole."""


def lacking(folder: Path, jurisdiction: str, *, on: date) -> Mapping[str, Sequence[str]]:
    """By table, the keys that a folder of rules has in force on a day or later, and that no edition of the
    jurisdiction has ever held. What an edition has ended or taken back is a choice, and does not lack."""
    lines = [
        line
        for path, held in contents(folder)
        if path.stem in NAMED and isinstance(held, bytes)
        for line in read_file(path.stem, held, path.name)
        if isinstance(line, Line)
    ]
    found: dict[str, list[str]] = {}
    for table, key in sorted({(one.row.table, one.row.key) for one in unheard(lines, jurisdiction, on=on)}):
        found.setdefault(table, []).append(key)
    return found


def unheard(lines: Iterable[Line], jurisdiction: str, *, on: date) -> list[Line]:
    """Of the lines of a folder those, of all their days, whose keys so lack."""
    lines = [line for line in lines if line.row.table in NAMED]
    folder = Rulebook(jurisdiction, 1, (line.row for line in lines))
    rules = Rule.objects.filter(jurisdiction=jurisdiction, table__in=NAMED)
    known = {*rules.values_list("table", "key").distinct()}

    def holds(table: str, key: str) -> bool:
        newest = folder.history(table, key)[:1]
        return any(row.value is not None for row in newest) or folder.row(table, key, on) is not None

    asked = {place for line in lines if (place := (line.row.table, line.row.key)) not in known}
    wanted = {place for place in asked if holds(*place)}
    return [line for line in lines if (line.row.table, line.row.key) in wanted]
