"""A green and a red twin on the pages of the trader's window: byte for byte the same, status codes and all,
until the notice or the green one's release."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.databases import copied
from tests.harbour import BO, LIN, MEAT_FIRM, Harbour, licence
from tests.journeys.story import Story
from tests.journeys.test_twins import BILL, BOX, LIVES, lodged, reference
from tests.journeys.trader_window import Window, printed
from tests.pages import text
from tongguan.desk.cargo import names
from tongguan.desk.dossiers.queries import offered
from tongguan.desk.inspections import queries as inspected
from tongguan.doors.trader.cases.verbs import INSPECTIONS, VERBS

pytestmark = pytest.mark.any_database

STEPS = [step for verb in VERBS for step in (verb, *(f"{verb}_{track}" for track in INSPECTIONS))]


def seen(harbour: Harbour, story: Story, own: str, settings: Any) -> Iterator[str]:
    """Every page of the window, as trader and as broker; their own reference, which tells them apart, is left
    out."""
    case = f"declarations/{story.reference}/"
    places = [
        "", "declarations/", "declarations/?show=needs", "declarations/?show=open", "inspections/", case,
        f"{case}live/", f"{case}papers/release.pdf", f"{case}papers/tax.pdf",
        *(f"{page}/?q={sought}" for page in ("declarations", "inspections") for sought in (BILL, BOX, own)),
    ]  # fmt: skip
    for actor, language in ((BO, "en"), (LIN, "zh")):
        window = Window(harbour, actor, settings, language)
        for place in places:
            yield told(window.get(place), own)


def tried(harbour: Harbour, story: Story, own: str, settings: Any) -> Iterator[str]:
    """The page of every step, and what an attempt at what is not offered is answered."""
    window, possible = Window(harbour, BO, settings), {step.name for step, _ in offered(story.id, BO)}
    for step in STEPS:
        path = f"declarations/{story.reference}/do/{step}/"
        answers = [window.get(path), *([] if step in possible else [window.post(path)])]
        yield from (f"{step} {told(answer, own)}" for answer in answers)


def told(answer: Any, own: str) -> str:
    paper = answer["Content-Type"] == "application/pdf"
    shown = printed(answer) if paper else text(answer)
    shown = shown.replace(own, "OWN")
    return f"{answer.status_code} {answer.get('Location', '')} {shown}"


@pytest.mark.parametrize(
    "kind, life", [("DRAWN", "goods last"), ("PAPERS", "a question"), ("AFTER", "goods last")]
)
def test_the_twins_look_alike_on_every_page(
    furnished_harbour: str, tmp_path: Path, django_db_blocker: Any, settings: Any, kind: str, life: str
) -> None:
    """As `test_twins`: each lives the same life in a harbour of its own."""
    every: dict[bool, list[list[str]]] = {}
    after: dict[bool, str] = {}
    for red in (False, True):
        (folder := tmp_path / str(red)).mkdir()
        with django_db_blocker.unblock(), copied(furnished_harbour, folder):
            harbour, own = Harbour(), reference(kind, red=red)
            licence("7", "20-AB-100001", MEAT_FIRM)
            story, _ = lodged(harbour, kind, own)
            every[red] = [list(tried(harbour, story, own, settings))]
            for step in LIVES[life]:
                step(harbour, story)
                every[red].append(list(seen(harbour, story, own, settings)))
            every[red].append(list(tried(harbour, story, own, settings)))
            assert bool(inspected.selected(story.id)) == red, "the one is drawn and the other is not"
            harbour.after(minutes=5).report("available", names.BILL, names.bill(BILL))
            after[red] = Window(harbour, BO, settings).text(f"declarations/{story.reference}/")
    for step, (green, red_one) in enumerate(zip(every[False], every[True], strict=True)):
        for one, other in zip(green, red_one, strict=True):
            assert one == other, f"after step {step}"
    released = {red: "papers/release.pdf" in page for red, page in after.items()}
    assert released[False] == (life != "a question") and released[True] == (kind == "AFTER")
