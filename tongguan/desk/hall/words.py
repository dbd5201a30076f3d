"""Why something cannot be done in the hall, in both languages."""

from tongguan.law.words import register

NOT_YOURS = register("N401", "This is not yours to do.", "您无权办理此项业务。")
NO_SERVICE = register("N402", "Choose what you come for.", "请选择办理事项。")
TOO_MANY = register(
    "N403",
    "Your enterprise has {most} visits to this office already.",
    "贵企业在该海关已有{most}项预约或排队。",
)
CLOSED = register(
    "N404",
    "The hall takes appointments within {hours} on the days on which it is open, up to {days} days ahead.",
    "大厅在开放日的{hours}接受预约，最多提前{days}天。",
)
FULL = register("N405", "This time is full; choose another.", "该时段已约满，请另选时间。")
NOT_NOW = register("N406", "This cannot be done now.", "目前不能办理此项操作。")
NOT_FINISHED = register(
    "N407", "Finish number {number} before you call the next.", "请先办结{number}号，再叫下一位。"
)
NO_WINDOW = register("N408", "Say at which window you sit.", "请填写窗口号。")
NO_INSPECTION = register(
    "N409",
    "A bay outside hours is for an inspection that you were notified of.",
    "非工作时间查验场地仅适用于已通知的查验。",
)
IN_HOURS = register(
    "N410",
    "{site} is open then; book its ordinary appointment.",
    "{site}在该时段正常开放，请预约普通时段。",
)
NO_REASON = register("N411", "Say the reason.", "请注明理由。")
NEVER = register("N412", "This office gives no appointments in its hall.", "该海关大厅不接受预约。")
ON_THE_HOUR = register(
    "N413",
    "Bays outside hours are asked for every {minutes} minutes, within {hours}.",
    "非工作时间查验场地在{hours}内每{minutes}分钟可申请一次。",
)
