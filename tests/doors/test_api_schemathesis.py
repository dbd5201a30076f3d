"""Schemathesis runs against the door: every operation by its examples, at its edges, at random, and along its
links, with every check on. The seed is written down, so that the run is the same each time."""

import re
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from tests.doors.calling import BASE, Caller, manages, served_at, token
from tests.harbour import BANK, BEA, BO, BROKERS, DONG, INA, MEAT_FIRM, Harbour, licence
from tests.stating import example
from tongguan.desk.dossiers.models import Dossier

SHIP = ("2", "UN9074729", "020E")
WHOLE = ["lodge", "assess", "amend"]
"""Whose body is a whole declaration: it has two thousand edges, so one part of each kind is tried."""
FORMS = ["giveDocument", "addDocument"]
"""In a form all is text: a number where a text should be cannot be sent."""
HEADED = ["listTables", "answer"]
"""The porter reads the headers of all operations alike, so their edges are tried with one that asks and one
that does. (`test_api_refused` tries every method of every address.)"""
CONFIG: dict[str, Any] = {
    "seed": 20200915,
    "workers": 1,
    "continue-on-failure": True,
    "cache": {"enabled": False},
    "generation": {"deterministic": True, "max-examples": 4, "no-shrink": True},
    "phases": {
        "coverage": {"unexpected-methods": []},
        "stateful": {"max-steps": 8, "generation": {"max-examples": 60}},
    },
    "operations": [
        {
            "include-operation-id": ["lodge", "amend"],
            "phases": {"coverage": {"generation": {"mode": "negative"}}},
        },
        {
            "include-operation-id": "assess",
            "phases": {"coverage": {"enabled": False}},  # it reads what lodging reads, and tells it with 200
            "checks": {"negative_data_rejection": {"expected-statuses": ["200", "4xx"]}},
        },
        {
            "include-operation-id": FORMS,
            "phases": {"fuzzing": {"generation": {"mode": "positive"}}},
        },
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
    with served_at(harbour, settings, alone=True) as address:
        yield address


@pytest.fixture
def same_chances(monkeypatch: Any) -> Iterator[None]:
    """Hypothesis tries the constants of every module that is loaded, so what ran before would change what is
    drawn: here it knows none, and the run is the same each time."""
    from hypothesis.internal.conjecture import providers

    with monkeypatch.context() as none_known:
        none_known.setattr(providers, "_get_local_constants", providers.Constants)
        providers.CONSTANTS_CACHE.cache.clear()
        yield
    providers.CONSTANTS_CACHE.cache.clear()


def furnish(harbour: Harbour, settings: Any) -> None:
    """Declarations on which something can be done: a question waits, charges are due, an inspection is to be
    booked."""
    from tongguan.desk.declarations import changes
    from tongguan.desk.dossiers.queries import find
    from tongguan.desk.inspections import actions as inspections
    from tongguan.desk.revenue.guarantees import register as register_guarantee
    from tongguan.law.kernel.case import TrackKey

    licence("7", "20-AB-100001", MEAT_FIRM)
    manages(harbour, BO)
    bo = Caller(harbour, settings, BO)
    register_guarantee(
        number="BH-AGENT", kind="general", holder=BROKERS, guarantor=BANK, amount=Decimal(80_000_000),
        currency="CNY", valid_from=harbour.today, consolidated=True, office="0908", actor=BEA, at=harbour.at,
    )  # fmt: skip
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

    @schemathesis.hook
    def before_load_schema(context: Any, raw_schema: dict[str, Any]) -> None:
        shorten(raw_schema)

    made = schemathesis.openapi.from_url(
        f"{served}{BASE}/openapi.json", config=SchemathesisConfig.from_dict(config)
    )
    numbers, entry = iter(range(10**6)), Dossier.objects.earliest("pk").reference

    @schemathesis.hook
    def before_call(context: Any, case: Any, kwargs: Any) -> None:
        """Chance makes no declaration that the law accepts: where what follows the schema is to be sent, a
        shipped one is, under a few references; what breaks it is laid over one, so that nothing else is
        wrong."""
        name = case.operation.definition.raw.get("operationId")
        if name not in WHOLE or not isinstance(case.body, dict):
            return
        good: Any = example("import-pork", {"/reference": f"FUZZ-{next(numbers) % 5}"})
        if name == "amend":
            good = {"cause": "clerical_error", "evidence": "the contract", "declaration": good}
            case.path_parameters = {"reference": entry}
        follows = case.meta.generation.mode.value == "positive"
        case.body = good if follows else laid_over(good, case.body)

    yield made
    schemathesis.hooks.unregister(before_call)
    schemathesis.hooks.unregister(before_load_schema)


def shorten(document: dict[str, Any]) -> None:
    """What is tried of a document: of a declaration that is sent one part of each kind, and the headers that
    are the same everywhere at two operations."""
    schemas, whole = document["components"]["schemas"], {"$ref": "#/components/schemas/Declared"}
    schemas["Sample"] = sample(schemas["Declared"], set())
    schemas["Amendment"]["properties"]["declaration"] = {"$ref": "#/components/schemas/Sample"}
    for path in document["paths"].values():
        for told in path.values():
            if told["operationId"] not in HEADED:
                told["parameters"] = [one for one in told["parameters"] if one["in"] != "header"]
            content = told.get("requestBody", {}).get("content", {}).get("application/json", {})
            if content.get("schema") == whole:
                content["schema"] = {"$ref": "#/components/schemas/Sample"}


def laid_over(good: Any, worse: Any) -> Any:
    """What is stated in one of two trees, and where both state something, in the second."""
    if isinstance(good, dict) and isinstance(worse, dict):
        return {**good, **{name: laid_over(good.get(name), one) for name, one in worse.items()}}
    if isinstance(good, list) and isinstance(worse, list) and worse:
        return [laid_over(good[0] if good else None, worse[0]), *worse[1:]]
    return worse


def sample(schema: dict[str, Any], known: set[str]) -> dict[str, Any]:
    """The same object, in which of each kind of part, wherever that is, only the first says what it holds."""
    kept: dict[str, Any] = {}
    for name, part in schema["properties"].items():
        if part["type"] == "object":
            part = sample(part, known)
        elif part["type"] == "array" and "properties" in part["items"]:
            part = {**part, "items": sample(part["items"], known)}
        else:
            kind = re.sub("[0-9]+", "0", repr([*map(part.get, ("type", "format", "pattern"))]))
            part = {} if kind in known else part
            known.add(kind)
        if part and part.get("properties") != {} and part.get("items", {}).get("properties") != {}:
            kept[name] = part
    others = "|".join(one for one in schema["properties"] if one not in kept)
    required = [one for one in schema["required"] if one in kept]
    return {**schema, "properties": kept, "required": required, "patternProperties": {f"^({others})$": {}}}


def test_schemathesis_finds_nothing(schema: Any, same_chances: None) -> None:
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
    assert len(operations) == 32 and len(operations - good) <= 4, sorted(operations - good)
    assert len(followed) >= 10, sorted(followed)
