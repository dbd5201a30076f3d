"""A duty in the words of a trader: 0.6 yuan per kilogram, not 0.6/035. Both languages are made together."""

from tongguan.law.duty import AtLeast, AtMost, ByPrice, Node, Percent, PerUnit, Sliding, Sum, plain
from tongguan.law.taxing.how import Name
from tongguan.law.taxing.pricing import Words


def worded(duty: Node, words: Words) -> Name:
    """What a duty is called, with the names that the book has for its money and its units."""
    match duty:
        case Percent(rate):
            return f"{plain(rate)}%", f"{plain(rate)}%"
        case PerUnit(amount, unit):
            (money, money_zh), (each, each_zh) = words.money, words.unit(unit)
            return f"{plain(amount)} {money} per {each}", f"{plain(amount)}{money_zh}/{each_zh}"
        case Sum(parts):
            told = [_inner(part, words) for part in parts]
            return " plus ".join(en for en, _ in told), "加".join(zh for _, zh in told)
        case AtMost(parts):
            en, zh = _listed(parts, words)
            return f"the least of {en}", f"{zh}中的最低者"
        case AtLeast(parts):
            en, zh = _listed(parts, words)
            return f"the greatest of {en}", f"{zh}中的最高者"
        case ByPrice():
            return _banded(duty, words)
        case Sliding(unit, over, times, less, _, cap):
            each, each_zh = words.unit(unit)
            share = f"{plain(over)} / p + {plain(times)} x p - {plain(less)}"
            share_zh = f"{plain(over)}÷p+{plain(times)}×p−{plain(less)}"
            return (
                f"sliding with the price p per {each}: {share}, {plain(cap)}% at most",
                f"按每{each_zh}价格p滑准计征：{share_zh}，最高{plain(cap)}%",
            )


def _inner(duty: Node, words: Words) -> Name:
    """A part of a longer text, in brackets where it is itself more than one rate."""
    en, zh = worded(duty, words)
    return (en, zh) if isinstance(duty, Percent | PerUnit) else (f"({en})", f"（{zh}）")


def _listed(parts: tuple[Node, ...], words: Words) -> Name:
    told = [_inner(part, words) for part in parts]
    first, last = ", ".join(en for en, _ in told[:-1]), told[-1][0]
    return f"{first} and {last}", "、".join(zh for _, zh in told)


def _banded(duty: ByPrice, words: Words) -> Name:
    money, money_zh = (duty.currency, duty.currency) if duty.currency else words.money
    each, each_zh = words.unit(duty.unit)
    told, told_zh = [], []
    for limit, inclusive, band in duty.bands:
        en, zh = _inner(band, words)
        if limit is None:
            told.append(f"above that {en}")
            told_zh.append(f"其余{zh}")
        else:
            told.append(f"{'up to' if inclusive else 'below'} {plain(limit)} {money} {en}")
            told_zh.append(f"{'不高于' if inclusive else '低于'}{plain(limit)}{money_zh}的{zh}")
    what, what_zh = ("taxable sum", "计税价格") if duty.of_base else ("price", "完税价格")
    return f"by the {what} per {each}: {', '.join(told)}", f"按每{each_zh}{what_zh}：{'，'.join(told_zh)}"
