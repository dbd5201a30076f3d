"""Taking back a report that goods came short: by whoever made it, as long as nobody has gone on from there.

What was reported stays as it was; the correction is a report of its own, with its own event. A report and its
correction that come before the declaration that they are about cancel out.
"""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.db.models import Q

from tongguan.desk.cargo import queries, words
from tongguan.desk.cargo.models import Fact
from tongguan.desk.cargo.names import BILL, CONTAINER
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Dossier
from tongguan.law.findings import refused
from tongguan.law.kernel.case import CLAIMS, TrackKey
from tongguan.law.kernel.flow_table import WITHOUT_GOODS

SHORT, NOT_SHORT, LEFT = "short", "not_short", ("gate_out", "loaded")
SHORT_LANDED = "short_landed"


class _Held(NamedTuple):
    """A dossier that a report concerns, and the ends that its parts came to."""

    id: int
    kind: str
    opened_at: datetime
    ends: frozenset[str]


def must_be_taken_back(about: str, key: str, sender: str) -> None:
    """Of a correction: that the sender's last word on the thing was that it came short, and that its goods
    still stand where they stood then. Raises Refused."""
    theirs = Fact.objects.filter(about=about, key=key, sender=sender, kind__in=(SHORT, NOT_SHORT))
    last = theirs.order_by("pk").last()
    if last is None or last.kind != SHORT:
        raise refused(words.NOT_REPORTED, key=key)
    held = _held(last)
    if _left(last) or (any(SHORT_LANDED in one.ends for one in held) and not _standing(last, held)):
        raise refused(words.GONE_ON, key=key)


def void(facts: Iterable[Fact]) -> set[int]:
    """The reports among these that cancel out: a short landing, said once or more, and its sender's
    correction of it."""
    standing, found = dict[tuple[str, str, str], list[int]](), set[int]()
    for fact in sorted(facts, key=lambda one: one.pk):
        before = standing.setdefault((fact.sender, fact.about, fact.key), [])
        if fact.kind == SHORT:
            before.append(fact.pk)
        elif fact.kind == NOT_SHORT and before:
            found |= {fact.pk, *before}
            before.clear()
    return found


def state_before(act: Act, correction: Fact, key: TrackKey) -> str:
    """Where the goods stood before the report that is corrected; "" where it is not what keeps them, or they
    have gone on."""
    theirs = Fact.objects.filter(about=correction.about, key=correction.key, sender=correction.sender)
    moves = [e for e in act.past if e.key == key and e.name not in CLAIMS]
    if len(moves) < 2 or moves[-1].state != SHORT:
        return ""
    shorts = theirs.filter(kind=SHORT, pk__lt=correction.pk).order_by("pk")
    short = next((one for one in shorts if told(one) == moves[-1].data), None)
    if short is None:
        return ""
    return "" if _left(short) or act.id not in _standing(short, _held(short)) else moves[-2].state


def told(fact: Fact) -> str:
    """What the event of a report says of it: whose it is, and under which reference."""
    return f"{fact.sender} {fact.reference}"


def _left(short: Fact) -> bool:
    """Whether the goods were reported to have left since."""
    same = Q(about=short.about, key=short.key)
    if short.about == BILL:
        same |= Q(about=CONTAINER, key__startswith=f"{short.key}/")
    return Fact.objects.filter(same, kind__in=LEFT, pk__gt=short.pk).exists()


def _held(short: Fact) -> list[_Held]:
    found = Dossier.objects.filter(pk__in=queries.concerned([(short.about, short.key)]))
    return [
        _Held(pk, kind, opened, frozenset(end for _, end, _ in json.loads(parts).values()))
        for pk, kind, opened, parts in found.values_list("pk", "kind", "opened_at", "parts")
    ]


def _standing(short: Fact, held: Iterable[_Held]) -> set[int]:
    """Those that wait for these goods still: not given up, nor declared anew after the report."""
    alive = [one for one in held if one.ends.isdisjoint(WITHOUT_GOODS)]
    last = {one.kind: one for one in sorted(alive, key=lambda it: (it.opened_at, it.id))}
    return {
        one.id
        for one in alive
        if SHORT_LANDED in one.ends
        and (one is last[one.kind] or last[one.kind].opened_at <= short.recorded_at)
    }
