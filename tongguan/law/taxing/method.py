"""How a book values on one day: its parameters, its deal terms and its exchange rates."""

from datetime import date
from decimal import Decimal
from typing import NamedTuple

from tongguan.law.calendar import exchange_day
from tongguan.law.money import Mode
from tongguan.law.rulebook import Rulebook
from tongguan.law.taxing.pricing import Words
from tongguan.law.taxing.scheme import Terms


class Method(NamedTuple):
    """How a book values, on one day: the parameters, and its exchange rates as they are asked for."""

    book: Rulebook
    day: date
    currency: str
    words: Words
    quantum: Decimal
    mode: Mode
    default_insurance: Decimal
    insured_value: bool  # an insurance rate is of the value with insurance: the second convention
    weight: str
    unmarked: str  # the mark of a cost that states none
    priced: bool  # a line without a price is wrong
    exchange: dict[str, Decimal | None]
    terms: dict[tuple[str, str], Terms | None]

    def on_terms(self, direction: str, terms: str) -> Terms | None:
        """What a price on these terms contains; None: the book does not say."""
        if (direction, terms) not in self.terms:
            letter = "I" if direction == "import" else "E"
            stated = self.book.get("valuation", f"{letter}/{terms}", self.day)
            self.terms[direction, terms] = stated or self.book.get("valuation", f"{letter}/*", self.day)
        return self.terms[direction, terms]

    def rate(self, currency: str) -> Decimal | None:
        """Own money for one unit of a currency, unrounded: the rate of the month, else the parity of the
        day on which rates of the month are fixed. None: there is neither."""
        if currency not in self.exchange:
            row = self.book.get("exchange_rate", currency, self.day)
            if row is None and self.book.history("parity", currency):
                fixed = exchange_day(self.day.year, self.day.month, self.book)
                parity = self.book.row("parity", currency, fixed)
                row = parity.value if parity and parity.valid_from == fixed else None
            own = Decimal(1) if currency == self.currency else None
            self.exchange[currency] = row.rate / row.per if row else own
        return self.exchange[currency]


def method(book: Rulebook, day: date) -> Method:
    """How the book values on a day. Raises LookupError: a parameter is missing."""

    def word(name: str) -> str:
        return str(book.need("parameter", name, day).text)

    money = book.need("parameter", "currency", day)
    return Method(
        book=book,
        day=day,
        currency=money.text,
        words=Words(
            (money.en, money.zh),
            {key: (unit.en, unit.zh) for key, unit in book.table("unit", day).items()},
        ),
        quantum=book.need("parameter", "value_quantum", day).number,
        mode="down" if word("value_mode") == "down" else "half_up",
        default_insurance=book.need("parameter", "default_insurance", day).number,
        insured_value=word("insurance_convention") == "on_cif",
        weight=f"{word('freight_weight')}_weight",
        unmarked=getattr(book.get("parameter", "cost_mark", day), "text", ""),
        priced=getattr(book.get("parameter", "price_required", day), "text", "yes") == "yes",
        exchange={},
        terms={},
    )
