"""The webhook: where the enterprise's own system hears, what was sent to it, and the same once more."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from ninja import Query, Status

from tongguan.desk.notices import hooks, sendings
from tongguan.desk.notices.models import Hook, Notice, Sending
from tongguan.desk.notices.said import said
from tongguan.desk.people.models import Enterprise
from tongguan.desk.people.queries import LODGING, MANAGER
from tongguan.doors.api import asked, words
from tongguan.doors.api.acting import Keyed, asking
from tongguan.doors.api.answers import instant, perhaps
from tongguan.doors.api.links import links
from tongguan.doors.api.operations import operation
from tongguan.doors.api.problems import because
from tongguan.doors.api.shapes.webhooks import Deliveries, Delivery, Webhook
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import Actor

READS: dict[str, Any] = {"scope": "webhooks:read", "tags": ["Webhooks"]}
WRITES: dict[str, Any] = {"scope": "webhooks:write", "tags": ["Webhooks"]}
STATES = {
    "waiting": ("on its way", "待发送"),
    "retrying": ("is tried again", "将重试"),
    "arrived": ("arrived", "已送达"),
    "given_up": ("given up", "已放弃"),
}


@operation(
    "GET",
    "/webhook",
    name="readWebhook",
    told=Webhook,
    summary=("Read the webhook", "查询推送设置"),
    description="`webhook` is null where there is none: an enterprise has at most one.",
    **READS,
)
def read_webhook(request: Keyed) -> Any:
    return {"webhook": _hook(hooks.hook_of(request.bearer.behalf))}


@operation(
    "POST",
    "/webhook",
    name="setWebhook",
    told=Webhook,
    status=(200, 201),
    secret=True,
    summary=("Set the webhook, or move it", "设置或更换推送地址"),
    description="201: there was none; `secret` proves what is sent, and is shown here only. 200: the webhook "
    "that there was has this address from now on; its secret and what waits to be sent stay. Only a key of "
    "one who manages the enterprise may do this.",
    **WRITES,
)
def set_webhook(request: Keyed, body: asked.Hooked) -> Any:
    _must_tell()
    who, inside = _as_manager(request), settings.MODE in ("demo", "test")
    with asking():
        try:
            hook, secret = hooks.place_hook(url=body.url, inside=inside, **who)
        except Refused as refused:
            raise Refused([replace(one, pointer="/url") for one in refused.findings]) from None
    if not secret:
        return Status(200, {"webhook": _hook(hook)})
    return Status(201, {"webhook": _hook(hook), "secret": secret})


@operation(
    "POST",
    "/webhook/secret",
    name="rollSecret",
    told=Webhook,
    secret=True,
    summary=("Take another secret", "更换推送密钥"),
    description="Everything is signed by the new secret from now on, what waits and what is tried again too: "
    "a system that refuses a signature for a moment, by any status but 2xx and 410, loses nothing.",
    **WRITES,
)
def roll_secret(request: Keyed, body: asked.Nothing) -> Any:
    _must_tell()
    with asking():
        try:
            hook, secret = hooks.roll_secret(**_as_manager(request))
        except LookupError:
            raise because(409, words.NO_HOOK) from None
    return {"webhook": _hook(hook), "secret": secret}


@operation(
    "DELETE",
    "/webhook",
    name="endWebhook",
    told=Webhook,
    summary=("End the webhook", "停止推送"),
    description="Nothing is sent any more, and what waited is given up. Where there was none, there is none.",
    **WRITES,
)
def end_webhook(request: Keyed) -> Any:
    with asking():
        hooks.end_hook(**_as_manager(request))
    return {"webhook": None}


@operation(
    "GET",
    "/webhook/deliveries",
    name="listDeliveries",
    told=Deliveries,
    query=asked.Sent,
    summary=("List what was sent to the webhook", "推送记录"),
    description="The newest first, with what became of each. Go on with the cursor in `next`.",
    **READS,
)
def list_deliveries(request: Keyed, query: Query[asked.Sent]) -> Any:
    hook = hooks.hook_of(request.bearer.behalf)
    found = list(sendings.deliveries(hook, after=query.after or "")[: query.limit + 1]) if hook else []
    shown = found[: query.limit]
    return {
        "deliveries": [_delivery(one, request.language) for one in shown],
        "next": shown[-1].notice.token if len(found) > query.limit else None,
    }


@operation(
    "POST",
    "/webhook/deliveries/{delivery}/replays",
    name="replayDelivery",
    told=Delivery,
    summary=("Send something once more", "重新推送"),
    description="Under the same `webhook-id`, by which a system that has it already knows it.",
    **WRITES,
)
def replay_delivery(request: Keyed, delivery: str, body: asked.Nothing) -> Any:
    _must_tell()
    key = request.bearer
    worn = next(one for one in (*LODGING, MANAGER) if one in key.capacities)  # the scope needs one of them
    by = Actor(key.person, worn, key.behalf)
    with asking():
        try:
            again = sendings.replay(
                delivery if delivery.isalnum() else "-",
                enterprise=key.behalf, actor=by, at=request.at, today=request.on,
            )  # fmt: skip
        except Notice.DoesNotExist:
            raise because(404, words.UNKNOWN) from None
    return _delivery(again, request.language)


def _must_tell() -> None:
    if settings.MODE == "practice":
        raise because(409, words.PRACTICE)


def _as_manager(request: Keyed) -> dict[str, Any]:
    """As whom the bearer changes the webhook: who declares for the enterprise reads what is sent, and does
    not say where to."""
    key = request.bearer
    if MANAGER not in key.capacities:
        raise because(403, words.NOT_MANAGER, behalf=key.behalf)
    return {
        "enterprise": Enterprise.objects.get(identifier=key.behalf),
        "actor": Actor(key.person, MANAGER, key.behalf),
        "at": request.at,
        "today": request.on,
    }


def _hook(hook: Hook | None) -> dict[str, Any] | None:
    return {"url": hook.url, "since": instant(hook.made_at)} if hook else None


def _delivery(one: Sending, language: str) -> dict[str, Any]:
    notice = one.notice
    told = said(notice.kind, notice.body, language)
    state = _state(one.done_at, one.due, one.tries)
    return {
        "delivery": notice.token,
        "type": f"declaration.{notice.kind}",
        "reference": told.reference,
        "said": told.sentence,
        "at": instant(notice.at),
        "state": state,
        "state_name": STATES[state][language == "zh"],
        "tries": one.tries,
        "next_try_at": perhaps(one.due),
        "arrived_at": perhaps(one.done_at),
        "answer": one.answer or None,
        "failure": one.failure or None,
    }


def _state(done_at: datetime | None, due: datetime | None, tries: int) -> str:
    if done_at is not None:
        return "arrived"
    if due is None:
        return "given_up"
    return "retrying" if tries else "waiting"


_AGAIN = {"replay": ("replayDelivery", {"delivery": "$response.body#/deliveries/0/delivery"})}
links("listDeliveries", 200, _AGAIN)
links("setWebhook", 201, {"deliveries": ("listDeliveries", {}), "roll": ("rollSecret", {})})
