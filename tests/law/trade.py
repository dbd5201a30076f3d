"""An import, and what usually happens to it."""

from pathlib import Path

import pytest

from tests.law.cast import BO, INA, IVAN, TESS, Life
from tongguan.law.flow import NotOffered
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Actor

IMPORT, EXPORT = FLOWS["import"], FLOWS["export"]
ROOT = Path(__file__).parents[2]
ABSENT = frozenset({"lawfully_absent"})


def an_import(*more: tuple[str, str, str], parts: tuple[str, ...] = ("",), charges: str = "due") -> Life:
    life = Life(IMPORT, parts)
    cargo = [
        (track, part, state)
        for part in parts
        for track, state in (("cargo", "expected"), ("exit", "awaited"))
    ]
    life.begin(("documents", "", "checking"), ("charges", "", charges), *cargo, *more)
    return life


def arrive(life: Life, *parts: str) -> None:
    for part in parts or ("",):
        for step in ("declare_entry", "discharge", "make_available"):
            life.take(TESS, step, part)


def inspect(life: Life, place: str = "port_inspection", part: str = "", result: str = "pass") -> None:
    life.take(INA, f"notify_{place}", part)
    life.take(BO, f"book_{place}", part)
    life.take(BO, f"present_for_{place}", part)
    life.take(INA, f"begin_{place}", part)
    life.take(INA, f"enter_results_of_{place}", part)
    life.take(IVAN, f"{result}_{place}", part)


def refused(life: Life, actor: Actor, step: str, part: str = "", **more: object) -> str:
    with pytest.raises(NotOffered) as caught:
        life.take(actor, step, part, **more)
    return caught.value.reason
