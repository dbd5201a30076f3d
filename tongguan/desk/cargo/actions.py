"""Hearing of cargo: what carriers and terminals report is kept, and what they are told to leave on board.

A report may come before or after the dossier that waits for it, on which `recording` records it.
"""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from decimal import Decimal
from hashlib import sha256
from typing import NamedTuple

from tongguan.desk.cargo import names, queries, shorts, words
from tongguan.desk.cargo.models import Fact, Manifest, Message
from tongguan.desk.cargo.queries import plain
from tongguan.desk.cargo.reports import REPORTS
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import act as act_on
from tongguan.desk.dossiers.lane import transact
from tongguan.desk.dossiers.rows import insert_new
from tongguan.desk.inspections.sites import OPERATORS, run_by
from tongguan.desk.texts import must_be_text, must_fit
from tongguan.law.findings import refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel import names as says
from tongguan.law.kernel.case import Actor, TrackKey


class Told(NamedTuple):
    """One thing reported: what kind (`reports.REPORTS`), about which call, bill or container (see
    `names`), and when it happened, as the sender states it."""

    kind: str
    about: str
    key: str
    occurred_at: datetime
    note: str = ""


class Bill(NamedTuple):
    """A bill as a manifest lists it; weight in kilograms."""

    number: str
    containers: tuple[str, ...] = ()
    packages: int | None = None
    gross_weight: Decimal | None = None


class Received(NamedTuple):
    """Whether the same message had come before, and the dossiers that what it says concerns: those on
    which it is to be recorded."""

    repeated: bool
    dossiers: tuple[int, ...]


def receive(told: Sequence[Told], *, reference: str, actor: Actor, at: datetime) -> Received:
    """Keeps a message of reports, once by its sender's `reference`. A terminal or port reports what happens
    where it runs a site, and it is recorded on the goods that are before the office of that site alone; a
    carrier, what its own manifests list, and what none lists yet. Raises Refused: another message under that
    reference, a kind that nobody or not this actor reports, a time to come, a short landing taken back that
    the sender has not reported or whose goods have gone on."""
    if actor.capacity in OPERATORS and not run_by(actor.behalf):
        raise refused(words.NO_YARD)
    for place, one in enumerate(told, 1):
        _must_be_reported(one, actor, at)
        must_fit(Fact, f"/{place}", key=one.key, note=one.note)
        if actor.capacity == "carrier" and queries.listed_by_another(one.about, one.key, actor.behalf):
            raise refused(words.NOT_YOUR_CALL)

    def keep() -> Received:
        said = [[*one[:3], one.occurred_at.astimezone(UTC).isoformat(), one.note] for one in told]
        new = _first_time(said, reference, actor, at)
        if new:
            for one in told:
                if one.kind == shorts.NOT_SHORT:
                    shorts.must_be_taken_back(one.about, one.key, _sender(actor))
            Fact.objects.bulk_create(
                Fact(
                    kind=one.kind,
                    about=one.about,
                    key=one.key,
                    occurred_at=one.occurred_at,
                    recorded_at=at,
                    sender=_sender(actor),
                    reference=reference,
                    by=actor.person,
                    capacity=actor.capacity,
                    note=one.note,
                )
                for one in told
            )
        return Received(not new, queries.concerned((one.about, one.key) for one in told))

    return transact(keep)


def receive_manifest(
    bills: Sequence[Bill], *, direction: str, call: str, reference: str, actor: Actor, at: datetime
) -> Received:
    """Keeps a manifest of a conveyance's call (`names.call`), once by its sender's `reference`; a later
    manifest of the same bill takes the place of the former. Raises Refused."""
    if actor.capacity not in ("carrier", "port"):
        raise refused(words.NOT_YOURS, capacity=_capacity(actor), kind=says.name(says.REPORTS, "manifest"))
    if not call or not all(one.number.strip() for one in bills):
        raise refused(words.NO_NAME)
    must_fit(Manifest, direction=direction, call=call)
    for place, one in enumerate(bills, 1):
        listed = {"packages": one.packages, "gross_weight": one.gross_weight}
        boxes = " ".join(one.containers)
        must_fit(Manifest, f"/{place}", bill=names.bill(one.number), containers=boxes, **listed)
        must_be_text(number=one.number)

    def keep() -> Received:
        said = [[one.number, *one.containers, str(one.packages), plain(one.gross_weight)] for one in bills]
        new = _first_time([[direction, call], *said], reference, actor, at)
        if new:
            Manifest.objects.bulk_create(
                Manifest(
                    direction=direction,
                    call=call,
                    bill=names.bill(one.number),
                    containers=" ".join(one.containers),
                    packages=one.packages,
                    gross_weight=one.gross_weight,
                    sender=_sender(actor),
                    reference=reference,
                    at=at,
                )
                for one in bills
            )
        return Received(not new, queries.concerned((names.BILL, names.bill(one.number)) for one in bills))

    return transact(keep)


def forbid_discharge(dossier_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """The goods must stay on board until quarantine has passed them (manifest receipt 13); the carrier is
    told. Raises NotOffered."""

    def do(act: Act) -> None:
        act.may("forbid_discharge")
        for key in _cargo(act, ("expected", "entered")):
            act.take("forbid_discharge", part=key.part, number=key.number, data=reason)
        if not act.made:
            raise NotOffered("forbid_discharge", "not_in_that_state")
        _tell_carriers(act, "discharge_forbidden")

    act_on(dossier_id, do, actor=actor, at=at)


def allow_discharge(dossier_id: int, *, reason: str, actor: Actor, at: datetime) -> None:
    """Quarantine has passed the goods: they may be discharged; what was reported meanwhile is recorded by
    whoever knows what they are declared as (`recording.catch_up`). Raises NotOffered."""

    def do(act: Act) -> None:
        act.may("allow_discharge")
        for key in _cargo(act, ("discharge_forbidden",)):
            act.take("allow_discharge", part=key.part, number=key.number, data=reason)
        if not act.made:
            raise NotOffered("allow_discharge", "not_in_that_state")
        _tell_carriers(act, "discharge_allowed")

    act_on(dossier_id, do, actor=actor, at=at)


def _cargo(act: Act, states: tuple[str, ...]) -> list[TrackKey]:
    return [key for key, where in act.case.tracks.items() if key.track == "cargo" and where.state in states]


def _tell_carriers(act: Act, kind: str) -> None:
    bills = queries.bills_of(act.id)
    senders = Manifest.objects.filter(bill__in=bills).values_list("sender", flat=True)
    for sender in sorted(set(senders)):
        act.tell(kind, sender, json.dumps({"bills": bills}))


def _must_be_reported(one: Told, actor: Actor, at: datetime) -> None:
    report, kind = REPORTS.get(one.kind), says.name(says.REPORTS, one.kind)
    if report is None or one.about not in report.about:
        raise refused(words.UNKNOWN_KIND, kind=kind, about=says.name(says.ABOUT, one.about))
    if actor.capacity not in report.by:
        raise refused(words.NOT_YOURS, capacity=_capacity(actor), kind=kind)
    if not one.key.strip("/ "):
        raise refused(words.NO_NAME)
    if one.occurred_at > at:
        raise refused(words.NOT_YET, kind=kind)


def _capacity(actor: Actor) -> says.Pair:
    return says.name(says.CAPACITIES, actor.capacity)


def _first_time(said: object, reference: str, actor: Actor, at: datetime) -> bool:
    """Whether the message is new. Raises Refused: another one had its reference."""
    digest = sha256(json.dumps(said, ensure_ascii=False).encode()).hexdigest()
    if insert_new(Message, [(_sender(actor), reference, digest, at)]) == [True]:
        return True
    first = Message.objects.get(sender=_sender(actor), reference=reference)
    if first.digest != digest:
        raise refused(words.USED, reference=reference)
    return False


def _sender(actor: Actor) -> str:
    return actor.behalf or actor.person
