"""What is said of papers that are not taken."""

from tongguan.law.words import register

NOT_YOURS = register(
    "U001", "You may not give papers for {enterprise}.", "您无权代表{enterprise}提交随附单据。"
)
EMPTY = register("U002", "{name} is empty.", "文件“{name}”是空的。")
TOO_LARGE = register(
    "U003",
    "{name} has more than {most} megabytes.",
    "文件“{name}”超过{most}兆字节。",
)
NOT_TAKEN = register(
    "U004",
    "{name} is none of the kinds of file that are taken here: PDF, JPEG, PNG, TIFF, XLSX, XML, OFD. What a "
    "file is called does not matter, but what it is.",
    "文件“{name}”不是可接收的文件类型：PDF、JPEG、PNG、TIFF、XLSX、XML、OFD。以文件实际内容为准，与文件名无关。",
)
TOO_MANY = register(
    "U005",
    "Your enterprise gave {most} papers today; no more are taken before tomorrow.",
    "贵企业今日已提交{most}份文件，请明日再提交。",
)
