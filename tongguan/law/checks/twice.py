"""Goods that the same trader may have declared before. Whether they are the same, a person must say: several
declarations may lawfully have a bill, a container or even a quantity in common, so the shipped rows warn and
never refuse. Nothing is said of what other traders declared.
"""

from collections.abc import Iterable

from tongguan.law.checks.subject import Spot, Subject, both, check, numbered
from tongguan.law.facts import Earlier

BOXES = 5
"""So many containers are told by their numbers."""


@check(
    "H024",
    of="bill",
    zh="本航次提运单{bill}项下，与第{lines}项商品编号、数量相同的货物已在{earlier}中申报，请核对是否重复申报",
)
def goods_before(s: Subject) -> Iterable[Spot]:
    """under bill {bill} of this voyage, goods of the same code and quantity as line {lines} were declared
    before: {earlier}; please make sure that they are not declared twice"""
    # Customs Law art. 24: goods are declared as they are. Filing rules art. 17 allow several of one bill.
    found = [one for one in s.facts.earlier if one.lines]
    if found:
        lines = ", ".join(map(str, sorted({line for one in found for line in one.lines})))
        told = {"bill": s.declaration.bill or "", "lines": lines, "lines_zh": lines.replace(", ", "、")}
        yield "/bill", {**told, **_named(found)}


@check("C009", of="containers", zh="集装箱{numbers}已在同一航次的{earlier}中申报，请核对是否重复申报")
def container_before(s: Subject) -> Iterable[Spot]:
    """container {numbers} of this voyage was declared before: {earlier}; please make sure that the goods are
    not declared twice"""
    found = [one for one in s.facts.earlier if one.containers]
    before = {number for one in found for number in one.containers}
    boxes = [(place, box.number) for place, box in numbered(s.declaration.containers) if box.number in before]
    if boxes:
        numbers = [number or "" for _, number in boxes[:BOXES]] + ["…"] * (len(boxes) > BOXES)
        said = both("numbers", ", ".join(numbers), "、".join(numbers))
        yield f"/containers/{boxes[0][0]}/number", {**said, **_named(found)}


def _named(found: Iterable[Earlier]) -> dict[str, str]:
    """The declarations as they may be called: those of other declarants have no names here, and are told
    once."""
    said = dict.fromkeys(_name(one) for one in found)
    return both("earlier", ", ".join(en for en, _ in said), "、".join(zh for _, zh in said))


def _name(one: Earlier) -> tuple[str, str]:
    if one.entry:
        return f"entry {one.entry}", f"报关单{one.entry}"
    if one.reference:
        name = one.reference
        return f"reference {name}, lodged together with this", f"与本票同批申报、编号为{name}的报关单"
    return "an entry that another declarant lodged for the trader", "其他申报单位为该收发货人申报的报关单"
