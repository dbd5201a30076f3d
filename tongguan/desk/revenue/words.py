"""Why a movement of money is refused, in both languages."""

from tongguan.law.words import register

NO_GUARANTEE = register("T101", "There is no guarantee {guarantee}.", "没有编号为{guarantee}的担保。")
NOT_THEIRS = register(
    "T102", "Guarantee {guarantee} does not stand for this enterprise.", "担保{guarantee}不属于该企业。"
)
NOT_IN_DATE = register(
    "T103",
    "Guarantee {guarantee} is not valid from {first} until {last}.",
    "担保{guarantee}在{first}至{last}期间并非全程有效。",
)
EXHAUSTED = register(
    "T104",
    "Guarantee {guarantee} has {available} left; {needed} is needed.",
    "担保{guarantee}可用余额为{available}，需要{needed}。",
)
BARRED = register("T105", "No guarantee may stand here: {reason}.", "此处不得以担保放行：{reason}。")
NOT_SECURABLE = register("T106", "No guarantee may stand for {tax}.", "{tax}不得以担保代缴。")
TOO_MUCH = register("T107", "{amount} is more than the {owed} owed.", "{amount}超过应缴的{owed}。")
USED = register(
    "T108",
    "The reference {reference} was used for another payment.",
    "参考号{reference}已用于另一笔付款。",
)
NO_DEBT = register("T109", "Nothing is owed here.", "此处没有应缴款项。")
OTHER_CURRENCY = register(
    "T110", "The amount is in {given}, not in {wanted}.", "金额币制为{given}，应为{wanted}。"
)
NOT_BY_CREDIT = register(
    "T111", "An enterprise of this credit level may not do this.", "该信用等级的企业不能办理此项业务。"
)
NUMBER_USED = register("T112", "There is a guarantee {guarantee} already.", "编号为{guarantee}的担保已存在。")
SERVES_ANOTHER = register(
    "T113", "Guarantee {guarantee} serves another declaration.", "担保{guarantee}已用于另一份报关单。"
)
NOT_PAID = register("T114", "{amount} is more than the {paid} overpaid.", "{amount}超过多缴的{paid}。")
NOT_POSITIVE = register("T115", "The amount must be more than zero.", "金额必须大于零。")
NOT_HUNDREDTHS = register(
    "T118",
    "{amount} has a part smaller than a hundredth; no money is that small.",
    "金额{amount}的小数位数超过两位。",
)
NO_SUCH_SUM = register("T119", "{amount} is more money than there is.", "金额{amount}过大，不能受理。")
NO_KIND = register("T120", "There is no guarantee of the kind {kind}.", "没有{kind}这一担保种类。")
NO_BANK = register("T123", "No bank {bank} answers here.", "没有在此办理业务的银行{bank}。")
NO_TAX = register("T121", "{tax} is no tax of this debt.", "该笔税费不含{tax}。")
NOT_THEN = register(
    "T122",
    "It cannot have been paid at {time}: that is before it was due or after now.",
    "付款时间{time}不可能成立：早于税费产生之时，或者晚于当前时间。",
)
NOT_YOURS = register("T116", "This is not yours to do.", "您无权办理此项业务。")
IN_ARREARS = register(
    "T117",
    "Taxes of {month} are still unpaid; monthly payment is suspended until they are paid.",
    "{month}的税款尚未缴清，缴清前暂停汇总征税。",
)
STILL_OWED = register(
    "T124",
    "{owed} is still owed; until it is paid the guarantee stands.",
    "尚有{owed}未缴，缴清前不得解除担保。",
)
BARRED_ALREADY = register("T125", "No guarantee may stand here already.", "此处已不得以担保放行。")
NOT_BARRED = register("T126", "Nothing keeps a guarantee from standing here.", "此处并未限制担保放行。")
REFUNDED = register("T127", "The refund {reference} was made already.", "编号为{reference}的退款已经办理。")
NO_OFFICE = register("T128", "There is no customs office {office}.", "没有代码为{office}的海关。")
OTHER_TOTAL = register(
    "T129",
    "The amount of guarantee {guarantee} is {total} now. Look again, and state another one.",
    "担保{guarantee}的总额目前为{total}。请重新核对并填写不同的金额。",
)
NO_MONTHS = register("T130", "Taxes are not paid by the month here.", "本关不办理汇总征税。")
