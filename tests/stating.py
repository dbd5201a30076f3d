"""The shipped examples as trees, and small changes to them."""

import json
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

EXAMPLES = Path(__file__).parent.parent / "examples"


@cache
def _shipped(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def example(name: str, changes: dict[str, Any] | None = None) -> dict[str, Any]:
    """A shipped example with other values at some pointers (entries from 1); None takes an element away."""
    made: dict[str, Any] = deepcopy(_shipped(name))
    for pointer, value in (changes or {}).items():
        state(made, pointer, value)
    return made


def state(made: dict[str, Any], pointer: str, value: Any) -> None:
    """State a value at a pointer; what lies between is made, one entry behind a list's last may be named."""
    node: Any = made
    names = pointer.lstrip("/").split("/")
    for name, following in zip(names, [*names[1:], None], strict=True):
        last, blank = following is None, [] if (following or "").isdigit() else {}
        if isinstance(node, list):
            place = int(name) - 1
            if place == len(node):
                node.append(value if last else blank)
            elif last:
                node[place] = value
            node = node[place]
        elif last and value is None:
            node.pop(name, None)
        elif last:
            node[name] = value
        else:
            node = node.setdefault(name, blank)
