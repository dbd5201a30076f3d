"""The JSON schema of a declaration, made of the element rows: what the reader of trees accepts, in the words
of JSON Schema 2020-12. What must be stated only at times, and whether codes are in their tables, is left to
the checks.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from tongguan.law.checks.when import condition_of
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import ANSWER, Part, parts

_DAY = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"
_TIME = "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\\.[0-9]{1,6})?)?(Z|[+-][0-9]{2}:[0-9]{2})$"


def schema(book: Rulebook, on: date) -> dict[str, Any]:
    """The schema of the day. Raises LookupError: the book has no elements then."""
    root: dict[str, Any] = _object()
    known = parts(book, on)
    for path, part in known.items():
        if not path.startswith(ANSWER):
            _place(root, path.split("/"), part, _about(part, known))
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"Declaration ({book.jurisdiction})",
        "description": "Made of the element rows by `tongguan docs`. Every value is a text.",
    }
    return {**head, **root}


def schema_text(book: Rulebook, on: date) -> str:
    """The schema as it is shipped: indented, UTF-8, with a line break at its end."""
    return msgspec.json.format(msgspec.json.encode(schema(book, on)), indent=1).decode() + "\n"


def _object() -> dict[str, Any]:
    return {"type": "object", "properties": {}, "required": [], "additionalProperties": False}


def _place(node: dict[str, Any], names: list[str], part: Part, about: dict[str, Any]) -> None:
    """Put a part where it belongs. What must always be stated makes the objects above it necessary too."""
    name, rest = names[0], names[1:]
    held = node["properties"]
    if (part.use == "M" and not part.when and "*" not in rest) and name not in node["required"]:
        node["required"].append(name)
    if not rest:
        held[name] = {**(_list(part) if part.type == "list" else _leaf(part)), **about}
    elif rest[0] != "*":
        _place(held.setdefault(name, _object()), rest, part, about)
    elif len(rest) == 1:
        held[name]["items"] = _leaf(part)
    else:
        entries = held[name]
        if "properties" not in entries.get("items", {}):
            entries["items"] = _object()
        _place(entries["items"], rest[1:], part, about)


def _list(part: Part) -> dict[str, Any]:
    least = {"minItems": 1} if part.use == "M" and not part.when else {}
    return {"type": "array", **least, "maxItems": part.most, "items": {}}


def _about(part: Part, known: Mapping[str, Part]) -> dict[str, Any]:
    """What a reader of the schema wants to know: names, number, code table, condition."""
    en, zh = (condition_of(part, known, language) if part.use == "C" else "" for language in ("en", "zh"))
    told = {
        "title": part.name("en"),
        "description": part.name("zh") + (f"。{zh}的，应申报。" if zh else ""),
        "x-element": part.number,
        "x-code-table": part.code_table,
        "x-when": " ".join(part.when),
        "x-condition": en,
    }
    return {name: value for name, value in told.items() if value}


def _leaf(part: Part) -> Mapping[str, Any]:
    match part.type:
        case "date":
            return {"type": "string", "format": "date", "pattern": _DAY}
        case "time":
            return {"type": "string", "format": "date-time", "pattern": _TIME}
        case "number" | "signed" | "integer":
            sign = "-?" if part.type == "signed" else ""
            decimals = f"(\\.[0-9]{{1,{part.places}}})?" if part.places else ""
            return {"type": "string", "pattern": f"^{sign}[0-9]{{1,{part.most - part.places}}}{decimals}$"}
        case "digits" | "code":
            letters = "[0-9]" if part.type == "digits" else "[A-Za-z0-9_./-]"
            return {"type": "string", "pattern": f"^{letters}{{{part.least},{part.most}}}$"}
        case _:
            return {"type": "string", "minLength": part.least, "maxLength": part.most}
