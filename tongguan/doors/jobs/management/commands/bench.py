"""`tongguan bench`: measure each figure beside its floor."""

import json
import os
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from tongguan.doors.jobs.arguments import at_least_one
from tongguan.doors.jobs.bench.figures import Figure, table
from tongguan.doors.jobs.bench.runs import DECLARATIONS, RUNS


class Command(BaseCommand):
    help = (
        "Measure each figure beside its floor of the same run; databases of its own are made and thrown away."
    )
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
        parser.add_argument("--only", nargs="+", choices=RUNS, default=list(RUNS), help="measure only these")
        parser.add_argument(
            "--declarations", type=at_least_one, metavar="N", help="so many behind the windows"
        )
        parser.add_argument("--quick", action="store_true", help="take some minutes, with more noise")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["declarations"]:
            os.environ[DECLARATIONS] = str(options["declarations"])
        effort, found = "quick" if options["quick"] else "full", list[Figure]()
        for name in options["only"]:
            self.stderr.write(f"Measuring {name} ...")
            with tempfile.TemporaryDirectory(prefix="bench-", dir=settings.VAR) as folder:
                found += RUNS[name](Path(folder), effort)
        if options["json"]:
            told = json.dumps([figure.plain() for figure in found], ensure_ascii=False, indent=1)
        else:
            told = table(found)
        self.stdout.write(told)
