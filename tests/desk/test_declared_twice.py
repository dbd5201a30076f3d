"""Goods that may be declared twice: who lodges is told, of the trader's own declarations and of no others."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.doors import plans
from tests.harbour import BO, DONG, LIN, MEAT_FIRM, MEI, ORE_FIRM, TABLET_FIRM, TESS, ZHOU, Harbour, licence
from tests.journeys.story import Story
from tests.stating import example
from tongguan.desk.cargo import names
from tongguan.desk.cargo.models import Expectation
from tongguan.desk.declarations import earlier
from tongguan.desk.declarations.actions import books_of, lodge_received
from tongguan.desk.declarations.judgement import facts_of
from tongguan.desk.declarations.models import Judgement
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.declarations.trying import tried
from tongguan.desk.people import actions as people
from tongguan.desk.people.models import Enterprise
from tongguan.desk.rulebooks.actions import publish
from tongguan.doors.codecs.messages import understand
from tongguan.law.elements import read
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import SYSTEM

TWICE = {"H024", "C009"}
BOXES = ["CSQU3054383", "TGHU1234567", "MSKU1234565"]
Told = dict[str, tuple[str, Mapping[str, str]]]


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    """Bo lodges frozen pork for Lin's firm: three lines in three boxes under one bill."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    return Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO))


def told(receipt: Receipt) -> Told:
    """Where a second declaration was told of, and with which arguments."""
    assert all(found["severity"] == "warning" for found in receipt.findings)
    found = [one for one in receipt.findings if one["code"] in TWICE]
    assert len(found) == len({one["code"] for one in found})
    return {one["code"]: (one["pointer"], one["arguments"]) for one in found}


def again(story: Story, changes: Mapping[str, Any] | None = None) -> Receipt:
    stated = {"/contract": "BOXES", "/reference": "HX-AGAIN", **(changes or {})}
    return story.harbour.lodge("import-pork", stated, by=BO)


def measured(*quantities: str) -> dict[str, str]:
    """Other quantities of the lines of the pork."""
    return {
        f"/items/{line}/{name}": quantity
        for line, quantity in enumerate(quantities, 1)
        for name in ("quantity", "first_quantity")
    }


def test_the_same_goods_under_another_reference_are_told(pork: Story) -> None:
    assert told(pork.receipt) == {}
    second = again(pork)
    entry = {"earlier": f"entry {pork.reference}", "earlier_zh": f"报关单{pork.reference}"}
    boxes = {"numbers": ", ".join(BOXES), "numbers_zh": "、".join(BOXES)}
    assert told(second) == {
        "H024": ("/bill", {"bill": "COSU6254178810", "lines": "1, 2, 3", "lines_zh": "1、2、3", **entry}),
        "C009": ("/containers/1/number", {**boxes, **entry}),
    }
    assert not second.repeated and second.reference != pork.reference
    kept = facts_of(Judgement.objects.get(dossier=second.dossier, number=1).facts).earlier
    assert [(one.entry, one.lines, list(one.containers)) for one in kept] == [
        (pork.reference, (1, 2, 3), BOXES)
    ]
    third = told(again(pork, {"/reference": "HX-3"}))
    assert third["H024"][1]["earlier"] == f"entry {second.reference}, entry {pork.reference}"


def test_no_more_are_told_than_are_read(pork: Story) -> None:
    last = [again(pork, {"/reference": f"HX-{n}"}) for n in range(earlier.TOLD + 1)][-1]
    assert told(last)["H024"][1]["earlier"].count("entry") == earlier.TOLD


def test_the_same_reference_is_the_same_declaration(pork: Story) -> None:
    same = pork.harbour.lodge("import-pork", {"/contract": "BOXES"}, by=BO)
    assert same.repeated and told(same) == {}


@pytest.mark.parametrize(
    ("changes", "codes"),
    [
        # goods of the bill in other quantities, split by quantity in the same boxes: a person looks
        ({**measured("100", "200", "300")}, {"C009"}),
        ({**measured("100", "200", "300"), **{f"/containers/{n}/shared": "1" for n in (1, 2, 3)}}, set()),
        ({**measured("100", "200.00", "27000.0"), "/containers": None}, {"H024"}),
        ({"/conveyance/voyage": "021E"}, set()),
        ({"/conveyance/name": "UN9074730"}, set()),
        ({"/bill": "COSU-OTHER"}, {"C009"}),
        ({"/bill": "COSU-OTHER", "/containers": None}, set()),
        ({"/bill": "cosu6254178810 ", "/containers": None}, {"H024"}),
        ({"/containers/1/number": "CSQU3054384", "/bill": "COSU-OTHER"}, {"C009"}),
        ({"/items/1/commodity_code": "0203210000", **measured("1", "2", "3"), "/containers": None}, set()),
    ],
)
def test_what_is_the_same_and_what_is_not(pork: Story, changes: dict[str, Any], codes: set[str]) -> None:
    stated = example("import-pork", {"/contract": "BOXES", "/reference": "HX-AGAIN", **changes})
    trial = _tried(pork.harbour, stated, BO.person)
    assert {one.code for one in trial if one.code in TWICE} == codes


def _tried(harbour: Harbour, tree: Mapping[str, Any], person: str) -> Any:
    stated, found = read(tree, harbour.books.law, harbour.today)
    assert stated is not None
    return tried(stated, found, person=person, book=harbour.books.law, at=harbour.at).findings


def test_it_is_told_before_it_is_sent_in_both_directions(harbour: Harbour) -> None:
    tablets = example("export-tablets", {"/reference": "ZY-2"})
    assert not [one for one in _tried(harbour, tablets, ZHOU.person) if one.code in TWICE]
    first = harbour.lodge("export-tablets", by=ZHOU)
    (found,) = [one for one in _tried(harbour, tablets, ZHOU.person) if one.code in TWICE]
    assert (found.code, found.pointer, found.severity) == ("H024", "/bill", "warning")
    assert first.reference in found.arguments["earlier"]


def withdrawn(story: Story) -> None:
    story.ask_to_withdraw(by=BO)
    story.grant_withdrawal(by=DONG)


def refused(story: Story) -> None:
    story.take(DONG, "refuse")


def short_landed(story: Story) -> None:
    for box in BOXES:
        key = names.container("COSU6254178810", box)
        story.harbour.report("short", names.CONTAINER, key, TESS)


@pytest.mark.parametrize("end", [withdrawn, refused, short_landed])
def test_what_was_taken_back_or_never_came_is_declared_once_more(
    pork: Story, end: Callable[[Story], None]
) -> None:
    end(pork)
    assert all(pork.case.ended.get(box) for box in BOXES), pork.case.ended
    assert told(again(pork)) == {}


def test_an_amendment_is_not_held_against_itself(pork: Story) -> None:
    second = Story(pork.harbour, again(pork, {"/bill": "COSU-OTHER", "/containers": None}))
    assert told(second.receipt) == {}
    amended = {"/contract": "BOXES", "/reference": "HX-AGAIN", "/containers": None, "/marks": "M"}
    tree = example("import-pork", amended)
    second.ask_to_amend(tree, by=BO)
    assert told(again(pork, {"/reference": "HX-3", "/bill": "COSU-OTHER", "/containers": None})).keys() == {
        "H024"
    }
    second.grant_amendment(tree, by=DONG)
    newest = Judgement.objects.filter(dossier=second.id).order_by("-number").first()
    assert newest is not None
    assert [one.entry for one in facts_of(newest.facts).earlier] == [pork.reference]
    # what is in force counts: nobody but the third has the other bill now, though the second waits for both
    last = told(again(pork, {"/reference": "HX-4", "/bill": "COSU-OTHER", "/containers": None}))
    assert second.reference not in last["H024"][1]["earlier"]


def test_another_traders_goods_are_told_in_nothing(harbour: Harbour) -> None:
    """Mei's ore, declared by a stranger as his own, and by one who claims to lodge for her."""
    ore = harbour.lodge("import-ore", by=MEI)
    own = {f"/{party}/identifier": TABLET_FIRM for party in ("trader", "declarant", "end_user")}
    his = harbour.lodge("import-ore", {"/reference": "Z-1", **own}, by=ZHOU)
    assert told(his) == {} and ore.reference not in his.message() and ORE_FIRM not in his.message()
    claimed = {"/reference": "Z-2", "/declarant/identifier": TABLET_FIRM}
    answer = harbour.answer(example("import-ore", claimed), ZHOU)
    assert isinstance(answer, Refused)
    assert "A001" in {one.code for one in answer.findings}
    assert not TWICE & {one.code for one in answer.findings} and ore.reference not in str(answer)
    hers = harbour.lodge("import-ore", {"/reference": "ST-2"}, by=MEI)
    assert told(hers)["H024"][1]["earlier"] == f"entry {ore.reference}"


def test_brokers_learn_no_numbers_of_each_other(pork: Story) -> None:
    people.authorise(
        broker=Enterprise.objects.get(identifier=TABLET_FIRM),
        trader=Enterprise.objects.get(identifier=MEAT_FIRM),
        on=pork.harbour.today,
        actor=SYSTEM,
        today=pork.harbour.today,
    )
    rival = {"/contract": "BOXES", "/declarant/identifier": TABLET_FIRM, "/reference": "Z-1"}
    second = pork.harbour.lodge("import-pork", rival, by=ZHOU)
    assert told(second)["H024"][1]["earlier"].startswith("an entry that another declarant")
    assert pork.reference not in second.message() + str(second.result)
    assert BO.behalf not in second.message()
    own = {"/contract": "BOXES", "/declarant/identifier": MEAT_FIRM, "/reference": "LIN-1"}
    third = told(pork.harbour.lodge("import-pork", own, by=LIN))
    pork.harbour.lodge("import-pork", {**rival, "/reference": "Z-2"}, by=ZHOU)
    assert told(again(pork))["H024"][1]["earlier"].count("another declarant") == 1, "those without names once"
    assert {second.reference, pork.reference} <= set(third["C009"][1]["earlier"].replace(",", "").split())


def test_two_of_one_message_know_of_each_other(harbour: Harbour) -> None:
    licence("7", "20-AB-100001", MEAT_FIRM)
    shipped = {"/contract": "BOXES"}
    trees = [
        example("import-pork", {**shipped, "/reference": "HX-1"}),
        example("import-pork", {**shipped, "/reference": "HX-1"}),
        example("import-pork", {**shipped, "/reference": "HX-2", "/items/1/quantity": "-1"}),
        example("import-pork", {**shipped, "/reference": "HX-3", "/bill": "COSU-OTHER"}),
        example("import-pork", {**shipped, "/reference": "HX-4", "/conveyance/voyage": "021E"}),
    ]
    raws = [json.dumps(tree).encode() for tree in trees]
    received = [understand(raw, book=harbour.books.law, on=harbour.today).received for raw in raws]
    answers = lodge_received(received, person=BO.person, books=harbour.books, at=harbour.at)
    assert [isinstance(one, Receipt) for one in answers] == [True, True, False, True, True]
    assert [told(one).keys() for one in answers if isinstance(one, Receipt)] == [
        set(),
        set(),
        {"C009"},
        set(),
    ]
    other = answers[3]
    assert isinstance(other, Receipt)
    assert told(other)["C009"][1]["earlier"] == "reference HX-1, lodged together with this"


@pytest.mark.parametrize(("kind", "codes"), [("summary", set()), ("normal", {"H024"})])
def test_the_second_of_two_steps_is_no_second_declaration(
    harbour: Harbour, tmp_path: Path, kind: str, codes: set[str]
) -> None:
    """Where an office takes two steps; the shipped rules take none yet."""
    licence("7", "20-AB-100001", MEAT_FIRM)
    head, row = (
        "key,valid_from,severity,values,source,verified",
        "H018,2018-08-01,error,normal|summary|complete",
    )
    (tmp_path / "check.csv").write_text(f"{head}\n{row},A story,no\n", encoding="utf-8")
    publish(folder=tmp_path, jurisdiction="cn", by="zhang", approved_by="hu", at=harbour.at)
    harbour.books = books_of("cn")
    step = {"/contract": "BOXES", "/containers": None}
    harbour.lodge("import-pork", {**step, "/kind": kind}, by=BO)
    complete = example("import-pork", {**step, "/reference": "HX-AGAIN", "/kind": "complete"})
    assert {one.code for one in _tried(harbour, complete, BO.person) if one.code in TWICE} == codes


def test_it_is_asked_once_and_answered_by_index(pork: Story) -> None:
    tree = example("import-pork", {"/contract": "BOXES", "/reference": "HX-AGAIN"})
    with plans.asked() as questions:
        found = _tried(pork.harbour, tree, BO.person)
    assert {one.code for one in found} >= TWICE
    mine = [sql for sql in questions if Expectation._meta.db_table in sql]
    assert len(mine) == 1
    assert plans.slow(mine[0]) == []
    if connection.vendor == "sqlite":  # not through all that the trader ever lodged
        with connection.cursor() as cursor:
            steps = str(cursor.connection.execute(f"EXPLAIN QUERY PLAN {mine[0]}").fetchall())
        assert "expectation_about" in steps and "expectation_part" in steps, steps
        assert "SEARCH d" in steps and "(id=?)" in steps, steps
