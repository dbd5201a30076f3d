"""Who carries goods and who keeps them, in front of their page: what each is shown and may report."""

import re
from datetime import date, timedelta
from typing import Any
from urllib.parse import unquote, urlencode

import pytest
from django.test import Client

from tests.doors.test_goods_sheet import table as workbook
from tests.harbour import BO, DONG, KARL, MEAT_FIRM, RUI, TESS, Harbour, licence
from tests.journeys.story import Story
from tests.pages import text
from tongguan.desk.cargo.models import Fact, Manifest
from tongguan.desk.declarations import awaited
from tongguan.desk.dossiers.queries import case_of
from tongguan.desk.inspections.models import Site
from tongguan.desk.people.actions import give_role
from tongguan.desk.people.models import Enterprise, Person
from tongguan.desk.revenue import actions as revenue
from tongguan.doors.officer.cargo.said import local
from tongguan.law.kernel.case import SYSTEM, TrackKey

BILL, BOX = "COSU6254178810", "CSQU3054383"
THING, CALL = f"container|{BILL}/{BOX}", "call|2/UN9074729/020E"
SHIP = {"mode": "2", "name": "Evening Star", "voyage": "009E", "direction": "import"}
KINDS = ("discharged", "available", "arrived", "stopped", "gate_out", "loaded")
FORM = "application/x-www-form-urlencoded"


class Desk:
    """Somebody of an enterprise in front of the page of cargo."""

    def __init__(self, harbour: Harbour, settings: Any, person: Person, language: str = "en") -> None:
        self.harbour, self.settings, self.client = harbour, settings, Client()
        self.client.force_login(person)
        self.client.cookies["language"] = language

    def get(self, path: str = "/cargo/", **asked: Any) -> Any:
        self.settings.CLOCK_STANDS = self.harbour.at
        return self.client.get(path, asked, follow=True)

    def text(self, path: str = "/cargo/", **asked: Any) -> str:
        answer = self.get(path, **asked)
        assert answer.status_code == 200
        return text(answer)

    def send(self, path: str = "/cargo/", **told: Any) -> Any:
        self.settings.CLOCK_STANDS = self.harbour.at
        body = urlencode(told, doseq=True)
        return self.client.post(path, body, content_type=FORM)


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    licence("7", "20-AB-100001", MEAT_FIRM)
    return Story(harbour, harbour.lodge("import-pork", {"/storage_place": "North yard"}, by=BO))


@pytest.fixture
def tess(harbour: Harbour, settings: Any) -> Desk:
    return Desk(harbour, settings, Person.objects.get(pk=TESS.person))


@pytest.fixture
def karl(harbour: Harbour, settings: Any) -> Desk:
    return Desk(harbour, settings, Person.objects.get(pk=KARL.person))


@pytest.fixture
def entered(pork: Story) -> Story:
    pork.after(hours=2).harbour.conveyance_enters("2", "UN9074729", "020E")
    assert state(pork) == "entered"
    return pork.after(hours=1)


def new(harbour: Harbour, settings: Any, capacity: str, *, site: str = "", language: str = "en") -> Desk:
    """Somebody of an enterprise that was not here before; it may run a site called so, of the same office."""
    firm = Enterprise.objects.create(
        identifier=f"NEW-{capacity}-{site[:9]}", name="新", registered_on=harbour.today
    )
    person = Person.objects.create(username=firm.identifier, name="新")
    today = harbour.today
    give_role(person=person, capacity=capacity, place=firm, on=today, actor=SYSTEM, today=today)
    if site:
        Site.objects.create(
            code=site, office="0908", bays=0, operator=firm.identifier, name_en=site, name_zh=site
        )
    return Desk(harbour, settings, person, language)


def state(story: Story, track: str = "cargo") -> str:
    return str(case_of(story.id).tracks[TrackKey(track, BOX)].state)


def time(harbour: Harbour, minutes: int = 0) -> str:
    return local(harbour.at + timedelta(minutes=minutes))


def reference(page: str) -> str:
    return str(re.findall(r'name="reference" value="(web-[0-9a-f-]{36})"', page)[0])


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("capacity", ["carrier", "terminal", "port"])
def test_each_begins_on_the_page_of_its_cargo(
    capacity: str, language: str, harbour: Harbour, settings: Any
) -> None:
    page = new(harbour, settings, capacity, language=language).get("/")
    assert page.redirect_chain[-1][0] == "/cargo/" and page.status_code == 200
    said = {"en": "what is expected next", "zh": "待报告事项"}[language]
    assert said in page.content.decode()


def test_goods_go_from_list_to_list_as_they_are_reported(pork: Story, karl: Desk, tess: Desk) -> None:
    pork.after(hours=2)
    assert CALL in karl.text() and THING not in karl.text() and THING not in tess.text(kind="discharged")
    told = {"occurred": time(pork.harbour, -9), "kind": "entered", "thing": CALL, "reference": "1"}
    assert karl.send(**told).status_code == 302
    assert state(pork) == "entered" and CALL not in karl.text()
    pork.after(hours=1)
    for number, kind in enumerate(("discharged", "available")):
        assert THING in tess.text(kind=kind)
        told = {"occurred": time(pork.harbour), "kind": kind, "thing": THING, "reference": f"T{number}"}
        assert tess.send(**told)["Location"] == f"/cargo/?kind={kind}"
        assert state(pork) == kind and THING not in tess.text(kind=kind)
    assert THING not in tess.text(kind="gate_out"), "the gate is shut"


def test_what_may_leave_is_listed_stopped_and_reported(harbour: Harbour, tess: Desk, karl: Desk) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    boxes = Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))
    boxes.after(minutes=2)
    harbour.ring()
    boxes.do(revenue.secure, guarantee="BH-MEAT", last=date(2020, 10, 1), by=RUI)
    assert THING not in tess.text(kind="gate_out"), "the gate is shut"
    boxes.arrives(("2", "UN9074729", "020E"), BILL)
    assert THING in tess.text(kind="gate_out") and BOX not in karl.text(kind="loaded")
    boxes.take(DONG, "ask_stop", part=BOX)
    assert THING in tess.text(kind="stopped") and THING not in tess.text(kind="gate_out")
    told = {"occurred": time(harbour), "kind": "stopped", "thing": THING, "reference": "S"}
    assert tess.send(**told).status_code == 302
    assert state(boxes, "exit") == "stopped" and THING not in tess.text(kind="stopped")
    boxes.take(DONG, "cancel_stop", part=BOX)
    told = {"occurred": time(harbour), "kind": "gate_out", "thing": THING, "reference": "G"}
    assert tess.send(**told).status_code == 302 and state(boxes, "exit") == "gone"


def test_the_boxes_of_the_yard_next_door_are_not_shown(
    entered: Story, harbour: Harbour, settings: Any
) -> None:
    whoever = new(harbour, settings, "terminal", site="South yard")
    assert BOX in whoever.text(kind="discharged"), "no site here is called North yard"
    north = new(harbour, settings, "terminal", site="North yard")
    assert BOX in north.text(kind="discharged")
    for kind in KINDS:
        assert BOX not in whoever.text(kind=kind)
    far = new(harbour, settings, "terminal")
    Site.objects.create(code="FAR", office="0902", bays=0, operator="NEW-terminal-", name_zh="远")
    assert all(BOX not in far.text(kind=kind) for kind in KINDS)


def test_the_page_names_things_and_nothing_of_their_declaration(entered: Story, tess: Desk) -> None:
    page = tess.text(kind="discharged")
    assert BOX in page
    for secret in (entered.reference, MEAT_FIRM, "Pork", "pork", "inspect", "review", "0203"):
        assert secret not in page.replace("/inspection/", "").replace("Inspections", "")


def test_a_report_pressed_twice_is_one(entered: Story, tess: Desk) -> None:
    told: dict[str, Any] = {"kind": "discharged", "thing": [THING], "occurred": time(entered.harbour, -30)}
    told["reference"] = reference(tess.text(kind="discharged"))
    answers = [tess.send(**told) for _ in range(2)]
    assert {(one.status_code, one["Location"]) for one in answers} == {(302, "/cargo/?kind=discharged")}
    assert Fact.objects.filter(reference=told["reference"]).count() == 1
    again = tess.send(**told | {"occurred": time(entered.harbour, -29)})
    assert again.status_code == 422 and Fact.objects.filter(reference=told["reference"]).count() == 1


def test_a_carrier_sees_calls_that_nobody_lists_and_its_own(
    pork: Story, karl: Desk, harbour: Harbour, settings: Any
) -> None:
    pork.after(hours=1)
    other = new(harbour, settings, "carrier")
    assert CALL in karl.text() and CALL in other.text()
    sent = {**SHIP, "name": "un9074729", "voyage": "020e", "reference": "M"}
    sent["lines"] = f"bill,packages,gross weight (kg)\n{BILL},10,100.5"
    assert karl.send("/cargo/manifest/", **sent).status_code == 302
    assert CALL in karl.text() and CALL not in other.text()
    told = {"kind": "entered", "thing": CALL, "occurred": time(harbour), "reference": "E"}
    assert other.send(**told).status_code == 422 and state(pork) == "expected"
    assert karl.send(**told).status_code == 302 and state(pork) == "entered"


def test_what_is_not_listed_is_named_freely(entered: Story, tess: Desk) -> None:
    told = {"kind": "discharged", "typed": "container", "number": BILL.lower(), "second": f"X1, {BOX}"}
    assert tess.send(**told, occurred=time(entered.harbour), reference="F").status_code == 302
    assert state(entered) == "discharged" and Fact.objects.filter(reference="F").count() == 2


WRONG: tuple[dict[str, Any], ...] = (
    *({"occurred": text} for text in ("", "0001-01-01T00:00", "9999-12-31T23:59", "2020-02-31T10:00")),
    *({"occurred": text} for text in ("２０２０-09-15T10:00", "2020-09-16T00:01", "2020-09-15T10:00\0")),
    *({"thing": one} for one in ([], "container", "nothing|X", CALL, "container|" + "X" * 200)),
    *({"thing": one} for one in ("container|A\0B", "container|/", "bill| ")),
    {"thing": [f"container|B/{n}" for n in range(600)]},
    *({"note": one} for one in ("x" * 201, "\0")),
    *({"reference": one} for one in ("", "r" * 65, "\0")),
    *({"kind": one} for one in ("entered", "vanished", "")),
)


@pytest.mark.parametrize("wrong", WRONG, ids=lambda one: ascii(one)[:40])
def test_every_mistake_is_told_and_nothing_is_recorded(
    wrong: dict[str, Any], entered: Story, tess: Desk
) -> None:
    before = Fact.objects.count()
    told = {"kind": "discharged", "thing": THING, "occurred": time(entered.harbour), "reference": "W"}
    answer = tess.send(**told | wrong)
    assert answer.status_code == 422 and 'id="errors"' in answer.content.decode()
    assert (state(entered), Fact.objects.count()) == ("entered", before)


def test_a_day_long_before_the_rules_is_no_failure(pork: Story, karl: Desk) -> None:
    told = {"kind": "entered", "thing": CALL, "occurred": "2000-01-01T00:00", "reference": "O"}
    assert karl.send(**told).status_code in (302, 422)


def test_who_runs_no_site_is_told_what_to_do(harbour: Harbour, settings: Any) -> None:
    nowhere = new(harbour, settings, "terminal")
    assert "run no site here yet" in nowhere.text()
    told = {"kind": "discharged", "thing": THING, "occurred": time(harbour), "reference": "N"}
    assert nowhere.send(**told).status_code == 422


TABLES = {
    "empty": "",
    "no bill column": "containers\nABCU1",
    "unknown column": "bill,colour\nB1,red",
    "twice": "bill,bill\nB1,B2",
    "no bill": "bill,packages\n,3",
    "no figure": "bill,packages\nB1,three",
    "full-width figure": "bill,packages\nB1,３",
    "too many packages": "bill,packages\nB1,999999999999",
    "differs": "bill,packages\nB1,3\nB1,4",
    "unnamed": "bill\nB1,,4",
    "long containers": "bill,containers\nB1," + "C" * 6000,
    "nul": "bill\nB\x001",
    "open quote": 'bill\n"B1',
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_a_manifest_that_cannot_be_read_is_not_kept(table: str, karl: Desk) -> None:
    answer = karl.send("/cargo/manifest/", **SHIP, lines=table, reference="T")
    assert answer.status_code == 422 and 'id="errors"' in answer.content.decode()
    assert not Manifest.objects.exists()


def test_a_manifest_comes_as_a_workbook_and_twice_is_once(karl: Desk) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    made = workbook(("提运单号", "集装箱号", "件数"), ("EVE7", "A1 A2", 7), ("EVE7", "A3", ""))
    karl.text("/cargo/manifest/")
    for _ in range(2):
        told = {**SHIP, "reference": "X", "table": SimpleUploadedFile("m.xlsx", made)}
        assert karl.client.post("/cargo/manifest/", told).status_code == 302
    (kept,) = Manifest.objects.filter(reference="X")
    assert (kept.bill, kept.containers, kept.packages) == ("EVE7", "A1 A2 A3", 7)


@pytest.mark.parametrize("kind", [*KINDS, ""])
def test_the_page_asks_few_questions(
    kind: str, entered: Story, tess: Desk, django_assert_max_num_queries: Any
) -> None:
    with django_assert_max_num_queries(25):
        tess.text(kind=kind)


def test_pages_follow_one_another(
    pork: Story, harbour: Harbour, karl: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        changes = {"/conveyance/name": f"SHIP {number}", "/bill": f"BILL{number}", "/reference": f"P{number}"}
        harbour.after(hours=1).lodge("import-pork", changes, by=BO)
    whole = re.findall(r'value="(call\|[^"]+)"', karl.text(kind="entered"))
    assert len(whole) == 4
    monkeypatch.setattr(awaited, "LOOKED_AT", 1)
    seen, asked = list[str](), {"kind": "entered"}
    for _ in range(20):
        page = karl.text(**asked)
        seen += re.findall(r'value="(call\|[^"]+)"', page)
        more = re.search(r"&amp;after=([^\"]+)\">More", page)
        if more is None:
            break
        asked["after"] = unquote(more.group(1))
    assert list(dict.fromkeys(seen)) == whole
