"""The shapes of answers about the webhook, and of what is sent to it."""

from typing import Annotated, Any, Literal

from pydantic import Field

from tongguan.doors.api.shapes.common import Instant, Told

Id = Annotated[str, Field(pattern="^[0-9a-f]{32}$", examples=["3f0c9b0f6a5e4d1c8b7a69584736251a"])]


class Hook(Told):
    """Where the enterprise's system hears, and since when it is there, under that secret."""

    url: str = Field(examples=["https://erp.example.com/tongguan"])
    since: Instant


class Webhook(Told):
    """The webhook, or none. `secret` is shown where it is new, and never again: `whsec_` and 32 bytes in
    base64 (Standard Webhooks)."""

    webhook: Hook | None
    secret: str | None = Field(default=None, pattern="^whsec_[A-Za-z0-9+/]{43}=$")


class Delivery(Told):
    """Something that was sent, or is to be: which event, and what became of it. `delivery` is the
    `webhook-id` under which it is sent, however often; `answer` the HTTP status that came back last."""

    delivery: Id
    type: str = Field(examples=["declaration.gate_opened"])
    reference: str
    said: str
    at: Instant
    state: Literal["waiting", "retrying", "arrived", "given_up"]
    state_name: str
    tries: int
    next_try_at: Instant | None
    arrived_at: Instant | None
    answer: int | None
    failure: str | None


class Deliveries(Told):
    """A page of them, the newest first. `next` is the cursor of the following page, null on the last."""

    deliveries: list[Delivery]
    next: str | None


class Sent(Told):
    """What the enterprise's system is sent. `data` always has the declaration's `reference`, and else what
    the type needs: `part`, `gate`, `end`, `track`, `state`, `question`, ... A receipt holds the charges."""

    type: Literal[
        "declaration.receipt",
        "declaration.gate_opened",
        "declaration.release_withdrawn",
        "declaration.ended",
        "declaration.end_taken_back",
        "declaration.decided",
        "declaration.your_turn",
        "declaration.deadline",
        "declaration.inspection_notice",
        "declaration.inspection_begun",
    ]
    timestamp: Instant = Field(description="when it happened")
    data: dict[str, Any]
