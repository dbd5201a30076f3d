"""What the door itself finds wrong with a request, in both languages."""

from tongguan.law.words import register

NO_KEY = register(
    "Z101",
    "Send a key that is valid: Authorization: Bearer tg_...",
    "请提供有效的密钥：Authorization: Bearer tg_……",
)
NO_SCOPE = register("Z102", "The key is not for this: {scope} is needed.", "该密钥无此权限，需要{scope}。")
NO_ROLE = register(
    "Z103",
    "The person whose key this is does not act for {behalf} any more.",
    "该密钥所属人员已不再代表{behalf}办理业务。",
)
NOT_FOR = register(
    "Z104",
    "The key acts for {behalf}, and {declarant} declares here.",
    "该密钥代表{behalf}，而申报单位为{declarant}。",
)
NOT_ACCEPTED = register("Z105", "Answers are application/json.", "应答格式为application/json。")
NOT_MEDIA = register("Z106", "The content must be {media}.", "内容类型须为{media}。")
TOO_LARGE = register("Z107", "At most {most} bytes are read here.", "此处最多读取{most}字节。")
TOO_MANY = register(
    "Z108",
    "A key may call {limit} times a minute; wait {seconds} s.",
    "每分钟最多调用{limit}次，请{seconds}秒后再试。",
)
UNKNOWN = register("Z109", "There is nothing here that you may see.", "此处没有您可查看的内容。")
NO_METHOD = register("Z110", "Only {methods} can be asked for here.", "此处仅支持{methods}。")
TWICE = register("Z111", "{name} is stated {count} times.", "{name}出现{count}次。")
NOT_KNOWN = register("Z112", "{name} is nothing that could be stated here.", "此处没有{name}这一项。")
MISSING = register("Z113", "This must be stated.", "此项必填。")
NOT_A = register("Z114", "This must be {what}.", "此项须为{what}。")
TOKEN_USED = register(
    "Z115",
    "This Idempotency-Key was used for another request.",
    "该Idempotency-Key已用于其他请求。",
)
TOKEN_BUSY = register(
    "Z116",
    "The first request with this Idempotency-Key is still being worked on.",
    "使用该Idempotency-Key的首个请求仍在处理中。",
)
TOKEN_WRONG = register(
    "Z117",
    "An Idempotency-Key has 8 to 64 letters, digits, dots, hyphens or underscores.",
    "Idempotency-Key须为8至64个字母、数字、点、连字符或下划线。",
)
FAILED = register("Z118", "Nothing more is known; please tell us the time.", "原因未明，请告知发生时间。")
NO_SERVICE = register("Z119", "Please try again in a while.", "请稍后再试。")
NOT_YOURS = register(
    "Z120",
    "{behalf} may see this declaration, and may not act on it today.",
    "{behalf}可查看该报关单，但当日无权办理。",
)
NO_SCOPE_NOW = register(
    "Z123",
    "The person whose key this is has no role at {behalf} today that is for {scope}.",
    "该密钥所属人员当日在{behalf}的角色无{scope}权限。",
)
NOT_MANAGER = register(
    "Z124",
    "Only who manages {behalf} sets and ends its webhook.",
    "仅{behalf}的企业管理员可设置和停止推送。",
)
NO_HOOK = register("Z125", "There is no webhook: set one first.", "尚未设置推送，请先设置。")
PRACTICE = register("Z126", "Practice tells nobody outside.", "练习系统不对外推送。")
ENCODED = register(
    "Z127",
    "The content must be sent as it is, without a Content-Encoding.",
    "内容须原样发送，不得使用Content-Encoding。",
)
NO_LENGTH = register(
    "Z128",
    "State the Content-Length: what comes in chunks is not read.",
    "须注明Content-Length：不接收分块传输的内容。",
)
NO_KIND = register(
    "Z129", "{kind} is no kind of document on {on}.", "{kind}在{on}不是随附单据类别的有效代码。"
)
NO_FORM = register("Z121", "This is no multipart form.", "请求内容不是有效的multipart表单。")
NO_SENSE = register("Z122", "This request makes no sense here.", "此请求无法识别。")
SHOULD_BE = {
    "a day": ("a day, written 2020-09-15", "形如2020-09-15的日期"),
    "an instant": (
        "an instant with its zone, written 2020-09-16T09:00:00+08:00",
        "形如2020-09-16T09:00:00+08:00并含时区的时间",
    ),
    "a word": ("a text that says something", "有内容的文本"),
}
"""What something should be, by what `asked` calls it."""
