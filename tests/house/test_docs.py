"""What the pages for newcomers name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ("README.md", "docs/map.md", "docs/journey.md", *(f"docs/{n}" for n in ("tax.md", "rules-format.md")))
NAMED = re.compile(r"`((?:tongguan|tests|rules|docs|examples)/[\w./-]*)`|\]\(([\w./-]+)\)")


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_folder_that_a_page_names_is_there(page: str) -> None:
    path = ROOT / page
    found = [inline or linked for inline, linked in NAMED.findall(path.read_text("utf-8"))]
    missing = [name for name in found if not ((ROOT / name).exists() or (path.parent / name).exists())]
    assert not missing
    assert found


def test_every_decision_fits_on_a_page() -> None:
    long = [p.name for p in (ROOT / "docs/decisions").glob("*.md") if p.read_text("utf-8").count("\n") > 60]
    assert not long
