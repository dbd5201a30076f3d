"""The shipped rows say what their sources say, and refer only to what the book has."""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal

import chinese_calendar
import pytest

from tests.books import book
from tests.shared_data import table
from tongguan.law import duty
from tongguan.law.taxing.origin import SHORTEST
from tongguan.law.taxing.ratetext import read

CN = book("cn")
UNDATED = date(2018, 8, 1)
KINDS = {
    "mfn": "mfn",
    "general": "general",
    "provisional": "provisional",
    "export_duty": "export",
    "consumption_tax": "consumption",
}
LEFT_OUT = {"1201901000", "4401220090", "4402900010", "4403203000"}
DECIDED = {
    ("0504002100", "mfn"),
    ("0504002100", "general"),
    ("1001190090", "mfn"),
    ("2601120000", "provisional"),
    ("5201000080", "mfn"),
    ("5201000080", "general"),
    ("2203000000", "consumption_tax"),
    ("3304990041", "consumption_tax"),
    ("9101110000", "consumption_tax"),
    ("9101191000", "consumption_tax"),
    ("9102110000", "consumption_tax"),
    ("9102120000", "consumption_tax"),
}
"""Where the book says something else than a page, or nothing: docs/tariff.md tells each reason."""


def of_page(line: dict[str, str]) -> date:
    day = line["as_of"] or UNDATED.isoformat()
    return date.fromisoformat(day if len(day) > 4 else f"{day}-01-01")


def test_each_printed_rate_is_the_rate_of_the_book_on_the_day_of_its_page() -> None:
    compared, named = 0, set()
    for line in table("tariff/cn_tariff_lines.tsv"):
        code = line["hs10"]
        for column, kind in KINDS.items():
            printed = line[column]
            if code in LEFT_OUT or not printed or (code, column) in DECIDED:
                named.add((code, column))
                continue
            on = max(of_page(line), first_day(code))
            node = read(printed, CN.need("commodity", code, on).unit)
            none = node is None or (kind in ("export", "consumption") and node == duty.Percent(Decimal(0)))
            row = CN.get("rate", f"{code}/{kind}", on)
            assert (row and row.duty) == (None if none else node), (code, column, printed)
            compared += 1
    assert named >= DECIDED
    assert compared > 2800


def first_day(code: str) -> date:
    """From when the book has a line: subheadings that are new in HS 2022 begin with it."""
    return min(row.valid_from for row in CN.history("commodity", code))


def test_every_shared_line_is_a_commodity_unless_it_was_left_out() -> None:
    shared = {line["hs10"] for line in table("tariff/cn_tariff_lines.tsv")}
    pork = {"0203219090", "0203220090", "0203290090"}
    assert set(CN.keys("commodity")) == shared - LEFT_OUT | pork


def test_printed_value_added_tax_is_the_class_of_the_line() -> None:
    rates = {
        "17": "standard",
        "16": "standard",
        "13": "standard",
        "10": "reduced",
        "9": "reduced",
        "0": "free",
    }
    for line in table("tariff/cn_tariff_lines.tsv"):
        code, printed = line["hs10"], line["vat"].rstrip("%").removesuffix(".00").removesuffix(".0")
        if printed in rates and code not in LEFT_OUT | {"0103100090"}:
            on = max(of_page(line), first_day(code))
            assert CN.need("commodity", code, on).vat == rates[printed], code


def test_what_a_line_refers_to_is_in_the_book() -> None:
    days = (UNDATED, date(2020, 3, 2), date(2026, 3, 2))
    for on in days:
        units, documents = CN.table("unit", on), CN.table("supervision_document", on)
        for code, line in CN.table("commodity", on).items():
            assert {line.unit, line.second_unit} - {""} <= units.keys(), code
            if on >= date(2020, 3, 2):
                assert set(line.supervision or "") <= documents.keys(), code
            assert set(line.inspection or "") <= set("MNPQRSLVW"), code
            assert line.vat == "" or CN.get("rate", f"{line.vat}/vat", on), code
        for key, rate in CN.table("rate", on).items():
            assert duty.units(rate.duty) <= units.keys(), key


def test_the_exchange_rate_of_a_month_holds_for_that_month_only() -> None:
    months: dict[tuple[str, str], set[Decimal]] = {}
    for line in table("tariff/cn_fx.tsv"):
        per = 100 if line["unit"].startswith("100") else 1
        months.setdefault((line["currency"], line["month"]), set()).add(
            Decimal(line["cny_per_100_or_1"]) / per
        )
    assert len(months) > 250
    for (currency, month), printed in months.items():
        first = date.fromisoformat(f"{month}-01")
        last = first.replace(day=monthrange(first.year, first.month)[1])
        for on in (first, last):
            found = CN.need("exchange_rate", currency, on)
            assert found.rate / found.per in printed
        after = last + timedelta(days=1)
        if (currency, f"{after:%Y-%m}") not in months:
            assert CN.get("exchange_rate", currency, after) is None
        assert currency in CN.table("currency", UNDATED)


@pytest.mark.parametrize("year", range(2018, 2027))
def test_days_of_rest_and_shifted_working_days_are_those_of_the_calendar(year: int) -> None:
    day = date(year, 1, 1)
    while day.year == year:
        moved = CN.get("calendar", day.isoformat(), day)
        works = moved.kind == "work" if moved else day.weekday() < 5
        assert works == chinese_calendar.is_workday(day), day
        day += timedelta(days=1)


def test_codes_hold_from_their_day_and_end_where_they_end() -> None:
    assert CN.get("transport_mode", "2", date(2018, 7, 31)) is None
    assert CN.need("transport_mode", "2", UNDATED).zh == "水路运输"
    assert CN.get("supervision_document", "0", date(2020, 3, 1)) is None
    assert CN.get("supervision_document", "0", date(2020, 3, 2)) is not None
    assert CN.need("supervision_document", "7", UNDATED).direction == "I"
    assert CN.need("customs_office", "0908", UNDATED).zh == "连大窑湾"
    assert CN.need("division", "210202", UNDATED).zh == "辽宁省大连市中山区"


def test_frozen_pork_was_dearer_before_2020_and_after_2021() -> None:
    days = ("2019-12-31", "2020-01-01", "2021-12-31", "2022-01-01")
    found = [CN.get("rate", "0203290090/provisional", date.fromisoformat(day)) for day in days]
    assert [row and row.text for row in found] == [None, "8%", "8%", None]


def test_no_rate_of_a_commodity_is_shipped_where_none_would_look() -> None:
    heads = {key.partition("/")[0] for key in CN.keys("rate")}
    assert {head for head in heads if head.isdigit() and len(head) < SHORTEST} == set()
    assert any(len(head) == 2 for head in heads)


def test_a_period_that_two_tables_name_is_the_same_in_both() -> None:
    on = date(2020, 3, 2)
    paid = CN.need("deadline", "tax_payment", on)
    assert (paid.amount, paid.unit) == (CN.need("parameter", "tax_payment_days", on).number, "days")
    declared = CN.need("parameter", "late_declaration_days", on).text
    assert CN.need("check", "T001", on).values == (declared,)


@pytest.mark.parametrize(
    ("table", "key"),
    [
        ("check", "V008"),  # which marks other charges may have: sources differ
        ("supervision_mode", "4139"),  # the code was found, its name was not
        ("supervision_mode", "4200"),
        ("supervision_mode", "4239"),
        ("deadline", "tax_enforcement"),  # the law says three months, not from which day they count
        ("conversion", "070/095/2206"),
        ("parameter", "insurance_convention"),
        ("parameter", "default_insurance"),
        ("parameter", "exchange_holiday"),
        ("parameter", "value_quantum"),
        ("rate", "standard/vat"),
        ("customs_office", "9600"),
    ],
)
def test_what_is_not_certain_is_not_shipped_as_verified(table: str, key: str) -> None:
    assert {row.verified for row in CN.history(table, key)} == {False}


def test_the_name_of_a_cost_s_mark_tells_the_marks_that_it_may_have() -> None:
    for entry in CN.need("check", "V008", UNDATED).values:
        name, _, marks = entry.partition(":")
        told = CN.need("element", f"{name}/mark", UNDATED).label_en
        assert [mark for mark in "123" if mark in told] == marks.split(","), told
