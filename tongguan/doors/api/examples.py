"""Examples of bodies, as they are sent, and of answers, as they were given in the demonstration. Both are the
shipped ones."""

import json
from functools import cache
from typing import Any

from django.conf import settings

SHIPPED = {"import-pork": "frozen pork in three containers", "export-tablets": "an export of tablets"}


@cache
def bodies() -> dict[str, dict[str, Any]]:
    """By the operation's name: each example with its summary."""
    declared = {
        name: {"summary": summary, "value": json.loads(path.read_text("utf-8"))}
        for name, summary in SHIPPED.items()
        if (path := settings.ROOT / "examples" / f"{name}.json").exists()
    }
    many = [one["value"] for one in declared.values()]
    why = {"cause": "clerical_error", "evidence": "the contract, clause 3"}
    made = {
        "lodge": declared,
        "assess": declared,
        "lodgeMany": {"two": {"summary": "two at once", "value": many}},
        "answer": _one({"text": "The price includes the insurance; see clause 7 of the contract."}),
        "withdraw": _one(why),
        "takeStep": _one({"step": "take_back_amendment"}),
        "orderPayment": _one({"bank": "BANK-1", "debt": 1}),
        "secure": _one({"guarantee": "BH-AGENT", "debt": 1}),
        "takeInspectionStep": _one({"step": "ask_to_repeat", "text": "The label was not read in full."}),
        "book": _one({"site": "YARD", "starts_at": "2020-09-16T09:00:00+08:00"}),
        "present": _one({}),
        "setWebhook": _one({"url": "https://erp.example.com/tongguan"}),
        "rollSecret": _one({}),
        "replayDelivery": _one({}),
    }
    if many:
        made["amend"] = _one({**why, "declaration": many[0]})
    return made


@cache
def answers() -> dict[str, Any]:
    """What was answered, by the operation's name, else by the shape of the answer."""
    return _shipped("answers")


@cache
def problems() -> dict[str, Any]:
    """What was told of requests that could not be done, by the name of the problem."""
    return _shipped("problems")


def _shipped(part: str) -> dict[str, Any]:
    path = settings.ROOT / "examples" / "answers" / "api.json"
    return dict(json.loads(path.read_text("utf-8"))[part]) if path.exists() else {}


def _one(value: Any) -> dict[str, Any]:
    return {"example": {"value": value}}
