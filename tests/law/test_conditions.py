"""The language of conditions: what each says, and what is refused and where."""

from dataclasses import replace

import pytest
from hypothesis import given

from tests.law import criteria_by_hand as by_hand
from tests.law.risks import FULL, KNOWN, MAY, a_criterion, declarations, demo, knowns
from tongguan.law.declaration import Declaration
from tongguan.law.select import in_force
from tongguan.law.targeting.compiling import Known, compiled
from tongguan.law.targeting.condition_reader import BadCondition, parse
from tongguan.law.targeting.criteria import RiskGroup, Salt


def meets(condition: str, declaration: Declaration, known: Known | None = None) -> bool:
    rules = compiled({"K": a_criterion(condition)}, {"wood": RiskGroup(frozenset({"23", "93"}))})
    known = known or Known()
    return bool(rules.first(declaration, known) or rules.scored(declaration, known))


@pytest.mark.parametrize(
    ("condition", "met"),
    [
        ("direction = 'import'", True),
        ("direction != 'import'", False),
        ("office in ('0901', '0908')", True),
        ("office not in ('0901', '0908')", False),
        ("bill not in ('X')", False),
        ("office starts ('09')", True),
        ("office starts '49'", False),
        ("trader.name contains '大连'", True),
        ("overseas.name contains '大连'", False),
        ("overseas is absent", True),
        ("documents is present and attachments is absent", True),
        ("package_type in @wood", True),
        ("gross_weight > 1200.4 and gross_weight <= 1200.5 and packages >= 12 and packages < 13", True),
        ("gross_weight > 1.3 * net_weight", False),
        ("1.2 * net_weight <= gross_weight", True),
        ("border_date < 2019-05-02 and border_date = 2019-05-01", True),
        ("border_date in (2019-05-01, 2019-05-03)", True),
        ("any items (commodity_code starts '0203' and origin_country = 'DEU')", True),
        ("any items (commodity_code starts '0203' and origin_country = 'BRA')", False),
        ("every items (first_quantity >= 400)", True),
        ("every items (purpose = '12')", False),
        ("every attachments (kind = '1')", False),
        ("any items (origin_country = header.country)", True),
        ("any items (origin_country != header.country and header.office = '0908')", True),
        ("any items (assessed_value > 4000)", True),
        ("any items (assessed_value > 5000)", False),
        ("sum(items.first_quantity) = 1000.5", True),
        ("sum(items.first_quantity where purpose = '12') = 400", True),
        ("sum(items.second_quantity) = 0", True),
        ("sum(items.assessed_value where origin_country = 'BRA') >= 5000", True),
        ("count(items) = 2 and count(containers where number = 'C2') = 1", True),
        ("count(items where origin_country in ('BRA', 'DEU')) < 2", False),
        ("assessed_tax > 0.3 * assessed_value and assessed_value < 9001", True),
        ("not (office = '0908') or credit = 'general'", True),
        ("entered is absent", True),
        ("score >= 30 and score < 31", True),
        ("always", True),
        ("not always", False),
        ("office = '1' or office = '0908' and direction = 'export'", False),
        ("(office = '1' or office = '0908') and direction = 'import'", True),
    ],
)
def test_a_condition_says_what_it_means(condition: str, met: bool) -> None:
    assert meets(condition, FULL, replace(KNOWN)) is met


@pytest.mark.parametrize(
    ("condition", "place", "why"),
    [
        ("offce = '0908'", 1, "no 'offce'"),
        ("office = 908", 10, "text cannot be compared with a number"),
        ("office > '0908'", 10, "no order"),
        ("any items (comodity_code = '1')", 12, "Item has no"),
        ("any office (always)", 5, "not a list"),
        ("gross_weight > 12 kg", 19, "nothing may follow"),
        ("office = '0908", 10, "not understood"),
        ("office in ('1' '2')", 16, "wanted"),
        ("sum(items.name) > 3", 5, "not a number"),
        ("sum(office.name) > 3", 5, "is wanted"),
        ("count(items", 12, "wanted"),
        ("border_date > 2019-02-30", 15, "no day"),
        ("gross_weight in @wood", 17, "group holds texts"),
        ("office", 7, "wanted"),
        ("", 1, "wanted"),
        ("trader = '9121'", 10, "cannot be compared"),
        ("__import__('os')", 1, "has no '__import__'"),
        ("direction = 'import'; import os", 21, "not understood"),
        ("gross_weight > １２", 16, "not understood"),
        ("(" * 41 + "always" + ")" * 41, 41, "deeply"),
        ("always or " * 500 + "always", 4001, "long"),
    ],
)
def test_a_bad_condition_is_refused_with_the_place(condition: str, place: int, why: str) -> None:
    with pytest.raises(BadCondition, match=why) as refused:
        parse(condition)
    assert str(refused.value).startswith(f"character {place}: ")


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"orders": "customs harbour opening"}, "'harbour' is none of port"),
        ({"orders": "customs port"}, "orders"),
        ({"orders": "customs port opening part"}, "orders"),
        ({"share": "1.2"}, "share"),
        ({"share": "1e-1"}, "share"),
        ({"weight": "1.5"}, "weight"),
        ({"weight": "-3"}, "weight"),
        ({"mandatory": ""}, "mandatory"),
        ({"orders": "", "weight": ""}, "order something or weigh something"),
        ({"condition": "score > 3", "weight": "2"}, "asks for the score"),
        ({"condition": "office ="}, "condition: character 9"),
    ],
)
def test_a_bad_criterion_row_is_refused(columns: dict[str, str], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        a_criterion(**{"condition": "always", **columns})


def test_a_salt_must_be_long_enough() -> None:
    with pytest.raises(ValueError, match="16 bytes"):
        Salt.parse({"hex": "00ff"})
    assert Salt.parse({"hex": "ab" * 16}).value == b"\xab" * 16


@given(declarations, knowns)
def test_compiled_criteria_say_what_the_same_conditions_say_by_hand(d: Declaration, s: Known) -> None:
    rules = in_force(demo(), MAY)
    assert {rules.keys[position] for position in rules.first(d, s)} == by_hand.met(d, s)
