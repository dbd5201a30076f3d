"""An explanation: sentences as codes with the numbers that fill them, put into words only when read."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple, TypeAlias

from tongguan.law.money import grouped, in_money
from tongguan.law.words import MESSAGES

Name: TypeAlias = tuple[str, str]
"""What something is called: English, Chinese."""


class Terms(NamedTuple):
    """Amounts that are added up, each with its name."""

    parts: tuple[tuple[Name, Decimal], ...]


class Measures(NamedTuple):
    """What a rate was taken of: a sum of money, or none, and quantities, each with the name of its unit."""

    money: Decimal | None
    quantities: tuple[tuple[Decimal, Name], ...] = ()

    def told(self, money: Name) -> Name:
        parts = [(in_money(self.money), money)] if self.money is not None else []
        parts += [(grouped(quantity), name) for quantity, name in self.quantities]
        english = " and ".join(f"{number} {en}" for number, (en, _) in parts)
        return english, "和".join(f"{number}{zh}" for number, (_, zh) in parts)


Value: TypeAlias = str | Decimal | Name | Terms | Measures

AS_NUMBERS = frozenset(
    ("rate", "percent", "each", "quantity", "tonnes", "unit_price", "limit", "over", "times", "less", "cap")
)
"""Arguments that are told with no more digits than they need; every other number is an amount of money."""


How: TypeAlias = tuple[str, Mapping[str, Value]]
"""One sentence of an explanation: its code, and what fills its braces, but for the name of the money, where
it is the book's own: that is the same in all of them. A plain pair: an assessment makes some fifty, and they
are the most of its work."""


def sentence(kept: Sequence[Any]) -> How:
    """The sentence that was kept as JSON, its numbers as Decimal or int."""
    code, values = kept
    return code, {name: _value(value) for name, value in values.items()}


def plain(how: How, money: Name) -> dict[str, Any]:
    """A sentence to be read: its code, and `arguments`."""
    code, values = how
    needs = "{money}" in MESSAGES[code][0]
    return {"code": code, "arguments": arguments({"money": money, **values} if needs else values, money)}


def arguments(values: Mapping[str, Value], money: Name) -> dict[str, str]:
    """What fills the braces, as texts for `words.say`: names in both languages, amounts with two decimals,
    other numbers with no more than they need, thousands separated in both. `money` is what the book's own is
    called."""
    told: dict[str, str] = {}
    for name, value in values.items():
        if isinstance(value, Decimal):
            told[name] = grouped(value) if name in AS_NUMBERS else in_money(value)
        elif isinstance(value, Terms):
            told[name] = " + ".join(f"{en} {in_money(amount)}" for (en, _), amount in value.parts)
            told[f"{name}_zh"] = "+".join(f"{zh}{in_money(amount)}" for (_, zh), amount in value.parts)
        elif isinstance(value, Measures):
            told[name], told[f"{name}_zh"] = value.told(money)
        elif isinstance(value, tuple):
            told[name], told[f"{name}_zh"] = value
        else:
            told[name] = value
    return told


def _value(kept: Any) -> Value:
    """In JSON all tuples are lists; the kinds of them differ in length."""
    match kept:
        case int():
            return Decimal(kept)
        case [parts]:
            return Terms(tuple(((en, zh), Decimal(amount)) for (en, zh), amount in parts))
        case [str(en), str(zh)]:
            return en, zh
        case [money, *_, quantities]:  # laws before the third named the money between them
            counted = tuple((Decimal(quantity), (one, other)) for quantity, (one, other) in quantities)
            return Measures(None if money is None else Decimal(money), counted)
    return kept  # type: ignore[no-any-return]
