"""Why something about notices cannot be done, in both languages."""

from tongguan.law.words import register

NOT_YOURS = register("N301", "This is not yours to do.", "您无权办理此项业务。")
NO_ADDRESS = register(
    "N302",
    "State the whole address of your system, like https://example.com/tongguan.",
    "请填写完整的系统地址，例如 https://example.com/tongguan 。",
)
NOT_HTTPS = register("N303", "The address must begin with https.", "地址须以https开头。")
NOT_PUBLIC = register(
    "N304",
    "{host} is no host that can be reached from the public network.",
    "{host}不是可通过公网访问的主机。",
)
NO_SECRETS = register(
    "N305",
    "The address must hold no user name and no password: the signature proves who sends.",
    "地址不得包含用户名或密码：发送方由签名证明。",
)
