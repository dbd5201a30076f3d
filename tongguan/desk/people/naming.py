"""What people and enterprises are called, for lists: many at once."""

from collections.abc import Collection

from tongguan.desk.people.models import Enterprise, Office, Person

Pair = tuple[str, str]


def firms(identifiers: Collection[str]) -> dict[str, Pair]:
    """By identifier, what an enterprise is called abroad and at home."""
    rows = Enterprise.objects.filter(identifier__in=[one for one in identifiers if one])
    found = rows.values_list("identifier", "name_foreign", "name")
    return {identifier: (foreign or own, own) for identifier, foreign, own in found}


def offices(codes: Collection[str]) -> dict[str, Pair]:
    """By code, what an office is called."""
    rows = Office.objects.filter(code__in=[one for one in codes if one])
    return {code: (en, zh) for code, en, zh in rows.values_list("code", "name_en", "name_zh")}


def names(people: Collection[str]) -> dict[str, str]:
    """By id, what a person is called. Programs and those whom nobody knows have no name."""
    ids = {one for one in people if one.isascii() and one.isdecimal()}
    return {str(one.pk): str(one) for one in Person.objects.filter(pk__in=ids)} if ids else {}
