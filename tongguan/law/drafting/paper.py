"""A declaration in preparation: the tree of what was stated, and beside it what was worked out."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from tongguan.law.words import say

Tree = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Derived:
    """A value that nobody needs to state, and the sentence that says where it comes from."""

    text: str
    code: str
    arguments: Mapping[str, str] = field(default_factory=dict)

    def why(self, language: str) -> str:
        """The sentence in a language."""
        return say(self.code, self.arguments, language)


class Paper:
    """What was stated, by pointers without their first stroke (`items/1/total`), places from 1; `derived` is
    what was worked out so far. What is stated always goes before."""

    def __init__(self, stated: Mapping[str, Any]) -> None:
        self.stated, self.derived = stated, dict[str, Derived]()

    def own(self, path: str) -> str:
        """What was stated there, "" for nothing or for what is no text."""
        found = at(self.stated, path)
        return found if isinstance(found, str) else ""

    def got(self, path: str) -> str:
        """What stands there, stated or worked out."""
        return self.own(path) or (self.derived[path].text if path in self.derived else "")

    def number(self, path: str) -> Decimal | None:
        """The number that stands there, None where there is none."""
        return number(self.got(path))

    def put(self, path: str, text: object, code: str, **arguments: str) -> None:
        """Works out a value, unless one stands there."""
        if text not in (None, "") and not at(self.stated, path) and path not in self.derived:
            self.derived[path] = Derived(str(text), code, arguments)

    def each(self, path: str) -> Iterator[str]:
        """The entries of a list, by their pointers."""
        found = at(self.stated, path)
        for place in range(1, len(found) + 1 if isinstance(found, list) else 1):
            yield f"{path}/{place}"


def number(text: str) -> Decimal | None:
    """A plain number more than zero, else None."""
    try:
        found = Decimal(text) if text.isascii() and text.replace(".", "", 1).isdigit() else None
    except InvalidOperation:
        return None
    return found if found and len(text) < 40 else None


def at(tree: Any, path: str) -> Any:
    """What a tree has at a pointer, None for nothing."""
    for name in path.split("/"):
        if isinstance(tree, list):
            tree = tree[int(name) - 1] if name.isdecimal() and 0 < int(name) <= len(tree) else None
        else:
            tree = tree.get(name) if isinstance(tree, dict) else None
    return tree


def canonical(path: str) -> str:
    """The path of the row that a pointer (or a path with keys) belongs to: numbers become stars."""
    return "/".join("*" if step.isdecimal() else step for step in path.split("/"))


def merged(stated: Mapping[str, Any], derived: Mapping[str, Derived], *, lists: frozenset[str]) -> Tree:
    """What was stated with what was worked out. `lists` are the canonical paths that hold a list of values,
    whose worked-out text names them with commas between."""
    whole: Tree = _copy(stated)
    for path, one in derived.items():
        *above, name = path.split("/")
        node: Any = whole
        for step in above:
            node = _below(node, step)
        if isinstance(node, dict):  # else what is stated has no such shape, which its reader will say
            node[name] = one.text.split(",") if canonical(path) in lists else one.text
    return whole


def _below(node: Any, step: str) -> Any:
    if isinstance(node, dict):
        return node.setdefault(step, {})
    return node[int(step) - 1] if isinstance(node, list) and step.isdecimal() else None


def _copy(node: Any) -> Any:
    if isinstance(node, dict):
        return {name: _copy(below) for name, below in node.items()}
    return [_copy(below) for below in node] if isinstance(node, list) else node
