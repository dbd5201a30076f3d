"""Codes are found by their beginning, by English words and by two Chinese characters."""

from datetime import date

import pytest

from tests.books import book
from tongguan.desk.rulebooks.lookup import commodities, everyday, index, nomenclature
from tongguan.law.lookup import Entry, Index

ON = date(2020, 9, 14)


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


EVERYDAY = """
阀门 8481, 手机 8517, 电脑 8471, 硬盘 8471, 冰箱 8418, 口红 3304, 面膜 3304, 牛肉 0201, 猪肉 0203,
鸡翅 0207, 红酒 2204, 白酒 2208, 奶粉 0402, 牛奶 0401, 轮胎 4011, 轴承 8482, 钢管 7304, 钢筋 7214,
螺丝 7318, 水泵 8413, 空调 8415, 插座 8536, 芯片 8542, 耳机 8518, 汽车 8703, 椅子 9401, 床单 6302,
鞋子 6403, 裤子 6204, 茶叶 0902, 柠檬 0805, 螃蟹 0306, 汽油 2710, 尿素 3102, 塑料 3926, 纸张 4802,
报纸 4801, 铝锭 7601, 戒指 7113, 手表 9102
"""


def test_goods_are_found_by_everyday_words_of_two_chinese_characters() -> None:
    asked = [row.split() for row in EVERYDAY.split(",")]
    assert len(asked) == 40 and all(len(word) == 2 for word, _ in asked)
    on = date(2026, 9, 1)
    found = {word: [one.code[:4] for one in commodities(book(), on, word)[0][:10]] for word, _ in asked}
    assert [f"{word} {heading}" for word, heading in asked if heading not in found[word]] == []


def test_every_line_stands_under_a_heading_with_a_chinese_name() -> None:
    lines = index(book(), "commodity", date(2026, 9, 1)).entries
    assert lines and [one.code for one in lines if not one.above_zh] == []
    assert "阀门" in next(one for one in lines if one.code.startswith("8481")).above_zh


def test_an_everyday_word_means_what_there_is() -> None:
    """Each row names words, or first figures, by which the nomenclature finds something."""
    headings = nomenclature(book(), ON)
    assert [word for word in everyday() if not headings.search(word)] == []


def test_what_the_chinese_above_says_changes_nothing_for_english() -> None:
    thick = Entry("7606", "plates", "板", ("Aluminium",), "铝板，厚度超过2mm（7607除外）")
    found = Index([Entry("1", "plates of 2mm", ""), thick])
    assert [one.code for one in found.search("2mm")] == ["1"] and found.search("7607") == []
    assert [one.code for one in found.search("厚度")] == ["7606"] and found.search("除外") == []


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


def test_names_with_all_words_go_before_names_with_some() -> None:
    found = Index([Entry("1", "red wine", ""), Entry("2", "wine", ""), Entry("3", "red paint", "")])
    assert [one.code for one in found.search("red wine")] == ["1"]
    assert [one.code for one in found.search("wine")] == ["2", "1"]
    assert [one.code for one in found.search("green wine house")] == []
