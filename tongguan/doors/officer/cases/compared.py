"""An amendment beside what holds: what is stated otherwise, and what that would do to the charges."""

import json
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from tongguan.desk.declarations import deciding
from tongguan.desk.monitor.board import Owed, explained
from tongguan.desk.monitor.casefile import File
from tongguan.doors.look.asked import Asked
from tongguan.doors.officer.cases.declared import Reader
from tongguan.law.money import in_money
from tongguan.law.words import say

ASKED = ("request_amendment", "confirm_amendment", "request_withdrawal", "agree_to_withdrawal")


def compared(file: File, request: Asked) -> dict[str, Any]:
    """What the page of the decision says; nothing where no amendment is asked for."""
    if not file.asked:
        return {}
    language = request.language
    reader = Reader(file.book, file.accepted_on or request.on, language)
    cover = file.stored.cover
    weighed = deciding.weigh(cover.id, jurisdiction=cover.jurisdiction, at=request.at)
    _, before = explained(file.told)
    assessed = weighed.judged.assessment if weighed.judged else None
    after = explained({"assessment": assessed.plain()})[1] if assessed else []
    return {
        "differences": reader.difference(file.stated(file.version), file.stated(file.asked)),
        "charges": _charges(before, after, language) if assessed else [],
        "sums": _sums(before, after) if assessed else {},
        "wrong": [say(f.code, f.arguments, language) for f in weighed.findings],
        "warned": [
            say(f.code, f.arguments, language)
            for f in (weighed.judged.findings if weighed.judged else ())
            if f.severity != "error"
        ],
    }


def request_of(file: File, request: Asked) -> dict[str, str]:
    """The cause and the evidence that the trader gave with its last request."""
    asked = [event for event in file.shown.lines if event.name in ASKED and event.data.startswith("{")]
    if not asked:
        return {}
    told: Mapping[str, Any] = json.loads(asked[-1].data)
    reader = Reader(file.book, file.accepted_on or request.on, request.language)
    cause = str(told.get("cause", ""))
    return {
        "cause": reader.means("amendment_cause", cause) or cause,
        "evidence": str(told.get("evidence", "")),
    }


def _charges(before: Sequence[Owed], after: Sequence[Owed], language: str) -> list[dict[str, Any]]:
    then, now = ({(one.line, one.tax): Decimal(one.amount) for one in side} for side in (before, after))
    return [
        {
            "line": line,
            "tax": tax[language == "zh"],
            "before": in_money(was),
            "after": in_money(will),
            "more": _signed(will - was),
            "changed": will != was,
        }
        for line, tax in dict.fromkeys((*then, *now))
        for was, will in [(then.get((line, tax), Decimal(0)), now.get((line, tax), Decimal(0)))]
    ]


def _sums(before: Sequence[Owed], after: Sequence[Owed]) -> dict[str, str]:
    was, will = (sum((Decimal(one.amount) for one in side), Decimal(0)) for side in (before, after))
    return {"before": in_money(was), "after": in_money(will), "more": _signed(will - was)}


def _signed(amount: Decimal) -> str:
    return f"+{in_money(amount)}" if amount > 0 else in_money(amount)
