"""What the codes of people, reports and inspections are called, in English and in Chinese: one name each, for
every sentence that has such a code among its arguments."""

from collections.abc import Iterable, Mapping

Pair = tuple[str, str]

CAPACITIES: Mapping[str, Pair] = {
    "trader": ("trader", "企业"),
    "broker": ("broker", "报关企业"),
    "document_officer": ("document officer", "单证关员"),
    "inspector": ("inspector", "检查关员"),
    "revenue_officer": ("revenue officer", "税收关员"),
    "coordinator": ("coordinator", "协调员"),
    "monitor": ("monitor", "监控员"),
    "administrator": ("administrator of people", "人员管理员"),
    "rules_officer": ("rules officer", "规则管理员"),
    "manager": ("manager of the enterprise", "企业管理员"),
    "port": ("port", "口岸单位"),
    "carrier": ("carrier", "承运人"),
    "terminal": ("terminal", "码头"),
    "bank": ("bank", "银行"),
    "authority": ("authority", "主管部门"),
    "system": ("system", "系统"),
}
REPORTS: Mapping[str, Pair] = {
    "manifest": ("a manifest", "舱单"),
    "entered": ("entry", "进境"),
    "discharged": ("discharge", "卸货"),
    "available": ("availability at the yard", "可提取"),
    "arrived": ("arrival at the yard", "运抵"),
    "short": ("short landing", "短卸"),
    "not_short": ("that it did not come short after all", "撤销短卸"),
    "stopped": ("a stop at the gate", "拦停"),
    "gate_out": ("leaving by the gate", "提离"),
    "loaded": ("loading", "装运"),
}
ABOUT: Mapping[str, Pair] = {
    "call": ("a conveyance", "运输工具"),
    "bill": ("a bill", "提运单"),
    "container": ("a container", "集装箱"),
}
AUTHORITIES: Mapping[str, Pair] = {"customs": ("customs", "海关"), "quarantine": ("quarantine", "检疫")}
METHODS: Mapping[str, Pair] = {
    "documents": ("documents", "审单"),
    "machine": ("machine", "机检"),
    "opening": ("opening", "开箱查验"),
    "sample": ("sample", "取样"),
    "treatment": ("treatment", "检疫处理"),
}
FINDINGS: Mapping[str, Pair] = {
    "nothing": ("nothing wrong", "未见异常"),
    "laboratory": ("failed in the laboratory", "实验室检测不合格"),
    "treat": ("to be treated", "须作检疫处理"),
    "amend": ("to be amended", "须修改申报"),
    "return": ("to be returned", "须退运"),
    "destroy": ("to be destroyed", "须销毁"),
    "hand_over": ("to be handed over for investigation", "须移交调查"),
}
FEES: dict[str, Pair] = {"late_declaration_fee": ("late-declaration fee", "滞报金")}
"""What the law takes besides the taxes of a book."""
ABSENCES: Mapping[str, Pair] = {
    "epidemic": ("an epidemic", "疫情防控"),
    "suspicion": ("goods under suspicion", "货物有违法嫌疑"),
    "did_not_come": ("was told and did not come", "经通知未到场"),
}


def name(names: Mapping[str, Pair], code: str) -> Pair:
    """What a code is called in both languages; a code that nobody knows is called what it says."""
    return names.get(code, (code, code))


def names(known: Mapping[str, Pair], codes: Iterable[str]) -> Pair:
    """Several codes in one breath, with each language's own comma."""
    pairs = [name(known, code) for code in codes]
    return ", ".join(en for en, _ in pairs), "、".join(zh for _, zh in pairs)


def line(number: int) -> Pair:
    """A goods line, or the consignment as such where the number is 0."""
    return (f"line {number}", f"第{number}项商品") if number else ("the consignment", "整批货物")
