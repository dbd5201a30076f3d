"""The same request under the same token is done once and answered the same, byte for byte."""

from typing import Any

import pytest

from tests.desk.sample import at_once
from tests.doors.calling import Caller
from tests.harbour import BO, LIN, Harbour
from tests.stating import example
from tongguan.desk.declarations.models import Content, Refusal
from tongguan.desk.people.models import KeyAnswer

TOKEN = "9f1c2d34-5b0e-4a55"


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Caller:
    return Caller(harbour, settings, BO)


def same(first: Any, second: Any) -> bool:
    kept = ("Content-Type", "Content-Language")
    return (first.status_code, first.content, *(first[n] for n in kept)) == (
        second.status_code, second.content, *(second[n] for n in kept),
    )  # fmt: skip


def test_the_first_answer_is_given_again(bo: Caller) -> None:
    tree = example("import-pork", {"/reference": "I-1"})
    first = bo("POST", "declarations", tree, Idempotency_Key=TOKEN)
    assert first.status_code == 201
    bo.harbour.after(hours=23)
    assert same(first, bo("POST", "declarations", tree, Idempotency_Key=TOKEN, Accept_Language="zh"))
    bo.harbour.after(hours=2)
    assert bo("POST", "declarations", tree, Idempotency_Key=TOKEN).status_code == 200, "after a day, anew"


def test_a_refusal_too(bo: Caller) -> None:
    worse = example("import-pork", {"/reference": "I-2", "/gross_weight": "1"})
    first, second = (bo("POST", "declarations", worse, Idempotency_Key=TOKEN) for _ in range(2))
    assert first.status_code == 422 and same(first, second)
    assert Refusal.objects.count() == 1


def test_another_request_under_the_token_is_refused(bo: Caller) -> None:
    tree = example("import-pork", {"/reference": "I-3"})
    bo.post("declarations", tree, 201, Idempotency_Key=TOKEN)
    for path, body in (("declarations", {**tree, "reference": "I-4"}), ("assessments", tree)):
        told = bo.post(path, body, 422, Idempotency_Key=TOKEN)
        assert told["findings"][0]["code"] == "Z115"
    assert Content.objects.count() == 1
    lin = Caller(bo.harbour, bo.settings, LIN)
    assert lin("POST", "assessments", tree, Idempotency_Key=TOKEN).status_code == 403, "each key has its own"
    assert bo.post("declarations", tree, 422, Idempotency_Key="short")["findings"][0]["code"] == "Z117"


def test_what_failed_may_be_sent_again(bo: Caller, monkeypatch: pytest.MonkeyPatch) -> None:
    from tongguan.doors.api import lodging

    def broken(*args: Any, **named: Any) -> Any:
        raise ZeroDivisionError

    tree = example("import-pork", {"/reference": "I-5"})
    with monkeypatch.context() as patch:
        patch.setattr(lodging, "lodge_received", broken)
        assert bo("POST", "declarations", tree, Idempotency_Key=TOKEN).status_code == 500
    assert not KeyAnswer.objects.exists()
    assert bo("POST", "declarations", tree, Idempotency_Key=TOKEN).status_code == 201


def test_forms_are_compared_by_what_they_hold(bo: Caller) -> None:
    pdf = b"%PDF-1.4\n%%EOF\n"
    bo.headers = {"Idempotency-Key": TOKEN}
    assert [bo.give("documents", pdf).status_code for _ in range(2)] == [201, 201]
    assert bo.give("documents", pdf + b"\n").status_code == 422


def test_of_many_at_once_one_is_done(bo: Caller) -> None:
    tree = example("import-pork", {"/reference": "I-6"})
    found = at_once(*[lambda: bo("POST", "declarations", tree, Idempotency_Key=TOKEN)] * 4)
    statuses = sorted(one.status_code for one in found)
    assert statuses[0] == 201 and {*statuses} <= {201, 409}
    assert len({one.content for one in found if one.status_code == 201}) == 1
    assert all(one["Retry-After"] == "1" for one in found if one.status_code == 409)
    assert Content.objects.count() == 1
    assert bo("POST", "declarations", tree, Idempotency_Key=TOKEN).status_code == 201
