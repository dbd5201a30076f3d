"""What a text means where a code belongs: the code, however it is written, or the one code that it names.

Whoever fills in a form or a sheet may write "Australia" for AUS. What names several codes or none stays as it
was written, and is told with the codes that may be meant.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from difflib import get_close_matches
from typing import Any

from tongguan.desk.rulebooks.lookup import index
from tongguan.law.checks.stated import NO_CODE, NOT_IN_LIST
from tongguan.law.drafting.paper import at, canonical
from tongguan.law.findings import Finding
from tongguan.law.lookup import Entry
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.leaves import NOT_CODE, NOT_DIGITS, SHOWN, TOO_LONG, TOO_SHORT
from tongguan.law.stating.parts import BRACKETS, Part
from tongguan.law.words import register

SEVERAL = register(
    "R031",
    "several codes are called “{value}”: {near}; state the one that is meant",
    "有多个代码的名称为“{value}”：{near}，请填写其中一个",
)
NEARLY = register(
    "R032",
    "“{value}” is neither a code nor the name of one; near it are {near}",
    "“{value}”既不是代码，也不是代码的名称，相近的有：{near}",
)
NOTHING = register(
    "R033",
    "“{value}” is neither a code nor the name of one",
    "“{value}”既不是代码，也不是代码的名称",
)
UNLISTED = register(
    "R034",
    "“{value}” is not in our list of codes, which is not complete; near it are {near}",
    "“{value}”不在现有代码表中（该表不完整），相近的有：{near}",
)
NAMING = (SEVERAL, NEARLY, NOTHING, UNLISTED)
MISSHAPEN = (TOO_LONG, TOO_SHORT, NOT_DIGITS, NOT_CODE)
OFFERED, LONGEST = 5, 100
"""So many codes are offered in a finding; of a text, so many characters are looked at."""
ALIKE = 0.75
"""How much a name must be like what was typed to be near it, of 1."""


def coded(text: str, path: str, table: Mapping[str, Part], book: Rulebook, on: date, direction: str) -> str:
    """What a text states at a path: the code that it is or names, where that is one alone, else the text
    itself. Where the path has several codes, each of them, with commas between."""
    row = canonical(path)
    each = table.get(f"{row}/*")
    if each is None:
        part = table.get(row)
        return _one(text, part, book, on, direction) if part is not None else text
    if not each.code_table:
        return text
    stated = [_one(one, each, book, on, direction) for one in text.split(",")]
    return ",".join(dict.fromkeys(stated) if stated != text.split(",") else stated)


def _one(text: str, part: Part, book: Rulebook, on: date, direction: str) -> str:
    if not part.code_table or not text.strip() or book.get(part.code_table, text, on) is not None:
        return text
    found = meant(text, part, book, on, direction)
    return found[0].code if len(found) == 1 else text


def meant(text: str, part: Part, book: Rulebook, on: date, direction: str) -> list[Entry]:
    """The codes of a part that a text is or is the whole name of, in either language, on a day: letters and
    signs may be large or small, wide or narrow. What a name explains in brackets may be left away, unless
    another name is the same without it."""
    if len(text) > LONGEST:
        return []
    rows = book.table(part.code_table, on)
    key = ("named", id(rows), direction, part.least, part.most, part.type)
    names: dict[str, list[Entry]] | None = book.memo.get(key)
    if names is None:
        names = book.memo.setdefault(key, _names(book, part, on, direction))
    return names.get(_plain(text), [])


def _names(book: Rulebook, part: Part, on: date, direction: str) -> dict[str, list[Entry]]:
    """Every name with the codes that have it: codes first, then whole names, then names without brackets."""
    fit = [one for one in index(book, part.code_table, on, direction=direction).entries if _fits(one, part)]
    found: dict[str, list[Entry]] = {}
    for spoken in (_code, _whole, _short):
        level: dict[str, list[Entry]] = {}
        for one in fit:
            for name in {*map(_plain, spoken(one))} - {""}:
                level.setdefault(name, []).append(one)
        found = {**level, **found}
    return found


def _fits(one: Entry, part: Part) -> bool:
    return part.least <= len(one.code) <= part.most and (part.type != "digits" or one.code.isdecimal())


def _code(one: Entry) -> tuple[str, ...]:
    return (one.code,)


def _whole(one: Entry) -> tuple[str, ...]:
    return one.en, one.zh


def _short(one: Entry) -> tuple[str, ...]:
    return tuple(BRACKETS.sub("", name) for name in (one.en, one.zh))


def _plain(text: str) -> str:
    """A name without what is large, wide or blank about it; a code without the dots that group it."""
    plain = " ".join(unicodedata.normalize("NFKC", text).casefold().split())
    return re.sub(r"[. ]", "", plain) if plain and not plain.strip("0123456789. ") else plain


def told(
    findings: Iterable[Finding],
    tree: Any,
    table: Mapping[str, Part],
    book: Rulebook,
    on: date,
    direction: str,
) -> Iterator[Finding]:
    """The findings, where a code belongs with what may be meant by the text that stands there in `tree`."""
    for one in findings:
        part = table.get(canonical(one.pointer.lstrip("/")))
        if part is None or not part.code_table or one.code not in (*MISSHAPEN, NO_CODE, NOT_IN_LIST):
            yield one
            continue
        text = at(tree, one.pointer.lstrip("/"))
        yield _told(one, text, part, book, on, direction) if isinstance(text, str) else one


def _told(one: Finding, text: str, part: Part, book: Rulebook, on: date, direction: str) -> Finding:
    found, code = meant(text, part, book, on, direction), SEVERAL
    if not found:
        found = _near(text, part, book, on, direction)
        code = UNLISTED if one.code == NOT_IN_LIST else NEARLY
    if not found and (one.code not in MISSHAPEN or part.open_table):
        return one  # what an unknown code must look like, or that it could not be checked
    arguments = {"value": _shown(text)}
    if not found:
        return Finding(NOTHING, one.pointer, arguments, one.severity)
    rows = [book.get(part.code_table, near.code, on) for near in found[:OFFERED]]
    notes = [getattr(row, "note", "") for row in rows]
    for name, language, stop in (("near", "en", "; "), ("near_zh", "zh", "；")):
        each = [f"{near.code} {_shown(near.name(language))}" for near in found[:OFFERED]]
        if code == SEVERAL and language == "en" and len({*notes}) > 1:  # what tells two Sydneys apart
            each = [
                f"{said} ({_shown(note)})" if note else said for said, note in zip(each, notes, strict=True)
            ]
        arguments[name] = stop.join(each)
    return Finding(code, one.pointer, arguments, one.severity)


def _shown(text: str) -> str:
    return text if len(text) <= SHOWN else text[: SHOWN - 1] + "…"


def _near(text: str, part: Part, book: Rulebook, on: date, direction: str) -> list[Entry]:
    """The codes whose names have the words of a text, or are spelt much like it."""
    held = index(book, part.code_table, on, direction=direction)
    found = [one for one in held.search(text, most=4 * OFFERED) if _fits(one, part)][:OFFERED]
    if found or len(text) > LONGEST:
        return found
    names = {_plain(name): one for one in held.entries if _fits(one, part) for name in (one.en, one.zh)}
    return [names[name] for name in get_close_matches(_plain(text), names, OFFERED, ALIKE)]
