"""The demonstration after its day: traders go on lodging and everybody goes on working, by a clock that runs.

What somebody lodges through the pages is theirs to carry on, as an officer or as its trader. Ships, yards and
the bank alone are played for it, a little later, so that nobody waits for a sailor.
"""

import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count

from tongguan.desk.cargo import names
from tongguan.desk.cargo.actions import Told
from tongguan.desk.cargo.models import Expectation
from tongguan.desk.declarations import arrivals
from tongguan.desk.dossiers import timers
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.queries import case_of
from tongguan.desk.revenue.actions import pay
from tongguan.desk.revenue.queries import debts
from tongguan.doors.jobs.demo_day import quay, wrong
from tongguan.doors.jobs.demo_day.cast import issue_documents
from tongguan.doors.jobs.demo_day.parcels import parcel
from tongguan.doors.jobs.demo_day.port import Port
from tongguan.doors.jobs.demo_day.reckon import state_taxes
from tongguan.doors.jobs.demo_day.stage import Played, lodging
from tongguan.doors.jobs.demo_day.tables import DAY, END, Record, local
from tongguan.law.findings import Refused
from tongguan.law.flow import NotOffered
from tongguan.law.kernel.case import TrackKey

MORNING = local("08:00", DAY + timedelta(days=1))
OPENS = local("09:30", DAY + timedelta(days=1))
"""When the pages open: by then the morning's declarations are on their way."""
EVERY = (15, 60)
"""Least and most seconds between two lodgings."""
SOON = timedelta(seconds=45)
"""How long ships, yards and the bank take over what was lodged through the pages."""
HORIZON = timedelta(days=30)


class Live:
    """The port after its day. `step` does what has come due."""

    def __init__(self, port: Port, played: Played) -> None:
        self.port, self.played = port, played
        self.chance = random.Random(f"{port.seed} live")
        self.rows = _rows(port, self.chance)
        self.numbers = count(2)
        self.next_lodging = MORNING
        port.end = END + HORIZON

    def step(self, now: datetime) -> None:
        """Everything up to a time, in its order."""
        while self.next_lodging <= now:
            self._lodge(self.next_lodging)
            self.next_lodging += timedelta(seconds=self.chance.uniform(*EVERY))
        self.port.run(now)
        self._ring(now)
        for dossier in self._from_pages():
            self._carry(dossier, now)

    def _lodge(self, at: datetime) -> None:
        port, row = self.port, next(self.rows)
        one = parcel(row, port.day, port.seed, f"-{next(self.numbers)}")
        state_taxes(one.tree, port.books.law, DAY)
        wrong.spoil(one.story, one.tree)
        issue_documents([one], port.cast)
        port.at(at, lodging(port, port.cast, one, self.played))
        conveyance = port.day.conveyances[row["conveyance"]]
        if row["direction"] == "import":
            quay.discharge(port, conveyance, one, at)
        else:
            quay.arrival(port, conveyance, one, at + timedelta(minutes=self.chance.uniform(2, 20)))

    def _ring(self, now: datetime) -> None:
        for due in timers.past_due(now):
            if timers.claim(due, now):
                timers.ring(due, now)
                self.port.look_at_all([due.dossier], now)

    def _from_pages(self) -> list[Dossier]:
        """What was lodged through the pages and is not finished."""
        found = Dossier.objects.filter(finished_at=None, opened_at__gte=OPENS).exclude(pk__in=self.port.files)
        return list(found.order_by("pk"))

    def _carry(self, dossier: Dossier, now: datetime) -> None:
        """The ship comes in, the box comes off, the bank debits."""
        for key, at in case_of(dossier.pk).tracks.items():
            if now < at.since + SOON:
                continue
            try:
                if key.track == "cargo" and at.whose == "carrier":
                    self._report(dossier, at.state, now)
                    return
                if key.track == "charges" and at.state == "paying":
                    self._debit(dossier, key, now)
            except (NotOffered, Refused) as refused:
                self.port.failures.append(f"{now.isoformat()} {dossier.reference}: {refused}")

    def _report(self, dossier: Dossier, state: str, now: datetime) -> None:
        carrier, site = ("yunyi", "konggang") if dossier.office == "0902" else ("yuanyang", "dawan")
        things = list(
            Expectation.objects.filter(dossier_id=dossier.pk).values_list("about", "key").order_by("about")
        )
        goods = [(about, key) for about, key in things if about == names.CONTAINER]
        goods = goods or [(about, key) for about, key in things if about == names.BILL]
        calls = [(about, key) for about, key in things if about == names.CALL]
        if dossier.kind == "export":
            kind, about, actor = "arrived", goods, self.port.cast.one("terminal", site)
        elif state == "expected" and calls:
            kind, about, actor = "entered", calls, self.port.cast.one("carrier", carrier)
        else:
            kind = "discharged" if state == "entered" else "available"
            about, actor = goods, self.port.cast.one("terminal", site)
        told = [Told(kind, one, key, now) for one, key in about]
        reference = f"LIVE-{dossier.pk}-{kind}"
        arrivals.report(told, reference=reference, actor=actor, at=now, books=self.port.books)

    def _debit(self, dossier: Dossier, key: TrackKey, now: datetime) -> None:
        bank = self.port.cast.one("bank", "binhai")
        owed = next((debt for debt in debts(dossier.pk) if debt.number == key.number), None)
        if owed is not None and owed.left:
            pay(
                dossier.pk,
                amount=owed.left,
                currency=owed.currency,
                reference=f"LIVE-{dossier.pk}-{key.number}",
                debt=key.number,
                actor=bank,
                at=now,
            )


def _rows(port: Port, chance: random.Random) -> Iterator[Record]:
    """The day's rows over and over, in another order each time, but for stories of the day's own."""
    rows = [row for row in port.day.declarations if not row["story"] or row["story"].startswith("wrong ")]
    rows = [row for row in rows if row["story"] != "wrong reused"]
    while True:
        chance.shuffle(rows)
        yield from rows
