"""`tongguan clock`: answer the clocks that have called."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tongguan.desk.cargo.queries import waiting
from tongguan.desk.declarations.actions import catch_up_late
from tongguan.desk.declarations.queries import became
from tongguan.desk.dossiers import timers
from tongguan.desk.hall.saving import settle_every
from tongguan.desk.monitor import actions as monitor
from tongguan.doors import clock
from tongguan.doors.jobs.rounds import rounds

CATCH_UP_EVERY = timedelta(minutes=1)
REFRESH_EVERY, AT_A_TIME = timedelta(seconds=10), 1000
"""How often the board is brought up to date, and about how many declarations at a time."""
MARGIN = timedelta(minutes=15)
"""No transaction is open so long, and no two clocks of an installation are so far apart."""


class Command(BaseCommand):
    help = (
        "Remind, and do what the law lets the system do by itself, wherever a deadline has come; record what "
        "was reported of cargo before it could be; count visits that are not needed; and bring the board up "
        "to date."
    )
    caught_up_at = refreshed_at = datetime.min.replace(tzinfo=UTC)
    since: datetime | None = None
    failed = 0

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when no clock is calling")

    def handle(self, *args: Any, **options: Any) -> None:
        done = rounds(self._round, once=options["once"])
        while options["once"] and self._refresh() >= AT_A_TIME:
            pass  # what the last round has changed, and a backlog to its end
        self.stdout.write(f"{done} calls answered.")

    def _round(self) -> int:
        now, answered = clock.now(), 0
        for one in timers.past_due(now):
            if timers.claim(one, now):
                where = f"{one.dossier} {'/'.join(map(str, one.key))}"
                answered += self._try(where, partial(timers.ring, one, now))
        if now >= self.caught_up_at + CATCH_UP_EVERY:
            failed = self.failed
            for dossier in waiting(self.since):
                answered += self._try(str(dossier), partial(catch_up_late, dossier, at=now))
            answered += self._try("hall", partial(settle_every, lodged=became, at=now, today=clock.day(now)))
            self.caught_up_at = now
            # where clocks are set by hand what is newest is not what came last, and everything is looked at
            if settings.MODE == "production" and self.failed == failed:
                self.since = now - MARGIN
        if now >= self.refreshed_at + REFRESH_EVERY and self._refresh() < AT_A_TIME:
            self.refreshed_at = now
        return answered

    def _refresh(self) -> int:
        """Derives what the board shows of declarations that have changed, so many at a time that no deadline
        waits for it; how many."""
        try:
            return monitor.refresh(most=AT_A_TIME)
        except Exception as broken:  # another process may be at it; the next round tries again
            self.stderr.write(f"board: {type(broken).__name__}: {broken}")
            return 0

    def _try(self, where: str, work: Callable[[], int]) -> int:
        try:
            return int(work())
        except Exception as broken:  # it is tried again when its turn comes; the others go on
            self.failed += 1
            self.stderr.write(f"{where}: {type(broken).__name__}: {broken}")
            return 0
