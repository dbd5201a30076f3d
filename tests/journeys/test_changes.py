"""Changes of what was declared: an amendment and what falls back with it, a withdrawal, and what is not
granted."""

from datetime import date
from decimal import Decimal

import pytest

from tests.harbour import ANN, BEA, BO, DAN, DONG, INA, MEAT_FIRM, MEI, RUI, Harbour, licence
from tests.journeys.story import Story, box
from tests.stating import example
from tongguan.desk.declarations.models import Content, Judgement
from tongguan.desk.declarations.trying import tried
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.dossiers.worklist import Wanted, counts, waiting
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import proofs
from tongguan.desk.inspections.certificates import licences
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import queries
from tongguan.law import select
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor
from tongguan.law.words import say
from tongguan.law.work import to_do

LICENCE = ("7", "20-AA-200031")
DEARER = {"/items/1/unit_price": "84.2000", "/items/1/total": "14440300.00"}
CHEAPER = {"/items/1/unit_price": "82.2000", "/items/1/total": "14097300.00"}
HERE = {"/border_date": "2020-09-16"}
OPENING = select.Order(authority="customs", place="port", method="opening")


def dearer() -> dict[str, object]:
    return example("import-ore", {**HERE, **DEARER})


def blocked() -> Decimal:
    standing = queries.standing("BH-ORE")
    assert standing is not None
    return standing.blocked


def test_an_amendment_posts_the_difference_and_falls_back(harbour: Harbour, ore: Story) -> None:
    assert ore.is_open("may_leave") and not ore.is_open("released")
    before, held = ore.left(), blocked()
    assert before == held
    assert ore.ask_to_amend(dearer(), by=MEI) == 2
    assert ore.lacks("released") == ore.lacks_to_trader("released") == {
        "amendment requested", "conformity pending",
    }  # fmt: skip

    ore.after(hours=3).grant_amendment(dearer(), by=DONG)
    # 171,500 t, a dollar more for each: the documents are reviewed again, the licence is written off anew,
    # and the guarantee no longer covers what is owed.
    assert ore.lacks("released") == {
        "documents review", "licences pending", "charges due", "conformity pending",
    }  # fmt: skip
    assert licences("cn", [LICENCE])[LICENCE].quantity == 200_000
    assert (ore.left() > before, blocked()) == (True, 0)
    assert [c.version for c in Content.objects.filter(dossier=ore.id).order_by("version")] == [1, 2]

    ore.after(hours=1).do(revenue.secure, guarantee="BH-ORE", last=date(2020, 10, 1), by=RUI)
    assert blocked() == ore.left()
    ore.take(DAN, "clear")
    ore.write_off(by=ANN)
    ore.do(proofs.assess_conformity, conforms=True, reason="", by=INA)
    assert ore.is_open("released")
    ore.ends_well()


def test_what_was_declared_in_advance_is_amended_after_the_ship_has_come(
    harbour: Harbour, ore: Story
) -> None:
    """It is judged as of the day on which it was accepted: nobody need call it an ordinary declaration."""
    lodging, _ = ore.after(days=9).harbour.stated(dearer())
    who = {"person": MEI.person, "behalf": MEI.behalf, "book": harbour.books.law, "at": harbour.at}
    assert tried(lodging.declaration, (), amends=ore.id, **who).passes
    assert ore.ask_to_amend(dearer(), by=MEI) == 2
    ore.grant_amendment(dearer(), by=DONG)
    ore.ends_well()


def test_what_is_owed_less_is_given_back(harbour: Harbour, ore: Story) -> None:
    ore.do(revenue.pay, amount=ore.left(), currency="CNY", reference="EPAY-1", by=BEA)
    cheaper = example("import-ore", {**HERE, **CHEAPER})
    ore.ask_to_amend(cheaper, by=MEI)
    ore.grant_amendment(cheaper, by=DONG)
    over = -ore.left()
    assert over > 0
    left = ore.do(revenue.refund, amount=over, reference="REF-1", reason="amended", by=RUI)
    assert (left, ore.left()) == (0, 0)
    ore.ends_well()


def test_no_amendment_is_granted_while_an_order_is_open(harbour: Harbour, ore: Story) -> None:
    """And the trader is not told so: its request is taken, and waits."""
    ore.do(inspections.order, [OPENING], by=INA)
    assert ore.ask_to_amend(dearer(), by=MEI) == 2
    with pytest.raises(NotOffered, match="nothing_open"):
        ore.grant_amendment(dearer(), by=DONG)
    assert "amendment requested" in ore.lacks_to_trader("released")
    assert "port_inspection ordered" not in ore.lacks_to_trader("released")
    ore.ends_well()


def test_of_two_amendments_the_second_waits_for_the_first(harbour: Harbour, ore: Story) -> None:
    ore.ask_to_amend(dearer(), by=MEI)
    with pytest.raises(NotOffered, match="nothing_asked"):
        ore.ask_to_amend(dearer(), by=MEI)
    assert Content.objects.filter(dossier=ore.id).count() == 2
    ore.take(DONG, "refuse_amendment")
    assert ore.ask_to_amend(dearer(), by=MEI) == 3
    ore.grant_amendment(dearer(), by=DONG)
    assert ore.state("amendment", number=1) == "refused"
    assert ore.state("amendment", number=2) == "granted"
    ore.ends_well()


@pytest.mark.parametrize(
    ("changed", "cause", "code"),
    [
        ({}, "second thoughts", "L003"),
        ({"/reference": "ST-2020-032"}, "clerical_error", "L004"),
        ({"/office": "0902"}, "clerical_error", "L004"),
        ({"/items/1/commodity_code": "9999999999"}, "clerical_error", ""),
    ],
)
def test_an_amendment_that_cannot_be(
    harbour: Harbour, ore: Story, changed: dict[str, str], cause: str, code: str
) -> None:
    seq = ore.case.seq
    with pytest.raises(Refused) as refused:
        ore.ask_to_amend(
            {**dearer(), **example("import-ore", changed)} if changed else dearer(), by=MEI, cause=cause
        )
    codes = {finding.code for finding in refused.value.findings}
    assert code in codes if code else codes
    assert ore.case.seq == seq and Content.objects.filter(dossier=ore.id).count() == 1


def test_goods_do_not_come_in_containers_by_an_amendment(ore: Story) -> None:
    boxed = example("import-ore", {**HERE, "/containers": example("import-pork")["containers"][:1]})
    with pytest.raises(Refused) as refused:
        ore.ask_to_amend(boxed, by=MEI)
    told = {say(one.code, one.arguments, "en") for one in refused.value.findings if one.code == "L004"}
    assert len(told) == 1 and "whether the goods come in containers" in told.pop()


def test_customs_demand_an_amendment_and_the_declarant_disputes_it(harbour: Harbour, ore: Story) -> None:
    ore.take(DONG, "require_amendment")
    assert "amendment required" in ore.lacks_to_trader("released")
    ore.after(days=1).take(MEI, "dispute_amendment")
    ore.after(days=1).take(DAN, "drop_amendment")
    assert not {one for one in ore.lacks("released") if one.startswith("amendment")}
    ore.ends_well()


def test_a_withdrawal_leaves_nothing_owed(harbour: Harbour, ore: Story) -> None:
    ore.ask_to_withdraw(by=MEI)
    assert "withdrawal requested" in ore.lacks_to_trader("released")
    ore.after(hours=4).grant_withdrawal(by=DONG)
    assert (ore.left(), blocked(), ore.case.ended) == (0, 0, {"": "withdrawn"})
    assert licences("cn", [LICENCE])[LICENCE].quantity == 200_000, "the licence may be used again"
    with pytest.raises(NotOffered):
        ore.take(DONG, "hold_for_documents")
    inspectors = Wanted(offices=("0908",), where=to_do("inspector"))
    assert ore.case.tracks["conformity", "", 1].state == "pending", "but nobody has anything to do there"
    assert waiting(inspectors, limit=9) == []
    assert not any(count.all for count in counts(inspectors, person="", now=harbour.at).values())
    harbour.after(days=30).ring()
    harbour.after(days=-30)
    assert not Outbox.objects.filter(dossier=ore.id, kind="deadline").exists()
    # the reference stays used: the same content gets the first answer, another is refused by name
    again = harbour.answer(example("import-ore", HERE), MEI)
    assert again.repeated and again.reference == ore.reference
    other = harbour.answer(dearer(), MEI)
    assert [(f.code, f.pointer, f.arguments["first"]) for f in other.findings] == [
        ("L001", "/reference", ore.reference)
    ]
    ore.ends_well()


def test_what_customs_demand_is_what_is_granted(harbour: Harbour, ore: Story) -> None:
    ore.ask_to_amend(dearer(), by=MEI)
    ore.take(DONG, "refuse_amendment")
    ore.take(DONG, "require_amendment")
    with pytest.raises(NotOffered, match="no_such_step"):
        ore.take(MEI, "confirm_amendment")  # without saying what it shall read, the refused one would
    stated = example("import-ore", {**HERE, **CHEAPER})
    version = ore.ask_to_amend(stated, by=MEI)
    ore.grant_amendment(stated, by=DONG)
    newest = Judgement.objects.filter(dossier=ore.id).order_by("number").last()
    assert newest is not None and newest.version == version == 3
    ore.ends_well()


@pytest.mark.parametrize(
    "by, step", [(RUI, "pay"), (RUI, "secure"), (DONG, "grant_withdrawal"), (DONG, "write_off")]
)
def test_no_step_is_had_without_what_belongs_to_it(ore: Story, by: Actor, step: str) -> None:
    seq = ore.case.seq
    with pytest.raises(NotOffered, match="no_such_step"):
        ore.take(by, step)
    assert ore.case.seq == seq


def test_a_declaration_that_is_refused_leaves_nothing_owed_and_nothing_written_off(
    harbour: Harbour, ore: Story
) -> None:
    ore.do(revenue.pay, amount=ore.left(), currency="CNY", reference="EPAY-1", by=BEA)
    ore.take(DONG, "review_again")
    paid = queries.debts(ore.id)[0].paid
    ore.take(DONG, "refuse")
    assert (ore.case.ended, ore.left(), blocked()) == ({"": "refused"}, -paid, 0)
    assert ore.do(revenue.refund, amount=paid, reference="REF-1", reason="refused", by=RUI) == 0
    assert licences("cn", [LICENCE])[LICENCE].quantity == 200_000, "whoever lodges again may use it"
    ore.ends_well()


@pytest.mark.parametrize("step", ["refuse", "grant_withdrawal"])
def test_a_declaration_is_not_given_up_once_some_of_its_goods_have_left(harbour: Harbour, step: str) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    pork = Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))
    pork.do(revenue.secure, guarantee="BH-MEAT", last=date(2020, 10, 1), by=RUI)
    pork.after(minutes=2).harbour.ring()
    harbour.conveyance_enters("2", "UN9074729", "020E")
    for kind in ("discharged", "available", "gate_out"):
        harbour.after(hours=1).report(kind, "container", box("COSU6254178810", "CSQU3054383"))
    pork.take(DONG, "review_again")
    pork.ask_to_withdraw(by=BO)
    seq, owed = pork.case.seq, pork.left()
    with pytest.raises(Refused) as caught:
        pork.grant_withdrawal(by=DONG) if step == "grant_withdrawal" else pork.take(DONG, step)
    assert [(one.code, one.arguments["parts"]) for one in caught.value.findings] == [("L035", "CSQU3054383")]
    assert (pork.case.seq, pork.left()) == (seq, owed) and owed > 0
