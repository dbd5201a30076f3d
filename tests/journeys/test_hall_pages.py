"""The hall by its pages: a number from the trader's page, a call to a window, and what each may see."""

import re
from typing import Any

import pytest

from tests.harbour import BO, DONG, INA, IRIS, LIN, MEAT_FIRM, SUN, Harbour
from tests.journeys.story import PORT, Story
from tests.journeys.trader_window import Window
from tongguan.desk.declarations import changes
from tongguan.desk.declarations.models import Draft
from tongguan.desk.hall.models import Visit
from tongguan.desk.inspections import actions as inspections
from tongguan.law import select


class Desk(Window):
    """An officer in front of the hall's pages."""

    def get(self, path: str, **asked: Any) -> Any:
        self._look_at_the_clock()
        return self.client.get(f"/hall/{path}", asked)

    def post(self, path: str, **told: Any) -> Any:
        self._look_at_the_clock()
        return self.client.post(f"/hall/{path}", told, follow=True)


@pytest.fixture
def lin(harbour: Harbour, settings: Any) -> Window:
    return Window(harbour, LIN, settings)


@pytest.fixture
def dong(harbour: Harbour, settings: Any) -> Desk:
    return Desk(harbour, DONG, settings)


def test_a_number_is_taken_at_home_called_and_its_matter_opened(
    pork: Story, lin: Window, dong: Desk, harbour: Harbour, settings: Any, django_assert_max_num_queries: Any
) -> None:
    assert 'name="office"' in lin.text("hall/")
    form = lin.text("hall/", office="0908")
    assert "2020-09-15 10:00" in form and "0 wait now" in form
    assert lin.post("hall/take/", office="0908", service="documents", about=pork.reference).status_code == 302
    lin.post("hall/take/", office="0908", service="advice", about="nothing of the kind")
    assert Visit.objects.count() == 1
    assert "0 before you" in lin.text("hall/live/")
    with django_assert_max_num_queries(25):
        queue = dong.text("")
    assert pork.reference in queue and "1 wait" in queue
    assert "Finish" not in dong.post("next/", window="4").content.decode()
    shown = dong.text("")
    assert "At your window: number 1" in shown and f"/office/cases/{pork.reference}/" in shown
    assert "go to window 4 now" in lin.text("hall/live/")
    visit = Visit.objects.get()
    other = Desk(harbour, IRIS, settings)
    assert other.post(
        f"visits/{visit.pk}/", do="done"
    ).status_code == 404 and pork.reference not in other.text("")
    dong.post(f"visits/{visit.pk}/", do="done", note="Send the certificate")
    with django_assert_max_num_queries(25):
        mine = lin.text("hall/")
    assert "Send the certificate" in mine and pork.reference in mine
    stranger = Window(harbour, SUN, settings)
    assert pork.reference not in stranger.text("hall/") and "Send the" not in stranger.text("hall/")
    assert stranger.post(f"hall/visits/{visit.pk}/", do="give_back").status_code == 404
    zh = Window(harbour, LIN, settings, "zh").text("hall/", office="0908")
    assert "已办结" in zh and "当前等候0人" in zh


def test_a_matter_done_online_saves_the_visit(
    pork: Story, harbour: Harbour, settings: Any, dong: Desk
) -> None:
    pork.do(changes.take, "ask", by=DONG, data="Which cut?")
    bo = Window(harbour, BO, settings)
    bo.post("hall/take/", office="0908", service="documents", about=pork.reference)
    pork.do(changes.take, "answer", by=BO, data="The shoulder")
    assert "1 wait" not in dong.text("") and "0 served, 1 saved" in dong.text("")
    assert "done online, no visit needed" in bo.text("hall/")
    assert Visit.objects.get().state == "waiting", "looking at a page writes nothing"
    assert "Nobody waits." in dong.post("next/", window="1").content.decode()
    assert Visit.objects.get().state == "saved" and "0 served, 1 saved" in dong.text("")


def test_a_draft_is_seen_only_while_its_owner_is_at_the_window(
    lin: Window, dong: Desk, harbour: Harbour
) -> None:
    made = harbour.at
    sheet = '{"texts":{"contract":"SECRET-7"},"lists":{},"next":1,"touched":{}}'
    draft = Draft.objects.create(
        enterprise=MEAT_FIRM, direction="import", sheet=sheet, started_at=made, changed_at=made,
        started_by=LIN.person, changed_by=LIN.person,
    )  # fmt: skip
    lin.post("hall/take/", office="0908", service="declaring", about=f"draft-{draft.pk}")
    assert dong.get("draft/").status_code == 404
    dong.post("next/", window="1")
    assert "SECRET-7" in dong.text("draft/")
    dong.post(f"visits/{Visit.objects.get().pk}/", do="absent")
    assert dong.get("draft/").status_code == 404


def test_the_counter_hands_out_numbers_that_go_on_at_home(pork: Story, lin: Window, dong: Desk) -> None:
    assert "Nothing here is called" in dong.post("number/", service="money", about="'x").content.decode()
    assert "Number 1" in dong.post("number/", service="money", about=MEAT_FIRM).content.decode()
    assert "Number 2" in dong.post("number/", service="money").content.decode()
    assert "waiting" in lin.text("hall/")
    wrong = dong.post("next/", window="nine")
    assert "Say at which window" in wrong.content.decode()


def test_a_bay_is_asked_for_and_confirmed(pork: Story, harbour: Harbour, settings: Any) -> None:
    bo, ina = Window(harbour, BO, settings), Desk(harbour, INA, settings)
    asking = {"about": pork.reference, "site": "YARD", "starts_at": "2020-09-16T21:00"}
    pork.arrives(("2", "UN9074729", "020E"), "COSU6254178810")
    bo.post("hall/bay/", **asking)
    assert not Visit.objects.exists()
    pork.do(inspections.order, [select.Order(authority="quarantine", place="port", method="sample")], by=INA)
    pork.do(inspections.notify, PORT, by=INA)
    bo.post("hall/bay/", **asking)
    visit = Visit.objects.get()
    assert "Confirm" in ina.text("") and "Confirm" not in Desk(harbour, DONG, settings).text("")
    ina.post(f"visits/{visit.pk}/", do="grant")
    assert re.search(r"booked.*YARD", bo.text("hall/"), re.S)


def test_nothing_of_outside_breaks_the_pages(lin: Window, dong: Desk) -> None:
    hostile: list[dict[str, str]] = [
        *({"office": "nowhere"}, {"office": "0908", "about": "\0"}, {"about": "draft-٣"}),
        *({"office": "0908", "starts_at": "x"}, {"office": "0908", "starts_at": "9999-12-31T23:59"}),
    ]
    for told in hostile:
        assert lin.post("hall/take/", **told).status_code in (404, 422)
    for path in ("hall/bay/", "hall/visits/1/"):
        assert lin.post(path, do="x", about="draft-1", starts_at="0001-01-01").status_code in (404, 422)
    for path in ("number/", "next/", "visits/1/"):
        assert dong.post(path, note="\0", do="done", about="\0", window="٣").status_code in (404, 422)
