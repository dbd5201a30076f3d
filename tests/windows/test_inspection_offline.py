"""An inspector at a site where the connection comes and goes: what is done there arrives, whole and once."""

import re
from pathlib import Path
from typing import Any

import pytest

from tests.windows.house import PASSWORD, Windows, must_be_accessible
from tests.windows.visits import booked, counted, on_the_phone, photo


@pytest.fixture
def visit(windows: Windows) -> dict[str, Any]:
    """A visit that stands at the site, for today."""
    return booked(windows, present=True)


def begin(page: Any, second: str) -> None:
    page.select_option("#second", label=second)
    page.fill("#present_name", "王五")
    page.click("form:has(#second) button.go")


def line(page: Any) -> str:
    return str(page.inner_text("#line-words"))


def waits_for(page: Any, said: str) -> None:
    page.wait_for_function(
        "said => document.getElementById('line-words')?.innerText.includes(said)", arg=said, timeout=20000
    )


def test_an_inspector_works_while_the_connection_is_gone(
    windows: Windows, visit: dict[str, Any], tmp_path: Path
) -> None:
    page = on_the_phone(windows, "ins.wang", visit["path"])
    must_be_accessible(page)
    before = counted(windows, visit)
    page.context.set_offline(True)
    waits_for(page, "offline")
    begin(page, "赵春梅")
    waits_for(page, "1 waiting")
    page.reload()  # the page is there without the house, and so is what was done
    waits_for(page, "offline · 1 waiting")
    page.set_input_files("#picture", photo(tmp_path))
    page.fill("#photo-note", "front of the box")
    page.click("form:has(#picture) button.go")
    waits_for(page, "2 waiting")
    page.fill("#taken_off", "A-17")
    page.fill("#put_on", "B-18")
    page.click("form:has(#taken_off) button.go")
    waits_for(page, "3 waiting")
    page.select_option("#found-customs-1", "nothing")
    page.select_option("#found-quarantine-1", "nothing")
    page.click("button[value=results]")
    waits_for(page, "4 waiting")
    must_be_accessible(page)
    assert counted(windows, visit) == before
    page.context.set_offline(False)
    waits_for(page, "sent ")
    assert re.search(r"online · sent \d\d:\d\d", line(page)) and "waiting" not in line(page)
    page.wait_for_selector("text=Still to sign")
    events = before[4] + 2  # begun, results entered
    assert counted(windows, visit) == [1, 1, 1, 2, events]
    second = on_the_phone(windows, "ins.zhao", visit["path"])
    assert "front of the box" in second.content() or second.locator(".photos img").count() == 1
    second.click("text=Confirm and sign")
    second.wait_for_selector("text=This inspection is over")
    must_be_accessible(second)
    assert counted(windows, visit)[4] == events + 1
    assert page.complaints == [] or all("ERR_INTERNET_DISCONNECTED" in one for one in page.complaints)
    windows.house.command("replay")


def test_an_answer_that_is_lost_does_nothing_twice(windows: Windows, visit: dict[str, Any]) -> None:
    page = on_the_phone(windows, "ins.wang", visit["path"])
    before = counted(windows, visit)

    def swallow(route: Any) -> None:
        if route.request.method == "POST":
            route.fetch()  # the house does it, and the phone never hears of it
            route.abort("connectionreset")
        else:
            route.continue_()

    page.context.route("**/inspection/**", swallow)
    begin(page, "赵春梅")
    waits_for(page, "offline · 1 waiting")
    assert counted(windows, visit)[0] == 1
    page.context.unroute("**/inspection/**")
    page.reload()
    waits_for(page, "online")
    page.wait_for_function(
        "() => document.getElementById('line-list').childElementCount === 0", timeout=20000
    )
    after = counted(windows, visit)
    assert (after[0], after[4]) == (1, before[4] + 1)


def test_what_the_case_no_longer_takes_stays_on_the_phone(windows: Windows, visit: dict[str, Any]) -> None:
    page = on_the_phone(windows, "ins.wang", visit["path"])
    page.context.set_offline(True)
    begin(page, "赵春梅")
    waits_for(page, "1 waiting")
    page.fill("#put_on", "B-99")
    page.click("form:has(#put_on) button.go")
    waits_for(page, "2 waiting")
    other = on_the_phone(windows, "ins.song", visit["path"])
    begin(other, "于佳宁")
    other.wait_for_selector("#taken_off:visible")
    page.context.set_offline(False)
    waits_for(page, "1 not taken")
    waits_for(page, "1 waiting")
    assert "does not stand there" in page.inner_text("#line-list")
    must_be_accessible(page)
    page.reload()
    waits_for(page, "1 not taken")
    assert counted(windows, visit)[:3] == [1, 0, 0]
    page.on("dialog", lambda dialog: dialog.accept())
    page.click("#line-list button:has-text('Remove')")  # the other began it; the seal still belongs there
    page.wait_for_function(
        "() => document.getElementById('line-list').childElementCount === 0", timeout=20000
    )
    assert counted(windows, visit)[:3] == [1, 0, 1]


def test_whoever_signs_out_leaves_no_page_behind(windows: Windows, visit: dict[str, Any]) -> None:
    page = on_the_phone(windows, "ins.wang", visit["path"])
    kept = (
        "() => caches.open('inspections-1').then(all => all.keys())"
        ".then(all => all.filter(one => one.url.includes('/inspection/')).length)"
    )
    assert page.evaluate(kept) > 0
    page.click("form[action='/account/logout/'] button")
    page.wait_for_url(lambda url: "/inspection/" not in url)
    assert page.evaluate(kept) == 0


def test_what_waits_is_sent_by_whoever_did_it(windows: Windows, visit: dict[str, Any]) -> None:
    page = on_the_phone(windows, "ins.wang", visit["path"])
    page.context.set_offline(True)
    begin(page, "赵春梅")
    waits_for(page, "1 waiting")
    page.context.clear_cookies(name="sessionid")
    page.context.set_offline(False)
    waits_for(page, "sign in again to send · 1 waiting")
    must_be_accessible(page)
    page.click("#line-in a")
    sign_in(page, "ins.song")
    waits_for(page, "1 of another officer")
    assert counted(windows, visit)[0] == 0
    page.click("form[action='/account/logout/'] button")
    page.wait_for_url(lambda url: "/inspection/" not in url)
    page.goto(visit["path"])
    sign_in(page, "ins.wang")
    waits_for(page, "sent ")
    assert counted(windows, visit)[0] == 1


def sign_in(page: Any, person: str) -> None:
    page.fill("#id_login", person)
    page.fill("#id_password", PASSWORD)
    page.click("form:has(#id_password) button.go")
    page.wait_for_url(lambda url: "/inspection/" in url)
