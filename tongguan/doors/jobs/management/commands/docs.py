"""`tongguan docs`: write the generated pages of docs/ again, or find that they are stale."""

from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tongguan.desk.rulebooks.files import SHIPPED, load
from tongguan.doors.codecs import element_page, json_requests, json_schema
from tongguan.doors.jobs import rulebook_page
from tongguan.doors.look import access_page
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.drawing import drawing
from tongguan.law.rulebook import Rulebook
from tongguan.law.stating.leaves import LAST_DAY

DOCS = SHIPPED.parent / "docs"


def _shipped() -> Rulebook:
    return Rulebook("cn", 1, load(SHIPPED / "cn")[0])


PAGES: Mapping[str, Callable[[], str]] = {
    "access.md": access_page.page,
    "rulebook.md": lambda: rulebook_page.page(SHIPPED),
    "elements.md": lambda: element_page.page(_shipped(), LAST_DAY),
    "requests.schema.json": json_requests.schema_text,
    "declaration.schema.json": lambda: json_schema.schema_text(_shipped(), LAST_DAY),
    **{f"flows/{kind}.md": partial(drawing, flow) for kind, flow in FLOWS.items()},
}
"""The generated pages, by their file below docs/."""


class Command(BaseCommand):
    help = "Write the generated pages of docs/ from the rules and the flows."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail if a page is stale")

    def handle(self, *args: Any, **options: Any) -> None:
        stale = [name for name, page in PAGES.items() if _standing(DOCS / name) != page()]
        if options["check"]:
            if stale:
                raise CommandError(f"these pages are stale, `tongguan docs` writes them: {', '.join(stale)}")
            return
        for name in stale:
            (DOCS / name).parent.mkdir(parents=True, exist_ok=True)
            (DOCS / name).write_text(PAGES[name](), encoding="utf-8")
            self.stdout.write(f"Wrote docs/{name}.")


def _standing(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
