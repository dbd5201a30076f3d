"""The scenes of inspections, and of what a trader does on a declaration; and what is sent wrongly."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from tests.doors.every_scene import PLAIN, Signed, World
from tests.harbour import BEA, BO, DONG, INA, IVAN, TESS
from tests.journeys.story import PORT, Story
from tongguan.desk.declarations import changes
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections.actions import Found, Wanted
from tongguan.desk.revenue import actions as revenue
from tongguan.law.kernel.case import Actor

AT_NINE = datetime(2020, 9, 16, 1, 0, tzinfo=UTC)
Wrong = tuple[str, Callable[[World], Signed], dict[str, Any], tuple[str, ...], tuple[str, ...]]
"""What is done, the scene, what is sent, the fields at which something is said, what is not shown again."""


def notified(world: World) -> Story:
    """Meat, of which a sample is taken; the trader knows of it."""
    pork = world.pork()
    pork.arrives(("2", "UN9074729", "020E"), "COSU6254178810")
    pork.after(hours=1).do(inspections.notify, PORT, by=INA)
    return pork


def at_site(world: World) -> Story:
    pork = notified(world)
    pork.do(inspections.book, PORT, site="YARD", starts_at=AT_NINE, by=BO)
    world.harbour.at = AT_NINE
    pork.do(inspections.present, PORT, by=TESS)
    return pork


def begun(world: World) -> Story:
    pork = at_site(world)
    pork.do(inspections.begin, PORT, second_officer=IVAN.person, present=BO.person, by=INA)
    return pork.after(hours=1)


def sampled(world: World) -> Story:
    pork = begun(world)
    wanted = [Wanted(0, "quarantine", "SEAL-7")]
    pork.do(inspections.take_samples, PORT, wanted, laboratory="LAB", by=INA)
    return pork


def with_results(world: World) -> Story:
    pork = begun(world)
    clean = (Found(0, "customs"), Found(0, "quarantine"))
    pork.do(inspections.enter_results, PORT, clean, by=INA)
    return pork.after(minutes=20)


def passed(world: World) -> Story:
    pork = with_results(world)
    pork.do(inspections.conclude, PORT, outcome="pass", by=IVAN)
    return pork


def visit(until: Callable[[World], Story], who: Actor = INA) -> Callable[[World], Signed]:
    """Each form of a visit has a number of its own, which is not used up by a refusal in another language."""

    def scene(world: World) -> Signed:
        pork = until(world)
        return Numbered(world.client(who)), f"/inspection/{pork.reference}/port_inspection/1/"

    return scene


class Numbered:
    """A browser that numbers what it sends from a visit."""

    def __init__(self, client: Any) -> None:
        self.client, self.cookies, self.sent = client, client.cookies, 0

    def post(self, path: str, told: dict[str, Any]) -> Any:
        self.sent += 1
        return self.client.post(path, {**told, "token": f"t{self.sent}"})


def bay_asked_for(world: World) -> Signed:
    from tongguan.desk.hall.models import Visit

    pork = notified(world)
    asked = {"about": pork.reference, "site": "YARD", "starts_at": "2020-09-16T21:00"}
    world.client(BO).post("/trade/hall/bay/", asked)
    return world.client(INA), f"/hall/visits/{Visit.objects.get().pk}/"


def step(name: str, until: Callable[[World], Story], who: Actor = BO) -> Callable[[World], Signed]:
    def scene(world: World) -> Signed:
        pork = until(world)
        return world.client(who), f"/trade/declarations/{pork.reference}/do/{name}/"

    return scene


def booked(world: World) -> Story:
    pork = notified(world)
    pork.do(inspections.book, PORT, site="YARD", starts_at=AT_NINE, by=BO)
    return pork


def asked(world: World) -> Story:
    pork = world.pork(PLAIN)
    pork.after(hours=1).do(changes.take, "ask", by=DONG, data="Which cut?")
    return pork


def lodged(world: World) -> Story:
    return world.pork(PLAIN)


def charged(world: World) -> Story:
    pork = world.pork(PLAIN)
    pork.arrives(("2", "UN9074729", "020E"), "COSU6254178810")
    return pork


def to_debit(world: World) -> Signed:
    pork = charged(world)
    pork.do(revenue.order_payment, bank=BEA.behalf, by=BO)
    return world.client(BEA), f"/revenue/orders/{pork.reference}/1/"


def without_licence(world: World) -> Story:
    """Another declaration was quicker, and the licence does not reach for both."""
    pork = world.pork()
    other = {"/reference": "HX-QUICK", "/contract": "BOXES"}
    assert Story(world.harbour, world.harbour.lodge("import-pork", other, by=BO)).write_off(by=DONG) == ()
    assert pork.write_off(by=DONG)
    return pork


VISITS: list[Wrong] = [
    (
        "begin",
        visit(at_site),
        {"second": "", "present_name": "Wang Wu", "absence": "epidemic"},
        ("second",),
        (),
    ),
    ("photo", visit(begun), {"picture": b"MZ", "line": "2", "note": "a dent"}, ("picture",), ()),
    ("seal", visit(begun), {"container": "TGHU1234567", "taken_off": "", "put_on": ""}, ("taken_off",), ()),
    ("samples", visit(begun), {"laboratory": "", "seal-quarantine-0": "S-1"}, ("laboratory",), ()),
    ("samples", visit(begun), {"laboratory": "LAB"}, ("seal-customs-0",), ()),
    (
        "record",
        visit(begun),
        {"found-customs-0": "burnt", "note-customs-0": "as seen"},
        ("found-customs-0",),
        ("found-customs-0",),
    ),
    ("results", visit(begun), {"found-customs-0": "nothing"}, ("found-quarantine-0",), ()),
    (
        "report",
        visit(sampled),
        {"sample": "1", "reference": "", "conforms": "", "text": "as read"},
        ("reference-1", "conforms-1"),
        (),
    ),
    ("conclude", visit(with_results, IVAN), {"outcome": "treat"}, ("outcome",), ("outcome",)),
    ("doubt", visit(with_results), {"reason": " "}, ("reason",), ()),
    (
        "issue",
        visit(passed),
        {"code": "", "certificate": "", "text": "Fit to eat"},
        ("code", "certificate"),
        (),
    ),
]
STEPS: list[Wrong] = [
    ("answer", step("answer", asked), {"text": "x" * 2001}, ("id_text",), ()),
    ("bring_licence", step("bring_licence", without_licence), {"reference": "x" * 61}, ("id_reference",), ()),
    ("present_for", step("present_for_port_inspection", booked), {}, ("id_present",), ()),
    ("book", step("book_port_inspection", notified), {"slot": "YARD never"}, ("id_slot",), ("slot",)),
    ("request_withdrawal", step("request_withdrawal", lodged), {"evidence": "a list"}, ("id_cause",), ()),
    ("request_return", step("request_return", lodged), {"text": ""}, ("id_text",), ()),
    ("order_payment", step("order_payment", charged), {"bank": "none"}, ("id_bank",), ("bank",)),
    (
        "secure",
        step("secure", charged),
        {"guarantee": "BH-ORE", "monthly": "on"},
        ("id_guarantee",),
        ("guarantee",),
    ),
]
