"""The text that SQLite holds of a number, by the short way and by the long one."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.desk.exact import ExactField, Inexactly

COLUMNS = [ExactField("amount", max_digits=whole + places, decimal_places=places)
           for whole, places in ((3, 2), (14, 5), (2, 0), (4, 8))]  # fmt: skip


@given(st.sampled_from(COLUMNS), st.decimals() | st.integers(-99_999, 99_999).map(lambda n: Decimal(n) / 100))
def test_it_is_the_exact_number_without_an_exponent_or_none(column: ExactField, number: Decimal) -> None:
    try:
        told = format(column.exact(number), "f")
    except Inexactly:
        with pytest.raises(Inexactly):
            column.text(number)
    else:
        assert column.text(number) == told and Decimal(told) == number
