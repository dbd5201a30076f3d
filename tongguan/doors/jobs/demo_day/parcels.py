"""The declarations of the day, each with what it states and the bytes in which it comes."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice

from tongguan.doors.codecs import wco_write
from tongguan.doors.jobs.demo_day import wrong
from tongguan.doors.jobs.demo_day.reckon import state_taxes
from tongguan.doors.jobs.demo_day.tables import DAY, Day, Record, day
from tongguan.doors.jobs.demo_day.trade import Tree, statement
from tongguan.law.elements import read
from tongguan.law.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Parcel:
    """One declaration of the day, ready to be lodged: `row` as the file has it, what it states, when."""

    row: Record
    tree: Tree
    reference: str
    bill: str

    @property
    def story(self) -> str:
        return self.row["story"]

    @property
    def containers(self) -> tuple[str, ...]:
        return tuple(box["number"] for box in self.tree.get("containers", ()))


def parcels(
    day: Day, seed: int, count: int | None = None, rows: Sequence[Record] | None = None
) -> Iterator[Parcel]:
    """The day's declarations (or only `rows` of them) in the order of their lodging; where `count` asks for
    more, they come round again under references of their own."""
    rows = day.declarations if rows is None else rows
    wanted = len(rows) if count is None else count
    for number, row in enumerate(islice(cycle(rows), wanted)):
        again = number // len(rows)
        yield parcel(row, day, seed, f"-{again + 1}" if again else "")


def parcel(row: Record, day: Day, seed: int, suffix: str = "") -> Parcel:
    reference, bill = row["reference"] + suffix, row["bill"] + suffix
    chance = random.Random(f"{seed} {bill}")
    tree = statement(row, day, reference=reference, bill=bill, chance=chance)
    return Parcel(row, tree, reference, bill)


def prepared(
    book: Rulebook, seed: int, count: int | None = None, rows: Sequence[Record] | None = None
) -> list[Parcel]:
    """The day's declarations with what their traders work out themselves, and the mistakes they make."""
    made = list(parcels(day(), seed, count, rows))
    for one in made:
        state_taxes(one.tree, book, DAY)
        wrong.spoil(one.story, one.tree)
    return made


def as_json(tree: Tree) -> bytes:
    """A statement as the bytes of a JSON message."""
    return json.dumps(tree, ensure_ascii=False, indent=1).encode()


def message(one: Parcel, book: Rulebook) -> bytes:
    """The bytes in which a declaration comes: JSON, or WCO XML where the row says so."""
    if one.row["format"] == "wco":
        declaration, findings = read(one.tree, book, DAY)
        assert declaration is not None and not findings, "what goes out as XML can be read"
        return wco_write.write(declaration, book=book, on=DAY)
    return wrong.cut(one.story, as_json(one.tree))
