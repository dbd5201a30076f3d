"""The quick way from a message to a `Declaration`: each text is read where it stands, in one walk.

It gives exactly what the two steps give (a tree, then the reader of the law), or nothing: at the first thing
out of the ordinary it stops, and the two steps find and point out what is wrong.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import is_dataclass
from datetime import date
from typing import Any, get_args, get_origin

from lxml import etree

from tongguan.doors.codecs.wco_paths import BARE, DEC, TIMED, VERBATIM, Branch, Node, WcoMap
from tongguan.doors.codecs.wco_tree import iso
from tongguan.law.declaration import Declaration
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.leaves import LEAVES, Found
from tongguan.law.stating.parts import Part, fields_of, parts

TEXT, INNER, DOWN, ENTRY, LISTED, VALUED, PART, TESTED, ODD = range(9)
Way = tuple[Any, ...]


class Odd(Exception):
    """Something that only the two steps can tell."""


class Level:
    """One element's inside: what each element below becomes, by full name."""

    __slots__ = ("ways",)

    def __init__(self) -> None:
        self.ways: dict[str, Way] = {}


class Shape:
    """One object that is being made: its class, the fields that are lists (with the most entries), the
    objects inside it (deepest first) and the texts that are put together of parts."""

    def __init__(self, kind: Any, path: str, known: Mapping[str, Part]) -> None:
        self.kind, self.path, self.known = kind, path, known
        self.level = Level()
        self.lists: list[tuple[str, int]] = []
        self.inner: list[tuple[tuple[str, ...], Any]] = []
        self.joined: list[tuple[str, Callable[..., Any]]] = []

    def reader(self, slot: tuple[str, ...]) -> Callable[[str], Any]:
        """What reads the text of a slot. Raises Odd: there is no such field."""
        kind = self.kind
        for at, name in enumerate(slot):
            if name != BARE:
                kind = fields_of(kind).get(name)
            if kind is None or get_origin(kind) is tuple:
                raise Odd
            if at + 1 < len(slot) and (slot[: at + 1], kind) not in self.inner:
                self.inner.append((slot[: at + 1], kind))
        part = self.known["/".join((self.path, *slot)).strip("/") if slot != (BARE,) else self.path]
        return _checked(LEAVES[part.type](part, kind, ""), part)

    def finisher(self) -> Callable[[dict[str, Any]], Any]:
        """What makes the object of an entry."""
        kind = self.kind
        return self.finish if self.joined or self.lists or self.inner else lambda entry: kind(**entry)

    def finish(self, entry: dict[str, Any]) -> Any:
        """The object of an entry."""
        for name, read in self.joined:
            if name in entry:
                entry[name] = read("".join(entry[name]))
        for name, most in self.lists:
            held = entry.get(name)
            if held is not None:
                if len(held) > most:
                    raise Odd
                entry[name] = tuple(held)
        for way, kind in self.inner:
            held = entry
            for name in way[:-1]:
                held = held.get(name, {})
            if way[-1] in held:
                held[way[-1]] = kind(**held[way[-1]])
        return self.kind(**entry)


def typed(element: etree._Element, way: WcoMap, book: Rulebook, on: date, direction: str) -> Any:
    """The declaration of a message without fault; None where anything is out of the ordinary."""
    known = parts(book, on)
    key = ("wco typed", id(known), direction)
    shape = book.memo.get(key)
    if shape is None:
        shape = book.memo.setdefault(key, _shape(Declaration, "", way.root, known))
    entry: dict[str, Any] = {"direction": direction}
    try:
        _walk(element, shape.level.ways, entry)
        return shape.finish(entry) if "reference" in entry else None
    except Odd:
        return None


def _walk(element: Iterable[etree._Element], ways: dict[str, Way], entry: dict[str, Any]) -> None:
    for child in element:
        way = ways.get(child.tag)
        if way is None:
            continue
        kind, to, then, more = way
        if kind == TEXT:
            text = child.text
            if text:
                if to in entry:
                    raise Odd
                entry[to] = then(text)
        elif kind == DOWN:
            _walk(child, then, entry)
        elif kind == INNER:
            text = child.text
            if text:
                _set(entry, to, then(text))
        elif kind == ENTRY:
            inner: dict[str, Any] = {}
            _walk(child, then, inner)
            if to in entry:
                entry[to].append(more(inner))
            else:
                entry[to] = [more(inner)]
        else:
            _seldom(child, way, entry)


def _seldom(child: etree._Element, way: Way, entry: dict[str, Any]) -> None:
    kind = way[0]
    if kind == VALUED:
        if way[1] and child.text:
            _set(entry, way[1], way[2](child.text))
        for name, slot, read in way[3]:
            text = child.get(name)
            if text:
                _set(entry, slot, read(text))
    elif kind == TESTED:
        told = child.get(way[1]) if way[3] else child.findtext(way[1])
        then = way[2].get((told or "").strip(), way[2].get(None))
        if then is not None and then[0] == DOWN:
            _walk(child, then[2], entry)
        elif then is not None:
            _walk((child,), {child.tag: then}, entry)
    elif kind == LISTED:
        inner: dict[str, Any] = {}
        _walk(child, way[2], inner)
        if BARE not in inner:
            raise Odd
        entry.setdefault(way[1], []).append(inner[BARE])
    elif kind == PART:
        two, at = entry.setdefault(way[1], ["", ""]), 0 if way[2] else 1
        if two[at]:
            raise Odd
        two[at] = (child.text or "").strip()
    else:
        raise Odd


def _set(entry: dict[str, Any], slot: tuple[str, ...], value: Any) -> None:
    for name in slot[:-1]:
        entry = entry.setdefault(name, {})
    if slot[-1] in entry:
        raise Odd
    entry[slot[-1]] = value


def _shape(kind: Any, path: str, node: Node, known: Mapping[str, Part]) -> Shape:
    shape = Shape(kind, path, known)
    _fill(shape.level, node, shape)
    shape.inner.sort(key=lambda one: -len(one[0]))
    return shape


def _fill(level: Level, node: Node, shape: Shape) -> None:
    for tag, branches in node.children.items():
        if branches is None:
            continue
        try:
            ways = [_way(branch, shape) for branch in branches]
            level.ways[tag] = _told_apart(branches, ways) if branches[0].tests else ways[0]
        except Odd:
            level.ways[tag] = (ODD, None, None, None)


def _told_apart(branches: list[Branch], ways: list[Way]) -> Way:
    """Branches told apart by one child's or attribute's text. Raises Odd: it takes more."""
    by_text: dict[str | None, Way] = {}
    tests = {(name, attribute) for branch in branches for name, attribute, _ in branch.tests}
    if len(tests) != 1 or any(len(branch.tests) > 1 for branch in branches):
        raise Odd
    for branch, way in zip(branches, ways, strict=True):
        if any(form.groups for _, _, form in branch.tests):
            raise Odd
        by_text[branch.tests[0][2].pattern.replace("\\", "") if branch.tests else None] = way
    name, attribute = tests.pop()
    return TESTED, name if attribute else DEC + name, by_text, attribute


def _way(branch: Branch, shape: Shape) -> Way:
    if branch.opens:
        return _entry(branch, shape)
    if branch.attributes:
        read = shape.reader(branch.slot) if branch.slot else None
        told = [(name, slot, shape.reader(slot)) for name, slot in branch.attributes.items()]
        return VALUED, branch.slot, read, told
    if not branch.slot:
        below = Level()
        _fill(below, branch.node, shape)
        return DOWN, None, below.ways, None
    read = shape.reader(branch.slot)
    if branch.parts > 1:
        name = branch.slot[0]
        if all(known != name for known, _ in shape.joined):
            shape.joined.append((name, read))
        return PART, name, branch.first, None
    if len(branch.slot) == 1:
        return TEXT, branch.slot[0], read, None
    return INNER, branch.slot, read, None


def _entry(branch: Branch, shape: Shape) -> Way:
    """An element that adds an entry to a list. Raises Odd: the list does not stand in this object itself."""
    if len(branch.opens) > 1 or branch.attributes:
        raise Odd
    name = branch.opens[0]
    path = f"{shape.path}/{name}".strip("/")
    kind = get_args(fields_of(shape.kind)[name])[0]
    if (name, shape.known[path].most) not in shape.lists:
        shape.lists.append((name, shape.known[path].most))
    if is_dataclass(kind) != (not branch.bare) or branch.slot:
        raise Odd
    inner = _shape(kind, path + "/*", branch.node, shape.known)
    return LISTED if branch.bare else ENTRY, name, inner.level.ways, inner.finisher()


def _checked(read: Callable[..., Any], part: Part) -> Callable[[str], Any]:
    """A reader of one text that raises Odd where the text is not as it should be. Most codes are letters and
    digits of a right length, which takes no pattern to see."""
    least, most, form = part.least, part.most, part.type
    nothing = Found()

    def by_law(text: str) -> Any:
        value = read(text, "", nothing)
        if value is None:
            nothing.clear()
            raise Odd
        return value

    def code(text: str) -> Any:
        text = text.strip()
        return text if least <= len(text) <= most and text.isalnum() and text.isascii() else by_law(text)

    if form == "code":
        return code
    if form in VERBATIM:
        return by_law
    return (lambda text: by_law(iso(text.strip(), form))) if form in TIMED else lambda t: by_law(t.strip())
