"""Ships, aircraft, terminals: what carriers and sites report, and how it reaches the dossiers that wait."""

import random
from collections.abc import Sequence
from datetime import datetime, timedelta

from tongguan.desk.cargo import names
from tongguan.desk.cargo.actions import Told
from tongguan.desk.declarations import arrivals
from tongguan.doors.jobs.demo_day.parcels import Parcel
from tongguan.doors.jobs.demo_day.port import Port
from tongguan.doors.jobs.demo_day.tables import Record, local
from tongguan.doors.jobs.demo_day.timetable import minutes
from tongguan.law.kernel.case import Actor

DISCHARGE = {
    "dawan": "discharge of a container",
    "kuangsan": "discharge of bulk",
    "konggang": "discharge of air cargo",
}


def plan(port: Port, parcels: Sequence[Parcel]) -> None:
    """Puts into the day what happens on the quay: of every call its entry, of every bill its discharge (or,
    of exports, its arrival at the yard)."""
    by_call: dict[str, list[Parcel]] = {}
    for parcel in parcels:
        by_call.setdefault(parcel.row["conveyance"], []).append(parcel)
    for key, carried in by_call.items():
        conveyance = port.day.conveyances[key]
        if conveyance["direction"] == "import":
            _import(port, conveyance, carried)
        else:
            for parcel in carried:
                arrival(port, conveyance, parcel, local(parcel.row["arrives"]))


def call_of(conveyance: Record) -> str:
    return names.call(conveyance["mode"], conveyance["name"], conveyance["voyage"])


def _import(port: Port, conveyance: Record, carried: Sequence[Parcel]) -> None:
    entered, chance = local(conveyance["at"]), random.Random(f"{port.seed} {conveyance['key']}")
    carrier = port.cast.one("carrier", conveyance["carrier"])
    told = [Told("entered", names.CALL, call_of(conveyance), entered)]
    reported = entered + minutes(chance, "report entry")
    port.at(reported, lambda now: tell(port, told, carrier, f"ENTRY-{conveyance['key']}", now))
    for parcel in carried:
        discharge(port, conveyance, parcel, reported)


def _things(parcel: Parcel) -> list[tuple[str, str]]:
    if parcel.containers:
        return [(names.CONTAINER, names.container(parcel.bill, box)) for box in parcel.containers]
    return [(names.BILL, names.bill(parcel.bill))]


def discharge(port: Port, conveyance: Record, parcel: Parcel, entered: datetime) -> None:
    """An import comes off its conveyance, which entered at that time, and into the yard."""
    site = port.cast.one("terminal", conveyance["terminal"])
    chance = random.Random(f"{port.seed} {parcel.bill} quay")
    for place, (about, key) in enumerate(_things(parcel)):
        off = entered + minutes(chance, DISCHARGE[conveyance["terminal"]]) + timedelta(minutes=6 * place)
        ready = off + minutes(chance, "into the yard")
        _tell_later(port, "discharged", about, key, off, site, chance)
        _tell_later(port, "available", about, key, ready, site, chance)


def arrival(port: Port, conveyance: Record, parcel: Parcel, came: datetime) -> None:
    """An export comes into the yard."""
    site = port.cast.one("terminal", conveyance["terminal"])
    chance = random.Random(f"{port.seed} {parcel.bill} quay")
    for place, (about, key) in enumerate(_things(parcel)):
        _tell_later(port, "arrived", about, key, came + timedelta(minutes=4 * place), site, chance)


def _tell_later(
    port: Port, kind: str, about: str, key: str, happened: datetime, actor: Actor, chance: random.Random
) -> None:
    told = [Told(kind, about, key, happened)]
    reported = happened + minutes(chance, "yard report")
    port.at(reported, lambda now: tell(port, told, actor, f"{kind}-{key}"[:64], now))


def tell(port: Port, told: Sequence[Told], actor: Actor, reference: str, now: datetime) -> None:
    """A carrier or a site reports; every declaration concerned hears of it."""
    received = arrivals.report(told, reference=reference, actor=actor, at=now, books=port.books)
    port.look_at_all(received.dossiers, now)
