"""Why something cannot be done at an inspection, in both languages."""

from tongguan.law.words import register

STANDS_IN = "授权查验场地经营人代为到场。 The site's operator is authorised to be present."
"""What a trader says with the presentation who lets the site's operator stand in."""

NO_SITE = register("I101", "There is no inspection site {site}.", "没有代码为{site}的查验场地。")
CLOSED = register("I102", "{site} takes no appointment at {time}.", "{site}在{time}不接受预约。")
FULL = register("I103", "{site} is full at {time}.", "{site}在{time}已约满。")
PAST = register("I104", "The appointment lies in the past.", "预约时间已过。")
NO_ORDER = register("I105", "There is no such inspection order.", "没有该查验指令。")
TWO_OFFICERS = register("I106", "An inspection is done by two officers.", "查验应当由两名关员共同实施。")
ABSENCE = register(
    "I107",
    "Say why the trader is absent ({reasons}) and who stood in.",
    "请注明收发货人不到场的原因（{reasons}）及在场见证人。",
)
NO_SAMPLE = register(
    "I108", "There is no sample {sample} that waits for a report.", "没有待检的样品{sample}。"
)
NO_RESULT = register(
    "I109",
    "Say first what was found for {authority} on {line}.",
    "请先登记{authority}对{line}的查验结果。",
)
NOT_FOUND_SO = register(
    "I110",
    "The result does not fit what was found: {finding}.",
    "处理结果与查验记录不符：{finding}。",
)
DOCUMENT_USED = register(
    "I111", "There is a document {code} {number} already.", "单证{code} {number}已存在。"
)
NO_DOCUMENT = register("I112", "There is no document {code} {number}.", "没有单证{code} {number}。")
REVOKED = register("I113", "Document {code} {number} was revoked.", "单证{code} {number}已被撤销。")
USED_UP = register(
    "I114",
    "Document {code} {number} has {left} left; {needed} is needed.",
    "单证{code} {number}剩余{left}，需要{needed}。",
)
NOT_YOURS = register("I115", "This is not yours to do.", "您无权办理此项业务。")
NOT_YOUR_SITE = register(
    "I120",
    "Whoever runs the site says this; you do not.",
    "该事项应当由该场所的经营单位办理，您不是其经营单位。",
)
NO_LINE = register("I116", "Line {line} is not part of this order.", "第{line}项不在该查验指令范围内。")
QUARANTINE_FIRST = register(
    "I117",
    "Goods are sampled for customs only after quarantine has passed them.",
    "检疫合格后方可提取货样。",
)
NO_OFFICE = register("I118", "There is no office {office} here.", "本系统没有代码为{office}的海关。")
NO_PHOTO = register("I121", "This is no photo (JPEG or PNG).", "这不是照片文件（JPEG或PNG）。")
PHOTO_LARGE = register("I122", "The photo has more than {most} megabytes.", "照片超过{most}兆字节。")
TOO_MANY = register("I123", "A declaration keeps at most {most} of these.", "每份报关单最多保存{most}条。")
NO_SUCH_PHOTO = register("I124", "There is no photo {photo}.", "没有照片{photo}。")
NO_SEAL = register("I125", "Say which seal was taken off or put on.", "请填写拆除或施加的封志号。")
NOT_OF_THIS_VISIT = register(
    "I126", "The two officers of this inspection sign for it.", "应当由实施本次查验的两名关员签名。"
)
NOT_SIGNED = register(
    "I127",
    "Both officers of the inspection sign before somebody else confirms it.",
    "由他人复核前，实施查验的两名关员均须签名。",
)
TOKEN = register(
    "I128",
    "What the phone sent carries no number of its own, or that of something else.",
    "手机提交的内容没有唯一编号，或编号已用于其他内容。",
)
NOT_WRITTEN_OFF = register(
    "I129",
    "Line {line} has written nothing off of document {code} {number} that could be corrected.",
    "第{line}项没有可更正的单证{code} {number}核销记录。",
)
NO_SAMPLES = register("I131", "Give a seal for each sample that was taken.", "请填写所取样品的封志号。")
NOT_ENTRUSTED = register(
    "I130",
    "This office does not enter papers of {issuer}; its own people do.",
    "本关未受托登记{issuer}签发的证件，应由签发机构自行登记。",
)
