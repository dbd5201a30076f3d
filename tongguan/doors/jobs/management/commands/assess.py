"""`tongguan assess PATH...`: what declarations would owe, without lodging them. Selection never runs."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.declarations.actions import books_of
from tongguan.doors.codecs import json_answer, messages
from tongguan.doors.jobs.arguments import path, schema
from tongguan.doors.jobs.files import content, declarations, named, shown
from tongguan.doors.jobs.people import instant
from tongguan.doors.jobs.ready import ready
from tongguan.doors.jobs.terminal import assessment_lines, finding_line
from tongguan.law.assess import assess
from tongguan.law.calendar import local_day
from tongguan.law.checks import check
from tongguan.law.facts import Facts
from tongguan.law.findings import errors
from tongguan.law.taxing.selfassessed import further


class Command(BaseCommand):
    help = "Work out what declarations would owe, line by line and tax by tax, without lodging them."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("paths", nargs="+", type=path, metavar="PATH", help="a file, or a folder of them")
        parser.add_argument("--jurisdiction", default="cn", help="whose rulebook: cn (default), gb, ...")
        parser.add_argument("--at", help="the time whose law applies (demo and test settings only)")
        parser.add_argument("--entered", help="the day on which the conveyance declared entry, 2020-09-14")
        parser.add_argument("--schema", type=schema, help="the XSD that XML messages must follow")
        parser.add_argument("--json", action="store_true", help="answer with one line of JSON for each file")
        parser.add_argument("--language", choices=("en", "zh", "both"), default="both")

    def handle(self, *args: Any, **options: Any) -> None:
        ready(options["jurisdiction"], self.stderr.write)
        book = books_of(options["jurisdiction"]).law
        on = local_day(instant(options["at"], book), book)
        try:
            entered = options["entered"] and on.fromisoformat(options["entered"])
        except ValueError:
            raise CommandError(f"--entered {options['entered']}: write a day as 2020-09-14") from None
        languages = ("en", "zh") if options["language"] == "both" else (options["language"],)
        wrong = 0
        for one in list(declarations(options["paths"])):
            read = messages.understand(content(one), book=book, on=on, schemas=options["schema"]).received
            findings, assessed = [*read.findings], None
            if read.declaration is not None:
                facts = Facts(entered_on=entered or None)
                findings += check(read.declaration, book, on, facts, already=read.findings)
                if not errors(read.findings):
                    assessed = assess(read.declaration, book, on, facts)
                    findings += further(findings, read.declaration, assessed)
            wrong += bool(errors(findings))
            plain = assessed and not errors(assessed.findings) and assessed.plain()
            if options["json"]:
                local = read.declaration.reference if read.declaration else ""
                tree = json_answer.answer(
                    accepted=not errors(findings),
                    languages=languages,
                    local=local,
                    findings=findings,
                    assessment=plain or None,
                )
                self.stdout.write(json_answer.line({"file": named(one), **tree}).decode())
                continue
            self.stdout.write(shown(one))
            for finding in findings:
                self.stdout.write(f"  {finding_line(finding, languages)}")
            for line in assessment_lines(plain, languages) if plain else ():
                self.stdout.write(f"  {line}")
        if wrong:
            sys.exit(1)
