"""The trader's window on one declaration: what it shows, what it lets do, what it keeps to itself."""

import re
from typing import Any

import pytest

from tests.harbour import BEA, BO, BROKERS, DONG, INA, IVAN, LIN, MEAT_FIRM, RUI, Harbour, licence
from tests.journeys.story import PORT, Story
from tests.journeys.trader_window import Window, page, plain, printed
from tongguan.desk.declarations import changes
from tongguan.desk.dossiers.queries import events_of
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.monitor.seen import seen
from tongguan.desk.people.naming import firms
from tongguan.desk.revenue import actions as revenue
from tongguan.doors.trader.cases import waiting
from tongguan.doors.trader.cases.reasons import waits
from tongguan.doors.trader.cases.visits import PREPARE
from tongguan.law import select
from tongguan.law.flow import NOBODY
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import Actor, TrackKey
from tongguan.law.kernel.names import METHODS

BILL, BOX = "COSU6254178810", "CSQU3054383"
ORDER = select.Order(authority="quarantine", place="port", method="sample")


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Window:
    return Window(harbour, BO, settings)


def test_a_question_is_asked_seen_and_answered(pork: Story, bo: Window) -> None:
    assert "Nothing waits for you" in bo.text("") and pork.reference in bo.text("")
    pork.after(hours=1).do(changes.take, "ask", by=DONG, data="Which <cut> of meat?")
    home, shown = bo.text(""), bo.text(page(pork))
    assert "Answer the question" in home and "Which &lt;cut&gt; of meat?" in shown
    card = shown.split(">On the way to release</h2>")[1].split("</li>")[0]
    assert "trader</b> · Customs has a question" in card and ">10:00</time>" in card, "on whom, since when"
    assert re.search(r"until at the latest.*?2020-09-22", card, re.S), "five working days"
    asked = bo.text(f"{page(pork)}do/answer/")
    assert "Which &lt;cut&gt; of meat?" in asked
    empty = bo.post(f"{page(pork)}do/answer/", text=" ")
    assert empty.status_code == 422 and 'href="#id_text"' in empty.content.decode()
    done = bo.post(f"{page(pork)}do/answer/", text="The shoulder")
    assert (done.status_code, done["Location"]) == (302, f"/trade/{page(pork)}")
    (answer,) = [event for event in events_of(pork.id) if event.name == "answer"]
    assert (answer.data, answer.by, answer.behalf) == ("The shoulder", BO.person, BROKERS)
    assert bo.post(f"{page(pork)}do/answer/", text="again").status_code == 409, "sent twice, done once"


def test_another_enterprise_finds_nothing(pork: Story, harbour: Harbour, settings: Any) -> None:
    sun = Window(harbour, Actor("105", "trader"), settings)
    for path in ("", "live/", "do/answer/", "papers/release.pdf", "papers/tax.pdf"):
        theirs, unknown = (sun.get(f"declarations/{one}/{path}") for one in (pork.reference, "0" * 18))
        assert theirs.status_code == unknown.status_code == 404
        assert plain(theirs).replace(pork.reference, "0" * 18) == plain(unknown)
    for sought in (pork.reference, "HX-2020-0117", BILL, BOX):
        assert page(pork) not in sun.text("declarations/", q=sought)
        assert page(pork) not in sun.text("inspections/", q=sought)
    assert (
        sun.client.post(f"/trade/declarations/{pork.reference}/do/answer/", {"text": "x"}).status_code == 404
    )


@pytest.mark.parametrize("sought", ["HX-2020-0117", "HX-2020", BILL, BILL[:8], BOX, BOX.lower(), BOX[:7]])
@pytest.mark.parametrize("actor", [BO, LIN])
def test_a_declaration_is_found_by_every_name(
    pork: Story, harbour: Harbour, settings: Any, actor: Actor, sought: str
) -> None:
    answer = Window(harbour, actor, settings).get("declarations/", q=sought)
    if actor == LIN and sought == "HX-2020":  # of a broker's references only what is named whole
        assert page(pork) not in answer.content.decode()
    else:
        assert (answer.status_code, answer["Location"]) == (302, f"/trade/{page(pork)}")


@pytest.mark.parametrize("reference", ["%00", "a%00b", "%ED%A0%80", "x" * 300, "%F0%9F%9A%A2"])
@pytest.mark.parametrize("below", ["", "live/", "do/answer/", "papers/tax.pdf", "amend/"])
def test_no_name_breaks_a_page(bo: Window, reference: str, below: str) -> None:
    assert bo.get(f"declarations/{reference}/{below}").status_code == 404


def test_every_state_that_a_trader_is_shown_has_words() -> None:
    for kind, flow in FLOWS.items():
        for (track, name), state in flow.states.items():
            if (
                kind in ("import", "export")
                and state.whose != NOBODY
                and not state.covert
                and not state.reads
            ):
                told = waits(kind, track, name)
                assert told.en and told.zh and bool(told.next_en) == bool(told.next_zh), (track, name)
                ended = (track, name) == ("documents", "refused")
                assert state.whose != "trader" or told.next_en or ended, (track, name)
    assert PREPARE.keys() == METHODS.keys()


@pytest.mark.parametrize("sought", ["HX", "nothing of the kind", "\0\0\0\0", "%%%%", "_______", "x" * 200])
def test_what_is_called_by_nothing_is_said_so(pork: Story, bo: Window, sought: str) -> None:
    assert pork.reference not in bo.text("declarations/", q=sought)


def test_a_list_goes_on_where_it_was_left(
    pork: Story, harbour: Harbour, bo: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tongguan.doors.trader.cases import views

    others = [harbour.lodge("import-pork", {"/reference": f"N-{n}"}, by=BO).reference for n in range(4)]
    monkeypatch.setattr(views, "PAGE", 2)
    found, address = [], "declarations/"
    while address:
        shown = bo.text(address)
        found += re.findall(r'href="/trade/declarations/(\d{18})/"', shown)
        further = re.search(r'href="(\?[^"]*after=[^"]*)" rel="next"', shown)
        address = f"declarations/{further[1].replace('&amp;', '&')}" if further else ""
    assert sorted(found) == sorted([pork.reference, *others])
    for after in ("nonsense", "2020-01-01~1", "2020-01-01T00:00:00+00:00~99999999999999999999", "~x", "~1",
                  "0001-01-01T00:00:00+14:00~1", "9999-12-31T23:59:59-14:00~1"):  # fmt: skip
        for show in ("all", "needs", "nonsense"):
            asked = {"after": after, "since": "2020-99-99", "until": "9999-12-31", "show": show}
            assert bo.get("declarations/", **asked).status_code == 200
    assert bo.get("declarations/", since="0001-01-01", until="0001-01-01").status_code == 200
    assert pork.reference not in bo.text("declarations/", kind="export")
    monkeypatch.undo()
    assert pork.reference in bo.text("declarations/", since="2020-09-15", until="2020-09-15", show="open")
    assert pork.reference not in bo.text("declarations/", until="2020-09-14")


def test_what_changes_is_sent_and_what_is_hidden_changes_nothing(pork: Story, bo: Window) -> None:
    def mark() -> str:
        found = re.search(r"live/\?mark=([0-9a-f]{16})", bo.text(page(pork)))
        assert found is not None
        return found[1]

    before = mark()
    assert bo.get(f"{page(pork)}live/", mark=before).status_code == 204
    pork.take(DONG, "take_up")
    pork.take(INA, "hold_covertly")
    pork.do(inspections.order, [ORDER], by=INA)
    assert bo.get(f"{page(pork)}live/", mark=before).status_code == 204 and mark() == before
    (key,) = (key for key, at in pork.case.tracks.items() if at.state == "ordered")
    pork.do(inspections.notify, key, by=INA)
    fresh = bo.get(f"{page(pork)}live/", mark=before)
    assert fresh.status_code == 200 and "Book an appointment" in fresh.content.decode()


def test_who_is_held_reads_why_and_of_a_covert_hold_nothing(pork: Story, bo: Window) -> None:
    pork.do(changes.take, "hold_covertly", data="A tip about the boxes.", by=INA)
    pork.do(changes.take, "hold_for_documents", data="The weight is in doubt.", by=DONG)
    shown = bo.text(page(pork))
    assert "The weight is in doubt." in shown and "A tip" not in shown
    pork.do(changes.take, "disclose_hold", data="The boxes are to be counted.", by=INA)
    shown = bo.text(page(pork))
    assert "The boxes are to be counted." in shown and "A tip" not in shown


def test_an_inspection_is_booked_once_and_attended(pork: Story, bo: Window) -> None:
    pork.arrives(("2", "UN9074729", "020E"), BILL)
    assert "No inspection was notified" in bo.text("inspections/", q=BOX)
    pork.do(inspections.order, [ORDER], by=INA)
    pork.do(inspections.order, [ORDER], by=INA)
    hidden, key = (TrackKey(PORT.track, "", number) for number in (1, 2))
    pork.do(inspections.notify, key, by=INA)
    shown = bo.text("inspections/", q=BOX)
    assert (
        "quarantine: sample" in shown and "samples can be taken" in shown and "port inspection 2" not in shown
    )
    booking = f"{page(pork)}do/book_port_inspection/?part=&number=1"
    assert booking.replace("&", "&amp;") in bo.text(page(pork)), "its number must not tell of another"
    slots = re.findall(r'value="(YARD [^"]+)"', bo.text(booking))
    assert len(slots) == len(set(slots)) > 20
    assert bo.post(booking, slot="YARD 2020-09-15T00:00:00+00:00").status_code == 422, (
        "no time that is offered"
    )
    assert bo.post(booking, slot=slots[0]).status_code == 302
    assert pork.state(*key) == "booked" and pork.state(*hidden) == "ordered"
    assert "yard" in bo.text("inspections/").lower() and "appointment" in bo.text("")
    assert bo.post(f"{page(pork)}do/present_for_port_inspection/").status_code == 422, "who is present?"
    assert bo.post(f"{page(pork)}do/present_for_port_inspection/", present="operator").status_code == 302
    assert "authorised to be present" in bo.text(page(pork))
    assert pork.state(*key) == "at_site"
    assert bo.post(f"{page(pork)}do/book_port_inspection/?part=&number=1", slot=slots[1]).status_code == 409
    pork.do(inspections.begin, key, second_officer=IVAN.person, present=BO.person, by=INA)
    assert "under way" in bo.text("inspections/", q=BILL)


def test_withdrawal_is_asked_for_by_a_lawful_cause(pork: Story, bo: Window) -> None:
    asking = f"{page(pork)}do/request_withdrawal/"
    assert "clerical error" in bo.text(asking)
    assert bo.post(asking, cause="a whim", evidence="none").status_code == 422
    assert bo.post(asking, cause="clerical_error", evidence="").status_code == 422
    assert bo.post(asking, cause="clerical_error", evidence="the contract").status_code == 302
    assert pork.state("withdrawal") == "requested"
    assert bo.post(f"{page(pork)}do/take_back_withdrawal/").status_code == 302
    assert pork.state("withdrawal") == "dropped"


def released(pork: Story) -> None:
    pork.arrives(("2", "UN9074729", "020E"), BILL)
    pork.harbour.after(minutes=5).ring()
    pork.do(revenue.pay, amount=pork.left(), currency="CNY", reference="P-1", by=BEA)


def test_papers_are_printed_when_they_are_due(pork: Story, bo: Window) -> None:
    for name in ("release", "tax"):
        assert bo.get(f"{page(pork)}papers/{name}.pdf").status_code == 409
        assert f"{name}.pdf" not in bo.text(page(pork))
    assert bo.get(f"{page(pork)}papers/secret.pdf").status_code == 404
    owed = pork.left()
    released(pork)
    note, tax = (printed(bo.get(f"{page(pork)}papers/{name}.pdf")) for name in ("release", "tax"))
    assert re.search(r"may leave the port</b></td><td>[^<]*</td><td>customs<", bo.text(page(pork)))
    fetch = next(
        one
        for one in waiting.turns(seen([pork.id])[pork.id], (), pork.harbour.books.law, "en")
        if one.track == "exit"
    )
    assert fetch.since == seen([pork.id])[pork.id].lines[-1].recorded_at, "from when they may go"
    for paper in (note, tax):
        assert pork.reference in paper and "大连华信食品有限公司" in paper and "Dalian Huaxin Foods" in paper
    assert "放行通知书" in note and BOX in note and "冻猪肉" in note and "may leave the port" in note
    assert f"{owed:,.2f}" in tax and "进口关税" in tax and "import duty" in tax and "0.00" in tax
    assert "gross weight, kg" in note and "packages" in note
    _, bank = firms([BEA.behalf])[BEA.behalf]
    assert "P-1" in tax and bank in tax and "to be paid until" not in tax, (
        "what is paid says when, and is due no more"
    )


def test_what_stands_on_a_paper_is_no_markup(harbour: Harbour, bo: Window) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    name = '#read("/etc/passwd") *x* $1$ @y <z> \\ //'
    pork = Story(harbour, harbour.lodge("import-pork", {"/contract": "PLAIN", "/items/1/name": name}, by=BO))
    released(pork)
    paper = printed(bo.get(f"{page(pork)}papers/release.pdf"))
    assert '#read("/etc/passwd")' in paper and "*x*" in paper and "root:" not in paper


@pytest.mark.parametrize("path", ["", "declarations/", "inspections/", "case", "live", "release", "tax"])
def test_no_page_asks_much_of_the_database(
    pork: Story, bo: Window, path: str, django_assert_max_num_queries: Any
) -> None:
    pork.do(inspections.order, [ORDER], by=INA)
    pork.do(inspections.notify, PORT, by=INA)
    released(pork)
    pork.do(changes.take, "hold_for_revenue", by=RUI)
    places = {
        "case": page(pork),
        "live": f"{page(pork)}live/",
        "release": f"{page(pork)}papers/release.pdf",
        "tax": f"{page(pork)}papers/tax.pdf",
    }
    bo.get("")
    with django_assert_max_num_queries(25):
        answer = bo.get(places.get(path, path))
    assert answer.status_code in (200, 409)


def test_parties_have_their_registered_foreign_names_on_english_pages_alone(
    bo: Window, harbour: Harbour, settings: Any
) -> None:
    from tongguan.desk.people.models import Enterprise

    licence("7", "20-AB-100001", MEAT_FIRM)
    silent = {"/contract": "PLAIN", "/trader/name_foreign": None}
    pork = Story(harbour, harbour.lodge("import-pork", silent, by=BO))
    released(pork)
    stated = seen([pork.id])[pork.id].stated
    declared, foreign = "大连通达报关有限公司", "Tongda Customs Brokers"
    trader, abroad = stated["trader"]["name"], "Haiheng Meats"
    Enterprise.objects.filter(identifier=stated["trader"]["identifier"]).update(name_foreign="")
    at_first = bo.text(page(pork))
    assert f">{declared}<" in at_first and f">{trader}<" in at_first, "none is registered"
    Enterprise.objects.filter(identifier=BROKERS).update(name_foreign=foreign)
    Enterprise.objects.filter(identifier=stated["trader"]["identifier"]).update(name_foreign=abroad)
    english, chinese = bo.text(page(pork)), Window(harbour, BO, settings, "zh").text(page(pork))
    for own, other in ((declared, foreign), (trader, abroad)):
        assert f">{other}<" in english and f">{own}<" not in english
        assert f">{own}<" in chinese and f'translate="no">{other}<' not in chinese
    note = printed(bo.get(f"{page(pork)}papers/release.pdf"))
    assert all(one in note for one in (declared, foreign, trader, abroad)), "a note is in both languages"


def test_a_broker_without_authority_only_looks(pork: Story, bo: Window) -> None:
    from tongguan.desk.people.models import BrokerAuthority

    BrokerAuthority.objects.update(revoked_from=pork.harbour.today)
    assert "Ask for" not in bo.text(page(pork))
    assert bo.get(f"{page(pork)}do/request_withdrawal/").status_code == 403
