"""Requests about an entry that stands, in JSON: amendment, withdrawal, the answer to a question.

What makes a JSON message a request is the name `request`; each names the entry it is about. An amendment
states the declaration as it is to be, whole; whoever states only what changes sends WCO XML.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import cache
from typing import Any

import msgspec

from tongguan.law import elements
from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.leaves import LEAVES, Found, Read, wrong_shape
from tongguan.law.stating.parts import Part
from tongguan.law.stating.reading import MORE_UNKNOWN, NEARLY_KNOWN, NOT_KNOWN, UNKNOWN_SHOWN
from tongguan.law.words import register

NO_REQUEST = register(
    "L010",
    "The request must be {known}, not {value}.",
    "申请种类须为{known}，不能是{value}。",
)
NOT_TOLD = register("L011", "Say {name}.", "请填写{name}。")

REQUEST, DECLARATION = "request", "declaration"
REQUESTS: Mapping[str, tuple[str, ...]] = {
    "amendment": ("entry", "cause", "evidence", DECLARATION),
    "withdrawal": ("entry", "cause", "evidence"),
    "answer": ("entry", "answer"),
}
"""What each request tells; all of it must be told."""
REFERENCE = "reference"
"""What each may tell."""
FIELDS: Mapping[str, tuple[str, int, str, str]] = {
    REFERENCE: ("code", 64, "the sender's own reference of the request", "申请人自编的申请编号"),
    "entry": ("code", 64, "the number of the entry", "海关编号"),
    "cause": ("code", 40, "the cause, a code of table amendment_cause", "修改或者撤销的情形代码"),
    "evidence": ("prose", 1000, "which evidence supports it", "证明材料"),
    "answer": ("prose", 4000, "what is answered", "答复内容"),
}
"""Type, most characters, and names of what is told in a text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was read: `told` are the texts by name; `declaration` is an amendment's, as it is to be."""

    kind: str
    told: Mapping[str, str]
    declaration: Declaration | None = None


def is_request(tree: Mapping[str, Any]) -> bool:
    """Whether a message asks something of an entry, and is not itself a declaration."""
    return REQUEST in tree


def read(tree: Mapping[str, Any], *, book: Rulebook, on: date) -> tuple[Request | None, tuple[Finding, ...]]:
    """The request that a tree states, and everything that is wrong with its form; None where it cannot be
    told which it is. What is wrong in its declaration is pointed at below `/declaration`."""
    found = Found()
    kind = tree[REQUEST]
    if not isinstance(kind, str) or kind not in REQUESTS:
        if not isinstance(kind, str) or not kind.strip():
            wrong_shape(kind, "text", f"/{REQUEST}", found)
        else:
            told = {"known": ", ".join(REQUESTS), "known_zh": "、".join(REQUESTS), "value": kind[:40]}
            found.append(Finding(NO_REQUEST, f"/{REQUEST}", told))
        return None, tuple(found)
    names = REQUESTS[kind]
    found += _unknown(tree, (REFERENCE, *names))
    for name in names:
        if name not in tree:
            found.append(Finding(NOT_TOLD, f"/{name}", _called(name)))
    given = [name for name in (REFERENCE, *names) if name in FIELDS and name in tree]
    texts = {name: _reader(name)(tree[name], f"/{name}", found) for name in given}
    stated = None
    if DECLARATION in names and DECLARATION in tree:
        stated, wrong = elements.read(tree[DECLARATION], book, on)
        found += (below(one) for one in wrong)
    return Request(kind=kind, told={n: t for n, t in texts.items() if t}, declaration=stated), tuple(found)


def below(finding: Finding) -> Finding:
    """The finding on a declaration, pointed at within the request that states it."""
    return Finding(finding.code, f"/{DECLARATION}{finding.pointer}", finding.arguments, finding.severity)


def schema() -> dict[str, Any]:
    """The JSON Schema of requests: one object for each kind."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Requests about an entry",
        "description": "Made by `tongguan docs`. Every value but the declaration is a text.",
        "oneOf": [_object(kind, names) for kind, names in REQUESTS.items()],
    }


def schema_text() -> str:
    """The schema as it is shipped: indented, UTF-8, with a line break at its end."""
    return msgspec.json.format(msgspec.json.encode(schema()), indent=1).decode() + "\n"


def _object(kind: str, names: tuple[str, ...]) -> dict[str, Any]:
    properties: dict[str, Any] = {REQUEST: {"const": kind}}
    for name in (REFERENCE, *names):
        if name == DECLARATION:
            properties[name] = {"$ref": "declaration.schema.json"}
            continue
        form, most, en, zh = FIELDS[name]
        told = {"type": "string", "title": en, "description": zh}
        letters = {"pattern": f"^[A-Za-z0-9_./-]{{1,{most}}}$"}
        properties[name] = {**told, **(letters if form == "code" else {"minLength": 1, "maxLength": most})}
    return {
        "title": kind,
        "type": "object",
        "properties": properties,
        "required": [REQUEST, *names],
        "additionalProperties": False,
    }


def _unknown(tree: Mapping[str, Any], names: tuple[str, ...]) -> list[Finding]:
    strange = [name for name in tree if name not in (REQUEST, *names)]
    found = []
    for name in strange[:UNKNOWN_SHOWN]:
        near = get_close_matches(name[:40], names, 1)
        told = {"name": name[:40], **({"near": near[0]} if near else {})}
        found.append(Finding(NEARLY_KNOWN if near else NOT_KNOWN, f"/{name[:40]}", told))
    if len(strange) > UNKNOWN_SHOWN:
        found.append(Finding(MORE_UNKNOWN, "", {"count": str(len(strange) - UNKNOWN_SHOWN)}))
    return found


def _called(name: str) -> dict[str, str]:
    whole = ("the declaration as it is to be", "修改后的报关单")
    en, zh = FIELDS[name][2:] if name in FIELDS else whole
    return {"name": en, "name_zh": zh}


@cache
def _reader(name: str) -> Read:
    form, most, en, zh = FIELDS[name]
    part = Part(
        number="", group="", en=en, zh=zh, label_en="", label_zh="", type=form, least=1, most=most, places=0,
        code_table="", open_table=False, use="M", when=(), condition_en="", condition_zh="", held_by=(),
        tag="", wco="", wco_export="", replaces="", path=name,
    )  # fmt: skip
    return LEAVES[form](part, str, "")
