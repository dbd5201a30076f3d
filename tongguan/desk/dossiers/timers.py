"""Clocks that call. A loop claims the tracks that are past due, each by a conditional update, and the
system does what the law lets it do by itself; at every other call it reminds. A decision against a person
is taken by a person."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple, TypeVar

from django.db.models import Exists, OuterRef, QuerySet

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.models import Lease, Track
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.dossiers.shelf import KEY
from tongguan.law.flow import NotOffered
from tongguan.law.flows.common import ON_DUE
from tongguan.law.kernel.case import REMINDED, SYSTEM, At, TrackKey

LEASE = timedelta(minutes=5)
SILENT = datetime.max.replace(tzinfo=UTC)
"""Until then a clock that has come to its end is not heard again; what is late stays due all the same."""
CALL = ("due", "seq")
"""What tells one call of a track's clock from another: when it called, and in which stay of the track."""
M = TypeVar("M", Lease, Track)
Handler = Callable[[Act, TrackKey], object]
"""What happens when a clock has run out, in place of the step that the law names for it."""


class Due(NamedTuple):
    """A track whose clock has called, and when; `seq` is the event that brought it into its state. A track
    that comes back to a state may be late by the same deadline, which then calls anew."""

    dossier: int
    key: TrackKey
    due: datetime
    seq: int


def past_due(now: datetime, *, limit: int = 100) -> list[Due]:
    """The tracks past due that nobody works on at this moment, the longest first."""
    same = {name: OuterRef(name) for name in ("dossier_id", *KEY, *CALL)}
    taken = Exists(Lease.objects.filter(**same, until__gt=now))
    rows = Track.objects.filter(~taken, due__lte=now).order_by("due", "dossier_id")
    found = rows.values_list("dossier_id", *KEY, *CALL)[:limit]
    return [
        Due(dossier, TrackKey(name, part, number), due, seq)
        for dossier, name, part, number, due, seq in found
        if due
    ]


def claim(one: Due, now: datetime) -> bool:
    """Takes the call for a while. False: somebody else has it, or the track has moved on."""

    def take() -> bool:
        call = {"due": one.due, "seq": one.seq}
        if not _of(Track, one).filter(**call).exists():
            return False
        _of(Lease, one).exclude(**call, until__gt=now).delete()  # it lapsed, or was for another call
        return insert_new(Lease, [(one.dossier, *one.key, one.due, one.seq, now + LEASE)])[0]

    return transact(take)


def ring(one: Due, now: datetime, handlers: Mapping[str, Handler] | None = None) -> bool:
    """Answers a call that was claimed. False: there is nothing to answer any more."""
    answered = act(one.dossier, lambda it: _answer(it, one, handlers or {}), actor=SYSTEM, at=now)
    transact(lambda: _leave(one, now))
    return answered


def _leave(one: Due, now: datetime) -> None:
    """Hands the call back; where the track is late and has not moved, its clock is not heard again."""
    _of(Lease, one).filter(seq=one.seq).delete()
    stays = _of(Track, one).filter(seq=one.seq, due__lte=now)
    late = stays.values_list("due", flat=True).first()
    if late is not None:
        insert_new(Lease, [(one.dossier, *one.key, late, one.seq, SILENT)])


def _of(model: type[M], one: Due) -> "QuerySet[M]":
    return model._default_manager.filter(dossier_id=one.dossier, **one.key._asdict())


def _answer(it: Act, one: Due, handlers: Mapping[str, Handler]) -> bool:
    key, where = one.key, it.case.tracks.get(one.key)
    if where is None or where.seq != one.seq or where.due is None or where.due > it.at:
        return False
    clock = it.flow.states[key.track, where.state].clock
    calls = it.calls(clock, key, where.since)
    if not calls.instants or _over(it, key):
        # the rules know this deadline no more, or what it was for: nobody is late, and nobody is told so
        it.remind(key)
        return True
    if calls.run_out(it.at):
        if clock in handlers:
            handlers[clock](it, key)
        elif clock in ON_DUE and _taken(it, ON_DUE[clock], key):
            return True
    if it.case.tracks[key].due == where.due:  # whatever was done, the clock must not call for it again
        if calls.end == where.due and _told(it, key, where):
            return False
        it.remind(key)
        _tell(it, key, clock, where.due, where.whose)
    return True


def _over(it: Act, key: TrackKey) -> bool:
    """Whether the goods that a track is about came to another end than their release."""
    return all(it.case.ended.get(part, "") not in it.flow.goes_on for part in it.case.of(key.part))


def _told(it: Act, key: TrackKey, where: At) -> bool:
    """Whether it was told before that this clock has come to its end: a call that broke after it was answered
    comes again when its claim has lapsed."""
    return any(
        e.name == REMINDED and e.seq > where.seq and (e.track, e.part, e.number) == key and e.due == where.due
        for e in it.past
        if e.due is not None and e.due <= e.recorded_at
    )


def _taken(it: Act, step: str, key: TrackKey) -> bool:
    try:
        it.take(step, part=key.part, number=key.number)
    except NotOffered:
        return False
    return True


def _tell(it: Act, key: TrackKey, clock: str, due: datetime, whose: str) -> None:
    """Whose time it is hears of it: the trader, whose goods and debts they are, and its declarant; or the
    office that works on the track."""
    parties = sorted({it.cover.trader, it.cover.declarant} - {""})
    told = parties if whose == "trader" else [f"office:{it.case.tracks[key].office}"]
    body = {
        "reference": it.cover.reference,
        "clock": clock,
        "called_at": due.isoformat(),
        "next_call": then.isoformat() if (then := it.case.tracks[key].due) and then > it.at else None,
        "track": key.track,
        "part": key.part,
    }
    for to in told:
        it.tell("deadline", to, json.dumps(body, ensure_ascii=False))
