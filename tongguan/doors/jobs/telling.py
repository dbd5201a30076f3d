"""Findings, assessments and timelines as lines of text for a terminal."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tongguan.law.findings import Finding
from tongguan.law.words import say


def finding_line(finding: Finding, languages: Sequence[str]) -> str:
    """A finding on one line: severity, code, where, and the sentence in each language."""
    return f"{finding.severity} {finding.code} {finding.pointer or '/'}: {said(finding, languages)}"


def said(sentence: Any, languages: Sequence[str]) -> str:
    """A sentence with a code and arguments, in each language."""
    return " / ".join(say(sentence.code, sentence.arguments, language) for language in languages)


def assessment_lines(plain: Mapping[str, Any], languages: Sequence[str]) -> Iterator[str]:
    """What is owed, from `Assessment.plain()`: the value, then each charge with its explanation."""
    provisional = ", provisional" if plain["provisional"] == "yes" else ""
    yield f"customs value {plain['customs_value']}, rates of {plain['on']}{provisional}"
    for charge in plain["charges"]:
        line = f"line {charge['line']}" if charge["line"] != "0" else "declaration"
        yield f"{line}: {charge['tax']} {charge['amount']} ({charge['rate']} on {charge['base']})"
        for how in charge["how"]:
            words = (say(how["code"], how["arguments"], language) for language in languages)
            yield f"    {' / '.join(words)}"
