"""Arguments of commands that argparse has no word for; what they refuse is told in one line."""

from argparse import ArgumentTypeError
from datetime import date
from pathlib import Path

from lxml import etree

from tongguan.doors.codecs import wco_safe


def day(text: str) -> date:
    """A day written 2026-03-02."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no day like 2026-03-02") from None


def at_least_one(text: str) -> int:
    """A number of things, one or more."""
    if not (text.isascii() and text.isdigit() and int(text)):
        raise ArgumentTypeError(f"{text!r} is not a number from 1 on")
    return int(text)


def path(text: str) -> Path:
    """A file or folder; nothing is not the one that we are in."""
    if not text:
        raise ArgumentTypeError("'' is no file or folder")
    return Path(text)


def schema(text: str) -> Path:
    """The file of an XSD that can be read, with all that it includes."""
    try:
        wco_safe.schema(Path(text))
    except (OSError, etree.LxmlError) as wrong:
        raise ArgumentTypeError(f"{text!r} is no schema: {' '.join(str(wrong).split())}") from None
    return Path(text)
