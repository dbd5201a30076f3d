"""Reading one text: its length, characters, digits or day. One maker of readers for each type of part."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from tongguan.law.findings import Finding
from tongguan.law.stating.parts import Part
from tongguan.law.words import register


class Found(list[Finding]):
    """The findings so far, and whether something is spelt otherwise than `tree` spells it: 007, an empty
    list."""

    respelt = False


Read = Callable[[Any, str, Found], Any]
"""(node, pointer of what is above it, findings so far) -> the value, or None where it could not be read."""

SHAPE = register("R010", "{expected} is expected here, not {given}", "此处应为{expected}，不能是{given}")
AS_TEXT = register(
    "R011",
    'values are stated as texts: "{value}", not {value}',
    '所有值须以文本申报：应为"{value}"，不能是{value}',
)
EMPTY = register("R012", "an empty value is stated; leave it out", "申报了空值，请删去该项")
TOO_LONG = register(
    "R013", "{length} characters are stated, at most {most} fit", "申报了{length}个字符，最多{most}个字符"
)
TOO_SHORT = register(
    "R014",
    "{length} characters are stated, at least {least} are needed",
    "申报了{length}个字符，至少须{least}个字符",
)
CONTROL = register(
    "R015", "character {place} (U+{point}) may not be used", "第{place}个字符（U+{point}）不得使用"
)
NOT_DIGITS = register("R016", "{value} may have digits 0-9 only", "{value}只能由数字0-9组成")
NOT_CODE = register(
    "R017", "{value} may have letters, digits and - _ . / only", "{value}只能由字母、数字及- _ . /组成"
)
NOT_NUMBER = register(
    "R018",
    "{value} is not a plain number such as 1250.5",
    "{value}不是普通数字（例如1250.5）",
)
NEGATIVE = register("R019", "{value} is less than zero", "{value}小于零")
TOO_MANY_DIGITS = register(
    "R020",
    "{value} has too many digits: at most {whole} before the point and {places} after it",
    "{value}位数过多：小数点前最多{whole}位，小数点后最多{places}位",
)
NOT_WHOLE = register("R021", "{value} is not a whole number", "{value}不是整数")
NOT_A_DAY = register(
    "R022",
    "{value} is not a day of the calendar, written as 2026-03-02",
    "{value}不是有效日期（格式如2026-03-02）",
)
FAR_DAY = register("R023", "{value} is not between {first} and {last}", "{value}不在{first}至{last}之间")
NOT_A_TIME = register(
    "R024",
    "{value} is not an instant with its offset, written as 2026-03-02T09:30:00+08:00",
    "{value}不是带时区的时间（格式如2026-03-02T09:30:00+08:00）",
)

FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2099, 12, 31)
SHOWN = 40
"""So much of a wrong value is repeated in its finding."""

_CODE = re.compile(r"[A-Za-z0-9_./-]+")
_NUMBER = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})"
)
_BIDI = frozenset("\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff")

_SHAPES = {
    "object": ("an object", "对象"),
    "list": ("a list", "列表"),
    "text": ("a text", "文本"),
}


def wrong_shape(node: object, expected: str, at: str, found: Found) -> None:
    """Say that a node has the wrong shape."""
    if node is None or node == "" or (isinstance(node, str) and node.isspace()):
        found.append(Finding(EMPTY, at))
    elif expected == "text" and isinstance(node, bool | int | float):
        value = str(node).lower() if isinstance(node, bool) else str(node)
        found.append(Finding(AS_TEXT, at, {"value": value[:SHOWN]}))
    else:
        given = "object" if isinstance(node, dict) else "list" if isinstance(node, list) else "text"
        (en, zh), (given_en, given_zh) = _SHAPES[expected], _SHAPES[given]
        arguments = {"expected": en, "expected_zh": zh, "given": given_en, "given_zh": given_zh}
        found.append(Finding(SHAPE, at, arguments))


def _blank(node: Any, at: str, found: Found) -> bool:
    """Whether there is no text to read, which is said."""
    if type(node) is str and node and not node.isspace():
        return False
    wrong_shape(node, "text", at, found)
    return True


def _text(part: Part, held: type, below: str) -> Read:
    least, most, prose = part.least, part.most, part.type == "prose"

    def read_text(node: Any, at: str, found: Found) -> str | None:
        if type(node) is str and least <= len(node) <= most and node.isprintable() and not node.isspace():
            return node
        if _blank(node, at + below, found):
            return None
        for place, character in enumerate(node, 1):
            # An ideographic space is not "printable" either, but belongs in a Chinese text.
            wrong = unicodedata.category(character) in ("Cc", "Cs", "Co", "Cn") or character in _BIDI
            if wrong and not (prose and character in "\n\t"):
                point = {"place": str(place), "point": f"{ord(character):04X}"}
                found.append(Finding(CONTROL, at + below, point))
                return None
        return node if _fits(node, part, at + below, found) else None

    return read_text


def _pattern(
    form: re.Pattern[str], plain: Callable[[str], bool], wrong: str
) -> Callable[[Part, type, str], Read]:
    """Whatever is `plain` and ASCII is of the form too, which is sooner seen."""

    def make(part: Part, held: type, below: str) -> Read:
        least, most, match = part.least, part.most, form.fullmatch

        def read_pattern(node: Any, at: str, found: Found) -> str | None:
            if (
                type(node) is str
                and least <= len(node) <= most
                and ((plain(node) and node.isascii()) or match(node))
            ):
                return node
            if _blank(node, at + below, found):
                return None
            if not match(node):
                found.append(Finding(wrong, at + below, {"value": node[:SHOWN]}))
            else:
                _fits(node, part, at + below, found)
            return None

        return read_pattern

    return make


def _fits(text: str, part: Part, at: str, found: Found) -> bool:
    if len(text) > part.most:
        found.append(Finding(TOO_LONG, at, {"length": str(len(text)), "most": str(part.most)}))
    elif len(text) < part.least:
        found.append(Finding(TOO_SHORT, at, {"length": str(len(text)), "least": str(part.least)}))
    else:
        return True
    return False


def _number(part: Part, held: type, below: str) -> Read:
    whole, places, signed = part.most - part.places, part.places, part.type == "signed"
    decimals = rf"(\.[0-9]{{1,{places}}})?" if places else ""
    fits = re.compile(("-?" if signed else "") + rf"[0-9]{{1,{whole}}}{decimals}").fullmatch
    turn: Callable[[str], Any] = int if held is int else Decimal

    def read_number(node: Any, at: str, found: Found) -> Any:
        if type(node) is str and fits(node):
            made = turn(node)
            if node[0] in "0-" and str(made) != node:
                found.respelt = True
            return made
        if _blank(node, at + below, found):
            return None
        found.append(_why_no_number(node, part, whole, at + below))
        return None

    return read_number


def _why_no_number(text: str, part: Part, whole: int, at: str) -> Finding:
    value, form = {"value": text[:SHOWN]}, _NUMBER.fullmatch(text)
    if form is None:
        return Finding(NOT_NUMBER, at, value)
    if form[1] and part.type != "signed":
        return Finding(NEGATIVE, at, value)
    if form[3] and part.type == "integer":
        return Finding(NOT_WHOLE, at, value)
    return Finding(TOO_MANY_DIGITS, at, {**value, "whole": str(whole), "places": str(part.places)})


def _date(part: Part, held: type, below: str) -> Read:
    def read_date(node: Any, at: str, found: Found) -> date | None:
        if _blank(node, at + below, found):
            return None
        try:
            day = date.fromisoformat(node) if _DAY.fullmatch(node) else None
        except ValueError:
            day = None
        if day is None:
            found.append(Finding(NOT_A_DAY, at + below, {"value": node[:SHOWN]}))
        elif not FIRST_DAY <= day <= LAST_DAY:
            span = {"first": FIRST_DAY.isoformat(), "last": LAST_DAY.isoformat()}
            found.append(Finding(FAR_DAY, at + below, {"value": node, **span}))
            return None
        return day

    return read_date


def _time(part: Part, held: type, below: str) -> Read:
    def read_time(node: Any, at: str, found: Found) -> datetime | None:
        if _blank(node, at + below, found):
            return None
        try:
            if _TIME.fullmatch(node):
                made = datetime.fromisoformat(node)
                found.respelt |= made.isoformat() != node
                return made
        except ValueError:
            pass
        found.append(Finding(NOT_A_TIME, at + below, {"value": node[:SHOWN]}))
        return None

    return read_time


LEAVES: Mapping[str, Callable[[Part, type, str], Read]] = {
    "text": _text,
    "prose": _text,
    "code": _pattern(_CODE, str.isalnum, NOT_CODE),
    "digits": _pattern(re.compile(r"[0-9]+"), str.isdigit, NOT_DIGITS),
    "number": _number,
    "signed": _number,
    "integer": _number,
    "date": _date,
    "time": _time,
}
