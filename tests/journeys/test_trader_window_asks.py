"""What a trader asks for in its window: amendments, answers with papers, payment."""

import json
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tests.harbour import BEA, BO, BROKERS, DONG, LIN, MEAT_FIRM, Harbour
from tests.journeys.story import Story
from tests.journeys.trader_window import Window, page
from tongguan.desk.declarations import changes
from tongguan.desk.declarations.models import Content
from tongguan.desk.dossiers.queries import events_of
from tongguan.law.kernel.case import Actor

BILL = "COSU6254178810"


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Window:
    return Window(harbour, BO, settings)


def begun(window: Window, story: Story) -> int:
    """The number of the draft by which a declaration is amended."""
    found = re.search(r"/drafts/(\d+)/", window.post(f"{page(story)}amend/")["Location"])
    assert found is not None
    return int(found[1])


def test_an_amendment_shows_what_differs_before_it_is_sent(
    pork: Story, bo: Window, harbour: Harbour, settings: Any
) -> None:
    draft = begun(bo, pork)
    assert begun(bo, pork) == draft, "it is taken up again"
    assert "Nothing differs" in bo.text(f"drafts/{draft}/amendment/")
    saved = bo.post(f"drafts/{draft}/", gross_weight="80100", base="1", window="a", do="check")
    assert saved["Location"].endswith(f"/drafts/{draft}/check/")
    assert bo.post(f"drafts/{draft}/check/")["Location"] == f"/trade/drafts/{draft}/amendment/", (
        "never lodged"
    )
    shown = bo.text(f"drafts/{draft}/amendment/")
    assert "Nothing stands against" in shown
    assert "<del>80000</del>" in shown and "<ins>80100</ins>" in shown and shown.count("<ins>") == 1
    assert bo.post(f"drafts/{draft}/amendment/", evidence="the list").status_code == 422
    assert (
        Window(harbour, Actor("105", "trader"), settings).get(f"drafts/{draft}/amendment/").status_code == 404
    )
    paper = SimpleUploadedFile("list.pdf", b"%PDF-1.4 weighed again %%EOF")
    why = {"cause": "clerical_error", "evidence": "the list", "papers": paper}
    assert bo.post(f"drafts/{draft}/amendment/", **why)["Location"] == f"/trade/{page(pork)}"
    assert pork.state("amendment") == "requested" and "list.pdf" in bo.text(page(pork))
    assert bo.get(f"drafts/{draft}/amendment/").status_code == 302
    content = json.loads(Content.objects.get(dossier=pork.id, version=2).content)
    pork.grant_amendment(content, by=DONG)
    assert content["gross_weight"] == "80100" and pork.state("amendment") == "granted"
    pork.ends_well()


def test_the_consignee_amends_what_its_broker_declared(pork: Story, harbour: Harbour, settings: Any) -> None:
    lin = Window(harbour, LIN, settings)
    draft = begun(lin, pork)
    lin.post(f"drafts/{draft}/", gross_weight="80100", base="1", window="a", do="check")
    shown = lin.text(f"drafts/{draft}/amendment/")
    assert "<ins>80100</ins>" in shown and shown.count("<ins>") == 1
    assert f"you may not lodge in the name of {BROKERS}" not in lin.text(f"drafts/{draft}/", checked="1")
    sent = lin.post(f"drafts/{draft}/amendment/", cause="clerical_error", evidence="the list")
    assert sent["Location"] == f"/trade/{page(pork)}" and pork.state("amendment") == "requested"
    asked = next(one for one in events_of(pork.id) if one.name == "request_amendment")
    assert (asked.capacity, asked.behalf) == ("trader", MEAT_FIRM)


def test_what_cannot_be_amended_is_said_and_nothing_is_lost(pork: Story, bo: Window) -> None:
    draft = begun(bo, pork)
    wrong = {"gross_weight": "-1", "reference": "ANOTHER", "base": "1", "window": "a", "do": "check"}
    bo.post(f"drafts/{draft}/", **wrong)
    shown = bo.text(f"drafts/{draft}/amendment/")
    assert "To be mended first: 2" in shown and "cannot change the reference" in shown, (
        "told before it is sent"
    )
    assert f'href="/trade/drafts/{draft}/?checked=1#f-gross_weight"' in shown
    typed = bo.post(f"drafts/{draft}/save/", packages="many", window="a").content.decode()
    assert "to be mended: 3" in typed
    answer = bo.post(f"drafts/{draft}/amendment/", cause="clerical_error", evidence="kept as it was typed")
    said = answer.content.decode()
    assert (
        answer.status_code == 422 and "kept as it was typed" in said and "cannot change the reference" in said
    )
    assert len(pork.case.tracks) == len([key for key in pork.case.tracks if key.track != "amendment"])


def test_papers_go_with_an_answer_and_are_offered_again(pork: Story, bo: Window, harbour: Harbour) -> None:
    other = Story(harbour, harbour.lodge("import-pork", {"/reference": "N-1"}, by=BO))
    for story in (pork, other):
        story.do(changes.take, "ask", by=DONG, data="Show the invoice.")
    bad = bo.post(f"{page(pork)}do/answer/", text="here", papers=SimpleUploadedFile("a.exe", b"MZ nothing"))
    assert bad.status_code == 422 and pork.state("documents") == "asked", "nothing is done by half"
    good = SimpleUploadedFile("invoice.pdf", b"%PDF-1.4 an invoice %%EOF")
    assert bo.post(f"{page(pork)}do/answer/", text="here", papers=good).status_code == 302
    again = re.search(r'name="again" value="(\d+)"', bo.text(f"{page(other)}do/answer/"))
    assert again is not None and "invoice.pdf" in bo.text(page(pork))
    assert bo.post(f"{page(other)}do/answer/", text="as before", again=again[1]).status_code == 302
    assert "invoice.pdf" in bo.text(page(other))


def test_charges_are_paid_by_the_bank_or_stand_by_a_guarantee(
    pork: Story, bo: Window, harbour: Harbour, settings: Any
) -> None:
    pork.arrives(("2", "UN9074729", "020E"), BILL)
    lin = Window(harbour, LIN, settings)
    firsts = re.findall(r'<a [^>]*class="go" href="[^"]*do/([a-z_]+)/', bo.text(page(pork)))
    assert firsts and "secure" not in firsts and "order_payment" in firsts, "what is said to do next is first"
    assert "BH-MEAT" in lin.text(f"{page(pork)}do/secure/") and "BH-MEAT" not in bo.text(
        f"{page(pork)}do/secure/"
    )
    assert bo.post(f"{page(pork)}do/secure/", guarantee="BH-MEAT").status_code == 422, (
        "it is not the broker's"
    )
    assert bo.post(f"{page(pork)}do/secure/", guarantee="").status_code == 422, "not by this credit level"
    assert lin.post(f"{page(pork)}do/secure/", guarantee="BH-MEAT").status_code == 302
    assert pork.state("charges") == "secured"
    assert bo.post(f"{page(pork)}do/order_payment/", bank="no bank").status_code == 422
    assert bo.post(f"{page(pork)}do/order_payment/", bank=BEA.behalf).status_code == 302
    assert pork.state("charges") == "paying" and "bank carries out" in bo.text(page(pork))
