"""`tongguan publish FOLDER`: publish a folder of rule files as the next edition."""

from argparse import ArgumentParser
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.declarations.actions import CRITERIA
from tongguan.desk.rulebooks import actions
from tongguan.desk.rulebooks.queries import newest
from tongguan.desk.rulebooks.reference import PUBLIC
from tongguan.doors.jobs.management.commands.reconsider import again
from tongguan.doors.jobs.ready import ready_to_publish
from tongguan.law.registry import TABLES

SHOWN = 50  # problems that are told one by one ...
LONG = 300  # ... each with so many characters at most, for a cell may hold anything


class Command(BaseCommand):
    help = "Publish a folder of rule files as the next edition of a jurisdiction's rulebook."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "folder", type=Path, help="where the CSV files are; docs/rules-format.md tells how"
        )
        parser.add_argument("--jurisdiction", required=True, help="whose rulebook: cn, gb, ...")
        parser.add_argument("--by", required=True, help="who has prepared the rules")
        parser.add_argument("--approved-by", required=True, help="the second person, who has approved them")
        either = parser.add_mutually_exclusive_group()
        either.add_argument(
            "--whole",
            action="store_true",
            help="the folder is all there is of each table in it; rows that it lacks are withdrawn",
        )
        either.add_argument(
            "--lacking",
            action="store_true",
            help="only what this version asks for by name and no edition has ever held; replaces nothing",
        )
        parser.add_argument("--dry-run", action="store_true", help="check and compare, but write nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        ready_to_publish(options["jurisdiction"], options["folder"], self.stderr.write)
        try:
            done = actions.publish(
                folder=options["folder"],
                jurisdiction=options["jurisdiction"],
                by=options["by"],
                approved_by=options["approved_by"],
                at=datetime.now(UTC),
                whole=options["whole"],
                only_lacking=options["lacking"],
                trial=options["dry_run"],
            )
        except actions.NotPublished as refused:
            raise CommandError(told(refused)) from None
        self._idle_criteria(options["folder"], options["jurisdiction"])
        counts = (
            f"{done.added} rows added, {done.replaced} replaced, {done.withdrawn} withdrawn, "
            f"{done.unchanged} as they were"
        )
        if options["dry_run"]:
            self.stdout.write(f"Nothing was written. It would be: {counts}.")
        elif done.number is None:
            self.stdout.write(f"Nothing has changed: {counts}.")
        else:
            name = f"{options['jurisdiction']} edition {done.number}"
            self.stdout.write(f"Published {name}: {counts}. Digest {done.digest}.")
            self._judge_again(options["jurisdiction"].removesuffix(CRITERIA.format("")))

    def _idle_criteria(self, folder: Path, jurisdiction: str) -> None:
        """Says that criteria stand in a book which is not asked for them."""
        files = {path.stem for path in folder.rglob("*") if path.suffix.lower() == ".csv"}
        secret = sorted(files & TABLES.keys() - {*PUBLIC})
        asked = CRITERIA.format("")
        if secret and not jurisdiction.endswith(asked):
            self.stderr.write(
                f"{', '.join(secret)}: in the book {jurisdiction} nothing is selected by this; "
                f"it belongs in {jurisdiction}{asked}."
            )

    def _judge_again(self, jurisdiction: str) -> None:
        """Selection and charges follow new rules until release."""
        if newest(jurisdiction)[0]:
            otherwise, count = again(jurisdiction)
            if count:
                self.stdout.write(f"{count} unreleased declarations judged again, {otherwise} otherwise.")


def shorten(text: str) -> str:
    return text if len(text) <= LONG else f"{text[:LONG]} ..."


def told(refused: actions.NotPublished) -> str:
    """The problems as lines of text, the first fifty in full."""
    problems = refused.problems
    lines = [f"Nothing was published; {len(problems)} problem{'s' if len(problems) != 1 else ''}:"]
    lines += [f"  {shorten(str(problem))}" for problem in problems[:SHOWN]]
    if len(problems) > SHOWN:
        lines.append(f"  and {len(problems) - SHOWN} more")
    return "\n".join(lines)
