"""The rate rows of the tariff: for each commodity and kind of rate, a duty."""

from dataclasses import dataclass
from typing import Self

from tongguan.law import duty
from tongguan.law.tables import Columns, required


@dataclass(frozen=True, slots=True)
class Rate:
    """A row of table `rate`. Its key is `COMMODITY/KIND` or `COMMODITY/KIND/OF`, e.g. `2601111000/mfn`,
    `0203299000/agreement/10` (the agreement's code), `2902200000/anti_dumping/USA/company`. `rate` is a
    duty in the form of `law.duty`; `note` is shown, never calculated with."""

    duty: duty.Node
    note: str = ""

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        return cls(duty.parse(required(columns, "rate")), columns.get("note", ""))

    @property
    def text(self) -> str:
        return duty.text(self.duty)
