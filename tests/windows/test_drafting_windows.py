"""A draft in a browser: saved as it is typed, by keyboard alone, in two windows, and without a script."""

from typing import Any

from tests.desk.papers import pdf
from tests.windows.house import PASSWORD, Windows, must_be_accessible

FIRM = "tieshan.meng"


def begun(page: Any, direction: str = "import") -> str:
    page.goto("/trade/drafts/")
    page.click(f"button[name=direction][value={direction}]")
    page.wait_for_load_state()
    return str(page.url)


def typed(page: Any, path: str, text: str) -> None:
    """Types into a field and waits until the page says that it is saved."""
    with page.expect_response("**/save/"):
        page.fill(f"[name='{path}']", text)
    page.wait_for_load_state("networkidle")


def test_a_draft_is_saved_as_it_is_typed_and_asks_only_what_applies(windows: Windows) -> None:
    page = windows.open(FIRM)
    address = begun(page)
    assert page.locator("[name='inspection_office']").count() == 0
    typed(page, "contract", "ST-77")
    assert page.inner_text("#saved").startswith("saved ")
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    for name, code in (("transport_mode", "2"), ("deal_terms", "3")):
        with page.expect_response("**/save/"):
            page.select_option(f"[name='{name}']", code)
        page.wait_for_load_state("networkidle")
    page.wait_for_selector("#ask-terms [name='freight/amount']")
    with page.expect_response("**/save/"):
        page.select_option("[name='deal_terms']", "1")
    page.wait_for_selector("[name='freight/amount']", state="detached")
    typed(page, "country", "Australia")
    page.wait_for_selector("#nf-country:has-text('AUS Australia')")
    page.press("[name='country']", "Tab")
    page.wait_for_function("() => document.querySelector(\"[name='country']\").value === 'AUS'")
    page.goto(address)
    assert page.input_value("[name='contract']") == "ST-77"
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    must_be_accessible(page)
    page.click("button[value=check] >> nth=0")
    page.wait_for_url("**/check/")
    must_be_accessible(page)
    page.click("#errors a >> nth=0")
    page.wait_for_url("**checked=1*")
    must_be_accessible(page)
    assert page.locator(".field .error").count() > 3 and page.complaints == []


def slow(page: Any, milliseconds: int) -> None:
    """Lets every answer come so late."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    rates = {"downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", {"offline": False, "latency": milliseconds, **rates})


def test_all_that_is_typed_at_full_speed_is_kept_while_the_house_is_slow(windows: Windows) -> None:
    page = windows.open(FIRM)
    address = begun(page)

    slow(page, 500)
    page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    page.evaluate(
        "document.querySelectorAll('.field input').forEach(one => one.mine = true);"
        "document.querySelector('.filling').addEventListener("
        "'htmx:oobBeforeSwap', told => { window.spared ||= !told.detail.shouldSwap; })"
    )
    page.select_option("[name='transport_mode']", "2")
    page.select_option(
        "[name='deal_terms']", "3"
    )  # asks for freight and insurance; nothing waits for answers
    page.select_option("[name='freight/mark']", "3")
    page.fill("[name='freight/amount']", "43")
    page.fill("[name='contract']", "SLOW-1")
    page.focus("[name='freight/currency']")
    page.keyboard.type("USD", delay=400)  # it must be answered now, but does not move while it is typed into
    assert page.locator("#more-terms [name='freight/currency']:focus").count() == 1
    page.select_option("[name='deal_terms']", "1")  # asks for no insurance
    page.focus("[name='insurance/amount']")
    page.keyboard.type("0.3", delay=400)
    page.wait_for_function("() => window.spared")  # an answer would have taken it away
    assert page.evaluate("[document.activeElement.mine, document.activeElement.value]") == [True, "0.3"]
    page.keyboard.press("Tab")
    page.wait_for_function("() => !document.querySelector('.htmx-request')")
    assert page.locator("#ask-terms [name='freight/amount']").evaluate("one => one.mine && one.value") == "43"
    page.fill("[name='insurance/amount']", "0.35")
    page.click("button[value=save]")  # with what is not saved yet
    page.goto(address)
    assert {name: page.input_value(f"[name='{name}']") for name in SLOWLY} == SLOWLY
    slow(page, 0)
    page.fill("[name='contract']", "LEFT-1")
    page.goto("/trade/drafts/")  # at once, before anything was sent
    page.wait_for_timeout(500)
    page.goto(address)
    assert page.input_value("[name='contract']") == "LEFT-1"
    assert page.complaints == []


def test_what_is_stated_before_the_script_has_come_is_saved_too(windows: Windows) -> None:
    page = windows.open(FIRM)
    address, held = begun(page), []
    page.route("**/tongguan*.js*", lambda route: held.append(route))
    page.goto(address, wait_until="commit")
    page.select_option("[name='transport_mode']", "2")
    page.fill("[name='contract']", "EARLY-1")
    page.wait_for_function("() => document.readyState === 'interactive'")
    with page.expect_response(lambda answer: "contract" in (answer.request.post_data or "")):
        held[0].continue_()
    page.unroute("**/tongguan*.js*")
    page.goto(address)
    assert page.input_value("[name='contract']") == "EARLY-1"
    assert page.input_value("[name='transport_mode']") == "2"
    assert page.complaints == []


SLOWLY = {
    "transport_mode": "2",
    "freight/mark": "3",
    "freight/amount": "43",
    "freight/currency": "USD",
    "contract": "SLOW-1",
    "deal_terms": "1",
    "insurance/amount": "0.35",
}


def test_two_windows_tell_each_other_and_lose_nothing(windows: Windows) -> None:
    first = windows.open(FIRM)
    second = first.context.new_page()
    address = begun(first)
    second.goto(address)
    typed(first, "contract", "FIRST")
    typed(second, "contract", "SECOND")
    second.wait_for_selector("#nf-contract:has-text('FIRST')")
    assert second.input_value("[name='contract']") == "SECOND"
    typed(second, "country", "BRA")
    second.click("#nf-contract button")
    second.wait_for_load_state()
    first.goto(address)
    assert first.input_value("[name='contract']") == "SECOND"
    assert first.input_value("[name='country']") == "BRA"


def test_a_code_is_picked_by_keyboard_alone(windows: Windows) -> None:
    page = windows.open(FIRM, language="zh")
    begun(page)
    page.focus("[name='items/1/commodity_code']")
    with page.expect_response("**/codes/commodity/**"):
        page.keyboard.type("铁矿", delay=30)
    page.wait_for_selector("#df-items-1-commodity_code option[value='2601112000']", state="attached")
    page.fill("[name='items/1/commodity_code']", "")
    with page.expect_response("**/save/"):
        page.keyboard.type("2601112000", delay=10)
        page.keyboard.press("Tab")
    page.wait_for_selector("[name='items/1/specification']")
    page.wait_for_selector("#nf-items-1-commodity_code:has-text('铁矿')")


def test_the_elements_of_a_commodity_are_stated_one_by_one_and_none_is_lost(windows: Windows) -> None:
    page = windows.open(FIRM)
    address = begun(page)

    def stated() -> list[str]:
        entries = page.locator("#ef-items-1-specification input")
        return [str(one) for one in entries.evaluate_all("all => all.map(one => one.value)")]

    page.fill("[name='items/1/commodity_code']", "2601112000")
    page.focus("#f-items-1-specification")  # its elements are not known yet
    page.keyboard.type("4|3|原矿")
    page.wait_for_selector("#ef-items-1-specification .element:nth-child(11)")
    page.wait_for_function("() => document.querySelector('#f-items-1-specification-2').value === '原矿'")
    page.wait_for_selector("button[value='add certificates']")  # inspection applies now
    assert page.evaluate("document.activeElement.id") == "f-items-1-specification-2"
    page.keyboard.press("Tab")
    page.keyboard.type("块状|62%")  # as somebody does who is used to strokes
    assert stated()[:6] == ["4", "3", "原矿", "块状", "62%", ""]
    page.fill("[name='items/1/commodity_code']", "0302830000")  # three elements
    page.wait_for_selector("#ef-items-1-specification .element:nth-child(11)", state="detached")
    assert stated() == ["4", "3", "原矿", "块状", "62%"]
    page.click("button[value=save]")
    page.goto(address)
    assert stated() == ["4", "3", "原矿", "块状", "62%"] and page.complaints == []


def test_papers_are_taken_as_they_are_dropped(windows: Windows) -> None:
    page = windows.open(FIRM)
    begun(page)
    given = {"name": "invoice 9.pdf", "mimeType": "application/pdf", "buffer": pdf("dropped")}
    page.set_input_files("#papers-given", [given])
    page.wait_for_selector("#papers-taken a:has-text('invoice 9.pdf')")
    with page.expect_download() as download:
        page.click("#papers-taken a:has-text('invoice 9.pdf')")
    assert download.value.suggested_filename == "invoice 9.pdf"
    begun(page)
    page.click("summary:has-text('Given before')")
    page.click("button:has-text('Use again')")
    page.wait_for_selector("#papers-taken .entry a:has-text('invoice 9.pdf')")


def test_it_works_without_a_script(windows: Windows) -> None:
    page = windows.open(FIRM)
    plain = windows.browser.new_context(base_url=windows.house.address, java_script_enabled=False)
    windows.contexts.append(plain)
    plain.add_cookies(page.context.cookies())
    page = plain.new_page()
    begun(page)
    page.fill("[name='contract']", "NO-SCRIPT")
    page.click("button[value='search items/1']")
    page.fill("#q", "铁矿砂")
    page.click("form.seek button")
    page.click("button:has-text('Take') >> nth=0")
    assert page.input_value("[name='contract']") == "NO-SCRIPT"
    assert page.input_value("[name='items/1/commodity_code']").startswith("26")
    page.click("button[value='add items']")
    page.click("button[value=check] >> nth=0")
    assert page.url.endswith("/check/") and "Line 2" in page.inner_text("#errors")
    assert PASSWORD not in page.content()
