"""A notice as a sentence, in the reader's language. It says what the letter says, and nothing besides."""

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from tongguan.law.kernel import flow_words as words
from tongguan.law.kernel import names, step_words

BAD_ENDS = ("refused", "seized", "confiscated", "destroyed")
BAD_STATES = ("refused", "overdue", "failing", "asked", "required", "demanded", "disputed")


MINE = ("your_turn", "deadline", "inspection_notice", "inspection_begun")
"""Kinds of letters that need whoever reads them."""


class Said(NamedTuple):
    """`reference` is the declaration's, `sentence` what happened to it, `alarm` whether something is wrong
    or late."""

    reference: str
    sentence: str
    alarm: bool


def said(kind: str, body: str, language: str) -> Said:
    """What a letter tells. One of a kind that is not known here is called by that kind."""
    told: Mapping[str, Any] = json.loads(body)
    zh = language == "zh"
    en_words, zh_words, alarm = _sentence(kind, told, language)
    part = str(told.get("part") or "")
    where = (f"（{part}）" if zh else f" ({part})") if part else ""
    return Said(str(told.get("reference", "")), f"{zh_words if zh else en_words}{where}", alarm)


def is_urgent(kind: str, body: str) -> bool:
    """Whether a letter needs its reader, or tells that something goes wrong."""
    return kind in MINE or said(kind, body, "en").alarm


def _sentence(kind: str, told: Mapping[str, Any], language: str) -> tuple[str, str, bool]:
    """English, Chinese (the one that is not asked for may be unfinished), and whether it is an alarm."""
    track = words.track(str(told.get("track", "")), language)
    state = str(told.get("state", ""))
    now = words.state(str(told.get("track", "")), state, language)
    match kind:
        case "receipt":
            return "Lodged and accepted", "申报已受理", False
        case "gate_opened":
            gate = words.gate(str(told["gate"]), language)
            return f"Now: {gate}", f"现已{gate}", False
        case "release_withdrawn":
            gate = words.gate(str(told["gate"]), language)
            return f"Taken back: {gate}", f"已撤回：{gate}", True
        case "ended":
            end = words.ending(str(told["end"]), language)
            return f"Ended: {end}", f"已办结：{end}", told["end"] in BAD_ENDS
        case "held_again":
            former = str(told["former"])
            return f"Declared anew after {former}, and held", f"{former}重新申报，继续布控", False
        case "end_taken_back":
            end = words.ending(str(told["end"]), language)
            return f"Goes on after all, not {end}", f"继续办理，原{end}已撤销", False
        case "decided" if "step" in told:
            step = step_words.step(str(told["step"]), language)
            return f"Decided: {track}, {step}", f"已作出决定：{track}，{step}", True
        case "decided":
            return f"Decided: {track}, {now}", f"已作出决定：{track}{now}", state == "refused"
        case "your_turn":
            return f"Your turn: {track}, {now}", f"待您办理：{track}{now}", state in BAD_STATES
        case "deadline":
            return f"A deadline: {track}", f"期限提醒：{track}", True
        case "inspection_notice":
            return f"Inspection notified: {track}", f"查验通知：{track}", False
        case "inspection_begun":
            why, reason = names.name(names.ABSENCES, str(told.get("absence", "")))
            return (
                f"Inspection begun without you: {track}, {why}",
                f"查验已在贵单位未到场时开始：{track}，{reason}",
                False,
            )
    return kind.replace("_", " "), "通知", False
