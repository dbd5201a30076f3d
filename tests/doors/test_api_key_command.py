"""`tongguan apikey` prints a key that works, once, and refuses what no manager could make."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.doors.calling import Caller
from tests.harbour import BEA, BO, BROKERS, Harbour
from tongguan.desk.people.models import ApiKey


def made(settings: Any, harbour: Harbour, *asked: str) -> str:
    settings.CLOCK_STANDS, said = harbour.at, StringIO()
    call_command("apikey", *asked, stdout=said)
    return said.getvalue().strip()


def test_the_key_that_is_printed_works_within_its_scopes(harbour: Harbour, settings: Any) -> None:
    caller = Caller(harbour, settings)
    asked = ("--enterprise", BROKERS, "--person", "bo", "--until", "2020-09-15", "--name", "ERP")
    caller.token = made(settings, harbour, *asked, "--scopes", "declarations:read", "reference")
    caller.get("declarations")
    assert caller("GET", "declarations/1/charges").status_code == 403
    assert ApiKey.objects.get().person_id == int(BO.person)
    harbour.after(hours=24)
    assert caller("GET", "declarations").status_code == 401


@pytest.mark.parametrize(
    ("enterprise", "person"), [(BROKERS, "nobody"), ("NONE", "bo"), (BROKERS, "lin"), (BEA.behalf, "bea")]
)
def test_who_does_not_declare_for_the_enterprise_gets_none(
    harbour: Harbour, settings: Any, enterprise: str, person: str
) -> None:
    with pytest.raises(CommandError):
        made(settings, harbour, "--enterprise", enterprise, "--person", person)
    assert not ApiKey.objects.exists()
