"""Telling others what they must hear: at least once, and each recipient in the order of the events."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q
from django.utils.crypto import salted_hmac

from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.dossiers.rows import update

LEASE = timedelta(minutes=5)
LONGEST = timedelta(hours=6)
KEY = ("dossier_id", "seq", "number")


class Letter(NamedTuple):
    """Something that `recipient` must hear. `tries` counts this one."""

    dossier: int
    seq: int
    number: int
    kind: str
    recipient: str
    body: str
    tries: int

    @property
    def id(self) -> str:
        """By which the receiver drops a repeat. It tells nothing else: a gap between two numbers of events
        would show a trader that something happened of which it must not know."""
        return salted_hmac("letter", f"{self.dossier}-{self.seq}-{self.number}").hexdigest()[:32]


class Delivery(NamedTuple):
    """What became of the letters of one round."""

    delivered: int
    failed: int


def claim(now: datetime, *, limit: int = 100) -> list[Letter]:
    """Takes the letters that are due, for a while; one for each dossier and recipient, the first that is
    not delivered."""
    earlier = Outbox.objects.filter(
        Q(seq__lt=OuterRef("seq")) | Q(seq=OuterRef("seq"), number__lt=OuterRef("number")),
        dossier_id=OuterRef("dossier_id"),
        recipient=OuterRef("recipient"),
        delivered_at=None,
    )
    waiting = Outbox.objects.filter(~Exists(earlier), due__lte=now, delivered_at=None).order_by("due", *KEY)

    def take() -> list[Letter]:
        found = list(waiting.values_list(*KEY, "kind", "recipient", "body", "tries", "due")[:limit])
        taken: dict[tuple[int, int, int], Letter] = {}
        for *letter, due in sorted(found):  # in one order, whoever takes them
            one = Letter(*letter)._replace(tries=letter[-1] + 1)
            row = (now + LEASE, one.tries, *one[:3], due)
            if update(Outbox, ("due", "tries"), (*KEY, "due"), [row]):
                taken[one[:3]] = one
        return [taken[row[:3]] for row in found if row[:3] in taken]

    return transact(take)


def deliver(now: datetime, send: Callable[[Letter], object], *, limit: int = 100) -> Delivery:
    """One round: claims letters, sends each, and notes what became of it. What `send` raises is kept beside
    the letter, which is tried again later, each time after a longer while."""
    letters = claim(now, limit=limit)
    failures = [_failure(send, letter) for letter in letters]
    transact(lambda: _note(now, letters, failures))
    failed = sum(failure is not None for failure in failures)
    return Delivery(len(letters) - failed, failed)


def _failure(send: Callable[[Letter], object], letter: Letter) -> str | None:
    try:
        send(letter)
    except Exception as failure:
        return f"{type(failure).__name__}: {failure}"[:2000]
    return None


def _note(now: datetime, letters: Sequence[Letter], failures: Sequence[str | None]) -> None:
    rows: list[tuple[object, ...]] = []
    for letter, failure in zip(letters, failures, strict=True):
        if failure is None:
            rows.append((None, now, "", *letter[:3]))
        else:
            rows.append((now + pause(letter.tries), None, failure, *letter[:3]))
    update(Outbox, ("due", "delivered_at", "failure"), KEY, rows)


def pause(tries: int) -> timedelta:
    """Two minutes, four, eight, ... but never more than LONGEST (and no power that no clock can hold)."""
    return min(timedelta(minutes=2 ** min(tries, 10)), LONGEST)
