"""Bytes from outside to a parsed XML message: bounded, without entities or network, and never an exception.

Whatever is wrong becomes a finding that names line and column.
"""

import re
import threading
from itertools import islice
from pathlib import Path
from typing import Any, cast

from lxml import etree

from tongguan.doors.codecs.xml_words import EXPLAINED, schema_finding
from tongguan.law.findings import Finding
from tongguan.law.words import register

MOST_BYTES = 4_000_000
MOST_DEPTH = 32
MOST_SHOWN = 20
"""So many breaches of the schema are named one by one."""

EMPTY = register("X001", "the message is empty", "报文为空")
TOO_LARGE = register(
    "X002",
    "the message is larger than {most} bytes; larger ones are not read",
    "报文超过{most}字节，不予读取",
)
ENCODING = register(
    "X003",
    "line {line}, column {column}: the message must be UTF-8; byte {byte} is not",
    "第{line}行第{column}列：报文须为UTF-8编码，字节{byte}不符合",
)
OTHER_ENCODING = register(
    "X004",
    "line {line}, column {column}: the message must be UTF-8, but says it is {encoding}",
    "第{line}行第{column}列：报文须为UTF-8编码，但声明为{encoding}",
)
DOCTYPE = register(
    "X005",
    "line {line}, column {column}: a message may not carry a document type or entities",
    "第{line}行第{column}列：报文不得包含文档类型声明或实体",
)
MALFORMED = register(
    "X006",
    "line {line}, column {column}: this is not well-formed XML: {reason}",
    "第{line}行第{column}列：XML格式不正确：{reason}",
)
TOO_DEEP = register(
    "X007",
    "line {line}, column {column}: elements are nested deeper than {most}",
    "第{line}行第{column}列：元素嵌套超过{most}层",
)

_own = threading.local()
_DECLARED = re.compile(rb"""\s*<\?xml[^>]*?\sencoding\s*=\s*["']([^"'>]*)["']""")
_TOO_DEEP = etree.XPath("/*" * (MOST_DEPTH + 1))


def parse(raw: bytes, *, bounded: bool = True) -> tuple[etree._Element | None, tuple[Finding, ...]]:
    """The root of a message, or why there is none. Comments are dropped; the raw bytes keep them.
    `bounded` looks at the depth; a schema does it as well."""
    wrong = _unreadable(raw)
    if wrong is not None:
        return None, (wrong,)
    parser = _parser()
    try:
        root = etree.fromstring(raw, parser)
    except etree.XMLSyntaxError as error:
        if b"<!DOCTYPE" in raw:
            return None, (_doctype(raw),)
        return None, (_not_utf8(raw) or _malformed(error),)
    except (ValueError, LookupError):
        return None, (Finding(MALFORMED, "", _at(1, 1, *EXPLAINED[0])),)
    if root.getroottree().docinfo.internalDTD is not None:
        return None, (_doctype(raw),)
    deep = cast(list[etree._Element], _TOO_DEEP(root)) if bounded else []
    if deep:
        line, column = place(raw, deep[0])
        return None, (Finding(TOO_DEEP, "", {**_at(line, column), "most": str(MOST_DEPTH)}),)
    return root, ()


def _doctype(raw: bytes) -> Finding:
    return Finding(DOCTYPE, "", _at(*_where(raw, raw.find(b"<!DOCTYPE"))))


def _parser() -> etree.XMLParser:
    """One parser for each thread: it resolves no entities, loads nothing, and keeps within its bounds."""
    held = _own.__dict__
    if "" not in held:
        held[""] = etree.XMLParser(
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
            collect_ids=False,
        )
    return cast(etree.XMLParser, held[""])


def _unreadable(raw: bytes) -> Finding | None:
    if not raw or raw.isspace():
        return Finding(EMPTY, "")
    if len(raw) > MOST_BYTES:
        return Finding(TOO_LARGE, "", {"most": str(MOST_BYTES)})
    if b"\0" in raw[:4] or raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        # ASCII in UTF-16 without its mark decodes as UTF-8 too; the parser would find out, and read it
        return _not_utf8(raw) or _byte(raw, raw.find(b"\0"))
    declared = _DECLARED.match(raw.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in (b"utf-8", b"us-ascii"):
        line, column = _where(raw, declared.start(1))
        return Finding(
            OTHER_ENCODING, "", {**_at(line, column), "encoding": declared[1].decode("ascii", "replace")[:40]}
        )
    return None


def _not_utf8(raw: bytes) -> Finding | None:
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _byte(raw, error.start)
    return None


def _byte(raw: bytes, at: int) -> Finding:
    return Finding(ENCODING, "", {**_at(*_where(raw, at)), "byte": f"{raw[at]:#04x}"})


def _at(line: int, column: int, reason: str = "", reason_zh: str = "") -> dict[str, str]:
    told = {"line": str(line), "column": str(column)}
    return {**told, "reason": reason, "reason_zh": reason_zh} if reason else told


def _where(raw: bytes, at: int) -> tuple[int, int]:
    """Line and column, both from 1, of a byte; columns count bytes, for the bytes may be anything."""
    return raw.count(b"\n", 0, at) + 1, at - raw.rfind(b"\n", 0, at)


def _malformed(error: etree.XMLSyntaxError) -> Finding:
    line, column = error.position
    if error.msg and error.msg.startswith("Excessive depth"):
        return Finding(TOO_DEEP, "", {**_at(line, column), "most": str(MOST_DEPTH)})
    reasons = EXPLAINED.get(cast(Any, error).code) or EXPLAINED[0]
    return Finding(MALFORMED, "", _at(max(line, 1), max(column, 1), *reasons))


def place(raw: bytes, element: etree._Element) -> tuple[int, int]:
    """Line and column, from 1, of an element of a message."""
    line = int(cast(Any, element.sourceline) or 1)
    lines = raw.split(b"\n", line)
    text = lines[line - 1] if line <= len(lines) else b""
    name = etree.QName(element).localname.encode()
    found = re.search(
        rb"<([\w.-]+:)?" + re.escape(name) + rb"[\s/>]|<([\w.-]+:)?" + re.escape(name) + rb"$", text
    )
    return line, found.start() + 1 if found else 1


def schema(path: Path) -> etree.XMLSchema:
    """The schema of a file, with what it includes; read once by each thread, for a schema keeps the log of
    its last validation. Raises OSError or etree.LxmlError: it cannot be read."""
    held, name = _own.__dict__, str(path)
    if name not in held:
        held[name] = etree.XMLSchema(etree.parse(name, etree.XMLParser(no_network=True)))
    return cast(etree.XMLSchema, held[name])


def breaches(root: etree._Element, path: Path, raw: bytes) -> tuple[Finding, ...]:
    """What a message breaks of the schema of a file. Raises as `schema` does."""
    against = schema(path)
    if against.validate(root):
        return ()
    lines, found = raw.split(b"\n"), []
    for entry in islice(cast(Any, against.error_log), MOST_SHOWN):
        text = lines[entry.line - 1] if 0 < entry.line <= len(lines) else b""
        found.append(schema_finding(entry, text.find(b"<") + 1 or 1, ""))
    return tuple(found)
