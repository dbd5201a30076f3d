"""What the document tells of the calls that we make: those to the webhook of an enterprise."""

from typing import Any

HEAD = {
    "webhook-id": ("The same however often it is sent: who has it already drops it.", "^[0-9a-f]{32}$"),
    "webhook-timestamp": ("When it was sent, in seconds since 1970.", "^[0-9]+$"),
    "webhook-signature": (
        "`v1,` and the HMAC-SHA256, in base64, of `webhook-id.webhook-timestamp.body` under the 32 bytes "
        "that the secret holds behind `whsec_`.",
        "^v1,[A-Za-z0-9+/]{43}=$",
    ),
}
EXAMPLE = {
    "type": "declaration.gate_opened",
    "timestamp": "2020-09-16T07:12:45Z",
    "data": {"reference": "090820201090000001", "gate": "may_leave", "part": ""},
}


def outgoing(schema: str) -> dict[str, Any]:
    """The `webhooks` of the document; `schema` refers to the shape of a body."""
    parameters = [
        {"name": name, "in": "header", "required": True, "description": told, "schema": _text(pattern)}
        for name, (told, pattern) in HEAD.items()
    ]
    operation = {
        "operationId": "told",
        "summary": "Something happened to a declaration",
        "description": "Signed as Standard Webhooks has it, in the order in which it happened. What does not "
        "arrive is tried again after longer and longer whiles, for two days and a half; then it is given up, "
        "and can be replayed. Nothing is told before customs give notice of it.",
        "tags": ["Webhooks"],
        "parameters": parameters,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": schema}, "example": EXAMPLE}},
        },
        "responses": {
            "2XX": {"description": "It arrived."},
            "410": {"description": "Never send this one again."},
            "default": {"description": "It is sent again later. No redirect is followed."},
        },
    }
    return {"declaration": {"post": operation}}


def _text(pattern: str) -> dict[str, str]:
    return {"type": "string", "pattern": pattern}
