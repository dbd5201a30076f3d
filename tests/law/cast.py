"""Who acts in the stories of the law, and the life of one dossier as they live it."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tongguan.law.flow import Flow, Taken
from tongguan.law.kernel.case import SYSTEM, Actor, Case, Event, TrackKey, fold

MEI = Actor("mei", "trader", "Dalian Harvest Foods")
BO = Actor("bo", "broker", "Harbour Brokers")
DONG = Actor("dong", "document_officer", "0908")
DAN = Actor("dan", "document_officer", "0908")
INA = Actor("ina", "inspector", "0908")
IVAN = Actor("ivan", "inspector", "0908")
RUI = Actor("rui", "revenue_officer", "0908")
TESS = Actor("tess", "terminal", "Berth 9")
KARL = Actor("karl", "carrier", "Blue Line")
BEA = Actor("bea", "bank", "Harbour Bank")
ANN = Actor("ann", "authority", "Forestry")
EVERYBODY = (MEI, BO, DONG, DAN, INA, IVAN, RUI, TESS, KARL, BEA, ANN, SYSTEM)

EIGHT = datetime(2019, 5, 6, 8, 0, tzinfo=UTC)


class Life:
    """A dossier from its first event on. `at` is the clock on the wall, which `after` moves."""

    def __init__(self, flow: Flow, parts: tuple[str, ...] = ("",)) -> None:
        self.flow, self.parts, self.case, self.at = flow, parts, Case(parts), EIGHT
        self.events: tuple[Event, ...] = ()

    def after(self, hours: float = 0, minutes: float = 0) -> "Life":
        self.at += timedelta(hours=hours, minutes=minutes)
        return self

    def begin(self, *openings: Any, actor: Actor = MEI, **told: Any) -> tuple[Event, ...]:
        return self.keep(self.flow.begin(self.case, "lodged", openings, actor=actor, at=self.at, **told))

    def take(self, actor: Actor, step: str, part: str = "", **more: Any) -> tuple[Event, ...]:
        taken = self.flow.take(self.case, step, actor=actor, at=self.at, part=part, past=self.events, **more)
        return self.keep(taken)

    def keep(self, taken: Taken) -> tuple[Event, ...]:
        assert fold(self.case, taken.events) == taken.case, "an action leads where its events do"
        self.events += taken.events
        self.case = taken.case
        return taken.events

    def state(self, track: str, part: str = "", number: int = 1) -> str:
        return self.case.tracks[TrackKey(track, part, number)].state

    def offers(self, actor: Actor, **more: Any) -> set[str]:
        return {step.name for step, _ in self.flow.offered(self.case, actor, past=self.events, **more)}

    @property
    def gates(self) -> list[tuple[str, str, int]]:
        return [(e.name, e.part, e.cycle) for e in self.events if e.gate and e.name == e.gate]
