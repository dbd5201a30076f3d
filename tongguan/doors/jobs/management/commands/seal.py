"""`tongguan seal DAY`: one digest over all that was recorded up to the end of a day, to be kept elsewhere."""

import json
from argparse import ArgumentParser
from datetime import UTC, datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.dossiers import proof
from tongguan.doors.jobs.arguments import day, path
from tongguan.doors.jobs.files import put, shown

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Print the seal of a day (UTC, by default yesterday): a digest over the heads of all dossiers as "
        "they stood at its end. Keep it where nobody who could change the database can change it."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("day", type=day, nargs="?")
        either = parser.add_mutually_exclusive_group()
        either.add_argument("--keep", type=path, metavar="FILE", help="write the seal and all heads here")
        either.add_argument(
            "--against", type=path, metavar="FILE", help="compare with a seal that was kept, and name breaks"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if options["against"]:
            if options["day"]:
                raise CommandError(
                    f"the day is that of {shown(options['against'])}; leave {options['day']} out"
                )
            return self._compare(options["against"])
        today = datetime.now(UTC).date()
        on = options["day"] or today - timedelta(days=1)
        if on >= today:
            raise CommandError(f"{on} has not ended yet (UTC); only a day that is over can be sealed")
        seal = proof.seal(datetime.combine(on + timedelta(days=1), time(), UTC))
        if options["keep"]:
            kept = {"until": seal.until.isoformat(), "digest": seal.digest, "heads": dict(seal.heads)}
            put(options["keep"], json.dumps(kept).encode())
        self.stdout.write(str(seal))
        return None

    def _compare(self, file: Path) -> None:
        try:
            kept = json.loads(file.read_text(encoding="ascii"))
            until, heads = datetime.fromisoformat(kept["until"]), kept["heads"]
            before = {int(one): head for one, head in heads.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
            raise CommandError(f"{shown(file)} is no seal that was kept: {wrong}") from None
        seal = proof.seal(until)
        if seal.digest == kept["digest"]:
            self.stdout.write(f"Nothing has changed: {seal}")
            return
        broken = proof.broken(before, seal.heads)
        if not broken:
            raise CommandError(f"{file} has been changed: its digest is not that of its heads")
        named = "\n".join(f"  {one}: {_what(one, before, seal.heads)}" for one in broken[:SHOWN])
        raise CommandError(f"{len(broken)} dossiers are not what they were at {until}:\n{named}")


def _what(one: int, before: dict[int, str], now: Any) -> str:
    if one not in now:
        return "it is gone"
    if one not in before:
        return "it was not there"
    return "its events were cut or changed"
