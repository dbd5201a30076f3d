"""JSON: bytes to a tree.

Whatever is wrong with the bytes becomes a finding that names line and column; nothing from outside raises.
Values are texts, as the reader of trees asks: `"12.50"`, never `12.50`.
"""

import json
import re
from typing import Any

import msgspec

from tongguan.desk.texts import looks_like
from tongguan.law.findings import Finding
from tongguan.law.words import register

MOST_BYTES = 4_000_000

EMPTY = register("J001", "the message is empty", "报文为空")
TOO_LARGE = register(
    "J002",
    "the message is larger than {most} bytes; larger ones are not read",
    "报文超过{most}字节，不予读取",
)
NOT_UTF8 = register(
    "J003",
    "line {line}, column {column}: the message must be UTF-8; byte {byte} is not",
    "第{line}行第{column}列：报文须为UTF-8编码，字节{byte}不符合",
)
OTHER_ENCODING = register(
    "J004",
    "the message is not UTF-8; it looks like {encoding}",
    "报文不是UTF-8编码，疑为{encoding}编码",
)
MARKED = register(
    "J005", "the message begins with a byte order mark; leave it out", "报文以字节顺序标记（BOM）开头，请删去"
)
CUT_SHORT = register(
    "J006",
    "line {line}, column {column}: the message ends too early",
    "第{line}行第{column}列：报文不完整，提前结束",
)
MALFORMED = register(
    "J007", "line {line}, column {column}: this is not JSON", "第{line}行第{column}列：不符合JSON格式"
)
TOO_DEEP = register("J008", "the message is nested too deeply", "报文嵌套层次过深")
NAMED_TWICE = register("J009", "{name} is stated twice", "{name}重复申报")
HALF_PAIR = register(
    "J010",
    "line {line}, column {column}: {escape} is half of a surrogate pair and means no character without its "
    "other half",
    "第{line}行第{column}列：{escape}是代理对的一半，缺少另一半，不能表示字符",
)

_KEY = re.compile(rb'"[ \t\r\n]*:')
_BYTE = re.compile(r"\(byte (\d+)\)")
_ESCAPE = re.compile(rb"\\(?:u([0-9a-fA-F]{4})|[^u])")
_BEGUN = re.compile(rb"\\?|\\u[0-9a-fA-F]{0,3}")
_UNMARKED = (b"{\x00", b"\x00{")
"""How a message in UTF-16 without its mark begins."""
_DECODER = msgspec.json.Decoder()

Read = tuple[Any, tuple[Finding, ...]]


def decode(raw: bytes, *, most: int = MOST_BYTES) -> Read:
    """The tree of a JSON message, and everything wrong with its bytes; the tree is None where there is a
    finding."""
    if len(raw) > most:
        return None, (Finding(TOO_LARGE, "", {"most": str(most)}),)
    if not raw.strip():
        return None, (Finding(EMPTY, ""),)
    try:
        made = _DECODER.decode(raw)
    except RecursionError:
        return None, (Finding(TOO_DEEP, ""),)
    except (msgspec.DecodeError, UnicodeDecodeError) as wrong:
        return None, (_why_not(raw, str(wrong)),)
    if made is None:
        return None, (Finding(EMPTY, ""),)
    # Each name is followed by a colon: no more colons than names prove that none stands twice. Texts may have
    # colons, even behind what looks like a name, so where there are more the slow way has to tell.
    names = _names(made)
    if raw.count(b":") != names and len(_KEY.findall(raw)) != names:
        twice = _twice(raw)
        if twice:
            return None, tuple(twice)
    return made, ()


def _names(node: Any) -> int:
    """How many names the objects of a tree have."""
    count, open_nodes = 0, [node]
    while open_nodes:
        node = open_nodes.pop()
        if type(node) is dict:
            count += len(node)
            open_nodes += [below for below in node.values() if type(below) is not str]
        elif type(node) is list:
            open_nodes += node
    return count


def _why_not(raw: bytes, said: str) -> Finding:
    """What is wrong with bytes that are no JSON."""
    if raw.startswith(b"\xef\xbb\xbf"):
        return Finding(MARKED, "")
    if raw.startswith(_UNMARKED):
        return Finding(OTHER_ENCODING, "", {"encoding": "UTF-16"})
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        if wrong.reason == "unexpected end of data" and wrong.end == len(raw):  # within a character
            return Finding(CUT_SHORT, "", _place(raw, wrong.start))
        if encoding := looks_like(raw, wrong.start):
            return Finding(OTHER_ENCODING, "", {"encoding": encoding})
        return Finding(NOT_UTF8, "", {**_place(raw, wrong.start), "byte": f"0x{raw[wrong.start]:02X}"})
    # The reader takes half a pair for the end of the message, where a short rest follows.
    if ("truncated" in said or "surrogate" in said) and (half := _half(raw)) is not None:
        return half
    if "truncated" in said:
        return Finding(CUT_SHORT, "", _place(raw, len(raw)))
    byte = _BYTE.search(said)
    return Finding(MALFORMED, "", _place(raw, int(byte[1]) if byte else 0))


def _half(raw: bytes) -> Finding | None:
    """The first escape that is half of a surrogate pair without the other half behind it. One at which the
    message ends may still have been going to have it."""
    high: re.Match[bytes] | None = None
    for one in _ESCAPE.finditer(raw):
        unit = int(one[1] or b"0", 16) & 0xFC00
        paired = high is not None and high.end() == one.start()
        if (high is not None and not (paired and unit == 0xDC00)) or (unit == 0xDC00 and not paired):
            wrong = high or one
            return Finding(HALF_PAIR, "", {**_place(raw, wrong.start()), "escape": wrong[0].decode()})
        high = one if unit == 0xD800 else None
    if high is None or _BEGUN.fullmatch(raw, high.end()):
        return None
    return Finding(HALF_PAIR, "", {**_place(raw, high.start()), "escape": high[0].decode()})


def _place(raw: bytes, byte: int) -> dict[str, str]:
    """Line and column of a byte, both from 1; a column is a character."""
    before = raw[:byte]
    line = before.rpartition(b"\n")[2].decode("utf-8", "replace")
    return {"line": str(before.count(b"\n") + 1), "column": str(len(line) + 1)}


class _Object(dict[str, Any]):
    """An object with the names that it states twice."""

    twice: tuple[str, ...] = ()


def _twice(raw: bytes) -> list[Finding]:
    def pairs(stated: list[tuple[str, Any]]) -> _Object:
        made, names = _Object(stated), [name for name, _ in stated]
        made.twice = tuple(dict.fromkeys(name for name in names if names.count(name) > 1))
        return made

    try:
        root = json.loads(raw, object_pairs_hook=pairs)
    except (ValueError, RecursionError):  # said by the quick reader already, had it not been able to read it
        return []
    found, open_nodes = [], [("", root)]
    while open_nodes:
        at, node = open_nodes.pop()
        if isinstance(node, _Object):
            found += [Finding(NAMED_TWICE, f"{at}/{name[:40]}", {"name": name[:40]}) for name in node.twice]
            open_nodes += [(f"{at}/{name[:40]}", below) for name, below in node.items()]
        elif isinstance(node, list):
            open_nodes += [(f"{at}/{place}", below) for place, below in enumerate(node, 1)]
    return found
