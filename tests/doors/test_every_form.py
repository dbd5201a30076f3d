"""Every form of the pages, sent with something wrong: told on top with links, told at the fields, none lost.

The forms are those of the table of addresses: each that takes a form stands in `FORMS`, or in `SURE` with the
reason why nothing that a browser sends from it can be wrong."""

from typing import Any

import pytest
from lxml import html

from tests.doors import every_scene as at
from tests.doors.every_counter import COUNTERS
from tests.doors.every_form import Form, prove, told_at_fields
from tests.doors.every_window import WINDOWS
from tests.harbour import Harbour
from tests.pages import text

pytestmark = pytest.mark.any_database

SURE = {
    "look:language": "a button",
    "look:hat": "a choice of the roles that somebody has",
    "account_logout": "a button",
    "account_confirm_email": "a button",
    "mfa_deactivate_totp": "a button",
    "mfa_generate_recovery_codes": "a button",
    "openid_connect_login": "a button",
    "usersessions_list": "a button",
    "officer:next": "a button",
    "officer:claim": "a button",
    "people:end": "a button",
    "people:link": "a button",
    "people:revoke": "a button",
    "people:revoke_key": "a button",
    "inspection:present": "a button",
    "rules:submit": "a button",
    "rules:approve": "a button",
    "trader:amend": "a button",
    "trader:save": "answers a part of the page to the script: each note stands at its field",
    "trader:check": "a button; what is wrong is linked to the page of the draft",
    "trader:discard": "a button",
    "trader:upload": "answers a part of the page to the script; without it they come with the draft",
    "trader:notices": "a button",
    "trader:replay": "a button",
    "trader:hall_visit": "two buttons",
}
FORMS = [*COUNTERS, *WINDOWS]


def test_every_address_that_takes_a_form_is_looked_at() -> None:
    from tongguan.doors.look.addresses import addresses

    posts = {
        one.name
        for one in addresses()
        if one.rule and "POST" in one.rule.methods and not one.path.startswith("/api/")
    }
    looked_at = {form.address for form in FORMS}
    assert posts == looked_at | SURE.keys() and not looked_at & SURE.keys()


def test_every_form_that_shares_an_address_is_looked_at() -> None:
    from tongguan.doors.officer.inspection import doing
    from tongguan.doors.trader.cases import forms, verbs

    parts = {
        one: {form.part for form in FORMS if form.address == one} for one in ("inspection:visit", "trader:do")
    }
    buttons = {"sign", "miss", "show"}
    assert doing.VERBS.keys() == parts["inspection:visit"] | buttons
    shown = {verb.form for name, verb in verbs.VERBS.items() if name in parts["trader:do"]}
    assert {verb.form for verb in verbs.VERBS.values()} == shown | {forms.Nothing}


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_what_is_wrong_is_told_at_its_field_and_nothing_is_lost(
    form: Form, harbour: Harbour, settings: Any, tmp_path: Any
) -> None:
    from django.core.cache import cache

    cache.clear()
    settings.VAR = tmp_path
    world = at.World(harbour, settings)
    client, path = form.scene(world)
    settings.CLOCK_STANDS = harbour.at
    prove(form, client, path)


def test_what_is_wrong_with_a_draft_is_told_at_the_fields_of_its_page(
    harbour: Harbour, settings: Any
) -> None:
    client, draft = at.draft(at.World(harbour, settings))
    checked = client.post(f"{draft}check/")
    shown: Any = html.document_fromstring(text(checked))
    links = [str(link.get("href")) for link in shown.xpath("//*[@id='errors']//a")]
    assert checked.status_code == 422 and len(links) > 10
    page, _, _ = links[0].partition("#")
    said = told_at_fields(html.document_fromstring(text(client.get(page))))
    assert {link.partition("#")[2] for link in links} <= said.keys()
