"""A small kind of dossier, and people to act on it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier
from typing import Any

from django.db import connection

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import Opening, open_many
from tongguan.desk.people import actions as people
from tongguan.desk.people.models import Enterprise, Office, Person
from tongguan.law.flow import Flow, Gate, State, Step
from tongguan.law.kernel.case import SYSTEM, Actor

AT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TRADER = Actor("1", "trader", "91210000000000001X")
OFFICER = Actor("2", "document_officer", "0908")
OTHER_OFFICER = Actor("3", "document_officer", "0908")
INSPECTOR = Actor("4", "inspector", "0902")
DOCUMENTS = {"documents": ("cleared",), "hold": ("lifted",), "inspection": ("passed",)}

SAMPLE = Flow(
    "sample",
    {
        "documents": (
            State("review", "documents"),
            State("asked", "trader"),
            State("cleared", "nobody"),
        ),
        "inspection": (State("ordered", "inspection"), State("passed", "nobody")),
        "hold": (State("placed", "documents"), State("lifted", "nobody")),
    },
    (
        Step("ask", "documents", ("review",), "asked", by=("document_officer",)),
        Step("answer", "documents", ("asked",), "review", by=("trader",)),
        Step("clear", "documents", ("review",), "cleared", by=("document_officer",), not_by=("ask",)),
        Step("order", "inspection", (), "ordered", by=("document_officer",)),
        Step("pass", "inspection", ("ordered",), "passed", by=("inspector",)),
        Step("place", "hold", (), "placed", by=("document_officer",)),
        Step("lift", "hold", ("placed",), "lifted", by=("document_officer",)),
    ),
    (Gate("released", DOCUMENTS, ends="released"),),
)


def opening(
    *, parts: tuple[str, ...] = ("",), reference: str | Callable[[int], str] = "R1", office: str = "0908"
) -> Opening:
    who = {"trader": TRADER.behalf, "declarant": TRADER.behalf}
    return Opening(kind="sample", jurisdiction="cn", reference=reference, office=office, parts=parts, **who)


def opens(it: Act) -> int:
    """Lodged and under review; the dossier's id."""
    it.begin("lodged", [("documents", "", "review")])
    return it.id


def opened(*, at: datetime = AT, **how: Any) -> int:
    """A dossier of that kind under review; its id."""
    (result,) = open_many([(opening(**how), opens)], actor=TRADER, at=at)
    assert isinstance(result, int)
    return result


def at_once(*works: Callable[[], Any]) -> list[Any]:
    """What each returned or raised, all begun at the same moment, each on a thread of its own."""
    barrier = Barrier(len(works))

    def one(work: Callable[[], Any]) -> Any:
        try:
            barrier.wait(timeout=30)
            return work()
        except Exception as raised:
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def person(name: str, place: Office | Enterprise) -> str:
    """Somebody who acts there; the id."""
    made = Person.objects.create_user(name)
    capacity = "inspector" if isinstance(place, Office) else "trader"
    on = AT.date()
    people.give_role(person=made, capacity=capacity, place=place, on=on, actor=SYSTEM, today=on)
    return str(made.pk)


def furnish() -> None:
    """The office 0908 has the number 12."""
    people.register_office(
        code="0908", number=98, jurisdiction="cn", name_en="Dalian", name_zh="大连", actor=SYSTEM
    )
