"""Supervision documents against what their issuers told us, and product licences as they are written off."""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from tongguan.law.checks.documents import in_licence_number, needs
from tongguan.law.checks.subject import Spot, Subject, check, numbered, plain
from tongguan.law.declaration import Item
from tongguan.law.facts import Licence


def _stated(s: Subject) -> Iterable[tuple[str, str, str, tuple[int, ...]]]:
    """Every document that an issuer may know: pointer, letter, number, the lines that it covers. A licence
    stated as element 20 counts for each letter that the lines demand of it."""
    asked: dict[str, list[int]] = {}
    for place, letter in needs(s):
        asked.setdefault(letter, []).append(place)
    everything = tuple(range(1, len(s.items) + 1))
    for place, document in numbered(s.declaration.documents):
        if document.code and document.number:
            lines = document.lines or tuple(asked.get(document.code, ())) or everything
            yield f"/documents/{place}/number", document.code, document.number, lines
    for letter, lines in asked.items():
        if in_licence_number(s, letter) and not any(d.code == letter for d in s.declaration.documents):
            yield "/licence", letter, s.declaration.licence or "", tuple(lines)


class Claim(NamedTuple):
    """What a goods line claims of a document: its quantity in each unit in which the line states one."""

    code: str
    number: str
    line: int
    quantities: Mapping[str, Decimal]


def claims(s: Subject) -> tuple[Claim, ...]:
    """What a declaration claims of its documents, by goods line: supervision documents by the quantities of
    the line, product licences by the write-off that is stated of them (elements 95 and 96)."""
    found: dict[tuple[str, str, int], Mapping[str, Decimal]] = {}
    for _, code, number, lines in _stated(s):
        for line in lines:
            if 1 <= line <= len(s.items):
                found.setdefault((code, number, line), dict(_quantities(s.items[line - 1])))
    for line, item in numbered(s.items):
        for one in item.licences:
            if one.kind and one.number and one.unit and _positive(one.quantity or ""):
                found.setdefault((one.kind, one.number, line), {one.unit: Decimal(one.quantity or "")})
    return tuple(Claim(*place, quantities) for place, quantities in found.items())


def _known(s: Subject) -> Iterable[tuple[str, Licence, tuple[int, ...]]]:
    if s.facts.licences:
        for pointer, letter, number, lines in _stated(s):
            licence = s.facts.licences.get((letter, number))
            if licence is not None:
                yield pointer, licence, lines


def _items(s: Subject, lines: tuple[int, ...]) -> list[Item]:
    return [s.items[line - 1] for line in lines if 1 <= line <= len(s.items)]


@check("S020", of="documents licence", zh="发证机关没有编号为{number}的监管证件{letter}")
def unknown_to_issuer(s: Subject) -> Iterable[Spot]:
    """the issuer of document {letter} knows none with number {number}"""
    if s.facts.issuers:
        for pointer, letter, number, _ in _stated(s):
            if letter in s.facts.issuers and (letter, number) not in s.facts.licences:
                yield pointer, {"letter": letter, "number": number}


@check("S021", of="documents licence", zh="监管证件{number}已于{day}失效")
def expired(s: Subject) -> Iterable[Spot]:
    """document {number} expired on {day}"""
    for pointer, licence, _ in _known(s):
        if licence.valid_to is not None and licence.valid_to < s.on:
            yield pointer, {"number": licence.number, "day": licence.valid_to.isoformat()}


@check("S022", of="documents licence", zh="监管证件{number}自{day}起生效，尚未生效")
def not_yet_valid(s: Subject) -> Iterable[Spot]:
    """document {number} is valid from {day} on, not yet today"""
    for pointer, licence, _ in _known(s):
        if licence.valid_from is not None and licence.valid_from > s.on:
            yield pointer, {"number": licence.number, "day": licence.valid_from.isoformat()}


@check(
    "S023",
    of="documents licence",
    zh="监管证件{number}的持有人不是本报关单的境内收发货人或消费使用（生产销售）单位",
)
def held_by_another(s: Subject) -> Iterable[Spot]:
    """document {number} is held by another enterprise than the trader or the end user of this declaration"""
    d = s.declaration
    parties = {party.identifier for party in (d.trader, d.end_user) if party is not None}
    for pointer, licence, _ in _known(s):
        if licence.holder and licence.holder not in parties:
            yield pointer, {"number": licence.number}


@check("S024", of="documents licence", zh="监管证件{number}不适用于商品编号{code}")
def for_other_goods(s: Subject) -> Iterable[Spot]:
    """document {number} does not cover commodity {code}"""
    for pointer, licence, lines in _known(s):
        for item in _items(s, lines) if licence.commodities else ():
            if item.commodity_code and not item.commodity_code.startswith(licence.commodities):
                yield pointer, {"number": licence.number, "code": item.commodity_code}


@check(
    "S025", of="documents licence", zh="监管证件{number}剩余数量为{left}，申报数量为{asked}（计量单位{unit}）"
)
def too_much(s: Subject) -> Iterable[Spot]:
    """document {number} has {left} left, {asked} are declared (unit {unit})"""
    for pointer, licence, lines in _known(s):
        if licence.quantity is None:
            continue
        asked = sum((_in_unit(item, licence.unit) for item in _items(s, lines)), Decimal(0))
        if asked > licence.quantity:
            told = {"left": plain(licence.quantity), "asked": plain(asked), "unit": licence.unit}
            yield pointer, {"number": licence.number, **told}


def _in_unit(item: Item, unit: str) -> Decimal:
    """What the line states in a unit; nothing where it states it in none."""
    return next((quantity for code, quantity in _quantities(item) if code == unit), Decimal(0))


def _quantities(item: Item) -> Iterable[tuple[str, Decimal]]:
    """A line's quantity in each of its units; where two are the same unit, the legal one counts."""
    stated: dict[str, Decimal] = {}
    for unit, quantity in (
        (item.first_unit, item.first_quantity),
        (item.second_unit, item.second_quantity),
        (item.unit, item.quantity),
    ):
        if unit and quantity is not None:
            stated.setdefault(unit, quantity)
    return stated.items()


@check("S030", of="items/*/licences", zh="核销数量{quantity}不是大于零的数字")
def write_off_quantity(s: Subject) -> Iterable[Spot]:
    """the quantity written off is a number above zero, not {quantity}"""
    for place, item in numbered(s.items):
        for number, licence in numbered(item.licences):
            if licence.quantity is not None and not _positive(licence.quantity):
                yield f"/items/{place}/licences/{number}/quantity", {"quantity": licence.quantity}


def _positive(text: str) -> bool:
    if not text.isascii() or not text.replace(".", "", 1).isdigit():
        return False
    try:
        return Decimal(text) > 0
    except InvalidOperation:
        return False


_WRITE_OFF = ("line", "quantity", "unit")


@check("S031", of="items/*/licences", zh="核销须同时申报核销货物序号、核销数量和单位")
def write_off_incomplete(s: Subject) -> Iterable[Spot]:
    """a write-off states the line of the licence, the quantity and its unit together"""
    for place, item in numbered(s.items):
        for number, licence in numbered(item.licences):
            missing = [name for name in _WRITE_OFF if getattr(licence, name) is None]
            if 0 < len(missing) < len(_WRITE_OFF):
                yield f"/items/{place}/licences/{number}/{missing[0]}", {}


@check("S032", of="items/*/licences", zh="产品资质{kind}（编号{number}）重复申报")
def product_licence_twice(s: Subject) -> Iterable[Spot]:
    """product licence {kind} with number {number} is stated twice for this line"""
    for place, item in numbered(s.items):
        seen = set()
        for at, licence in numbered(item.licences):
            same = (licence.kind, licence.number, licence.line)
            if licence.kind and licence.number and same in seen:
                told = {"kind": licence.kind, "number": licence.number}
                yield f"/items/{place}/licences/{at}/number", told
            seen.add(same)
