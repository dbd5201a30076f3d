"""The JSON door: a declaration from lodging to payment, as a broker's program does it."""

import json
from typing import Any

import pytest

from tests.doors.calling import Caller
from tests.harbour import BO, Harbour
from tests.stating import example

PORK = {"/reference": "API-1"}


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Caller:
    return Caller(harbour, settings, BO)


def test_a_declaration_is_lodged_and_read(bo: Caller) -> None:
    receipt = bo.post("declarations", example("import-pork", PORK), 201)
    reference = receipt["reference"]
    read = bo.get(f"declarations/{reference}")
    print(json.dumps(read, ensure_ascii=False, indent=1)[:3000])
    assert bo.get(f"declarations/{reference}/timeline")["lines"]
    assert bo.get(f"declarations/{reference}/charges")["debts"]
    assert bo.get(f"declarations/{reference}/inspections")["inspections"] == []
    assert bo.get("events")["events"]
    assert bo.get("declarations")["declarations"]
    assert bo.get("reference")["tables"]
    assert bo.get("reference/country")["rows"]
    assert bo.get("openapi.json")
