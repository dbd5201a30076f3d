"""The pages of the rules: what is in force, who published what, and a draft of which two make an edition."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest

from tests.books import RULES
from tests.doors.signed_in import somebody
from tests.pages import text

AT = datetime(2020, 9, 16, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def published(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """The shipped book and the demonstration's criteria, for the whole module."""
    from django.db import transaction

    from tongguan.doors.jobs.demo_day import stage

    with django_db_blocker.unblock(), transaction.atomic():
        stage.publish_rules(RULES, 7)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def each(published: None, db: None, settings: Any) -> None:
    settings.CLOCK_STANDS = AT


def browser(capacity: str, office: Any = None) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(somebody(capacity, office))
    return client


def test_a_table_is_read_as_it_was_on_a_day(each: None) -> None:
    client = browser("inspector")
    page = text(client.get("/rules/table/currency/", {"q": "USD"}))
    assert "?key=USD" in page and "?key=EUR" not in page
    early = text(client.get("/rules/table/currency/", {"q": "USD", "on": "1990-01-01"}))
    assert "?key=USD" not in early
    key = text(client.get("/rules/table/currency/key/", {"key": "USD"}))
    assert "USD" in key


def test_pages_of_fifty_hold_every_row_once(each: None) -> None:
    import re

    client, after, seen = browser("monitor"), "", list[str]()
    while True:
        page = text(client.get("/rules/table/country/", {"after": after}))
        seen += re.findall(r"\?key=([A-Z]+)\"", page)
        more = re.search(r"amp;after=([A-Z]+)\"", page)
        if more is None:
            break
        after = more[1]
    from tongguan.desk.rulebooks.queries import book

    assert seen == sorted(book("cn").table("country", date(2020, 9, 16)))


@pytest.mark.parametrize("name", ["criterion", "salt", "nothing"])
def test_secret_tables_are_as_if_they_did_not_exist(each: None, name: str) -> None:
    client = browser("rules_officer")
    assert client.get(f"/rules/table/{name}/").status_code == 404
    assert client.get(f"/rules/table/{name}/key/", {"key": "selection"}).status_code == 404
    answer = client.post("/rules/drafts/new/", {"table": name})
    from tongguan.desk.rulebooks.models import Draft

    assert not Draft.objects.exists()
    assert f"no table {name} " in text(answer)  # told so, whatever the name is
    for path in ("/rules/", "/rules/compare/?new=1"):
        assert "salt" not in text(client.get(path)) and "criterion" not in text(client.get(path))


def test_one_drafts_a_row_another_approves_it_and_it_is_in_force(each: None) -> None:
    from tongguan.desk.people.models import Office
    from tongguan.desk.rulebooks.models import Draft, Edition
    from tongguan.desk.rulebooks.queries import book

    writer = browser("rules_officer")
    office = Office.objects.get()
    writer.post("/rules/drafts/new/", {"table": "currency", "key": "USD"})
    draft = Draft.objects.get()
    page = f"/rules/drafts/{draft.pk}/"
    header, row = draft.text.splitlines()
    assert header.startswith("key,valid_from,") and row.startswith("USD,2020-09-16,")

    writer.post(page, {"text": f"{header}\n{row.replace('2020-09-16', '2020-02-31')}\n"})
    assert "2020-02-31" in text(writer.get(page)) and 'id="text_error"' in text(writer.get(page))
    writer.cookies["language"] = "zh"
    assert "第2行“valid_from”列：2020-02-31不是有效日期" in text(writer.get(page))
    assert "币制草案" in text(writer.get(page)) and "币制 · currency" in text(writer.get("/rules/drafts/"))
    writer.cookies["language"] = "en"
    writer.post(f"{page}submit/")
    draft.refresh_from_db()
    assert draft.submitted_at is None

    called = row.split(",")[2]
    changed = row.replace(called, "renamed")
    writer.post(page, {"text": f"{header}\n{changed}\n{row.replace('USD,', 'XTS,', 1)}\n"})
    beside = f"<del>{called}</del> <ins>renamed</ins>"  # a row of a later day beside the one that held
    assert "It adds 2" in text(writer.get(page)) and beside in text(writer.get(page))
    writer.post(f"{page}submit/")
    writer.post(f"{page}approve/")
    assert Edition.objects.filter(jurisdiction="cn").count() == 1

    browser("rules_officer", office).post(f"{page}approve/")
    last = Edition.objects.filter(jurisdiction="cn").order_by("number").last()
    assert last is not None and last.number == 2 and last.by != last.approved_by
    assert book("cn").get("currency", "XTS", date(2020, 9, 16)) is not None
    compared = text(writer.get("/rules/compare/?old=1&new=2"))
    assert "XTS" in compared and "new" in compared and beside in compared
    assert "XTS" in text(writer.get("/rules/compare/"))  # the last two
    writer.post(page, {"text": "key"})
    draft.refresh_from_db()
    assert "XTS" in draft.text


def test_rules_of_another_jurisdiction_are_not_theirs(each: None) -> None:
    from tongguan.desk.people.models import Office
    from tongguan.desk.rulebooks.models import Draft

    abroad = Office.objects.create(number=7, code="GB1", jurisdiction="gb", name_en="Dover", name_zh="多佛尔")
    browser("rules_officer").post("/rules/drafts/new/", {"table": "currency"})
    page = f"/rules/drafts/{Draft.objects.get().pk}/"
    assert browser("rules_officer", abroad).get(page).status_code == 404
    assert browser("inspector").get(page).status_code == 403


def test_every_table_that_is_shown_has_a_name_in_both_languages() -> None:
    from tongguan.doors.officer.rules import table_names
    from tongguan.law.registry import TABLES

    assert set(table_names.TABLES) == {name for name, table in TABLES.items() if not table.secret}
    assert all(en.isascii() and not zh.isascii() for en, zh in table_names.TABLES.values())
