"""How customs value, charges and time of a declaration were worked out, as the cells of a page."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from tongguan.desk.monitor.board import Owed, Sentences, Worth
from tongguan.doors.look.language import pick
from tongguan.doors.look.times import exactly, in_order, precise, ticks
from tongguan.law.clock import Ledger
from tongguan.law.kernel import flow_words
from tongguan.law.money import in_money
from tongguan.law.words import say


def how(told: Sentences, language: str) -> str:
    return pick(language, "; ", "；").join(say(code, arguments, language) for code, arguments in told)


def worth(told: Worth, language: str) -> dict[str, Any]:
    """The customs value of the whole and of each line, with its explanation."""
    return {
        "value": in_money(Decimal(told.value)),
        "money": pick(language, *told.money),
        "how": how(told.how, language),
        "lines": [
            {"line": line, "value": in_money(Decimal(value)), "how": how(sentences, language)}
            for line, value, sentences in told.lines
        ],
    }


def charges(owed: Sequence[Owed], language: str) -> list[dict[str, Any]]:
    """Every charge with its explanation."""
    return [
        {
            "line": one.line,
            "tax": pick(language, *one.tax),
            "amount": in_money(Decimal(one.amount)),
            "how": how(one.how, language),
        }
        for one in owed
    ]


def ledger(told: Ledger, language: str) -> dict[str, Any]:
    """Whose time it was: a bar, its marks, the slices and the three figures."""
    return {
        "bar": in_order(told, language),
        "ticks": ticks(told),
        "slices": [
            {
                "from": precise(one.start),
                "to": precise(one.end),
                "span": exactly(one.seconds),
                "whose": one.whose,
                "whose_words": flow_words.whose(one.whose, language),
                "stage": flow_words.stage(one.key and one.key.track, one.state, language),
            }
            for one in told.slices
        ],
        "figures": [
            (pick(language, "overall", "整体"), exactly(told.overall)),
            (pick(language, "acceptance to gate", "接受申报至放行"), exactly(told.acceptance_to_gate)),
            (pick(language, "in customs' hands", "海关环节"), exactly(told.in_customs_hands)),
        ],
        "so_far": told.so_far,
    }
