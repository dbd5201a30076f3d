"""What the pages say besides the words of the flow, in English and in Chinese."""

from tongguan.law.kernel import names

WORDS: dict[str, tuple[str, str]] = {
    "title": ("Clearance today", "今日通关"),
    "as_of": ("as of {time}", "截至{time}"),
    "imports": ("Imports", "进口"),
    "exports": ("Exports", "出口"),
    "import": ("import", "进口"),
    "export": ("export", "出口"),
    "all": ("All", "全部"),
    "open": ("Open", "办理中"),
    "cleared": ("cleared", "已通关"),
    "done": ("Cleared", "已通关"),
    "over_a_day": ("Over 24 h", "超过24小时"),
    "ended": ("Ended otherwise", "其他结果"),
    "refused": ("Refused lodgings", "不予受理"),
    "state": ("state", "状态"),
    "reference": ("entry number", "海关编号"),
    "goods": ("goods", "商品"),
    "trader": ("trader", "收发货人"),
    "accepted": ("accepted", "接受申报"),
    "time": ("time", "用时"),
    "who": ("whose time", "时间归属"),
    "held": ("held by", "用时分布"),
    "held_since": ("from acceptance to the gate:", "接受申报至放行："),
    "more": ("and {count} more", "等{count}项"),
    "parts": ("parts", "部分"),
    "whole": ("the whole", "整批"),
    "ago": ("{span} ago", "{span}前"),
    "so_far": ("so far", "至今"),
    "overall": ("overall", "整体"),
    "acceptance_to_gate": ("acceptance to gate", "接受申报至放行"),
    "in_customs_hands": ("in customs' hands", "海关环节"),
    "hour": ("h", "小时"),
    "mean": ("mean", "平均"),
    "median": ("median", "中位"),
    "p90": ("p90", "P90"),
    "within": ("within 24 h", "24小时内"),
    "yardstick": ("yardstick {hours} h", "参照值{hours}小时"),
    "still_open": (
        "{running} still open, {age} old on average; {awaited} await their goods",
        "另有{running}票办理中，平均已历时{age}；{awaited}票待货物运抵",
    ),
    "none_open": ("none open; {awaited} await their goods", "无办理中；{awaited}票待货物运抵"),
    "ledger": ("Whose time it was", "时间账"),
    "from": ("from", "起"),
    "to": ("to", "止"),
    "span": ("span", "时长"),
    "stage": ("stage", "环节"),
    "sum": ("sum of the parts", "各段合计"),
    "no_clock": ("This part has no clock: {ended}.", "该部分不计时：{ended}。"),
    "clock_waits": (
        "The clock has not begun to run: the goods are awaited.",
        "尚未开始计时：货物待运抵。",
    ),
    "missing": ("What is missing", "尚缺事项"),
    "since": ("since", "自"),
    "due": ("the clock calls on", "计时提醒"),
    "gate_open": ("open", "已开通"),
    "gate_shut": ("shut", "未开通"),
    "charges": ("Charges", "税费"),
    "customs_value": ("customs value", "完税价格"),
    "line": ("line", "项号"),
    "tax": ("tax", "税种"),
    "how": ("how it was worked out", "计算过程"),
    "amount": ("amount", "税额"),
    "events": ("What happened", "办理过程"),
    "after": ("after", "间隔"),
    "event": ("event", "事项"),
    "by": ("by", "经办"),
    "as_officer": ("as an officer sees it", "海关视角"),
    "as_trader": ("as its trader sees it", "企业视角"),
    "back": ("The day", "返回当日"),
    "findings": ("findings", "问题"),
    "nothing_here": ("Nothing here.", "暂无。"),
    "filter": ("Show", "显示"),
    "counted": (
        "Counted here: what was accepted{refused} on {day}. Counted above: what was cleared since then, "
        "and what is still open now, whenever it was accepted.",
        "此处统计{day}接受申报{refused}的报关单；上方统计该日起通关的及目前办理中的报关单，不论接受申报的日期。",
    ),
    "or_refused": (" or refused", "或不予受理"),
    "counted_offices": (
        "Counted here: what was accepted on {day}, of your offices. Counted above, of all offices: what was "
        "cleared since then, and what is still open now, whenever it was accepted.",
        "此处统计本人所属海关{day}接受申报的报关单；上方统计全部海关该日起通关的及目前办理中的报关单，不论接受申报的日期。",
    ),
}


def words(language: str) -> dict[str, str]:
    """Every word of the pages in a language ("en" or "zh")."""
    place = 1 if language == "zh" else 0
    return {name: pair[place] for name, pair in WORDS.items()}


def capacity(name: str, language: str) -> str:
    return names.name(names.CAPACITIES, name)[language == "zh"]
