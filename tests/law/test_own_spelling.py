"""A tree that is spelt as we would spell it is kept as it came; any other is made anew."""

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book
from tests.law.declared import objects
from tongguan.law.declaration import Declaration
from tongguan.law.elements import parts, reading, tree

ON = date(2026, 3, 2)


def respelt(node, data):
    """The same tree with some of it spelt otherwise: noughts before numbers, what is empty stated."""
    if isinstance(node, dict):
        more = data.draw(st.sampled_from([{}, {}, {}, {"containers": []}, {"freight": {}}]))
        return {name: respelt(held, data) for name, held in node.items()} | {
            name: held for name, held in more.items() if name not in node and "reference" in node
        }
    if isinstance(node, list):
        return [respelt(held, data) for held in node]
    number = re.fullmatch(r"(-?)[0-9]{1,3}(\.[0-9]+)?", node) and data.draw(st.integers(0, 5)) == 0
    return node.replace("-", "-0") if number and node[0] == "-" else f"0{node}" if number else node


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_a_tree_is_our_own_where_we_would_spell_it_so(data):
    declaration = data.draw(objects(Declaration, "", parts(book("cn"), ON)))
    assert reading(tree(declaration), book("cn"), ON).own in (tree(declaration), None)
    stated, found, own = reading(respelt(tree(declaration), data), book("cn"), ON)
    assert found or own is None or own == tree(stated)


@pytest.mark.parametrize(
    ("spelt", "ours"),
    [
        ({"gross_weight": "120.50"}, True),
        ({"gross_weight": "0.50", "packages": "0"}, True),
        ({"gross_weight": "0120.5"}, False),
        ({"packages": "04"}, False),
        ({"containers": []}, False),
        ({"freight": {}}, False),
        ({"items": [{"number": "1"}, {}]}, False),
        ({"items": [{"number": "1", "name": "meat"}, {"number": "2"}]}, True),
        ({"items": [{"number": "01"}]}, False),
        ({"bill": "0012345"}, True),
    ],
)
def test_only_what_is_spelt_as_we_spell_it_is_kept_as_it_came(spelt, ours):
    sent = {"direction": "import", "reference": "R", **spelt}
    declaration, found, own = reading(sent, book("cn"), ON)
    assert not found
    assert (own == sent == tree(declaration)) if ours else own is None
