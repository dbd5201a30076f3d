"""From nothing to a played day: rules published, people registered, the day lodged and worked on."""

import hmac
import random
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from tongguan.desk.declarations.actions import CRITERIA, books_of
from tongguan.desk.declarations.judgement import Books
from tongguan.desk.declarations.receipts import Receipt
from tongguan.desk.rulebooks.actions import publish
from tongguan.doors.jobs.demo_day import plays, quay, stories
from tongguan.doors.jobs.demo_day.cast import AHEAD, Cast, furnish, issue_documents
from tongguan.doors.jobs.demo_day.parcels import Parcel, message, prepared
from tongguan.doors.jobs.demo_day.port import File, Port
from tongguan.doors.jobs.demo_day.tables import BEGIN, Record, day, local
from tongguan.doors.jobs.intake import Answer, Intake
from tongguan.law.findings import Finding, Refused

EDITORS = ("rules.zhou", "rules.han")
"""Who writes the demonstration's rules, and who approves them."""

Tick = Callable[[], None]


@dataclass(slots=True)
class Played:
    """What came of the day: `refused` by the row's reference, with every finding; `overtaken` are actions
    that were no longer offered when their time came."""

    lodged: int = 0
    accepted: int = 0
    refused: dict[str, Sequence[Finding]] = field(default_factory=dict)
    overtaken: list[str] = field(default_factory=list)


def publish_rules(rules: Path, seed: int) -> Books:
    """Publishes the shipped book and, apart from it, the demonstration criteria with a salt of the seed."""
    by, approved_by = EDITORS
    at = BEGIN - 2 * AHEAD
    publish(folder=rules / "cn", jurisdiction="cn", by=by, approved_by=approved_by, at=at)
    with tempfile.TemporaryDirectory() as private:
        shutil.copytree(rules / "demo-criteria", private, dirs_exist_ok=True)
        salt = hmac.digest(b"demonstration", str(seed).encode(), "sha256").hex()
        row = f"selection,2018-01-01,{salt},Made up for the demonstration,no\n"
        Path(private, "salt.csv").write_text("key,valid_from,hex,source,verified\n" + row, encoding="utf-8")
        secret = CRITERIA.format("cn")
        publish(folder=Path(private), jurisdiction=secret, by=by, approved_by=approved_by, at=at)
    return books_of("cn")


def play(
    books: Books,
    *,
    seed: int,
    count: int | None = None,
    rows: Sequence[Record] | None = None,
    tick: Tick = lambda: None,
) -> Played:
    """Registers the cast and plays the day, or only `rows` of it; `tick` is called for each declaration
    lodged."""
    port, played = prepare(books, seed=seed, count=count, rows=rows, tick=tick)
    port.run()
    played.overtaken = port.failures
    return played


def prepare(
    books: Books,
    *,
    seed: int,
    count: int | None = None,
    rows: Sequence[Record] | None = None,
    tick: Tick = lambda: None,
) -> tuple[Port, Played]:
    """The port before its day begins, with all that is to happen in it."""
    cast, made = furnish(day()), prepared(books.law, seed, count, rows)
    issue_documents(made, cast)
    port, played = Port(day(), cast, books, seed, plays.PLAYS), Played()
    quay.plan(port, made)
    for parcel in made:
        port.at(local(parcel.row["lodged"]), lodging(port, cast, parcel, played, tick))
    return port, played


def lodging(
    port: Port, cast: Cast, parcel: Parcel, played: Played, tick: Tick = lambda: None
) -> Callable[[datetime], None]:
    """What lodges a parcel when its time comes."""

    def lodge(now: datetime) -> None:
        person = cast.lodger(parcel.row)
        intake = Intake(person=person.person, books=port.books, at=now)
        (answer,) = intake.take([message(parcel, port.books.law)])
        _note(port, parcel, answer, played, now)
        tick()

    return lodge


def _note(port: Port, parcel: Parcel, answer: Answer, played: Played, now: datetime) -> None:
    played.lodged += 1
    if isinstance(answer.result, Refused):
        again = " (again)" if parcel.story == "wrong reused" else ""
        played.refused[parcel.reference + again] = answer.result.findings
        return
    assert isinstance(answer.result, Receipt), "the day lodges new declarations only"
    played.accepted += 1
    chance = random.Random(f"{port.seed} {parcel.bill} play")
    file = File(answer.result.dossier, parcel, port.cast.lodger(parcel.row), chance)
    port.take_in(file, now)
    stories.tell(port, file, now)
