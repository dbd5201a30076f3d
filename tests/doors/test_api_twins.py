"""A green and a red twin through the JSON door: what its callers are told of both is the same, byte for byte
but for the reference that they chose, until the notice."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.databases import copied
from tests.doors.calling import Caller
from tests.harbour import BO, DONG, INA, LIN, MEAT_FIRM, Harbour, licence
from tests.journeys.test_twins import KINDS, reference
from tests.stating import example
from tongguan.desk.declarations import changes
from tongguan.desk.dossiers.queries import find
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import queries as inspected
from tongguan.law.kernel.case import TrackKey

pytestmark = pytest.mark.any_database

SHIP = ("2", "UN9074729", "020E")
READS = ("", "/timeline", "/charges", "/inspections", "/documents")
NOTIFIED = {KINDS["DRAWN"]: "port_inspection", KINDS["AFTER"]: "destination_inspection"}
"""What notice is given of; papers are looked at without one."""
TRIED = {
    "answers": {"text": "x"},
    "withdrawals": {"cause": "whim", "evidence": "x"},
    "payment-orders": {"bank": "BANK-9"},
    "guarantees": {"guarantee": "BH-NONE"},
    "steps": {"step": "present_for_port_inspection"},
    "inspections/port_inspection.1/bookings": {"site": "YARD", "starts_at": "2020-09-17T01:00:00Z"},
    "inspections/port_inspection.1/presentations": {},
    "inspections/port_inspection.1/steps": {"step": "ask_to_repeat", "text": "x"},
}
"""What a caller could try, to see how it is refused."""


def told(caller: Caller, entry: str) -> Iterator[str]:
    """All that a caller can find out: bodies, statuses, headers, counts."""
    asked = [("GET", f"declarations/{entry}{below}", None) for below in READS]
    asked += [("GET", f"declarations/{entry}/inspections/port_inspection.1/slots", None)]
    asked += [("POST", f"declarations/{entry}/{below}", body) for below, body in TRIED.items()]
    asked += [("GET", path, None) for path in ("declarations", "declarations?fate=finished", "events")]
    for language in ("en", "zh"):
        for method, path, body in asked:
            response = caller(method, path, body, Accept_Language=language)
            headers = sorted(response.headers.items())
            yield f"{method} {path} {response.status_code} {headers} {response.content.decode()}"


def life(harbour: Harbour, settings: Any, own: str, contract: str, *, red: bool) -> list[list[str]]:
    """What is told after each step of a life that is the same for both."""
    callers = [Caller(harbour, settings, actor) for actor in (BO, LIN)]
    tree = example("import-pork", {"/reference": own, "/contract": contract})
    licence("7", "20-AB-100001", MEAT_FIRM)
    first = [callers[0]("POST", "declarations", tree) for _ in range(2)]
    first += [callers[0]("POST", "assessments", tree)]
    entry = first[0].json()["reference"]
    (dossier,) = find(entry)
    assert bool(inspected.selected(dossier)) == red, "the one is drawn and the other is not"
    every = [[one.content.decode() for one in first]]
    steps = (
        lambda: None,
        lambda: (harbour.after(minutes=2), harbour.ring()),
        lambda: changes.take(dossier, "hold_covertly", actor=DONG, at=harbour.at) if red else None,
        lambda: harbour.after(hours=3).conveyance_enters(*SHIP),
        lambda: changes.take(dossier, "lift_covert_hold", actor=DONG, at=harbour.at) if red else None,
        lambda: harbour.after(hours=1),
    )
    for step in steps:
        step()
        every.append([text for caller in callers for text in told(caller, entry)])
    if red:
        assert callers[0].get(f"declarations/{entry}/inspections")["inspections"] == []
    if red and contract in NOTIFIED:
        key, at = TrackKey(NOTIFIED[contract]), harbour.at + timedelta(minutes=1)
        inspections.notify(dossier, key, actor=INA, at=at)
        assert len(callers[0].get(f"declarations/{entry}/inspections")["inspections"]) == 1
    return [[text.replace(own, "OWN") for text in one] for one in every]


@pytest.mark.parametrize("kind", KINDS)
def test_the_twins_look_alike_through_the_door(
    furnished_harbour: str, tmp_path: Path, settings: Any, django_db_blocker: Any, kind: str
) -> None:
    found = {}
    for red in (False, True):
        (folder := tmp_path / str(red)).mkdir()
        with django_db_blocker.unblock(), copied(furnished_harbour, folder):
            own = reference(kind, red=red)
            found[red] = life(Harbour(), settings, own, KINDS[kind], red=red)
    for step, (green, red_one) in enumerate(zip(found[False], found[True], strict=True)):
        assert green == red_one, f"after step {step}"
