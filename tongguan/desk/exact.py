"""Decimals that stay what they are on both databases."""

from decimal import Context, Decimal, Inexact, InvalidOperation, Overflow
from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

PLAIN = 6
"""With no more decimals than these, Python writes every number without an exponent."""


class Inexactly(ValueError):
    """The column holds fewer digits than the number has. It is refused, never rounded on the way in."""


class ExactField(models.DecimalField):  # type: ignore[type-arg]
    """A decimal column that keeps every digit, because Django's own is a float on SQLite.

    PostgreSQL: numeric. SQLite: text with exactly `decimal_places` digits, so that equal numbers are equal
    texts. Order and sums over such columns belong into Python, or into integers of the smallest unit.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self._quantum = Decimal(1).scaleb(-(self.decimal_places or 0))
        self._whole = (self.max_digits or 0) - (self.decimal_places or 0)
        self._exactly = Context(prec=self.max_digits, traps=[Inexact, InvalidOperation, Overflow])

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        if connection.vendor == "sqlite":
            return "text"
        return f"numeric({self.max_digits}, {self.decimal_places})"

    def rel_db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return self.db_type(connection)

    def get_internal_type(self) -> str:
        return "ExactField"  # so that no converter of Django's decimals is applied

    def exact(self, value: Decimal) -> Decimal:
        """The number with exactly the column's decimals. Raises Inexactly."""
        try:
            if not value.is_finite():
                raise InvalidOperation
            return value.quantize(self._quantum, None, self._exactly)
        except (Inexact, InvalidOperation, Overflow) as lost:
            raise Inexactly(
                f"{self.name}: {value} does not fit {self.max_digits}.{self.decimal_places}"
            ) from lost

    def text(self, value: Decimal) -> str:
        """The number as SQLite holds it. Raises Inexactly."""
        # str is quicker, and writes no exponent where there are few decimals
        if self.decimal_places > PLAIN:
            return format(self.exact(value), "f")
        fits = value.same_quantum(self._quantum) and value.adjusted() < self._whole
        return str(value if fits else self.exact(value))

    def get_db_prep_value(
        self, value: Any, connection: BaseDatabaseWrapper, prepared: bool = False
    ) -> str | Decimal | None:
        if value is None:
            return None
        if isinstance(value, float):
            raise TypeError(f"{self.name}: money is never a float")
        number = Decimal(value)
        return self.text(number) if connection.vendor == "sqlite" else self.exact(number)

    def get_db_prep_save(self, value: Any, connection: BaseDatabaseWrapper) -> Any:
        return value if hasattr(value, "as_sql") else self.get_db_prep_value(value, connection)

    def from_db_value(self, value: Any, expression: Any, connection: BaseDatabaseWrapper) -> Decimal | None:
        return Decimal(value) if isinstance(value, str) else value
