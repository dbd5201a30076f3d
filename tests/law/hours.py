"""Imports with a clock on the wall, and their ledger in hours."""

from datetime import timedelta

from tests.law.cast import TESS, Life
from tongguan.law.clock import Ledger, Measure, ledger
from tongguan.law.flows import FLOWS

IMPORT = Measure("may_leave", ("declare_entry",), "lodged", preparation=True)
EXPORT = Measure("released", ("report_arrival",), "lodged", preparation=False)
HOUR = 3600


def an_import(*more: tuple[str, str, str], parts: tuple[str, ...] = ("",), charges: str = "nothing") -> Life:
    life = Life(FLOWS["import"], parts)
    opened = [("cargo", part, "expected") for part in parts]
    life.begin(("documents", "", "checking"), ("charges", "", charges), *opened, *more)
    return life


def arrive(life: Life, *parts: str, since: float = 0) -> None:
    for part in parts or ("",):
        life.take(TESS, "declare_entry", part, occurred_at=life.at - timedelta(hours=since))
        life.take(TESS, "discharge", part)
        life.take(TESS, "make_available", part)


def of(life: Life, measure: Measure = IMPORT, part: str = "", cycle: int = 1) -> Ledger:
    found = ledger(life.events, life.flow, measure, now=life.at, parts=life.parts, part=part, cycle=cycle)
    assert found is not None
    assert sum(s.seconds for s in found.slices) == (found.end - found.start).total_seconds()
    return found


def hours(one: Ledger) -> dict[str, float]:
    return {whose: seconds / HOUR for whose, seconds in one.by_owner.items()}


def told(one: Ledger) -> list[tuple[str, str, float]]:
    return [(s.key.track if s.key else "", s.state, s.seconds / HOUR) for s in one.slices]
