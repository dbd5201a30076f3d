"""Every task by keyboard alone: no mouse, no script that moves the focus."""

import re

from tests.windows.house import Windows
from tests.windows.keyboard import Keyboard
from tests.windows.test_every_page import must_keep_rows_of_one_line
from tests.windows.visits import booked

MENDED = {"f-conveyance-name": "9074729", "f-conveyance-voyage": "020E", "f-bill": "COSU6273845590"}
"""What a copy leaves to be stated."""
EARLIER = """
import json
from tongguan.desk.declarations.models import Content
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.people.models import Role
firm = Role.objects.get(person__username="broker.wu").enterprise.identifier
for one in Dossier.objects.filter(declarant=firm, kind="import").order_by("pk"):
    tree = json.loads(Content.objects.filter(dossier=one).latest("version").content)
    if tree["transport_mode"] == "2":
        print(one.reference, int(float(tree["net_weight"])) + 500)
        break
"""
"""The first import by sea that the broker lodged, and a gross weight that would do for it."""
FIT = """() => {
  const row = document.querySelector('.list.work tbody tr').getBoundingClientRect();
  return (innerHeight - row.top) / row.height;
}"""
"""How many rows of the worklist there is room for below its head: thirty on a laptop."""


def test_a_declaration_is_made_mended_sent_and_answered_for(windows: Windows) -> None:
    broker = Keyboard(windows.open(""))
    broker.sign_in("broker.wu")
    broker.go("header nav a[href='/trade/drafts/']")
    earlier, gross = windows.house.ask(EARLIER).split()
    broker.into("#copy", earlier)
    broker.go()
    broker.to("nav a[href='#packing']")
    broker.press("Enter")
    broker.into("#f-gross_weight", gross)
    broker.go()  # Enter checks what was filled in
    mended = dict(MENDED)
    while broker.page.locator("#errors").count():
        broker.to("#errors")  # a page that has found something begins there
        broker.go("#errors a")
        at = broker.page.evaluate("document.activeElement.id")
        broker.into(f"#{at}", mended.pop(at))
        broker.go()
    broker.go("main button.go")
    broker.page.wait_for_url(re.compile("/trade/declarations/"))
    reference = broker.page.url.rstrip("/").split("/")[-1]

    officer = Keyboard(windows.open(""))
    officer.sign_in("doc.liu")
    officer.go("header nav a[href='/office/search/']")
    officer.into("#q", reference)
    officer.go()
    if "/cases/" not in officer.page.url:
        officer.go(f"main a[href*='{reference}']")
    officer.go("a[href*='/ask/']")
    officer.to("#phrase-1")
    officer.press("Space")
    officer.into("#words", "Which goods are these?")
    officer.go("form.narrow button.go")

    broker.page.wait_for_selector("main a[href*='/do/answer']")  # by itself
    broker.go("main a[href*='/do/answer']")
    broker.into("main textarea", "The goods of the invoice.")
    broker.go("main form button.go")
    assert "The goods of the invoice." in broker.page.inner_text("main")
    assert broker.page.complaints == officer.page.complaints == []


def test_officers_take_look_hold_and_call(windows: Windows) -> None:
    visit = booked(windows, present=True)
    inspector = Keyboard(windows.open(""))
    inspector.sign_in("ins.wang")
    assert inspector.page.evaluate(FIT) >= 30 and must_keep_rows_of_one_line(inspector.page)
    inspector.go("form[action$='/next/'] button")
    assert "/office/cases/" in inspector.page.url
    inspector.go("header nav a[href='/inspection/']")
    inspector.go(f"main a[href*='{visit['reference']}']")
    inspector.to("#second")
    inspector.press("ArrowDown")
    inspector.into("#present_name", "王五")
    inspector.to("form:has(#second) button.go")
    inspector.press("Enter")
    inspector.page.wait_for_selector("#found-customs-1")
    for field in ("#found-customs-1", "#found-quarantine-1"):
        inspector.to(field)
        inspector.press("ArrowDown")
    inspector.to("button[value=results]")
    inspector.press("Enter")
    inspector.page.wait_for_selector("text=Still to sign")

    officer = Keyboard(windows.open(""))
    officer.sign_in("doc.liu")
    officer.go("header nav a[href='/office/search/']")
    officer.into("#q", visit["reference"])
    officer.go()
    if "/cases/" not in officer.page.url:
        officer.go(f"main a[href*='{visit['reference']}']")
    officer.go("form[action*='/take_up/'] button")
    officer.go("form[action*='/clear/'] button")
    officer.go("header nav a[href='/hall/']")
    officer.into("#about", visit["reference"])
    officer.go()
    officer.into("#window", "3")
    officer.go()
    officer.into("#note", "Nothing is left to do.")
    officer.go("button[value=done]")

    revenue = Keyboard(windows.open(""))
    revenue.sign_in("rev.lin")
    revenue.go("header nav a[href='/revenue/']")
    revenue.go(f"main a[href*='{visit['reference']}']")
    revenue.to("details:has(a[href*='/hold_for_revenue/']) > summary")
    revenue.press("Enter")
    revenue.go("a[href*='/hold_for_revenue/']")
    revenue.into("main textarea", "The price is looked into.")
    revenue.go("main form button")
    assert "The price is looked into." in revenue.page.inner_text("main")
    assert inspector.page.complaints == officer.page.complaints == revenue.page.complaints == []
