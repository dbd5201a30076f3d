"""The commodity code of a line: in the tariff of the day, with its conditions known, described as it asks."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence

from tongguan.law.checks.subject import Spot, Subject, both, check, numbered

NEAR = 3
"""So many near codes are suggested."""


def near(code: str, codes: Sequence[str]) -> list[str]:
    """The codes nearest to one that is not there: those that share its longest beginning, of at least four
    digits, closest first. `codes` are sorted."""
    place = bisect_left(codes, code)
    for digits in (9, 8, 6, 4):
        around = [c for c in codes[max(0, place - NEAR) : place + NEAR] if c[:digits] == code[:digits]]
        if around:
            return sorted(around, key=lambda c: (abs(int(c) - int(code)), c))[:NEAR]
    return []


def _codes(s: Subject) -> Sequence[str]:
    """Every full commodity code of the day, sorted."""
    table = s.book.table("commodity", s.on)
    known = s.book.memo.get(("commodity codes", id(table)))
    if known is None:
        digits = int((s.values("G020") or ("10",))[0])
        known = tuple(sorted(code for code in table if len(code) == digits))
        s.book.memo[("commodity codes", id(table))] = known
    return known


def _unknown(s: Subject) -> Iterable[tuple[int, str]]:
    for place, item in numbered(s.items):
        if item.commodity_code is not None and s.commodities[place - 1] is None:
            yield place, item.commodity_code


@check("G020", zh="商品编号{code}不在{day}的税则中，相近的有：{near}")
def unknown_commodity(s: Subject) -> Iterable[Spot]:
    """commodity {code} is not in the tariff of {day}; near it are {near}"""
    for place, code in _unknown(s):
        found = [] if s.book.history("commodity", code) else near(code, _codes(s))
        if found:
            told = {"code": code, "day": s.on.isoformat()}
            listed = both("near", ", ".join(found), "、".join(found))
            yield f"/items/{place}/commodity_code", told | listed


@check("G021", zh="商品编号{code}不在{day}的税则中")
def unknown_heading(s: Subject) -> Iterable[Spot]:
    """commodity {code} is not in the tariff of {day}, nor is anything of its heading"""
    for place, code in _unknown(s):
        if not s.book.history("commodity", code) and not near(code, _codes(s)):
            yield f"/items/{place}/commodity_code", {"code": code, "day": s.on.isoformat()}


@check("G022", zh="商品编号{code}在{day}无效（已停用或尚未启用）")
def commodity_of_another_day(s: Subject) -> Iterable[Spot]:
    """commodity {code} was not in force on {day}: it had ended, or was yet to come"""
    for place, code in _unknown(s):
        if s.book.history("commodity", code):
            yield f"/items/{place}/commodity_code", {"code": code, "day": s.on.isoformat()}


@check("G023", zh="商品编号{code}的监管条件或检验检疫类别未知，未能核对")
def conditions_unknown(s: Subject) -> Iterable[Spot]:
    """the supervision conditions or inspection categories of commodity {code} are not known to us; they were
    not checked"""
    for place, item in numbered(s.items):
        commodity = s.commodities[place - 1]
        if commodity and (commodity.supervision is None or commodity.inspection is None):
            yield f"/items/{place}/commodity_code", {"code": item.commodity_code or ""}


@check("G024", zh="商品编号{code}有{wanted}个申报要素（{names}），规格型号只填报了{count}个")
def too_few_elements(s: Subject) -> Iterable[Spot]:
    """commodity {code} has {wanted} declaration elements ({names}); the specification states {count}"""
    # The elements stand between strokes; name of goods and the closing ones for others are stated elsewhere.
    for place, item in numbered(s.items):
        commodity = s.commodities[place - 1]
        if commodity is None or not commodity.elements or item.specification is None:
            continue
        names = [name for name in commodity.elements if not name.endswith(s.values("G024") or ("\0",))]
        count = len(item.specification.split("|"))
        if count < len(names):
            told = {"wanted": str(len(names)), "names": "、".join(names), "count": str(count)}
            yield f"/items/{place}/specification", {"code": item.commodity_code or "", **told}


@check("G025", zh="品牌类型应为0至4之一，不能是{value}")
def brand_kind(s: Subject) -> Iterable[Spot]:
    """the first declaration element is the kind of brand, one of 0 to 4, not {value}"""
    # The filing guide asks it of every commodity; it stands first where strokes divide the specification.
    kinds = s.values("G025")
    for place, item in numbered(s.items):
        first, stroke, _ = (item.specification or "").partition("|")
        first = first.strip()
        if stroke and first not in kinds:
            yield f"/items/{place}/specification", {"value": first[:20] or "-"}
