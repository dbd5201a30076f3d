"""What tracks, states, gates, parties and steps are called, in English and in Chinese: one name each, for
every page, command and message."""

from collections.abc import Mapping

from tongguan.law.findings import Finding
from tongguan.law.words import register

NOT_OFFERED = register("F001", "This cannot be done now: {reason}.", "目前不能办理：{reason}。")

Pair = tuple[str, str]

TRACKS: Mapping[str, Pair] = {
    "documents": ("documents", "单证"),
    "port_inspection": ("port inspection", "口岸检查"),
    "destination_inspection": ("destination inspection", "目的地检查"),
    "cargo": ("cargo", "货物"),
    "charges": ("charges", "税费"),
    "licences": ("supervision documents", "监管证件"),
    "conformity": ("conformity assessment", "合格评定"),
    "commitment": ("promise", "承诺"),
    "hold": ("hold", "暂缓放行"),
    "amendment": ("amendment", "修改"),
    "withdrawal": ("withdrawal", "撤销"),
    "disposal": ("disposal", "货物处置"),
    "offence": ("offence", "违法案件"),
    "exit": ("way out", "离场"),
}

STATES: Mapping[str, Pair] = {
    "documents.checking": ("being checked", "审核中"),
    "documents.review": ("under review", "人工审核"),
    "documents.asked": ("question asked", "待补充说明"),
    "documents.cleared": ("cleared", "已审结"),
    "documents.refused": ("refused", "不予受理"),
    "inspection.ordered": ("ordered", "已布控"),
    "inspection.notified": ("notified", "已通知"),
    "inspection.booked": ("booked", "已预约"),
    "inspection.at_site": ("at the site", "已到场"),
    "inspection.begun": ("under way", "检查中"),
    "inspection.laboratory": ("laboratory", "实验室检测"),
    "inspection.results": ("results", "结果待复核"),
    "inspection.treating": ("being treated", "检疫处理中"),
    "inspection.reinspection_asked": ("repeat asked for", "申请复验"),
    "inspection.passed": ("passed", "检查通过"),
    "inspection.closed": ("closed", "已结束"),
    "cargo.expected": ("expected", "待运抵"),
    "cargo.entered": ("entered", "已进境"),
    "cargo.discharge_forbidden": ("discharge forbidden", "禁止卸货"),
    "cargo.discharged": ("discharged", "已卸货"),
    "cargo.available": ("available", "可提取"),
    "cargo.arrived": ("arrived", "已运抵"),
    "cargo.short": ("short-landed", "短卸"),
    "charges.provisional": ("provisional", "暂估"),
    "charges.due": ("due", "待缴"),
    "charges.overdue": ("overdue", "逾期"),
    "charges.paying": ("being paid", "扣款中"),
    "charges.secured": ("secured", "已担保"),
    "charges.paid": ("paid", "已缴"),
    "charges.nothing": ("nothing due", "无税费"),
    "licences.pending": ("being compared", "比对中"),
    "licences.failing": ("failing", "比对不符"),
    "licences.written_off": ("written off", "已核销"),
    "licences.restored": ("restored", "已恢复"),
    "licences.not_needed": ("not needed any more", "不再需要"),
    "conformity.pending": ("pending", "待评定"),
    "conformity.failing": ("failing", "不合格"),
    "conformity.conforming": ("conforming", "合格"),
    "conformity.not_needed": ("not needed any more", "不再需要"),
    "commitment.promised": ("promised", "已承诺"),
    "commitment.overdue": ("overdue", "逾期"),
    "commitment.delivered": ("delivered", "已提交"),
    "commitment.kept": ("kept", "已履行"),
    "hold.held_documents": ("held by the document officers", "单证部门暂缓放行"),
    "hold.held_inspection": ("held by the inspectors", "检查部门暂缓放行"),
    "hold.held_revenue": ("held by the revenue officers", "税收部门暂缓放行"),
    "hold.held_authority": ("held by an authority", "主管部门暂缓放行"),
    "hold.covert": ("covert hold", "秘密布控"),
    "hold.covert_authority": ("covert hold of an authority", "主管部门秘密布控"),
    "hold.lifted": ("lifted", "已解除"),
    "amendment.requested": ("asked for", "已申请"),
    "amendment.required": ("required", "责令修改"),
    "amendment.disputed": ("disputed", "有异议"),
    "amendment.confirmed": ("confirmed", "已确认修改"),
    "amendment.granted": ("granted", "准予修改"),
    "amendment.refused": ("refused", "不予修改"),
    "amendment.dropped": ("dropped", "已取消"),
    "withdrawal.requested": ("asked for", "已申请"),
    "withdrawal.demanded": ("demanded", "责令撤销"),
    "withdrawal.agreed": ("agreed to", "已同意撤销"),
    "withdrawal.granted": ("granted", "准予撤销"),
    "withdrawal.refused": ("refused", "不予撤销"),
    "withdrawal.dropped": ("dropped", "已取消"),
    "disposal.return_requested": ("return asked for", "申请退运"),
    "disposal.returning": ("being returned", "退运中"),
    "disposal.destroying": ("being destroyed", "销毁中"),
    "disposal.abandonment_offered": ("abandonment offered", "申请放弃"),
    "disposal.selling": ("being sold", "变卖中"),
    "disposal.done": ("done", "已处置"),
    "disposal.refused": ("refused", "不予准许"),
    "disposal.dropped": ("dropped", "已取消"),
    "offence.investigated": ("investigated", "调查中"),
    "offence.closed": ("closed", "已结案"),
    "offence.seized": ("seized", "已扣押"),
    "offence.confiscated": ("confiscated", "已没收"),
    "exit.awaited": ("awaited", "待离场"),
    "exit.stop_asked": ("stop asked for", "请求拦停"),
    "exit.stopped": ("stopped", "已拦停"),
    "exit.gone": ("gone", "已提离"),
    "exit.loaded": ("loaded", "已装运"),
}
"""By track and state; both inspections share theirs."""

GATES: Mapping[str, Pair] = {
    "may_leave": ("may leave the port", "准予提离"),
    "released": ("released", "放行"),
    "closed": ("closed", "结关"),
}

WHOSE: Mapping[str, Pair] = {
    "trader": ("trader", "企业"),
    "documents": ("customs documents", "海关单证"),
    "inspection": ("customs inspection", "海关检查"),
    "revenue": ("customs revenue", "海关税收"),
    "carrier": ("carrier, terminal", "承运人、码头"),
    "bank": ("bank", "银行"),
    "authority": ("another authority", "其他主管部门"),
    "nobody": ("nobody", "无"),
}

ENDS: Mapping[str, Pair] = {
    "released": ("released", "放行"),
    "returned": ("returned", "退运"),
    "destroyed": ("destroyed", "销毁"),
    "seized": ("seized", "扣押"),
    "confiscated": ("confiscated", "没收"),
    "abandoned": ("abandoned", "放弃"),
    "sold": ("sold", "变卖"),
    "short_landed": ("short-landed", "短卸"),
    "refused": ("refused", "不予受理"),
    "withdrawn": ("withdrawn", "撤销"),
}

EVENTS: Mapping[str, Pair] = {
    "lodged": ("lodged and accepted", "申报并接受"),
    "judged": ("judged anew", "重新审核"),
    "claimed": ("taken on", "认领"),
    "handed_back": ("handed back", "退回"),
    "handed_on": ("handed on to another office", "移交其他海关"),
    "laboratory_reported": ("laboratory report received", "收到检测报告"),
    "visit_signed": ("signed for by an officer of the inspection", "查验关员签名"),
    "posted": ("entered in the books of revenue", "税费账务已登记"),
    "photo_taken": ("photo taken at the inspection", "查验拍照"),
    "licence_used": ("one issuer's documents written off", "部分监管证件已核销"),
    "licence_corrected": ("what was written off of a document corrected", "监管证件核销数量更正"),
    "part_added": ("part added", "增加部分"),
    "end_taken_back": ("its end taken back: it goes on", "撤销原处置，继续办理"),
    "cycle_begun": ("release withdrawn, clock begins anew", "放行撤回，重新计时"),
}
"""Events that are neither a step nor a gate."""

REASONS: Mapping[str, Pair] = {
    "nothing_asked": ("another request is under way", "已有申请正在办理"),
    "nothing_open": ("an inspection or an offence case is open", "查验或案件尚未结束"),
    "stands": ("the declaration was withdrawn or refused", "报关单已撤销或者不予受理"),
    "not_in_that_state": ("the matter does not stand there", "当前状态不允许"),
    "which_number": ("it must be said which one", "须指明是哪一项"),
    "not_your_capacity": ("it is for others to do", "不属于您的职责"),
    "not_your_office": ("it is before another office", "由其他海关办理"),
    "not_your_declaration": ("this declaration is not yours", "该报关单不属于贵单位"),
    "not_yours": ("somebody else has taken it on", "已由他人认领"),
    "not_the_same_person": ("a second person must do it", "须由另一人办理"),
    "not_open": ("the gate is not open", "尚未放行"),
    "part_ended": ("the goods have come to another end", "货物已作其他处置"),
    "no_such_part": ("there is no such part", "没有该部分货物"),
    "no_such_step": ("there is no such step", "没有该操作"),
    "moved_on": ("the matter has moved on since the page was shown", "页面显示后情况已有变化"),
    "nothing_reopened": ("nothing would be reopened by it", "没有需重新办理的事项"),
    "lawfully_absent": ("the law does not allow the trader's absence", "不符合当事人可不到场的情形"),
    "to_be_treated": ("nothing is to be treated", "没有须作检疫处理的货物"),
    "may_leave": ("the goods may not leave the port yet", "尚未准予提离"),
    "released": ("the goods are not released yet", "尚未放行"),
}
"""Why a step is not offered."""

PREPARATION: Pair = ("preparing the declaration", "准备申报")
STRETCHES: Mapping[str, Pair] = {"preparation": PREPARATION, "withheld": ("withheld", "不予公开")}
"""Stretches of time that are no state of a track."""
NOTHING: Pair = ("nothing was missing", "无待办")


def _say(pair: Pair | None, code: str, language: str) -> str:
    if pair is None:
        return code.replace("_", " ")
    return pair[1] if language == "zh" else pair[0]


def track(name: str, language: str) -> str:
    """What a track is called."""
    return _say(TRACKS.get(name), name, language)


def state(track_name: str, name: str, language: str) -> str:
    """What a state of a track is called."""
    kind = "inspection" if track_name.endswith("_inspection") else track_name
    return _say(STATES.get(f"{kind}.{name}"), name, language)


def gate(name: str, language: str) -> str:
    """What a gate is called."""
    return _say(GATES.get(name), name, language)


def whose(name: str, language: str) -> str:
    """What the party whose time it is is called."""
    return _say(WHOSE.get(name), name, language)


def ending(name: str, language: str) -> str:
    """What the end that a part came to is called."""
    return _say(ENDS.get(name), name, language)


def event(name: str, language: str) -> str:
    """What an event that is neither a step nor a gate is called."""
    return _say(EVENTS.get(name), name, language)


def reason(name: str, language: str) -> str:
    """Why a step is not offered."""
    return _say(REASONS.get(name), name, language)


def finding(code: str) -> Finding:
    """Why a step is not offered, as whoever asked for it is told."""
    return Finding(NOT_OFFERED, "", {"reason": reason(code, "en"), "reason_zh": reason(code, "zh")})


def stage(track_name: str | None, name: str, language: str) -> str:
    """What a stretch of time was: `cargo: entered`; without a track, why there is none."""
    if not track_name:
        return _say(STRETCHES.get(name, NOTHING), name, language)
    colon = "：" if language == "zh" else ": "
    return f"{track(track_name, language)}{colon}{state(track_name, name, language)}"


def span(seconds: float, language: str) -> str:
    """A length of time in two units: `3 d 04 h`, `2 h 05 min`, `41 s`."""
    whole = int(seconds)
    days, hours, minutes = whole // 86400, whole // 3600 % 24, whole // 60 % 60
    if language == "zh":
        parts = (f"{days}天{hours}小时", f"{hours}小时{minutes:02}分", f"{minutes}分{whole % 60:02}秒")
        return parts[0] if days else parts[1] if hours else parts[2] if minutes else f"{whole}秒"
    parts = (f"{days} d {hours:02} h", f"{hours} h {minutes:02} min", f"{minutes} min {whole % 60:02} s")
    return parts[0] if days else parts[1] if hours else parts[2] if minutes else f"{whole} s"
