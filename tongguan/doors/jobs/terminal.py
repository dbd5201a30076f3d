"""Findings, assessments and timelines as lines of text for a terminal."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any
from unicodedata import category

from tongguan.law.findings import Finding
from tongguan.law.money import in_money
from tongguan.law.words import register, say

VALUE = register(
    "told_value", "customs value {value} {money}, rates of {on}", "完税价格{value}{money}，适用{on}的税率"
)
VALUE_PROVISIONAL = register(
    "told_value_provisional",
    "customs value {value} {money}, rates of {on}, provisional",
    "完税价格{value}{money}，暂按{on}的税率",
)
LINE = register(
    "told_line", "line {line}: customs value {value} {money}", "第{line}项：完税价格{value}{money}"
)
CHARGE = register("told_charge", "line {line}: {tax} {value} {money}", "第{line}项：{tax}{value}{money}")
OF_TAX = register("told_of_tax", "{tax} in all: {value} {money}", "{tax}合计：{value}{money}")
OWED = register("told_owed", "owed in all: {value} {money}", "应缴合计：{value}{money}")
LODGED = register(
    "told_lodged",
    "customs value {value} {money}, owed {owed} {money}{taxes}",
    "完税价格{value}{money}，应缴{owed}{money}{taxes}",
)


SEVERITIES = {"error": "错误", "warning": "警告"}
UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Classes of signs that nobody sees: controls, formats, halves of pairs, breaks of lines."""


def finding_line(finding: Finding, languages: Sequence[str]) -> str:
    """A finding on one line: severity, code, where, and the sentence in each language."""
    severity = SEVERITIES[finding.severity] if tuple(languages) == ("zh",) else finding.severity
    return line(f"{severity} {finding.code} {finding.pointer or '/'}: {said(finding, languages)}")


def line(text: str) -> str:
    """A text from outside as one line of a terminal: signs that would break it, move the cursor or turn what
    stands beside them are spelled out."""
    if text.isprintable():
        return text
    return "".join(ascii(sign)[1:-1] if category(sign) in UNSEEN else sign for sign in text)


def both(code: str, languages: Sequence[str], /, **arguments: str) -> str:
    """A message in each language."""
    return " / ".join(say(code, arguments, language) for language in languages)


def said(sentence: Any, languages: Sequence[str]) -> str:
    """A sentence with a code and arguments, in each language."""
    return both(sentence.code, languages, **sentence.arguments)


def assessment_lines(plain: Mapping[str, Any], languages: Sequence[str]) -> Iterator[str]:
    """What is owed, from `Assessment.plain()`: the value of the whole and of each line, then each charge, all
    with their explanations; at last the sum of each tax and of all."""
    value = VALUE_PROVISIONAL if plain["provisional"] == "yes" else VALUE
    yield _both(value, languages, plain, value=plain["customs_value"], on=plain["on"])
    yield from _explained(plain["how"], languages)
    for at in plain["lines"]:
        yield _both(LINE, languages, plain, line=at["line"], value=at["value"])
        yield from _explained(at["how"], languages)
    for charge in plain["charges"]:
        told = {name: text for name, text in charge["at"]["arguments"].items() if name.startswith("tax")}
        yield _both(CHARGE, languages, plain, line=charge["line"], value=charge["amount"], **told)
        yield from _explained((charge["at"], *charge["how"]), languages)
    for (tax, tax_zh), amount in _by_tax(plain).items():
        yield _both(OF_TAX, languages, plain, value=amount, tax=tax, tax_zh=tax_zh)
    yield _both(OWED, languages, plain, value=_owed(plain))


def worth(plain: Mapping[str, Any], languages: Sequence[str]) -> str:
    """What an assessment comes to, in a few words."""
    taxes = [(en, zh, in_money(amount)) for (en, zh), amount in _by_tax(plain).items()]
    told = {
        "taxes": f" ({', '.join(f'{en} {amount}' for en, _, amount in taxes)})" if taxes else "",
        "taxes_zh": f"（{'，'.join(f'{zh}{amount}' for _, zh, amount in taxes)}）" if taxes else "",
    }
    owed = in_money(_owed(plain))
    return _both(LODGED, languages, plain, value=plain["customs_value"], owed=owed, **told)


def _by_tax(plain: Mapping[str, Any]) -> dict[tuple[str, str], Decimal]:
    """What is owed of each tax, by its names in English and Chinese."""
    found: dict[tuple[str, str], Decimal] = {}
    for charge in plain["charges"]:
        names = charge["at"]["arguments"]
        tax = names["tax"], names["tax_zh"]
        found[tax] = found.get(tax, Decimal(0)) + Decimal(charge["amount"])
    return found


def _owed(plain: Mapping[str, Any]) -> Decimal:
    return sum((Decimal(charge["amount"]) for charge in plain["charges"]), Decimal(0))


def _both(
    code: str, languages: Sequence[str], plain: Mapping[str, Any], *, value: str | Decimal, **more: str
) -> str:
    en, zh = plain["money"]
    told = {**more, "value": in_money(Decimal(value)), "money": en, "money_zh": zh}
    return both(code, languages, **told)


def _explained(how: Iterable[Mapping[str, Any]], languages: Sequence[str]) -> Iterator[str]:
    for one in how:
        yield "    " + both(one["code"], languages, **one["arguments"])
