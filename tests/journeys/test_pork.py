"""Frozen pork in three containers, lodged by a broker: supervision documents, an inspection by two
officers, a laboratory, a certificate."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from tests.harbour import ANN, BEA, BO, DONG, INA, IVAN, LIN, MEAT_FIRM, TESS, Harbour, licence
from tests.journeys.story import PORT, Story, bill, box
from tests.journeys.test_cargo_pages import Desk
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import proofs
from tongguan.desk.inspections.actions import Found, Wanted
from tongguan.desk.inspections.certificates import licences
from tongguan.desk.inspections.queries import certificates_of
from tongguan.desk.inspections.queries import inspections as visits
from tongguan.desk.people.actions import give_role
from tongguan.desk.people.models import Office, Person
from tongguan.desk.revenue import actions as revenue
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import SYSTEM, Actor

BILL = "COSU6254178810"
BOXES = ("CSQU3054383", "TGHU1234567", "MSKU1234565")
LICENCE = ("7", "20-AB-100001")
AT_NINE = datetime(2020, 9, 16, 1, 0, tzinfo=UTC)
SAMPLES = [Wanted(0, "quarantine", "SEAL-7")]
CLEAN = (Found(0, "customs"), Found(0, "quarantine"))
ANOTHER = Actor("219", "inspector", "0908")


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    """Bo lodges for Huaxin Foods; meat is always looked at, which only the officers know."""
    licence(*LICENCE, MEAT_FIRM, quantity=Decimal(100_000), unit="035")
    return Story(harbour, harbour.lodge("import-pork", by=BO))


def arrive(harbour: Harbour) -> None:
    harbour.conveyance_enters("2", "UN9074729", "020E")
    harbour.after(hours=6).report("discharged", "bill", bill(BILL))
    harbour.report("available", "bill", bill(BILL))


def pay(pork: Story) -> None:
    pork.do(revenue.pay, amount=pork.left(), currency="CNY", reference="EPAY-2", by=BEA)


def settled(pork: Story) -> None:
    """The documents are cleared, the ship is in, the charges are paid: the order alone is left."""
    pork.after(minutes=2).harbour.ring()
    arrive(pork.harbour)
    pay(pork)


def looked_at(pork: Story) -> None:
    """Two officers open and sample; the laboratory takes two days; the second one confirms."""
    pork.after(hours=1).do(inspections.notify, PORT, by=INA)
    pork.do(inspections.book, PORT, site="YARD", starts_at=AT_NINE, by=BO)
    pork.harbour.at = AT_NINE
    pork.do(inspections.present, PORT, by=TESS)
    pork.do(inspections.begin, PORT, second_officer=IVAN.person, present=BO.person, by=INA)
    (sample,) = pork.after(hours=1).do(inspections.take_samples, PORT, SAMPLES, laboratory="LAB", by=INA)
    pork.after(days=2).do(inspections.report, sample, reference="LAB-1", conforms=True, by=INA)
    pork.do(inspections.enter_results, PORT, CLEAN, by=INA)
    pork.after(minutes=20).do(inspections.conclude, PORT, outcome="pass", by=IVAN)


def test_nobody_outside_knows_of_the_order_before_the_notice(harbour: Harbour, pork: Story) -> None:
    first, known = BOXES[0], {"documents checking", "charges provisional", "cargo expected"}
    assert pork.lacks("may_leave", first) == known | {"port_inspection ordered"}
    assert pork.lacks_to_trader("may_leave", first) == known
    settled(pork)
    assert pork.lacks("may_leave", first) == {"port_inspection ordered"}
    assert pork.lacks_to_trader("may_leave", first) == {"documents checking"}
    assert visits(pork.id, as_trader=True) == ()

    pork.after(hours=1).do(inspections.notify, PORT, by=INA)
    assert pork.lacks_to_trader("may_leave", first) == {"documents checking", "port_inspection notified"}
    assert pork.told()[-1] == "notify_port_inspection"
    (visit,) = visits(pork.id, as_trader=True)
    assert {(look.authority, look.method, look.criteria) for look in visit.looks} == {
        ("customs", "opening", ""), ("quarantine", "opening", ""), ("quarantine", "sample", ""),
    }  # fmt: skip
    pork.ends_well()


def test_it_takes_two_officers_and_the_second_confirms(harbour: Harbour, pork: Story) -> None:
    settled(pork)
    pork.after(hours=1).do(inspections.notify, PORT, by=INA)
    assert pork.do(inspections.book, PORT, site="YARD", starts_at=AT_NINE, by=BO) == 1
    harbour.at = AT_NINE
    pork.do(inspections.present, PORT, by=TESS)
    with pytest.raises(Refused):
        pork.do(inspections.begin, PORT, second_officer=INA.person, present=BO.person, by=INA)
    pork.do(inspections.begin, PORT, second_officer=IVAN.person, present=BO.person, by=INA)
    (sample,) = pork.after(hours=1).do(inspections.take_samples, PORT, SAMPLES, laboratory="LAB", by=INA)
    known = {"documents checking", "port_inspection laboratory"}
    assert pork.lacks_to_trader("may_leave", BOXES[0]) == known
    pork.after(days=2).do(inspections.report, sample, reference="LAB-1", conforms=True, by=INA)
    pork.do(inspections.enter_results, PORT, CLEAN, by=INA)
    with pytest.raises(NotOffered, match="not_the_same_person"):
        pork.do(inspections.conclude, PORT, outcome="pass", by=INA)
    pork.do(inspections.conclude, PORT, outcome="pass", by=IVAN)
    assert all(pork.is_open("may_leave", one) for one in BOXES)
    pork.ends_well()


def test_what_was_looked_at_leaves_with_a_certificate(harbour: Harbour, pork: Story) -> None:
    settled(pork)
    looked_at(pork)
    for lacks in (pork.lacks, pork.lacks_to_trader):
        assert lacks("released", BOXES[0]) == {"licences pending"}
    pork.do(proofs.issue, code="20", number="DL-2020-5", holder=MEAT_FIRM, text="Fit to eat", by=INA)
    assert [one.number for one in certificates_of(pork.id)] == ["DL-2020-5"]
    assert pork.write_off(by=ANN) == ()
    assert licences("cn", [LICENCE])[LICENCE].quantity == 22_200
    assert set(pork.case.ended.values()) == {"released"}
    for one in BOXES:
        harbour.after(hours=1).report("gate_out", "container", box(BILL, one))
    assert all(pork.is_open("closed", one) for one in BOXES)

    # Two days of the laboratory are customs'; that Bo booked for the next morning is the trader's.
    owners = pork.ledger(BOXES[0]).by_owner
    assert set(owners) == {"inspection", "trader"}
    assert owners["inspection"] > 2 * 24 * 3600
    pork.ends_well()


def test_a_licence_that_does_not_reach_is_mended(harbour: Harbour, pork: Story) -> None:
    """Another declaration was quicker, and the licence does not reach for both; it is taken back."""
    other = {"/reference": "HX-QUICK", "/contract": "BOXES"}
    quicker = Story(harbour, harbour.lodge("import-pork", other, by=BO))
    assert quicker.write_off(by=ANN) == ()
    findings = pork.write_off(by=ANN)
    assert [(one.code, one.arguments["left"]) for one in findings] == [("I114", "22200.00000")] * 3
    assert "licences failing" in pork.lacks_to_trader("released", BOXES[0])
    assert licences("cn", [LICENCE])[LICENCE].quantity == 22_200, "nothing more of it was used"
    quicker.ask_to_withdraw(by=BO)
    quicker.grant_withdrawal(by=DONG)
    pork.after(days=1).do(proofs.bring_licence, reference="amended at the issuer's", by=BO)
    assert pork.write_off(by=ANN) == ()
    assert "licences written_off" not in pork.lacks("released", BOXES[0])
    pork.ends_well()


def test_nobody_comes_and_the_appointment_is_missed(harbour: Harbour, pork: Story) -> None:
    arrive(harbour)
    pork.do(inspections.notify, PORT, by=INA)
    pork.do(inspections.book, PORT, site="YARD", starts_at=AT_NINE, by=LIN)
    harbour.at = AT_NINE
    pork.after(hours=2).do(inspections.miss, PORT, by=IVAN)
    assert pork.state("port_inspection") == "notified"
    pork.do(inspections.book, PORT, site="YARD", starts_at=AT_NINE.replace(hour=6), by=BO)
    pork.after(hours=3).do(inspections.present, PORT, by=TESS)
    pork.do(
        inspections.begin,
        PORT,
        second_officer=IVAN.person,
        present=TESS.person,
        absence="did_not_come",
        by=INA,
    )
    assert pork.state("port_inspection") == "begun"
    pork.ends_well()


def _another(harbour: Harbour) -> str:
    person = Person.objects.create(pk=ANOTHER.person, username="another", name="Another")
    today, office = harbour.today, Office.objects.get(code=ANOTHER.office)
    give_role(person=person, capacity="inspector", place=office, on=today, actor=SYSTEM, today=today)
    return ANOTHER.person


def test_a_second_look_by_other_officers(harbour: Harbour, pork: Story, settings: Any) -> None:
    """What was found is disputed; the same two neither decide on it nor look again."""
    arrive(harbour)
    pork.do(inspections.notify, PORT, by=INA)
    pork.do(inspections.present, PORT, by=BO)
    pork.do(inspections.begin, PORT, second_officer=IVAN.person, present=BO.person, by=INA)
    found = (Found(0, "customs"), Found(0, "quarantine", "treat", "flies"))
    pork.do(inspections.enter_results, PORT, found, by=INA)
    with pytest.raises(Refused):
        pork.do(inspections.conclude, PORT, outcome="pass", by=IVAN)
    pork.do(inspections.conclude, PORT, outcome="treat", by=IVAN)
    pork.after(hours=5).do(inspections.ask_to_repeat, PORT, reason="only two flies", by=BO)
    with pytest.raises(NotOffered, match="not_the_same_person"):
        pork.do(inspections.answer_repeat, PORT, grant=True, reason="granted", by=IVAN)
    for pk, told in ((INA.person, True), (IVAN.person, True), (_another(harbour), False)):
        page = Desk(harbour, settings, Person.objects.get(pk=pk)).text(f"/office/cases/{pork.reference}/")
        assert ("another officer decides" in page, "grant the repeat" in page) == (told, not told)
    again = pork.do(inspections.answer_repeat, PORT, grant=True, reason="granted", by=ANOTHER)
    assert again == PORT._replace(number=2)
    pork.do(inspections.present, again, by=TESS)
    with pytest.raises(Refused):
        pork.do(inspections.begin, again, second_officer=IVAN.person, present=BO.person, by=INA)
    assert pork.state("port_inspection", number=2) == "at_site"
    pork.ends_well()
