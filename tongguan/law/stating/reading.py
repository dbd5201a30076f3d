"""Reading a tree into a `Declaration` and back.

A tree is what a door makes of its bytes: objects, lists and texts with the field names of `Declaration`;
every leaf a text, what is absent absent. The reader is compiled from the element rows once for each book. It
collects everything that is wrong with form, length, digits and days; what the values mean is for the checks.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from typing import Any, NamedTuple, get_args, get_origin

from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.leaves import LEAVES, SHOWN, Found, Read, wrong_shape
from tongguan.law.stating.parts import Part, fields_of, parts, places
from tongguan.law.words import register

NOT_KNOWN = register("R001", "no element is called {name}", "没有名为{name}的申报要素")
NEARLY_KNOWN = register(
    "R002", "no element is called {name}; did you mean {near}?", "没有名为{name}的申报要素，是否应为{near}？"
)
NOT_USED = register("R003", "{name} is not an element of this declaration", "{name}不是本报关单的申报要素")
TOO_MANY = register(
    "R004", "{count} entries are stated, at most {most} may be", "申报了{count}项，最多可申报{most}项"
)
NOT_STATED = register("R005", "{name} must be stated", "{name}必须申报")
NO_DIRECTION = register(
    "R006",
    "the direction must be import or export, not {value}",
    "进出口标志须为import或export，不能是{value}",
)
MORE_UNKNOWN = register("R007", "{count} more names are unknown", "另有{count}个名称无法识别")

Build = Callable[[dict[str, Any], str, Found], Any]
"""(the values that could be read, pointer, findings so far) -> what they state."""

CODES = ("code", "digits")
ROOM = 1024
"""So many codes of each element are known to be well-formed without reading them again: codes repeat."""
NO_READER: tuple[None, None] = (None, None)

UNKNOWN_SHOWN = 20
"""So many unknown names of one object are named one by one; a hostile message gets no longer answer."""


class Reading(NamedTuple):
    """What a tree states and everything wrong with its form; `own` is the tree itself where it is what `tree`
    makes of the declaration."""

    declaration: Declaration | None
    findings: tuple[Finding, ...]
    own: Mapping[str, Any] | None


def read(tree: object, book: Rulebook, on: date) -> tuple[Declaration | None, tuple[Finding, ...]]:
    """The declaration that a tree states, and everything wrong with its form.

    What could not be read is absent from the declaration. None only where there is no object, direction or
    reference to make one of. Raises LookupError: the book has no elements on that day.
    """
    return reading(tree, book, on)[:2]


def reading(tree: object, book: Rulebook, on: date) -> Reading:
    """The same, and whether the tree is spelt as we spell it: then nobody has to make it again."""
    known = parts(book, on)
    reader = book.memo.get(("reader", id(known)))
    if reader is None:
        reader = book.memo.setdefault(("reader", id(known)), _object(Declaration, "", known, _declaration))
    found = Found()
    declaration = reader(tree, "", found)
    own = tree if declaration is not None and not found and not found.respelt else None
    return Reading(declaration, tuple(found), own)  # type: ignore[arg-type]


def tree(declaration: Declaration) -> dict[str, Any]:
    """What the declaration states, as a tree; `read` of it gives the same declaration."""
    return _plain(Declaration)(declaration)  # type: ignore[no-any-return]


def _declaration(values: dict[str, Any], at: str, found: Found) -> Declaration | None:
    direction, missing = values.get("direction"), {"direction", "reference"} - values.keys()
    for name in sorted(missing):
        if all(finding.pointer != f"/{name}" for finding in found):
            found.append(Finding(NOT_STATED, f"/{name}", {"name": name}))
    if direction not in (None, "import", "export"):
        found.append(Finding(NO_DIRECTION, "/direction", {"value": direction}))
        return None
    return None if missing else _STATING(values, at, found)


def _stating(kind: Any, *, empty: bool) -> Build:
    """The same as `kind(**values)`, in a tenth of its time: a frozen dataclass sets its fields one by one.
    One that states nothing is absent, unless it may be `empty`."""
    unstated = {one.name: None if one.default is MISSING else one.default for one in fields(kind)}

    def stating(values: dict[str, Any], at: str, found: Found) -> Any:
        if not (values or empty):
            return None
        made = object.__new__(kind)
        held = vars(made)
        held.update(unstated)
        held.update(values)
        return made

    return stating


_STATING = _stating(Declaration, empty=False)


def _object(kind: type, path: str, known: Mapping[str, Part], build: Build, below: str = "") -> Read:
    """A reader of one object. `path` is its canonical path with its stroke ("" or "items/*/"), `below` where
    it is in the object that holds it."""
    readers = {
        name: (reader, set[str]() if path + name in known and known[path + name].type in CODES else None)
        for name, held in fields_of(kind).items()
        if (reader := _field(name, held, path + name, known)) is not None
    }

    def read_object(node: object, at: str, found: Found) -> Any:
        at += below
        if type(node) is not dict:
            return wrong_shape(node, "object", at, found)
        values, strange = {}, []
        for name, value in node.items():
            reader, good = readers.get(name, NO_READER)
            if reader is None:
                strange.append(name)
            elif good is not None and type(value) is str and value in good:
                values[name] = value
            elif (got := reader(value, at, found)) is not None:
                values[name] = got
                if good is not None:
                    if len(good) >= ROOM:  # begun anew, or who sends a thousand once would have it for ever
                        good.clear()
                    good.add(got)
        if strange:
            _unknown(strange, readers, path, at, found)
        if not values:
            found.respelt = True
        return build(values, at, found)

    return read_object


def _field(name: str, held: Any, path: str, known: Mapping[str, Part]) -> Read | None:
    """The reader of a field, None where the book does not know it."""
    if get_origin(held) is tuple:
        return _listed(name, get_args(held)[0], path, known)
    if is_dataclass(held):
        if not any(part.startswith(path + "/") for part in known):
            return None
        build = _stating(held, empty=False)
        return _object(held, path + "/", known, build, "/" + name)  # type: ignore[arg-type]
    part = known.get(path)
    if part is not None and path == "direction":
        part = replace(
            part, least=1, most=SHOWN
        )  # a wrong one is told which there are, not how long they are
    return None if part is None else LEAVES[part.type](part, held, "/" + name)


def _listed(name: str, inner: Any, path: str, known: Mapping[str, Part]) -> Read | None:
    listed, part = known.get(path), known.get(path + "/*")
    if listed is None:
        return None
    if is_dataclass(inner):
        each = _object(inner, path + "/*/", known, _stating(inner, empty=True))  # type: ignore[arg-type]
        return _list(name, listed, each, inner())  # type: ignore[operator]
    return None if part is None else _list(name, listed, LEAVES[part.type](part, inner, ""), None)


def _list(name: str, listed: Part, each: Read, blank: Any) -> Read:
    """`blank` holds the place of an object that could not be read, so that line 3 stays line 3."""
    below, most = f"/{name}/", listed.most

    def read_list(node: object, at: str, found: Found) -> Any:
        if type(node) is not list:
            return wrong_shape(node, "list", f"{at}/{name}", found)
        if len(node) > most:
            found.append(Finding(TOO_MANY, f"{at}/{name}", {"count": str(len(node)), "most": str(most)}))
        if not node:
            found.respelt = True
        start = at + below
        entries = []
        for place, entry in enumerate(node[:most], 1):
            made = each(entry, f"{start}{place}", found)
            if made is None:
                made = blank
            if made is not None:
                entries.append(made)
        return tuple(entries)

    return read_list


def _unknown(names: list[object], readers: Iterable[str], path: str, at: str, found: Found) -> None:
    for name in names[:UNKNOWN_SHOWN]:
        said = str(name)[:40]
        where = f"{at}/{said}"
        near = get_close_matches(said, readers, 1)
        if path + said in _names():
            found.append(Finding(NOT_USED, where, {"name": said}))
        elif near:
            found.append(Finding(NEARLY_KNOWN, where, {"name": said, "near": near[0]}))
        else:
            found.append(Finding(NOT_KNOWN, where, {"name": said}))
    if len(names) > UNKNOWN_SHOWN:
        found.append(Finding(MORE_UNKNOWN, at, {"count": str(len(names) - UNKNOWN_SHOWN)}))


@cache
def _names() -> frozenset[str]:
    """Every path of the declaration and every path above one."""
    return frozenset(
        "/".join(path.split("/")[:depth]) for path in places() for depth in range(1, path.count("/") + 2)
    )


@cache
def _plain(kind: type) -> Callable[[Any], Any]:
    """What turns a value of a kind into its tree."""
    if kind is str:
        return lambda text: text
    if kind is Decimal:
        return _number
    if kind in (date, datetime):
        return lambda day: day.isoformat()
    if kind is int:
        return str
    turns = {
        name: _plain_list(get_args(held)[0]) if get_origin(held) is tuple else _plain(held)
        for name, held in fields_of(kind).items()
    }

    def plain_object(value: Any) -> dict[str, Any]:
        return {
            name: held if type(held) is str else turns[name](held)
            for name, held in vars(value).items()
            if held or (held is not None and type(held) is not tuple)  # comparing a number with () is slow
        }

    return plain_object


def _number(number: Decimal) -> str:
    """Its digits, never with an exponent."""
    text = str(number)
    return text if "E" not in text else format(number, "f")


def _plain_list(kind: type) -> Callable[[Any], Any]:
    turn = _plain(kind)
    return lambda entries: [turn(entry) for entry in entries]
