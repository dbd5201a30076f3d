"""What a draft holds: texts by path, each entry of a list under a key that it keeps for ever.

A path is that of an element row with a key where the row has a star (`items/3/quantity`: of the entry with
key 3, wherever it stands now), so that two windows mean the same line whatever was removed meanwhile. A list
of codes or of line numbers is one text with commas between.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from tongguan.law.drafting.paper import canonical
from tongguan.law.stating.parts import ANSWER, Part

MOST_CHARACTERS = 5000
"""Of one text; the longest element has 2000."""


@dataclass
class Sheet:
    """`texts` by path, `lists` with the keys of their entries in order, `next` the key not yet used. Of what
    was changed, `touched` keeps in which version, in which window, and at which turn of that window."""

    texts: dict[str, str] = field(default_factory=dict)
    lists: dict[str, list[str]] = field(default_factory=dict)
    next: int = 1
    touched: dict[str, tuple[int, str, int]] = field(default_factory=dict)

    @classmethod
    def load(cls, text: str) -> "Sheet":
        kept = json.loads(text)
        touched = {path: (v, by, *(turn or [0])) for path, (v, by, *turn) in kept["touched"].items()}
        return cls(kept["texts"], kept["lists"], kept["next"], touched)

    def dump(self) -> str:
        return json.dumps(vars(self), ensure_ascii=False, separators=(",", ":"))

    def has(self, path: str) -> bool:
        """Whether every entry on the way to a path is there."""
        above, *steps = "", *path.split("/")
        for step in steps:
            if step.isdecimal() and step not in self.lists.get(above, ()):
                return False
            above = f"{above}/{step}" if above else step
        return True

    def add(self, path: str) -> str:
        """A new entry at the end of a list; its path."""
        key, self.next = str(self.next), self.next + 1
        self.lists.setdefault(path, []).append(key)
        return f"{path}/{key}"

    def remove(self, entry: str) -> None:
        """Takes an entry out of its list, with all that stands below it."""
        path, _, key = entry.rpartition("/")
        self.lists[path].remove(key)
        below = entry + "/"
        self.texts = {at: text for at, text in self.texts.items() if not at.startswith(below)}
        self.lists = {at: keys for at, keys in self.lists.items() if not at.startswith(below)}

    def state(
        self,
        wanted: Mapping[str, str],
        *,
        version: int,
        window: str,
        turn: int,
        base: int,
        keep: frozenset[str],
    ) -> dict[str, str | None]:
        """States texts at paths, "" for nothing, in a new version. Gives back what another window changed
        since `base` and what stands there now (None: the entry is gone), unless it is among `keep`. What is
        late by its `turn` is passed over."""
        conflicts: dict[str, str | None] = {}
        for path, text in wanted.items():
            there, (touched, by, last) = self.texts.get(path, ""), self.touched.get(path, (0, "", 0))
            if not self.has(path):
                conflicts[path] = None
            elif by == window and turn < last:
                continue
            elif text == there:
                if by == window:
                    self.touched[path] = (touched, by, turn)
            elif touched > base and by != window and path not in keep:
                conflicts[path] = there
            else:
                self.touched[path] = (version, window, turn)
                self.texts[path] = text
                if not text:
                    del self.texts[path]
        return conflicts

    def entries(self, path: str) -> list[str]:
        """The paths of a list's entries, in order."""
        return [f"{path}/{key}" for key in self.lists.get(path, ())]

    def pointer(self, path: str) -> str:
        """A path with the places of its entries, from 1, in the place of their keys."""
        return self._turned(path, lambda keys, step: str(keys.index(step) + 1) if step in keys else step)

    def path(self, pointer: str) -> str:
        """The other way round. A place that there is not stays as it is."""
        return self._turned(pointer, _key)

    def _turned(self, path: str, turn: Any) -> str:
        keyed, made = "", []
        for step in path.split("/"):
            keys = self.lists.get(keyed, [])
            new = turn(keys, step) if step.isdecimal() and keyed in self.lists else step
            made.append(new)
            key = new if turn is _key else step
            keyed = f"{keyed}/{key}" if keyed else key
        return "/".join(made)

    def tree(self, table: Mapping[str, Part]) -> dict[str, Any]:
        """What is stated, as the reader of trees asks for it."""
        made: dict[str, Any] = {}
        for path, keys in self.lists.items():
            if keys and self.has(path):
                _put(made, self.pointer(path), [{} for _ in keys])
        for path, text in self.texts.items():
            several = [one.strip() for one in text.split(",")] if is_several(table, path) else text
            _put(made, self.pointer(path), several)
        return made


def _key(keys: list[str], step: str) -> str:
    return keys[int(step) - 1] if len(step) < 9 and 0 < int(step) <= len(keys) else step


def _put(node: Any, path: str, value: Any) -> None:
    *above, name = path.split("/")
    for step in above:
        node = node[int(step) - 1] if isinstance(node, list) else node.setdefault(step, {})
    if isinstance(value, list) and isinstance(node.get(name), list):
        return
    node[name] = value


def is_several(table: Mapping[str, Part], path: str) -> bool:
    """Whether a path is a list of values, written as one text."""
    return f"{canonical(path)}/*" in table


def is_list(table: Mapping[str, Part], path: str) -> bool:
    """Whether a path is a list of entries, each with elements of its own."""
    part = table.get(canonical(path))
    return part is not None and "*" not in path and part.type == "list" and not is_several(table, path)


def may_state(table: Mapping[str, Part], path: str) -> bool:
    """Whether a draft has a text at this path: an element that a person states."""
    part = table.get(canonical(path))
    if part is None or "*" in path or path == "direction" or path.startswith(ANSWER) or part.use == "S":
        return False
    return part.type != "list" or is_several(table, path)


def sheet_of(tree: Mapping[str, Any], table: Mapping[str, Part]) -> Sheet:
    """A sheet that states what a tree does, as far as the book knows its elements."""
    sheet = Sheet()
    _fill(sheet, tree, "", table)
    return sheet


def _fill(sheet: Sheet, node: Mapping[str, Any], above: str, table: Mapping[str, Part]) -> None:
    for name, value in node.items():
        path = above + name
        if isinstance(value, str) and may_state(table, path):
            sheet.texts[path] = value
        elif isinstance(value, dict):
            _fill(sheet, value, path + "/", table)
        elif isinstance(value, list) and is_several(table, path):
            sheet.texts[path] = ",".join(map(str, value))
        elif isinstance(value, list) and is_list(table, path):
            for one in value:
                _fill(sheet, one, sheet.add(path) + "/", table)
