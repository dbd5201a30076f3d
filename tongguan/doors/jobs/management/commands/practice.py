"""`tongguan practice --from ADDRESS`: masked copies of real declarations into a database for training."""

import os
import secrets
from argparse import ArgumentParser
from collections import Counter
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.declarations.actions import books_of
from tongguan.doors.jobs.arguments import at_least_one
from tongguan.doors.jobs.practice import source
from tongguan.doors.jobs.practice.stage import stage
from tongguan.doors.jobs.ready import ready


class Command(BaseCommand):
    help = (
        "Read the newest declarations of the real database, mask who and which, and lodge the copies into "
        "the practice database. The real one is opened for reading only, and refused as a target."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--from", dest="address", required=True, help="the address of the real database")
        parser.add_argument("--count", type=at_least_one, default=50, metavar="N", help="so many (50)")
        parser.add_argument("--jurisdiction", default="cn", help="whose declarations: cn (default), gb, ...")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "practice":
            raise CommandError("practice runs under its own settings only: set TONGGUAN_MODE=practice")
        ready(options["jurisdiction"], self.stderr.write)
        copied = source.read(options["address"], jurisdiction=options["jurisdiction"], count=options["count"])
        if not copied.declarations:
            raise CommandError("the real database holds no declarations")
        password = os.environ.get("TONGGUAN_PASSWORD") or f"practice-{secrets.token_hex(4)}"
        done = stage(copied, books_of(options["jurisdiction"]), password=password)
        self.stdout.write(f"{done.lodged} of {len(copied.declarations)} masked declarations lodged.")
        for code, count in sorted(Counter(done.refused).items()):
            self.stdout.write(f"  {code} refused {count} of them")
        if done.people:
            self.stdout.write(f"New people, all with the password {password}:")
            self.stdout.write(f"  {' '.join(done.people)}")
