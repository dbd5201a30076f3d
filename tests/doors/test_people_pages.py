"""The pages of people, brokers and keys: who may register whom, and that a new account can sign in."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.doors.signed_in import LONG_AGO, somebody
from tests.pages import text

TODAY = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).date()

pytestmark = pytest.mark.django_db


def firm(identifier: str, name: str) -> Any:
    from tongguan.desk.people.models import Enterprise

    return Enterprise.objects.create(identifier=identifier, name=name, registered_on=LONG_AGO)


def browser(person: Any) -> Any:
    from django.test import Client

    client = Client()
    client.force_login(person)
    return client


def test_a_manager_registers_a_colleague_who_chooses_a_password_and_signs_in() -> None:
    from django.core.cache import cache
    from django.test import Client

    cache.clear()
    manager = browser(somebody("manager", firm("91210200A", "甲公司")))
    page = manager.post("/people/new/", {"username": "wei", "name": "魏", "capacity": "trader"})
    address = re.search(r"(/account/password/reset/key/[^\"]+)\"", text(page))
    assert address is not None
    wei = Client()
    form = wei.get(address[1], follow=True)
    word = "a word of their own 7"
    wei.post(form.request["PATH_INFO"], {"password1": word, "password2": word})
    assert wei.post("/account/login/", {"login": "wei", "password": word})["Location"] == "/"
    assert wei.get("/trade/").status_code == 200
    assert "wei" in text(manager.get("/people/"))
    assert wei.get("/people/").status_code == 403


@pytest.mark.parametrize("language, words", [("en", "Only a form is sent here"), ("zh", "此地址仅接收表单")])
def test_an_address_of_a_form_that_is_opened_like_a_page_leads_to_the_form(language: str, words: str) -> None:
    person = somebody("manager", firm("91210200A", "甲公司"), language=language)
    client = browser(person)
    client.cookies["language"] = language
    for path in ("/people/new/", "/people/roles/"):
        assert client.head(path).status_code == client.get(path).status_code == 302
        assert client.get(path)["Location"] == "/people/"
    answer = client.get("/people/roles/1/end/")
    assert answer.status_code == 405 and answer["Allow"] == "POST"
    assert words in text(answer) and '<a href="/people/roles/">' in text(answer)
    part = client.get("/people/roles/1/end/", headers={"HX-Request": "true"})
    assert part.status_code == 405 and not part.content


def test_a_user_name_is_made_of_plain_signs() -> None:
    from tongguan.desk.people.models import Person

    client = browser(somebody("manager", firm("91210200A", "甲公司")))
    for name in ("<b>x", "a b", "", "王", "x\n"):
        told = client.post("/people/new/", {"username": name, "name": "X", "capacity": "trader"}, follow=True)
        assert "letters (a to z), digits" in text(told), name
    assert Person.objects.count() == 1


@pytest.mark.parametrize(
    "language, required, nobody",
    [
        ("en", "This field is required.", "Nobody has this name."),
        ("zh", "这个字段是必填项。", "没有该用户。"),
    ],
)
def test_what_is_refused_stands_at_its_field_and_what_was_typed_stays(
    language: str, required: str, nobody: str
) -> None:
    from tongguan.desk.people.models import Person, Role

    person = somebody("manager", firm("91210200A", "甲公司"), language=language)
    client = browser(person)

    def refused(path: str, sentence: str, field: str, **sent: str) -> str:
        answer = client.post(f"/people/{path}/", sent)
        page = text(answer)
        assert answer.status_code == 422, page
        assert f'<a href="#{field}">{sentence}</a>' in page
        shown = page.split(f'for="{field}"')[1].split("</div>")[0]
        assert f'id="{field}_error"' in shown and sentence in shown and 'aria-invalid="true"' in shown
        return page

    page = refused("new", required, "new_name", username="wei<", name=" ", capacity="broker")
    assert 'value="wei&lt;"' in page and '<option value="broker" selected>' in page
    taken = "taken" if language == "en" else "已被占用"
    page = text(
        client.post("/people/new/", {"username": person.username, "name": "魏", "capacity": "trader"})
    )
    assert taken in page and 'value="魏"' in page and 'href="#new_username"' in page
    page = text(client.post("/people/new/", {"username": "wei", "name": "魏", "capacity": "bank"}))
    assert 'href="#new_capacity"' in page and not Person.objects.filter(username="wei").exists()
    role = {"capacity": "broker", "until": "2999-12-31"}
    page = refused("roles", nobody, "username", username="nobody.at.all", **role)
    assert 'value="nobody.at.all"' in page and 'value="2999-12-31"' in page
    assert '<option value="broker" selected>' in page
    for until in ("2999-02-30", "2000-01-01", "x"):
        answer = client.post(
            "/people/roles/", {"username": person.username, "capacity": "broker", "until": until}
        )
        assert answer.status_code == 422 and 'href="#until"' in text(answer), until
        assert f'value="{until}"' in text(answer)
    assert Role.objects.count() == 1


def test_nobody_gives_what_is_not_theirs_to_give() -> None:
    from tongguan.desk.people.models import Role

    ours, theirs = firm("91210200A", "甲公司"), firm("91210200B", "乙公司")
    stranger = somebody("trader", theirs)
    manager = browser(somebody("manager", ours))
    before = Role.objects.count()
    manager.post("/people/roles/", {"username": stranger.username, "capacity": "bank"})
    manager.post("/people/roles/", {"username": stranger.username, "capacity": "inspector"})
    assert Role.objects.count() == before
    role = stranger.roles.get()
    assert manager.post(f"/people/roles/{role.pk}/end/").status_code == 404
    assert manager.post(f"/people/roles/{role.pk}/link/").status_code == 404
    role.refresh_from_db()
    assert role.valid_until is None


def test_a_trader_authorises_a_broker_and_takes_it_back() -> None:
    from tongguan.desk.people.models import BrokerAuthority

    ours, broker = firm("91210200A", "甲公司"), firm("91210200C", "报关行")
    manager = browser(somebody("manager", ours))
    manager.post("/people/brokers/", {"broker": "91210200C", "direction": "import", "until": "2999-12-31"})
    given = BrokerAuthority.objects.get()
    assert (given.trader, given.broker, given.direction) == (ours, broker, "import")
    trader = browser(somebody("trader", ours))
    trader.post("/people/brokers/", {"broker": "91210200C"})
    assert BrokerAuthority.objects.count() == 1
    other = browser(somebody("manager", firm("91210200D", "丁公司")))
    assert other.post(f"/people/brokers/{given.pk}/revoke/").status_code == 404
    manager.post(f"/people/brokers/{given.pk}/revoke/")
    given.refresh_from_db()
    assert given.revoked_from is not None
    manager.get("/people/brokers/")
    assert "报关行" not in text(manager.get("/people/brokers/"))


@pytest.mark.parametrize(
    "language, nobody, no_day",
    [
        ("en", "No enterprise has this identifier.", "There is no such day."),
        ("zh", "没有使用该统一社会信用代码的企业。", "没有这一日期。"),
    ],
)
def test_brokers_keys_and_absences_say_at_each_field_what_is_wrong(
    language: str, nobody: str, no_day: str
) -> None:
    from tongguan.desk.people.models import ApiKey, BrokerAuthority

    manager = somebody("manager", firm("91210200A", "甲公司"), language=language)
    firm("91210200C", "报关行")
    client = browser(manager)

    def refused(path: str, field: str, sentence: str = "", **sent: Any) -> str:
        answer = client.post(f"/people/{path}/", sent)
        page = text(answer)
        assert answer.status_code == 422 and f'<a href="#{field}">{sentence}' in page
        assert f'id="{field}"' in page and f'id="{field}_error"' in page
        return page

    page = refused("brokers", "broker", nobody, broker="9<", direction="export", until="2999-12-31")
    assert 'value="9&lt;"' in page and 'value="export" selected' in page and 'value="2999-12-31"' in page
    refused("brokers", "until", no_day, broker="91210200C", until="2999-02-30")
    refused("brokers", "until", broker="91210200C", until="2000-01-01")
    refused("brokers", "broker", broker="91210200A")
    page = refused("keys", "until", no_day, name="erp<", scopes=["assess"], until="2999-02-30")
    assert 'value="erp&lt;"' in page and 'value="assess" checked' in page
    refused("keys", "name", name=" ", scopes=["assess"])
    refused("keys", "scopes", name="erp")
    refused("keys", "until", name="erp", scopes=["assess"], until="2000-01-01")
    refused("away", "until", since="2999-01-01")
    page = refused("away", "until", since="2999-01-02", until="2999-01-01")
    assert 'value="2999-01-02"' in page and 'aria-describedby="until_error"' in page
    assert not BrokerAuthority.objects.exists() and not ApiKey.objects.exists()


def test_a_key_is_shown_once_and_revoked_at_once() -> None:
    from tongguan.desk.people.keys import bearer
    from tongguan.desk.people.models import ApiKey

    ours = firm("91210200A", "甲公司")
    person = somebody("trader", ours)
    managing = person.roles.create(capacity="manager", enterprise=ours, valid_from=LONG_AGO)
    client = browser(person)
    client.post("/hat/", {"role": managing.pk})
    page = text(client.post("/people/keys/", {"name": "erp", "scopes": ["declarations:read"]}))
    token = re.search(r"tg_[0-9a-f]{12}_[0-9a-f]{64}", page)
    assert token is not None and bearer(token[0], today=TODAY) is not None
    assert token[0] not in text(client.get("/people/keys/"))
    client.post(f"/people/keys/{ApiKey.objects.get().pk}/revoke/")
    assert bearer(token[0], today=TODAY) is None


def test_who_manages_only_is_offered_what_his_keys_may_be_for() -> None:
    from tongguan.desk.people.models import ApiKey

    client = browser(somebody("manager", firm("91210200A", "甲公司")))
    page = text(client.get("/people/keys/"))
    offered = re.findall(r'name="scopes" value="([^"]+)"', page)
    assert offered == ["assess", "reference", "webhooks:read", "webhooks:write"]
    assert "no more than its person" in page
    refused = client.post("/people/keys/", {"name": "erp", "scopes": ["declarations:read"]}, follow=True)
    assert "whose roles here are not for declarations:read" in text(refused)
    assert not ApiKey.objects.exists()
    assert "tg_" in text(client.post("/people/keys/", {"name": "erp", "scopes": offered}))


def test_an_officer_names_a_deputy_of_the_same_office() -> None:
    from tongguan.desk.people.models import Absence

    mei = somebody("document_officer")
    colleague = somebody("document_officer", mei.roles.get().office)
    soon, week = (TODAY + timedelta(days=n) for n in (1, 7))
    days = {"since": soon.isoformat(), "until": week.isoformat()}
    client = browser(mei)
    refused = client.post("/people/away/", {**days, "deputy": somebody("document_officer").username})
    assert refused.status_code == 422 and f'value="{week.isoformat()}"' in refused.content.decode()
    client.post("/people/away/", {**days, "username": "nobody.at.all"})  # is not the one who asks
    assert not Absence.objects.exists()
    client.post("/people/away/", {**days, "deputy": colleague.username})
    assert Absence.objects.get().deputy == colleague
