"""`tongguan demo`: lodge and clear a day at a port, print what a port wants to see, and show it."""

from argparse import ArgumentParser
from datetime import timedelta
from pathlib import Path
from time import monotonic
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from rich.console import Console, RenderableType
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from tongguan.desk.declarations.judgement import Books
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.monitor import actions as monitor
from tongguan.desk.monitor import board
from tongguan.desk.monitor.queries import report
from tongguan.doors.jobs.arguments import at_least_one
from tongguan.doors.jobs.demo_day import serving, stage, summary
from tongguan.doors.jobs.demo_day.live import Live
from tongguan.doors.jobs.demo_day.port import Port
from tongguan.doors.jobs.demo_day.stage import Played
from tongguan.doors.jobs.demo_day.summary_words import stage as stage_words
from tongguan.doors.jobs.demo_day.summary_words import word
from tongguan.doors.jobs.demo_day.tables import BEGIN, DAY, END, day
from tongguan.law.kernel import flow_words

SEED = 2020


class Command(BaseCommand):
    help = "Lodge and clear a shipped day at a port in a fresh demonstration database; go on with --serve."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--serve", action="store_true", help="go on, and serve the pages on 127.0.0.1")
        parser.add_argument("--seed", type=int, default=SEED, help="another seed gives another day")
        parser.add_argument(
            "--declarations", type=at_least_one, metavar="N", help="so many instead of the whole day"
        )

        parser.add_argument("--language", choices=("en", "zh"), default="en", help="of what is printed")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.MODE != "demo":
            raise CommandError("the demonstration runs under demo settings only: set TONGGUAN_MODE=demo")
        begun, console, language = monotonic(), summary.console(), options["language"]
        if fresh_database():
            console.print(word("thrown_away", language))
        console.print(word("publishing", language, day=_day(language)))
        books = stage.publish_rules(settings.ROOT / "rules", options["seed"])
        count = options["declarations"] or len(day().declarations)
        port, played = self._play(books, options["seed"], count, console, language)
        monitor.refresh()
        tell(played, console, language)
        console.print(summary.heading(word("proof", language)))
        call_command("replay", stdout=self.stdout)
        if wrong := monitor.differences():
            raise CommandError("\n".join(wrong))
        console.print(word("proved", language))
        console.print(f"\n{word('seconds', language, count=round(monotonic() - begun))}")
        if options["serve"]:
            serving.serve(Live(port, played), console, language)

    def _play(
        self, books: Books, seed: int, count: int, console: Console, language: str
    ) -> tuple[Port, Played]:
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=console, disable=not console.is_terminal, transient=True) as bar:
            task = bar.add_task(word("playing", language), total=count)
            port, played = stage.prepare(books, seed=seed, count=count, tick=lambda: bar.advance(task))
            port.run()
            played.overtaken = port.failures
            return port, played


def _day(language: str) -> str:
    return f"{DAY.year}年{DAY.month}月{DAY.day}日" if language == "zh" else f"{DAY:%A %d %B %Y}"


def fresh_database() -> bool:
    """An empty, migrated database. The demonstration's own file is thrown away; any other database must be
    empty already. Whether one was thrown away. Raises CommandError."""
    path = Path(str(settings.DATABASES["default"]["NAME"]))
    stood = path == settings.VAR / "demo.sqlite3" and path.exists()
    settings.AHEAD_KEPT.unlink(missing_ok=True)
    settings.CLOCK_AHEAD = 0.0
    if path == settings.VAR / "demo.sqlite3":
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
    call_command("migrate", verbosity=0)
    if Dossier.objects.exists():
        raise CommandError("the database holds dossiers already; the demonstration wants an empty one")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # a demonstration may be lost with the power
            cursor.execute("PRAGMA synchronous=OFF")
    return stood


def tell(played: Played, console: Console, language: str) -> None:
    """Prints what came of the day."""
    reports = [report(kind, now=END) for kind in summary.YARDSTICKS]
    lodged = word(
        "lodged_so", language, lodged=played.lodged, accepted=played.accepted, refused=len(played.refused)
    )
    told: list[tuple[str, RenderableType | None]] = [
        ("lodged", lodged),
        ("", summary.refusals(played.refused, language) if played.refused else None),
        ("orders", summary.orders(language)),
        ("clearance", summary.times(reports, language)),
        ("times_of", summary.holders(reports, language)),
        ("slow", summary.slow(reports, language)),
        ("midnight", summary.waiting(_open(language), language)),
        ("overtaken", "\n".join(played.overtaken) or None),
    ]
    for name, part in told:
        if part is not None:
            if name:
                console.print(summary.heading(word(name, language)))
            console.print(part)


def _open(language: str) -> list[tuple[str, int | None, str]]:
    """What is open at the end of the day, the oldest first: reference, age, what it waits for."""
    lines = board.lines(since=BEGIN - timedelta(days=60), until=END, now=END)
    still = sorted((one for one in lines if one.fate == "open"), key=lambda one: -(one.seconds or 0))
    whose = "（{}）" if language == "zh" else " ({})"
    return [
        (
            one.reference,
            one.seconds,
            stage_words(one.track, one.state, language) + whose.format(flow_words.whose(one.whose, language)),
        )
        for one in still
    ]
