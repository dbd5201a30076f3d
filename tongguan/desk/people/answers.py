"""Answers kept for a day, so that a program which asks again with a token of its own is answered the same.

Each function is to be called inside a transaction of its own, around the work that it guards.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from tongguan.desk.people.models import KeyAnswer

KEPT = timedelta(hours=24)
LEASE = timedelta(seconds=90)
"""After which whoever began is taken to have stopped in the midst of it."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered: the status, the headers that matter, the bytes."""

    status: int
    headers: str
    body: bytes


class Busy(Exception):
    """The first request with this token is still being worked on."""


class OtherRequest(Exception):
    """The token was used for another request."""


def begin(key: int, token: str, digest: str, *, at: datetime) -> Answer | None:
    """Claims a token for a request: None where it is the first and the work is to be done now, else what it
    was answered. `digest` is over all that makes the request the same. Raises Busy, OtherRequest."""
    mine = KeyAnswer.objects.filter(key=key)
    mine.filter(begun_at__lt=at - KEPT).delete()
    row, new = mine.get_or_create(key_id=key, token=token, defaults={"digest": digest, "begun_at": at})
    if new:
        return None
    if row.digest != digest:
        raise OtherRequest
    if row.status:
        return Answer(row.status, row.headers, bytes(row.body))
    stopped = mine.filter(token=token, status=0, begun_at=row.begun_at, begun_at__lte=at - LEASE)
    if not stopped.update(begun_at=at):
        raise Busy
    return None


def finish(key: int, token: str, answer: Answer) -> None:
    """Keeps what the request was answered."""
    KeyAnswer.objects.filter(key=key, token=token, status=0).update(
        status=answer.status, headers=answer.headers, body=answer.body
    )


def give_up(key: int, token: str) -> None:
    """Nothing was done: the token is free again."""
    KeyAnswer.objects.filter(key=key, token=token, status=0).delete()
