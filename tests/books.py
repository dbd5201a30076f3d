"""The shipped rulebooks for tests that need no database."""

from functools import cache
from pathlib import Path

from tongguan.desk.rulebooks.files import load
from tongguan.law.rulebook import Rulebook

RULES = Path(__file__).parent.parent / "rules"


@cache
def book(jurisdiction: str = "cn") -> Rulebook:
    """The rulebook of rules/<jurisdiction> as its first edition. The same object each time."""
    rows, problems = load(RULES / jurisdiction)
    assert not problems, "\n".join(map(str, problems))
    return Rulebook(jurisdiction, 1, rows)
