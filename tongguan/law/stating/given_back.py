"""The elements that no trader states: what the system fills in on acceptance, and gives back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from tongguan.law.declaration import Declaration
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import ANSWER, parts

ACCEPTED = "J"
"""The receipt of acceptance (通关无纸化审结), from which the declaration counts as declared."""


@dataclass(frozen=True, slots=True)
class _Accepted:
    declaration: Declaration
    entry: str
    on: date

    def single_window(self) -> str:
        """The number of the single window: direction, year, office and serial of the entry; what was keyed in
        has carried the same number since pre-entry numbers have 18 characters."""
        letter = "I" if self.declaration.direction == "import" else "E"
        return f"{letter}{self.entry[4:8]}{self.entry[:4]}{self.entry[9:]}"


_FILLED: Mapping[str, Callable[[_Accepted], str]] = {
    "status": lambda accepted: ACCEPTED,
    "unified_number": _Accepted.single_window,
    "pre_entry_number": _Accepted.single_window,
    "entry_number": lambda accepted: accepted.entry,
    "declared_on": lambda accepted: accepted.on.isoformat(),
    "container_count": lambda accepted: str(len(accepted.declaration.containers)),
}


def given_back(declaration: Declaration, book: Rulebook, *, entry: str, on: date) -> dict[str, str]:
    """The system's own elements of an accepted declaration, by their names in the answer. `entry` is its
    number, `on` the day of acceptance in the office's own time. Raises LookupError: a row asks for one that
    we do not fill in."""
    accepted, made = _Accepted(declaration, entry, on), {}
    for path in parts(book, on):
        if path.startswith(ANSWER):
            name = path.removeprefix(ANSWER)
            if name not in _FILLED:
                raise LookupError(f"{book.jurisdiction}: nobody fills in {path}")
            made[name] = _FILLED[name](accepted)
    return made
