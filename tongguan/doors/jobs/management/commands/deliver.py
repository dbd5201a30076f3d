"""`tongguan deliver FOLDER`: hand out what others must hear, a file each."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from tongguan.desk.dossiers import outbox
from tongguan.doors import clock
from tongguan.doors.jobs import files
from tongguan.doors.jobs.arguments import path
from tongguan.doors.jobs.errands import spread
from tongguan.doors.jobs.letters import files as files_of
from tongguan.doors.jobs.rounds import rounds


class Command(BaseCommand):
    help = (
        "Write every message that is due into FOLDER, named by its id, so that a message which is "
        "delivered twice is there once; in JSON, or as a WCO response to who lodged WCO XML. What is for a "
        "trader becomes a notice in the pages too, which `tongguan notify` sends on."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=path)
        parser.add_argument("--once", action="store_true", help="end when nothing is due")

    def handle(self, *args: Any, **options: Any) -> None:
        folder: Path = options["folder"]
        folder.mkdir(parents=True, exist_ok=True)

        def work() -> int:
            delivery = outbox.deliver(clock.now(), lambda letter: hand_out(folder, letter))
            if delivery.failed:
                self.stderr.write(f"{delivery.failed} messages were not delivered; they are tried again.")
            return delivery.delivered

        done = rounds(work, once=options["once"])
        self.stdout.write(f"{done} messages delivered to {folder}.")


def hand_out(folder: Path, letter: outbox.Letter) -> None:
    """To people first, then into the folder; done again after a failure, both are there once."""
    spread(letter)
    put(folder, letter)


def put(folder: Path, letter: outbox.Letter) -> None:
    """The letter as files."""
    for name, content in files_of(letter):
        files.put(folder / name, content)
