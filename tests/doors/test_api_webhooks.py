"""The webhook by program: set, moved, rolled, ended by managers; what was sent is read and sent once more."""

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.doors.calling import Caller, manages
from tests.doors.test_api_refused import code
from tests.harbour import BO, BROKERS, LIN, MEAT_FIRM, SUN, Harbour, licence
from tests.stating import example
from tongguan.desk.notices import hooks
from tongguan.desk.notices.models import Hook, Sending
from tongguan.desk.people.models import KeyAnswer, Role

URL = {"url": "https://erp.example.com/in"}
DOWN = {"url": "http://127.0.0.1:9/in"}
TOKEN = "9f1c2d34-5b0e-4a55"


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Caller:
    """Bo, who manages the brokers too."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    manages(harbour, BO)
    return Caller(harbour, settings, BO)


def sent(bo: Caller, folder: Path, number: int = 1) -> None:
    """So many declarations are lodged; the brokers' system, which is down, is told of them."""
    bo.post("webhook", DOWN, 201)
    for one in range(number):
        bo.post("declarations", example("import-pork", {"/reference": f"H-{one}"}), 201)
    call_command("deliver", folder, once=True)
    call_command("notify", once=True)


def test_a_manager_sets_moves_rolls_and_ends_it(bo: Caller) -> None:
    assert bo.get("webhook") == {"webhook": None}
    assert code(bo("POST", "webhook/secret", {}), 409) == "Z125"
    made = bo.post("webhook", URL, 201)
    first = made.pop("secret")
    assert bo.get("webhook") == made and made["webhook"]["url"] == URL["url"]
    hook = hooks.hook_of(BROKERS)
    assert hook is not None and hooks.secret_of(hook.nonce) == first
    bo.harbour.after(minutes=5)
    moved = bo.post("webhook", {"url": "https://erp.example.com/new"})
    assert "secret" not in moved and moved["webhook"]["since"] > made["webhook"]["since"]
    rolled = bo.post("webhook/secret", {})
    assert rolled["webhook"]["url"].endswith("/new") and rolled["secret"] not in ("", first)
    assert bo("DELETE", "webhook").json() == {"webhook": None} == bo.get("webhook")
    assert bo("DELETE", "webhook").status_code == 200, "where there was none, there is none"
    assert Hook.objects.filter(ended_at=None).count() == 0 and Hook.objects.count() == 3, "who set what, when"


def test_who_only_declares_reads_and_does_not_say_where(harbour: Harbour, settings: Any) -> None:
    bo = Caller(harbour, settings, BO)
    for method, path, body in (
        ("POST", "webhook", URL), ("POST", "webhook/secret", {}), ("DELETE", "webhook", None),
    ):  # fmt: skip
        assert code(bo(method, path, body), 403) == "Z124"
    assert bo.get("webhook/deliveries") == {"deliveries": [], "next": None}
    assert code(bo("POST", f"webhook/deliveries/{'0' * 32}/replays", {}), 404) == "Z109"


def test_a_role_that_has_ended_takes_its_scopes_with_it(bo: Caller) -> None:
    Role.objects.filter(person_id=int(BO.person), capacity="broker").update(valid_until=bo.harbour.today)
    bo.get("declarations")
    bo.harbour.after(hours=24)
    for path in ("declarations", "events", "declarations/1/charges"):
        assert code(bo("GET", path), 403) == "Z123", "who manages only sees no declarations"
    assert bo.get("webhook") == {"webhook": None} and bo.get("reference")["tables"]


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("gopher://example.com", "N302"), ("https://", "N302"), ("https://me:it@example.com/", "N305"),
        ("http://10.0.0.1/", "N304"), ("http://169.254.169.254/", "N304"), ("https://db/", "N304"),
        ("", "Z114"), ("https://exam ple.com", "Z114"), ("https://例.cn/", "Z114"), ("x" * 501, "Z114"),
    ],
)  # fmt: skip
def test_only_an_address_that_may_be_called_is_taken(bo: Caller, url: str, found: str) -> None:
    told = bo.post("webhook", {"url": url}, 422)["findings"]
    assert [(one["code"], one["pointer"]) for one in told] == [(found, "/url")]
    assert bo.get("webhook") == {"webhook": None}


def test_in_production_it_is_public_and_over_tls_and_practice_tells_nobody(bo: Caller) -> None:
    bo.settings.MODE = "production"
    assert code(bo("POST", "webhook", {"url": "http://example.com/"}), 422) == "N303"
    assert code(bo("POST", "webhook", {"url": "https://127.0.0.1/"}), 422) == "N304"
    bo.settings.MODE = "practice"
    assert code(bo("POST", "webhook", URL), 409) == "Z126"
    assert not Hook.objects.exists()


def test_a_secret_is_shown_again_to_the_same_request_and_kept_under_lock(bo: Caller) -> None:
    first, again = (bo("POST", "webhook", URL, Idempotency_Key=TOKEN) for _ in range(2))
    assert first.status_code == again.status_code == 201 and first.content == again.content
    kept = bytes(KeyAnswer.objects.get().body)
    assert first.json()["secret"].encode() not in kept and URL["url"].encode() not in kept
    before, bo.settings.SECRET_KEY = bo.settings.SECRET_KEY, "another key " * 4
    bo.settings.SECRET_KEY_FALLBACKS = [before]
    assert bo("POST", "webhook", URL, Idempotency_Key=TOKEN).content == first.content
    bo.settings.SECRET_KEY_FALLBACKS = []
    assert bo("POST", "webhook", URL, Idempotency_Key=TOKEN).status_code == 422
    refused = bo("POST", "webhook", {"url": "gopher://x"}, Idempotency_Key=f"{TOKEN}-2")
    assert (
        refused.content == bo("POST", "webhook", {"url": "gopher://x"}, Idempotency_Key=f"{TOKEN}-2").content
    )


def test_what_was_sent_is_listed_with_its_state_and_sent_once_more(bo: Caller, tmp_path: Path) -> None:
    sent(bo, tmp_path, 3)
    pages, after = [], ""
    while after is not None:
        page = bo.get(f"webhook/deliveries?limit=2{after and f'&after={after}'}")
        pages.append(page["deliveries"])
        after = page["next"]
    newest, middle, oldest = [one for page in pages for one in page]
    assert [len(page) for page in pages] == [2, 1]
    assert (oldest["state"], oldest["tries"], oldest["failure"]) == ("retrying", 1, "ConnectionRefusedError")
    assert (newest["state"], newest["tries"], newest["answer"]) == ("waiting", 0, None)
    assert {one["type"] for one in (newest, middle, oldest)} == {"declaration.receipt"}
    assert bo.get(f"declarations/{newest['reference']}")["local"] == "H-2"
    Sending.objects.filter(notice__token=newest["delivery"]).update(
        due=None, done_at=bo.harbour.at, answer=204
    )
    Sending.objects.filter(notice__token=middle["delivery"]).update(due=None, answer=500, failure="HTTP 500")
    states = [one["state"] for one in bo.get("webhook/deliveries")["deliveries"]]
    assert states == ["arrived", "given_up", "retrying"]
    again = bo.post(f"webhook/deliveries/{middle['delivery']}/replays", {}, Accept_Language="zh")
    assert (again["state"], again["state_name"], again["tries"]) == ("waiting", "待发送", 0)
    assert (
        again["said"] == "申报已受理"
        and again["next_try_at"] == bo.get("webhook/deliveries")["deliveries"][1]["next_try_at"]
    )


def test_what_is_anothers_is_answered_as_what_is_not_there(bo: Caller, tmp_path: Path) -> None:
    sent(bo, tmp_path)
    (mine,) = bo.get("webhook/deliveries")["deliveries"]
    for actor in (SUN, LIN):  # Lin is the trader of it, and has a system of her own
        manages(bo.harbour, actor)
        other = Caller(bo.harbour, bo.settings, actor)
        for _ in range(2):
            assert other.get("webhook/deliveries")["deliveries"] == []
            assert other.get(f"webhook/deliveries?after={mine['delivery']}")["deliveries"] == []
            replayed = other("POST", f"webhook/deliveries/{mine['delivery']}/replays", {})
            nothing = other("POST", f"webhook/deliveries/{'0' * 32}/replays", {})
            assert code(replayed, 404) == "Z109" and replayed.content == nothing.content
            other.post("webhook", {"url": "https://other.example.com/"}, 201 if not _ else 200)
        other("DELETE", "webhook")
    assert bo.get("webhook")["webhook"]["url"] == DOWN["url"]


def test_the_document_tells_what_is_sent(bo: Caller, tmp_path: Path) -> None:
    import jsonschema_rs

    from tongguan.doors.jobs.errands import payload

    sent(bo, tmp_path)
    document = bo.get("openapi.json")
    told = document["webhooks"]["declaration"]["post"]
    assert told["requestBody"]["content"]["application/json"]["schema"] == {
        "$ref": "#/components/schemas/Sent"
    }
    schema = document["components"]["schemas"]["Sent"]
    body = json.loads(payload(Sending.objects.get().notice))
    jsonschema_rs.validate(schema, body)
    jsonschema_rs.validate(schema, told["requestBody"]["content"]["application/json"]["example"])
    hook = hooks.hook_of(BROKERS)
    assert hook is not None
    signed = hooks.headers(hooks.secret_of(hook.nonce), token="0" * 32, at=bo.harbour.at, body=b"{}")
    for one in told["parameters"]:
        jsonschema_rs.validate(one["schema"], signed[one["name"]])
