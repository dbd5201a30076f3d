"""Every page that somebody reaches by following links: accessible, by keys alone too, in one language, no
broader than the screen, without a complaint of the browser. Each person sees one page of each address they
come to, and one of them at that of each thing that can be done to a case."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.windows.house import Windows, must_be_accessible

PEOPLE = (
    "broker.chen", "haiheng.xu", "haiheng.su", "doc.liu", "ins.wang", "rev.lin", "coord.mu", "mon.ning",
    "rules.zhou", "admin.pei", "port.shen", "bank.tang", "ship.lu", "quay.dong", "police.ma",
)  # fmt: skip
MOST = 60
"""So many pages of one person, at most."""
DONE: dict[str, set[str]] = {"en": set(), "zh": set()}
"""The things that can be done to a case of which somebody has seen the page, in each language."""
WIDTHS, MOST_TALL = (941, 960, 1024, 1152, 1280, 1366, 1440), 33
ROWS = ".list:is(.work, .rows) tbody tr, .board tbody tr"


def name_of(path: str) -> str:
    """What is at an address; what can be done to a case is each by itself."""
    from django.urls import Resolver404, resolve

    try:
        found = resolve(path)
    except Resolver404:
        return ""
    return f"{found.view_name or ''} {found.kwargs.get('step', '')}".strip()


def walked(page: Any, language: str = "en") -> Iterator[str]:
    """Goes from page to page, to one of each address; yields where it is."""
    waiting, known = ["/"], {name_of("/"), *DONE[language]}
    for _ in range(MOST):
        if not waiting:
            return
        answer = page.goto(waiting.pop(0))
        if answer is None or "text/html" not in answer.headers.get("content-type", ""):
            continue
        assert answer.status < 400, (answer.status, page.url)
        yield page.url
        for link in page.eval_on_selector_all("a[href]", "all => all.map(one => one.href)"):
            parts = urlsplit(link)
            name = name_of(parts.path)
            if f"{parts.scheme}://{parts.netloc}" == page.house and name and name not in known:
                if parts.path.endswith((".pdf", ".csv", ".xlsx", ".json")) or "/documents/" in parts.path:
                    continue
                known.add(name)
                if " " in name:
                    DONE[language].add(name)
                waiting.append(parts.path + (f"?{parts.query}" if parts.query else ""))


@pytest.mark.parametrize("person", PEOPLE)
def test_every_page_is_accessible(windows: Windows, person: str) -> None:
    page = windows.open(person)
    page.house = windows.house.address
    seen = lists = 0
    for _ in walked(page):
        must_be_accessible(page)
        assert page.evaluate(TOO_BROAD) == [], page.url
        lists += must_keep_rows_of_one_line(page)
        seen += 1
    assert seen >= 2 and page.complaints == []
    assert lists or person not in ("broker.chen", "rev.lin", "mon.ning")


@pytest.mark.parametrize("person", PEOPLE)
def test_no_english_is_left_on_a_chinese_page_which_fits_a_phone(windows: Windows, person: str) -> None:
    page = windows.open(person, language="zh", width=390, height=844)
    page.house = windows.house.address
    wrong = []
    for url in walked(page, "zh"):
        if broad := page.evaluate(TOO_BROAD):
            wrong.append(f"{url} is broader than a phone: {broad}")
        if found := english_on(page):
            wrong.append(f"{url}: {' '.join(found[:12])}")
        must_keep_rows_of_one_line(page)
    assert not wrong, "\n".join(wrong)


def must_keep_rows_of_one_line(page: Any) -> bool:
    """Worklists and the board keep rows of about 32 px in the windows of any desk, and fit into them. True if
    the page has such rows."""
    if not page.locator(ROWS).count():
        return False
    before = page.viewport_size
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        tall = page.eval_on_selector_all(ROWS, "all => Math.max(...all.map(one => one.offsetHeight))")
        assert tall <= MOST_TALL, (page.url, width, tall)
        assert page.evaluate(TOO_BROAD) == [], (page.url, width)
    page.set_viewport_size(before)
    return True


def english_on(page: Any) -> list[str]:
    """The English words that can be read on a page; letters among the figures of a digest are none."""
    words = re.findall(r"(?<![0-9A-Za-z])[A-Za-z][a-z]{3,}(?![0-9a-z])", page.evaluate(VISIBLE))
    return sorted(set(words) - NAMES)


TOO_BROAD = """() => {
  const most = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= most) return [];
  const over = e => e.getBoundingClientRect().right > most + 1;
  const all = [...document.body.querySelectorAll('*')].filter(over);
  return all.slice(0, 3).map(e => e.outerHTML.slice(0, 100));
}"""
"""What reaches beyond the right edge of a page that one would have to scroll sideways."""

NAMES = {"Tongguan", "English", "Excel", "email"}
"""Words that are the same in any language."""

VISIBLE = """() => {
  const quiet = 'script,style,code,select.codes,[lang=en],[translate=no],textarea,input,svg';
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const said = [];
  while (walker.nextNode()) {
    const here = walker.currentNode.parentElement;
    if (here && !here.closest(quiet)) said.push(walker.currentNode.textContent);
  }
  return said.join(' ');
}"""
