"""From a `Declaration` to a WCO Data Model message.

Every leaf of its tree is put where the mapping of the book says; elements are then set in the order of the
Data Model, so that the message follows the schema.
"""

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from lxml import etree

from tongguan.doors.codecs.wco_paths import DEC, TYPES, Place, Step, WcoMap, full, mapping, model
from tongguan.doors.codecs.wco_read import ADDITIONAL, ASKS, DOCUMENT, NEW
from tongguan.law import elements
from tongguan.law.declaration import Declaration
from tongguan.law.rulebook import Rulebook

LAST = (10_000, "")
_TIME = re.compile(r"(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?([+-]\d\d):(\d\d)")


class _Node:
    """One element that is being written; `below` by what makes it one of several."""

    __slots__ = ("attributes", "below", "name", "text")

    def __init__(self, name: str) -> None:
        self.name, self.text = name, ""
        self.attributes: dict[str, str] = {}
        self.below: dict[tuple[Any, ...], _Node] = {}

    def child(self, key: tuple[Any, ...]) -> "_Node":
        found = self.below.get(key)
        if found is None:
            found = self.below[key] = _Node(key[0])
        return found

    def say(self, name: str, text: str) -> None:
        self.child((name,)).text = text

    def build(self, parent: etree._Element | None) -> etree._Element:
        if parent is None:
            names: Any = {None: DEC[1:-1], "ds": TYPES[1:-1]}
            made = etree.Element(full(self.name), nsmap=names)
        else:
            made = etree.SubElement(parent, full(self.name))
        for name, value in self.attributes.items():
            made.set(name, value)
        if self.text:
            made.text = self.text
        for below in self.in_order():
            below.build(made)
        return made

    def in_order(self) -> list["_Node"]:
        """What stands below, in the order of the Data Model; entries of a list by their numbers."""
        order, ranks = model().get(self.name, {}), dict[tuple[Any, ...], int]()
        for key in self.below:
            ranks.setdefault(key[:2], len(ranks))
        keys = sorted(self.below, key=lambda k: (order.get(k[0], LAST), ranks[k[:2]], (k[2:] and k[2]) or 0))
        return [self.below[key] for key in keys]


def leaves(tree: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, tuple[int, ...], str]]:
    """Every leaf of a tree: its canonical path with stars, the places that the stars stand for (from 1), its
    text."""
    for name, held in tree.items():
        path = f"{at}/{name}" if at else name
        if isinstance(held, str):
            yield path, (), held
        elif isinstance(held, list):
            for place, entry in enumerate(held, 1):
                if isinstance(entry, str):
                    yield f"{path}/*", (place,), entry
                    continue
                for below, places, text in leaves(entry, f"{path}/*"):
                    yield below, (place, *places), text
        else:
            yield from leaves(held, path)


def write(declaration: Declaration, *, book: Rulebook, on: date) -> bytes:
    """The message of a declaration, a document of its own. What the book's rows give no place to is left
    out. Raises LookupError: the book has no elements."""
    way = mapping(book, on, declaration.direction)
    root = _Node("Declaration")
    kind = declaration.kind or ""
    root.say("FunctionCode", ADDITIONAL if kind in ASKS else NEW)
    root.say("TypeCode", "EX" if declaration.direction == "export" else "IM")
    by_path: dict[str, list[tuple[tuple[int, ...], str]]] = {}
    for path, numbers, text in leaves(elements.tree(declaration)):
        by_path.setdefault(path, []).append((numbers, text))
    for path, places in way.places.items():
        for numbers, text in by_path.get(path, ()):
            for place in places:
                _put(root, place, numbers, _form(text, place, way, path))
    return _envelope(root, book)


def _form(text: str, place: Place, way: WcoMap, path: str) -> str:
    """The text as the Data Model writes it; of a joined one, this place's part."""
    text = text[place.start : place.end]
    form, last = way.forms[path], place.steps[-1]
    if not last.tests or form not in ("time", "date"):
        return text
    if form == "date":
        return text.replace("-", "")
    found = _TIME.fullmatch(text)
    if found is None:
        return text
    *digits, hours, minutes = found.groups()
    zone = "Z" if (hours, minutes) in (("+00", "00"), ("-00", "00")) else hours + minutes.replace("00", "")
    return "".join(digits) + zone


def _put(root: _Node, place: Place, numbers: tuple[int, ...], text: str) -> None:
    if not text:
        return
    counted = {step: number for step, number in zip(place.lists, numbers, strict=True) if step is not None}
    stars = iter([n for step, n in zip(place.lists, numbers, strict=True) if step is None])
    node = root
    for at, step in enumerate(place.steps):
        tests = tuple((t.name, t.attribute, _filled(t.text, stars)) for t in step.tests)
        node = node.child((step.name, tests, counted.get(at)) if tests or at in counted else (step.name,))
        _mark(node, step, tests, counted.get(at))
    if place.attribute:
        node.attributes[place.attribute] = text
    else:
        node.text = text


def _filled(text: str, stars: Iterator[int]) -> str:
    return "*".join(text.split("*")) if "*" not in text else re.sub(r"\*", lambda _: str(next(stars)), text)


def _mark(node: _Node, step: Step, tests: tuple[tuple[str, bool, str], ...], number: int | None) -> None:
    for name, attribute, text in tests:
        if attribute:
            node.attributes[name] = text
        else:
            node.say(name, text)
    if step.sequence and number is not None:
        node.say(step.sequence, str(number))


def _envelope(root: _Node, book: Rulebook) -> bytes:
    document = etree.Element(DOCUMENT + "MetaData", nsmap={"md": DOCUMENT[1:-1]})
    told = {"WCODataModelVersionCode": "3.6", "WCOTypeName": "DEC"}
    told["ResponsibleCountryCode"] = book.jurisdiction.upper()[:2]
    for name, text in told.items():
        etree.SubElement(document, DOCUMENT + name).text = text
    document.append(root.build(None))
    return etree.tostring(document, xml_declaration=True, encoding="UTF-8", pretty_print=True)
