"""What inspection asks of a line beyond the sixteen elements: vehicles, dangerous goods, attributes."""

import re
from collections.abc import Iterable
from itertools import pairwise

from tongguan.law.checks.subject import Spot, Subject, check, numbered

_UN_NUMBER = re.compile(r"(?:UN ?)?([0-9]{4})")


@check("G030", of="items/*/vehicles", zh="申报了{vehicles}辆车，成交数量却只有{quantity}")
def more_vehicles_than_quantity(s: Subject) -> Iterable[Spot]:
    """{vehicles} vehicles are stated, but a quantity of {quantity}"""
    for place, item in numbered(s.items):
        counted = item.unit in s.values("G030") and item.quantity is not None
        if counted and item.quantity is not None and len(item.vehicles) > item.quantity:
            told = {"vehicles": str(len(item.vehicles)), "quantity": format(item.quantity, "f")}
            yield f"/items/{place}/vehicles", told


@check("G031", of="items/*/vehicles", zh="车辆识别代码{vin}重复申报")
def vehicle_twice(s: Subject) -> Iterable[Spot]:
    """vehicle {vin} is stated twice"""
    seen = set()
    for place, item in numbered(s.items):
        for number, vehicle in numbered(item.vehicles):
            if vehicle.vin is not None and vehicle.vin in seen:
                yield f"/items/{place}/vehicles/{number}/vin", {"vin": vehicle.vin}
            seen.add(vehicle.vin)


@check("G032", zh="进口机动车辆（商品编号{code}）须申报车辆识别代码信息")
def vehicles_needed(s: Subject) -> Iterable[Spot]:
    """imported motor vehicles (commodity {code}) are stated one by one with their identification numbers"""
    motor_vehicles = s.values("G032")
    for place, item in numbered(s.items) if s.imports else ():
        code = item.commodity_code or ""
        if code.startswith(motor_vehicles) and not item.vehicles:
            yield f"/items/{place}/vehicles", {"code": code}


@check("G033", of="items/*/dangerous", zh="UN编码{number}应为4位数字（可前缀UN），在0004至3600之间")
def un_number(s: Subject) -> Iterable[Spot]:
    """a UN number has four digits between 0004 and 3600, unlike {number}"""
    for place, item in numbered(s.items):
        number = item.dangerous.un_number if item.dangerous else None
        form = _UN_NUMBER.fullmatch(number) if number is not None else None
        if number is not None and (form is None or not 4 <= int(form[1]) <= 3600):
            yield f"/items/{place}/dangerous/un_number", {"number": number}


_DANGEROUS = ("un_number", "name", "packing_class", "packing_specification")


@check(
    "G034",
    of="items/*/dangerous",
    zh="危险货物信息不完整：UN编码、危险货物名称、危包类别和危包规格须一并申报",
)
def dangerous_incomplete(s: Subject) -> Iterable[Spot]:
    """dangerous goods are stated with UN number, name, packing class and packing specification together"""
    for place, item in numbered(s.items):
        goods = item.dangerous
        if goods is None or not any(getattr(goods, name) for name in _DANGEROUS):
            continue
        for name in _DANGEROUS:
            if getattr(goods, name) is None:
                yield f"/items/{place}/dangerous/{name}", {}


@check("G035", of="items/*/dangerous", zh="申报为非危险化学品，却填报了危险货物信息")
def dangerous_or_not(s: Subject) -> Iterable[Spot]:
    """the line is declared not to be dangerous, and yet dangerous goods are described"""
    for place, item in numbered(s.items):
        goods = item.dangerous
        if goods and goods.not_dangerous == "1" and any(getattr(goods, name) for name in _DANGEROUS):
            yield f"/items/{place}/dangerous/not_dangerous", {}


@check("G036", of="items/*/attributes", zh="货物属性为危险化学品（{attribute}），须申报危险货物信息")
def dangerous_attribute(s: Subject) -> Iterable[Spot]:
    """attribute {attribute} says hazardous chemicals: the dangerous goods must be described"""
    for place, item in numbered(s.items):
        hazardous = [attribute for attribute in item.attributes if attribute in s.values("G036")]
        if hazardous and (item.dangerous is None or item.dangerous.un_number is None):
            yield f"/items/{place}/dangerous/un_number", {"attribute": hazardous[0]}


@check("G037", of="items/*/attributes", zh="货物属性{one}与{other}互相矛盾")
def attributes_contradict(s: Subject) -> Iterable[Spot]:
    """attributes {one} and {other} contradict each other"""
    groups = [group.split(":") for group in s.values("G037")]
    for place, item in numbered(s.items):
        for group in groups if len(item.attributes) > 1 else ():
            stated = [attribute for attribute in group if attribute in item.attributes]
            for one, other in pairwise(stated):
                yield f"/items/{place}/attributes", {"one": one, "other": other}


@check("G038", of="items/*/attributes", zh="货物属性{attribute}重复申报")
def attribute_twice(s: Subject) -> Iterable[Spot]:
    """attribute {attribute} is stated twice"""
    for place, item in numbered(s.items):
        for number, attribute in numbered(item.attributes):
            if attribute in item.attributes[: number - 1]:
                yield f"/items/{place}/attributes/{number}", {"attribute": attribute}


@check("G039", of="items/*/attributes", zh="预包装食品须申报品牌、生产日期和保质期或有效期")
def prepackaged_food(s: Subject) -> Iterable[Spot]:
    """prepackaged food is stated with its brand, its dates of production and how long it keeps"""
    # GACC filing guide, inspection specification of food; Food Safety Law art. 97.
    food = [value.partition(":") for value in s.values("G039")] if s.imports else []
    for place, item in numbered(s.items):
        commodity, detail = s.commodities[place - 1], item.detail
        category = (commodity and commodity.inspection) or ""
        if not any(letter in category and attribute in item.attributes for letter, _, attribute in food):
            continue
        for name in ("brand", "produced_on"):
            if detail is None or getattr(detail, name) is None:
                yield f"/items/{place}/detail/{name}", {}
        if detail is None or (detail.shelf_life is None and detail.valid_until is None):
            yield f"/items/{place}/detail/shelf_life", {}
