"""What the JSON door asks the database: few questions a call, and each is looked up, whatever lies behind."""

from typing import Any

import pytest
from django.db import transaction

from tests.doors.calling import Caller, manages
from tests.doors.plans import asked, slow
from tests.harbour import BO, INA, MEAT_FIRM, Harbour, licence
from tests.stating import example
from tongguan.desk.dossiers.queries import find
from tongguan.desk.inspections import actions as inspections
from tongguan.law.kernel.case import TrackKey

MOST = 25
READS = (
    "declarations", "declarations?fate=open&kind=import&accepted_since=2020-09-01", "declarations/{}",
    "declarations/{}/timeline", "declarations/{}/charges", "declarations/{}/inspections",
    "declarations/{}/inspections/port_inspection.1/slots", "declarations/{}/documents", "events", "events",
    "guarantees", "reference", "reference/commodity?key=02", "webhook", "webhook/deliveries",
)  # fmt: skip


def reads(questions: list[str]) -> list[str]:
    """Those that ask; of rows that are written together, each is one on SQLite."""
    return [one for one in questions if one.startswith(("SELECT", "WITH"))]


def of_a_list(question: str) -> bool:
    """Appointments of one dossier have a key; which one is used for a handful of rows is no matter."""
    return question.startswith("SELECT") and "inspections_booking" not in question


def test_a_call_asks_little_and_looks_it_up(harbour: Harbour, settings: Any) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    bo = Caller(harbour, settings, BO)
    entries = [
        bo.post("declarations", example("import-pork", {"/reference": f"B-{n}", "/contract": "HX-B"}), 201)
        for n in range(3)
    ]
    entry = entries[0]["reference"]
    manages(harbour, BO)
    bo.post("webhook", {"url": "https://erp.example.com/in"}, 201)
    port = TrackKey("port_inspection")
    inspections.notify(*find(entry), port, actor=INA, at=harbour.after(minutes=1).at)
    bo.get("declarations")
    for path in READS:
        with asked() as questions:
            bo.get(path.format(entry))
        assert len(reads(questions)) <= MOST, (path, questions)
        with transaction.atomic():
            found = [way for question in questions for way in slow(question) if of_a_list(question)]
        assert not found, (path, found)


@pytest.mark.parametrize("scope", ["events", "list"])
def test_more_declarations_are_no_more_questions(harbour: Harbour, settings: Any, scope: str) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    bo, path = Caller(harbour, settings, BO), "events" if scope == "events" else "declarations"
    counts = []
    for number in range(6):
        bo.post("declarations", example("import-pork", {"/reference": f"C-{number}"}), 201)
        if number in (1, 5):
            with asked() as questions:
                bo.get(path)
            counts.append(len(reads(questions)))
    few, many = counts
    assert many <= few + 1, counts
