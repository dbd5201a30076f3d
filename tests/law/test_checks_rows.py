"""What rows switch on and ease; check digits against published numbers; no declaration breaks a check."""

from dataclasses import replace
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.books import book
from tests.law.declared import objects
from tests.stating import example
from tongguan.desk.rulebooks.files import SHIPPED, load
from tongguan.law.checks import CHECKS, LINE, check
from tongguan.law.checks.commodities import near
from tongguan.law.checks.digits import container_digit, credit_code_digit, vehicle_digit, vessel_digit
from tongguan.law.checks.subject import Listed, Rule, Subject
from tongguan.law.declaration import Declaration, Item
from tongguan.law.elements import parts, read
from tongguan.law.facts import Facts, Licence
from tongguan.law.rulebook import Row, Rulebook
from tongguan.law.stating.parts import fields_of
from tongguan.law.words import say

ON = date(2020, 9, 15)


def lodged(changes):
    declaration, lexical = read(example("import-pork", changes), book("cn"), ON)
    assert declaration is not None and not lexical
    return declaration


def with_rows(*rows: Row) -> Rulebook:
    return Rulebook("cn", 1, [*load(SHIPPED / "cn")[0], *rows])


def row(code, value, scope=""):
    return Row(table="check", key=code, valid_from=ON, value=value, scope=scope, source="a notice")


def codes(declaration, law, facts=None):
    return {(f.code, f.severity) for f in check(declaration, law, ON, facts or Facts())}


def test_a_row_turns_an_error_into_a_warning_or_ends_a_check():
    wrong = lodged({"/net_weight": "80001"})
    assert ("H001", "error") in codes(wrong, book("cn"))
    assert ("H001", "warning") in codes(wrong, with_rows(row("H001", Rule("warning", ()))))
    assert not any(code == "H001" for code, _ in codes(wrong, with_rows(row("H001", None))))


def test_a_pilot_changes_a_check_for_its_offices_only():
    law = with_rows(row("G002", Rule("error", ("2",)), scope="office:0908"))
    assert ("G002", "error") in codes(lodged({}), law, Facts(scopes=("office:0908",)))
    assert not any(code == "G002" for code, _ in codes(lodged({}), law, Facts(scopes=("office:0901",))))


def test_scopes_that_no_check_names_leave_nothing_behind():
    law = with_rows(row("G002", Rule("error", ("2",)), scope="office:0908"))
    check(lodged({}), law, ON, Facts(scopes=("office:0908",)))
    check(lodged({}), law, ON, Facts())
    before = len(law.memo)
    for number in range(50):
        check(lodged({}), law, ON, Facts(scopes=(f"enterprise:{number}", "office:0908")))
    assert len(law.memo) == before


def test_days_of_the_same_rows_share_what_is_remembered_until_a_row_changes():
    days = [ON, *(date(2020, 9, day) for day in (16, 17, 18))]
    law = with_rows(replace(row("H001", Rule("warning", ())), valid_from=days[2]))
    wrong = lodged({"/net_weight": "80001"})
    found = [{f.code: f.severity for f in check(wrong, law, day, Facts())}["H001"] for day in days]
    assert found == ["error", "error", "warning", "warning"]
    first, second, third, fourth = (law.memo["checks", day, ()] for day in days)
    assert first is second is not third is fourth


def test_a_row_that_names_no_condition_is_refused_when_it_is_used():
    part = replace(book("cn").get("element", "contract", ON), use="C", when=("full_moon",))
    law = with_rows(Row(table="element", key="contract", valid_from=ON, value=part, source="a slip"))
    with pytest.raises(LookupError, match="no condition is called full_moon"):
        check(lodged({}), law, ON, Facts())


def test_every_condition_that_a_row_names_exists_and_every_supervision_letter_is_listed():
    check(lodged({}), book("cn"), ON, Facts())
    check(lodged({"/direction": "export"}), book("cn"), ON, Facts())
    listed = {value.partition(":")[0] for value in book("cn").get("check", "S001", ON).values}
    assert listed <= set(book("cn").table("supervision_document", ON))


def listing(**rows: str) -> list[Row]:
    return [
        Row(table="condition", key=key, valid_from=ON, value=Listed((value,)), source="-")
        for key, value in rows.items()
    ]


@pytest.mark.parametrize(
    ("stated", "code", "in_china"),
    [
        ({"/items/1/destination_country": "VNM"}, "G012", True),
        ({"/items/1/origin_country": "VNM"}, "G015", False),
        ({"/country": "VNM"}, "H017", False),
    ],
)
def test_which_country_is_home_is_a_row(stated, code, in_china):
    all_there = {f"/items/{place}/destination_country": "VNM" for place in (1, 2, 3)}
    in_vietnam = codes(lodged({**all_there, **stated}), with_rows(*listing(home="VNM")))
    assert (code in {one for one, _ in codes(lodged(stated), book("cn"))}) is in_china
    assert (code in {one for one, _ in in_vietnam}) is not in_china
    ended = Row(table="condition", key="home", valid_from=ON, value=None, source="-")
    assert code not in {one for one, _ in codes(lodged(stated), with_rows(ended))}


def test_which_unit_is_the_kilogram_is_a_row():
    heavy = lodged({"/net_weight": "77799"})
    assert ("G010", "warning") in codes(heavy, book("cn"))
    assert ("G010", "warning") not in codes(heavy, with_rows(*listing(kilogram="166")))


def test_which_letters_the_form_of_documents_and_bans_hang_on_are_rows():
    ledger = lodged({"/documents/1": {"code": "7", "number": "1"}})
    assert ("S008", "error") not in codes(ledger, book("cn"))
    assert ("S008", "error") in codes(ledger, with_rows(row("S008", Rule("error", ("B:15", "7:9")))))
    car = lodged({"/items/1/commodity_code": "8703603100", "/items/1/attributes/3": "21"})
    assert ("S003", "error") in codes(car, book("cn"))
    assert ("S003", "error") not in codes(car, with_rows(row("S003", Rule("error", ("9:21",)))))


def test_a_licence_of_element_20_is_one_of_its_kind_and_an_automatic_one_is_not_of_them():
    def both(letter):
        papers = {f"/documents/{at}": {"code": letter, "number": f"20-AA-10000{at}"} for at in (2, 3)}
        return codes(lodged(papers), book("cn"))

    assert ("S005", "error") in both("1")
    assert not any(("S005", "error") in both(letter) for letter in "7vO")  # filing rules art. 15 lists none


def test_a_price_without_insurance_is_accepted_and_the_law_s_share_is_told():
    bare, _ = read(example("import-ore", {"/insurance": None}), book("cn"), ON)
    found = codes(bare, book("cn"))
    assert ("V012", "warning") in found and not any(severity == "error" for _, severity in found)
    sold = replace(bare, direction="export", deal_terms="1")
    assert ("V002", "error") in codes(sold, book("cn")) and ("V012", "warning") not in codes(sold, book("cn"))


def test_freight_of_zero_is_only_of_goods_that_all_come_under_their_own_power():
    def ferried(*headings, direction="import"):
        one, _ = read(example("import-ore", {"/freight/amount": "0"}), book("cn"), ON)
        lines = [replace(one.items[0], commodity_code=f"{heading}100000") for heading in headings]
        return codes(replace(one, items=tuple(lines), direction=direction), book("cn"))

    assert ("V010", "error") not in ferried("8901", "8904")
    assert ("V010", "error") in ferried("8901", "2601")
    assert ("V010", "error") in ferried("8901", direction="export")


def test_which_levels_may_pay_by_the_month_is_the_row_of_the_level():
    monthly, wild = lodged({"/form_type": "CL"}), Facts(credit="discredited")
    level = replace(book("cn").get("credit", "discredited", ON), consolidated=True)
    assert ("A003", "error") in codes(monthly, book("cn"), wild)
    eased = Row(table="credit", key="discredited", valid_from=ON, value=level, source="-")
    assert ("A003", "error") not in codes(monthly, with_rows(eased), wild)


@pytest.mark.parametrize(
    ("mode", "letter", "wanted"),
    [
        ("0110", "7", True), ("0615", "7", False), ("0615", "v", True), ("0110", "v", False),
        ("0110", "A", False), ("0110", "9", False),
    ],
)  # fmt: skip
def test_the_supervision_mode_says_which_documents_are_demanded(mode, letter, wanted):
    pork = book("cn").get("commodity", "0203290090", ON)
    law = with_rows(
        Row(
            table="commodity",
            key="0203290090",
            valid_from=ON,
            value=replace(pork, supervision=letter),
            source="-",
        )
    )
    one = lodged({"/supervision_mode": mode, "/documents": None})
    one = replace(one, items=one.items[:1], containers=())
    assert (("S001", "error") in codes(one, law)) is wanted


def test_a_licence_stated_as_element_20_counts_and_is_asked_of_its_issuer():
    pork = replace(book("cn").get("commodity", "0203290090", ON), supervision="1")
    law = with_rows(Row(table="commodity", key="0203290090", valid_from=ON, value=pork, source="-"))
    one = lodged({"/documents": None, "/licence": "20-AA-100001"})
    one = replace(one, items=one.items[:1], containers=())
    assert not {code for code, _ in codes(one, law)} & {"S001", "S009"}
    assert ("S020", "error") in codes(one, law, Facts(issuers=frozenset("1")))
    old = Licence(code="1", number="20-AA-100001", valid_to=date(2020, 9, 14))
    assert ("S021", "error") in codes(one, law, Facts(licences={("1", "20-AA-100001"): old}))


@pytest.mark.parametrize(
    ("digit", "number"),
    [
        (credit_code_digit, "91350100M000100Y43"),  # the example of GB 32100
        (credit_code_digit, "914403001922038216"),  # Huawei Investment and Holding
        (container_digit, "CSQU3054383"),  # the example of ISO 6346
        (vessel_digit, "9074729"),  # the example of the IMO scheme
    ],
)
def test_check_digits_of_published_numbers(digit, number):
    assert digit(number) == number[-1]


def test_the_check_character_of_a_published_vehicle_number():
    assert vehicle_digit("1M8GDM9AXKP042788") == "X"
    assert vehicle_digit("11111111111111111") == "1"


@given(st.text("0123456789ABCDEFGHJKLMNPQRTUWXY", min_size=17, max_size=17), st.integers(0, 16), st.data())
def test_one_wrong_character_of_a_credit_code_always_shows(code, at, data):
    other = data.draw(st.sampled_from([c for c in "0123456789ABCDEFGHJKLMNPQRTUWXY" if c != code[at]]))
    assert credit_code_digit(code) != credit_code_digit(code[:at] + other + code[at + 1 :])


@given(st.decimals("0.00001", "999999", places=5), st.decimals("0.01", "99999", places=4), st.integers(-3, 3))
def test_a_total_worked_out_from_its_price_or_the_other_way_round_is_never_wrong(quantity, price, _):
    fen = Decimal("0.01")
    total = (quantity * price).quantize(fen, ROUND_HALF_UP)
    back = (total / quantity).quantize(Decimal("0.0001"), ROUND_HALF_UP)
    one = lodged({})
    for stated in (price, back):
        line = replace(one.items[0], quantity=quantity, unit_price=stated, total=total)
        assert not any(code == "G004" for code, _ in codes(replace(one, items=(line,)), book("cn")))


def test_near_codes_share_the_longest_beginning():
    known = ("0203120010", "0203219090", "0203220090", "0203290090", "0206210000")
    assert near("0203290091", known) == ["0203290090"]
    assert near("0203220000", known) == ["0203220090"]
    assert near("0203990000", known) == ["0203290090", "0203220090", "0203219090"]
    assert near("8703000000", known) == []


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_no_declaration_breaks_a_check_and_every_message_can_be_said(data):
    declaration = data.draw(objects(Declaration, "", parts(book("cn"), ON)))
    facts = Facts(
        authority=data.draw(st.sampled_from(["own", ""])),
        entered_on=data.draw(st.none() | st.dates(date(2020, 1, 1), date(2021, 1, 1))),
        issuers=frozenset("17"),
    )
    for finding in check(declaration, book("cn"), ON, facts):
        assert finding.pointer == "" or finding.pointer.startswith("/")
        assert say(finding.code, finding.arguments, "en") and say(finding.code, finding.arguments, "zh")


@pytest.mark.parametrize("one", CHECKS.values(), ids=CHECKS)
def test_a_check_looks_at_elements_that_are_absent_or_say_something(one):
    # A number may be nought, which is stated and yet false: whether to ask must not hang on one.
    for path in one.of:
        shape = Item if path.startswith(LINE) else Declaration
        assert fields_of(shape)[path.removeprefix(LINE)] not in (int, Decimal)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_a_check_that_is_not_asked_would_have_found_nothing(data):
    law = book("cn")
    declaration = data.draw(objects(Declaration, "", parts(law, ON)))
    licence = Licence(code="7", number="1", valid_to=date(2019, 1, 1), holder="another", quantity=Decimal(0))
    facts = Facts(entered_on=date(2020, 1, 1), issuers=frozenset("17"), licences={("7", "1"): licence})
    rules = {code: law.get("check", code, ON) for code in CHECKS}
    subject = Subject(declaration, law, ON, facts, rules)
    spots = {(code, spot) for code, one in CHECKS.items() for spot, _ in one.find(subject)}
    found = {(finding.code, finding.pointer) for finding in check(declaration, law, ON, facts)}
    assert {one for one in found if one[0] in CHECKS} == spots


def test_a_message_cannot_be_lodged_twice_nor_in_one_language():
    from tongguan.law.checks.subject import check as lodge
    from tongguan.law.words import register

    assert len(CHECKS) > 100
    with pytest.raises(ValueError, match="H001 is taken"):
        lodge("H001", zh="甲")(lambda subject: ())
    with pytest.raises(ValueError, match="in English"):
        register("Z999", "{one}", "{other}")
    with pytest.raises(ValueError, match="already says"):
        register("H001", "something else", "别的")
