"""docs/journey.md tells the truth: every file that it names is there, and defines what it is said to."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/journey.md").read_text("utf-8")
NAMED = re.findall(r"`([\w./]+\.py)(?:::(\w+))?`", PAGE)


def test_it_names_the_whole_way() -> None:
    assert len(NAMED) > 40
    assert [f"**{n}." in PAGE for n in range(1, 11)] == [True] * 10
    rooms = {path.parent.name for path in (ROOT / "tongguan/desk").glob("*/models.py")}
    assert rooms == {path.split("/")[2] for path, _ in NAMED if path.startswith("tongguan/desk/")}


@pytest.mark.parametrize(("path", "name"), sorted(set(NAMED)), ids=lambda one: one)
def test_it_names_what_is_there(path: str, name: str) -> None:
    made = ast.walk(ast.parse((ROOT / path).read_text("utf-8")))
    names = {node.name for node in made if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    assert not name or name in names


def test_it_is_two_pages_at_most() -> None:
    assert len(PAGE.split()) < 1000
