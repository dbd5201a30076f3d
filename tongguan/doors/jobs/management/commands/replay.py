"""`tongguan replay`: prove that nothing stored was changed by hand, and that the law still says the same."""

import sys
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from rich.console import Console
from rich.progress import track

from tongguan.desk.declarations import proof
from tongguan.desk.declarations.actions import books_of
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.documents import proof as papers
from tongguan.desk.dossiers import proof as dossiers
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.inspections import proof as photos
from tongguan.desk.revenue import chained
from tongguan.desk.revenue import proof as money
from tongguan.desk.rulebooks.models import Edition, Rule
from tongguan.desk.rulebooks.queries import verify
from tongguan.law.assess import LAW


class Command(BaseCommand):
    help = "Fold every dossier, judge every declaration again; verify money, papers, photos, published rules."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("references", nargs="*", metavar="REFERENCE", help="only these dossiers")

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = _wanted(set(options["references"]))
        breaks = [
            line
            for jurisdiction in sorted({name for table in (Edition, Rule) for name in _named(table)})
            for line in verify(jurisdiction)
        ]
        covers = dict(Dossier.objects.values_list("pk", "jurisdiction"))
        disagree = differ = older = count = 0
        unjudged: Counter[str] = Counter()
        console = Console(stderr=True)
        found = list(dossiers.replay_all(wanted))
        for dossier, wrong in track(
            found, "Replaying", console=console, disable=not console.is_terminal, transient=True
        ):
            count += 1
            wrong += (*money.replay(dossier), *papers.replay(dossier), *photos.replay(dossier))
            try:
                broken, differences = proof.replay(dossier, _books(covers.get(dossier, "cn")))
            except Exception as failure:  # by rules that a hand has changed, judging fails in any way
                if not (breaks or wrong or isinstance(failure, LookupError)):
                    raise
                unjudged[f"{type(failure).__name__}: {failure}"] += 1
                broken, differences = [], []
            for line in (*wrong, *broken):
                self.stdout.write(f"disagrees: {line}")
            disagree += bool(wrong or broken)
            for one in differences:
                self.stdout.write(f"{'differs' if one.law == LAW else 'under an older law'}: {one}")
                differ, older = differ + (one.law == LAW), older + (one.law != LAW)
        unsound = [] if wanted is not None else list(chained.replay())
        for line in unsound:
            self.stdout.write(f"disagrees: {line}")
        for why, times in unjudged.items():
            self.stdout.write(f"not judged again: {times} dossiers, for their rules cannot be read ({why})")
        for sentence in breaks:
            self.stdout.write(f"broken: {sentence}")
        self.stdout.write(
            f"{count} dossiers replayed: {disagree} disagree, {differ} assessments differ, "
            f"{len(breaks)} breaks in the published rules."
            + (f" {older} judgements of an older law come out otherwise today." if older else "")
            + (f" {len(unsound)} guarantees or their movements disagree." if unsound else "")
        )
        if disagree or differ or breaks or unjudged or unsound:
            sys.exit(1)


def _wanted(references: set[str]) -> list[int] | None:
    """The dossiers that are named; None: all of them. Raises CommandError."""
    known = dict(Dossier.objects.filter(reference__in=references).values_list("reference", "pk"))
    if unknown := sorted(references - known.keys()):
        raise CommandError(f"there is no dossier {', '.join(unknown)}")
    return sorted(known.values()) if references else None


def _named(table: type[Edition] | type[Rule]) -> Iterable[str]:
    """The names of books in a table. What a hand has made no text of is missing where it was, and told so."""
    found: Iterable[object] = table.objects.values_list("jurisdiction", flat=True).distinct()
    return [name for name in found if isinstance(name, str)]


@lru_cache(maxsize=64)
def _books(jurisdiction: str) -> proof.Find:
    @lru_cache(maxsize=64)
    def read(edition: int, criteria: int) -> Books | Exception:
        try:
            return books_of(jurisdiction, edition, criteria)
        except Exception as failure:  # kept, or every dossier would read the whole book in vain
            return failure

    def find(edition: int, criteria: int) -> Books:
        if isinstance(found := read(edition, criteria), Exception):
            raise found
        return found

    return find
