"""One dossier of a story: who acts on it, what it waits for, and the proof at its end."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta
from io import StringIO
from itertools import pairwise
from typing import Any, TypeVar

import msgspec
from django.core.management import call_command

from tests.harbour import Harbour
from tongguan.desk.cargo import names
from tongguan.desk.declarations import changes, papers
from tongguan.desk.declarations.models import Judgement
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.dossiers.queries import case_of, cover_of, events_of, flow_of
from tongguan.desk.monitor import actions as monitor
from tongguan.desk.monitor.board import whole
from tongguan.desk.revenue import queries as revenue
from tongguan.law.clock import Ledger
from tongguan.law.disclosure import as_trader
from tongguan.law.findings import Finding
from tongguan.law.flow import Flow
from tongguan.law.kernel.case import Actor, Case, TrackKey

T = TypeVar("T")
PORT, DESTINATION = TrackKey("port_inspection"), TrackKey("destination_inspection")


class Story:
    def __init__(self, harbour: Harbour, receipt: Receipt) -> None:
        self.harbour, self.receipt, self.id = harbour, receipt, receipt.dossier
        self.reference = receipt.reference

    def after(self, **time: float) -> "Story":
        self.harbour.after(**time)
        return self

    def do(self, action: Callable[..., T], *what: Any, by: Actor, **more: Any) -> T:
        """An action of some room on this dossier, now."""
        return action(self.id, *what, actor=by, at=self.harbour.at, **more)

    def take(self, by: Actor, step: str, part: str = "") -> None:
        """A step that changes nothing but the flow."""
        self.do(changes.take, step, part=part, by=by, data="because")

    def ask_to_amend(self, tree: Mapping[str, Any], *, by: Actor, cause: str = "clerical_error") -> int:
        """The declarant asks that this be put in the place of what it declared."""
        lodging, facts = self.harbour.stated(tree)
        on, books = self.harbour.today, self.harbour.books
        why = {"cause": cause, "evidence": "the contract"}
        return self.do(changes.request_amendment, lodging, books=books, on=on, facts=facts, by=by, **why)

    def grant_amendment(self, tree: Mapping[str, Any], *, by: Actor) -> None:
        _, facts = self.harbour.stated(tree)
        self.do(changes.grant_amendment, books=self.harbour.books, facts=facts, by=by)

    def write_off(self, *, by: Actor, **more: Any) -> Sequence[Finding]:
        """The supervision documents are written off against what was declared."""
        return self.do(papers.write_off, books=self.harbour.books, by=by, **more)

    def ask_to_withdraw(self, *, by: Actor) -> None:
        on, books = self.harbour.today, self.harbour.books
        why = {"cause": "clerical_error", "evidence": "the contract"}
        self.do(changes.request_withdrawal, books=books, on=on, by=by, **why)

    def grant_withdrawal(self, *, by: Actor) -> None:
        self.do(changes.grant_withdrawal, by=by)

    def arrives(self, call: Sequence[str], bill_number: str) -> None:
        """The ship declares entry; six hours later the goods stand on the quay, discharged and available."""
        self.harbour.conveyance_enters(*call)
        self.harbour.after(hours=6).report("discharged", names.BILL, bill(bill_number))
        self.harbour.report("available", names.BILL, bill(bill_number))

    def lacks(self, gate: str, part: str = "") -> set[str]:
        """What an officer sees that the gate waits for: `documents review`."""
        missing = self.flow.missing(self.case, gate, part)
        return {f"{key.track} {at.state}" for key, at in missing}

    def lacks_to_trader(self, gate: str, part: str = "") -> set[str]:
        """The same as its trader sees it; nothing where the gate is open or the part has ended."""
        shown = as_trader(events_of(self.id), self.flow, self._parts_at_first).missing
        return {f"{key.track} {at.state}" for key, at in shown.get((gate, part), ())}

    def is_open(self, gate: str, part: str = "") -> bool:
        return self.case.is_open(gate, part)

    def state(self, track: str, part: str = "", number: int = 1) -> str:
        return self.case.tracks[TrackKey(track, part, number)].state

    def told(self) -> list[str]:
        """The timeline that the trader reads."""
        lines = as_trader(events_of(self.id), self.flow, self._parts_at_first).lines
        return [line.name for line in lines]

    def left(self, debt: int = 1) -> Any:
        """What is still owed on a debt."""
        return next((one.left for one in revenue.debts(self.id) if one.number == debt), None)

    def ledger(self, part: str = "") -> Ledger:
        """The time of a part, as the board shows it to officers."""
        monitor.refresh()
        parts = {one.part: one for one in whole(self.reference, now=self.harbour.at).parts}
        found = parts[part].ledger
        assert found is not None, "its clock has begun"
        return found

    @property
    def assessment(self) -> Mapping[str, Any]:
        """The newest assessment, as it is stored."""
        newest = Judgement.objects.filter(dossier=self.id).order_by("number").last()
        assert newest is not None
        return msgspec.json.decode(newest.result)["assessment"]  # type: ignore[no-any-return]

    @property
    def case(self) -> Case:
        return case_of(self.id)

    @property
    def flow(self) -> Flow:
        return flow_of(cover_of(self.id))

    @property
    def _parts_at_first(self) -> tuple[str, ...]:
        added = {event.part for event in events_of(self.id) if event.name == "part_added"}
        return tuple(part for part in self.case.parts if part not in added)

    def ends_well(self) -> None:
        """Replay agrees, what the monitor keeps is what the events say, and every second that was measured
        belongs to one party, for officer and trader alike."""
        said = StringIO()
        call_command("replay", self.reference, stdout=said)
        assert "1 dossiers replayed: 0 disagree, 0 assessments differ, 0 breaks" in said.getvalue()
        monitor.refresh()
        assert monitor.differences() == []
        for trader in (False, True):
            for one in whole(self.reference, now=self.harbour.at, trader=trader).parts:
                if one.ledger is not None:
                    _adds_up(one.ledger)


def _adds_up(ledger: Ledger) -> None:
    slices = ledger.slices
    assert all(before.end == then.start for before, then in pairwise(slices))
    assert ledger.overall == (ledger.end - ledger.start) // timedelta(seconds=1)
    assert sum(ledger.by_owner.values()) == ledger.overall


def bill(number: str) -> str:
    return names.bill(number)


def box(bill_number: str, container: str) -> str:
    return names.container(bill_number, container)
