"""A request as views get it: the porter (`guard`) has put the time, the language and the hats onto it."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from tongguan.desk.people.models import Person
from tongguan.law.kernel import names


@dataclass(frozen=True, slots=True)
class Hat:
    """A role: the capacity, and the office (its code) or enterprise (its identifier) that it is held for."""

    role: int
    capacity: str
    behalf: str
    at: tuple[str, str]
    office: bool

    def words(self, language: str) -> str:
        """`document officer · Dayao Bay`."""
        chinese = language == "zh"
        return f"{names.name(names.CAPACITIES, self.capacity)[chinese]} · {self.at[chinese]}"


if TYPE_CHECKING:

    class Asked(HttpRequest):
        """`at` is the instant and `on` the local day of the request, `language` "en" or "zh", `hats` the
        roles of the person, `hat` the one worn."""

        user: Person  # where the rule lets only those in who signed in
        at: datetime
        on: date
        language: str
        hats: list[Hat]
        hat: Hat

else:
    Asked = HttpRequest
