"""`tongguan reconsider`: judge again, by rules and criteria published since, what is not released yet."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import track

from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.arrivals import reconsider
from tongguan.desk.declarations.models import Judgement
from tongguan.desk.dossiers.models import Dossier
from tongguan.doors import clock
from tongguan.doors.jobs.ready import ready


class Command(BaseCommand):
    help = (
        "Judge every declaration that is not released yet again by the newest rules and criteria. Orders are "
        "added, never removed; what is owed more or less is posted. `publish` does it when it has published."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jurisdiction", default="cn", help="whose declarations: cn (default), gb, ...")

    def handle(self, *args: Any, **options: Any) -> None:
        ready(options["jurisdiction"], self.stderr.write)
        otherwise, count = again(options["jurisdiction"])
        self.stdout.write(f"{count} declarations judged again, {otherwise} of them otherwise.")


def again(jurisdiction: str) -> tuple[int, int]:
    """Judges the declarations of a jurisdiction that are not finished; how many came out otherwise, of how
    many."""
    books, at = books_of(jurisdiction), clock.now()
    judged = Judgement.objects.filter(number=1).values("dossier_id")
    unfinished = Dossier.objects.filter(jurisdiction=jurisdiction, finished_at=None, pk__in=judged)
    ids = list(unfinished.order_by("pk").values_list("pk", flat=True))
    console = Console(stderr=True)
    told = track(ids, "Judging again", console=console, disable=not console.is_terminal, transient=True)
    return sum(reconsider(one, books=books, at=at, reason="published") for one in told), len(ids)
