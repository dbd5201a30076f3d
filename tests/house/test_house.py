"""The walls of the house: budgets that show a wrong room, and a law that reads no clock and opens no file."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = [p for p in (ROOT / "tongguan").rglob("*.py") if "migrations" not in p.parts]
ALL = [*PACKAGE, *(ROOT / "tests").rglob("*.py")]
LAW = [p for p in PACKAGE if "law" in p.relative_to(ROOT).parts[:2]]


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", ALL, ids=name)
def test_no_file_or_function_is_two_rooms(path: Path) -> None:
    text = path.read_text("utf-8")
    budget = 100 if path.name == "conftest.py" else 200 if name(path) == "tongguan/law/flow.py" else 300
    assert text.count("\n") <= budget
    assert max((len(line) for line in text.splitlines()), default=0) <= 110
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


@pytest.mark.parametrize("path", sorted((ROOT / "tongguan/law/flows").glob("*.py")), ids=name)
def test_a_flow_is_a_table_of_at_most_120_lines(path: Path) -> None:
    assert path.read_text("utf-8").count("\n") <= 120


FORBIDDEN_NAMES = {
    *("open", "print", "input"),
    *("now", "today", "utcnow", "monotonic", "perf_counter", "getenv"),
}
FORBIDDEN_MODULES = {
    *("time", "os", "sys", "io", "logging"),
    *("random", "pathlib", "secrets", "socket", "subprocess"),
}


@pytest.mark.parametrize("path", LAW, ids=name)
def test_the_law_reads_no_clock_and_opens_no_file(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            assert not {a.name.split(".")[0] for a in node.names} & FORBIDDEN_MODULES
        elif isinstance(node, ast.ImportFrom):
            assert (node.module or "").split(".")[0] not in FORBIDDEN_MODULES
        elif isinstance(node, ast.Call):
            called = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            assert called not in FORBIDDEN_NAMES, f"line {node.lineno} calls {called}()"


def test_public_names_of_the_law_say_what_they_are() -> None:
    silent = [
        f"{name(path)}:{node.name}"
        for path in LAW
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not ast.get_docstring(node)
    ]
    assert len(silent) <= 5, silent


def test_the_package_refuses_to_run_without_its_assertions() -> None:
    done = subprocess.run(
        [sys.executable, "-OO", "-c", "import tongguan"], capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert "refuses to run" in done.stderr
