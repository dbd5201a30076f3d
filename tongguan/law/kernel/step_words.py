"""What each step is called where somebody may take it: on a button, in a list, in an answer."""

from collections.abc import Mapping

Pair = tuple[str, str]

STEPS: Mapping[str, Pair] = {
    "clear_automatically": ("clear automatically", "自动审结"),
    "take_up": ("take up for review", "转人工审核"),
    "clear": ("clear", "审结"),
    "ask": ("ask the trader", "要求补充说明"),
    "answer": ("answer", "答复"),
    "review_again": ("review again", "重新审核"),
    "refuse": ("refuse the declaration", "不予受理"),
    "charge_provisionally": ("charge provisionally", "暂估征税"),
    "charge": ("charge", "征税"),
    "charge_nothing": ("charge nothing", "免予征税"),
    "charge_more": ("charge more", "补征"),
    "secure": ("secure by a guarantee", "办理担保"),
    "order_payment": ("order payment", "发起缴款"),
    "pay": ("record a payment", "登记缴款"),
    "fail_payment": ("report a failed payment", "扣款失败"),
    "fall_overdue": ("fall overdue", "逾期"),
    "write_off": ("write off", "核销"),
    "find_licence_failing": ("find failing", "比对不符"),
    "bring_licence": ("bring the document", "补交证件"),
    "restore_licence": ("give back what was written off", "恢复核销数量"),
    "accept_promise": ("accept a promise", "接受承诺"),
    "deliver": ("deliver what was promised", "提交承诺材料"),
    "find_kept": ("find the promise kept", "确认已履行"),
    "find_wanting": ("find what was delivered wanting", "提交材料不符"),
    "miss_promise": ("miss the promise", "逾期未履行"),
    "find_conforming": ("find conforming", "评定合格"),
    "find_nonconforming": ("find not conforming", "评定不合格"),
    "mend_conformity": ("report the goods mended", "整改完毕"),
    "hold_for_documents": ("hold for the document officers", "单证部门扣留"),
    "hold_for_inspection": ("hold for the inspectors", "检查部门扣留"),
    "hold_for_revenue": ("hold for the revenue officers", "税收部门扣留"),
    "hold_for_authority": ("hold for the authority", "主管部门扣留"),
    "lift_documents_hold": ("lift the hold", "解除扣留"),
    "lift_inspection_hold": ("lift the hold", "解除扣留"),
    "lift_revenue_hold": ("lift the hold", "解除扣留"),
    "lift_authority_hold": ("lift the hold", "解除扣留"),
    "refer_to_authority": ("refer to an authority", "移交主管部门"),
    "return_from_authority": ("return to customs", "退回海关"),
    "hold_covertly": ("hold covertly", "秘密布控"),
    "hold_covertly_for_authority": ("hold covertly for the authority", "主管部门秘密布控"),
    "disclose_hold": ("disclose the hold", "公开扣留"),
    "disclose_authority_hold": ("disclose the hold", "公开扣留"),
    "lift_covert_hold": ("lift the covert hold", "解除秘密布控"),
    "lift_covert_authority_hold": ("lift the covert hold", "解除秘密布控"),
    "request_amendment": ("ask for an amendment", "申请修改"),
    "require_amendment": ("require an amendment", "责令修改"),
    "confirm_amendment": ("make the amendment", "确认修改"),
    "dispute_amendment": ("dispute the amendment", "提出异议"),
    "uphold_amendment": ("uphold the amendment", "维持责令修改"),
    "drop_amendment": ("drop the amendment", "取消修改"),
    "take_back_amendment": ("take the request back", "撤回申请"),
    "refuse_amendment": ("refuse the amendment", "不予修改"),
    "grant_amendment": ("grant the amendment", "准予修改"),
    "request_withdrawal": ("ask for withdrawal", "申请撤销"),
    "demand_withdrawal": ("demand withdrawal", "责令撤销"),
    "agree_to_withdrawal": ("agree to withdrawal", "同意撤销"),
    "drop_withdrawal_demand": ("drop the demand", "取消责令"),
    "take_back_withdrawal": ("take the request back", "撤回申请"),
    "refuse_withdrawal": ("refuse withdrawal", "不予撤销"),
    "grant_withdrawal": ("grant withdrawal", "准予撤销"),
    "request_return": ("ask to return the goods", "申请退运"),
    "grant_return": ("grant the return", "准予退运"),
    "refuse_return": ("refuse the return", "不予退运"),
    "order_return": ("order the return", "责令退运"),
    "confirm_return": ("confirm the return", "确认已退运"),
    "order_destruction": ("order destruction", "责令销毁"),
    "confirm_destruction": ("confirm destruction", "确认已销毁"),
    "offer_abandonment": ("offer to abandon the goods", "申请放弃"),
    "accept_abandonment": ("accept the abandonment", "接受放弃"),
    "refuse_abandonment": ("refuse the abandonment", "不接受放弃"),
    "decide_sale": ("decide to sell", "决定变卖"),
    "confirm_sale": ("confirm the sale", "确认已变卖"),
    "drop_disposal": ("drop it", "取消处置"),
    "open_offence": ("hand over for investigation", "移交立案"),
    "close_offence": ("close the case", "结案"),
    "seize": ("seize", "扣押"),
    "confiscate": ("confiscate", "没收"),
    "declare_entry": ("report entry", "申报进境"),
    "forbid_discharge": ("forbid discharge", "禁止卸货"),
    "allow_discharge": ("allow discharge", "准许卸货"),
    "discharge": ("report discharge", "报告卸货"),
    "make_available": ("report availability", "报告可提取"),
    "report_arrival": ("report arrival", "报告运抵"),
    "report_short": ("report short landing", "报告短卸"),
    "gate_out": ("report leaving by the gate", "报告提离"),
    "load": ("report loading", "报告装运"),
    "ask_stop": ("ask the terminal to stop the goods", "请求拦停"),
    "confirm_stop": ("confirm the stop", "确认拦停"),
    "cancel_stop": ("cancel the stop", "取消拦停"),
    "withdraw_release": ("withdraw the release", "撤回放行"),
}

VERBS: Mapping[str, Pair] = {
    "order": ("order an inspection", "下达检查指令"),
    "notify": ("give notice", "通知"),
    "book": ("book", "预约"),
    "miss": ("note that nobody came", "登记未到场"),
    "present_for": ("present the goods", "货物到场"),
    "begin": ("begin", "开始检查"),
    "begin_unattended": ("begin without the trader", "当事人不到场检查"),
    "sample_in": ("take samples", "取样"),
    "report_laboratory_of": ("enter the laboratory's report", "登记检测报告"),
    "enter_results_of": ("enter the results", "登记结果"),
    "doubt_results_of": ("have it looked at again", "退回复查"),
    "pass": ("confirm: passed", "复核：通过"),
    "treat_after": ("confirm: to be treated", "复核：须作检疫处理"),
    "finish_treatment_of": ("report the treatment", "报告检疫处理完毕"),
    "amend_after": ("confirm: to be amended", "复核：须修改申报"),
    "return_after": ("confirm: to be returned", "复核：须退运"),
    "destroy_after": ("confirm: to be destroyed", "复核：须销毁"),
    "hand_over_after": ("confirm: to be handed over", "复核：移交调查"),
    "ask_to_repeat": ("ask for a repeat", "申请复验"),
    "repeat": ("grant the repeat", "准予复验"),
    "refuse_to_repeat": ("refuse the repeat", "不予复验"),
    "uphold_treatment_of": ("refuse the repeat: still to be treated", "不予复验：仍须作检疫处理"),
}
"""Steps of both inspections: each is followed by the name of its track."""


def step(name: str, language: str) -> str:
    """What a step is called; one that nobody knows is called what it says."""
    pair = STEPS.get(name) or VERBS.get(verb(name))
    if pair is None:
        return name.replace("_", " ")
    return pair[language == "zh"]


def verb(name: str) -> str:
    """The step of an inspection without its track: `pass_port_inspection` is `pass`."""
    for track in ("_port_inspection", "_destination_inspection"):
        name = name.removesuffix(track)
    return name
