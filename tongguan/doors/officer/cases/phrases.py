"""Prepared sentences for what officers say most: rows of table `phrase`, by step."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from tongguan.law.rulebook import Rulebook

TABLE = "phrase"


@dataclass(frozen=True, slots=True)
class Phrase:
    """`key` is the step's name and its own; what it says in both languages."""

    key: str
    en: str
    zh: str

    @property
    def both(self) -> str:
        return f"{self.zh}\n{self.en}"


def of_step(step: str, book: Rulebook, on: date) -> list[Phrase]:
    """The phrases of a step, in the order of their keys."""
    rows = book.table(TABLE, on)
    return [Phrase(key, row.en, row.zh) for key, row in rows.items() if key.startswith(f"{step}/")]


def put_together(phrases: Sequence[Phrase], chosen: Iterable[str], own: str) -> str:
    """What is said: the chosen phrases in both languages, for the trader's reader is not known, then the
    officer's own words."""
    wanted = set(chosen)
    said = [phrase.both for phrase in phrases if phrase.key in wanted]
    return "\n".join([*said, *([own] if own else [])])
