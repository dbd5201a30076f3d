"""Cases that a lawyer can read: rules, input, output, each told in one YAML document.

A case starts from the shipped tax scheme of its jurisdiction (which taxes, in which order, on which base, how
rounded, how each deal term is valued); every rate, exchange rate and changed parameter it uses stands in the
case itself. All scalars are texts, so that 0.10 stays 0.10.
"""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin, get_type_hints

import yaml

from tests.books import book
from tongguan.law.assess import Assessment, assess
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.registry import TABLES
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.taxing.how import How, Name, plain
from tongguan.law.words import say

FOLDER = Path(__file__).parent.parent / "cases" / "assessments"
ALWAYS = date(1900, 1, 1)
SCHEME = (
    *("tax", "valuation", "cost_kind", "relief", "conversion", "origin_status", "rate_kind"),
    *("agreement", "parameter", "unit", "currency", "condition"),
)
SHORT = {"parameter": "value", "rate": "rate", "exchange_rate": "rate", "parity": "rate"}
"""The column that a row written as a mere text fills."""


def every() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """All cases, with a name for the test."""
    for path in sorted(FOLDER.glob("*.yaml")):
        for case in yaml.load_all(path.read_text("utf-8"), yaml.BaseLoader):
            yield f"{path.stem}: {case['name']}", case


@cache
def shipped(jurisdiction: str, on: date) -> tuple[Row, ...]:
    """The shipped tax scheme as it stands on a day, valid for all days."""
    known = book(jurisdiction)
    found = (known.row(table, key, on) for table in SCHEME for key in known.table(table, on))
    return tuple(
        Row(table=row.table, key=row.key, valid_from=ALWAYS, value=row.value, source=row.source)
        for row in found
        if row
    )


def own(rules: Mapping[str, Any]) -> Iterator[Row]:
    """The rows that a case states: table, key, value. A value is a text, its columns, or either by day."""
    for name, keys in rules.items():
        for key, value in keys.items():
            by_day = value if isinstance(value, dict) and all(k[:4].isdigit() for k in value) else {"": value}
            for day, stated in by_day.items():
                columns = {SHORT[name]: stated} if isinstance(stated, str) else dict(stated)
                if name == "parameter":
                    columns = {"en": key, "zh": key, **columns}
                since = date.fromisoformat(day) if day else ALWAYS
                parsed = TABLES[name].parse(columns)
                yield Row(table=name, key=key, valid_from=since, value=parsed, source="the case", edition=2)


def rulebook(case: Mapping[str, Any]) -> Rulebook:
    """The book of a case."""
    jurisdiction = case.get("jurisdiction", "cn")
    base = shipped(jurisdiction, date.fromisoformat(case.get("scheme_of", "2020-02-01")))
    return Rulebook(jurisdiction, 2, (*base, *own(case.get("rules", {}))))


def stated(kind: Any, value: Any) -> Any:
    """A value of the form, from the texts of a case, by the declared type of its field."""
    if get_origin(kind) is UnionType:
        kind = next(k for k in get_args(kind) if k is not type(None))
    if get_origin(kind) is tuple:
        return tuple(stated(get_args(kind)[0], one) for one in value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        unknown = set(value) - {field.name for field in fields(kind)}
        assert not unknown, f"{kind.__name__} has no {unknown}"
        return kind(**{name: stated(hints[name], one) for name, one in value.items()})
    if kind is date:
        return date.fromisoformat(value)
    return {Decimal: Decimal, int: int}.get(kind, str)(value)


def declaration(case: Mapping[str, Any]) -> Declaration:
    return stated(Declaration, {"reference": "CASE", "direction": "import", **case["input"]})


def assessed(case: Mapping[str, Any]) -> Assessment:
    facts = stated(Facts, case.get("facts", {}))
    return assess(declaration(case), rulebook(case), date.fromisoformat(case["on"]), facts)


def told(how: tuple[How, ...], language: str, money: Name = ("yuan", "元")) -> list[str]:
    """An explanation in words, its `money` as the book calls it."""
    return [say(one["code"], one["arguments"], language) for one in (plain(each, money) for each in how)]
