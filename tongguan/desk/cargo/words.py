"""Why a report on cargo is refused, or does not match, in both languages."""

from tongguan.law.words import register

USED = register(
    "K101", "The reference {reference} was used for another message.", "参考号{reference}已用于另一份报文。"
)
NOT_YET = register("K102", "The time given for {kind} is later than now.", "{kind}的发生时间晚于当前时间。")
NOT_YOURS = register("K103", "It is not for the {capacity} to report {kind}.", "{capacity}无权报告{kind}。")
UNKNOWN_KIND = register(
    "K104", "Of {about}, {kind} is not something that is reported.", "不受理{about}的{kind}报告。"
)
NO_NAME = register("K105", "The report does not say what it is about.", "报告未注明所涉对象。")
NO_YARD = register(
    "K106", "You run no yard or berth here that could report this.", "您在此没有可报告该事项的堆场或者泊位。"
)
NOT_YOUR_CALL = register(
    "K107", "Another carrier has the manifest of this.", "该舱单由另一承运人传输，不得由您报告。"
)
NOT_REPORTED = register(
    "K108",
    "You have no report standing that {key} came short.",
    "您没有关于{key}短卸的有效报告，无可撤销。",
)
GONE_ON = register(
    "K109",
    "{key} has gone on since it was reported short: it was declared anew, given up, or has left.",
    "{key}报告短卸后已重新申报、撤销申报或者离场，不得撤销短卸报告。",
)
NO_MANIFEST = register("K201", "No manifest lists bill {bill}.", "没有舱单列明提运单{bill}。")
PACKAGES = register(
    "K202",
    "The manifest has {manifest} packages, not {declared}.",
    "舱单件数为{manifest}，申报为{declared}。",
)
WEIGHT = register(
    "K203",
    "The manifest has {manifest} kg, not {declared} kg.",
    "舱单毛重为{manifest}千克，申报为{declared}千克。",
)
CONTAINERS = register(
    "K204", "The manifest does not list container {containers}.", "舱单未列明集装箱{containers}。"
)
