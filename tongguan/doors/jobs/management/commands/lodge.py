"""`tongguan lodge PATH...`: lodge declarations from files and folders."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from rich.console import Console
from rich.progress import Progress

from tongguan.desk.declarations.actions import books_of
from tongguan.doors.codecs import json_answer
from tongguan.doors.jobs.arguments import path, schema
from tongguan.doors.jobs.files import declarations, heaps, named, shown
from tongguan.doors.jobs.intake import Answer, Intake
from tongguan.doors.jobs.people import instant, person
from tongguan.doors.jobs.ready import ready
from tongguan.doors.jobs.terminal import both
from tongguan.law.calendar import local_day
from tongguan.law.words import register

COUNTED = register(
    "told_counted", "{accepted} accepted, {refused} refused.", "接受{accepted}票，不予受理{refused}票。"
)


class Command(BaseCommand):
    help = "Lodge declarations (JSON or WCO XML) from files and folders."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=path, metavar="PATH", help="a file, or a folder of them")
        parser.add_argument("--as", dest="person", required=True, metavar="PERSON", help="who lodges")
        parser.add_argument("--jurisdiction", default="cn", help="whose rulebook: cn (default), gb, ...")
        parser.add_argument("--at", help="the time of lodging (demo and test settings only)")
        parser.add_argument("--schema", type=schema, help="the XSD that XML messages must follow")
        parser.add_argument("--json", action="store_true", help="answer with one line of JSON for each file")
        parser.add_argument(
            "--language", choices=("en", "zh", "both"), default="both", help="the language of the answers"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        ready(options["jurisdiction"], self.stderr.write)
        books = books_of(options["jurisdiction"])
        at = instant(options["at"], books.law)
        intake = Intake(
            person=str(person(options["person"]).pk),
            books=books,
            at=at,
            registers=settings.MODE in ("demo", "test")
            or bool(books.law.get(*_OPEN, local_day(at, books.law))),
            schemas=options["schema"],
        )
        languages = ("en", "zh") if options["language"] == "both" else (options["language"],)
        accepted = refused = 0
        for one, answer in self._answers(intake, list(declarations(options["paths"]))):
            accepted, refused = accepted + answer.accepted, refused + (not answer.accepted)
            if options["json"]:
                tree = {"file": named(one), **answer.tree(languages)}
                self.stdout.write(json_answer.line(tree).decode())
            else:
                self.stdout.write(f"{shown(one)}: {answer.words(languages)}")
        if not options["json"]:
            counts = {"accepted": str(accepted), "refused": str(refused)}
            self.stdout.write(both(COUNTED, languages, **counts))
        if refused:
            sys.exit(1)

    def _answers(self, intake: Intake, paths: Sequence[Path]) -> Iterator[tuple[Path, Answer]]:
        """Lodges a hundred files at a time, with a bar on standard error where that is a terminal."""
        console = Console(stderr=True)
        with Progress(console=console, disable=not console.is_terminal, transient=True) as progress:
            task = progress.add_task("Lodging", total=len(paths))
            for heap in heaps(paths):
                answers = intake.take([raw for _, raw in heap])
                yield from zip((one for one, _ in heap), answers, strict=True)
                progress.advance(task, len(heap))


_OPEN = ("parameter", "registers_anybody")
"""Parameter of a book whose enterprises are registered elsewhere: any value says so."""
