"""What the JSON door refuses, whatever is asked of it: each with its status, and as a problem."""

import json
import re
from typing import Any

import pytest

from tests.doors.calling import BASE, Caller, manages
from tests.harbour import BO, LIN, MEI, ORE_FIRM, SUN, Harbour
from tests.stating import example
from tongguan.desk.people import keys
from tongguan.desk.people.models import ApiKey, Role
from tongguan.law.kernel.case import SYSTEM

READS = ("", "/timeline", "/charges", "/inspections", "/documents", "/documents/" + "0" * 64)
WRITES = {
    "/answers": {"text": "x"},
    "/steps": {"step": "answer"},
    "/withdrawals": {"cause": "clerical_error", "evidence": "x"},
    "/payment-orders": {"bank": "BANK-1"},
    "/guarantees": {"guarantee": "BH-MEAT"},
    "/inspections/port_inspection.1/bookings": {"site": "YARD", "starts_at": "2020-09-16T01:00:00Z"},
    "/inspections/port_inspection.1/presentations": {},
    "/inspections/port_inspection.1/steps": {"step": "ask_to_repeat", "text": "x"},
}


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Caller:
    return Caller(harbour, settings, BO)


def problem(response: Any, status: int) -> Any:
    """The problem that was answered with this status."""
    told = response.json()
    assert (response.status_code, told["status"]) == (status, status), told
    assert response["Content-Type"] == "application/problem+json"
    assert response["Cache-Control"] == "no-store"
    assert not response.cookies and "Vary" not in response and "Access-Control-Allow-Origin" not in response
    assert told["findings"] and told["type"].startswith("/developers/#")
    return told


def code(response: Any, status: int) -> str:
    return problem(response, status)["findings"][0]["code"]  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "said",
    ["", "Bearer", "Bearer tg_1_2", "Basic dTpw", "bearer  ", f"Bearer tg_{'0' * 12}_{'0' * 64}"],
)
def test_without_a_valid_key_nothing_is_told(bo: Caller, said: str) -> None:
    bo.token = ""
    for path in ("declarations", "events", "reference", "declarations/090820201090000001"):
        response = bo("GET", path, Authorization=said)
        assert code(response, 401) == "Z101"
        assert response["WWW-Authenticate"].startswith("Bearer")
    assert bo("POST", "declarations", raw=b"{", Authorization=said).status_code == 401


def test_a_session_and_a_cookie_count_for_nothing(bo: Caller) -> None:
    from tongguan.desk.people.models import Person

    bo.token = ""
    bo.client.force_login(Person.objects.get(pk=BO.person))
    assert bo("GET", "declarations").status_code == 401


def test_a_revoked_key_and_one_without_a_role_are_refused(bo: Caller) -> None:
    Role.objects.filter(person_id=BO.person).update(valid_until=bo.harbour.today)
    bo.get("declarations")
    bo.harbour.after(hours=24)
    assert code(bo("GET", "declarations"), 403) == "Z103"
    keys.revoke_key(ApiKey.objects.get(), actor=SYSTEM, at=bo.harbour.at, today=bo.harbour.today)
    assert code(bo("GET", "declarations"), 401) == "Z101"


def test_each_operation_needs_its_scope(harbour: Harbour, settings: Any) -> None:
    from tongguan.doors.api.operations import OPERATIONS

    needed = {said.scope for methods in OPERATIONS.values() for said in methods.values()}
    assert needed == {*keys.SCOPES}
    manages(harbour, BO)
    callers = {scope: Caller(harbour, settings, BO, scope) for scope in keys.SCOPES}
    for path, methods in OPERATIONS.items():
        at = path.removeprefix("/").replace("{table}", "country").replace("{reference}", "1")
        at = at.replace("{inspection}", "x").replace("{document}", "0" * 64).replace("{delivery}", "0" * 32)
        for method, said in methods.items():
            for scope, caller in callers.items():
                response = caller(method, at, {} if method == "POST" else None)
                assert (response.status_code == 403) == (scope != said.scope), (path, scope)


def test_what_is_anothers_is_answered_as_what_is_not_there(bo: Caller) -> None:
    entry = bo.post("declarations", example("import-pork", {"/reference": "R-1"}), 201)["reference"]
    for actor in (SUN, MEI):
        other = Caller(bo.harbour, bo.settings, actor)
        for below in READS:
            told = (other("GET", f"declarations/{one}{below}") for one in (entry, "R-1", "0" * 18))
            mine, called, none = (problem(one, 404) for one in told)
            assert mine == called == none, below
        for below, body in WRITES.items():
            mine, none = (other("POST", f"declarations/{one}{below}", body) for one in (entry, "0" * 18))
            assert problem(mine, 404) == problem(none, 404), below
        assert other.get("declarations")["declarations"] == []
        assert other.get("events") == {"events": [], "next": "0", "more": False}
        given = other("POST", "declarations", example("import-pork", {"/reference": "R-1"}))
        assert code(given, 403) == "Z104"


def test_a_key_acts_for_its_enterprise_though_the_person_has_more(bo: Caller) -> None:
    """Bo is made a trader of the ore firm too; the key stays the brokers'."""
    from tongguan.desk.people import actions
    from tongguan.desk.people.models import Enterprise, Person

    mei = Caller(bo.harbour, bo.settings, MEI)
    entry = mei.post("declarations", example("import-ore", {"/reference": "ORE-1"}), 201)["reference"]
    day = bo.harbour.today
    actions.give_role(
        person=Person.objects.get(pk=BO.person), capacity="trader", on=day, actor=SYSTEM, today=day,
        place=Enterprise.objects.get(identifier=ORE_FIRM),
    )  # fmt: skip
    assert bo("GET", f"declarations/{entry}").status_code == 404
    tree = example("import-ore", {"/reference": "ORE-2"})
    assert code(bo("POST", "declarations", tree), 403) == "Z104"
    assert code(bo("POST", "assessments", tree), 403) == "Z104"


@pytest.mark.parametrize(
    ("raw", "found"),
    [
        (b" ", "J001"), (b"{", "J006"), (b'{"a": 1,}', "J007"), (b"\xff\xfe{\x00", "J004"),
        (b'{"a":1,"a":2}', "J009"),
        (b'{"a": NaN}', "J007"), (b"[" * 100_000, "J008"), ("\ufeff{}".encode(), "J005"), (b"null", "J001"),
    ],
)  # fmt: skip
def test_what_is_no_json_is_told_where(bo: Caller, raw: bytes, found: str) -> None:
    for path in ("declarations", "declarations/batch", "assessments", "declarations/1/answers"):
        assert code(bo("POST", path, raw=raw), 400) == found


@pytest.mark.parametrize("tree", [[], "x", 1, True, [[]], {}, {"direction": 1}])
def test_what_is_no_declaration_is_refused(bo: Caller, tree: Any) -> None:
    for path in ("declarations", "declarations/batch", "assessments"):
        problem(bo("POST", path, tree), 422)


def test_the_form_of_a_body_is_exact(bo: Caller) -> None:
    entry = bo.post("declarations", example("import-pork", {"/reference": "F-1"}), 201)["reference"]
    for below, body, pointer, found in (
        ("answers", {}, "/text", "Z113"),
        ("answers", {"text": 1}, "/text", "Z114"),
        ("answers", {"text": " "}, "/text", "Z114"),
        ("answers", {"text": "a\0b"}, "/text", "Z114"),
        ("answers", {"text": "x" * 4001}, "/text", "Z114"),
        ("answers", {"text": "a\a"}, "/text", "N202"),
        ("answers", {"text": "x", "more": 1}, "/more", "Z112"),
        ("payment-orders", {"bank": "B", "debt": "1"}, "/debt", "Z114"),
        ("payment-orders", {"bank": "B", "debt": 0}, "/debt", "Z114"),
        ("guarantees", {"guarantee": "a\0b"}, "/guarantee", "Z114"),
        ("inspections/x/bookings", {"site": "A", "starts_at": "2020-09-16"}, "/starts_at", "Z114"),
        ("inspections/x/bookings", {"site": "A", "starts_at": "2020-02-30T10:00:00Z"}, "/starts_at", "Z114"),
    ):
        told = problem(bo("POST", f"declarations/{entry}/{below}", body), 422)["findings"]
        assert [(one["pointer"], one["code"]) for one in told] == [(pointer, found)], body


def test_a_query_is_exact(bo: Caller) -> None:
    for asked in (
        "declarations?limit=0", "declarations?limit=101", "declarations?limit=x", "declarations?limit=1.5",
        "declarations?after=x", "declarations?kind=both", "declarations?colour=red",
        "declarations?limit=1&limit=2",
        "declarations?accepted_since=2020-02-30", "declarations?accepted_since=15.09.2020", "events?after=-1",
        "events?after=7", "reference?on=today", "reference/country?on=99999-01-01",
        "reference/country?offset=1",
        "declarations/1?x=1",
    ):  # fmt: skip
        problem(bo("GET", asked), 422)
    (told,) = problem(bo("GET", "declarations?fate=x"), 422)["findings"]
    assert "'open' or 'finished'" in told["messages"]["en"] and "'open'、'finished'" in told["messages"]["zh"]
    assert code(bo("GET", "events?after=7"), 422) == "M101"
    for limit in ("100000", "0", "x", "1.5", "-1", "9" * 5000, "１"):
        (told,) = problem(bo("GET", f"declarations?limit={limit}"), 422)["findings"]
        assert told["pointer"] == "/limit", limit
        assert told["messages"]["en"] == "This must be a whole number from 1 to 100."
        assert told["messages"]["zh"] == "此项须为1到100之间的整数。"


def test_other_media_methods_and_addresses(bo: Caller) -> None:
    tree = json.dumps(example("import-pork"))
    assert code(bo("POST", "declarations", raw=tree, **{"Content-Type": "text/plain"}), 415) == "Z106"
    assert code(bo("POST", "documents", raw=tree), 415) == "Z106"
    assert code(bo("GET", "declarations", Accept="text/html"), 406) == "Z105"
    assert bo("GET", "declarations", Accept="text/html, */*;q=0.1").status_code == 200
    for method in ("PUT", "DELETE", "PATCH", "OPTIONS", "TRACE"):
        response = bo(method, "declarations")
        assert code(response, 405) == "Z110" and response["Allow"] == "GET, POST"
    assert bo("HEAD", "declarations").status_code == 200
    for path in ("", "nothing", "declarations/", "declarations/1/nothing", "/api/", "/api/v2/declarations"):
        assert code(bo("GET", path if path.startswith("/") else f"{BASE}/{path}"), 404) == "Z109"
    assert code(bo("POST", "declarations", raw=b" " * 4_000_001), 413) == "Z107"
    broken = bo("POST", "documents", raw=b"--x\r\n", **{"Content-Type": "multipart/form-data"})
    assert broken.status_code in (400, 422)


def test_no_address_answers_a_method_that_it_has_not(bo: Caller) -> None:
    from tongguan.doors.api.operations import OPERATIONS

    bo.token = ""  # which method there is, is no secret
    for path, offered in {**OPERATIONS, "/openapi.json": {"GET": None}}.items():
        at = re.sub("{[a-z]+}", "1", path.removeprefix("/"))
        for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "FOO"):
            if method in offered or (method == "HEAD" and "GET" in offered):
                continue
            response = bo(method, at)
            assert response["Allow"] == ", ".join(sorted(offered)), (method, path)
            if method != "HEAD":
                assert code(response, 405) == "Z110"


def test_what_is_no_plain_body_is_said_to_be_none(bo: Caller) -> None:
    chunked = bo("POST", "assessments", raw=b"{}", Transfer_Encoding="chunked", Content_Length="")
    assert code(chunked, 411) == "Z128"
    assert code(bo("POST", "assessments", raw=b"{}", Content_Encoding="gzip"), 415) == "Z127"
    assert bo("POST", "assessments", raw=b"{}", Content_Encoding="identity").status_code == 422
    for raw, found in (
        (b" ", "J001"), (b"null", "J001"), (b'{"a":NaN}', "J007"), (b'{"a":1e999}', "J007"),
        (b"[" * 100_000, "J008"), (b'{"a":"\xff"}', "J003"), (b'\xef\xbb\xbf{}', "J005"),
        (b'{"a":1,"a":2}', "J009"), (b'{"a":' + b"9" * 5000 + b"}", "J007"),
    ):  # fmt: skip
        assert code(bo("POST", "declarations", raw=raw), 400) == found, raw[:20]
    assert bo("POST", "declarations", raw=b'{"a":' * 900 + b"1" + b"}" * 900).status_code == 422


def test_an_address_with_thousands_of_names_makes_no_sense(bo: Caller) -> None:
    assert code(bo("GET", f"declarations?{'&' * 1500}"), 400) == "Z122"


def test_what_should_be_stated_is_told_as_it_is_written(bo: Caller) -> None:
    told = problem(bo("GET", "webhook/deliveries?after=x"), 422)["findings"][0]
    assert told["message"] == "This must be a text of the form ^[0-9a-f]{32}$."


def test_while_the_database_does_not_serve_this_is_told_and_nothing_is_kept(bo: Caller) -> None:
    import sqlite3
    from contextlib import closing

    from django.db import connection

    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL locks rows, and waits")
    options, tree = connection.settings_dict["OPTIONS"], example("import-pork", {"/reference": "LOCKED"})
    connection.close()
    options["timeout"] = 0.1
    try:
        with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            locked = bo("POST", "declarations", tree, Idempotency_Key="locked-0001")
            assert code(locked, 503) == "Z119" and locked["Retry-After"] == "5"
            other.execute("ROLLBACK")
        assert bo("POST", "declarations", tree, Idempotency_Key="locked-0001").status_code == 201
    finally:
        options["timeout"] = 20
        connection.close()


def test_calls_are_limited_by_key(bo: Caller) -> None:
    bo.settings.CALLS_A_MINUTE = 3
    other = Caller(bo.harbour, bo.settings, LIN)
    assert [bo("GET", "events").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = bo("GET", "events", Accept_Language="zh")
    assert problem(refused, 429)["findings"][0]["message"] == "每分钟最多调用3次，请60秒后再试。"
    assert refused["Retry-After"] == "60"
    assert other("GET", "events").status_code == 200
    bo.harbour.after(minutes=1)
    assert bo("GET", "events").status_code == 200
