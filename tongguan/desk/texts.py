"""Texts from outside, before they reach a database: PostgreSQL refuses what SQLite would keep."""

from collections.abc import Iterator

from django.db import models

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


def wrong(pointer: str, text: str, most: int | None = None) -> Iterator[Finding]:
    """What keeps a text from being kept: more than `most` characters, a NUL, or half a surrogate pair."""
    if most is not None and len(text) > most:
        yield Finding(TOO_LONG, pointer, {"length": str(len(text)), "most": str(most)})
    bad = next((one for one in text if one == "\0" or "\ud800" <= one <= "\udfff"), None)
    if bad is not None:
        yield Finding(NO_TEXT, pointer, {"character": f"U+{ord(bad):04X}"})


def most(model: type[models.Model], name: str) -> int | None:
    """How many characters a column of a model keeps; None where that is not limited."""
    found: int | None = getattr(model._meta.get_field(name), "max_length", None)
    return found


def must_fit(model: type[models.Model], prefix: str = "", /, **values: str | None) -> None:
    """Texts that are to be written into the columns of a model, or looked for in them, each found at
    `prefix/column` if it does not fit. Raises Refused with every one of them."""
    findings = [
        finding
        for name, text in values.items()
        if text is not None
        for finding in wrong(f"{prefix}/{name}", text, most(model, name))
    ]
    if findings:
        raise Refused(findings)
