"""Lodged late, and lodged again: the fee that the law takes by itself, and a draw that nobody shakes off."""

from datetime import date, datetime
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from tests.harbour import BO, DONG, INA, IVAN, MEAT_FIRM, TESS, Harbour, licence
from tests.journeys.story import PORT, Story
from tests.stating import example
from tongguan.desk.declarations.current import current
from tongguan.desk.declarations.models import Hit
from tongguan.desk.dossiers.queries import Linked, links_of
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections.actions import Found
from tongguan.desk.inspections.queries import selected
from tongguan.desk.revenue import queries
from tongguan.law import select

SHIP = ("2", "UN9074729", "020E")
DAYS = {"border_date": "2020-08-20", "departure_date": "2020-08-01"}
OWN_BILL = {"contract": "BOXES", "bill": "OWN-1", **DAYS}
OWN_AT = {f"/{name}": value for name, value in OWN_BILL.items()}


def pork(harbour: Harbour, reference: str, **more: str) -> Story:
    stated = {"/reference": reference, "/contract": "TWIN", **{f"/{k}": v for k, v in more.items()}}
    return Story(harbour, harbour.lodge("import-pork", stated, by=BO))


@pytest.fixture
def meat(harbour: Harbour) -> Harbour:
    licence("7", "20-AB-100001", MEAT_FIRM)
    return harbour


def drawn(story: Story) -> bool:
    return Hit.objects.get(dossier=story.id, number=1, criterion="DRAWN").drawn


def first(meat: Harbour, *, red: bool, **more: str) -> Story:
    """The first of the broker's references that is drawn, or that is not; each on a bill of its own."""
    for n in range(40):
        one = pork(meat, f"{'R' if red else 'G'}-{n}", bill=f"BILL-{red:d}{n}", **more)
        if drawn(one) == red:
            return one
    raise AssertionError("half of all are drawn")


def test_who_declares_late_pays_for_every_day(meat: Harbour) -> None:
    """Fourteen days are given from the ship's entry; she came on 20 August, and it is 15 September."""
    day = meat.at
    meat.after(days=-26).conveyance_enters(*SHIP)
    meat.at = day
    late = pork(meat, "LATE-1", contract="BOXES")
    value = Decimal(late.receipt.assessment["customs_value"])
    fee = (value * 12 * 5 / 10000).to_integral_value(rounding="ROUND_DOWN")
    assert late.left(debt=2) == fee
    assert "charges due" in late.lacks_to_trader("may_leave", "CSQU3054383")
    charges = {posting.tax for posting in queries.postings(late.id)}
    assert "late_declaration_fee" in charges
    counted = "12 days, from 2020-09-04 to 2020-09-15, both counted"
    daily = f"{value:,} yuan x 0.05% x 12 days = "
    told = StringIO()
    call_command("show", late.reference, "--as", "bo", "--at", meat.at.isoformat(), stdout=told)
    assert f"  late-declaration fee  {fee:,}.00  ({counted}; {daily}" in told.getvalue()
    assert f"; {fee:,}.00 yuan; less than 1 yuan is dropped)" in told.getvalue()
    late.ends_well()


def test_an_entry_that_is_reported_late_makes_the_declaration_late(meat: Harbour) -> None:
    """The carrier tells three weeks after the fact that the ship had come: the fee follows, to the day."""
    late = pork(meat, "LATE-2", contract="BOXES")
    assert late.left(debt=2) is None
    meat.conveyance_enters(*SHIP, late=26)
    value = Decimal(late.assessment["customs_value"])
    fee = (value * 12 * 5 / 10000).to_integral_value(rounding="ROUND_DOWN")
    assert late.left(debt=2) == fee
    late.ends_well()


def test_in_time_there_is_no_fee(meat: Harbour) -> None:
    day = meat.at
    meat.after(days=-14).conveyance_enters(*SHIP)
    meat.at = day
    assert pork(meat, "TIMELY-1", contract="BOXES").left(debt=2) is None


def withdrawn(meat: Harbour, reference: str, *, at: datetime) -> Story:
    """Lodged now on a bill of its own, and withdrawn two days after."""
    story = pork(meat, reference, **OWN_BILL)
    meat.after(days=2)
    story.ask_to_withdraw(by=BO)
    story.grant_withdrawal(by=DONG)
    meat.at = at
    return story


def test_who_lodges_anew_what_was_withdrawn_has_fourteen_days_from_then(meat: Harbour) -> None:
    """Lodged in time on 9 September, withdrawn on the 11th, lodged anew on the 15th, the twentieth day after
    the ship's entry: no fee, and an amendment makes none."""
    day = meat.at
    meat.after(days=-20).conveyance_enters(*SHIP)
    meat.after(days=14)
    withdrawn(meat, "FIRST-1", at=day)
    again = pork(meat, "ANEW-1", **OWN_BILL)
    assert again.left(debt=2) is None
    assert [finding for finding in again.receipt.findings if finding.code == "T001"] == []
    amended = example("import-pork", {"/reference": "ANEW-1", "/remarks": "amended", **OWN_AT})
    assert again.ask_to_amend(amended, by=BO) == 2
    again.grant_amendment(amended, by=DONG)
    assert again.left(debt=2) is None


def test_what_was_late_is_not_less_late_for_being_withdrawn(meat: Harbour) -> None:
    day = meat.at
    meat.after(days=-26).conveyance_enters(*SHIP)
    meat.after(days=20)
    withdrawn(meat, "FIRST-2", at=day)
    again = pork(meat, "ANEW-2", **OWN_BILL)
    value = Decimal(again.receipt.assessment["customs_value"])
    assert again.left(debt=2) == (value * 12 * 5 / 10000).to_integral_value(rounding="ROUND_DOWN")


def passed(story: Story) -> None:
    """What was ordered is done, and nothing was found."""
    story.do(inspections.notify, PORT, by=INA)
    story.do(inspections.present, PORT, by=TESS)
    story.do(inspections.begin, PORT, second_officer=IVAN.person, present=BO.person, by=INA)
    story.do(inspections.enter_results, PORT, [Found(0, "customs")], by=INA)
    story.do(inspections.conclude, PORT, outcome="pass", by=IVAN)


@pytest.mark.parametrize("red", [True, False])
def test_the_days_count_from_the_last_withdrawal_whatever_was_drawn_before(meat: Harbour, red: bool) -> None:
    """Else its fee would tell a trader on which of two something had been ordered."""
    meat.after(days=-20).conveyance_enters(*SHIP)
    meat.after(days=12)
    for story in (both := [first(meat, red=one, **DAYS) for one in (red, not red)]):
        meat.after(days=2)
        if drawn(story):
            passed(story)
        story.ask_to_withdraw(by=BO)
        story.grant_withdrawal(by=DONG)
    bill = f"BILL-{not red:d}{both[1].receipt.local[2:]}"
    again = pork(meat, "ANEW-3", related_entry=both[0].reference, bill=bill, **DAYS)
    assert current(again.id, meat.books.law).facts.withdrawn_on == date(2020, 9, 11) and drawn(again)


@pytest.mark.parametrize("red", [True, False])
def test_who_withdraws_and_lodges_again_draws_what_was_drawn(meat: Harbour, red: bool) -> None:
    """Under any reference, on the same bill or as the related entry: green stays green, red stays red."""
    story = first(meat, red=red)
    bill = f"BILL-{red:d}{story.receipt.local[2:]}"
    if red:
        passed(story)
    story.ask_to_withdraw(by=BO)
    story.grant_withdrawal(by=DONG)
    for n in range(8):
        named = {"related_entry": story.reference, "bill": "OTHER"} if n % 2 else {"bill": bill}
        again = pork(meat, f"AGAIN-{red:d}{n}", **named)
        assert drawn(again) == red
        assert links_of(again.id) == [Linked(again.id, "replaces", story.id)]
        assert [order.method for order in selected(again.id)] == ["opening"] * red
        again.ends_well()
        again.ask_to_withdraw(by=BO)
        if red:
            passed(again)
        again.grant_withdrawal(by=DONG)
        story, bill = again, named["bill"]


@pytest.mark.parametrize("harmless", ["standing", "withdrawn"])
def test_who_names_a_harmless_entry_is_not_rid_of_the_draw(meat: Harbour, harmless: str) -> None:
    red, green = first(meat, red=True), first(meat, red=False)
    passed(red)
    for story in [red, green] if harmless == "withdrawn" else [red]:
        story.ask_to_withdraw(by=BO)
        story.grant_withdrawal(by=DONG)
    bill = f"BILL-1{red.receipt.local[2:]}"
    again = pork(meat, "HARMLESS-1", related_entry=green.reference, bill=bill)
    assert links_of(again.id) == [Linked(again.id, "replaces", red.id)]
    assert [order.method for order in selected(again.id)] == ["opening"]


def test_an_officers_order_is_inherited_too(meat: Harbour) -> None:
    """What was refused with an order standing is looked at when it comes again; its trader is not told."""
    story = first(meat, red=False)
    wanted = select.Order(authority="customs", place="port", method="machine", part="CSQU3054383")
    story.do(inspections.order, [wanted], by=INA)
    story.take(DONG, "refuse")
    again = pork(meat, "SECOND-1", related_entry=story.reference)
    assert [(one.method, one.part) for one in selected(again.id)] == [("machine", "CSQU3054383")]
    assert again.lacks_to_trader("may_leave", "CSQU3054383") == {
        "documents checking", "charges provisional", "cargo expected",
    }  # fmt: skip


def test_the_entry_of_a_stranger_or_one_still_alive_has_no_heirs(meat: Harbour) -> None:
    alive = first(meat, red=True)
    other = pork(meat, "HEIR-1", related_entry=alive.reference)
    assert links_of(other.id) == []
    assert example("import-pork")["trader"]["identifier"] == MEAT_FIRM
