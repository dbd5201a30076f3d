"""Texts and figures from outside, before they reach a database: PostgreSQL refuses what SQLite would keep."""

import re
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from django.db import models

from tongguan.desk.exact import ExactField, Inexactly
from tongguan.law.findings import Finding, Refused
from tongguan.law.words import register

TOO_LONG = register(
    "N201",
    "{length} characters are too many; {most} can be kept here.",
    "内容长达{length}个字符，此处最多可填写{most}个字符。",
)
NO_TEXT = register(
    "N202", "This holds a character that no text has: {character}.", "内容含有无效字符：{character}。"
)
NO_FIGURE = register("N203", "{given} is no figure that can be kept here.", "此处不能填写{given}这一数值。")
NOT_IN_TEXTS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")
CHINESE = re.compile("[\u4e00-\u9fff]")
LARGEST = {"SmallIntegerField": 2**15 - 1, "IntegerField": 2**31 - 1, "BigIntegerField": 2**63 - 1}


def wrong(pointer: str, text: str, most: int | None = None) -> Iterator[Finding]:
    """What keeps a text from being kept: more than `most` characters, a control character (tabs and ends of
    lines are none), or half a surrogate pair."""
    if most is not None and len(text) > most:
        yield Finding(TOO_LONG, pointer, {"length": str(len(text)), "most": str(most)})
    if bad := NOT_IN_TEXTS.search(text):
        yield Finding(NO_TEXT, pointer, {"character": f"U+{ord(bad[0]):04X}"})


def looks_like(raw: bytes, at: int) -> str:
    """In which encoding a message or file is whose byte `at` is the first that is not UTF-8; "" where that is
    not known. Any bytes may happen to be GB18030; characters of ordinary Chinese texts make it likely, unless
    there are such in UTF-8 before that byte."""
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "UTF-16"
    try:
        text = raw.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GB18030" if CHINESE.search(text) and not CHINESE.search(raw[:at].decode()) else ""


def is_text(text: str) -> bool:
    """Whether it holds characters alone that every database keeps."""
    if "\0" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def most(model: type[models.Model], name: str) -> int | None:
    """How many characters a column of a model keeps; None where that is not limited."""
    found: int | None = getattr(model._meta.get_field(name), "max_length", None)
    return found


def must_fit(model: type[models.Model], prefix: str = "", /, **values: Any) -> None:
    """Values that are to be written into the columns of a model, or looked for in them, each found at
    `prefix/column` if it does not fit. Raises Refused with every one of them."""
    findings = [
        finding
        for name, value in values.items()
        for finding in misfits(model._meta.get_field(name), f"{prefix}/{name}", value)
    ]
    if findings:
        raise Refused(findings)


def misfits(field: Any, pointer: str, value: Any) -> Iterator[Finding]:
    """What keeps a value from being kept in a column."""
    if isinstance(value, str):
        yield from wrong(pointer, value, getattr(field, "max_length", None))
    elif isinstance(value, Decimal) and isinstance(field, ExactField):
        try:
            field.exact(value)
        except Inexactly:
            yield Finding(NO_FIGURE, pointer, {"given": str(value)[:40]})
    elif isinstance(value, int) and not isinstance(value, bool):
        limit = LARGEST.get(field.get_internal_type())
        if limit is not None and not -limit <= value <= limit:
            yield Finding(NO_FIGURE, pointer, {"given": str(value)[:40]})


def limit_of(field: Any) -> int:
    """How many characters a column of texts keeps, or how large a number a column of numbers; 0 for one of
    which neither is known."""
    return getattr(field, "max_length", None) or LARGEST.get(field.get_internal_type(), 0)


def plainly_fits(limit: int, value: Any) -> bool:
    """Whether a value fits at first glance, as nearly all do; `misfits` looks closely at the others."""
    if type(value) is str:
        return len(value) <= limit and value.isascii() and value.isprintable()
    return type(value) is int and -limit <= value <= limit


def must_be_text(**values: str) -> None:
    """Texts for which there is room of any length. Raises Refused."""
    findings = [finding for name, text in values.items() for finding in wrong(f"/{name}", text)]
    if findings:
        raise Refused(findings)
