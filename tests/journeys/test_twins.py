"""A green and a red twin: two declarations that differ in their reference alone, of which one is drawn. Their
trader is told the same of both, word for word, until the notice or the green one's release."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from tests.databases import copied
from tests.harbour import BANK, BEA, BO, DONG, LIN, MEAT_FIRM, Harbour, licence
from tests.journeys.story import DESTINATION, PORT, Story
from tests.stating import example
from tongguan.desk.cargo import names
from tongguan.desk.declarations.models import Content
from tongguan.desk.dossiers.models import Outbox
from tongguan.desk.dossiers.queries import offered
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.inspections import queries as inspected
from tongguan.desk.revenue import actions as revenue
from tongguan.desk.revenue import queries as owed
from tongguan.doors.jobs.intake import Intake
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.select import drawn, identity

pytestmark = pytest.mark.any_database

SALT = b"\x5a" * 16
SHIP, BILL, BOX = ("2", "UN9074729", "020E"), "COSU6254178810", "CSQU3054383"
KINDS = {"DRAWN": "TWIN", "PAPERS": "TWIN PAPERS", "AFTER": "TWIN AFTER"}
"""Each criterion of the harbour that draws, and the contract that it looks for."""

Step = Callable[[Harbour, Story], object]


def reference(criterion: str, *, red: bool) -> str:
    """The first of the broker's references that the criterion draws, or does not draw."""
    half = Decimal("0.5")
    found = (f"TWIN-{n:02}" for n in range(100))
    return next(one for one in found if drawn(SALT, criterion, identity(BO.behalf, one), half) == red)


def seen(harbour: Harbour, story: Story, own: str) -> Iterator[str]:
    """Everything that the trader and its broker can find out, as texts; their own reference left out."""
    for language in ("en", "zh"):
        for person in ("lin", "bo"):
            page, at = StringIO(), harbour.at.isoformat()
            asked = [story.reference, "--as", person, "--at", at, "--language", language]
            call_command("show", *asked, stdout=page)
            yield page.getvalue().replace(own, "OWN")
    for actor in (LIN, BO):
        yield str([(step.name, key) for step, key in offered(story.id, actor)])
        yield from (refusal(story, try_it, actor) for try_it in ATTEMPTS)
    for part in ("", *story.case.parts):
        yield str([sorted(story.lacks_to_trader(gate, part)) for gate in ("may_leave", "released", "closed")])
    letters = Outbox.objects.filter(dossier=story.id, recipient__in=(BO.behalf, LIN.behalf))
    columns = ("kind", "recipient", "body", "due")
    for letter in letters.order_by("seq", "number").values_list(*columns):
        yield str(letter).replace(own, "OWN")
    yield str(inspected.inspections(story.id, as_trader=True))
    yield str([asdict(debt) for debt in owed.debts(story.id)])


ATTEMPTS: dict[str, Callable[[Story, Any], object]] = {
    "book": lambda it, who: it.do(inspections.book, PORT, site="YARD", starts_at=it.harbour.at, by=who),
    "present": lambda it, who: it.do(inspections.present, PORT, by=who),
    "repeat": lambda it, who: it.do(inspections.ask_to_repeat, PORT, reason="", by=who),
    "repeat there": lambda it, who: it.do(inspections.ask_to_repeat, DESTINATION, reason="", by=who),
    "treat": lambda it, who: it.do(inspections.finish_treatment, PORT, reference="", by=who),
    "order": lambda it, who: it.take(who, "order_port_inspection"),
    "clear": lambda it, who: it.take(who, "clear"),
    "take up": lambda it, who: it.take(who, "take_up"),
    "lift": lambda it, who: it.take(who, "lift_covert_hold"),
    "grant": lambda it, who: it.take(who, "grant_withdrawal"),
    "leave": lambda it, who: it.take(who, "gate_out"),
}


def refusal(story: Story, name: str, actor: Any) -> str:
    """How an attempt is refused; the attempts change nothing."""
    try:
        ATTEMPTS[name](story, actor)
    except (NotOffered, Refused) as refused:
        return f"{name}: {type(refused).__name__} {refused}"
    raise AssertionError(f"{name} was let through")


def lodged(harbour: Harbour, kind: str, own: str) -> tuple[Story, list[str]]:
    """The twin is lodged, again, and with another content; with every answer to it."""
    tree = example("import-pork", {"/reference": own, "/contract": KINDS[kind]})
    heavier = example("import-pork", {"/reference": own, "/contract": KINDS[kind], "/gross_weight": "80001"})
    told, story = [], None
    for one in (tree, tree, heavier):
        intake = Intake(person=BO.person, books=harbour.books, at=harbour.at)
        (answer,) = intake.take([json.dumps(one).encode()])
        told += [json.dumps(answer.tree(("en", "zh"))), answer.words(("en", "zh"))]
        if story is None:
            story = Story(harbour, answer.result)  # type: ignore[arg-type]
    assert story is not None
    return story, [text.replace(own, "OWN") for text in told]


def pay(harbour: Harbour, story: Story) -> None:
    story.do(revenue.pay, amount=story.left(), currency="CNY", reference="EPAY-1", by=BEA)


def ask_to_amend(harbour: Harbour, story: Story) -> None:
    content = Content.objects.get(dossier=story.id, version=1).content
    story.ask_to_amend({**json.loads(content), "gross_weight": "80100"}, by=BO)


COMMON: tuple[Step, ...] = (
    lambda harbour, story: None,
    lambda harbour, story: harbour.after(seconds=30),
    lambda harbour, story: (harbour.after(minutes=2), harbour.ring()),
    lambda harbour, story: harbour.after(hours=3).conveyance_enters(*SHIP),
    lambda harbour, story: harbour.after(hours=6).report("discharged", names.BILL, names.bill(BILL)),
)
LIVES: dict[str, tuple[Step, ...]] = {
    "goods last": (
        *COMMON,
        lambda harbour, story: story.do(revenue.order_payment, bank=BANK, by=BO),
        pay,
    ),
    "a question": (
        lambda harbour, story: story.take(DONG, "ask"),
        lambda harbour, story: story.after(hours=2).take(BO, "answer"),
        *COMMON,
        pay,
    ),
    "an amendment refused": (
        *COMMON,
        ask_to_amend,
        lambda harbour, story: story.after(hours=1).take(DONG, "refuse_amendment"),
        pay,
    ),
    "a demand dropped": (
        lambda harbour, story: story.take(DONG, "require_amendment"),
        *COMMON,
        lambda harbour, story: story.take(DONG, "drop_amendment"),
        pay,
    ),
}


def told_of(harbour: Harbour, kind: str, life: str, *, red: bool) -> tuple[Story, list[list[str]]]:
    own = reference(kind, red=red)
    licence("7", "20-AB-100001", MEAT_FIRM)
    story, first = lodged(harbour, kind, own)
    every = [first]
    for step in LIVES[life]:
        step(harbour, story)
        every.append(list(seen(harbour, story, own)))
    return story, every


@pytest.mark.parametrize("life", LIVES)
@pytest.mark.parametrize("kind", KINDS)
def test_the_twins_look_alike(
    furnished_harbour: str, tmp_path: Path, django_db_blocker: Any, kind: str, life: str
) -> None:
    """Each lives the same life in a harbour of its own, so that even their entry numbers are the same."""
    told, released = {}, {}
    for red in (False, True):
        (folder := tmp_path / str(red)).mkdir()
        with django_db_blocker.unblock(), copied(furnished_harbour, folder):
            harbour = Harbour()
            story, told[red] = told_of(harbour, kind, life, red=red)
            assert bool(inspected.selected(story.id)) == red, "the one is drawn and the other is not"
            if life == "a question" and (not red or kind == "AFTER"):
                story.take(DONG, "clear")
            harbour.after(minutes=5).report("available", names.BILL, names.bill(BILL))
            released[red] = story.is_open("may_leave", BOX)
            story.ends_well()
    for step, (green, red_one) in enumerate(zip(told[False], told[True], strict=True)):
        assert green == red_one, f"after step {step}"
    assert released == {False: True, True: kind == "AFTER"}, "only now can anybody tell"
