"""The goods lines: numbering, amounts, units and countries (filing rules arts. 33-46)."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from tongguan.law.checks.subject import Spot, Subject, both, check, numbered, plain
from tongguan.law.checks.when import conveyed
from tongguan.law.declaration import Item

FEN = Decimal("0.01")
_AMOUNTS = ("quantity", "unit_price", "total", "first_quantity", "second_quantity")


@check("G001", zh="商品项号须从1起连续编号：第{place}项应为{place}，不能是{number}")
def line_numbers(s: Subject) -> Iterable[Spot]:
    """goods lines are numbered from 1 without gaps: this one is {place}, not {number}"""
    for place, item in numbered(s.items):
        if item.number is not None and item.number != place:
            yield f"/items/{place}/number", {"place": str(place), "number": str(item.number)}


@check("G002", zh="一份报关单最多申报{most}项商品，现有{count}项")
def too_many_lines(s: Subject) -> Iterable[Spot]:
    """a declaration has at most {most} goods lines, not {count}"""
    values = s.values("G002")
    if values and len(s.items) > int(values[0]):
        yield "/items", {"most": values[0], "count": str(len(s.items))}


@check("G003", zh="数量、单价和总价须大于零")
def amounts_of_zero(s: Subject) -> Iterable[Spot]:
    """quantities, prices and totals must be more than zero"""
    for place, item in numbered(s.items):
        for name in _AMOUNTS:
            amount = getattr(item, name)
            if amount is not None and not amount:
                yield f"/items/{place}/{name}", {}


@check("G004", zh="总价{total}与成交数量×单价={product}不符")
def total_of_line(s: Subject) -> Iterable[Spot]:
    """the total {total} is not quantity times unit price = {product}"""
    for place, item in numbered(s.items):
        quantity, price, total = item.quantity, item.unit_price, item.total
        if quantity is None or price is None or total is None:
            continue
        exact = quantity * price
        if total == exact:
            continue
        try:
            product = exact.quantize(FEN, ROUND_HALF_UP)
        except InvalidOperation:  # larger than any total that can be stated
            product = exact
        if total == product:
            continue
        # The unit price has at most four places: what was rounded there may show in the total, and no more.
        places = price.as_tuple().exponent
        slack = quantity / 20000 + FEN / 2 if isinstance(places, int) and places <= -4 else Decimal(0)
        if abs(total - exact) > slack:
            yield f"/items/{place}/total", {"total": plain(total), "product": plain(product)}


@check("G005", zh="总价{total}最多保留2位小数")
def total_in_fen(s: Subject) -> Iterable[Spot]:
    """a total has at most two decimals, unlike {total}"""
    for place, item in numbered(s.items):
        if item.total is not None and item.total != item.total.quantize(FEN, ROUND_HALF_UP):
            yield f"/items/{place}/total", {"total": plain(item.total)}


@check("G006", zh="商品编号{code}的法定第一计量单位是{unit}，不是{stated}")
def first_unit(s: Subject) -> Iterable[Spot]:
    """the first statutory unit of commodity {code} is {unit}, not {stated}"""
    for place, item in numbered(s.items):
        commodity = s.commodities[place - 1]
        if commodity and commodity.unit and item.first_unit not in (None, commodity.unit):
            units = {"unit": commodity.unit, "stated": item.first_unit or ""}
            yield f"/items/{place}/first_unit", {"code": item.commodity_code or "", **units}


@check("G007", zh="商品编号{code}的法定第二计量单位是{unit}，不是{stated}")
def second_unit(s: Subject) -> Iterable[Spot]:
    """the second statutory unit of commodity {code} is {unit}, not {stated}"""
    for place, item in numbered(s.items):
        commodity = s.commodities[place - 1]
        if commodity and commodity.second_unit and item.second_unit not in (None, commodity.second_unit):
            units = {"unit": commodity.second_unit, "stated": item.second_unit or ""}
            yield f"/items/{place}/second_unit", {"code": item.commodity_code or "", **units}


@check("G008", zh="商品编号{code}没有法定第二计量单位")
def no_second_unit(s: Subject) -> Iterable[Spot]:
    """commodity {code} has no second statutory unit"""
    for place, item in numbered(s.items):
        commodity = s.commodities[place - 1]
        if commodity and commodity.unit and not commodity.second_unit:
            for name in ("second_quantity", "second_unit"):
                if getattr(item, name) is not None:
                    yield f"/items/{place}/{name}", {"code": item.commodity_code or ""}


@check("G009", zh="计量单位同为{unit}，成交数量{quantity}与法定数量{statutory}却不相同")
def same_unit(s: Subject) -> Iterable[Spot]:
    """quantity {quantity} and statutory quantity {statutory} are in the same unit {unit} and differ"""
    for place, item in numbered(s.items):
        pairs = (("first_quantity", item.first_unit), ("second_quantity", item.second_unit))
        for name, unit in pairs:
            statutory = getattr(item, name)
            if unit is None or unit != item.unit or statutory is None or item.quantity is None:
                continue
            if statutory != item.quantity:
                told = {"quantity": plain(item.quantity), "statutory": plain(statutory), "unit": unit}
                yield f"/items/{place}/{name}", told


def _kilograms(s: Subject) -> list[Decimal | None]:
    """The weight of each line where one of its units is the kilogram."""
    kilogram = s.listed("kilogram")
    return [_weight(item, kilogram) for item in s.items]


def _weight(item: Item, kilogram: tuple[str, ...]) -> Decimal | None:
    if item.first_unit in kilogram and item.first_quantity:
        return item.first_quantity
    if item.second_unit in kilogram and item.second_quantity:
        return item.second_quantity
    return item.quantity or None if item.unit in kilogram else None


@check("G010", zh="各项商品共{lines}千克，大于净重{net}千克")
def lines_outweigh_net(s: Subject) -> Iterable[Spot]:
    """the lines weigh {lines} kg, more than the net weight {net} kg"""
    net, lines = s.declaration.net_weight, sum(filter(None, _kilograms(s)), Decimal(0))
    if net is not None and lines > net:
        yield "/net_weight", {"lines": plain(lines), "net": plain(net)}


@check("G011", zh="各项商品共{lines}千克，净重为{net}千克，相差超过{percent}%")
def lines_below_net(s: Subject) -> Iterable[Spot]:
    """all lines together weigh {lines} kg, the net weight is {net} kg: more than {percent} percent apart"""
    net, weights, values = s.declaration.net_weight, _kilograms(s), s.values("G011")
    if not net or not values or not weights or None in weights:
        return
    lines = sum(filter(None, weights), Decimal(0))
    if lines < net and (net - lines) * 100 > net * Decimal(values[0]):
        yield "/net_weight", {"lines": plain(lines), "net": plain(net), "percent": values[0]}


@check("G012", zh="进境货物的最终目的国应为本国，不能是{country}")
def import_destination(s: Subject) -> Iterable[Spot]:
    """the final destination of imports is this country, not {country}"""
    home = s.listed("home")
    if s.imports and home and conveyed(s):
        for place, item in numbered(s.items):
            if item.destination_country not in (None, *home):
                yield f"/items/{place}/destination_country", {"country": item.destination_country}


@check("G013", zh="实际出境货物的最终目的国不能是本国")
def export_destination(s: Subject) -> Iterable[Spot]:
    """the final destination of goods that leave the country is not this country"""
    if not s.imports and conveyed(s):
        for place, item in numbered(s.items):
            if item.destination_country in s.listed("home"):
                yield f"/items/{place}/destination_country", {}


@check("G014", zh="出口货物的原产国为{country}，不是本国，请核对")
def export_origin(s: Subject) -> Iterable[Spot]:
    """the exported goods originate in {country}, not in this country; please make sure"""
    home = s.listed("home")
    if not s.imports and home:
        for place, item in numbered(s.items):
            if item.origin_country not in (None, *home):
                yield f"/items/{place}/origin_country", {"country": item.origin_country}


@check("G015", zh="进口货物的原产国为本国，请核对")
def import_origin(s: Subject) -> Iterable[Spot]:
    """the imported goods originate in this country; please make sure"""
    if s.imports and conveyed(s):
        for place, item in numbered(s.items):
            if item.origin_country in s.listed("home"):
                yield f"/items/{place}/origin_country", {}


@check("G016", zh="征免性质{nature}不适用征免方式{mode}")
def levy_mode_of_nature(s: Subject) -> Iterable[Spot]:
    """levy mode {mode} does not go with levy nature {nature}"""
    nature, wrong = s.declaration.levy_nature, s.values("G016")
    for place, item in numbered(s.items):
        if f"{nature}:{item.levy_mode}" in wrong:
            yield f"/items/{place}/levy_mode", {"nature": nature or "", "mode": item.levy_mode or ""}


@check("G017", zh="以{unit}计的数量须为整数，不能是{quantity}")
def whole_pieces(s: Subject) -> Iterable[Spot]:
    """what is counted in {unit} comes in whole numbers, not {quantity}"""
    pairs = (("quantity", "unit"), ("first_quantity", "first_unit"), ("second_quantity", "second_unit"))
    counted = s.values("G017")
    for place, item in numbered(s.items):
        for name, unit_name in pairs:
            quantity, unit = getattr(item, name), getattr(item, unit_name)
            if quantity is not None and unit in counted and quantity != quantity.to_integral_value():
                row = s.book.get("unit", unit, s.on)
                said = both("unit", row.en, row.zh) if row else both("unit", unit, unit)
                yield f"/items/{place}/{name}", {**said, "quantity": plain(quantity)}


@check("G018", of="ledger_number", zh="备案号{ledger}的第{line}项重复申报")
def ledger_line_twice(s: Subject) -> Iterable[Spot]:
    """line {line} of ledger {ledger} is stated twice with the same commodity, origin and price"""
    seen = set()
    for place, item in numbered(s.items):
        if item.ledger_line is None or s.declaration.ledger_number is None:
            continue
        same = (item.ledger_line, item.commodity_code, item.origin_country, item.unit_price, item.item_number)
        if same in seen:
            told = {"ledger": s.declaration.ledger_number, "line": str(item.ledger_line)}
            yield f"/items/{place}/ledger_line", told
        seen.add(same)
