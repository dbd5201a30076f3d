"""`tongguan apikey --enterprise X --person Y`: a key for programs, printed once and kept nowhere."""

from argparse import ArgumentParser
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.people import keys
from tongguan.desk.people.models import Enterprise, Person
from tongguan.doors import clock
from tongguan.law.findings import Refused
from tongguan.law.kernel.case import SYSTEM
from tongguan.law.words import say


class Command(BaseCommand):
    help = "Make a key with which a program acts for an enterprise, as a person, in the JSON door."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--enterprise", required=True, help="its identifier")
        parser.add_argument(
            "--person",
            required=True,
            help="the username of a trader or broker of it; of its manager, with --scopes",
        )
        parser.add_argument(
            "--scopes",
            nargs="+",
            choices=sorted(keys.SCOPES),
            default=sorted(keys.SCOPES),
            help="all if not said",
        )
        parser.add_argument("--name", default="made at the command line", help="what the key is for")
        parser.add_argument("--until", type=date.fromisoformat, help="its last day, 2026-12-31")

    def handle(self, *args: Any, **options: Any) -> None:
        person = Person.objects.filter(username=options["person"], is_active=True).first()
        place = Enterprise.objects.filter(identifier=options["enterprise"]).first()
        if person is None or place is None:
            wrong = options["person"] if person is None else options["enterprise"]
            raise CommandError(f"{wrong}: nobody is registered under this")
        at = clock.now()
        try:
            token = keys.make_key(
                person=person,
                place=place,
                name=options["name"],
                scopes=options["scopes"],
                until=options["until"],
                actor=SYSTEM,
                at=at,
                today=clock.day(at),
            )
        except Refused as refused:
            raise CommandError("\n".join(say(f.code, f.arguments, "en") for f in refused.findings)) from None
        self.stdout.write(token)
