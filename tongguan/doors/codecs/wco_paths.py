"""Where each field of a declaration stands in a WCO Data Model message.

The element rows of the book say it, in columns `wco` and `wco_export` (docs/wco.md tells their notation).
They are put together here, once for each book and direction, into one mapping that the reader, the writer
and the pointers of the answers share.
"""

import csv
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path

from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.parts import Part, parts

DEC = "{urn:wco:datamodel:WCO:DEC-DMS:2}"
TYPES = "{urn:wco:datamodel:WCO:Declaration_DS:DMS:2}"
OF_TYPES = frozenset({"DateTimeString"})
"""The elements that stand in the namespace of the data types."""

NOWHERE = "-"
"""Stands in `wco_export` (or `wco`) where the other direction has a place and this one has none."""

BARE = ""
"""The slot of the text of a bare entry."""

_STEP = re.compile(r"(?P<name>\w+)(?P<tests>(\[@?\w+=[^\]]+\])*)(#(?P<sequence>\w+))?")
_TEST = re.compile(r"\[(@?)(\w+)=([^\]]+)\]")
_SLICE = re.compile(r"\[(\d*):(\d*)\]$")
_EDGE = re.compile(r"/(?![^\[]*\])")


@dataclass(frozen=True, slots=True)
class Test:
    """What makes one of several elements of a name the one meant: a child's (or attribute's) text. A star in
    it stands for a place in a list."""

    name: str
    attribute: bool
    text: str


@dataclass(frozen=True, slots=True)
class Step:
    """One element on the way down. With `sequence`, a child of that name counts the elements from 1."""

    name: str
    tests: tuple[Test, ...] = ()
    sequence: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a leaf stands: the elements, for some the attribute, and which characters of the text are meant.

    `lists` holds, for each star of the canonical path, the number of the step that repeats with it; None
    where a star of a test counts instead.
    """

    steps: tuple[Step, ...]
    attribute: str
    start: int
    end: int | None
    lists: tuple[int | None, ...]


def full(name: str) -> str:
    """The name of an element with its namespace."""
    return (TYPES if name in OF_TYPES else DEC) + name


def step(text: str) -> Step:
    """Raises ValueError: this is no step of a path."""
    found = _STEP.fullmatch(text)
    if found is None:
        raise ValueError(f"{text!r} is no step of a WCO path")
    tests = tuple(Test(name, bool(at), value) for at, name, value in _TEST.findall(found["tests"]))
    return Step(found["name"], tests, found["sequence"] or "")


def steps(text: str) -> tuple[Step, ...]:
    return tuple(step(part) for part in _EDGE.split(text))


def place(text: str, path: str, listed: Mapping[str, tuple[Step, ...]]) -> Place:
    """The place that one alternative of a `wco` column names for a canonical path. Raises ValueError."""
    start, end = 0, None
    if found := _SLICE.search(text):
        start, end = int(found[1] or 0), int(found[2]) if found[2] else None
        text = text[: found.start()]
    text, _, attribute = text.partition("/@")
    way = list(steps(text))
    lists: list[int | None] = []
    segments = path.split("/")
    for at, segment in enumerate(segments):
        if segment != "*":
            continue
        above = listed.get("/".join(segments[:at]), ())
        depth = len(above)
        if above and [(s.name, s.tests) for s in way[:depth]] == [(s.name, s.tests) for s in above]:
            way[depth - 1] = above[-1]
            lists.append(depth - 1)
        else:
            lists.append(None)
    stars = sum(test.text.count("*") for one in way for test in one.tests)
    if stars != lists.count(None):
        raise ValueError(f"{path}: {text!r} counts {stars} lists of {lists.count(None)} by its stars")
    return Place(tuple(way), attribute, start, end, tuple(lists))


@dataclass(slots=True)
class Branch:
    """What an element of a name becomes. `slot` is the canonical way of its text from the object that it
    belongs to, `attributes` likewise; `opens` the way of the list that each such element adds an entry to
    (`bare`: the entry is a text, not an object)."""

    tests: tuple[tuple[str, bool, re.Pattern[str]], ...]
    node: "Node"
    opens: tuple[str, ...] = ()
    bare: bool = False
    slot: tuple[str, ...] = ()
    form: str = ""
    first: bool = True
    parts: int = 1
    attributes: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(slots=True)
class Node:
    """What may stand below an element, by full name. None: it only tells branches apart.

    `quick` holds the plain ones again, in the form that the reader is fastest with: the name of a text (or,
    in a tuple of one, of a text whose outer spaces mean nothing), a node to go down into without more ado,
    a list and the node of its entries.
    """

    children: dict[str, list[Branch] | None] = field(default_factory=dict)
    quick: dict[str, "Quick"] = field(default_factory=dict)


Quick = str | tuple[str] | Node | tuple[str, Node]
VERBATIM = ("text", "prose")
TIMED = ("time", "date")


@dataclass(frozen=True, slots=True)
class WcoMap:
    """The mapping of one book, day and direction: `places` by canonical path (stars for lists) with the
    form of the text, `root` the same the other way round."""

    places: Mapping[str, tuple[Place, ...]]
    forms: Mapping[str, str]
    root: Node


def mapping(book: Rulebook, on: date, direction: str) -> WcoMap:
    """The mapping of the day. Raises LookupError (no elements) or ValueError (a row that cannot be)."""
    known = parts(book, on)
    key = ("wco", id(known), direction)
    made: WcoMap | None = book.memo.get(key)
    if made is None:
        made = book.memo[key] = _compile(known, direction)
    return made


def _text(part: Part, direction: str) -> str:
    text = part.wco_export if direction == "export" and part.wco_export else part.wco
    return "" if text == NOWHERE or part.use == "S" or part.path == "direction" else text


def _compile(known: Mapping[str, Part], direction: str) -> WcoMap:
    texts = {path: text for path, part in known.items() if (text := _text(part, direction))}
    listed = {path: steps(text) for path, text in texts.items() if known[path].type == "list"}
    places: dict[str, tuple[Place, ...]] = {}
    root = Node()
    for path, text in texts.items():
        if path in listed:
            continue
        places[path] = tuple(place(one.strip(), path, listed) for one in text.split(" + "))
        for number, one in enumerate(places[path]):
            _plant(root, path, one, known[path].type, number == 0, len(places[path]))
    _quicken(root)
    return WcoMap(places, {path: known[path].type for path in places}, root)


def _quicken(node: Node) -> None:
    for tag, branches in node.children.items():
        for branch in branches or ():
            _quicken(branch.node)
        if branches is None or len(branches) > 1:
            continue
        branch = branches[0]
        if branch.tests or branch.attributes or branch.bare or branch.parts > 1:
            continue
        if branch.opens and not branch.slot and len(branch.opens) == 1:
            node.quick[tag] = (branch.opens[0], branch.node)
        elif branch.opens or (branch.slot and branch.node.children):
            continue
        elif not branch.slot:
            node.quick[tag] = branch.node
        elif len(branch.slot) == 1 and branch.slot[0] != BARE and branch.form not in TIMED:
            name = branch.slot[0]
            node.quick[tag] = name if branch.form in VERBATIM else (name,)


def _plant(root: Node, path: str, where: Place, form: str, first: bool, count: int) -> None:
    """Grow the branches of a place. Raises ValueError: another field has it already."""
    segments = path.split("/")
    stars = [at for at, segment in enumerate(segments) if segment == "*"]
    opened = {number: star for star, number in zip(stars, where.lists, strict=True) if number is not None}
    node, base = root, 0
    for number, one in enumerate(where.steps):
        branch = _branch(node, one)
        if number in opened:
            branch.opens = tuple(segments[base : opened[number]])
            base = opened[number] + 1
            branch.bare = base == len(segments)
            if one.sequence:
                branch.node.children.setdefault(DEC + one.sequence, None)
        elif branch.opens:
            raise ValueError(f"{path}: {one.name} repeats with {'/'.join(branch.opens)}, which it is not of")
        node = branch.node
    slot = tuple(segments[base:]) or (BARE,)
    if where.attribute:
        if branch.attributes.setdefault(where.attribute, slot) != slot:
            raise ValueError(f"{path}: {branch.attributes[where.attribute]} has this attribute already")
    elif branch.slot and branch.slot != slot:
        raise ValueError(f"{path}: {'/'.join(branch.slot)} stands in the same place")
    else:
        branch.slot, branch.form, branch.first, branch.parts = slot, form, first, count


def _branch(node: Node, one: Step) -> Branch:
    tests = tuple(
        (test.name, test.attribute, re.compile(r"(\d+)".join(map(re.escape, test.text.split("*")))))
        for test in one.tests
    )
    branches = node.children.setdefault(full(one.name), [])
    if branches is None:
        raise ValueError(f"{one.name} tells branches apart and cannot be a field as well")
    for branch in branches:
        if branch.tests == tests:
            return branch
    branch = Branch(tests, Node())
    for test in one.tests:
        if not test.attribute:
            branch.node.children[DEC + test.name] = None
    branches.append(branch)
    branches.sort(key=lambda other: -len(other.tests))
    return branch


@cache
def model() -> Mapping[str, Mapping[str, tuple[int, str]]]:
    """Of each class of the WCO Data Model 3.6 its parts: their order in a message, and their identifiers."""
    classes: dict[str, dict[str, tuple[int, str]]] = {}
    with (Path(__file__).parent / "wco_model.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            known = classes.setdefault(row["class"], {})
            known[row["name"]] = (len(known), row["id"])
    return classes
