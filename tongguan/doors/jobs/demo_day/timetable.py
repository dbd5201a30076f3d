"""How long things take at the port, and who is at work when.

Durations are drawn from the seed between a least and a most, the usual ones more often than the long ones.
People have hours and one thing at a time: what waits for them queues, and at night the queue is what it is.
"""

import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from tongguan.doors.jobs.demo_day.tables import SHANGHAI
from tongguan.law.kernel.case import Actor

Range = tuple[float, float]

MINUTES: dict[str, Range] = {
    # carrier and terminal
    "report entry": (2, 14),
    "discharge of a container": (20, 115),
    "discharge of bulk": (45, 170),
    "discharge of air cargo": (15, 40),
    "into the yard": (8, 30),
    "yard report": (1, 8),
    "out of the gate": (25, 260),
    # trader, broker, bank
    "book": (6, 35),
    "answer": (35, 150),
    "order payment": (1, 4),
    "bank": (1, 5),
    "treatment": (110, 210),
    "return": (150, 300),
    "ask": (8, 20),
    # customs
    "notice": (3, 12),
    "document review": (9, 34),
    "guarantee": (4, 15),
    "decision": (15, 45),
    "begin inspection": (3, 18),
    "documents and machine": (12, 30),
    "opening": (28, 85),
    "bulk on the spot": (40, 110),
    "sampling": (12, 30),
    "quick test": (95, 260),
    "confirmation": (4, 16),
    "destruction": (120, 260),
    "police": (60, 180),
    "licence": (1, 9),
    "conformity": (60, 420),
    "hold": (120, 260),
    "recall": (25, 50),
    "stop": (4, 15),
    "promise": (5, 15),
    "courier": (95, 240),
}
"""Least and most minutes of each piece of work."""

DAY_SHIFT, LONG_SHIFT, ALWAYS = ("08:30", "17:30"), ("07:00", "23:00"), ("00:00", "24:00")
HOURS = {
    "document_officer": ALWAYS,
    "inspector": ("07:30", "22:00"),
    "revenue_officer": ("08:00", "20:00"),
    "authority": DAY_SHIFT,
    "trader": LONG_SHIFT,
    "broker": LONG_SHIFT,
    "bank": ALWAYS,
    "carrier": ALWAYS,
    "terminal": ALWAYS,
}
"""When each capacity is at work. Documents are cleared round the clock, by fewer people at night."""


def minutes(chance: random.Random, work: str) -> timedelta:
    """How long a piece of work takes this time; nearer to the least than to the most."""
    least, most = MINUTES[work]
    return timedelta(seconds=round(60 * (least + (most - least) * chance.betavariate(1.6, 3.2))))


def at_work(at: datetime, hours: tuple[str, str]) -> datetime:
    """The instant itself where somebody is at work then, else when work begins again."""
    here = at.astimezone(SHANGHAI)
    opens = time.fromisoformat(hours[0])
    closes = time.max if hours[1] == "24:00" else time.fromisoformat(hours[1])
    if here.time() < opens:
        return datetime.combine(here.date(), opens, SHANGHAI).astimezone(at.tzinfo)
    if here.time() > closes:
        tomorrow = here.date() + timedelta(days=1)
        return datetime.combine(tomorrow, opens, SHANGHAI).astimezone(at.tzinfo)
    return at


@dataclass(slots=True)
class Queue:
    """People of one capacity at one place who take what comes, whoever is free first."""

    people: tuple[Actor, ...]
    hours: tuple[str, str]
    free: dict[str, datetime] = field(default_factory=dict)

    def turn(
        self, at: datetime, work: timedelta, *, but: frozenset[str] = frozenset()
    ) -> tuple[Actor, datetime]:
        """Who does a piece of work that came in at this time, and when it is done. `but`: not these."""
        asked = [person for person in self.people if person.person not in but] or list(self.people)
        first = min(asked, key=lambda person: max(self.free.get(person.person, at), at))
        begun = at_work(max(self.free.get(first.person, at), at), self.hours)
        self.free[first.person] = begun + work
        return first, begun + work
