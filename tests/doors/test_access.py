"""The walk: every address as every capacity and as a stranger, and what is found is what the table says."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.urls.converters import IntConverter, UUIDConverter

from tests.doors.played import played_day, some_rows
from tests.doors.signed_in import somebody

pytestmark = pytest.mark.any_database

STRANGER = ""
AT_FIRMS = ("trader", "broker", "manager")
OWN_ANSWERS = (200, 204, 302, 303, 304, 400, 404, 409, 422)
"""What a view that let somebody in may answer to a walker who owns nothing there."""


@pytest.fixture(scope="module")
def played(django_db_setup: None, django_db_blocker: Any) -> Iterator[Any]:
    with played_day(django_db_blocker, some_rows(60)) as result:
        yield result


def capacities() -> list[str]:
    from tongguan.law.kernel.flow_table import CAPACITIES

    return [STRANGER, *(one for one in CAPACITIES if one != "system")]


def walker(capacity: str) -> Any:
    """A browser in which somebody of this capacity, who owns nothing, has signed in."""
    from django.test import Client

    client = Client(raise_request_exception=False)
    if capacity:
        client.force_login(
            somebody(capacity, a_firm() if capacity in ("trader", "broker", "manager") else None)
        )
    return client


def a_firm() -> Any:
    from tests.doors.signed_in import LONG_AGO
    from tongguan.desk.people.models import Enterprise

    return Enterprise.objects.get_or_create(
        identifier="91210200WALKER", defaults={"name": "某公司", "registered_on": LONG_AGO}
    )[0]


def ours() -> list[Any]:
    from tongguan.doors.look.addresses import addresses

    return [one for one in addresses() if not one.path.startswith("/api/")]


def filled(address: Any, reference: str) -> str:
    """A path of this address: what is asked for is `reference` where a text is, else something unknown."""
    from django.urls import get_resolver, reverse

    patterns = get_resolver()
    for space in address.name.split(":")[:-1]:
        patterns = patterns.namespace_dict[space][1]
    possible = patterns.reverse_dict.getlist(address.name.split(":")[-1])
    for [(_, names)], _, _, converters in possible:
        given = {name: _value(name, converters.get(name), reference) for name in names}
        return reverse(address.name, kwargs=given)
    return address.path


def _value(name: str, converter: Any, reference: str) -> Any:
    if isinstance(converter, IntConverter):
        return 999_999_999
    if isinstance(converter, UUIDConverter):
        return "00000000-0000-0000-0000-000000000000"
    return {"uidb36": "1", "key": "no-key", "provider_id": "house"}.get(name, reference)


def a_reference() -> str:
    from tongguan.desk.dossiers.models import Dossier

    return str(Dossier.objects.order_by("pk").first().reference)


@pytest.mark.parametrize("capacity", capacities(), ids=lambda name: name or "stranger")
def test_every_address_opens_to_whom_the_table_says(capacity: str, played: Any) -> None:
    from django.core.cache import cache

    cache.clear()
    reference, wrong = a_reference(), []
    for address in ours():
        for method in ("get", "post", "put", "delete"):
            client = walker(capacity)  # a walker who signed out is no walker any more
            answer = getattr(client, method)(filled(address, reference), secure=True)
            if not as_told(address.rule, capacity, method.upper(), answer):
                wrong.append(
                    f"{method} {address.path}: {answer.status_code} {answer.headers.get('Location', '')}"
                )
    assert not wrong, "\n".join(wrong)


def as_told(rule: Any, capacity: str, method: str, answer: Any) -> bool:
    to_sign_in = answer.status_code == 302 and answer["Location"].startswith("/account/login/")
    if rule is None:
        return bool(answer.status_code == 404)
    if method not in rule.methods:
        return bool(answer.status_code == 405)
    if rule.opens_to(capacity, signed_in=bool(capacity)):
        if "anyone" in rule.who:  # the way in: it may send on to the sign-in, or say that it failed
            return answer.status_code in (*OWN_ANSWERS, 401)
        return answer.status_code in OWN_ANSWERS and not to_sign_in
    return to_sign_in if capacity == STRANGER else bool(answer.status_code == 403)


@pytest.mark.parametrize("capacity", [one for one in capacities() if one])
def test_what_is_anothers_answers_as_what_does_not_exist(capacity: str, played: Any) -> None:
    client, theirs = walker(capacity), a_reference()
    for address in ours():
        rule = address.rule
        if (
            rule is None
            or not address.path.count("<")
            or "anyone" in rule.who
            or not rule.opens_to(capacity, signed_in=True)
        ):
            continue
        if capacity in ("monitor", "coordinator", "port") and address.path.startswith("/board/"):
            continue  # they watch the whole port
        if capacity == "monitor" and address.path.startswith("/office/cases/"):
            continue  # monitors see every case, without hits
        for method in (m.lower() for m in rule.methods):
            known, unknown = (getattr(client, method)(filled(address, r)) for r in (theirs, "0" * 18))
            assert known.status_code == unknown.status_code, (method, address.path)
            said = known.content.replace(filled(address, theirs).encode(), b"")  # what was asked is no news
            assert said.count(theirs.encode()) == 0 or known.status_code == 302, address.path


def test_the_production_settings_pass_djangos_own_check(tmp_path: Path) -> None:
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith(("DJANGO_", "TONGGUAN_"))},
        "TONGGUAN_MODE": "production",
        "TONGGUAN_VAR": str(tmp_path),
        "TONGGUAN_HOSTS": "clearance.example",
        "TONGGUAN_PROXIES": "1",
        "TONGGUAN_MAIL": "smtp://mail.example:587",
        "SECRET_KEY": "only for this test, but long enough, and of 1234567890 different signs",
    }
    command = [sys.executable, "-m", "tongguan.site.command", "check", "--deploy"]
    answer = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    told = set(re.findall(r"\((\w+\.[A-Z]\d+)\)", answer.stdout + answer.stderr))
    missing = {"tongguan.W001", "tongguan.E001", "tongguan.E002"}  # PostgreSQL, the style, the tables
    assert told == missing, answer.stderr
