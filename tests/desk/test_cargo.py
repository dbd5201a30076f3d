"""Cargo: reports from carriers and terminals reach the dossiers that wait for them, in either order."""

from datetime import datetime, timedelta
from decimal import Decimal as D
from string import ascii_lowercase

import pytest
from django.db import IntegrityError, connection, transaction

from tests.desk import port
from tests.desk.port import AT, CARRIER, INSPECTOR, OFFICER, SYSTEM, TERMINAL, TRADER, later, state, steps
from tests.desk.visits import why
from tongguan.desk.cargo import actions, names, queries, recording
from tongguan.desk.cargo.actions import Bill, Told
from tongguan.desk.cargo.names import BILL, CALL, CONTAINER
from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.models import Outbox
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor
from tongguan.law.words import say

pytestmark = pytest.mark.usefixtures("dalian")
SHIP = names.call("2", "Ever Given", "021W")
TWO = ("TGHU1234567", "MSKU7654321")


def waiting(
    *containers: str, kind: str = "import", bill: str = "COSU1", ref: str = "R1", ship: str = "Ever Given"
) -> int:
    parts = containers or ("",)
    openings = [("documents", "", "checking")]
    openings += [
        (track, part, s) for part in parts for track, s in (("cargo", "expected"), ("exit", "awaited"))
    ]
    things = names.expected(mode="2", name=ship, voyage="021W", bill_number=bill, containers=containers)
    return port.lodged(
        *openings, kind=kind, parts=parts, reference=ref, also=lambda it: recording.expect(it, things)
    )


def delivered(dossier: int, *, at: datetime) -> tuple[str, ...]:
    """Records on a dossier what was reported of its cargo."""
    return act(dossier, recording.catch_up, actor=SYSTEM, at=at)


def tell(
    *told: tuple[str, str, str], reference: str, actor: Actor = TERMINAL, hours: float = 2, ago: float = 1
) -> actions.Received:
    """A message of reports, delivered at once to every dossier that it concerns."""
    said = [Told(*one, occurred_at=later(hours - ago)) for one in told]
    received = actions.receive(said, reference=reference, actor=actor, at=later(hours))
    for dossier in received.dossiers:
        delivered(dossier, at=later(hours))
    return received


def box(number: str, bill: str = "COSU1") -> str:
    return names.container(bill, number)


def test_one_thing_has_one_name() -> None:
    assert names.call("2", " ever  given ", "021w") == SHIP == "2/EVER GIVEN/021W"
    assert names.call("2", "", "021W") == ""
    assert names.expected(bill_number="", containers=TWO) == ()
    assert names.container("A/B", "C") != names.container("A", "B/C")


def test_a_report_is_recorded_on_the_dossier_that_waits_for_it() -> None:
    one = waiting()
    assert tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER).dossiers == (one,)
    assert state(one, "cargo") == "entered"
    event = next(e for e in port.events_of(one) if e.name == "declare_entry")
    assert (event.occurred_at, event.recorded_at) == (later(1), later(2))
    assert (event.by, event.capacity, event.behalf) == (CARRIER.person, "carrier", CARRIER.behalf)
    tell(("discharged", BILL, "COSU1"), reference="M2", hours=4)
    tell(("available", BILL, "COSU1"), reference="M3", hours=5)
    assert state(one, "cargo") == "available"
    assert queries.open_facts(one) == []


def test_each_container_has_a_life_of_its_own() -> None:
    one = waiting(*TWO)
    tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER)
    assert [state(one, "cargo", part) for part in TWO] == ["entered", "entered"]
    tell(("discharged", CONTAINER, box(TWO[0])), reference="M2", hours=3)
    tell(("available", CONTAINER, box(TWO[0])), ("short", CONTAINER, box(TWO[1])), reference="M3", hours=4)
    assert [state(one, "cargo", part) for part in TWO] == ["available", "short"]
    assert port.case_of(one).ended == {TWO[1]: "short_landed"}


def test_what_was_reported_before_the_declaration_is_recorded_afterwards() -> None:
    early = tell(("entered", CALL, SHIP), ("entered", BILL, "OTHER"), reference="M1", actor=CARRIER)
    assert early.dossiers == ()
    tell(("discharged", CONTAINER, box(TWO[0])), reference="M2")
    things = names.expected(mode="2", name="EVER GIVEN", voyage="021W", bill_number="COSU1")
    assert queries.entered_at(things) == later(1)
    one = waiting(TWO[0])
    assert tuple(queries.waiting()) == (one,)
    assert delivered(one, at=later(3)) == ("entered", "discharged")
    assert (state(one, "cargo", TWO[0]), tuple(queries.waiting())) == ("discharged", ())
    assert queries.open_facts(one) == []
    assert delivered(one, at=later(4)) == ()


def test_reports_in_the_wrong_order_are_caught_up_in_the_right_one() -> None:
    one = waiting()
    tell(("available", BILL, "COSU1"), reference="M3")
    tell(("gate_out", BILL, "COSU1"), reference="M4", hours=3)
    assert (state(one, "cargo"), tuple(queries.waiting())) == ("expected", (one,))
    assert [fact.kind for fact in queries.open_facts(one)] == ["available", "gate_out"]
    tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER, hours=4)
    assert (state(one, "cargo"), state(one, "exit")) == ("available", "awaited")
    port.take(one, "clear_automatically", SYSTEM, later(5))
    assert delivered(one, at=later(6)) == ("gate_out",)
    assert state(one, "exit") == "gone"
    assert steps(one)[-2:] == ["gate_out", "closed"]


def test_a_message_is_acted_upon_once() -> None:
    one = waiting()
    assert tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER).repeated is False
    count = len(port.events_of(one))
    assert tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER).repeated is True
    with pytest.raises(Refused) as refused:
        tell(("entered", BILL, "COSU1"), reference="M1", actor=CARRIER)
    assert why(refused) == "K101"
    tell(("entered", BILL, "COSU1"), reference="M1", actor=Actor("41", "port", TERMINAL.behalf), hours=3)
    assert len(port.events_of(one)) == count
    assert tuple(queries.waiting()) == ()


@pytest.mark.parametrize(
    ("told", "actor", "code"),
    [
        (Told("entered", CALL, SHIP, later(3)), CARRIER, "K102"),
        (Told("discharged", BILL, "B", AT), CARRIER, "K103"),
        (Told("gate_out", BILL, "B", AT), TRADER, "K103"),
        (Told("vanished", BILL, "B", AT), TERMINAL, "K104"),
        (Told("discharged", CALL, SHIP, AT), TERMINAL, "K104"),
        (Told("discharged", BILL, "", AT), TERMINAL, "K105"),
        (Told("discharged", CONTAINER, "/", AT), TERMINAL, "K105"),
    ],
)
def test_a_report_that_cannot_be_is_refused(told: Told, actor: Actor, code: str) -> None:
    with pytest.raises(Refused) as refused:
        actions.receive([told], reference="M1", actor=actor, at=later(2))
    assert why(refused) == code
    (finding,) = refused.value.findings
    chinese = say(code, finding.arguments, "zh").replace("vanished", "")
    assert not set(chinese) & set(ascii_lowercase), chinese
    assert actions.receive([], reference="M1", actor=actor, at=later(2)).repeated is False


def test_the_same_box_on_another_bill_is_another_thing() -> None:
    old = waiting(TWO[0], bill="COSU0", ref="R0")
    one = waiting(TWO[0])
    tell(("entered", BILL, "COSU1"), ("short", CONTAINER, box(TWO[0])), reference="M1", actor=CARRIER)
    assert (state(old, "cargo", TWO[0]), state(one, "cargo", TWO[0])) == ("expected", "short")


def test_two_declarations_of_one_bill_hear_of_it_alike() -> None:
    ones = [waiting(), waiting(ref="R2")]
    assert tell(("entered", BILL, "COSU1"), reference="M1", actor=CARRIER).dossiers == tuple(ones)
    assert [state(one, "cargo") for one in ones] == ["entered", "entered"]


def test_a_manifest_finds_the_ship_that_the_declaration_names_wrongly() -> None:
    one = waiting(ship="Ever Givne")
    tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER)
    assert state(one, "cargo") == "expected"
    bill = Bill("cosu1", TWO, 100, D("20000.5"))
    told = {"direction": "import", "call": SHIP, "reference": "MAN1", "actor": CARRIER}
    assert actions.receive_manifest([bill], **told, at=later(3)).dossiers == (one,)  # type: ignore[arg-type]
    assert actions.receive_manifest([bill], **told, at=later(3)).repeated is True  # type: ignore[arg-type]
    with pytest.raises(Refused):
        actions.receive_manifest([Bill("X")], **told, at=later(3))  # type: ignore[arg-type]
    assert tuple(queries.waiting()) == (one,)
    assert queries.entered_at(names.expected(bill_number="COSU1")) == later(1)
    assert delivered(one, at=later(4)) == ("entered",)
    other = names.call("2", "Ever Green", "1")
    told |= {"call": other, "reference": "MAN2"}
    actions.receive_manifest([bill], **told, at=later(5))  # type: ignore[arg-type]
    assert tell(("entered", CALL, other), reference="M9", actor=CARRIER, hours=6).dossiers == (one,)


def test_a_declaration_is_held_against_its_manifest() -> None:
    assert [f.code for f in queries.differences(bill="COSU1", packages=1, gross_weight=None)] == ["K201"]
    actions.receive_manifest(
        [Bill("COSU1", TWO, 100, D("20000.50"))],
        direction="import",
        call=SHIP,
        reference="MAN1",
        actor=CARRIER,
        at=AT,
    )
    assert queries.differences(bill="COSU1", packages=100, gross_weight=D("20000.5"), containers=TWO) == ()
    wrong = queries.differences(bill="COSU1", packages=99, gross_weight=D(1), containers=("X", TWO[0]))
    assert [(f.code, f.pointer, f.severity) for f in wrong] == [
        ("K202", "/packages", "warning"),
        ("K203", "/gross_weight", "warning"),
        ("K204", "/containers", "warning"),
    ]
    assert dict(wrong[1].arguments) == {"manifest": "20000.5", "declared": "1"}


def test_goods_under_a_ban_stay_on_board_until_quarantine_has_passed_them() -> None:
    actions.receive_manifest(
        [Bill("COSU1")], direction="import", call=SHIP, reference="MAN1", actor=CARRIER, at=AT
    )
    one = waiting(*TWO)
    with pytest.raises(NotOffered):
        actions.forbid_discharge(one, reason="live cattle", actor=OFFICER, at=later(1))
    actions.forbid_discharge(one, reason="live cattle", actor=INSPECTOR, at=later(1))
    tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER)
    tell(("discharged", BILL, "COSU1"), reference="M2", hours=3)
    assert [state(one, "cargo", part) for part in TWO] == ["discharge_forbidden"] * 2
    assert list(Outbox.objects.filter(dossier_id=one).values_list("kind", "recipient")) == [
        ("discharge_forbidden", CARRIER.behalf)
    ]
    actions.allow_discharge(one, reason="healthy", actor=INSPECTOR, at=later(4))
    delivered(one, at=later(4))
    assert [state(one, "cargo", part) for part in TWO] == ["discharged"] * 2
    with pytest.raises(NotOffered):
        actions.allow_discharge(one, reason="healthy", actor=INSPECTOR, at=later(5))


def test_exports_arrive_at_the_yard_and_are_loaded() -> None:
    one = waiting(*TWO, kind="export")
    tell(("arrived", CONTAINER, box(TWO[0])), reference="M1")
    tell(("arrived", CONTAINER, box(TWO[1])), ("loaded", CONTAINER, box(TWO[0])), reference="M2", hours=3)
    assert [state(one, "exit", part) for part in TWO] == ["awaited", "awaited"]
    port.take(one, "clear_automatically", SYSTEM, later(4))
    assert delivered(one, at=later(5)) == ("loaded",)
    assert [state(one, "exit", part) for part in TWO] == ["loaded", "awaited"]
    tell(("entered", CALL, SHIP), reference="M3", actor=CARRIER, hours=6)
    assert tuple(queries.waiting()) == ()


def test_the_terminal_answers_a_stop() -> None:
    one = waiting()
    tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER)
    tell(("available", BILL, "COSU1"), reference="M2")
    port.take(one, "clear_automatically", SYSTEM, later(3))
    port.take(one, "ask_stop", OFFICER, later(4))
    tell(("stopped", BILL, "COSU1"), reference="M3", hours=6)
    assert state(one, "exit") == "stopped"


def test_an_amended_declaration_waits_for_another_bill_too() -> None:
    one = waiting()
    more = names.expected(bill_number="COSU2")
    act(
        one,
        lambda it: recording.expect(it, [*more, *names.expected(bill_number="COSU1")]),
        actor=OFFICER,
        at=later(1),
    )
    assert queries.bills_of(one) == ["COSU1", "COSU2"]
    tell(("entered", BILL, "COSU2"), reference="M1", actor=CARRIER)
    assert state(one, "cargo") == "entered"


def test_a_report_on_a_bill_reaches_the_parts_that_it_can_and_stays_open_for_the_others() -> None:
    one = waiting(*TWO)
    tell(("entered", BILL, "COSU1"), reference="M1", actor=CARRIER)
    tell(("available", BILL, "COSU1"), reference="M2", hours=3)
    act(one, lambda it: it.take("hold_for_documents", part=TWO[1]), actor=OFFICER, at=later(3))
    port.take(one, "clear_automatically", SYSTEM, later(4))
    tell(("gate_out", BILL, "COSU1"), reference="M3", hours=6)
    assert [state(one, "exit", part) for part in TWO] == ["gone", "awaited"]
    act(one, lambda it: it.take("lift_documents_hold", part=TWO[1]), actor=OFFICER, at=later(7))
    assert delivered(one, at=later(8)) == ("gate_out",)
    assert [state(one, "exit", part) for part in TWO] == ["gone", "gone"]
    assert port.events_of(one)[-1].recorded_at - port.events_of(one)[0].recorded_at == timedelta(hours=8)


@pytest.mark.parametrize("table", ["message", "manifest", "fact", "expectation", "applied"])
def test_what_was_reported_is_frozen(table: str) -> None:
    waiting()
    actions.receive_manifest(
        [Bill("COSU1")], direction="import", call=SHIP, reference="MAN1", actor=CARRIER, at=AT
    )
    tell(("entered", CALL, SHIP), reference="M1", actor=CARRIER)
    column = {"expectation": "part", "applied": "seq"}.get(table, "reference")
    for verb in (f"UPDATE \"cargo_{table}\" SET {column} = '9'", f'DELETE FROM "cargo_{table}"'):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(verb)
