"""A consignment of valves from a broker's empty draft to the gate, as its people see it in their windows.

Each step is drawn: into `docs/pictures/` where TONGGUAN_PICTURES asks for it, else into the folder of the
test.
"""

import os
import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.windows.house import ROOT, Windows, must_be_accessible

BROKER = "91210213551093338U"  # tongda, which nobody of Haiheng has authorised yet
HAIHENG = "91210202MAQHABCF3R"
STATED = {
    "transport_mode": "2",
    "office": "0908",
    "border_office": "0908",
    "trader/identifier": HAIHENG,
    "overseas/name_foreign": "Rheinfeld Technik GmbH",
    "conveyance/name": "NORDIC MERIDIAN",
    "conveyance/voyage": "037E",
    "border_date": "2020-09-14",
    "port_of_call": "2110",
    "entry_port": "210001",
    "storage_place": "大连大湾集装箱码头堆场",
    "contract": "HH-2020-77",
    "deal_terms": "7",
    "freight/mark": "3",
    "freight/amount": "43",
    "freight/currency": "EUR",
    "insurance/mark": "1",
    "insurance/amount": "0.3",
    "related_parties": "0",
    "royalties": "0",
    "country": "DEU",
    "package_type": "22",
    "net_weight": "1126.4",
    "items/1/name": "流量控制阀",
    "items/1/specification": "4|3|流量控制|不锈钢",
    "items/1/quantity": "176",
    "items/1/currency": "EUR",
    "items/1/unit": "006",
    "items/1/first_quantity": "176",
    "items/1/first_unit": "006",
    "items/1/district": "21019",
}
MISTAKEN = {
    "bill": "NORD\u202e900001",  # a sign that turns the reading around
    "packages": "many",
    "gross_weight": "1101.98",  # less than the net weight
    "items/1/commodity_code": "8481803991",  # not in the tariff
    "items/1/unit_price": "12,5x",  # and so no total either
}
MENDED = {
    "packages": "176",
    "gross_weight": "1201.98",
    "items/1/commodity_code": "8481803990",
    "items/1/unit_price": "359.56",
}


UNFOLD = """field => {
  for (let one = field.closest('details'); one; one = one.parentElement.closest('details')) one.open = true;
}"""


class Album:
    """Where the pictures go: `lodging-3-check.en.png`."""

    def __init__(self, folder: Path, language: str) -> None:
        self.folder, self.language, self.number = folder, language, 0

    def said(self, en: str, zh: str) -> str:
        return zh if self.language == "zh" else en

    def take(self, page: Any, name: str, *, whole: bool = False) -> None:
        self.number += 1
        path = self.folder / f"{self.number:02}-{name}.{self.language}.png"
        page.screenshot(path=path, full_page=whole)
        with Image.open(path) as picture:  # a page has few colours: a tenth of the bytes shows the same
            picture.convert("RGB").quantize(64).save(path, optimize=True)
        assert path.stat().st_size > 3000


@pytest.fixture(params=["en", "zh"])
def album(request: pytest.FixtureRequest, tmp_path: Path) -> Album:
    kept = os.environ.get("TONGGUAN_PICTURES")
    folder = ROOT / "docs" / "pictures" if kept else tmp_path
    folder.mkdir(parents=True, exist_ok=True)
    return Album(folder, request.param)


def state(page: Any, values: dict[str, str]) -> None:
    """Fills fields in, as somebody does who follows the form: what a choice brings along appears first."""
    for name, value in values.items():
        page.wait_for_selector(f"[name='{name}']", state="attached")
        field = page.locator(f"[name='{name}']").first
        if not field.is_visible():
            field.evaluate(UNFOLD)
        if field.evaluate("e => e.tagName") == "SELECT":
            field.select_option(value)
        else:
            field.fill(value)
    page.wait_for_load_state("networkidle")


def press(page: Any, selector: str) -> None:
    """Clicks what leads to another page, and waits for it."""
    with page.expect_navigation():
        page.click(f"main {selector}")


def sees(page: Any, words: str) -> None:
    """Without loading the page again: what somebody else does appears by itself."""
    page.wait_for_function(
        "words => document.querySelector('main').innerText.includes(words)", arg=words, timeout=20_000
    )


def test_from_an_empty_draft_to_the_gate(windows: Windows, album: Album) -> None:
    authorise(windows, album)
    broker = windows.open("broker.wu", language=album.language)
    reference = lodge(broker, album)
    officer = windows.open("doc.liu", language=album.language)
    ask_and_answer(officer, broker, reference, album)
    order_and_examine(windows, officer, broker, reference, album)
    pay_and_go(windows, officer, broker, reference, album)
    assert broker.complaints == []
    assert "0 disagree" in windows.house.command("replay")


def authorise(windows: Windows, album: Album) -> None:
    """The trader's manager lets a broker lodge."""
    manager = windows.open("haiheng.su", language=album.language)
    manager.goto("/people/brokers/")
    manager.fill("#broker", BROKER)
    press(manager, "form.narrow button.go")
    album.take(manager, "broker-authorised")


def lodge(broker: Any, album: Album) -> str:
    """The broker fills a draft in, is told of six mistakes, mends them, lodges; the entry number."""
    bill = f"NORD9000{album.language.upper()}"
    broker.goto("/trade/drafts/")
    press(broker, "button[value='import']")
    state(broker, {**STATED, **MISTAKEN})
    album.take(broker, "form")
    must_be_accessible(broker)
    press(broker, "button[value='check'] >> nth=0")
    album.take(broker, "mistakes")
    mistakes = broker.locator("#errors li")
    assert mistakes.count() == 6, mistakes.all_inner_texts()
    press(broker, "#errors a >> nth=0")  # each leads to its field
    assert broker.evaluate("document.activeElement.name || location.hash")
    state(broker, {**MENDED, "bill": bill})
    press(broker, "button[value='check'] >> nth=0")
    album.take(broker, "check", whole=True)
    assert broker.locator("#errors li").count() == 0
    press(broker, "form.buttons button.go")
    broker.wait_for_url(re.compile("/trade/declarations/"))
    reference = broker.url.rstrip("/").split("/")[-1]
    album.take(broker, "receipt")
    return reference


def ask_and_answer(officer: Any, broker: Any, reference: str, album: Album) -> None:
    """A document officer asks, and the broker, whose page tells so by itself, answers."""
    said = album.said
    officer.goto(f"/office/cases/{reference}/")
    album.take(officer, "review")
    must_be_accessible(officer)
    press(officer, "a[href*='/ask/']")
    officer.check("#phrase-1")
    officer.fill("#words", said("Which medium flows through the valves?", "该阀门用于何种介质？"))
    album.take(officer, "ask")
    press(officer, "form.narrow button")

    broker.wait_for_selector("main a[href*='/do/answer']")
    album.take(broker, "question")
    press(broker, "a[href*='/do/answer'] >> nth=0")
    broker.fill("main textarea", said("Water, up to 16 bar.", "水，最高16巴。"))
    album.take(broker, "answer")
    press(broker, "form button.go")
    officer.goto(f"/office/cases/{reference}/")
    assert said("Water, up to 16 bar.", "水，最高16巴。") in officer.inner_text("main")


def order_and_examine(windows: Windows, officer: Any, broker: Any, reference: str, album: Album) -> None:
    """An inspector orders a look, which shows nowhere before its notice; then it is booked and made."""
    inspector = windows.open("ins.wang", language=album.language, width=390, height=844)
    inspector.goto(f"/office/cases/{reference}/order_port_inspection/")
    inspector.select_option("#authority", "customs")
    inspector.select_option("#method", "opening")
    press(inspector, "form.narrow button")
    assert album.said("port inspection", "口岸检查") not in broker.inner_text("main")  # not before its notice
    press(officer, "form[action$='/clear/'] button")
    assert officer.locator("#errors").count() == 1  # the page was older than the order: nothing was done
    officer.goto(f"/office/cases/{reference}/")
    press(officer, "form[action$='/clear/'] button")
    inspector.goto(f"/office/cases/{reference}/")
    press(inspector, "form[action*='/notify'] button")

    broker.wait_for_selector("main a[href*='/do/book']", timeout=20_000)
    album.take(broker, "notified")
    press(broker, "a[href*='/do/book'] >> nth=0")
    broker.select_option("main select[name=slot]", index=1)
    press(broker, "form button.go")
    press(broker, "a[href*='/do/present'] >> nth=0")
    broker.check("main input[name=present] >> nth=0")
    press(broker, "form button.go")
    examine(windows, inspector, reference, album)


def pay_and_go(windows: Windows, officer: Any, broker: Any, reference: str, album: Album) -> None:
    """The bank debits, the goods come into the yard, and everybody sees the gate open."""
    press(broker, "a[href*='/do/order_payment/']")
    album.take(broker, "pay")
    press(broker, "form button.go")
    bank = windows.open("bank.tang", language=album.language)
    bank.goto("/revenue/orders/")
    album.take(bank, "bank")
    press(bank, f"form[action*='{reference}'] button[value=paid]")

    windows.house.ask(CARGO.format(reference=reference))
    broker.wait_for_selector(
        "main a[href$='/release.pdf']", timeout=20_000
    )  # by itself: nobody loaded it again
    album.take(broker, "released")
    with broker.expect_download() as note:
        broker.click("main a[href$='/release.pdf']")
    assert Path(note.value.path()).read_bytes().startswith(b"%PDF")
    officer.goto(f"/office/cases/{reference}/")
    album.take(officer, "cleared")


def examine(windows: Windows, inspector: Any, reference: str, album: Album) -> None:
    """Two inspectors at the yard, on a phone whose connection is gone for a while."""
    inspector.goto(f"/inspection/{reference}/port_inspection/1/")
    inspector.wait_for_selector("html[data-kept]")
    inspector.context.set_offline(True)
    inspector.select_option("#second", label="赵春梅")
    inspector.fill("#present_name", "王五")
    inspector.click("form:has(#second) button.go")
    inspector.wait_for_selector("#found-customs-0")
    inspector.select_option("#found-customs-0", "nothing")
    album.take(inspector, "offline")
    inspector.click("button[value=results]")
    inspector.context.set_offline(False)
    inspector.wait_for_function("() => !/[0-9]/.test(document.getElementById('line-list').innerText)")
    second = windows.open("ins.zhao", language=album.language, width=390, height=844)
    second.goto(f"/inspection/{reference}/port_inspection/1/")
    second.click("text=复核并签名" if album.language == "zh" else "text=Confirm and sign")
    second.wait_for_selector(
        "text=本次查验已结束" if album.language == "zh" else "text=This inspection is over"
    )
    album.take(second, "signed")


CARGO = """
from tongguan.desk.cargo.actions import Told
from tongguan.desk.cargo.models import Expectation
from tongguan.desk.declarations import arrivals
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.people.models import Role
from tongguan.doors import clock
from tongguan.law.kernel.case import Actor
one = Dossier.objects.get(reference={reference!r})
role = Role.objects.get(person__username='quay.dong')
yard = Actor(str(role.person_id), 'terminal', role.enterprise.identifier)
(key,) = Expectation.objects.filter(dossier_id=one.pk, about='bill').values_list('key', flat=True)
for kind in ('discharged', 'available'):
    told, said = [Told(kind, 'bill', key, clock.now())], f'STORY-{{kind}}-{{one.pk}}'
    arrivals.report(told, reference=said, actor=yard, at=clock.now(), books=books_of('cn'))
"""
"""The terminal reports the goods off the ship and in its yard."""
