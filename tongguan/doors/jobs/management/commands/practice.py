"""`tongguan practice --from ADDRESS`: masked copies of real declarations into a database for training."""

import os
import secrets
from argparse import ArgumentParser
from collections import Counter
from datetime import UTC, datetime
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.declarations.actions import books_of
from tongguan.desk.rulebooks.actions import take_over
from tongguan.doors.jobs.arguments import at_least_one
from tongguan.doors.jobs.management.commands.reconsider import again
from tongguan.doors.jobs.practice import source
from tongguan.doors.jobs.practice.stage import stage
from tongguan.doors.jobs.ready import criteria, tables


class Command(BaseCommand):
    help = (
        "Read the newest declarations of the real database, mask who and which, and lodge the copies into "
        "the practice database, under the published rules and invented criteria. The real one is opened for "
        "reading only, and refused as a target."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="address", required=True, help="the address of the real database")
        parser.add_argument("--count", type=at_least_one, default=50, metavar="N", help="so many (50)")
        parser.add_argument("--jurisdiction", default="cn", help="whose declarations: cn (default), gb, ...")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "practice":
            raise CommandError("practice runs under its own settings only: set TONGGUAN_MODE=practice")
        name = options["jurisdiction"]
        with tables():
            copied = source.read(options["address"], jurisdiction=name, count=options["count"])
            if not copied.declarations:
                raise CommandError("the real database holds no declarations")
            at = datetime.now(UTC)
            number = take_over(
                copied.rules, jurisdiction=name, by="practice", approved_by="second practice", at=at
            )
            criteria(name, self.stderr.write)  # invented ones: the real ones are nobody's in training
        if number:
            self.stderr.write(f"The published rules of {name} were taken over as edition {number}.")
            again(name)
        password = os.environ.get("TONGGUAN_PASSWORD") or f"practice-{secrets.token_hex(4)}"
        done = stage(copied, books_of(name), password=password)
        self.stdout.write(f"{done.lodged} of {len(copied.declarations)} masked declarations lodged.")
        for code, count in sorted(Counter(done.refused).items()):
            self.stdout.write(f"  {code} refused {count} of them")
        if done.people:
            self.stdout.write(f"New people, all with the password {password}:")
            self.stdout.write(f"  {' '.join(done.people)}")
