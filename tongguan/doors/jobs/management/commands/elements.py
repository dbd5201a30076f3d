"""`tongguan elements`: list the elements of a declaration."""

import dataclasses
import json
from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from tongguan.desk.rulebooks import queries
from tongguan.desk.rulebooks.files import SHIPPED, load
from tongguan.doors.jobs.arguments import day
from tongguan.doors.jobs.ready import must_hold
from tongguan.law.checks.when import condition_of
from tongguan.law.elements import Element, Part, elements, parts
from tongguan.law.rulebook import Rulebook


class Command(BaseCommand):
    help = "List the numbered elements of a declaration, of the newest edition or else of the shipped rules."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jurisdiction", default="cn", help="whose elements: cn (the default), gb, ...")
        parser.add_argument("--on", type=day, help="the day, like 2020-03-02; today if not given")
        parser.add_argument("--json", action="store_true", help="print them as JSON, with all their parts")

    def handle(self, *args: Any, **options: Any) -> None:
        on = options["on"] or datetime.now(UTC).date()
        try:
            book = _book(options["jurisdiction"])
            must_hold(book, on)
            found = elements(book, on)
        except LookupError as missing:
            raise CommandError(str(missing)) from None
        if options["json"]:
            known = parts(book, on)
            plain = [_plain(element, known) for element in found]
            self.stdout.write(json.dumps(plain, ensure_ascii=False, indent=1))
            return
        for element in found:
            self.stdout.write(f"{element.number:>4}  {element.use}  {element.zh}  {element.en}")


def _plain(element: Element, known: Mapping[str, Part]) -> dict[str, Any]:
    """An element with all its parts, each with its condition in words, even where the checks compute it."""
    made = dataclasses.asdict(element)
    for part, told in zip(element.parts, made["parts"], strict=True):
        told |= {f"condition_{name}": condition_of(part, known, name) for name in ("en", "zh")}
    return made


def _book(jurisdiction: str) -> Rulebook:
    """The newest edition; the shipped files where nothing is published. Raises LookupError."""
    try:
        return queries.book(jurisdiction)
    except (LookupError, DatabaseError):
        rows, problems = load(SHIPPED / jurisdiction)
        if problems:
            raise LookupError("\n".join(map(str, problems))) from None
        return Rulebook(jurisdiction, 1, rows)
