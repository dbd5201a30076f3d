"""People who are signed in, each in one capacity."""

from datetime import date
from typing import Any

from django.db.models import Max

LONG_AGO = date(2000, 1, 1)


def somebody(capacity: str, place: Any = None, *, language: str = "en") -> Any:
    """A new person with one role: at an office (by default a new one), or for an enterprise."""
    from tongguan.desk.people.models import Office, Person, Role

    number = (Person.objects.aggregate(n=Max("pk"))["n"] or 0) + 1
    person = Person.objects.create(username=f"{capacity}.{number}", name=capacity, language=language)
    if place is None:
        place = Office.objects.create(
            number=20000 + number,
            code=f"9{number}",
            jurisdiction="cn",
            name_en=f"Office {number}",
            name_zh="某海关",
        )
    where = {"office": place} if isinstance(place, Office) else {"enterprise": place}
    Role.objects.create(person=person, capacity=capacity, valid_from=LONG_AGO, **where)
    return person
