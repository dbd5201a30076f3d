"""A request as views get it: the porter (`guard`) has put the time, the language and the hats onto it."""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.http import HttpRequest

from tongguan.desk.people.models import Person
from tongguan.doors.look.hats import Hat

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
