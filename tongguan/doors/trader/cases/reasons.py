"""What a dossier waits for, as a trader is told it: why, and what to do next. By track and state, and only of
those states that `law.disclosure` ever shows."""

from collections.abc import Mapping
from typing import NamedTuple


class Waits(NamedTuple):
    """Why something waits, and what to do next ("" where there is nothing to do), in English and Chinese."""

    en: str
    zh: str
    next_en: str = ""
    next_zh: str = ""


_ASKS_OFFICE = ("Ask the customs office, if it takes long.", "如等待较久，请向海关查询。")
_NOTHING = ("Nothing needs to be done by you.", "您无需办理。")

WAITS: Mapping[str, Waits] = {
    "documents.checking": Waits("Customs checks the documents.", "海关正在审核单证。", *_NOTHING),
    "documents.asked": Waits(
        "Customs has a question about the documents.",
        "海关对单证提出质疑。",
        "Answer the question about the documents.",
        "请答复单证质疑。",
    ),
    "documents.refused": Waits("Customs refused the declaration.", "海关不予受理该报关单。"),
    "inspection.notified": Waits(
        "An inspection was notified.",
        "海关已通知查验。",
        "Book an appointment for the inspection.",
        "请预约查验时间。",
    ),
    "inspection.booked": Waits(
        "An appointment for the inspection is booked.",
        "已预约查验。",
        "Bring the goods to the inspection site, and say when they stand ready.",
        "请将货物运至查验场地，就位后点击到场。",
    ),
    "inspection.at_site": Waits(
        "The goods stand at the site; officers will begin.", "货物已到场，等待查验。"
    ),
    "inspection.begun": Waits("The inspection is under way.", "正在查验。"),
    "inspection.laboratory": Waits("A laboratory examines samples.", "实验室正在检测样品。"),
    "inspection.results": Waits("A second officer confirms the result.", "查验结果正在复核。"),
    "inspection.treating": Waits(
        "The goods must be treated.",
        "货物须作检疫处理。",
        "Have the goods treated and report it.",
        "请完成处理并报告。",
    ),
    "inspection.reinspection_asked": Waits("Customs decides about a repeat.", "海关正在审核复验申请。"),
    "cargo.expected": Waits(
        "The goods have not arrived.",
        "货物尚未运抵。",
    ),
    "cargo.entered": Waits(
        "The conveyance has entered; the goods are to be discharged.", "运输工具已进境，待卸货。"
    ),
    "cargo.discharge_forbidden": Waits(
        "The goods are quarantined before they are discharged.", "卸货前须经检疫。"
    ),
    "cargo.discharged": Waits("The goods are to be made available at the yard.", "货物已卸，待可提取。"),
    "charges.provisional": Waits(
        "The charges are provisional until the conveyance declares entry.",
        "运输工具申报进境前，税费为暂估。",
    ),
    "charges.due": Waits(
        "Duties and taxes are due.", "税费待缴。", "Pay the duties and taxes.", "请缴纳税费。"
    ),
    "charges.overdue": Waits(
        "Duties and taxes are overdue; a surcharge runs.",
        "税费已逾期，按日加收滞纳金。",
        "Pay the duties and taxes at once.",
        "请立即缴纳。",
    ),
    "charges.paying": Waits("The bank carries out the payment.", "银行正在扣款。"),
    "charges.secured": Waits(
        "A guarantee stands for the duties and taxes.",
        "税费已由担保。",
        "Pay the duties and taxes that a guarantee stands for.",
        "请缴纳已担保的税费。",
    ),
    "licences.pending": Waits("The supervision documents are compared.", "监管证件正在比对。"),
    "licences.failing": Waits(
        "A supervision document does not agree.",
        "监管证件比对不符。",
        "Have the supervision document mended.",
        "请补正监管证件。",
    ),
    "licences.restored": Waits(
        "What was written off from the supervision documents was given back.",
        "监管证件的核销数量已恢复。",
        "Bring a supervision document that holds.",
        "请提供有效的监管证件。",
    ),
    "conformity.pending": Waits("The conformity of the goods is assessed.", "货物正在合格评定。"),
    "conformity.failing": Waits(
        "The goods do not conform.",
        "货物不合格。",
        "Mend the goods (labels, papers).",
        "请整改（标签、资料）后提交。",
    ),
    "commitment.promised": Waits(
        "Something was promised and is owed.",
        "存在待履行的承诺。",
        "Hand in what was promised.",
        "请提交承诺材料。",
    ),
    "commitment.overdue": Waits(
        "Something that was promised is overdue.",
        "承诺事项已逾期。",
        "Hand in what was promised, at once.",
        "请立即提交承诺材料。",
    ),
    "commitment.delivered": Waits("Customs looks at what was handed in.", "海关正在审核所提交的材料。"),
    "hold.held_documents": Waits("Customs holds the goods.", "海关暂缓放行货物。", *_ASKS_OFFICE),
    "hold.held_inspection": Waits("The inspectors hold the goods.", "检查部门暂缓放行货物。", *_ASKS_OFFICE),
    "hold.held_revenue": Waits(
        "The revenue officers hold the goods.", "税收部门暂缓放行货物。", *_ASKS_OFFICE
    ),
    "hold.held_authority": Waits(
        "Another authority holds the goods.", "其他主管部门暂缓放行货物。", *_ASKS_OFFICE
    ),
    "amendment.requested": Waits("Customs decides about the amendment.", "海关正在审核修改申请。"),
    "amendment.required": Waits(
        "Customs requires an amendment.",
        "海关责令修改报关单。",
        "Amend the declaration, or dispute it.",
        "请修改报关单或提出异议。",
    ),
    "amendment.confirmed": Waits("Customs decides about the amendment.", "海关正在审核修改内容。"),
    "amendment.disputed": Waits("Customs decides about your dispute.", "海关正在处理异议。"),
    "withdrawal.requested": Waits("Customs decides about the withdrawal.", "海关正在审核撤销申请。"),
    "withdrawal.agreed": Waits("Customs decides about the withdrawal.", "海关正在审核撤销。"),
    "withdrawal.demanded": Waits(
        "Customs demands that the declaration be withdrawn.",
        "海关责令撤销报关单。",
        "Agree to the withdrawal, or speak with the office.",
        "请确认撤销，或与海关联系。",
    ),
    "disposal.return_requested": Waits("Customs decides about the return.", "海关正在审核退运申请。"),
    "disposal.returning": Waits(
        "The goods must be returned.", "货物须退运。", "Return the goods.", "请办理退运。"
    ),
    "disposal.destroying": Waits(
        "The goods must be destroyed.",
        "货物须销毁。",
        "Have the goods destroyed under supervision.",
        "请在监管下销毁。",
    ),
    "disposal.abandonment_offered": Waits("Customs decides about the abandonment.", "海关正在审核放弃申请。"),
    "disposal.selling": Waits("Customs sells the goods.", "海关正在变卖货物。"),
    "offence.investigated": Waits("A case is investigated.", "案件正在调查。", *_ASKS_OFFICE),
    "exit.awaited": Waits(
        "The goods have not left the port.", "货物尚未提离。", "Fetch the goods.", "请提取货物。"
    ),
    "exit.stop_asked": Waits(
        "The terminal was asked to stop the goods.", "已请求码头拦停货物。", *_ASKS_OFFICE
    ),
    "exit.stopped": Waits("The goods are stopped at the terminal.", "货物已在码头拦停。", *_ASKS_OFFICE),
}
EXPORTS: Mapping[str, Waits] = {
    "cargo.expected": Waits(
        "The goods have not arrived at the supervised place.",
        "货物尚未运抵监管场所。",
        "Bring the goods to the supervised place.",
        "请将货物运抵监管场所。",
    ),
    "charges.provisional": Waits("The charges are provisional.", "税费为暂估。"),
    "exit.awaited": Waits("The goods are to be loaded.", "货物待装运。"),
}
"""Where an export waits for something else than an import in the same state."""


def waits(kind: str, track: str, state: str) -> Waits:
    """Why a track in a state keeps a dossier of this kind waiting. Raises KeyError for a state that no trader
    is ever shown."""
    matter = "inspection" if track.endswith("_inspection") else track
    name = f"{matter}.{state}"
    return (EXPORTS.get(name) if kind == "export" else None) or WAITS[name]
