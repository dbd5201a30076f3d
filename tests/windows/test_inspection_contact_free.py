"""An inspection without the trader: whoever runs the site stands in, and the trader follows it from afar."""

from pathlib import Path
from typing import Any

from tests.windows.house import Windows, must_be_accessible
from tests.windows.visits import booked, must_speak_chinese, on_the_phone, photo

SECRETS = ("officers only", "仅限关员", "criterion")


def shows(page: Any, text: str) -> None:
    page.wait_for_selector(f"main :text('{text}')", timeout=20000)


def test_the_trader_follows_from_afar_what_happens_at_the_site(windows: Windows, tmp_path: Path) -> None:
    visit = booked(windows, present=False)
    trader = windows.open(visit["lodger"], language="zh")
    trader.goto(f"/trade/declarations/{visit['reference']}/")
    shows(trader, "已预约")
    quay = windows.open("quay.dong", language="zh", width=390, height=844)
    quay.goto("/inspection/")
    must_be_accessible(quay)
    must_speak_chinese(quay)
    card = quay.locator("li.card", has_text=visit["reference"])
    assert visit["part"] in card.inner_text() and not any(word in quay.content() for word in SECRETS)
    card.locator("button.go").click()
    shows(quay, "货物已就位")
    shows(trader, "已到场")  # without a reload
    page = on_the_phone(windows, "ins.wang", visit["path"], language="zh")
    must_speak_chinese(page)
    page.select_option("#second", label="赵春梅")
    page.select_option(
        "#present",
        label=next(
            one for one in page.locator("#present option").all_inner_texts() if one.startswith("董大伟")
        ),
    )
    page.select_option("#absence", "epidemic")
    page.click("form:has(#second) button.go")
    page.wait_for_selector("#picture:visible")
    shows(trader, "贵单位依法未到场")
    assert "董大伟" in trader.inner_text("main")
    for shown in (True, False):
        page.set_input_files("#picture", photo(tmp_path))
        page.set_checked("#photo-shown", shown)
        page.click("form:has(#picture) button.go")
        page.wait_for_function(
            "n => document.querySelectorAll('.photos img').length === n", arg=1 if shown else 2, timeout=20000
        )
    trader.wait_for_selector(".photos img", timeout=20000)
    assert trader.locator(".photos img").count() == 1
    trader.wait_for_function("() => document.querySelector('.photos img').naturalWidth === 640")
    page.click("text=对企业公开 >> visible=true >> nth=-1")
    trader.wait_for_function("() => document.querySelectorAll('.photos img').length === 2", timeout=20000)
    must_be_accessible(trader)
    for one in (trader, page):
        must_speak_chinese(one)
    assert not any(word in trader.content() for word in SECRETS)
    quay.reload()
    assert "检查中" in quay.locator("li.card", has_text=visit["reference"]).inner_text()
    assert trader.complaints == quay.complaints == page.complaints == []
