"""Codes are found by their beginning, by English words and by two Chinese characters, in no time."""

from datetime import date
from time import perf_counter

import pytest

from tests.books import book
from tongguan.desk.rulebooks.lookup import commodities, index
from tongguan.law.lookup import Entry, Index

ON = date(2020, 9, 14)
LIMIT = 0.05
"""Seconds; a search takes about one thousandth."""


def codes(table: str, text: str) -> list[str]:
    return [one.code for one in index(book(), table, ON).search(text)]


@pytest.mark.parametrize(
    "table, text, first",
    [
        ("country", "ESP", "ESP"),
        ("country", "esp", "ESP"),
        ("country", "Spain", "ESP"),
        ("country", "spa", "ESP"),
        ("country", "西班", "ESP"),
        ("country", "西班牙", "ESP"),
        ("customs_office", "0908", "0908"),
        ("unit", "千克", "035"),
        ("currency", "美元", "USD"),
        ("supervision_mode", "一般贸易", "0110"),
        ("division", "大连市", "210200"),
    ],
)
def test_a_code_is_found_by_what_is_remembered_of_it(table: str, text: str, first: str) -> None:
    assert first in codes(table, text)[:3]


@pytest.mark.parametrize(
    "text, code",
    [
        ("沥青", "2713200000"),
        ("猪肉", "0203290090"),
        ("铁矿", "2601112000"),
        ("2713.20", "2713200000"),
        ("平板电脑", "8471301000"),
    ],
)
def test_commodities_are_found_by_two_chinese_characters(text: str, code: str) -> None:
    lines, _ = commodities(book(), ON, text, most=50)
    name = book().get("commodity", code, ON)
    if text.isascii() or text in name.zh:
        assert code in [one.code for one in lines]
    assert lines


def test_the_nomenclature_is_found_by_english_words() -> None:
    _, headings = commodities(book(), ON, "iron ores")
    assert "260111" in [one.code for one in headings]


@pytest.mark.parametrize(
    "text, code",
    [
        ("crabs", "0306141000"),  # Chinese alone: by its subheading
        ("frozen lobster", "0306120000"),
        ("portable data processing machine", "8471301000"),
        ("laptop", "8471301000"),
        ("frozen pork", "0203290090"),
        ("iron ore", "2601112000"),
        ("ores of iron", "2601112000"),
        ("wine", "2204300000"),
        ("watches", "9102110000"),
        ("mobile phone", "8517121090"),
        ("手机", "8517121090"),
        ("冻虾", "0306120000"),
        ("猪肉", "0203290090"),
    ],
)
def test_goods_are_found_by_what_stands_above_them_and_by_everyday_words(text: str, code: str) -> None:
    lines, headings = commodities(book(), ON, text, most=20)
    assert code in [one.code for one in lines] and headings


def test_shrimps_are_found_where_the_tariff_has_them() -> None:
    for text in ("shrimp", "prawns", "frozen prawn"):
        _, headings = commodities(book(), ON, text)
        assert "030636" in [one.code for one in headings] or "030617" in [one.code for one in headings]
    lines, _ = commodities(book(), date(2024, 2, 1), "shrimp")
    assert [one.code for one in lines] == ["0306369090"]


def test_own_names_go_before_what_stands_above_and_exclusions_count_for_nothing() -> None:
    crab = Entry("1", "", "蟹", ("Crustaceans; crabs, excluding shrimps", "Fish and lobsters"))
    cake = Entry("2", "crab cake of a very long name", "", ("Preparations",))
    found = Index([crab, cake], also={"seafood": (("crustacean",), ("preparation",))})
    assert [one.code for one in found.search("crab")] == ["2", "1"]
    assert [one.code for one in found.search("lobster crab")] == ["1"]
    assert found.search("shrimp") == [] and len(found.search("seafood")) == 2


def test_only_codes_of_the_direction_are_offered() -> None:
    both = len(index(book(), "levy_nature", ON).entries)
    inward = len(index(book(), "levy_nature", ON, direction="import").entries)
    assert 0 < inward <= both


@pytest.mark.parametrize("text", ["", " ", "\0", "x" * 10_000, "肉" * 10_000, "%_*[(", "٣", "\ud800", "🐖"])
def test_any_question_has_an_answer(text: str) -> None:
    assert isinstance(index(book(), "country", ON).search(text), list)
    assert isinstance(commodities(book(), ON, text), tuple)


def test_a_search_is_quick() -> None:
    commodities(book(), ON, "x")
    index(book(), "division", ON)
    slowest = 0.0
    for text in ("猪肉", "of", "a", "0", "other", "制品", "大连", "machines for working metal", "e"):
        began = perf_counter()
        commodities(book(), ON, text)
        index(book(), "division", ON).search(text)
        slowest = max(slowest, perf_counter() - began)
    assert slowest < LIMIT, f"{slowest:.3f} s"


def test_names_with_all_words_go_before_names_with_some() -> None:
    found = Index([Entry("1", "red wine", ""), Entry("2", "wine", ""), Entry("3", "red paint", "")])
    assert [one.code for one in found.search("red wine")] == ["1"]
    assert [one.code for one in found.search("wine")] == ["2", "1"]
    assert [one.code for one in found.search("green wine house")] == []
