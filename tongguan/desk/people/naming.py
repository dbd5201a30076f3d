"""What people and enterprises are called, in lists many at once, and on a page of a language."""

from collections.abc import Collection, Mapping

from tongguan.desk.people.models import Enterprise, Office, Person

Pair = tuple[str, str]


def pair(own: str, foreign: str) -> Pair:
    """What an enterprise is called abroad and at home: by its name there, else by the other."""
    return foreign or own, own or foreign


def name(firm: Enterprise, language: str) -> str:
    """What an enterprise is called on a page of a language ("en", "zh")."""
    return pair(firm.name, firm.name_foreign)[language == "zh"]


def firms(identifiers: Collection[str]) -> dict[str, Pair]:
    """By identifier, what an enterprise is called abroad and at home (`pair`)."""
    rows = Enterprise.objects.filter(identifier__in=[one for one in identifiers if one])
    found = rows.values_list("identifier", "name", "name_foreign")
    return {identifier: pair(own, foreign) for identifier, own, foreign in found}


def called(found: Mapping[str, Pair], code: str, language: str) -> str:
    """What one of those found is called on a page of a language; whom nobody knows, by the code itself."""
    return found.get(code, (code, code))[language == "zh"]


def offices(codes: Collection[str]) -> dict[str, Pair]:
    """By code, what an office is called."""
    rows = Office.objects.filter(code__in=[one for one in codes if one])
    return {code: (en, zh) for code, en, zh in rows.values_list("code", "name_en", "name_zh")}


def names(people: Collection[str]) -> dict[str, str]:
    """By id, what a person is called. Programs and those whom nobody knows have no name."""
    ids = {one for one in people if one.isascii() and one.isdecimal()}
    return {str(one.pk): str(one) for one in Person.objects.filter(pk__in=ids)} if ids else {}
