"""What a row of each table may hold: one small dataclass for each shape, parsed when a row is published.

`parse` takes the value columns of a row (all texts, "" where the column is empty) and raises ValueError
with a sentence that names what is wrong, so that a bad row can never be published.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from string import ascii_letters, digits
from typing import Any, Self

from tongguan.law.faults import Fault, neither

Columns = Mapping[str, str]


LONGEST = 12
"""So many digits may stand before the point."""


def number(text: str, what: str) -> Decimal:
    """A plain decimal number (no exponent, no NaN, ASCII digits), so short that sums and products with it
    stay exact. Raises ValueError."""
    if not text.isascii() or not text.replace(".", "", 1).removeprefix("-").isdigit():
        raise Fault(what, "{text!r} is not a number", "“{text}”不是数字", text=text)
    if len(text.removeprefix("-").partition(".")[0]) > LONGEST or len(text) > 2 * LONGEST:
        raise Fault(what, "{text!r} is longer than a number here may be", "“{text}”位数过多", text=text)
    try:
        return Decimal(text)
    except InvalidOperation as wrong:
        raise Fault(what, "{text!r} is not a number", "“{text}”不是数字", text=text) from wrong


def required(columns: Columns, name: str) -> str:
    """The text of a column that must be filled. Raises ValueError."""
    text = columns.get(name, "").strip()
    if not text:
        raise Fault(name, "must not be empty", "不得为空")
    return text


def one_of(columns: Columns, name: str, *allowed: str) -> str:
    """A column that holds one of a few words. Raises ValueError."""
    text = columns.get(name, "") if "" in allowed else required(columns, name)
    if text not in allowed:
        raise neither(name, text, *allowed)
    return text


@dataclass(frozen=True, slots=True)
class Code:
    """A code of a code table. `direction` is I, E or "" for both; `note` is shown beside it, never
    calculated with. Where a table has no English name, the Chinese one stands for it."""

    en: str
    zh: str
    direction: str = ""
    note: str = ""

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        direction, zh = one_of(columns, "direction", "I", "E", ""), required(columns, "zh")
        return cls(columns.get("en") or zh, zh, direction, columns.get("note", ""))


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number or word that the law fixes and time changes."""

    text: str
    en: str
    zh: str

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        return cls(required(columns, "value"), required(columns, "en"), required(columns, "zh"))

    @property
    def number(self) -> Decimal:
        return number(self.text, "value")


@dataclass(frozen=True, slots=True)
class ExchangeRate:
    """Yuan (or the book's own currency) for `per` units of a foreign one, published on a day, used for a
    month."""

    rate: Decimal
    per: int
    published: date | None

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        rate, per = number(required(columns, "rate"), "rate"), columns.get("per", "") or "1"
        if rate <= 0 or not (per.isascii() and per.isdigit()) or int(per) == 0:
            raise Fault("", "rate and per must be more than zero", "rate和per应大于零")
        published = columns.get("published", "")
        try:
            return cls(rate, int(per), date.fromisoformat(published) if published else None)
        except ValueError as wrong:
            raise Fault("published", "{text!r} is no day", "“{text}”不是有效日期", text=published) from wrong


@dataclass(frozen=True, slots=True)
class Day:
    """A day that the calendar moves: a rest day on a weekday (`rest`), or a worked weekend day (`work`)."""

    kind: str
    en: str

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        return cls(one_of(columns, "kind", "rest", "work"), columns.get("en", ""))

    @staticmethod
    def fits(key: str, columns: Columns) -> None:
        """Raises Fault: the key is no day."""
        try:
            date.fromisoformat(key)
        except ValueError as wrong:
            raise Fault("key", "{text!r} is no day", "“{text}”不是有效日期", text=key) from wrong


INSPECTIONS = "LMNPQRSVW"
"""The letters of the inspection categories: goods that are tested (M in, N out), quarantined (P, Q), food
(R, S), of compulsory certification (L), under health quarantine (V, W)."""


def _letters(columns: Columns, name: str, known: str = ascii_letters + digits) -> str | None:
    """The letters of a column, each once. None where the source did not show them, "" where there are none.
    Raises ValueError."""
    text = columns.get(name, "")
    if text in ("", "-"):
        return None if text == "" else ""
    for place, letter in enumerate(text):
        if letter not in known:
            raise Fault(name, "there is no letter {text!r}", "没有代码“{text}”", text=letter)
        if letter in text[:place]:
            raise Fault(name, "{text!r} stands twice", "“{text}”重复", text=letter)
    return text


@dataclass(frozen=True, slots=True)
class Commodity:
    """A line of the tariff: what it is and under which conditions it moves, but not its rates (table
    `rate`).

    `supervision` are the letters of the supervision documents it needs, `inspection` the letters of its
    inspection categories; None means that the source did not show them: unknown, which is warned of,
    never passed over. `vat` is its class of value-added tax; what a class is charged on a day stands in
    table `rate` under `CLASS/vat` (a row `COMMODITY/vat` goes before it), so that a change of the law is
    one row.
    """

    en: str
    zh: str
    unit: str
    second_unit: str
    supervision: str | None
    inspection: str | None
    elements: tuple[str, ...]
    vat: str = ""

    @classmethod
    def parse(cls, columns: Columns) -> Self:
        if not (columns.get("en") or columns.get("zh")):
            raise Fault("en, zh", "a commodity needs a name", "商品应有名称")

        elements = tuple(e for e in columns.get("elements", "").split("|") if e)
        return cls(
            columns.get("en", ""),
            columns.get("zh", ""),
            columns.get("unit", ""),
            columns.get("second_unit", ""),
            _letters(columns, "supervision"),
            _letters(columns, "inspection", INSPECTIONS),
            elements,
            columns.get("vat", ""),
        )


Parser = Callable[[Columns], Any]
"""Which parser reads which table is put together in `registry`, which knows the tables of every room of
the law."""
