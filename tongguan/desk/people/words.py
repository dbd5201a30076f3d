"""Why something about people cannot be done, in both languages."""

from tongguan.law.words import register

NOT_YOURS = register("N101", "This is not yours to do.", "您无权办理此项业务。")
OFFICE_TAKEN = register(
    "N102", "Office {code} has the number {number} already.", "海关{code}已使用编号{number}。"
)
NO_CREDIT_LEVEL = register("N103", "{level} is no credit level.", "没有{level}这一信用等级。")
NO_IDENTIFIER = register(
    "N104", "An enterprise needs an identifier.", "企业须有统一社会信用代码或其他识别号。"
)
LATER_ALREADY = register(
    "N105", "The credit level was changed on or after {day} already.", "信用等级在{day}当日或之后已有变更。"
)
NOT_THERE = register("N106", "At such a place nobody acts as {capacity}.", "该类单位不设{capacity}。")
NOT_ONESELF = register("N107", "Nobody gives this to themselves.", "不得为本人办理此项授权。")
ITSELF = register("N108", "Nobody needs an authority to lodge for itself.", "企业自行申报无须委托。")
ENDS_FIRST = register("N109", "Nothing ends before it begins.", "截止日期不得早于起始日期。")
NO_DEPUTY = register(
    "N110", "The deputy must be somebody else of the same place.", "代理人须为同一单位的其他人员。"
)
PAST = register("N111", "This may hold from today on, not before.", "生效日期不得早于当日。")
NO_NAME = register(
    "N112", "{name} is taken, or cannot be anybody's name.", "用户名{name}已被占用或不可使用。"
)
NO_REASON = register("N113", "Say the reason.", "请注明理由。")
NO_KEY_NAME = register("N114", "Say what the key is for.", "请注明密钥用途。")
NO_SCOPE = register("N115", "{scope} is nothing that a key may be for.", "{scope}不是密钥可授予的权限。")
NOT_LODGING = register(
    "N116",
    "A key may do no more than its person, whose roles here are not for {scopes}: those of a trader or "
    "broker are, and are given on the page of people.",
    "密钥的权限不得超出其所属人员的权限：该人员在本单位的角色无{scopes}权限。如需此类权限，可在人员页面授予“企业”或“报关企业”身份。",
)
NO_ROLE_THERE = register("N117", "The person has no role there.", "该人员在该单位没有角色。")
NO_USERNAME = register(
    "N118",
    "A user name is made of letters (a to z), digits, and the signs . _ -",
    "用户名只能使用英文字母、数字和 . _ - 三种符号。",
)
