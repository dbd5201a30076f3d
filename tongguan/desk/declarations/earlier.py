"""Which declarations stand that may be of the same goods as one that is lodged: of the same trader, direction
and jurisdiction, on the same voyage, under the same bill or with the same containers.

Only the trader's own: what others declare under a bill or in a box is told to nobody here. Asked at every
lodging, in one question that mostly finds nothing, so it goes past the ORM.
"""

import json
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

import msgspec
from django.db import connection

from tongguan.desk.cargo import names
from tongguan.desk.cargo.models import Expectation
from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.dossiers.models import Dossier
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Earlier
from tongguan.law.kernel.flow_table import WITHOUT_GOODS
from tongguan.law.rulebook import Rulebook

CODES = ("H024", "C009")
"""The checks that look at the answer; where a book has neither, nothing is asked."""
MOST = 50
"""So many declarations of a bill are looked at, the newest first ..."""
TOLD = 3
"""... and so many are told."""
BOXES = 200
"""So many containers are asked for: no question is longer than a database takes."""
GONE = {*WITHOUT_GOODS, "short_landed"}
"""How a part ends whose goods may be declared once more."""

_HELD, _OF, _STATED, _JUDGED = (one._meta.db_table for one in (Expectation, Dossier, Content, Judgement))
# CROSS JOIN: from what the bill and the boxes find to the trader, never through all that the trader lodged
_QUESTION = f"""\
SELECT d.reference, d.parts, c.content FROM (
  SELECT d.id, d.reference, d.parts, d.opened_at FROM (
    SELECT dossier_id FROM {_HELD} WHERE about = '{names.BILL}' AND key = %s {{boxes}}
  ) e CROSS JOIN {_OF} d
  WHERE d.id = e.dossier_id AND d.trader = %s AND d.kind = %s AND d.jurisdiction = %s
  ORDER BY d.opened_at DESC, d.id DESC LIMIT {MOST}
) d CROSS JOIN {_STATED} c
WHERE c.dossier_id = d.id AND c.version = (
  SELECT j.version FROM {_JUDGED} j WHERE j.dossier_id = d.id ORDER BY j.number DESC LIMIT 1
)
ORDER BY d.opened_at DESC, d.id DESC
"""
_BOXES = f"UNION SELECT dossier_id FROM {_HELD} WHERE part > '' AND part IN ({{marks}})"  # as its index says


class Beside:
    """The declarations of a message that passed before another of it: they are not written yet."""

    def __init__(self) -> None:
        self._by_name: dict[str, list[Declaration]] = {}

    def add(self, stated: Declaration) -> None:
        bill, boxes = _sought(stated)
        for name in (bill, *boxes):
            self._by_name.setdefault(name, []).append(stated)

    def of(self, stated: Declaration) -> Iterable[Declaration]:
        """Those of the same trader and direction with the same bill or a box of it, the newest first."""
        bill, boxes = _sought(stated)
        found = {_own(one): one for name in (bill, *boxes) for one in self._by_name.get(name, ())}
        wanted = _identifier(stated.trader), stated.direction
        same = [one for one in found.values() if (_identifier(one.trader), one.direction) == wanted]
        return reversed(same[-MOST:])


NOTHING = Beside()


def earlier(
    stated: Declaration, book: Rulebook, on: date, scopes: tuple[str, ...], beside: Beside = NOTHING
) -> tuple[Earlier, ...]:
    """The declarations that have goods lines or containers in common with this one, those with most first.
    To be asked for whoever may lodge for the trader alone. One of another declarant is not named: brokers
    learn nothing of each other's numbers."""
    trader, (bill, boxes) = _identifier(stated.trader), _sought(stated)
    if not (bill and trader) or not any(book.get("check", code, on, scopes) for code in CODES):
        return ()
    found = dict[tuple[str, str], Earlier]()
    same = _Same(stated)
    for one in beside.of(stated):
        lines, shared = same.with_(one, one.containers)
        found[_own(one)] = Earlier(reference=one.reference, lines=lines, containers=shared)
    for entry, parts, content in _standing(stated, trader, book.jurisdiction, bill, boxes):
        other = _decode(content)
        lines, shared = same.with_(other, [box for box in other.containers if box.number in parts])
        known = _own(stated)[0] in (trader, _own(other)[0])
        found[_own(other)] = Earlier(entry=entry if known else "", lines=lines, containers=shared)
    common = [one for one in found.values() if one.lines or one.containers]
    common.sort(key=lambda one: (len(one.lines), len(one.containers)), reverse=True)
    return tuple(common[:TOLD])


def _standing(
    stated: Declaration, trader: str, jurisdiction: str, bill: str, boxes: tuple[str, ...]
) -> Iterator[tuple[str, set[str], str]]:
    """Entry number, the parts that stand, and what the version in force states."""
    asked = boxes[:BOXES]
    marks = ", ".join(["%s"] * len(asked))
    with connection.cursor() as cursor:
        cursor.execute(
            _QUESTION.format(boxes=_BOXES.format(marks=marks) if asked else ""),
            [bill, *asked, trader, stated.direction, jurisdiction],
        )
        rows = cursor.fetchall()
    for entry, parts, content in rows:
        stand = {part for part, (_, ended, _) in json.loads(parts).items() if ended not in GONE}
        if stand:
            yield entry, stand, content


class _Voyage(NamedTuple):
    call: str
    certain: bool
    """Whether it is one voyage, not a vessel or lorry that comes again and again."""


class _Same:
    """A declaration that others are held against. These are stored ones, or others of the same message."""

    def __init__(self, stated: Declaration) -> None:
        self._stated, self._voyage = stated, _voyage(stated)
        self._bill, self._boxes = _sought(stated)

    def with_(self, other: Any, boxes: Iterable[Any]) -> tuple[tuple[int, ...], tuple[str, ...]]:
        """The goods lines and, of `boxes`, the containers in common; nothing with this very declaration
        (amended, or lodged again), with the first of its two steps, and with what is on another voyage."""
        mine = self._stated
        completed = (other.kind, mine.kind) == ("summary", "complete")
        if _own(mine) == _own(other) or completed or _voyage(other) != self._voyage:
            return (), ()
        lines: tuple[int, ...] = ()
        if names.bill(other.bill or "") == self._bill:
            theirs = {one for item in other.items for one in _measures(item)}
            lines = tuple(n for n, item in enumerate(mine.items, 1) if theirs.intersection(_measures(item)))
        if not self._voyage.certain:
            return lines, ()
        held = {box.number for box in boxes if box.shared != "1"}
        return lines, tuple(number for number in self._boxes if number in held)


def _sought(stated: Declaration) -> tuple[str, tuple[str, ...]]:
    """The bill and the containers that it does not share with other consignments."""
    boxes = (box.number for box in stated.containers if box.number and box.shared != "1")
    return names.bill(stated.bill or ""), tuple(dict.fromkeys(boxes))


def _voyage(one: Any) -> _Voyage:
    name, voyage = (one.conveyance and (one.conveyance.name, one.conveyance.voyage)) or ("", "")
    return _Voyage(names.call(one.transport_mode or "", name or "", voyage or ""), bool(name and voyage))


def _measures(item: Any) -> Iterator[tuple[str, Decimal, str]]:
    """Commodity and quantity, as dealt in and in the unit of the tariff."""
    for quantity, unit in ((item.quantity, item.unit), (item.first_quantity, item.first_unit)):
        if item.commodity_code and quantity and unit:
            yield item.commodity_code, quantity, unit


def _own(one: Any) -> tuple[str, str]:
    """The declarant and its reference: what tells a declaration from every other."""
    return _identifier(one.declarant or one.trader), one.reference


def _identifier(party: Any) -> str:
    return (party and party.identifier) or ""


class _Part(msgspec.Struct):
    """What is read of the parts of a stored declaration: the elements that are held against another's."""

    identifier: str | None = None
    name: str | None = None
    voyage: str | None = None
    number: str | None = None
    shared: str | None = None
    commodity_code: str | None = None
    quantity: Decimal | None = None
    unit: str | None = None
    first_quantity: Decimal | None = None
    first_unit: str | None = None


class _Stored(msgspec.Struct):
    reference: str
    kind: str | None = None
    trader: _Part | None = None
    declarant: _Part | None = None
    transport_mode: str | None = None
    conveyance: _Part | None = None
    bill: str | None = None
    items: tuple[_Part, ...] = ()
    containers: tuple[_Part, ...] = ()


_decode = msgspec.json.Decoder(_Stored).decode
