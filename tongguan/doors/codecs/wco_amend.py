"""What a declaration becomes by an amendment.

An amendment of the WCO Data Model states what changes, at its place: a field stands for the one it replaces,
an entry of a list for the entry at the same place (a goods item: of the same number). What it points at
without stating anything there is taken away.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from lxml import etree

from tongguan.doors.codecs.wco_paths import DEC, WcoMap, mapping, model
from tongguan.law import elements
from tongguan.law.declaration import Declaration
from tongguan.law.findings import Finding
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.particulars import Change

OF_THE_MESSAGE = (
    "direction", "kind", "reference", "amends", "changes", "statements", "submitter", "issued_at",
    "accepted_at",
)  # fmt: skip
"""What an amendment states of itself, not of the declaration. Its statements at the head say why."""


MOST_TEXT = 1000
"""So much of a cause or of a piece of evidence is kept."""


def amended(
    original: Declaration, amendment: Declaration, *, book: Rulebook, on: date
) -> tuple[Declaration | None, tuple[Finding, ...]]:
    """The declaration as the amendment leaves it, and what is wrong with its form. Both are left as they
    are. Raises LookupError: the book has no elements on that day."""
    tree, change = elements.tree(original), elements.tree(amendment)
    for name in OF_THE_MESSAGE:
        change.pop(name, None)
    gone = _gone(amendment.changes, change, mapping(book, on, original.direction))
    _overlay(tree, change)
    for held, at in sorted(gone, key=lambda one: -one[1]):
        entries = _entries(tree, held)
        if entries is not None and at <= len(entries):
            del entries[at - 1]
    return elements.read(tree, book, on)


def why(element: etree._Element | None) -> tuple[str, str]:
    """The cause and the evidence that an amendment or a cancellation gives; "" where it gives none. They
    stand at the same places whatever a book reads besides: the first ChangeReasonCode, and what the head
    states beyond the fields of a book (whose codes begin with CN)."""
    if element is None:
        return "", ""
    cause = _text(element, "Amendment/ChangeReasonCode")
    stated = element.findall(f"{DEC}AdditionalInformation")
    texts = [
        _text(one, "StatementDescription")
        for one in stated
        if not _text(one, "StatementCode").startswith("CN")
    ]
    return cause, "; ".join(filter(None, texts)) or cause


def _text(element: etree._Element, path: str) -> str:
    found = element.findtext("/".join(DEC + name for name in path.split("/")))
    return " ".join((found or "").split())[:MOST_TEXT]


def _overlay(tree: dict[str, Any], change: Mapping[str, Any]) -> None:
    for name, new in change.items():
        old = tree.get(name)
        if isinstance(new, dict) and isinstance(old, dict):
            _overlay(old, new)
        elif isinstance(new, list) and isinstance(old, list):
            _overlay_list(old, new)
        else:
            tree[name] = new


def _overlay_list(old: list[Any], new: list[Any]) -> None:
    numbers = {entry["number"]: entry for entry in old if isinstance(entry, dict) and "number" in entry}
    counted = bool(numbers) and all(number.isdecimal() for number in numbers)
    for at, entry in enumerate(new):
        there = numbers.get(entry.get("number", "")) if counted and isinstance(entry, dict) else None
        if there is None and not counted and at < len(old):
            there = old[at]
        if there is None:
            old.append(entry)
        elif isinstance(there, dict):
            _overlay(there, entry)
        else:
            old[at] = entry


def _gone(
    changes: tuple[Change, ...], stated: Mapping[str, Any], way: WcoMap
) -> list[tuple[tuple[str, ...], int]]:
    """The entries that changes point at as a whole, and that the amendment does not state: the way to their
    list and their place in it."""
    lists = _lists(way)
    found = []
    for change in changes:
        if not change.about or change.about[-1].tag:
            continue
        chain = tuple(step.section or "" for step in change.about[1:])
        path, at = lists.get(chain), change.about[-1].sequence
        if path is None or at is None:
            continue
        stars = [step.sequence or 1 for step, _ in zip(change.about[1:], chain, strict=True)]
        counted = iter(stars[-path.count("*") - 1 : -1] if "*" in path else [])
        held = tuple(str(next(counted)) if part == "*" else part for part in path.split("/"))
        entries = _entries(stated, held) or []
        if at > len(entries):
            found.append((held, at))
    return found


def _lists(way: WcoMap) -> dict[tuple[str, ...], str]:
    """Every list by the sections that lead to its entries."""
    found: dict[tuple[str, ...], str] = {}
    for path, places in way.places.items():
        parts = path.split("/")
        stars = [at for at, part in enumerate(parts) if part == "*"]
        for star, depth in zip(stars, places[0].lists, strict=True):
            if depth is None:
                continue
            above, chain = "Declaration", []
            for step in places[0].steps[: depth + 1]:
                chain.append(model().get(above, {}).get(step.name, (0, ""))[1])
                above = step.name
            found.setdefault(tuple(chain), "/".join(parts[:star]))
    return found


def _entries(tree: Mapping[str, Any], way: tuple[str, ...]) -> list[Any] | None:
    held: Any = tree
    for part in way:
        if isinstance(held, list):
            place = int(part) - 1
            held = held[place] if place < len(held) else None
        else:
            held = held.get(part) if isinstance(held, dict) else None
    return held if isinstance(held, list) else None
