"""Containers against goods lines and weights (filing rules art. 31; elements 101 to 104)."""

from collections.abc import Iterable
from decimal import Decimal

from tongguan.law.checks.subject import Spot, Subject, check, numbered, plain


@check("C001", of="containers", zh="集装箱{number}重复申报")
def container_twice(s: Subject) -> Iterable[Spot]:
    """container {number} is stated twice"""
    seen = set()
    for place, container in numbered(s.declaration.containers):
        if container.number is not None and container.number in seen:
            yield f"/containers/{place}/number", {"number": container.number}
        seen.add(container.number)


@check("C002", of="containers", zh="集装箱内的商品项号{line}不存在，报关单共{count}项")
def unknown_line(s: Subject) -> Iterable[Spot]:
    """goods line {line} of this container does not exist; there are {count}"""
    for place, container in numbered(s.declaration.containers):
        for number, line in numbered(container.lines):
            if not 1 <= line <= len(s.items):
                told = {"line": str(line), "count": str(len(s.items))}
                yield f"/containers/{place}/lines/{number}", told


@check("C003", of="containers", zh="商品项号{line}不在任何集装箱内")
def line_in_no_container(s: Subject) -> Iterable[Spot]:
    """goods line {line} is in none of the containers"""
    if s.declaration.containers:
        held = {line for container in s.declaration.containers for line in container.lines}
        for place in range(1, len(s.items) + 1):
            if place not in held:
                yield f"/items/{place}", {"line": str(place)}


@check("C004", of="containers", zh="集装箱内的商品项号{line}重复")
def line_twice(s: Subject) -> Iterable[Spot]:
    """goods line {line} is named twice for this container"""
    for place, container in numbered(s.declaration.containers):
        for number, line in numbered(container.lines):
            if line in container.lines[: number - 1]:
                yield f"/containers/{place}/lines/{number}", {"line": str(line)}


@check("C005", of="containers", zh="各集装箱货重共{cargo}千克，大于毛重{gross}千克")
def cargo_over_gross(s: Subject) -> Iterable[Spot]:
    """the cargo of the containers weighs {cargo} kg, more than the gross weight {gross} kg"""
    gross = s.declaration.gross_weight
    cargo = sum((held.cargo_weight for held in s.declaration.containers if held.cargo_weight), Decimal(0))
    if gross is not None and cargo > gross:
        yield "/gross_weight", {"cargo": plain(cargo), "gross": plain(gross)}


@check("C006", of="containers", zh="集装箱自重与货重共{weight}千克，超过{most}千克，请核对")
def overloaded(s: Subject) -> Iterable[Spot]:
    """tare and cargo of this container weigh {weight} kg, more than {most}; please make sure"""
    most = s.values("C006")
    for place, container in numbered(s.declaration.containers):
        weight = (container.tare or Decimal(0)) + (container.cargo_weight or Decimal(0))
        if most and weight > Decimal(most[0]):
            yield f"/containers/{place}/cargo_weight", {"weight": plain(weight), "most": most[0]}


@check("C007", of="containers", zh="全部{count}个集装箱均标为拼箱，请核对")
def shared_alone(s: Subject) -> Iterable[Spot]:
    """every one of {count} containers is marked as shared with other consignments; please make sure"""
    containers = s.declaration.containers
    if len(containers) > 1 and all(container.shared == "1" for container in containers):
        yield "/containers", {"count": str(len(containers))}


@check("C008", of="containers", zh="散装货物（包装种类{type}）却申报了集装箱，请核对")
def bulk_in_containers(s: Subject) -> Iterable[Spot]:
    """goods in bulk (packing {type}) are stated in containers; please make sure"""
    if s.declaration.containers and s.declaration.package_type in s.values("C008"):
        yield "/package_type", {"type": s.declaration.package_type or ""}
