"""Codes into words: what a finding, a charge or a step says, in English and in Chinese.

Findings and explanations are stored as a code and its arguments; whoever shows them says them here, in the
reader's language. Both languages of a message name the same arguments in braces.
"""

from collections.abc import Mapping
from string import Formatter

LANGUAGES = ("en", "zh")

MESSAGES: dict[str, tuple[str, str]] = {}
"""Every code with its English and its Chinese message. Filled at import by `register`, never later."""


def braces(text: str) -> frozenset[str]:
    """The arguments that a message names. Raises ValueError: a brace is open, empty or numbered."""
    named = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
    if not all(name.isidentifier() for name in named):
        raise ValueError(f"{text!r}: every argument needs a plain name")
    return frozenset(named)


def register(code: str, en: str, zh: str) -> str:
    """Lodge the message of a code; gives the code back. Raises ValueError: the code already says something
    else, a text is empty, or the two languages name different arguments."""
    if not en or not zh:
        raise ValueError(f"{code} needs a text in both languages")
    if braces(en) != braces(zh):
        raise ValueError(f"{code}: {sorted(braces(en))} in English, {sorted(braces(zh))} in Chinese")
    if MESSAGES.setdefault(code, (en, zh)) != (en, zh):
        raise ValueError(f"{code} already says {MESSAGES[code][0]!r}")
    return code


def say(code: str, arguments: Mapping[str, str], language: str) -> str:
    """The message of a code in a language ("en" or "zh").

    An argument that differs by language (the name of an element) comes twice, as `name` and `name_zh`.
    Raises KeyError: no such code, or an argument is missing.
    """
    en, zh = MESSAGES[code]
    if language != "zh":
        return en.format_map(arguments)
    chinese = {name[:-3]: text for name, text in arguments.items() if name.endswith("_zh")}
    return zh.format_map({**arguments, **chinese})
