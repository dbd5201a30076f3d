"""What the summary of a day and the report say besides the words of the flow, in English and in Chinese."""

from collections.abc import Mapping

from tongguan.law.kernel import flow_words

WORDS: Mapping[str, tuple[str, str]] = {
    "morning": ("The next morning is being played ...", "正在演示次日早晨……"),
    "pages": ("The pages: {address}  (Ctrl+C ends it)", "页面地址：{address}（按Ctrl+C结束）"),
    "people": ("Sign in as one of these; the password is {password}", "可用以下人员登录，密码：{password}"),
    "served": ("Ended.", "已结束。"),
    "overall": ("overall", "整体通关时间"),
    "acceptance_to_gate": ("acceptance to gate", "接受申报至放行"),
    "in_customs_hands": ("in customs' hands", "海关作业时间"),
    "import": ("imports", "进口"),
    "export": ("exports", "出口"),
    "code": ("code", "代码"),
    "lodgings": ("lodgings", "票数"),
    "example": ("for example", "示例"),
    "lane": ("lane", "通道"),
    "declarations": ("declarations", "报关单"),
    "green": ("green: nothing ordered", "绿色：未布控"),
    "yellow": ("yellow: documents", "黄色：单证"),
    "red": ("red: the goods", "红色：货物"),
    "ordered": ("ordered", "布控要求"),
    "times": ("times", "次数"),
    "ended": ("parts that came to another end: {ends}", "未放行而另作处置的部分：{ends}"),
    "none": ("none", "无"),
    "withdrawn": ("releases withdrawn: {count}", "撤回放行：{count}"),
    "promised": (
        "documents promised for later: {count}, delivered: {kept}",
        "承诺后补单证：{count}，已补交：{kept}",
    ),
    "amended": (
        "declarations amended: {amended}; lodged after the time that the law gives: {late}",
        "修改报关单：{amended}票；超过法定期限申报：{late}票",
    ),
    "cleared": ("{kind}: {count} cleared", "{kind}：已通关{count}票"),
    "nothing_cleared": ("{kind}: nothing cleared yet", "{kind}：尚无通关的报关单"),
    "mean": ("mean", "平均"),
    "median": ("median", "中位"),
    "p90": ("p90", "P90"),
    "hour": ("h", "小时"),
    "until": ("overall until {gate} ({count})", "整体时间至{gate}（{count}票）"),
    "yardstick": ("yardstick", "参照值"),
    "within": ("within 24 h: {share} (yardstick 100%)", "24小时内：{share}（参照值100%）"),
    "left_out": ("not in these figures: {running} still open", "以上不含：办理中{running}票"),
    "old": (", {age} old on average", "，平均已历时{age}"),
    "awaited": ("; {count} whose goods are awaited", "；待货物运抵{count}票"),
    "holder": ("who held the time", "时间归属"),
    "of": ("of", "进出口"),
    "hours": ("hours", "小时"),
    "share": ("share", "占比"),
    "stages": ("the longest stages", "用时最长的环节"),
    "over": ("over 24 hours", "超过24小时"),
    "time": ("time", "用时"),
    "whose": ("whose, mostly or now", "主要（或当前）归属"),
    "open": ("open", "办理中"),
    "more": ("and {count} more", "另有{count}票"),
    "nothing_slow": ("over 24 hours: nothing", "超过24小时：无"),
    "still_open": ("still open", "办理中"),
    "nothing_open": ("still open: nothing", "办理中：无"),
    "age": ("age", "已历时"),
    "waits": ("waits for", "等待"),
    "thrown_away": (
        "The demonstration database of before is thrown away, with all that was lodged in it.",
        "已清除原演示数据库及其中的全部申报数据。",
    ),
    "publishing": ("Publishing the rules, {day} in Dalian ...", "发布规则；{day}，大连……"),
    "playing": ("Playing the day", "模拟当日作业"),
    "lodged": ("Lodged", "申报"),
    "lodged_so": (
        "{lodged} declarations lodged: {accepted} accepted, {refused} refused",
        "共申报{lodged}票：接受{accepted}票，不予受理{refused}票",
    ),
    "orders": ("Ordered", "布控"),
    "clearance": ("Clearance, hours", "通关时间（小时）"),
    "times_of": ("Time", "时间归属"),
    "slow": ("Slow", "用时较长"),
    "midnight": ("Open at midnight", "午夜时仍在办理"),
    "overtaken": ("Overtaken", "未及办理"),
    "proof": ("Proof", "验证"),
    "proved": (
        "The derived clearance times are what the events say.",
        "由事件推算的通关时间与记录一致。",
    ),
    "seconds": ("{count} seconds.", "用时{count}秒。"),
}


def word(name: str, language: str, **arguments: object) -> str:
    """One of them, with its arguments filled in."""
    return WORDS[name][language == "zh"].format(**arguments)


def age(seconds: float, language: str) -> str:
    """`3 d 04 h`, `2 h 05 min`, `41 s`."""
    whole = int(seconds)
    days, hours, minutes = whole // 86400, whole // 3600 % 24, whole // 60 % 60
    if language == "zh":
        told = (f"{days}天{hours}小时", f"{hours}小时{minutes:02}分", f"{minutes}分{whole % 60:02}秒")
    else:
        told = (f"{days} d {hours:02} h", f"{hours} h {minutes:02} min", f"{minutes} min {whole % 60:02} s")
    short = f"{whole}秒" if language == "zh" else f"{whole} s"
    return told[0] if days else told[1] if hours else told[2] if minutes else short


def stage(track: str, state: str, language: str) -> str:
    """`cargo: entered`; what a trader took before it lodged has no track."""
    if not track:
        return flow_words.PREPARATION[language == "zh"]
    colon = "：" if language == "zh" else ": "
    return f"{flow_words.track(track, language)}{colon}{flow_words.state(track, state, language)}"
