"""The specification as declaration elements: divided, joined, and nothing lost when the commodity changes."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book
from tests.law.preparing import ON
from tongguan.law.drafting.specification import Element, asked, join, split

EXEMPT = ("品名", "其他", "GTIN", "CAS")


def test_a_commodity_asks_for_its_elements_in_order_but_for_the_name_of_the_goods() -> None:
    found = asked(("品名", "品牌类型", "出口享惠情况", "是否改良种用", "GTIN", "CAS", "9 其他"), EXEMPT)
    must = ("品牌类型", "出口享惠情况", "是否改良种用")
    may = ("GTIN", "CAS", "9 其他")
    assert found == (*(Element(n, True) for n in must), *(Element(n, False) for n in may))
    assert asked((), EXEMPT) == () and asked(("品名",), EXEMPT) == ()
    assert asked(("品名", "用途"), ()) == (Element("品名", True), Element("用途", True))


def test_what_is_not_stated_keeps_its_place_and_the_end_has_no_strokes() -> None:
    assert join(["4", "3", "", "不锈钢", "", ""]) == "4|3||不锈钢"
    assert split("4|3||不锈钢", 6) == ("4", "3", "", "不锈钢", "", "")
    assert join(["", " "]) == "" and split("") == ("",) and split("", 2) == ("", "")


def test_what_a_new_commodity_does_not_ask_for_is_kept() -> None:
    assert split("4|3|阀|不锈钢", 2) == ("4", "3", "阀", "不锈钢")
    assert join(split("4|3|阀|不锈钢", 2)) == "4|3|阀|不锈钢"


def test_a_whole_specification_in_one_entry_is_divided() -> None:
    assert join(["4|3|阀", "", ""]) == "4|3|阀" and split(join(["4|3|阀", ""]), 2) == ("4", "3", "阀")


@settings(max_examples=60, deadline=None)
@given(st.text("4阀 |\t\u3000", max_size=30), st.integers(0, 5))
def test_divided_and_joined_it_says_the_same(text: str, least: int) -> None:
    made = join(split(text, least))
    assert join(split(made, least)) == made
    assert re.sub(r"\s", "", made) == re.sub(r"\s", "", text).rstrip("|")
    assert len(split(made, least)) >= least


def test_every_commodity_asks_at_least_for_what_check_g024_counts() -> None:
    exempt = book().table("check", ON)["G024"].values
    rows = [row for row in book().table("commodity", ON).values() if row.elements]
    assert len(rows) > 100
    for row in rows:
        wanted = [name for name in row.elements if not name.endswith(exempt)]
        assert [one.name for one in asked(row.elements, exempt) if one.must] == wanted
