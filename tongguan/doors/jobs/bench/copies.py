"""Copies of a dossier that was really lodged and worked on: every row of it in every table, under another
number, for another enterprise, on another day, with other bills and containers, and with digests of its own.

A dossier becomes text once, with a place for each thing that a copy changes; a copy fills these in. Whatever
names one of them names it in all tables alike, inside messages too.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date
from functools import cache
from typing import Any

from django.db.models import Q

from tongguan.desk.cargo.models import Applied, Expectation, Fact
from tongguan.desk.cargo.names import CALL
from tongguan.desk.declarations.judgement import digest
from tongguan.desk.declarations.models import Charge, Claim, Content, Hit, Judgement, Line
from tongguan.desk.declarations.storing import seal
from tongguan.desk.dossiers import chain
from tongguan.desk.dossiers.models import Dossier, Event, Holding, Link, Outbox, Track
from tongguan.desk.dossiers.proof import parts_at_first
from tongguan.desk.dossiers.shelf import initial_parts
from tongguan.desk.inspections import models as inspections
from tongguan.desk.monitor.models import Clearance, Held, Later, Stay
from tongguan.desk.notices.models import Notice
from tongguan.desk.revenue.models import Bar, Paper, Posting
from tongguan.doors.jobs.bench.tokens import ESCAPED, Model, Place, Tokens, Values

TABLES: Sequence[tuple[Model, str]] = (
    (Dossier, "id"),
    *(
        (one, "dossier_id")
        for one in (
            *(Track, Event, Holding, Link, Outbox, Content, Judgement, Line, Charge, Hit, Posting, Bar),
            *(inspections.Order, inspections.Look, inspections.Booking, inspections.Visit),
            *(
                inspections.Sample,
                inspections.Report,
                inspections.Result,
                inspections.Seal,
                inspections.Photo,
            ),
            *(inspections.Shown,),
            *(Expectation, Applied, Clearance, Later, Held, Stay),
        )
    ),
    *((one, "dossier") for one in (Claim, Paper, Notice)),
)
"""What a dossier's rows are, and the column of each table that names the dossier. What was reported of its
bill and containers (`Fact`) goes with them."""
APART = 1_000_000
"""Numbers that a database gave are so far apart in two copies."""
WRITTEN: tuple[Model, ...] = (*(model for model, _ in TABLES), Fact)
SEALED = ("version", "edition", "criteria", "on", "law", "facts", "result")
"""What the digest of a judgement is over."""
BAYS = 6  # of a site, at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What a copy is called and when: its id, its entry number, `number` among the copies, `world` of
    enterprises, `days` later than its template."""

    id: int
    reference: str
    number: int
    world: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A dossier as text. `blocks` are the rows of each table as COPY takes them; `bodies` are long texts by
    the name of their place, `seals` what vouches for which of them, `lines` the chain of events."""

    office: str
    opened_on: date
    reference: str
    blocks: Mapping[Model, str]
    bodies: Mapping[str, tuple[str, bool]]
    seals: Sequence[tuple[str, str]]
    cover: str
    lines: Sequence[str]
    tokens: Tokens


def columns(model: Model) -> tuple[str, ...]:
    """All columns of a table, by their names in the database."""
    return tuple(str(field.column) for field in model._meta.concrete_fields)


def firm_of(identifier: str, world: int) -> str:
    """What an enterprise is called in another world; in the first one it is itself."""
    return f"{identifier[:-4]}{world:04}" if world else identifier


def template(dossier_id: int) -> Template:
    """A dossier as it stands."""
    rows = _rows(dossier_id)
    (cover,) = rows[Dossier]
    tokens = Tokens(cover, rows)
    bodies, seals = _bodies(rows, tokens)
    lines = [tokens.event(row) for row in rows[Event]]
    added = [Event(name=row["name"], part=row["part"]) for row in rows[Event]]
    first = {name: cover[name] for name in chain.Cover._fields if name != "parts"}
    parts = initial_parts(parts_at_first(cover["parts"], added))  # type: ignore[arg-type]  # as the law's
    for place, row in enumerate(rows[Event]):
        row["digest"] = Place(f"event{place}")
    start = tokens.marked(chain.line(chain.Cover(**first, parts=parts)))
    cover["head"] = Place(f"event{len(lines) - 1}")
    return Template(
        office=cover["office"],
        opened_on=cover["opened_at"].astimezone(UTC).date(),
        reference=cover["reference"],
        blocks={model: tokens.block(model, found) for model, found in rows.items() if found},
        bodies=bodies,
        seals=seals,
        cover=start,
        lines=lines,
        tokens=tokens,
    )


def _bodies(
    rows: Mapping[Model, list[Values]], tokens: Tokens
) -> tuple[dict[str, tuple[str, bool]], list[tuple[str, str]]]:
    """The long texts with their places, and what vouches for which of them. The rows then name them."""
    bodies: dict[str, tuple[str, bool]] = {}
    seals: list[tuple[str, str]] = []
    for place, row in enumerate(rows[Content]):
        for column, text in (("raw", bytes(row["raw"]).decode()), ("content", row["content"])):
            name = tokens.sealed(f"{column}{place}", digest(text))
            bodies[name] = (tokens.marked(text), column == "raw")
            seals.append((name, f"%({name})s"))
            row[column] = Place(name)
    for place, row in enumerate(rows[Judgement]):
        name = tokens.sealed(f"judgement{place}", seal(*(row[one] for one in SEALED)))
        for column in ("facts", "result"):
            bodies[f"{column}{place}"] = (tokens.marked(row[column]), False)
            row[column] = Place(f"{column}{place}")
        seals.append((name, "\n".join(_plain(row[one], tokens) for one in SEALED)))
    return bodies, seals


def filled(one: Template, names: Names) -> dict[Model, str]:
    """The rows of a copy as COPY takes them, by their tables."""
    at: Values = {"id": names.id, "reference": names.reference}
    for name, text in one.tokens.own.items():
        at[name] = renamed(name, text, names.number)
    for name, text in one.tokens.firms.items():
        at[name] = firm_of(text, names.world)
    for name, ordinal in one.tokens.days.items():
        at[name] = day_text(ordinal + names.days)
    for name, number in one.tokens.numbered.items():
        at[name] = number + (names.number + 1) * APART
    for name, bay in one.tokens.bays.items():
        at[name] = bay + BAYS * (names.number % (30_000 // BAYS))
    bare: Values = {}
    for name, (text, binary) in one.bodies.items():
        bare[name] = made = text % at
        at[f"{name}_body"] = "\\\\x" + made.encode().hex() if binary else made.translate(ESCAPED)
    for name, text in one.seals:
        at[name] = digest(text % ({**at, **bare} if name.startswith("judgement") else bare))
    before = chain.digest("", one.cover % at)
    for place, line in enumerate(one.lines):
        before = at[f"event{place}_body"] = chain.digest(before, line % at)
    return {model: text % at for model, text in one.blocks.items()}


def renamed(name: str, text: str, number: int) -> str:
    """Another bill, container or reference of the same look. A call is shared by some declarations."""
    what, place = name.rstrip("0123456789"), int(name.lstrip("abcdefghijklmnopqrstuvwxyz"))
    match what:
        case "part":
            return f"{text[:4]}{(number * 13 + place) % 10**7:07}"
        case "bill":
            return f"{text[:4]}{number:07}{place}"
        case "call":
            return f"{text[:80]}-{number // 100}"
        case "token":
            return f"{number:08x}{text[8:]}"
    return f"{text[:50]}-{number:07}"


@cache
def day_text(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _plain(value: Any, tokens: Tokens) -> str:
    return f"%({value.name})s" if isinstance(value, Place) else tokens.marked(str(value))


def _rows(dossier_id: int) -> dict[Model, list[Values]]:
    found: dict[Model, list[Values]] = {
        model: list(model._default_manager.filter(**{key: dossier_id}).values()) for model, key in TABLES
    }
    found[Event].sort(key=lambda row: int(row["seq"]))
    things = Q(pk__in=())
    for one in found[Expectation]:
        if one["about"] != CALL:
            things |= Q(about=one["about"], key=one["key"])
    found[Fact] = [dict(one) for one in Fact.objects.filter(things).values()]
    return found
