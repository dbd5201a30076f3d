"""The answer to a declaration as JSON: accepted or not, findings, customs value, charges, what is missing.

Findings and explanations come as codes and arguments and are put into words here, in the languages asked for.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from tongguan.law.findings import Finding
from tongguan.law.kernel import flow_words
from tongguan.law.words import LANGUAGES, say

Languages = Sequence[str]


def answer(
    *,
    accepted: bool,
    languages: Languages = ("en",),
    reference: str = "",
    local: str = "",
    findings: Sequence[Finding | Mapping[str, Any]] = (),
    assessment: Mapping[str, Any] | None = None,
    missing: Mapping[str, Sequence[Mapping[str, str]]] | None = None,
    **more: str,
) -> dict[str, Any]:
    """The answer as a tree of texts. `assessment` is `Assessment.plain()`, `missing` what a trader may know
    of each gate, `more` what else is given back (the system's own elements). What is put into words is one
    text for one language, else an object with a text for each. Raises KeyError: an unknown code; ValueError:
    an unknown language."""
    strange = [language for language in languages if language not in LANGUAGES]
    if strange or not languages:
        raise ValueError(f"the languages are {', '.join(LANGUAGES)}, not {', '.join(strange) or 'none'}")
    made: dict[str, Any] = {"reference": reference, "local": local, "accepted": accepted, **more}
    made["findings"] = [_finding(finding, languages) for finding in findings]
    if assessment is not None:
        made["customs_value"] = assessment["customs_value"]
        made["how"] = _told(assessment["how"], languages)
        made["lines"] = [
            {"line": at["line"], "value": at["value"], "how": _told(at["how"], languages)}
            for at in assessment["lines"]
        ]
        made["provisional"] = assessment["provisional"] == "yes"
        made["rates_of"] = assessment["on"]
        made["charges"] = [_charge(charge, languages) for charge in assessment["charges"]]
    if missing is not None:
        made["missing"] = {
            gate: {"name": _both(flow_words.gate, gate, languages), "waits_for": _waits(wanted, languages)}
            for gate, wanted in missing.items()
        }
    return {name: value for name, value in made.items() if value not in ("", None)}


def line(answered: Mapping[str, Any]) -> bytes:
    """An answer as one line of JSON in UTF-8, without its line break."""
    return msgspec.json.encode(answered)


def _words(code: str, arguments: Mapping[str, str], languages: Languages) -> Any:
    if len(languages) == 1:
        return say(code, arguments, languages[0])
    return {language: say(code, arguments, language) for language in languages}


def _told(how: Sequence[Mapping[str, Any]], languages: Languages) -> list[Any]:
    return [_words(sentence["code"], sentence["arguments"], languages) for sentence in how]


def _argument(arguments: Mapping[str, str], name: str, languages: Languages) -> Any:
    said = {"en": arguments[name], "zh": arguments[f"{name}_zh"]}
    return said[languages[0]] if len(languages) == 1 else {language: said[language] for language in languages}


def _both(name: Any, code: str, languages: Languages) -> Any:
    if len(languages) == 1:
        return name(code, languages[0])
    return {language: name(code, language) for language in languages}


def _finding(finding: Finding | Mapping[str, Any], languages: Languages) -> dict[str, Any]:
    if isinstance(finding, Finding):
        finding = {
            "code": finding.code,
            "pointer": finding.pointer,
            "arguments": finding.arguments,
            "severity": finding.severity,
        }
    told = {name: finding[name] for name in ("code", "pointer", "severity")}
    return {**told, "message": _words(finding["code"], finding["arguments"], languages)}


def _charge(charge: Mapping[str, Any], languages: Languages) -> dict[str, Any]:
    names = ("line", "tax", "base", "unit", "rate", "amount", "rule", "instrument")
    told: dict[str, Any] = {name: charge[name] for name in names if charge[name]}
    for name, argument in (("tax_name", "tax"), ("rate_words", "rate"), ("base_words", "base")):
        told[name] = _argument(charge["at"]["arguments"], argument, languages)
    told["securable"] = charge["securable"] == "yes"
    return {**told, "how": _told(charge["how"], languages)}


def _waits(wanted: Sequence[Mapping[str, str]], languages: Languages) -> list[dict[str, Any]]:
    return [
        {
            **one,
            "track_name": _both(flow_words.track, one["track"], languages),
            "state_name": _both(
                lambda state, language, one=one: flow_words.state(one["track"], state, language),
                one["state"],
                languages,
            ),
            "whose_name": _both(flow_words.whose, one["whose"], languages),
        }
        for one in wanted
    ]
