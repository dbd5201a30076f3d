"""The shapes of answers about what is owed, what was paid, and what stands for it."""

from tongguan.doors.api.shapes.common import Amount, Instant, IsoDay, Told


class LineValue(Told):
    """The customs value of a goods line, and how it came about."""

    line: str
    value: Amount
    how: list[str]


class Charge(Told):
    """One tax of one goods line (0: of the declaration), with its explanation."""

    line: str
    tax: str
    tax_name: str
    base: str | None = None
    base_words: str
    unit: str | None = None
    rate: str | None = None
    rate_words: str
    amount: Amount
    securable: bool
    rule: str | None = None
    instrument: str | None = None
    how: list[str]


class Assessed(Told):
    """The customs value and the charges. `provisional`: the day whose rates hold is not known yet."""

    customs_value: Amount
    how: list[str]
    lines: list[LineValue]
    provisional: bool
    rates_of: IsoDay
    charges: list[Charge]


class Debt(Told):
    """A debt, in its currency: what was charged, paid and is left, how it stands, and until when at the
    latest."""

    debt: int
    state: str
    state_name: str
    whose: str
    whose_name: str
    due: Instant | None = None
    currency: str
    charged: Amount
    paid: Amount
    left: Amount


class Posting(Told):
    """A movement of a debt: more owed, or (negative) less; of a fee or a surcharge with its explanation."""

    number: int
    debt: int
    tax: str
    tax_name: str
    kind: str
    amount: Amount
    currency: str
    at: Instant
    how: list[str]


class Charges(Told):
    """What is owed: how it was worked out, as it holds now, and what was posted and paid."""

    reference: str
    assessment: Assessed
    debts: list[Debt]
    postings: list[Posting]


class Guarantee(Told):
    """A guarantee that the enterprise holds, and how it stands, in its currency."""

    guarantee: str
    kind: str
    currency: str
    total: Amount
    blocked: Amount
    available: Amount
    valid_until: IsoDay | None = None


class Guarantees(Told):
    """The guarantees that the enterprise itself holds."""

    guarantees: list[Guarantee]
