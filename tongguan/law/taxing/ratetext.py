"""Rate texts as tariffs print them, in Chinese or English, put into the form of `law.duty`.

    13.0%   45   1.2yuan/L   0元/升   20%+0.912yuan/L   20%/0.912 Yuan/Liter
    Taxable value not exceeding 7.5 yuan/kilogram: 20%, taxable value exceeding 7.5 yuan per kilogram: ...
    完税价大于等于2.64295885元:0.253元/升,完税价小于2.64295885元:0.2227元/升。

A bare number is a percentage; "-", "--", "无" and nothing mean that there is no such rate. Only what is
printed is read: where a text leaves something open, it is refused with the reason.
"""

import re
import unicodedata
from decimal import Decimal

from tongguan.law.duty import Band, ByPrice, Node, Percent, PerUnit, Sum, units
from tongguan.law.faults import Fault
from tongguan.law.tables import number

UNITS = {
    "kilogram": "035",
    "kg": "035",
    "千克": "035",
    "gram": "036",
    "克": "036",
    "l": "095",
    "liter": "095",
    "litre": "095",
    "升": "095",
    "square meter": "032",
    "m2": "032",
    "平方米": "032",
    "piece(sheet)": "020",
    "片": "020",
}
"""Customs unit codes of the units that stand in printed rates (㎡ is m2 once it is normalized)."""

NONE = ("", "-", "--", "无")

# How a price limit is told, the longest first: does the band lie below the limit, does it hold the limit.
LIMITS = {
    "greater than or equal to": (False, True),
    "less than or equal to": (True, True),
    "not higher than": (True, True),
    "does not exceed": (True, True),
    "not exceeding": (True, True),
    "大于等于": (False, True),
    "小于等于": (True, True),
    "不高于": (True, True),
    "不低于": (False, True),
    "higher than": (False, False),
    "more than": (False, False),
    "less than": (True, False),
    "exceeding": (False, False),
    "exceeds": (False, False),
    "大于": (False, False),
    "高于": (False, False),
    "小于": (True, False),
    "低于": (True, False),
    "≥": (False, True),
    "≤": (True, True),
}

_UNIT = "|".join(re.escape(word) for word in sorted(UNITS, key=len, reverse=True))
AMOUNT = re.compile(rf"([\d.]+) ?(?:yuan|元) ?(?:/|per) ?({_UNIT})")
SHARE = re.compile(r"([\d.]+) ?%?")
BAND = re.compile(
    rf"(?P<told>{'|'.join(LIMITS)}) ?¥?(?P<limit>[\d.]+) ?(?:yuan|元)?(?: ?(?:/|per) ?(?P<unit>{_UNIT}))?"
    r" ?[,:] ?(?:the )?(?:tax rate ?(?:is|:)? ?)?(?P<duty>[^,:;。]+?)\.? ?(?:[,;。]|$)"
)


def read(printed: str, price_unit: str = "") -> Node | None:
    """The duty that a printed text says, None where it says that there is none.

    `price_unit` is the unit (a customs code) of a price limit for which neither the text of the limit nor
    the duties beside it name one: the unit in which the tariff counts the goods. Raises ValueError with a
    sentence: what cannot be read, and why.
    """
    text = _normal(printed)
    if text in NONE:
        return None
    found = list(BAND.finditer(text))
    if not found:
        return _duty(text, printed)
    return _banded(found, printed, price_unit)


def _normal(printed: str) -> str:
    """One form of writing: no width variants, capitals, marks of emphasis, commas in numbers, or idle
    separators at the ends."""
    text = unicodedata.normalize("NFKC", printed).lower().replace("**", "")
    text = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", text)
    return re.sub(r"\s+", " ", text).strip(" ;")


def _duty(text: str, printed: str) -> Node:
    """One duty, or the sum of several: "20%+0.912yuan/l". A slash behind a percentage means the same."""
    parts = tuple(_term(part.strip(), printed) for part in re.split(r"\+|(?<=%)/", text))
    if len(parts) == 1:
        return parts[0]
    # A part of nothing says nothing; the tariff prints "0% + 0.9 yuan/kilogram".
    some = tuple(part for part in parts if part != Percent(Decimal(0)))
    return Sum(some) if len(some) > 1 else (some or parts)[0]


def _term(text: str, printed: str) -> Node:
    if amount := AMOUNT.fullmatch(text):
        return PerUnit(number(amount[1], printed), UNITS[amount[2]])
    if share := SHARE.fullmatch(text):
        return Percent(number(share[1], printed))
    raise Fault(
        repr(printed),
        "{text!r} is neither a percentage nor an amount for a unit",
        "“{text}”既不是百分比，也不是单位税额",
        text=text,
    )


def _banded(found: list[re.Match[str]], printed: str, price_unit: str) -> Node:
    """Bands below and above one limit; where a text tells only the upper one, below it nothing is due."""
    below: Node | None = None
    above: Node | None = None
    limits, named, inclusive = set(), set(), set()
    for band in found:
        low, holds = LIMITS[band["told"]]
        limits.add(number(band["limit"], printed))
        named.add(UNITS[band["unit"]] if band["unit"] else "")
        inclusive.add(low == holds)
        duty = _duty(band["duty"].strip(), printed)
        below, above = (duty, above) if low else (below, duty)
    if above is None or len(found) > 2 or (len(found) == 2 and below is None):
        raise Fault(repr(printed), "these are not two bands, one below and one above", "应为上下两个价格区间")
    if len(limits) > 1 or len(inclusive) > 1:
        raise Fault(repr(printed), "the bands leave a gap or overlap", "价格区间有空缺或重叠")
    (limit,) = limits
    if not limit:
        raise Fault(
            repr(printed),
            "a price limit of 0 divides nothing; its decimals are lost",
            "价格界限为0，无法划分区间，小数可能已丢失",
        )
    below = below or Percent(Decimal(0))
    unit = _price_unit(named - {""}, units(below) | units(above), price_unit, printed)
    return ByPrice(unit, (Band(limit, inclusive.pop(), below), Band(None, False, above)))


def _price_unit(named: set[str], duties: frozenset[str], counted: str, printed: str) -> str:
    """The unit of a limit: the one named with it, else that of the duties, else that of the goods."""
    for units_ in (named, duties, {counted} - {""}):
        if len(units_) == 1:
            return next(iter(units_))
        if units_:
            raise Fault(repr(printed), "the limit is told for several units", "价格界限涉及多个计量单位")
    raise Fault(repr(printed), "the price limit names no unit", "价格界限未注明计量单位")
