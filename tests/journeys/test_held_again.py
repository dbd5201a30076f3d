"""Goods that an authority holds, covertly too, are held when they are declared anew; and their trader, whose
declaration was taken back, can tell from nothing whether they are."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import copied
from tests.harbour import ANN, BO, DONG, FORESTRY, INA, LIN, MEAT_FIRM, MEI, ORE_FIRM, Harbour, licence
from tests.journeys.story import Story
from tests.journeys.test_twins import BILL, COMMON, pay, seen
from tests.journeys.trader_window import Window
from tests.pages import text
from tests.stating import example
from tongguan.desk.cargo import names
from tongguan.desk.declarations.concerns import awaiting, concerned
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.dossiers.queries import events_of
from tongguan.desk.notices.said import said
from tongguan.doors.jobs.intake import Intake
from tongguan.law.disclosure import as_officer
from tongguan.law.kernel.case import Actor

HERE = {"/border_date": "2020-09-16"}
BOX = "CSQU3054383"


def ore(harbour: Harbour, reference: str) -> Story:
    return Story(harbour, harbour.lodge("import-ore", {**HERE, "/reference": reference}, by=MEI))


def taken_back(story: Story, by: Actor = MEI) -> None:
    story.ask_to_withdraw(by=by)
    story.grant_withdrawal(by=DONG)


@pytest.fixture
def first(harbour: Harbour) -> Story:
    licence("7", "20-AA-200031", ORE_FIRM)
    return ore(harbour, "FIRST")


def test_an_authority_finds_what_it_holds_covertly_where_it_is_declared_anew(
    harbour: Harbour, first: Story
) -> None:
    first.take(ANN, "hold_covertly_for_authority")
    taken_back(first)
    again = ore(harbour.after(days=1), "AGAIN")
    placed = next(one for one in events_of(again.id) if one.track == "hold")
    assert (placed.state, placed.data, placed.behalf) == ("covert_authority", "because", FORESTRY)
    assert placed.recorded_at == events_of(again.id)[0].recorded_at, "from its first second"
    letter = Outbox.objects.get(dossier=again.id, recipient=FORESTRY)
    assert json.loads(letter.body) == {"reference": again.reference, "former": first.reference}
    assert first.reference in said(letter.kind, letter.body, "zh").sentence
    assert ("hold", again.id) in {(row.key.track, row.dossier) for row in awaiting(ANN).rows}
    assert concerned(ANN, [again.id]) == {again.id}
    for capacity in ("document_officer", "inspector", "coordinator"):
        lines = as_officer(events_of(again.id), again.flow, capacity).lines
        assert not [one for one in lines if one.track == "hold"], "it is that authority's own"
    assert not [name for name in again.told() if "hold" in name]
    again.after(hours=1).take(ANN, "lift_covert_authority_hold")
    assert not {one for one in again.lacks("may_leave") if one.startswith("hold")}
    again.ends_well()


def test_what_was_lifted_on_the_second_does_not_hold_the_third(harbour: Harbour, first: Story) -> None:
    first.take(ANN, "hold_covertly_for_authority")
    taken_back(first)
    second = ore(harbour, "SECOND")
    second.take(ANN, "lift_covert_authority_hold")
    taken_back(second)
    third = ore(harbour, "THIRD")
    assert "hold" not in {key.track for key in third.case.tracks}
    second.ends_well()


def test_customs_hold_covertly_too_and_what_they_held_openly_they_let_go(
    harbour: Harbour, first: Story
) -> None:
    """What the authority brought to light stays in the light: its trader knows of it."""
    first.take(INA, "hold_covertly")
    first.take(DONG, "hold_for_documents")
    first.take(ANN, "hold_covertly_for_authority")
    first.take(ANN, "disclose_authority_hold")
    taken_back(first)
    again = ore(harbour, "AGAIN")
    assert again.lacks("may_leave") >= {"hold covert", "hold held_authority"}
    assert {one for one in again.lacks_to_trader("may_leave") if "hold" in one} == {"hold held_authority"}
    assert "hold held_documents" not in again.lacks("may_leave")
    again.take(DONG, "lift_covert_hold")
    again.ends_well()


@pytest.mark.parametrize("part", [BOX, "TGHU1234567"])
def test_a_hold_of_a_container_is_on_it_or_on_the_whole(harbour: Harbour, part: str) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    first = Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))
    first.take(ANN, "hold_covertly_for_authority", part=part)
    first.take(DONG, "take_up")
    first.take(DONG, "refuse")
    changed = {"/contract": "BOXES", "/reference": "AGAIN", "/containers/2/number": "ABCU1234560"}
    again = Story(harbour, harbour.lodge("import-pork", changed, by=BO))
    (key,) = [key for key in again.case.tracks if key.track == "hold"]
    assert key.part == (part if part == BOX else "")


def lived(harbour: Harbour, settings: Any, step: str, by: Actor, *, held: bool) -> Iterator[list[str]]:
    """Everything that trader and broker are told of what was lodged anew, at every step of its life."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    first = Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))
    if held:
        first.take(by, step)
    taken_back(first, BO)
    tree = example("import-pork", {"/contract": "BOXES", "/reference": "AGAIN"})
    told = []
    for _ in range(2):  # and once more, which gets the first answer again
        (answer,) = Intake(person=BO.person, books=harbour.books, at=harbour.at).take(
            [json.dumps(tree).encode()]
        )
        told += [json.dumps(answer.tree(("en", "zh"))), answer.words(("en", "zh"))]
    yield told
    found = Story(harbour, answer.result)  # type: ignore[arg-type]
    assert ("hold" in {key.track for key in found.case.tracks}) == held
    case = f"declarations/{found.reference}/"
    for happens in (*COMMON, pay):
        happens(harbour, found)
        pages = [text(Window(harbour, who, settings).get(page)) for who in (BO, LIN) for page in ("", case)]
        yield [*seen(harbour, found, "AGAIN"), *pages]
    harbour.after(minutes=5).report("available", names.BILL, names.bill(BILL))
    assert found.is_open("may_leave", BOX) != held, "only now can anybody tell"
    found.ends_well()


@pytest.mark.any_database
@pytest.mark.parametrize("step, by", [("hold_covertly_for_authority", ANN), ("hold_covertly", DONG)])
def test_its_trader_cannot_tell_whether_it_is_held(
    furnished_harbour: str, tmp_path: Path, django_db_blocker: Any, settings: Any, step: str, by: Actor
) -> None:
    """Each lives the same life in a harbour of its own, so that even their entry numbers are the same."""
    every: dict[bool, list[list[str]]] = {}
    for held in (False, True):
        (folder := tmp_path / str(held)).mkdir()
        with django_db_blocker.unblock(), copied(furnished_harbour, folder):
            every[held] = list(lived(Harbour(), settings, step, by, held=held))
    for moment, (free, watched) in enumerate(zip(every[False], every[True], strict=True)):
        assert free == watched, f"at moment {moment}"
