"""Documents are written off against what was declared: an officer confirms it, or lowers it with a reason."""

from decimal import Decimal as D
from typing import Any

import pytest

from tests.harbour import ANN, BO, DAN, DONG, FORESTRY, INA, KARL, MEAT_FIRM, OTTO, Harbour, licence
from tests.journeys.story import Story
from tongguan.desk.declarations import papers
from tongguan.desk.dossiers.queries import events_of
from tongguan.desk.inspections import certificates
from tongguan.desk.inspections.certificates import licences
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import Actor

LICENCE = ("7", "20-AB-100001")
KG = {1: D(24_000), 2: D(26_800), 3: D(27_000)}  # what the lines declare
HEALTH = ("A", "HEALTH-7")


def lodged(harbour: Harbour, changes: dict[str, Any] | None = None) -> Story:
    return Story(harbour, harbour.lodge("import-pork", {"/contract": "BOXES", **(changes or {})}, by=BO))


@pytest.fixture
def pork(harbour: Harbour) -> Story:
    licence(*LICENCE, MEAT_FIRM, quantity=D(100_000), unit="035")
    return lodged(harbour)


def left(place: tuple[str, str] = LICENCE) -> D | None:
    return licences("cn", [place])[place].quantity


def codes(story: Story, **more: Any) -> list[tuple[str, str]]:
    with pytest.raises(Refused) as refused:
        story.write_off(**{"by": DONG, **more})
    return [(one.code, one.pointer) for one in refused.value.findings]


def test_what_is_written_off_is_what_the_lines_declare(pork: Story) -> None:
    assert pork.write_off(by=DONG) == ()
    assert left() == 100_000 - sum(KG.values())
    assert pork.state("licences") == "written_off"
    with pytest.raises(NotOffered):
        pork.write_off(by=DONG)
    pork.ends_well()


def test_an_officer_lowers_it_with_a_reason_and_never_raises_it(pork: Story) -> None:
    line = (*LICENCE, 2)
    for given in ("26800.00001", "-1", "NaN", "Infinity", "1.000001", "1E+99"):
        assert codes(pork, lowered={line: D(given)}, reason="short-landed") == [("L022", "/items/2")]
    assert codes(pork, lowered={line: D(1)}) == [("L024", "/reason")]
    assert codes(pork, lowered={(*LICENCE, 4): D(1)}, reason="x") == [("L023", "/items/4")]
    assert codes(pork, lowered={("7", "ANOTHER", 1): D(1)}, reason="x") == [("L023", "/items/1")]
    assert codes(pork, lowered={line: D(1)}, reason="a\0") == [("N202", "/reason")]
    assert (left(), pork.state("licences")) == (100_000, "pending")
    assert pork.write_off(by=DONG, lowered={line: D("20000.5")}, reason="short-landed") == ()
    assert left() == 100_000 - (KG[1] + D("20000.5") + KG[3])


def correct(story: Story, line: int, quantity: str, reason: str = "short-landed", by: Actor = DONG) -> Any:
    place = (*LICENCE, line)
    return story.do(
        papers.correct, books=story.harbour.books, place=place, quantity=D(quantity), reason=reason, by=by
    )


def test_a_write_off_is_corrected_with_a_reason_by_who_may_write_off(pork: Story) -> None:
    with pytest.raises(Refused) as early:
        correct(pork, 2, "20000")
    assert early.value.findings[0].code == "I129"
    pork.write_off(by=DONG)
    assert correct(pork, 2, "20000") == left() == 100_000 - (KG[1] + D(20_000) + KG[3])
    assert correct(pork, 2, "26800", by=ANN) == 100_000 - sum(KG.values())
    assert correct(pork, 2, "0") == 100_000 - (KG[1] + KG[3])
    for line, quantity, reason, code in (
        (2, "26800.1", "x", "L022"), (2, "-1", "x", "L022"), (4, "1", "x", "L023"), (2, "1", " ", "L024"),
    ):  # fmt: skip
        with pytest.raises(Refused) as wrong:
            correct(pork, line, quantity, reason)
        assert [one.code for one in wrong.value.findings] == [code]
    for actor in (BO, OTTO, KARL, INA):
        with pytest.raises(NotOffered):
            correct(pork, 2, "1", by=actor)
    with pytest.raises(Refused):
        correct(pork, 2, "1", by=Actor("332", "authority", "ANOTHER"))
    assert left() == 100_000 - (KG[1] + KG[3]) and pork.state("licences") == "written_off"
    told = [event.data for event in events_of(pork.id) if event.name == "licence_corrected"]
    assert len(told) == 3 and "short-landed" in told[-1]
    pork.ask_to_withdraw(by=BO)
    pork.grant_withdrawal(by=DONG)
    assert left() == 100_000, "what stands after the corrections is given back"
    pork.ends_well()


def test_a_write_off_takes_no_more_than_there_is_when_it_is_corrected(harbour: Harbour, pork: Story) -> None:
    second = lodged(harbour, {"/reference": "HX-2"})
    pork.write_off(by=DONG, lowered={(*LICENCE, 2): D(0)}, reason="short-landed")
    second.write_off(by=DONG, lowered={(*LICENCE, n): D(0) for n in (1, 3)}, reason="short-landed")
    with pytest.raises(Refused) as refused:
        correct(pork, 2, "26800")
    assert refused.value.findings[0].code == "I114"


def test_who_may_not_is_told_so_and_nothing_moves(pork: Story) -> None:
    stranger = Actor("332", "authority", "ANOTHER")
    assert codes(pork, by=stranger) == [("I115", "")]
    for actor in (BO, OTTO, KARL):
        with pytest.raises(NotOffered):
            pork.write_off(by=actor)
    assert (left(), pork.state("licences")) == (100_000, "pending")


def test_a_document_does_not_reach_and_none_is_used(harbour: Harbour, pork: Story) -> None:
    second = lodged(harbour, {"/reference": "HX-2"})
    pork.write_off(by=ANN)
    findings = second.write_off(by=ANN)
    assert {one.code for one in findings} == {"I114"}
    assert (left(), second.state("licences")) == (100_000 - sum(KG.values()), "failing")


def test_a_line_that_states_nothing_in_the_document_s_unit_is_found(harbour: Harbour) -> None:
    licence(*LICENCE, MEAT_FIRM, quantity=D(100_000), unit="001")
    story = lodged(harbour)
    findings = story.write_off(by=DONG)
    assert [(one.code, one.pointer) for one in findings] == [("L021", f"/items/{n}") for n in KG]
    assert story.state("licences") == "failing"


def test_a_revoked_document_is_found(pork: Story) -> None:
    certificates.revoke(
        jurisdiction="cn", code="7", number=LICENCE[1], reason="fraud", actor=ANN, at=pork.harbour.at
    )
    assert {one.code for one in pork.write_off(by=DAN)} == {"I113"}


def test_each_issuer_writes_off_its_own(harbour: Harbour) -> None:
    """The second document limits no quantity, and is another authority's."""
    licence(*LICENCE, MEAT_FIRM, quantity=D(100_000), unit="035")
    health = Actor("333", "authority", "HEALTH")
    certificates.register(
        jurisdiction="cn", code=HEALTH[0], number=HEALTH[1], issuer="HEALTH", actor=health, at=harbour.at
    )
    both = {"/documents/2": {"code": HEALTH[0], "number": HEALTH[1]}}
    story = lodged(harbour, both)
    assert story.write_off(by=health) == ()
    assert (story.state("licences"), left()) == ("pending", 100_000)
    assert codes(story, by=health) == [("I115", "")]
    assert story.write_off(by=ANN) == ()
    assert (story.state("licences"), left()) == ("written_off", 100_000 - sum(KG.values()))
    story.ask_to_withdraw(by=BO)
    story.grant_withdrawal(by=DONG)
    assert left() == 100_000 and certificates.lines_written_off(story.id) == set()
    story.ends_well()


def test_what_nobody_entered_here_is_seen_by_an_officer_alone(harbour: Harbour) -> None:
    story = lodged(harbour)
    assert codes(story, by=ANN) == [("I115", "")]
    assert story.write_off(by=DONG) == ()
    assert story.state("licences") == "written_off" and ANN.behalf == FORESTRY
