"""Every figure is taken once: that it can be taken, what stands beside it, and what its floor wrote. How
large it is, `tongguan bench` says; a test does not look at the clock."""

import io
import json
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from tongguan.doors.jobs.bench import reckoning
from tongguan.doors.jobs.bench.figures import Figure, table, undisturbed
from tongguan.doors.jobs.bench.runs import RUNS

STORING = {"sqlite": ["disk", "memory"], "postgresql": ["postgresql"]}
ELSEWHERE = ["reckoning", "messages", "peak", "growth"]


def taken(name: str, folder: Path) -> list[Figure]:
    return list(RUNS[name](folder, "once"))


@pytest.mark.parametrize("name", ["disk", "memory", "postgresql"])
def test_a_lodging_and_its_floor_write_the_same_rows(name: str, tmp_path: Path) -> None:
    if name not in STORING[connection.vendor]:
        pytest.skip("this is measured where the tests run on it")
    found = {figure.name: figure for figure in taken(name, tmp_path)}
    for how in ("one by one", "100 to a transaction"):
        complete, pure, storage = (found[f"{what}, {how}"] for what in ("complete", "pure part", "storage"))
        assert storage.measured == pytest.approx(complete.measured - pure.measured)
        assert storage.floor == complete.floor and storage.met is not None
    wanted = "1 dossier, 6 event, 4 track, 3 posting, 1 claim, 1 content, 1 judgement, 3 line, 9 charge"
    assert {*wanted.split(", ")} <= {*found["storage, one by one"].note.split(": ")[1].split(", ")}


@pytest.mark.parametrize("name", ELSEWHERE)
def test_every_other_figure_stands_beside_its_floor(name: str, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the same on every database")
    for figure in taken(name, tmp_path):
        assert figure.note.startswith("skipped") or figure.met is not None


def test_every_page_stands_beside_a_trivial_one(tmp_path: Path) -> None:
    if connection.vendor != "postgresql":
        pytest.skip("this is measured where the tests run on it")
    found = taken("windows", tmp_path)
    assert {"worklist, inspector", "search by bill", "case, open"} <= {figure.name for figure in found}
    assert all(figure.ratio and "declarations" in figure.note for figure in found)
    assert [figure.name for figure in found if figure.target is None] == ["board"]


def test_the_floor_of_the_assessment_is_the_same_arithmetic() -> None:
    """... as `reckoning` asserts whenever it measures; here it is told apart from doing nothing."""
    amounts = reckoning.by_hand()
    assert len(amounts) == 9 and all(amounts)


def test_a_ratio_is_held_against_its_target_in_its_own_sense() -> None:
    common = {"name": "x", "where": "here", "unit": "us"}
    slower = Figure(measured=2, floor=1, bound="at least", target=0.4, **common)
    larger = Figure(measured=2, floor=1, bound="at most", target=1.1, **common)
    assert (slower.ratio, slower.met) == (0.5, True)
    assert (larger.ratio, larger.met) == (2, False)
    assert Figure.of(slower.plain()) == slower
    assert "| NO " in table([larger]) and "| yes" in table([slower])
    assert undisturbed([5.0, 1.0, *[9.0] * 10]) == 5.0


def test_the_command_prints_json_or_a_table(settings: object, tmp_path: Path) -> None:
    if connection.vendor != "sqlite":
        pytest.skip("the same on every database")
    settings.VAR = tmp_path  # type: ignore[attr-defined]
    out = io.StringIO()
    call_command("bench", only=["reckoning"], quick=True, json=True, stdout=out, stderr=io.StringIO())
    names = [figure["name"] for figure in json.loads(out.getvalue())]
    assert names[0] == "assessment of 3 items" and not any(tmp_path.iterdir())
