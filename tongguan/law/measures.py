"""What is measured of a declaration's time, as rows of a book."""

from dataclasses import dataclass
from datetime import date
from typing import Self

from tongguan.law.clock import Measure
from tongguan.law.rulebook import Rulebook
from tongguan.law.tables import Columns, one_of, required


@dataclass(frozen=True, slots=True)
class Definition:
    """A row of table `measure`, keyed `direction/transport mode` (`*`: any other mode). `gate` is where the
    time ends, `arrival` names the events of which the first is arrival, `accepted` the one that is
    acceptance; `preparation` says whether the trader's time between the two is part of the whole."""

    en: str
    zh: str
    measure: Measure

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        preparation = one_of(columns, "preparation", "yes", "no") == "yes"
        arrival = tuple(required(columns, "arrival").split())
        measure = Measure(required(columns, "gate"), arrival, required(columns, "accepted"), preparation)
        return cls(required(columns, "en"), required(columns, "zh"), measure)


COLUMNS = ("en", "zh", "gate", "arrival", "accepted", "preparation")


def measure_of(book: Rulebook, direction: str, mode: str, on: date) -> Measure | None:
    """How the time of a declaration is measured; None where the book does not say."""
    row = book.get("measure", f"{direction}/{mode}", on) or book.get("measure", f"{direction}/*", on)
    return row.measure if row else None
