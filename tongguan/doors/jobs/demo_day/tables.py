"""The files of the day, read: enterprises, goods, conveyances and the declarations themselves.

They are plain CSV beside this module, meant to be read and changed by people; every name in one file is a
key of another.
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2020, 9, 15)
"""A Tuesday for which customs exchange rates of 27 currencies were published."""

Record = Mapping[str, str]


def local(text: str, day: date = DAY) -> datetime:
    """`06:20` on the day, or `2020-09-14 19:10`, as an instant in UTC."""
    if len(text) > 5:
        return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI).astimezone(UTC)
    return datetime.combine(day, time.fromisoformat(text), SHANGHAI).astimezone(UTC)


BEGIN, END = local("00:00"), local("00:00") + timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Day:
    """All that stands in the files. `declarations` are in the order of the file."""

    enterprises: Mapping[str, Record]
    overseas: Mapping[str, tuple[Record, ...]]
    people: tuple[Record, ...]
    goods: Mapping[str, Record]
    conveyances: Mapping[str, Record]
    declarations: tuple[Record, ...]


def _rows(name: str) -> list[Record]:
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def _by_country(rows: list[Record]) -> dict[str, tuple[Record, ...]]:
    countries = dict.fromkeys(row["country"] for row in rows)
    return {country: tuple(r for r in rows if r["country"] == country) for country in countries}


@cache
def day() -> Day:
    """The shipped day. The same object each time."""
    return Day(
        enterprises={row["key"]: row for row in _rows("enterprises")},
        overseas=_by_country(_rows("overseas")),
        people=tuple(_rows("people")),
        goods={row["key"]: row for row in _rows("goods")},
        conveyances={row["key"]: row for row in _rows("conveyances")},
        declarations=tuple(_rows("day")),
    )
