"""Whatever is sent about an entry gets an answer in both languages, and changes it or is kept as refused."""

import json
import re
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.harbour import BO, DONG, MEAT_FIRM, Harbour, licence
from tests.journeys.story import Story
from tests.shared_data import shared
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.changes import take
from tongguan.desk.declarations.models import Content, Refusal
from tongguan.desk.dossiers.models import Dossier, Event
from tongguan.desk.people.models import Person
from tongguan.doors.jobs.intake import Answer, Intake, Requested
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import Actor

FUZZ = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
REQUESTS = Path(__file__).parents[2] / "examples" / "requests"
LEAVES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
EDITS = st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=4), st.integers(0, 8)), max_size=4)


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    """A question is open on it."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    story = Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))
    story.take(DONG, "ask")
    return story


def events() -> int:
    return Event.objects.count()


def unharmed(door: Intake, raw: bytes, *, again: bool = False) -> Answer:
    before, contents, kept = events(), Content.objects.count(), Refusal.objects.count()
    (answer,) = door.take([raw])
    assert json.dumps(answer.tree(("en", "zh"))).encode() and answer.words(("en", "zh")).encode()
    assert answer.accepted == (again or events() > before)
    assert Refusal.objects.count() == kept + (not answer.accepted)
    assert Content.objects.count() == contents or answer.accepted
    return answer


def undone(story: Story, answer: Answer) -> None:
    """Whatever was taken down is refused, or asked again, so that the next one is as free as the first."""
    if isinstance(answer.result, Requested):
        step = "ask" if answer.result.kind == "answer" else f"refuse_{answer.result.kind}"
        story.take(DONG, step)


def edited(raw: bytes, changes: list[tuple[float, bytes, int]]) -> bytes:
    for where, put, cut in changes:
        place = int(where * len(raw))
        raw = raw[:place] + put + raw[place + cut :]
    return raw


def pointers(node: Any, at: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [at, *(found for name, one in below for found in pointers(one, (*at, name)))]


def door(story: Story) -> Intake:
    return Intake(person=BO.person, books=story.harbour.books, at=story.harbour.at)


@FUZZ
@given(st.sampled_from(["amendment", "withdrawal", "answer"]), st.data())
def test_no_tree_breaks_the_json_door(pork: Story, name: str, data: st.DataObject) -> None:
    made = json.loads((REQUESTS / f"{name}.json").read_bytes())
    for place in data.draw(st.lists(st.sampled_from(pointers(made)[1:]), min_size=1, max_size=4)):
        node, value = made, data.draw(LEAVES)
        try:
            for step in place[:-1]:
                node = node[step]
            node[place[-1]] = value
        except (KeyError, IndexError, TypeError):
            continue
    undone(pork, unharmed(door(pork), json.dumps(made).encode()))


@FUZZ
@given(st.sampled_from(["amendment", "withdrawal", "answer"]), EDITS)
def test_no_bytes_break_the_json_door(pork: Story, name: str, changes: list[Any]) -> None:
    undone(pork, unharmed(door(pork), edited((REQUESTS / f"{name}.json").read_bytes(), changes)))


HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<md:MetaData xmlns:md="urn:wco:datamodel:WCO:DocumentMetaData-DMS:2">
<Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2">
<FunctionCode>13</FunctionCode>
<FunctionalReferenceID>A-{number:07}</FunctionalReferenceID>
<ID>{entry}</ID>
<TypeCode>{kind}</TypeCode>
{changes}<AdditionalInformation><StatementDescription>{why}</StatementDescription></AdditionalInformation>
<Amendment><ChangeReasonCode>{cause}</ChangeReasonCode></Amendment>
</Declaration></md:MetaData>
"""
NUMBERS = count(1)
HEAVIER = '<TotalGrossMassMeasure unitCode="KGM">80100</TotalGrossMassMeasure>\n'


def xml(story: Story, kind: str, changes: str = "", cause: str = "clerical_error") -> bytes:
    told = {"entry": story.reference, "kind": kind, "changes": changes, "cause": cause}
    return HEAD.format(**told, why="the packing list", number=next(NUMBERS)).encode()


def test_an_amendment_in_xml_states_only_what_changes(pork: Story) -> None:
    answer = unharmed(door(pork), xml(pork, "COR", HEAVIER))
    assert answer.accepted, answer.words(("en",))
    newest = Content.objects.filter(dossier_id=pork.id).order_by("version").last()
    assert newest is not None
    first = Content.objects.get(dossier_id=pork.id, version=1)
    assert json.loads(newest.content) == {**json.loads(first.content), "gross_weight": "80100"}
    asked = Event.objects.get(dossier_id=pork.id, name="request_amendment")
    assert json.loads(asked.data)["cause"] == "clerical_error"
    assert json.loads(asked.data)["evidence"] == "the packing list"
    assert not unharmed(door(pork), xml(pork, "INV")).accepted, "one request at a time"


def test_a_withdrawal_in_xml(pork: Story) -> None:
    assert not unharmed(door(pork), xml(pork, "INV", cause="boredom")).accepted
    sent = xml(pork, "INV")
    assert unharmed(door(pork), sent).accepted
    pork.grant_withdrawal(by=DONG)
    assert unharmed(door(pork), sent, again=True).accepted, "the same again is answered as the first time"
    other = unharmed(door(pork), sent.replace(b"packing", b"weight")).result
    assert isinstance(other, Refused) and [one.code for one in other.findings] == ["L013"]
    for kind in ("INV", "COR", "GPR"):
        assert not unharmed(door(pork), xml(pork, kind)).accepted, "withdrawn already"
    pork.ends_well()


@FUZZ
@given(st.sampled_from(["COR", "INV", "GPR"]), EDITS)
def test_no_bytes_break_the_xml_door(pork: Story, kind: str, changes: list[Any]) -> None:
    undone(pork, unharmed(door(pork), edited(xml(pork, kind, HEAVIER), changes)))


# Other people's amendments, each about a declaration of theirs.
PAIRS = {
    "TT_IM033b": ("TT_IM033b.xml", "TT_IM033b_Amendment.xml"),
    "TT_IM017a": ("Step1_TT_IM017a.xml", "TT_IM017a_Amendment.xml"),
}
AT = datetime(2023, 5, 10, 10, tzinfo=UTC)
Theirs = tuple[Intake, Dossier, bytes]


@pytest.fixture(params=PAIRS)
def theirs(request: pytest.FixtureRequest, db: None) -> Theirs:
    """A declaration of theirs, lodged, and their amendment of it."""
    original, amendment = (shared(f"hmrc/scenarios/{request.param}/{name}") for name in PAIRS[request.param])
    call_command("lodge", str(original), "--as", "anna", "--jurisdiction", "gb", "--at", "2023-05-10T10:00Z")
    dossier, anna = Dossier.objects.get(), Person.objects.get(username="anna")
    raw = re.sub(rb"<ID>2\dGB\w+</ID>", f"<ID>{dossier.reference}</ID>".encode(), amendment.read_bytes())
    return Intake(person=str(anna.pk), books=books_of("gb"), at=AT, registers=True), dossier, raw


def test_other_peoples_amendments_are_taken_down(theirs: Theirs) -> None:
    """One takes the second of three lines away, which leaves a gap in their numbers: the checks say so."""
    here, dossier, raw = theirs
    answer = unharmed(here, raw)
    if isinstance(answer.result, Refused):
        found = {(one.code, one.pointer) for one in answer.result.findings if one.severity == "error"}
        assert found == {("G001", "/items/2/number")}
        assert len(json.loads(Content.objects.get(dossier_id=dossier.pk).content)["items"]) == 3
        return
    assert Content.objects.filter(dossier_id=dossier.pk).count() == 2
    assert unharmed(here, raw, again=True) == answer, "sent twice, done once"
    assert Content.objects.filter(dossier_id=dossier.pk).count() == 2


@FUZZ
@given(changes=EDITS)
def test_other_peoples_amendments_cut_and_spliced(theirs: Theirs, changes: list[Any]) -> None:
    here, dossier, raw = theirs
    if unharmed(here, edited(raw, changes)).accepted:
        anna = Actor(here.person, "trader", dossier.declarant)
        take(dossier.pk, "take_back_amendment", actor=anna, at=AT)
