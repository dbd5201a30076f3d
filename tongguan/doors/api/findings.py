"""What is wrong with the form of a request, as pydantic tells it, put into findings of ours."""

from collections.abc import Mapping, Sequence
from typing import Any

from tongguan.doors.api import words
from tongguan.doors.api.problems import Problem
from tongguan.law.findings import Finding

KINDS: Mapping[str, tuple[str, str]] = {
    "string_type": ("a text", "文本"),
    "int_type": ("a whole number", "整数"),
    "dict_type": ("an object", "对象"),
    "list_type": ("a list", "列表"),
    "bool_type": ("true or false", "true或false"),
    "model_type": ("an object", "对象"),
    "model_attributes_type": ("an object", "对象"),
    "string_too_short": ("a text of at least {min_length} characters", "不少于{min_length}个字符的文本"),
    "string_too_long": ("a text of at most {max_length} characters", "不超过{max_length}个字符的文本"),
    "string_pattern_mismatch": ("a text of the form {pattern}", "符合{pattern}格式的文本"),
    "greater_than_equal": ("{ge} or more", "不小于{ge}的数"),
    "less_than_equal": ("{le} or less", "不大于{le}的数"),
    "between": ("a whole number from {ge} to {le}", "{ge}到{le}之间的整数"),
    "literal_error": ("one of {expected}", "{expected}之一"),
    "string_unicode": ("a text of whole characters", "由完整字符组成的文本"),
}
"""By the code of the error; what else is wrong says itself what it should be (`asked`)."""
MOST = 20
WHAT = ("what", "what_zh")


def problem_of(errors: Sequence[Mapping[str, Any]]) -> Problem:
    """422 with every finding; 404 where it is a name in the address that cannot be one."""
    if any(one["loc"][0] == "path" for one in errors):
        return Problem(404, [Finding(words.UNKNOWN, "")])
    return Problem(422, [_finding(one) for one in errors[:MOST]])


def _finding(error: Mapping[str, Any]) -> Finding:
    kind, context = error["type"], error.get("ctx", {})
    pointer = "".join(f"/{part}" for part in _place(error["loc"]))
    if kind == "missing":
        return Finding(words.MISSING, pointer)
    if kind == "extra_forbidden":
        return Finding(words.NOT_KNOWN, pointer, {"name": str(error["loc"][-1])[:40]})
    en, zh = KINDS.get(kind) or words.SHOULD_BE.get(error["msg"].removeprefix("Value error, "), ("", ""))
    told = {name: str(value) for name, value in context.items()}
    told_zh = told | {"expected": told.get("expected", "").replace(", ", "、").replace(" or ", "、")}
    said = {"what": en.format(**told), "what_zh": zh.format(**told_zh)} if en else dict.fromkeys(WHAT, kind)
    return Finding(words.NOT_A, pointer, said)


def _place(loc: tuple[Any, ...]) -> list[str]:
    """Where in the body or the query, lists counted from 1, without the names that ninja gives to both."""
    rest = loc[2:] if loc[0] == "body" else loc[1:]
    names = (part for part in rest if part != "query" or loc[0] != "query")
    return [str(part + 1) if isinstance(part, int) else str(part)[:40] for part in names]
