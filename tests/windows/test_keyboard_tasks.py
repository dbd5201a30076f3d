"""By keyboard alone, the tasks whose means are more than links, lists and plain entries: what is picked while
one types, files, what comes anew by itself, keys of their own, a page that works without the house."""

import re
from pathlib import Path

from tests.desk.papers import pdf
from tests.windows.house import Windows, must_be_accessible
from tests.windows.keyboard import Keyboard
from tests.windows.visits import booked, photo

FIRM = "tieshan.meng"
SIGNS = ("ins.zhao", "赵春梅")
CLOSES = """
from django.core.management import call_command
from tongguan.desk.inspections.models import Site
assert Site.objects.filter(code="DYW-CY").update(opens=0, closes=20)
"""
"""A site that is not open all night, as those of the demonstration are; and what happened is told."""
CODE = "[name='items/1/commodity_code']"
LINES = "commodity_code,name,quantity\n2601112000,iron ore,100\n2601112000,iron ore,200\n"


def test_a_draft_is_filled_in_by_picking_searching_and_giving_files(windows: Windows) -> None:
    trader = Keyboard(windows.open(FIRM))
    page = trader.page
    trader.go("header nav a[href='/trade/drafts/']")
    trader.go("button[name=direction][value=import]")
    draft = page.url
    jump(trader, "goods")
    trader.into(
        CODE, "铁矿"
    )  # what is called so is listed, by the browser, whose own list no driver can reach
    page.wait_for_selector("#df-items-1-commodity_code option[value='2601112000']", state="attached")
    page.wait_for_load_state("networkidle")
    trader.go("button[value='search items/1']")
    assert trader.has("#q")
    trader.into("#q", "铁矿砂")
    page.wait_for_selector("#found button")
    must_be_accessible(page)
    trader.go("#found li:nth-child(2) button")
    assert page.input_value(CODE).startswith("2601")

    jump(trader, "way")
    trader.into("[name=country]", "Australia")
    page.wait_for_selector("#nf-country:has-text('AUS Australia')")
    trader.press("Tab")
    page.wait_for_function("() => document.querySelector('[name=country]').value === 'AUS'")
    page.wait_for_load_state("networkidle")
    trader.to("details:has(#lines-given) > summary")
    trader.press("Enter")
    trader.give("#lines-given", {"name": "lines.csv", "mimeType": "text/csv", "buffer": LINES.encode()})
    trader.go("button[value=lines]")
    assert page.locator("#g-items-2, #g-items-3").count() == 2

    jump(trader, "papers")
    trader.give("#papers-given", {"name": "box 7.pdf", "mimeType": "application/pdf", "buffer": pdf("keys")})
    page.wait_for_selector("#papers-taken a:has-text('box 7.pdf')")
    page.wait_for_load_state("networkidle")
    trader.go("#papers-taken button.ends")
    assert page.locator("#papers-taken .entry").count() == 0
    page.goto(f"{draft}discard/")
    must_be_accessible(page)
    trader.go("main button.ends")
    assert page.complaints == []


def jump(trader: Keyboard, section: str) -> None:
    """Goes to a part of a draft by its link above, as one does in a long form."""
    trader.to(f"nav a[href='#{section}']")
    trader.press("Enter")


def test_a_slot_is_booked_and_the_goods_are_examined_and_signed_for(windows: Windows, tmp_path: Path) -> None:
    visit = booked(windows, present=False)
    windows.house.ask(CLOSES + f"call_command('deliver', {str(tmp_path)!r}, '--once', verbosity=0)")
    trader = Keyboard(windows.open(visit["lodger"]))
    trader.page.wait_for_selector("a.bell strong")  # of the inspection they were notified
    trader.go("a.bell")
    trader.go("main td.lead a")
    trader.go("main a[href*='/do/book']")
    must_be_accessible(trader.page)
    trader.to("main select[name=slot]")
    trader.press("ArrowDown")
    trader.go("main form button.go")
    ask_for_a_bay_which_is_declined(windows, trader, visit["reference"])
    trader.page.goto(f"/trade/declarations/{visit['reference']}/")
    trader.go("main a[href*='/do/present']")
    trader.to("main input[name=present]")
    trader.press("Space")
    trader.go("main form button.go")

    examine(windows, visit["path"], tmp_path)
    second = Keyboard(windows.open(SIGNS[0], width=390, height=844))
    second.page.goto(visit["path"])
    second.go("form:has(#outcome) button.go")
    assert "This inspection is over" in second.page.inner_text("main")
    assert trader.page.complaints == second.page.complaints == []


def examine(windows: Windows, path: str, folder: Path) -> None:
    """By two officers, on a phone with a keyboard whose connection is gone for a while."""
    inspector = Keyboard(windows.open("ins.wang", width=390, height=844))
    page = inspector.page
    page.goto(path)
    page.wait_for_selector("html[data-kept]")
    inspector.to("#second")
    while page.evaluate("() => document.activeElement.selectedOptions[0].label") != SIGNS[1]:
        inspector.press("ArrowDown")
    inspector.into("#present_name", "王五")
    inspector.to("form:has(#second) button.go")
    inspector.press("Enter")
    page.wait_for_selector("#picture:visible")
    page.wait_for_function("() => document.activeElement.id === 'visit'")  # where the page has come anew
    page.context.set_offline(True)
    inspector.give("#picture", photo(folder))
    inspector.into("#photo-note", "front of the box")
    inspector.press("Enter")
    inspector.into("#put_on", "B-18")
    inspector.press("Enter")
    for field in ("#found-customs-1", "#found-quarantine-1"):
        inspector.to(field)
        inspector.press("ArrowDown")
    inspector.to("button[value=results]")
    inspector.press("Space")
    page.wait_for_selector("#line-words:has-text('3 waiting')")
    page.context.set_offline(False)
    page.wait_for_selector("text=Still to sign", timeout=20_000)
    assert page.locator(".photos img").count() == 1 and "B-18" in page.inner_text("#visit")


def ask_for_a_bay_which_is_declined(windows: Windows, trader: Keyboard, reference: str) -> None:
    """A bay outside hours; the reason for declining it is typed while the queue comes anew."""
    trader.go("a.bell")
    trader.go("main form button")
    assert not trader.page.locator("a.bell strong").count()  # all are read
    trader.go("header nav a[href='/trade/hall/']")
    trader.into("#bay-about", reference)
    trader.to("#site")
    trader.press("End")
    trader.into("#bay-at", "091720200900PM")
    trader.go()
    assert trader.page.locator("#visits tbody tr", has_text=reference).count() == 1
    coordinator = Keyboard(windows.open("coord.mu"))
    page = coordinator.page
    page.clock.install()
    coordinator.go("header nav a[href='/hall/']")
    must_be_accessible(page)
    coordinator.into("input[id^=why-]", "No officer ")
    page.evaluate("() => { window.was = document.getElementById('queue') }")
    page.clock.fast_forward(11_000)
    page.wait_for_function("() => !window.was.isConnected")
    page.keyboard.type("is free.")
    coordinator.go()
    assert "declined" in page.inner_text("main") + trader.page.reload().text()
    assert "No officer is free." in trader.page.inner_text("#visits")


def test_the_keys_that_are_shown_lead_an_officer_through_the_work(windows: Windows) -> None:
    visit = booked(windows, present=True)
    officer = Keyboard(windows.open("doc.liu"))
    page = officer.page
    page.clock.install()
    page.goto(f"/office/cases/{visit['reference']}/")
    officer.access("t")  # taken up for review: now it is on the list
    officer.access("w")
    officer.to("#list button[id^=take-]")
    taken = page.evaluate(
        "() => { window.was = document.getElementById('list'); return document.activeElement.id }"
    )
    page.clock.fast_forward(61_000)
    page.wait_for_function("() => !window.was.isConnected")
    assert officer.has(f"#{taken}")  # although the list has come anew
    officer.go()
    officer.go("#list button[name=back_to]")
    officer.access("n")  # the next one is taken on, and opened
    assert "/office/cases/" in page.url
    page.goto(f"/office/cases/{visit['reference']}/")
    officer.access("r")
    must_be_accessible(page)
    officer.access("b")
    officer.access("q")
    assert officer.has("#phrase-1")
    officer.press("Space")
    officer.access("s")
    assert "asked" in page.inner_text("main") and not page.locator("[accesskey=q]").count()
    assert page.complaints == []


def test_the_frame_is_used_by_keys(windows: Windows) -> None:
    stranger = Keyboard(windows.open(""))
    for path in ("/account/login/", "/account/password/reset/", "/developers/"):
        stranger.page.goto(path)
        must_be_accessible(stranger.page)
    stranger.sign_in("haiheng.xu")
    page = stranger.page
    stranger.press("Tab")
    assert stranger.has("a.skip")
    stranger.press("Enter")
    assert stranger.has("#main")
    stranger.press("Tab")
    assert page.evaluate("() => document.activeElement.closest('main') !== null")
    stranger.go("header button[value=zh]")
    assert page.get_attribute("html", "lang") == "zh-Hans"
    stranger.go("header button[value=en]")
    stranger.go("main td.lead a")
    stranger.go("main a[href*='/do/order_payment/']")
    stranger.go("main form button.go")
    reference = re.sub(r"\D", "", page.url.split("/declarations/")[1])
    bank = Keyboard(windows.open("bank.tang"))
    bank.go("header nav a[href='/revenue/orders/']")
    bank.go(f"form[action*='{reference}'] button[value=paid]")
    assert reference not in bank.page.inner_text("main table")
    stranger.go("header form[action='/account/logout/'] button")
    assert page.complaints == bank.page.complaints == []


def test_people_keys_and_rules_are_kept_by_keys(windows: Windows) -> None:
    manager = Keyboard(windows.open("haiheng.su"))
    page = manager.page
    manager.go("header nav a[href='/people/']")
    manager.into("form[action='/people/new/'] [name=username]", "haiheng.keys")
    manager.into("form[action='/people/new/'] [name=name]", "Keys")
    manager.go()
    must_be_accessible(page)
    assert "First sign-in" in page.inner_text("main")
    page.goto("/people/keys/")
    manager.into("#name", "a program")
    manager.to("input[name=scopes]")
    manager.press("Space")
    manager.go("main form.narrow button.go")
    must_be_accessible(page)
    assert page.input_value("#made").startswith("tg_")
    manager.go("main td button.ends")

    editor, second = Keyboard(windows.open("rules.zhou")), Keyboard(windows.open("rules.han"))
    page = editor.page
    editor.go("header nav a[href='/rules/']")
    editor.go("a[href='/rules/drafts/']")
    editor.to("#table")
    page.keyboard.type("currency")
    editor.into("#key", "USD")
    editor.go()
    must_be_accessible(page)
    draft = page.url
    header, row = page.input_value("#text").splitlines()[:2]
    editor.into("#text", f"{header}\n{row.replace('USD', 'XTS', 1)}\n")
    editor.go("form:has(#text) button.go")  # Tab leaves the text
    editor.go("form[action$='/submit/'] button")
    second.page.goto(draft)
    second.go("form[action$='/approve/'] button")
    second.go("main nav a[href='/rules/editions/']")
    second.go("form.seek button")  # the two latest are chosen
    must_be_accessible(second.page)
    assert "XTS" in second.page.inner_text("main")
    assert manager.page.complaints == page.complaints == second.page.complaints == []
