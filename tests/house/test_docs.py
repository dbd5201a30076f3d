"""What the pages for people name is there, and what there is to set and to call they name."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = (
    "README.md",
    "CHANGELOG.md",
    *(str(p.relative_to(ROOT)) for p in sorted((ROOT / "docs").rglob("*.md"))),
)
NAMED = re.compile(r"`((?:tongguan|tests|rules|docs|examples)/[\w./-]*)`|\]\(([\w./-]+)\)")
VARIABLE = re.compile(r"\b(TONGGUAN_[A-Z_]+|SECRET_KEY)\b")
COMMANDS = sorted(p.stem for p in (ROOT / "tongguan/doors/jobs/management/commands").glob("[a-z]*.py"))
OF_DJANGO = {"migrate", "collectstatic", "check", "changepassword"}


def text(page: str) -> str:
    return (ROOT / page).read_text("utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_every_file_and_folder_that_a_page_names_is_there(page: str) -> None:
    path = ROOT / page
    found = [inline or linked for inline, linked in NAMED.findall(text(page))]
    missing = [name for name in found if not ((ROOT / name).exists() or (path.parent / name).exists())]
    assert not missing


def test_the_map_names_its_rooms() -> None:
    assert len(NAMED.findall(text("docs/map.md"))) > 100


def test_every_decision_fits_on_a_page() -> None:
    long = [p.name for p in (ROOT / "docs/decisions").glob("*.md") if p.read_text("utf-8").count("\n") > 60]
    assert not long


def test_every_setting_that_is_read_is_told_and_every_one_that_is_told_is_read() -> None:
    code = [*(ROOT / "tongguan").rglob("*.py"), *(ROOT / "tests").rglob("*.py")]
    read = {
        name for path in code if path != Path(__file__) for name in VARIABLE.findall(path.read_text("utf-8"))
    }
    told = set(VARIABLE.findall(text("docs/installing.md")))
    assert read == told


def test_every_condition_that_the_law_asks_for_is_shipped_or_told() -> None:
    asked = {
        name
        for path in (ROOT / "tongguan/law").rglob("*.py")
        for name in re.findall(r"listed\(\"(\w+)\"\)", path.read_text("utf-8"))
    }
    shipped = set(re.findall(r"^(\w+),", text("rules/cn/condition.csv"), re.MULTILINE))
    assert len(asked) > 10
    assert asked <= shipped | set(re.findall(r"`(\w+)`", text("docs/rules-format.md")))


def test_every_command_is_told_somewhere_and_only_commands_are() -> None:
    told = {
        name for page in PAGES for name in re.findall(r"\btongguan ([a-z]+)\b(?![/.])", commands(text(page)))
    }
    assert told == {*COMMANDS, *OF_DJANGO}


def commands(page: str) -> str:
    """What a page shows as typed: in back quotes, fenced or set in."""
    return "\n".join(re.findall(r"```.*?```|`[^`\n]+`|^    .*$", page, re.DOTALL | re.MULTILINE))
