"""What the parameters of a book may say: each word and number that the law reads, in its bounds.

Of a parameter that is not named here any text is taken.
"""

from decimal import Decimal

from tongguan.law.faults import Fault, neither
from tongguan.law.tables import Columns, number, required

WORDS = {
    "exchange_holiday": ("fourth_wednesday", "next_working_day"),
    "freight_weight": ("gross", "net"),
    "insurance_convention": ("on_cif", "on_cost_and_freight"),
    "price_required": ("yes", "no"),
    "rate_day": ("accepted", "arrived", "entered", "summary"),
    "value_mode": ("half_up", "down"),
}
NUMBERS = {
    "default_insurance": ("0", "99"),
    "late_declaration_days": ("1", "366"),
    "late_declaration_quantum": ("0.0001", "1000"),
    "late_declaration_rate": ("0", "100"),
    "late_declaration_threshold": ("0", "1000000"),
    "late_payment_quantum": ("0.0001", "1000"),
    "late_payment_rate": ("0", "100"),
    "late_payment_threshold": ("0", "1000000"),
    "monthly_payment_day": ("1", "20"),
    "tax_payment_days": ("1", "366"),
    "utc_offset": ("-12", "14"),
    "value_quantum": ("0.0001", "1000"),
}
"""The least and the most of each; hours, days, percent, money."""


def fits(key: str, columns: Columns) -> None:
    """Raises Fault: this parameter cannot have that value."""
    name, text = key.partition("/")[0], required(columns, "value")
    if name in WORDS and text not in WORDS[name]:
        raise neither("value", text, *WORDS[name])
    if name in NUMBERS:
        least, most = NUMBERS[name]
        if not Decimal(least) <= number(text, "value") <= Decimal(most):
            raise Fault(
                "value",
                "{text} is not between {least} and {most}",
                "{text}应在{least}至{most}之间",
                text=text,
                least=least,
                most=most,
            )
