"""Schemathesis runs against the door: every operation by its examples, at its edges, at random, and along its
links, with every check on. The seed is written down, so that the run is the same each time."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest

from tests.doors.calling import BASE, Caller, served_at, token
from tests.harbour import BO, DONG, INA, MEAT_FIRM, Harbour, licence
from tests.stating import example

SHIP = ("2", "UN9074729", "020E")
WHOLE = ["lodge", "lodgeMany", "assess", "amend"]
"""Whose body is a whole declaration: it has two thousand edges, which the tests of its reader try."""
CONFIG: dict[str, Any] = {
    "seed": 20200915,
    "workers": 1,
    "continue-on-failure": True,
    "cache": {"enabled": False},
    "generation": {"deterministic": True, "max-examples": 6, "no-shrink": True},
    "phases": {"stateful": {"max-steps": 8, "generation": {"max-examples": 25}}},
    "operations": [
        {"include-operation-id": WHOLE, "phases": {"coverage": {"enabled": False}}},
        {"include-operation-id": "lodgeMany", "phases": {"fuzzing": {"generation": {"max-examples": 2}}}},
    ],
    # What follows the schema may still be refused by the law: 422 tells why, finding by finding.
    "checks": {
        "positive_data_acceptance": {
            "expected-statuses": ["2xx", "401", "403", "404", "409", "422"],
        }
    },
}


@pytest.fixture
def served(harbour: Harbour, settings: Any) -> Iterator[str]:
    furnish(harbour, settings)
    settings.CALLS_A_MINUTE = 10**6
    with served_at(harbour, settings) as address:
        yield address


def furnish(harbour: Harbour, settings: Any) -> None:
    """Declarations on which something can be done: a question waits, charges are due, an inspection is to be
    booked."""
    from tongguan.desk.declarations import changes
    from tongguan.desk.dossiers.queries import find
    from tongguan.desk.inspections import actions as inspections
    from tongguan.law.kernel.case import TrackKey

    licence("7", "20-AB-100001", MEAT_FIRM)
    bo = Caller(harbour, settings, BO)
    for number in range(3):
        tree = example("import-pork", {"/reference": f"S-{number}", "/contract": "HX-SCHEMA"})
        (dossier,) = find(bo.post("declarations", tree, 201)["reference"])
        changes.take(dossier, "ask", data="Why?", actor=DONG, at=harbour.at)
        port = TrackKey("port_inspection")
        inspections.notify(dossier, port, actor=INA, at=harbour.after(minutes=5).at)
    harbour.conveyance_enters(*SHIP)


@pytest.fixture
def schema(served: str, harbour: Harbour) -> Iterator[Any]:
    import schemathesis
    from schemathesis.config import SchemathesisConfig

    config = {**CONFIG, "headers": {"Authorization": f"Bearer {token(BO, harbour)}"}}
    made = schemathesis.openapi.from_url(
        f"{served}{BASE}/openapi.json", config=SchemathesisConfig.from_dict(config)
    )
    numbers = iter(range(10**6))

    @schemathesis.hook
    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        """Chance makes no declaration that the law accepts: where what follows the schema is to be sent, a
        shipped one is, under a few references."""
        name = case.operation.definition.raw.get("operationId")
        if name in ("lodge", "assess") and case.meta.generation.mode.value == "positive":
            case.body = example("import-pork", {"/reference": f"FUZZ-{next(numbers) % 5}"})

    yield made
    schemathesis.hooks.unregister(before_call)


def test_schemathesis_finds_nothing(schema: Any) -> None:
    from schemathesis.engine import events, from_schema

    found, answered, followed = list[str](), Counter[str](), set[str]()
    for event in from_schema(schema).execute():
        if isinstance(event, events.ScenarioFinished):
            recorder = event.recorder
            for case_id, node in recorder.cases.items():
                sent = recorder.interactions.get(case_id)
                if sent is not None and sent.response is not None:
                    answered[f"{node.value.operation.label} {sent.response.status_code}"] += 1
                    if node.transition is not None:
                        followed.add(node.transition.id)
            failures = [one.failure_info for checks in recorder.checks.values() for one in checks]
            found += [f"{one.failure}\n{one.code_sample}"[:2000] for one in failures if one is not None]
        elif isinstance(event, events.NonFatalError):
            found.append(f"{event.label}: {event.info.format()}")
        elif isinstance(event, events.FatalError):
            raise event.exception
    assert not found, "\n\n".join(found[:10])
    good = {one.rpartition(" ")[0] for one in answered if one[-3:] in ("200", "201")}
    operations = {one.ok().label for one in schema.get_all_operations()}
    assert len(operations) == 23 and len(operations - good) <= 4, sorted(operations - good)
    assert len(followed) >= 10, sorted(followed)
