"""`tongguan report`: clearance times, who held them, what is slow and what is open."""

from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.monitor import actions
from tongguan.desk.monitor.queries import report
from tongguan.desk.people.models import Office
from tongguan.doors import clock
from tongguan.doors.jobs.demo_day import summary


class Command(BaseCommand):
    help = "Print clearance times with what they leave out, who held the time, and what is over 24 hours."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--since", help="declarations cleared from this time on (2020-09-15T08:00)")
        parser.add_argument("--until", help="declarations cleared before this time")
        parser.add_argument("--now", help="the time at which open ones are told (default: now)")
        parser.add_argument("--office", default="", help="only this office's")
        parser.add_argument("--language", choices=("en", "zh"), default="en")
        parser.add_argument("--rebuild", action="store_true", help="derive everything from the events again")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["rebuild"]:
            actions.rebuild()
        else:
            actions.refresh()
        if options["office"] and not Office.objects.filter(code=options["office"]).exists():
            raise CommandError(f"{options['office']}: there is no such office")
        since, until, now = (_instant(options[name]) for name in ("since", "until", "now"))
        found = [
            report(kind, now=now or clock.now(), since=since, until=until, office=options["office"])
            for kind in summary.YARDSTICKS
        ]
        console, language = summary.console(), options["language"]
        for tell in (summary.times, summary.holders, summary.slow):
            if (part := tell(found, language)) is not None:
                console.print()
                console.print(part)


def _instant(text: str | None) -> datetime | None:
    """A time that is stated; without a zone it is the office's own, as `--at` is elsewhere."""
    if not text:
        return None
    try:
        given = datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"{text}: write a time as 2020-09-15T09:30 or 2020-09-15T01:30Z") from None
    return given if given.tzinfo else given.replace(tzinfo=clock.ZONE)
