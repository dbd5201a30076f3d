"""A small kind of dossier, and people to act on it."""

from datetime import UTC, datetime

from tongguan.desk.dossiers.act import Act
from tongguan.desk.dossiers.actions import Opening, open_many
from tongguan.desk.people.models import Office
from tongguan.law.case import Actor
from tongguan.law.flow import Flow, Gate, State, Step

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


def opened(*, at: datetime = AT, parts: tuple[str, ...] = ("",), reference: str = "R1") -> int:
    """A dossier of that kind under review; its id."""
    opening = Opening(kind="sample", jurisdiction="cn", reference=reference, office="0908", parts=parts)

    def begin(it: Act) -> int:
        it.begin("lodged", [("documents", "", "review")])
        return it.id

    (result,) = open_many([(opening, begin)], actor=TRADER, at=at)
    assert isinstance(result, int)
    return result


def furnish() -> None:
    """The office 0908 has the number 12."""
    Office.objects.create(number=12, jurisdiction="cn", code="0908", name_en="Dalian", name_zh="大连")
