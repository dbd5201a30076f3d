"""Whatever is wrong with a rule is told in both languages."""

import csv
from collections.abc import Mapping
from itertools import islice
from typing import Any

import pytest

from tests.books import RULES
from tongguan.law.faults import Fault
from tongguan.law.registry import TABLES
from tongguan.law.taxing import ratetext

GARBAGE = ("", "?", "-1", "0", "1.5.", "x", "12%+", "2018-02-31", "a b c", "5/", "at_most(5%)", "１", "²")
RATES = ("x", "20%+?", "below 5 yuan/kg: 3%", "5 per cent", "")


def in_chinese(text: str) -> bool:
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)


def wrong_with(table: Any, columns: Mapping[str, str]) -> Fault | None:
    try:
        table.parse(columns)
    except ValueError as wrong:
        assert isinstance(wrong, Fault), (columns, wrong)
        return wrong
    return None


def first_rows() -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    for path in sorted((RULES / "cn").rglob("*.csv")):
        if path.stem in TABLES:
            with path.open(encoding="utf-8-sig", newline="") as file:
                found.setdefault(path.stem, []).extend(islice(csv.DictReader(file), 3))
    return found


@pytest.mark.parametrize("name", sorted(TABLES))
def test_no_cell_is_refused_in_one_language_only(name: str) -> None:
    table = TABLES[name]
    nothing = wrong_with(table, {})
    told = {nothing.en} if nothing else set[str]()
    rows = first_rows().get(name) or [{}]
    for row in rows:
        good = {column: row.get(column) or "" for column in table.columns}
        for column in table.columns:
            for garbage in GARBAGE:
                if fault := wrong_with(table, {**good, column: garbage}):
                    assert in_chinese(fault.zh) and not in_chinese(fault.en.replace("１", "")), fault
                    told.add(fault.en)
    assert told, "nothing that is wrong with this table was found"


def test_a_printed_rate_is_refused_in_both() -> None:
    refused = 0
    for printed in RATES:
        try:
            ratetext.read(printed, "")
        except Fault as fault:
            refused += 1
            assert in_chinese(fault.zh) and printed in fault.column
    assert refused >= 3
