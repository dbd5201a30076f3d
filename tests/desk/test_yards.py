"""A terminal speaks for the sites that it runs, a carrier for what it lists, and nobody for another."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from tests.desk import port
from tests.desk.port import AT, CARRIER, TERMINAL, TRADER, later, state, steps
from tests.desk.test_cargo import SHIP, TWO, box, tell, waiting
from tests.desk.visits import PORT, a_site, begun, notified
from tongguan.desk.cargo import actions as cargo
from tongguan.desk.cargo import queries
from tongguan.desk.cargo.actions import Bill, Told
from tongguan.desk.cargo.names import BILL, CALL, CONTAINER
from tongguan.desk.declarations import changes
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections.actions import Found
from tongguan.desk.inspections.models import Site
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor

pytestmark = pytest.mark.usefixtures("dalian")
NEXT_DOOR = Actor("43", "terminal", "91210200000000007X")  # runs a site of the same office
FAR_AWAY = Actor("44", "terminal", "91210200000000008X")  # runs one of another office
NOWHERE = Actor("45", "terminal", "91210200000000009X")
OTHER_LINE = Actor("46", "carrier", "91210200000000010X")


@pytest.fixture(autouse=True)
def sites(dalian: None) -> None:
    for code, office, who in (("Y-2", "0908", NEXT_DOOR), ("Y-3", "0902", FAR_AWAY)):
        Site.objects.create(code=code, office=office, operator=who.behalf, bays=1, name_en="Y", name_zh="场")


def code(work: Callable[[], object]) -> str:
    with pytest.raises(Refused) as refused:
        work()
    return refused.value.findings[0].code


def test_a_terminal_s_report_is_recorded_where_the_goods_are_before_its_office() -> None:
    one = waiting(*TWO)
    tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER)
    first, _ = TWO
    before = steps(one)
    told = tell(("discharged", CONTAINER, box(first)), reference="M2", actor=FAR_AWAY, hours=3)
    assert (told.dossiers, steps(one), state(one, "cargo", first)) == ((one,), before, "entered")
    assert len(queries.open_facts(one)) == 1, "it says nothing here, unless an amendment moves the goods"
    tell(("discharged", CONTAINER, box(first)), reference="M3", actor=NEXT_DOOR, hours=4)
    assert [state(one, "cargo", part) for part in TWO] == ["discharged", "entered"]
    tell(("available", CONTAINER, box(first)), reference="M4", actor=NEXT_DOOR, hours=5)
    assert state(one, "cargo", first) == "available"
    assert queries.open_facts(one) == [], "it says nothing any more"


def test_who_runs_no_site_reports_nothing() -> None:
    one = waiting()
    assert code(lambda: tell(("discharged", BILL, "COSU1"), reference="M1", actor=NOWHERE)) == "K106"
    assert (queries.open_facts(one), state(one, "cargo")) == ([], "expected")


def test_a_terminal_does_not_declare_the_entry_of_a_conveyance() -> None:
    assert code(lambda: tell(("entered", CALL, SHIP), reference="M1", actor=TERMINAL)) == "K103"


@pytest.mark.parametrize(
    ("kind", "about", "key"),
    [("entered", CALL, SHIP), ("short", BILL, "COSU1"), ("short", CONTAINER, box(TWO[0]))],
)
def test_a_carrier_reports_what_its_own_manifests_list(kind: str, about: str, key: str) -> None:
    one = waiting(*TWO)
    listed = {"direction": "import", "call": SHIP, "reference": "MF-1"}
    cargo.receive_manifest([Bill("COSU1", TWO)], **listed, actor=CARRIER, at=AT)
    assert code(lambda: tell((kind, about, key), reference="M1", actor=OTHER_LINE)) == "K107"
    assert state(one, "cargo", TWO[0]) == "expected"
    tell((kind, about, key), reference="M2", actor=CARRIER)
    assert state(one, "cargo", TWO[0]) == {"entered": "entered", "short": "short"}[kind]


def test_what_nobody_lists_yet_any_carrier_may_report() -> None:
    told = [Told("entered", CALL, SHIP, AT)]
    assert not cargo.receive(told, reference="M1", actor=OTHER_LINE, at=later(1)).repeated


def test_the_operator_of_the_booked_site_says_that_the_goods_are_there() -> None:
    a_site()
    one = notified()
    ten = AT + timedelta(days=1, hours=1)
    assert code(lambda: booked(one, NEXT_DOOR)) == "I120"
    inspections.book(one, PORT, site="DLC-1", starts_at=ten, actor=TRADER, at=later(1.5))
    for actor in (NEXT_DOOR, FAR_AWAY, NOWHERE):
        assert code(lambda a=actor: inspections.present(one, PORT, actor=a, at=later(2))) == "I120"
    assert state(one, PORT.track) == "booked"
    inspections.present(one, PORT, actor=TERMINAL, at=later(2))
    assert state(one, PORT.track) == "at_site"


def booked(one: int, actor: Actor) -> int:
    ten = AT + timedelta(days=1, hours=1)
    return inspections.book(one, PORT, site="DLC-1", starts_at=ten, actor=actor, at=later(1.5))


def test_without_an_appointment_it_is_an_operator_of_the_office_that_inspects() -> None:
    one = notified()
    for actor in (FAR_AWAY, NOWHERE):
        assert code(lambda a=actor: inspections.present(one, PORT, actor=a, at=later(2))) == "I120"
    inspections.present(one, PORT, actor=NEXT_DOOR, at=later(2))


def test_the_operator_says_that_goods_were_treated() -> None:
    one = begun()
    found = (Found(1, "customs"), Found(2, "customs"), Found(2, "quarantine", "treat"))
    inspections.enter_results(one, PORT, found, actor=port.INSPECTOR, at=later(4))
    inspections.conclude(one, PORT, outcome="treat", actor=port.SECOND, at=later(5))
    treated = {"reference": "heat", "at": later(6)}
    assert code(lambda: inspections.finish_treatment(one, PORT, actor=FAR_AWAY, **treated)) == "I120"
    inspections.finish_treatment(one, PORT, actor=TERMINAL, **treated)
    assert state(one, PORT.track) == "at_site"


def test_a_plain_step_of_the_goods_is_the_operator_s_and_the_carrier_s_too() -> None:
    one = waiting()
    listed = {"direction": "import", "call": SHIP, "reference": "MF-1"}
    cargo.receive_manifest([Bill("COSU1")], **listed, actor=CARRIER, at=AT)
    for actor, says in ((FAR_AWAY, "I120"), (OTHER_LINE, "K107")):
        assert code(lambda a=actor: changes.take(one, "gate_out", actor=a, at=later(1))) == says
    with pytest.raises(NotOffered, match="may_leave"):
        changes.take(one, "gate_out", actor=TERMINAL, at=later(1))
