"""From the bytes of a WCO Data Model message to a `Declaration`.

Two envelopes are known: the bare `MetaData` document, and the request that wraps one. What the message asks
for (a new declaration, an amendment, a cancellation, the arrival of the goods) is told by its function and
type; what it states is read by the mapping of the book. Never an exception for what the bytes hold.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from lxml import etree

from tongguan.doors.codecs.wco_paths import DEC, WcoMap, full, mapping
from tongguan.doors.codecs.wco_safe import breaches, parse, place
from tongguan.doors.codecs.wco_tree import Late, Twice, fill, left_out, settle, trace
from tongguan.doors.codecs.wco_typed import typed
from tongguan.law import elements
from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook
from tongguan.law.words import register

Kind = Literal["new", "amendment", "cancellation", "arrival"]
Envelope = Literal["document", "request"]

DOCUMENT = "{urn:wco:datamodel:WCO:DocumentMetaData-DMS:2}"
REQUEST = "{http://uk/gov/hmrc/mdg/declarationmanagement/submitdeclaration/request/schema/v1}"

NOT_A_DECLARATION = register(
    "X010",
    "line {line}, column {column}: {found} is not the beginning of a declaration; {expected} is expected",
    "第{line}行第{column}列：{found}不是报关单报文的开头，应为{expected}",
)
WRONG_NAMESPACE = register(
    "X011",
    "line {line}, column {column}: {name} stands in namespace {found}, not in {expected}",
    "第{line}行第{column}列：{name}的命名空间为{found}，应为{expected}",
)
NO_FUNCTION = register(
    "X012",
    "line {line}, column {column}: function {function} with type {type} says neither that the declaration "
    "is new nor what an additional message asks for",
    "第{line}行第{column}列：功能代码{function}与类型代码{type}既不表示新申报，也不表示追加报文的请求",
)
STATED_TWICE = register(
    "X013",
    "line {line}, column {column}: {name} stands a second time",
    "第{line}行第{column}列：{name}重复出现",
)
TOO_FAR = register(
    "X014", "{name} belongs to an entry beyond the {most} that are read", "{name}所属的项超过可读取的{most}项"
)

NEW, ADDITIONAL = "9", "13"
ASKS: Mapping[str, Kind] = {"COR": "amendment", "INV": "cancellation", "GPR": "arrival"}
DIRECTIONS: Mapping[str, Literal["import", "export"]] = {"IM": "import", "EX": "export"}
BOTH_WAYS = "CO"
"""Trade with special fiscal territories: the first procedure tells the direction."""
EXPORT_PROCEDURES = frozenset({"10", "11", "21", "22", "23", "31"})
"""Procedures by which goods leave: UCC delegated regulation, Annex B, data element 1/10."""
MOST_ENTRIES = 999


@dataclass(frozen=True, eq=False, kw_only=True)
class Message:
    """What a message says. `declaration` is None where nothing could be made of it; of an additional message
    it holds what is to change, and `amends` the number of the entry that it is about. `findings` are
    everything wrong with form; where in the bytes each stands, `locate` tells."""

    raw: bytes
    kind: Kind = "new"
    envelope: Envelope = "document"
    amends: str | None = None
    reference: str | None = None
    declaration: Declaration | None = None
    findings: tuple[Finding, ...] = ()
    element: etree._Element | None = None
    way: WcoMap | None = None

    @cached_property
    def _places(self) -> dict[str, etree._Element]:
        if self.element is None or self.way is None:
            return {}
        found: dict[str, etree._Element] = {"": self.element}
        for pointer, element in trace(self.element, self.way.root):
            found.setdefault(pointer, element)
        return found

    def locate(self, pointer: str) -> tuple[int, int] | None:
        """Line and column, from 1, of what a pointer names, or of the nearest thing above it."""
        while pointer not in self._places and pointer:
            pointer = pointer.rpartition("/")[0]
        element = self._places.get(pointer)
        return None if element is None else place(self.raw, element)

    def left_out(self) -> tuple[tuple[str, str], ...]:
        """Path and text of every leaf that stays in the raw message alone, for no field names it."""
        if self.element is None or self.way is None:
            return ()
        told = ("/FunctionCode", "/TypeCode")  # by `kind` and the direction
        return tuple(one for one in left_out(self.element, self.way.root) if one[0] not in told)


def read(
    raw: bytes,
    *,
    book: Rulebook,
    on: date,
    schemas: Path | None = None,
    direction: Literal["import", "export"] | None = None,
) -> Message:
    """Read a message by the book of the day.

    `schemas` is the schema file that a document must follow (none: only names and namespaces are looked at).
    `direction` is that of the entry which an additional message is about; without it, "import" stands in.
    Raises LookupError: the book has no elements; OSError or lxml's error: the schema cannot be read.
    """
    root, findings = parse(raw, bounded=schemas is None)
    if root is None:
        return Message(raw=raw, findings=findings)
    opened = _opened(root, raw)
    if isinstance(opened, Finding):
        return Message(raw=raw, findings=(opened,))
    document, element, envelope = opened
    wrong = breaches(document, schemas, raw) if schemas else _strangers(element, raw)
    kind = _kind(element)
    if kind is None:
        return Message(raw=raw, findings=(*wrong, _no_function(element, raw)), element=element)
    way = mapping(book, on, going := direction or _direction(element))
    declaration = typed(element, way, book, on, going)
    found: tuple[Finding, ...] = ()
    if declaration is None:
        declaration, found = _stepwise(element, way, going, raw, book, on)
    return Message(
        raw=raw,
        kind=kind,
        envelope=envelope,
        amends=element.findtext(DEC + "ID") if kind != "new" else None,
        reference=element.findtext(DEC + "FunctionalReferenceID"),
        declaration=declaration if not wrong else None,
        findings=(*wrong, *found),
        element=element,
        way=way,
    )


def _opened(root: etree._Element, raw: bytes) -> tuple[etree._Element, etree._Element, Envelope] | Finding:
    """The document and the declaration inside an envelope, or what is wrong with the names."""
    document, envelope = root, "document"
    if root.tag == REQUEST + "submitDeclarationRequest":
        envelope = "request"
        inner = root.find(f"{REQUEST}requestDetail/{DOCUMENT}MetaData")
        if inner is None:
            return _unexpected(root, DOCUMENT + "MetaData", raw)
        document = inner
    elif root.tag != DOCUMENT + "MetaData":
        return _unexpected(root, DOCUMENT + "MetaData", raw)
    element = document.find(DEC + "Declaration")
    if element is not None:
        return document, element, envelope  # type: ignore[return-value]
    for child in document:
        if etree.QName(child).localname in ("Declaration", "Response"):
            return _unexpected(child, DEC + "Declaration", raw)
    return _unexpected(document, DEC + "Declaration", raw)


def _unexpected(element: etree._Element, expected: str, raw: bytes) -> Finding:
    line, column = place(raw, element)
    name, wanted = etree.QName(element), etree.QName(expected)
    at = {"line": str(line), "column": str(column)}
    if name.localname == wanted.localname:
        spaces = {"found": name.namespace or "-", "expected": wanted.namespace or "-"}
        return Finding(WRONG_NAMESPACE, "", {**at, "name": name.localname, **spaces})
    return Finding(NOT_A_DECLARATION, "", {**at, "found": name.text[:200], "expected": expected})


def _strangers(element: etree._Element, raw: bytes) -> tuple[Finding, ...]:
    """Elements of other namespaces, where no schema looks for them. The first is enough."""
    for below in element.iter(etree.Element):
        if not below.tag.startswith(DEC):
            name = full(etree.QName(below).localname)
            if below.tag != name:
                return (_unexpected(below, name, raw),)
    return ()


def _kind(element: etree._Element) -> Kind | None:
    function = (element.findtext(DEC + "FunctionCode") or "").strip()
    if function == NEW:
        return "new"
    return ASKS.get((element.findtext(DEC + "TypeCode") or "").strip()) if function == ADDITIONAL else None


def _no_function(element: etree._Element, raw: bytes) -> Finding:
    line, column = place(raw, element)
    told = {"line": str(line), "column": str(column)}
    function, kind = (element.findtext(DEC + name) for name in ("FunctionCode", "TypeCode"))
    return Finding(NO_FUNCTION, "/kind", {**told, "function": function or "-", "type": kind or "-"})


def _direction(element: etree._Element) -> Literal["import", "export"]:
    going = (element.findtext(DEC + "TypeCode") or "")[:2]
    if going == BOTH_WAYS:
        procedure = element.find(f".//{DEC}GovernmentProcedure/{DEC}CurrentCode")
        if procedure is not None and (procedure.text or "").strip() in EXPORT_PROCEDURES:
            return "export"
    return DIRECTIONS.get(going, "import")


def _stepwise(
    element: etree._Element,
    way: WcoMap,
    going: Literal["import", "export"],
    raw: bytes,
    book: Rulebook,
    on: date,
) -> tuple[Declaration | None, tuple[Finding, ...]]:
    """The declaration by way of its tree, with everything that is wrong."""
    stated, found = tree(element, way, going, raw)
    declaration, wrong = elements.read(stated, book, on)
    return declaration, (*found, *wrong)


def tree(
    element: etree._Element, way: WcoMap, direction: str, raw: bytes
) -> tuple[dict[str, Any], list[Finding]]:
    """What a declaration states, as a tree, and what in it has no single place."""
    tree: dict[str, Any] = {"direction": direction}
    late: Late = []
    twice = Twice()
    fill(element, way.root, tree, late, twice)
    findings = []
    for slot in settle(late, MOST_ENTRIES, twice) if late else ():
        findings.append(Finding(TOO_FAR, "", {"name": "/".join(slot), "most": str(MOST_ENTRIES)}))
    for child in twice:
        line, column = place(raw, child)
        told = {"line": str(line), "column": str(column), "name": etree.QName(child).localname}
        findings.append(Finding(STATED_TWICE, "", told))
    return tree, findings
