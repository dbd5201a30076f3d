"""WCO messages read into declarations, beside lxml that parses them and validates them by the schema. The
messages are other people's and lie outside the project: TONGGUAN_DATA names their folder."""

import os
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

from lxml import etree

from tongguan.desk.rulebooks.files import SHIPPED, load
from tongguan.doors.codecs import wco
from tongguan.doors.jobs.bench.figures import Effort, Figure, in_turns, skipped
from tongguan.law.rulebook import Rulebook

MICRO = 1e6
DATA = Path(os.environ.get("TONGGUAN_DATA") or SHIPPED.parent.parent / "shared" / "data")
SCHEMA = "hmrc/schemas/customs/wrapper_submit.xsd"
SCENARIOS = "hmrc/scenarios"
NAME, WHERE = "WCO XML validated and typed", "no database"
ON = date(2026, 3, 2)


def figures(effort: Effort) -> Iterator[Figure]:
    """Microseconds for each message that is well formed and valid."""
    schemas = DATA / SCHEMA
    if not schemas.exists():
        yield skipped(NAME, WHERE, "no shared messages here (TONGGUAN_DATA)")
        return
    rows, _ = load(SHIPPED / "gb")
    book = Rulebook("gb", 1, rows)
    raws = [path.read_bytes() for path in sorted((DATA / SCENARIOS).rglob("*.xml"))]
    valid = [raw for raw in raws if _reads(raw, book, schemas)]
    schema = etree.XMLSchema(etree.parse(str(schemas)))

    def validated(raw: bytes) -> None:
        schema.validate(_document(etree.fromstring(raw)))

    typed = partial(wco.read, book=book, on=ON, schemas=schemas)
    ours, floor = 0.0, 0.0
    for raw in valid:
        taken = in_turns(effort.laws // 15 + 1, partial(typed, raw), partial(validated, raw))
        ours, floor = ours + taken[0], floor + taken[1]
    yield Figure(
        name=NAME,
        where=WHERE,
        measured=ours / len(valid) * MICRO,
        floor=floor / len(valid) * MICRO,
        unit="us",
        bound="at least",
        target=0.35,
        note=f"{len(valid)} messages of {sum(map(len, valid)) // len(valid):,} bytes; "
        "floor: lxml parses and validates",
    )


def _document(root: etree._Element) -> etree._Element:
    """What the schema describes: the message, or what its envelope wraps."""
    if root.tag.endswith("}MetaData"):
        return root
    return next(root.iter("{*}MetaData"))


def _reads(raw: bytes, book: Rulebook, schemas: Path) -> bool:
    message = wco.read(raw, book=book, on=ON, schemas=schemas)
    return message.declaration is not None and not message.findings
