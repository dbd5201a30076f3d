"""`tongguan notify`: send what people and enterprises chose to hear by mail and webhook."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from tongguan.doors.jobs.errands import send_round
from tongguan.doors.jobs.rounds import rounds


class Command(BaseCommand):
    help = (
        "Send the notices that `tongguan deliver` made of its letters: by mail to the people who chose so, "
        "signed to the webhooks of enterprises. What fails is tried again, each time after a longer while."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="end when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        def work() -> int:
            arrived, failed = send_round()
            if failed:
                self.stderr.write(f"{failed} notices did not arrive; they are tried again.")
            return arrived + failed

        done = rounds(work, once=options["once"])
        self.stdout.write(f"{done} notices sent.")
