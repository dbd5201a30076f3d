"""A WCO Data Model message as a tree: the walk over its elements by the mapping of the book.

`fill` makes one pass, and what no field names is not touched; it stays in the raw message. `trace` and
`left_out` walk the same way for whoever asks where something stands, or what was left.
"""

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from tongguan.doors.codecs.wco_paths import BARE, DEC, VERBATIM, Branch, Node

Late = list[tuple[dict[str, Any], tuple[str, ...], tuple[int, ...], etree._Element]]


class Twice(list[etree._Element]):
    """The elements whose place was taken already; of texts in parts, which part of which object is there."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: set[tuple[int, str, bool]] = set()


_TIME = re.compile(r"(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(Z|[+-]\d\d)(\d\d)?", re.ASCII)
_DAY = re.compile(r"(\d{4})(\d\d)(\d\d)", re.ASCII)


def fill(element: etree._Element, node: Node, entry: dict[str, Any], late: Late, twice: Twice) -> None:
    """Put what stands below an element into an entry of the tree. `late` collects what belongs to an entry
    of another list, `twice` the elements whose place was taken already."""
    for child in element:
        way: Any = node.quick.get(child.tag)
        if way is None:
            branches = node.children.get(child.tag)
            if branches:
                _fill_branch(child, branches, entry, late, twice)
        elif isinstance(way, Node):
            fill(child, way, entry, late, twice)
        elif isinstance(way, str) or len(way) == 1:
            name = way if isinstance(way, str) else way[0]
            text = (child.text or "") if name is way else (child.text or "").strip()
            if text and name in entry:
                twice.append(child)
            elif text:
                entry[name] = text
        else:
            inner: dict[str, Any] = {}
            entry.setdefault(way[0], []).append(inner)
            fill(child, way[1], inner, late, twice)


def _fill_branch(
    child: etree._Element, branches: list[Branch], entry: dict[str, Any], late: Late, twice: Twice
) -> None:
    """What `fill` does with an element that is told apart by tests, has attributes, opens a list of texts,
    or is one part of several."""
    found = chosen(child, branches) if branches[0].tests else (branches[0], ())
    if found is None:
        return
    (branch, numbers), target = found, entry
    held: Any = entry
    if branch.opens:
        target = {}
        for name in branch.opens[:-1]:
            held = held.setdefault(name, {})
        held = held.setdefault(branch.opens[-1], [])
        held.append(target)
    if branch.slot and (text := child.text) and not text.isspace():
        if branch.form not in VERBATIM:
            text = iso(text.strip(), branch.form)
        put(target, branch, branch.slot, text, child, twice)
    for name, slot in branch.attributes.items():
        if text := (child.get(name) or "").strip():
            put(target, branch, slot, text, child, twice)
    if branch.node.children:
        if numbers:
            fill_late(child, branch.node, entry, numbers, late)
        else:
            fill(child, branch.node, target, late, twice)
    if branch.bare:
        held[-1] = target.get(BARE, "")


def put(
    entry: dict[str, Any], branch: Branch, slot: tuple[str, ...], text: str, child: Any, twice: Twice
) -> None:
    """Put a text where it belongs; the other part of it is joined to the first that came."""
    for name in slot[:-1]:
        entry = entry.setdefault(name, {})
    name = slot[-1]
    part = (id(entry), name, branch.first)
    if part in twice.parts or (branch.parts == 1 and name in entry):
        twice.append(child)
        return
    if branch.parts > 1:
        twice.parts.add(part)
    if name not in entry:
        entry[name] = text
    else:
        entry[name] = text + entry[name] if branch.first else entry[name] + text


def fill_late(element: etree._Element, node: Node, entry: Any, numbers: tuple[int, ...], late: Late) -> None:
    """The texts below an element whose tests counted the entries of a list."""
    for child in element:
        for branch in node.children.get(child.tag) or ():
            if branch.slot and child.text:
                late.append((entry, branch.slot, numbers, child))


def settle(late: Late, most: int, twice: Twice) -> list[tuple[str, ...]]:
    """Put what came late into its entries; gives back the slots that count further than `most`, which are
    left out. `twice` collects the elements whose place was taken already."""
    far = []
    for entry, slot, numbers, child in sorted(late, key=lambda one: one[2]):
        if any(not 0 < number <= most for number in numbers):
            far.append(slot)
            continue
        counts = iter(numbers)
        held: Any = entry
        for name, after in zip(slot, (*slot[1:], None), strict=True):
            if name == "*":
                place, blank = next(counts) - 1, "" if after is None else [] if after == "*" else {}
                while len(held) <= place:
                    held.append(type(blank)())
                if after is None:
                    _once(held, place, held[place] != "", child, twice)
                else:
                    held = held[place]
            elif after is None:
                _once(held, name, name in held, child, twice)
            else:
                held = held.setdefault(name, [] if after == "*" else {})
    return far


def _once(held: Any, place: int | str, taken: bool, child: etree._Element, twice: Twice) -> None:
    if taken:
        twice.append(child)
    else:
        held[place] = child.text


def chosen(child: etree._Element, branches: list[Branch]) -> tuple[Branch, tuple[int, ...]] | None:
    """The branch whose tests an element passes, the strictest first, and the numbers that its stars hold."""
    for branch in branches:
        numbers: list[int] = []
        for name, attribute, form in branch.tests:
            text = child.get(name) if attribute else child.findtext(DEC + name)
            found = form.fullmatch(text.strip()) if text else None
            if found is None:
                break
            numbers.extend(int(number[:6]) for number in found.groups())
        else:
            return branch, tuple(numbers)
    return None


def iso(text: str, form: str) -> str:
    """A day or an instant of the Data Model (formats 102 and 304) as ISO 8601; anything else as it is."""
    if form == "time" and (found := _TIME.fullmatch(text)):
        year, month, day, hour, minute, second, zone, minutes = found.groups()
        offset = "+00:00" if zone == "Z" else f"{zone}:{minutes or '00'}"
        return f"{year}-{month}-{day}T{hour}:{minute}:{second}{offset}"
    if form == "date" and (found := _DAY.fullmatch(text)):
        return "-".join(found.groups())
    return text


def trace(element: etree._Element, node: Node, at: str = "") -> Iterator[tuple[str, etree._Element]]:
    """Every element that has a place in the tree, with its pointer, in the order of the message."""
    counts: dict[str, int] = {}
    for child in element.iterchildren(tag=etree.Element):
        branches = node.children.get(child.tag)
        found = chosen(child, branches) if branches else None
        if found is None:
            continue
        branch, numbers = found
        below = at
        if branch.opens:
            path = "/".join(branch.opens)
            counts[path] = counts.get(path, 0) + 1
            below = f"{at}/{path}/{counts[path]}"
            yield below, child
        for slot in (branch.slot, *branch.attributes.values()):
            if slot and slot != (BARE,):
                count = iter(numbers)
                yield f"{below}/{'/'.join(str(next(count, 0)) if s == '*' else s for s in slot)}", child
        yield from trace(child, branch.node, below)


def left_out(element: etree._Element, node: Node | None, at: str = "") -> Iterator[tuple[str, str]]:
    """Path and text of every leaf (elements without elements below, and attributes) that no field names."""
    for child in element.iterchildren(tag=etree.Element):
        path = f"{at}/{etree.QName(child).localname}"
        branches = node.children.get(child.tag) if node else None
        if node and branches is None and child.tag in node.children:
            continue
        found = chosen(child, branches) if branches else None
        branch = found[0] if found else None
        told = {name for name, attribute, _ in branch.tests if attribute} if branch else set()
        for name, value in child.attrib.items():
            if branch is None or (name not in branch.attributes and name not in told):
                yield f"{path}/@{etree.QName(name).localname}", str(value)
        if len(child):
            yield from left_out(child, branch.node if branch else None, path)
        elif child.text and (branch is None or not branch.slot):
            yield path, child.text
