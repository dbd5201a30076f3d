"""Who may do what, as plain predicates."""

from functools import lru_cache

from tongguan.desk.people.models import Office


@lru_cache(maxsize=4096)  # an office keeps its number for ever
def office_number(code: str) -> int:
    """The small integer of an office. Raises Office.DoesNotExist."""
    return Office.objects.values_list("number", flat=True).get(code=code)
