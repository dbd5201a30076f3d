"""`tongguan clock`: answer the clocks that have called."""

from argparse import ArgumentParser
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand

from tongguan.desk.cargo.queries import waiting
from tongguan.desk.declarations.actions import catch_up_late
from tongguan.desk.dossiers import timers
from tongguan.doors.jobs.rounds import rounds

CATCH_UP_EVERY = timedelta(minutes=1)  # it looks through all that is expected


class Command(BaseCommand):
    help = (
        "Remind, and do what the law lets the system do by itself, wherever a deadline has come; and record "
        "what was reported of cargo before it could be."
    )
    caught_up_at = datetime.min.replace(tzinfo=UTC)

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when no clock is calling")

    def handle(self, *args: Any, **options: Any) -> None:
        done = rounds(self._round, once=options["once"])
        self.stdout.write(f"{done} calls answered.")

    def _round(self) -> int:
        now, answered = datetime.now(UTC), 0
        for one in timers.past_due(now):
            if timers.claim(one, now):
                where = f"{one.dossier} {'/'.join(map(str, one.key))}"
                answered += self._try(where, partial(timers.ring, one, now))
        if now >= self.caught_up_at + CATCH_UP_EVERY:
            self.caught_up_at = now
            for dossier in waiting():
                answered += self._try(str(dossier), partial(catch_up_late, dossier, at=now))
        return answered

    def _try(self, where: str, work: Callable[[], bool]) -> int:
        try:
            return int(work())
        except Exception as broken:  # it is tried again when its turn comes; the others go on
            self.stderr.write(f"{where}: {type(broken).__name__}: {broken}")
            return 0
