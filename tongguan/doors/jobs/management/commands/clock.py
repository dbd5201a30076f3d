"""`tongguan clock`: answer the clocks that have called."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand

from tongguan.desk.dossiers import timers
from tongguan.doors.jobs.rounds import rounds


class Command(BaseCommand):
    help = "Remind, and do what the law lets the system do by itself, wherever a deadline has come."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when no clock is calling")

    def handle(self, *args: Any, **options: Any) -> None:
        done = rounds(self._round, once=options["once"])
        self.stdout.write(f"{done} calls answered.")

    def _round(self) -> int:
        now, answered = datetime.now(UTC), 0
        for one in timers.past_due(now):
            if timers.claim(one, now):
                answered += self._ring(one, now)
        return answered

    def _ring(self, one: timers.Due, now: datetime) -> int:
        try:
            return int(timers.ring(one, now))
        except Exception as broken:  # it is tried again when the claim has lapsed; the others go on
            where = f"{one.dossier} {'/'.join(map(str, one.key))}"
            self.stderr.write(f"{where}: {type(broken).__name__}: {broken}")
            return 0
