"""Inspections for the tests: a site, orders, and the way of one to its results."""

import json
from collections.abc import Sequence
from datetime import datetime

import pytest

from tests.desk import port
from tests.desk.port import INSPECTOR, SECOND, SYSTEM, TERMINAL, TRADER, later
from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.inspections import actions
from tongguan.desk.inspections.actions import Found, open_orders
from tongguan.desk.inspections.models import Site
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import TrackKey
from tongguan.law.select import Order

PORT = TrackKey("port_inspection", "", 1)
CUSTOMS = Order(authority="customs", place="port", method="opening", lines=(1, 2), criteria=("SECRET",))
QUARANTINE = Order(authority="quarantine", place="port", method="sample", lines=(2,), mandatory=True)
AFTERWARDS = Order(authority="quarantine", place="destination", method="opening")
ALL_WELL = (Found(1, "customs"), Found(2, "customs"), Found(2, "quarantine"))


def a_site(code: str = "DLC-1", bays: int = 1) -> Site:
    return Site.objects.create(
        code=code,
        office="0908",
        name_en="Yard",
        name_zh="查验场",
        operator=TERMINAL.behalf,
        bays=bays,
        minutes=60,
        opens=8,
        closes=18,
    )


def selected(*orders: Order, kind: str = "import", parts: tuple[str, ...] = ("",), ref: str = "R1") -> int:
    """A dossier whose selection ordered these; its id."""

    def also(it: Act) -> None:
        open_orders(it, orders)

    return port.lodged(("documents", "", "checking"), kind=kind, parts=parts, reference=ref, also=also)


def notified(*orders: Order, **more: object) -> int:
    one = selected(*(orders or (CUSTOMS, QUARANTINE)), **more)  # type: ignore[arg-type]
    actions.notify(one, PORT, actor=SYSTEM, at=later(1))
    return one


def at_site(*orders: Order) -> int:
    one = notified(*orders)
    actions.present(one, PORT, actor=TERMINAL, at=later(2))
    return one


def begin(one: int, key: TrackKey = PORT, hours: float = 3, **more: object) -> None:
    given = {"second_officer": SECOND.person, "present": TRADER.person, "actor": INSPECTOR}
    actions.begin(one, key, **{**given, "at": later(hours), **more})  # type: ignore[arg-type]


def begun(*orders: Order) -> int:
    one = at_site(*orders)
    begin(one)
    return one


def with_results(found: Sequence[Found] = ALL_WELL, *orders: Order) -> int:
    one = begun(*orders)
    actions.enter_results(one, PORT, found, actor=INSPECTOR, at=later(4))
    return one


def book(one: int, starts_at: datetime, *, site: str = "DLC-1", at: datetime | None = None) -> int:
    return actions.book(one, PORT, site=site, starts_at=starts_at, actor=TRADER, at=at or later(1.5))


def why(refused: pytest.ExceptionInfo[Refused]) -> str:
    (finding,) = refused.value.findings
    return finding.code


def letters(one: int) -> list[tuple[str, str, str | None]]:
    """What the trader was told: kind, track and state."""
    rows = Outbox.objects.filter(dossier=one, recipient=TRADER.behalf).order_by("seq", "number")
    told = ((kind, json.loads(body)) for kind, body in rows.values_list("kind", "body"))
    return [(kind, body["track"], body.get("state")) for kind, body in told if "track" in body]
