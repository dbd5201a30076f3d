"""Selectivity: draws by salt and credit, orders that bind and only grow."""

import hmac as library
import math
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.law.risks import (
    FULL,
    MAY,
    SALT,
    a_book,
    a_criterion,
    a_declaration,
    assessed,
    credit,
    declarations,
    demo,
)
from tongguan.law.declaration import Declaration
from tongguan.law.facts import Facts
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.select import Order, added, drawn, hmac, lane, merged, parts_holding, plain, select
from tongguan.law.stating.particulars import Container
from tongguan.law.targeting.criteria import RiskGroup, contradictions


def test_a_group_without_a_row_is_named_before_publishing_and_never_passed_over() -> None:
    book = a_book(K=a_criterion("package_type in @nowhere"))
    assert contradictions(book) == (("K", "nowhere", date(2018, 8, 1)),)
    with pytest.raises(LookupError, match="nowhere"):
        select(FULL, None, book, MAY, Facts(), SALT)
    assert contradictions(demo()) == ()


def test_a_group_that_ends_before_a_criterion_that_names_it_is_named_too() -> None:
    def ended(day: date) -> Row:
        return Row(table="risk_group", key="g", valid_from=day, value=None, source="test")

    group = Row(
        table="risk_group",
        key="g",
        valid_from=MAY.replace(year=2018),
        value=RiskGroup(frozenset()),
        source="t",
    )
    rule = Row(
        table="criterion", key="K", valid_from=MAY, value=a_criterion("package_type in @g"), source="test"
    )
    before, after = MAY - timedelta(days=1), MAY + timedelta(days=1)
    assert contradictions(Rulebook("xx", 1, [group, rule])) == ()
    assert contradictions(Rulebook("xx", 1, [group, rule, ended(after)])) == (("K", "g", after),)
    assert contradictions(Rulebook("xx", 1, [group, rule, ended(before)])) == (("K", "g", MAY),)
    over = replace(rule, value=None, valid_from=after)
    assert contradictions(Rulebook("xx", 1, [group, rule, over, ended(after)])) == ()


def test_lines_that_made_a_criterion_meet_are_named_and_order_on_the_containers_that_hold_them() -> None:
    book = a_book(PORK=a_criterion("any items (commodity_code starts '0203') and office = '0908'"))
    selection = select(FULL, None, book, MAY, Facts(), SALT, credit_book=credit())
    assert selection.hits[0].lines == (1,)
    assert [(o.part, o.lines) for o in selection.orders] == [("C1", (1,))]
    unknown = replace(FULL, containers=(Container(number="C1"), Container(number="C2", lines=(2,))))
    assert parts_holding(unknown, (1,)) == ("",)
    assert parts_holding(FULL, (1, 2)) == ("C1", "C2")
    assert parts_holding(FULL, (3,)) == ("",)
    assert parts_holding(FULL, ()) == ("",)


def test_whole_orders_bind_the_whole_consignment() -> None:
    book = a_book(
        ORE=a_criterion("any items (commodity_code starts '26')", orders="quarantine port opening whole")
    )
    (order,) = select(FULL, None, book, MAY, Facts(), SALT, credit_book=credit()).orders
    assert (order.part, order.lines, order.authority) == ("", (), "quarantine")


def test_the_lane_sums_the_orders_up() -> None:
    documents = Order(authority="customs", place="port", method="documents")
    opening = replace(documents, method="opening")
    assert (lane(()), lane([documents]), lane([documents, opening])) == ("green", "yellow", "red")


def test_orders_of_one_place_are_one_order_over_all_its_lines() -> None:
    one = Order(authority="customs", place="port", method="opening", part="C1", lines=(1,), criteria=("A",))
    two = replace(one, lines=(3,), criteria=("B",), mandatory=True)
    assert merged([one, two]) == (replace(two, lines=(1, 3), criteria=("A", "B")),)
    assert merged([one, replace(two, lines=())])[0].lines == ()


def test_the_score_is_the_weight_of_what_was_met_and_may_order_itself() -> None:
    book = a_book(
        A=a_criterion("direction = 'import'", weight="30", orders="", mandatory="yes"),
        B=a_criterion("office = '0908'", weight="20", orders="", mandatory="yes"),
        C=a_criterion("score >= 50", mandatory="yes"),
    )
    assert select(FULL, None, book, MAY, Facts(), SALT).lane == "red"
    elsewhere = replace(FULL, office="0901")
    assert select(elsewhere, None, book, MAY, Facts(), SALT).lane == "green"


def test_an_assessment_is_looked_at_where_a_criterion_asks_for_it() -> None:
    book = a_book(
        K=a_criterion(
            "any items (assessed_value > 100) and assessed_tax > 0.2 * assessed_value", mandatory="yes"
        )
    )
    one = assessed("150", ("50", "101"), tax="31")
    assert select(FULL, one, book, MAY, Facts(), SALT).hits[0].lines == (2,)
    assert not select(FULL, assessed("150", ("50", "101")), book, MAY, Facts(), SALT).hits
    assert not select(FULL, None, book, MAY, Facts(), SALT).hits


def test_the_share_holds_over_many_declarations() -> None:
    book = a_book(R=a_criterion("always", share="0.07", mandatory="yes"))
    n, p = 20_000, 0.07
    red = sum(
        select(a_declaration(reference=f"R-{i}"), None, book, MAY, Facts(), SALT).lane == "red"
        for i in range(n)
    )
    assert abs(red - n * p) < 4.5 * math.sqrt(n * p * (1 - p))


@pytest.mark.parametrize(
    ("level", "on", "least", "most"),
    [
        ("advanced", MAY, 0.0, 0.20),
        ("certified", MAY, 0.40, 0.50),
        ("general", MAY, 1, 1),
        ("discredited", MAY, 1.5, 99),
        ("advanced", date(2022, 1, 1), 0.0, 0.20),
        ("certified", date(2022, 1, 1), 1, 1),
    ],
)
def test_credit_scales_the_share_of_what_is_not_mandatory(
    level: str, on: date, least: float, most: float
) -> None:
    book = a_book(
        R=a_criterion("always", share="0.2", mandatory="no"),
        M=a_criterion("always", share="0.2", mandatory="yes"),
    )
    by_key = {
        hit.criterion: hit
        for hit in select(FULL, None, book, on, Facts(credit=level), SALT, credit_book=credit()).hits
    }
    assert by_key["M"].share == Decimal("0.2")
    ratio = by_key["R"].share / Decimal("0.2")
    assert Decimal(str(least)) <= ratio <= Decimal(str(most))
    if 0 < most < 1:
        assert ratio < Decimal(str(most))


def test_a_book_without_credit_levels_is_an_error_and_no_share_of_one() -> None:
    with pytest.raises(LookupError, match="credit"):
        select(FULL, None, a_book(R=a_criterion("always")), MAY, Facts(), SALT)


def test_a_draw_can_be_repeated_with_the_salt_and_not_without() -> None:
    chosen = [drawn(SALT, "R", f"d{i}", Decimal("0.5")) for i in range(400)]
    assert chosen == [drawn(SALT, "R", f"d{i}", Decimal("0.5")) for i in range(400)]
    for other in (
        [drawn(b"other", "R", f"d{i}", Decimal("0.5")) for i in range(400)],
        [drawn(SALT, "Q", f"d{i}", Decimal("0.5")) for i in range(400)],
    ):
        agree = sum(a == b for a, b in zip(chosen, other, strict=True))
        assert 140 < agree < 260


@given(salt=st.binary(max_size=200), message=st.binary(max_size=200))
def test_draws_are_worked_out_by_hmac(salt: bytes, message: bytes) -> None:
    assert hmac(salt, message) == library.digest(salt, message, "sha256")


@given(st.text(max_size=12), st.decimals(0, 1, places=4), st.decimals(0, 1, places=4))
def test_a_larger_share_draws_all_that_a_smaller_one_draws(who: str, one: Decimal, other: Decimal) -> None:
    small, large = sorted((one, other))
    assert drawn(SALT, "R", who, large) or not drawn(SALT, "R", who, small)


@given(declarations, st.sampled_from(("advanced", "certified", "general")))
def test_worse_credit_loses_no_order_and_mandatory_ones_are_the_same_for_all(
    d: Declaration, level: str
) -> None:
    def orders(credit_level: str) -> tuple[Order, ...]:
        facts = Facts(credit=credit_level)
        return select(d, None, demo(), MAY, facts, SALT, credit_book=credit()).orders

    better, worse = orders(level), orders("discredited")
    assert added(worse, better) == ()
    general = [o for o in orders("general") if o.mandatory and o.method != "opening"]
    assert [o for o in better if o.mandatory and o.method != "opening"] == general


@given(declarations, declarations)
def test_selecting_again_adds_orders_and_removes_none(d: Declaration, e: Declaration) -> None:
    before = select(d, None, demo(), MAY, Facts(), SALT, credit_book=credit()).orders
    after = select(e, None, demo(), MAY, Facts(), SALT, credit_book=credit()).orders
    new = added(before, after)
    assert set(new) <= set(after)
    assert all(any(old.covers(order) for old in (*before, *new)) for order in after)
    assert added(before, before) == ()


def test_an_order_covers_only_what_it_binds_at_least_as_much() -> None:
    old = Order(authority="customs", place="port", method="opening", part="C1", lines=(1, 2))
    assert added([old], [replace(old, lines=(2,))]) == ()
    for more in (
        replace(old, lines=(3,)),
        replace(old, lines=()),
        replace(old, part="C2"),
        replace(old, part=""),
        replace(old, mandatory=True),
        replace(old, method="machine"),
        replace(old, place="destination"),
        replace(old, authority="quarantine"),
    ):
        assert added([old], [more]) == (more,)
    assert added([replace(old, part="")], [old]) == ()


def test_an_amended_or_re_lodged_declaration_is_drawn_as_the_first_was() -> None:
    book = a_book(R=a_criterion("always", share="0.5", mandatory="yes"))
    for n in range(40):
        first = a_declaration(reference=f"A-{n}")
        chosen = select(first, None, book, MAY, Facts(identity=f"A-{n}"), SALT).lane
        amended = replace(first, packages=7)
        again = replace(first, reference=f"B-{n}")
        assert select(amended, None, book, MAY, Facts(identity=f"A-{n}"), SALT).lane == chosen
        assert select(again, None, book, MAY, Facts(identity=f"A-{n}"), SALT).lane == chosen


def test_a_pilot_office_has_its_own_row_and_days_have_theirs() -> None:
    def share(*scopes: str) -> Decimal:
        hits = select(FULL, None, demo(), MAY, Facts(scopes=scopes), SALT, credit_book=credit()).hits
        return next(hit.share for hit in hits if hit.criterion == "Q-WOOD-PACKING")

    assert (share(), share("office:0908")) == (Decimal("0.06"), Decimal("0.15"))

    def keys(on: date) -> set[str]:
        return {h.criterion for h in select(FULL, None, demo(), on, Facts(), SALT, credit_book=credit()).hits}

    assert "Q-SWINE-FEVER" not in keys(date(2020, 9, 10))
    assert "Q-SWINE-FEVER" in keys(date(2020, 9, 11))
    assert keys(date(2018, 7, 31)) == set()


def test_everybody_bears_a_random_share() -> None:
    mandatory = {
        key: row.value
        for key in demo().keys("criterion")
        for row in demo().history("criterion", key)
        if key.startswith("R-") and row.value.mandatory
    }
    assert {"R-IMPORT", "R-EXPORT", "R-DOCUMENTS"} <= set(mandatory)
    assert all(0 < one.share < 1 for one in mandatory.values())


def test_what_is_stored_is_plain() -> None:
    stored = plain(select(FULL, None, demo(), MAY, Facts(), SALT, credit_book=credit()))
    assert stored["lane"] == "red"
    ore = next(hit for hit in stored["hits"] if hit["criterion"] == "Q-ORE")
    assert ore == {"criterion": "Q-ORE", "lines": [2], "weight": 5, "share": "1", "drawn": True}
