"""Every rate that the shared tariff files print is read, priced, and printed back to the same."""

from decimal import Decimal

import pytest

from tests.shared_data import table
from tongguan.law import duty
from tongguan.law.taxing.pricing import Goods, Words, price
from tongguan.law.taxing.ratetext import read

LINES = "tariff/cn_tariff_lines.tsv"
KINDS = ("mfn", "general", "provisional", "export_duty", "export_provisional", "vat", "consumption_tax")
COUNTED = {"piece": "008"}  # watches are the only such lines with a price limit
LOST = "its decimals are lost"
UNNAMED = "the price limit names no unit"

UNREADABLE = {
    ("0504002100", "mfn"): LOST,
    ("0504002100", "general"): LOST,
    ("9101110000", "consumption_tax"): UNNAMED,
    ("9101191000", "consumption_tax"): UNNAMED,
    ("9102110000", "consumption_tax"): UNNAMED,
    ("9102120000", "consumption_tax"): UNNAMED,
}
"""The printed rates that say too little to be a duty, and why. Nothing else may fail."""


@pytest.mark.parametrize(
    ("printed", "canonical"),
    [
        ("13.0%", "13%"),
        ("45", "45%"),
        ("0.0%", "0%"),
        ("4%;;", "4%"),
        ("1.2yuan/L", "1.2/095"),
        ("7.5 yuan per liter", "7.5/095"),
        ("0元/升", "0/095"),
        ("1.3元/千克", "1.3/035"),
        ("433yuan/㎡", "433/032"),
        ("20%+0.912yuan/L", "20% + 0.912/095"),
        ("20%/0.912 Yuan/Liter", "20% + 0.912/095"),
        (
            "Taxable value not exceeding 7.5 yuan/kilogram: 20%, taxable value exceeding 7.5 yuan per "
            "kilogram: 0% + 1.5 yuan/kilogram.",
            "by_price(035; <=7.5: 20%; 1.5/035)",
        ),
        (
            "完税价大于等于2.64295885元:0.253元/升,完税价小于2.64295885元:0.2227元/升。",
            "by_price(095; <2.64295885: 0.2227/095; 0.253/095)",
        ),
        (
            ";For the dutiable value≥10000 yuan/kg, the tax rate is 15%;",
            "by_price(035; <10000: 0%; 15%)",
        ),
        ("CIF price ≥15 Yuan/piece(sheet),Tax rate:15%", "by_price(020; <15: 0%; 15%)"),
        (
            "Taxable value greater than or equal to 10,000 yuan: 20%, "
            "taxable value less than 10,000 yuan: 0.",
            "by_price(008; <10000: 0%; 20%)",
        ),
    ],
)
def test_a_printed_rate_becomes_a_duty(printed: str, canonical: str) -> None:
    assert read(printed, price_unit="008") == duty.parse(canonical)


@pytest.mark.parametrize("printed", ["", "-", "--", "无"])
def test_a_dash_is_no_rate(printed: str) -> None:
    assert read(printed) is None


@pytest.mark.parametrize(
    ("printed", "why"),
    [
        ("about 5%", "neither a percentage nor"),
        ("1.2yuan/firkin", "neither a percentage nor"),
        ("1e3", "neither a percentage nor"),
        ("5.5.5%", "is not a number"),
        ("value exceeding 5 yuan/kg: 1%, value exceeding 9 yuan/kg: 2%", "are not two bands"),
        ("value less than 5 yuan/kg: 1%", "are not two bands"),
        ("value less than 5 yuan/kg: 1%, value more than 9 yuan/kg: 2%", "leave a gap or overlap"),
        ("value less than 5 yuan/kg: 1%, value more than 5 yuan/kg: 2%", "leave a gap or overlap"),
        ("value less than 5 yuan/kg: 1%, value ≥5 yuan/L: 2%", "told for several units"),
        ("value ≥5 yuan: 2%", UNNAMED),
    ],
)
def test_a_text_that_leaves_something_open_is_refused(printed: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        read(printed)


def test_every_printed_rate_of_the_shared_tariff_is_read_and_prints_back() -> None:
    read_, refused = 0, {}
    for line in table(LINES):
        for kind in KINDS:
            try:
                node = read(line[kind], COUNTED.get(line["unit1"], "035" if line["unit1"] else ""))
            except ValueError as wrong:
                refused[line["hs10"], kind] = str(wrong)
                continue
            if node is not None:
                read_ += 1
                assert duty.parse(duty.text(node)) == node
                prices(node)
    assert {
        place: why.endswith(UNREADABLE.get(place, "?")) for place, why in refused.items()
    } == dict.fromkeys(UNREADABLE, True)
    assert read_ > 3000


def prices(node: duty.Node) -> None:
    """A duty comes to an amount, for goods cheap and dear, and says how."""
    words = Words(("yuan", "元"), {})
    for value in (Decimal("0.01"), Decimal(1_000_000)):
        goods = Goods(value, value, lambda unit: Decimal(2), words)
        priced = price(node, goods)
        assert priced.amount >= 0
        assert priced.how


def test_the_rates_of_eight_digits_are_read() -> None:
    specific = {line["hs8"]: read(line["mfn"]) for line in table("tariff/cn_specific_8digit_2018.tsv")}
    assert len(specific) == 10
    assert specific["02071200"] == duty.parse("1.3/035")
    for line in table("tariff/cn_export_duty_8digit.tsv"):
        for kind in ("export_duty_pct", "export_provisional_pct", "special_pct"):
            node = read(line[kind])
            assert (node is None) == (line[kind] == "")
            if node is not None:
                prices(node)
                assert duty.parse(duty.text(node)) == node
