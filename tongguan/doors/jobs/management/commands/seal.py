"""`tongguan seal DAY`: digests over all that was recorded up to the end of a day, to be kept elsewhere: one
over the dossiers, one over the guarantees."""

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.dossiers import proof
from tongguan.desk.revenue import chained
from tongguan.doors.jobs.arguments import day, path
from tongguan.doors.jobs.files import put, shown

SHOWN = 50


class Command(BaseCommand):
    help = (
        "Print the seal of a day (UTC, by default yesterday): a digest over the heads of all dossiers and "
        "one over those of all guarantees, as they stood at its end. Keep it where nobody who could change "
        "the database can change it."
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
        held = chained.heads(seal.until)
        if options["keep"]:
            kept = {"until": seal.until.isoformat(), "digest": seal.digest, "heads": dict(seal.heads)}
            put(options["keep"], json.dumps({**kept, "guarantees": dict(held)}).encode())
        self.stdout.write(_said(seal, held))
        return None

    def _compare(self, file: Path) -> None:
        try:
            kept = json.loads(file.read_text(encoding="ascii"))
            until, digest = datetime.fromisoformat(kept["until"]), kept["digest"]
            before, money = (_heads(kept.get(name)) for name in ("heads", "guarantees"))
            if before is None:
                raise ValueError("it has no heads")
        except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError) as wrong:
            raise CommandError(f"{shown(file)} is no seal that was kept: {wrong}") from None
        seal, held = proof.seal(until), chained.heads(until)
        now = held if money is not None else {}  # a seal of an older program tells of dossiers alone
        lost = proof.broken(money or {}, now)
        if seal.digest == digest and not lost:
            self.stdout.write(f"Nothing has changed: {_said(seal, now)}")
            return
        broken = proof.broken(before, seal.heads)
        if not broken and not lost:
            raise CommandError(f"{file} has been changed: its digest is not that of its heads")
        raise CommandError(
            "\n".join(
                (
                    *_named("dossiers", "its events", broken, before, seal.heads, until),
                    *_named("guarantees", "its terms or its movements", lost, money or {}, now, until),
                )
            )
        )


Heads = Mapping[int, str]


def _heads(kept: Any) -> Heads | None:
    """The heads of a file that was kept; None where it has none of them. Raises ValueError."""
    return None if kept is None else {int(one): str(head) for one, head in kept.items()}


def _said(seal: proof.Seal, held: Heads) -> str:
    """The seal, and where there are guarantees that over them."""
    text = "".join(f"{one} {head}\n" for one, head in sorted(held.items()))
    over = f"{len(held)} guarantees {sha256(text.encode()).hexdigest()}"
    return f"{seal}\n{seal.until.isoformat()} {over}" if held else str(seal)


def _named(
    what: str, of: str, broken: Sequence[int], before: Heads, now: Heads, until: datetime
) -> Iterator[str]:
    if broken:
        yield f"{len(broken)} {what} are not what they were at {until}:"
    for one in broken[:SHOWN]:
        why = f"{of} were cut or changed" if one in before else "it was not there"
        yield f"  {one}: {why if one in now else 'it is gone'}"
