"""Events since a cursor: every line that a trader may know, once, in an order that never changes."""

from typing import Any

import pytest

from tests.desk.sample import at_once
from tests.doors.calling import Caller
from tests.harbour import BO, DONG, INA, LIN, Harbour
from tests.stating import example
from tongguan.desk.declarations import changes
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.queries import cover_of, events_of, find, flow_of
from tongguan.desk.inspections import actions as inspections
from tongguan.desk.monitor import feed
from tongguan.law.disclosure import as_trader
from tongguan.law.kernel.case import TrackKey

SHIP = ("2", "UN9074729", "020E")


@pytest.fixture
def bo(harbour: Harbour, settings: Any) -> Caller:
    return Caller(harbour, settings, BO)


def lodge(bo: Caller, number: int) -> str:
    tree = example("import-pork", {"/reference": f"E-{number}", "/contract": "HX-EVENTS"})
    return bo.post("declarations", tree, 201)["reference"]  # type: ignore[no-any-return]


def every(bo: Caller, after: str = "0", limit: int = 100) -> tuple[list[Any], str]:
    """All that there is after a cursor, page by page."""
    found, more = [], True
    while more:
        page = bo.get(f"events?after={after}&limit={limit}")
        found, after, more = [*found, *page["events"]], page["next"], page["more"]
    return found, after


def test_what_happened_is_told_once_and_without_a_gap(bo: Caller) -> None:
    entries = [lodge(bo, number) for number in range(3)]
    first, after = every(bo, limit=7)
    changes.take(*find(entries[1]), "ask", data="Why?", actor=DONG, at=bo.harbour.after(hours=1).at)
    bo.harbour.after(hours=1).conveyance_enters(*SHIP)
    second, end = every(bo, after, limit=3)
    assert every(bo, end) == ([], end)
    assert [one["event"] for one in [*first, *second]] == [*range(1, int(end) + 1)]
    for entry in entries:
        lines = bo.get(f"declarations/{entry}/timeline")["lines"]
        told = [one for one in [*first, *second] if one["reference"] == entry]
        assert [{n: v for n, v in one.items() if n not in ("event", "reference")} for one in told] == lines
    assert every(bo)[0] == [*first, *second], "again, and the same"
    assert every(Caller(bo.harbour, bo.settings, LIN))[0] == [*first, *second], "its trader too"


def test_what_is_covert_has_no_number(bo: Caller) -> None:
    (dossier,) = find(lodge(bo, 1))
    _, after = every(bo)
    seq = Dossier.objects.get(pk=dossier).seq
    for step in ("take_up", "hold_covertly", "lift_covert_hold"):
        changes.take(dossier, step, actor=DONG, at=bo.harbour.after(hours=1).at)
    assert Dossier.objects.get(pk=dossier).seq > seq
    assert every(bo, after) == ([], after)
    inspections.notify(dossier, TrackKey("port_inspection"), actor=INA, at=bo.harbour.after(hours=1).at)
    (notice,), _ = every(bo, after)
    assert (notice["event"], notice["state"]) == (int(after) + 1, "notified")


def test_who_asks_at_once_is_told_the_same(bo: Caller) -> None:
    for number in range(4):
        lodge(bo, number)
    found = at_once(*[lambda: feed.since(BO.behalf, 0, limit=100)] * 4)
    assert all(one == found[0] for one in found), found
    numbers = [one.number for one in found[0].told]
    assert numbers == [*range(1, len(numbers) + 1)] and numbers


def test_lines_once_told_never_change(bo: Caller) -> None:
    """What the numbers rest upon: the lines of a dossier's beginning are the beginning of its lines."""
    (dossier,) = find(lodge(bo, 1))
    steps = ("take_up", "hold_covertly", "ask", "answer", "disclose_hold", "lift_documents_hold", "clear")
    for step in steps:
        actor = BO if step == "answer" else DONG
        changes.take(dossier, step, data="x", actor=actor, at=bo.harbour.after(hours=1).at)
    events, flow = events_of(dossier), flow_of(cover_of(dossier))
    whole = as_trader(events, flow).lines
    for length in range(1, len(events) + 1):
        lines = as_trader(events[:length], flow).lines
        assert lines == whole[: len(lines)]
    assert len(whole) < len(events)
