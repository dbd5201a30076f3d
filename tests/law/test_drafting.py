"""A declaration in preparation: what applies to it, what is worked out, and how little is left to type."""

from decimal import Decimal
from typing import Any

import pytest

from tests.books import book
from tests.law.preparing import ON, by_sea, entries, known, meat, tablets
from tests.stating import example, state
from tongguan.law.assess import assess
from tongguan.law.checks import check
from tongguan.law.drafting.applies import MAY, MUST, NOT, applies
from tongguan.law.drafting.completing import Whole, complete
from tongguan.law.drafting.deriving import Known
from tongguan.law.drafting.paper import canonical
from tongguan.law.elements import read
from tongguan.law.facts import Facts
from tongguan.law.findings import errors
from tongguan.law.stating.parts import parts

NOBODY = Known(declarant="")
CASES = {"sea": (by_sea, "赵强", 24), "meat": (meat, "王芳", 32), "tablets": (tablets, "周洁", 22)}


def whole(stated: dict[str, Any], about: Known = NOBODY) -> Whole:
    return complete(stated, book(), ON, about)


def applied(made: dict[str, Any], pointer: str) -> str:
    stated, _ = read(made, book(), ON)
    assert stated is not None
    return applies(stated, book(), ON, Facts()).to(parts(book(), ON)[canonical(pointer[1:])], pointer)


@pytest.mark.parametrize("name", CASES)
def test_an_accepted_declaration_takes_at_most_35_entries_of_a_person(name: str) -> None:
    make, by, entered = CASES[name]
    made = make()
    stated, kept = entries(made, known(made, before=True, by=by))
    assert len(kept) == entered <= 35
    lodged = whole(stated, known(made, before=True, by=by))
    assert lodged.tree == made
    declaration, found = read(lodged.tree, book(), ON)
    assert declaration is not None
    assert not errors((*found, *check(declaration, book(), ON, Facts())))
    assert not errors(assess(declaration, book(), ON, Facts()).findings)


@pytest.mark.parametrize("name, most", [("sea", 30), ("meat", 42), ("tablets", 27)])
def test_even_the_first_declaration_of_an_enterprise_takes_few(name: str, most: int) -> None:
    make, by, _ = CASES[name]
    made = make()
    assert len(entries(made, known(made, before=False, by=by))[1]) <= most


def test_freight_and_insurance_are_asked_by_the_deal_terms() -> None:
    terms = {"1": (NOT, NOT), "2": (NOT, MUST), "3": (MUST, MUST), "4": (MUST, NOT), "5": (MAY, MAY)}
    for term, wanted in terms.items():
        made = example("import-ore", {"deal_terms": term, "freight": None, "insurance": None})
        assert (applied(made, "/freight/amount"), applied(made, "/insurance/amount")) == wanted, term


def test_a_cost_by_rate_has_no_currency_and_one_in_total_needs_it() -> None:
    assert applied(example("import-ore", {"freight/mark": "1"}), "/freight/currency") == NOT
    assert applied(example("import-ore", {"freight/mark": "3"}), "/freight/currency") == MUST


def test_elements_of_inspection_are_asked_when_the_commodity_demands_it() -> None:
    asked = ("/inspection_office", "/items/1/purpose", "/items/1/inspection_code", "/departure_date")
    assert {applied(meat(), pointer) for pointer in asked} == {MUST}
    assert {applied(by_sea(), pointer) for pointer in asked} == {NOT}
    assert applied(meat(), "/items/1/detail/batch") == MAY
    assert applied(by_sea(), "/items/1/detail/batch") == NOT


def test_what_exports_do_not_state_is_not_asked_of_them() -> None:
    for pointer in ("/related_parties", "/royalties"):
        assert applied(tablets(), pointer) == NOT
        assert applied(by_sea(), pointer) == MUST


def test_the_second_unit_is_asked_where_the_tariff_has_one() -> None:
    assert applied(tablets(), "/items/1/second_quantity") == MUST
    assert applied(by_sea(), "/items/1/second_quantity") == NOT


def test_the_documents_that_goods_demand_are_named() -> None:
    assert whole(meat()).applies.documents == ("7",)
    found = whole(example("import-pork", {"documents": [{"number": "20-AB-1"}]}))
    assert found.tree["documents"] == [{"number": "20-AB-1", "code": "7"}]


COSTS = ("V001", "V002", "V012")


def test_what_is_asked_is_what_the_checks_would_miss() -> None:
    """Take any element away from an accepted declaration: if the form says that it must be stated, the checks
    miss it, and the other way round."""
    for made in (meat(), by_sea(), tablets(), example("import-ore")):
        stated, _ = read(made, book(), ON)
        assert stated is not None
        asked = applies(stated, book(), ON, Facts())
        lists = ("items", "containers", "documents", "attachments", "certificates")
        for name in [name for name in made if name not in ("direction", "reference", *lists)]:
            less = {**made}
            del less[name]
            without, _ = read(less, book(), ON)
            assert without is not None
            missed = {f.pointer for f in check(without, book(), ON, Facts()) if f.code[0] in "PQ"}
            missed |= {f.pointer for f in check(without, book(), ON, Facts()) if f.code in COSTS}
            below = f"/{name}/"
            assert any(p == f"/{name}" or p.startswith(below) for p in missed) == any(
                p == f"/{name}" or p.startswith(below) for p in asked.must
            ), name


def test_a_total_is_worked_out_and_what_is_stated_goes_before() -> None:
    made = {"direction": "import", "items": [{"quantity": "3", "unit_price": "2.005"}]}
    assert whole(made).tree["items"][0]["total"] == "6.02"
    state(made, "items/1/total", "6.01")
    assert whole(made).tree["items"][0]["total"] == "6.01"
    assert "items/1/total" not in whole(made).derived


def test_tonnes_become_the_kilograms_of_the_tariff_and_the_net_weight() -> None:
    found = whole(example("import-ore", {"items/1/first_quantity": None, "net_weight": None})).tree
    assert Decimal(found["items"][0]["first_quantity"]) == Decimal(171500000)
    assert Decimal(found["net_weight"]) == Decimal(171500000)


def test_what_the_last_one_said_is_taken_only_where_it_applies() -> None:
    about = Known(declarant="", last=meat(), last_called="091220201000000001")
    found = whole(by_sea() | {"office": ""}, about)
    assert found.tree["office"] == "0908"
    assert found.derived["office"].why("en") == "as in your declaration 091220201000000001"
    assert "inspection_office" not in found.tree
    assert "name" not in found.derived  # another commodity: nothing of the goods


def test_what_comes_another_way_is_not_proposed_the_places_of_the_last() -> None:
    about = Known(declarant="", last=meat(), last_called="091220201000000001")
    unstated = {"entry_port": "", "storage_place": ""}
    by_ship, by_air = (whole(by_sea() | unstated | {"transport_mode": m}, about).tree for m in ("2", "5"))
    assert {by_ship[name] for name in unstated} == {meat()[name] for name in unstated}
    assert not any(by_air[name] for name in unstated)


@pytest.mark.parametrize(
    "hostile",
    [
        {"items": "x"},
        {"items": [{"quantity": "9" * 5000, "unit_price": "1e9"}]},
        {"items": [{"quantity": "٣", "unit_price": "NaN"}], "containers": [{}], "documents": [{}]},
        {"trader": "x", "freight": [], "items": [[], None]},
    ],
)
def test_what_cannot_be_read_is_left_alone(hostile: dict[str, Any]) -> None:
    assert whole({"direction": "import", **hostile}).tree["entry_type"] == "M"
