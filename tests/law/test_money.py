"""Money is rounded once in a stated way, and split without losing a fen."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tongguan.law.money import FEN, apportion, grouped, in_money, rounded

AMOUNTS = st.decimals(-(10**9), 10**9, places=4)
WEIGHTS = st.lists(st.decimals(0, 10**7, places=3), min_size=1, max_size=50)
QUANTA = st.sampled_from([Decimal("0.01"), Decimal(1), Decimal("0.05"), Decimal(10)])


@pytest.mark.parametrize(
    ("amount", "quantum", "mode", "result"),
    [
        ("8477.6842", "0.01", "half_up", "8477.68"),
        ("0.005", "0.01", "half_up", "0.01"),
        ("-0.005", "0.01", "half_up", "-0.01"),
        ("0.0049999", "0.01", "half_up", "0.00"),
        ("5555.99", "1", "down", "5555"),
        ("-5555.99", "1", "down", "-5555"),
        ("59.9400000001", "0.01", "down", "59.94"),
        ("2.524", "0.05", "half_up", "2.50"),
        ("2.525", "0.05", "half_up", "2.55"),
        ("1234", "100", "half_up", "1200"),
        ("1250", "100", "half_up", "1300"),
    ],
)
def test_rounding(amount: str, quantum: str, mode: str, result: str) -> None:
    assert rounded(Decimal(amount), Decimal(quantum), mode) == Decimal(result)  # type: ignore[arg-type]


@given(AMOUNTS, QUANTA)
def test_rounding_twice_changes_nothing(amount: Decimal, quantum: Decimal) -> None:
    once = rounded(amount, quantum)
    assert rounded(once, quantum) == once
    assert abs(once - amount) * 2 <= quantum
    assert rounded(amount, quantum, "down") == once or abs(rounded(amount, quantum, "down")) < abs(once)


@given(AMOUNTS, WEIGHTS, QUANTA)
def test_no_fen_is_lost(total: Decimal, weights: list[Decimal], quantum: Decimal) -> None:
    parts = apportion(total, weights, quantum)
    assert sum(parts) == total
    whole = sum(weights)
    for part, weight in zip(parts, weights, strict=True):
        fair = total * weight / whole if whole else total / len(weights)
        assert abs(part - fair) <= quantum
        assert part * total >= 0


@given(WEIGHTS)
def test_whole_fen_stay_whole(weights: list[Decimal]) -> None:
    for part in apportion(Decimal("1000.01"), weights):
        assert part == rounded(part, FEN)


def test_the_largest_remainder_gets_the_fen() -> None:
    thirds = [Decimal(1)] * 3
    assert apportion(Decimal("0.02"), thirds) == (Decimal("0.01"), Decimal("0.01"), Decimal("0.00"))
    assert apportion(Decimal("1.00"), [Decimal(1), Decimal(2), Decimal(3)]) == (
        Decimal("0.17"),
        Decimal("0.33"),
        Decimal("0.50"),
    )
    assert apportion(Decimal("0.01"), [Decimal(1), Decimal(5)]) == (Decimal("0.00"), Decimal("0.01"))


def test_weights_that_are_all_zero_count_as_equal() -> None:
    assert apportion(Decimal(3), [Decimal(0)] * 2) == (Decimal("1.50"), Decimal("1.50"))


@pytest.mark.parametrize("weights", [[], [Decimal(1), Decimal(-1)]])
def test_nothing_to_split_over(weights: list[Decimal]) -> None:
    with pytest.raises(ValueError, match="none of them negative"):
        apportion(Decimal(1), weights)


def test_numbers_as_people_read_them() -> None:
    assert in_money(Decimal("6519500")) == "6,519,500.00"
    assert in_money(Decimal("-0.5")) == "-0.50"
    assert [grouped(Decimal(n)) for n in ("5.0", "1E+3", "0.3", "2910.60", "100")] == [
        *("5", "1,000", "0.3", "2,910.6", "100")
    ]
