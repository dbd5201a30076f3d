"""The shapes of answers about a declaration: its receipt, where it stands, what happened to it."""

from typing import Literal

from pydantic import Field

from tongguan.doors.api.shapes.charges import Assessed
from tongguan.doors.api.shapes.common import Declared, Finding, Instant, IsoDay, Kind, Problem, Told, Warned


class Wait(Told):
    """What keeps a gate shut: where a track stands, and whose time that is."""

    track: str
    track_name: str
    part: str
    state: str
    state_name: str
    whose: str
    whose_name: str


class Gate(Told):
    """A gate that is shut, and all that it still waits for, as far as a trader may know."""

    name: str
    waits_for: list[Wait]


class Receipt(Assessed):
    """A declaration was accepted. The same for whoever lodges the same again."""

    reference: str = Field(examples=["090820201090000001"])
    local: str
    accepted: Literal[True]
    accepted_at: Instant
    findings: list[Warned]
    missing: dict[str, Gate]
    status: str | None = None
    unified_number: str | None = None
    pre_entry_number: str | None = None
    entry_number: str | None = None
    declared_on: IsoDay | None = None
    container_count: str | None = None


class One(Told):
    """What came of one of many: a receipt (200, 201) or a problem (403, 409, 422)."""

    place: int = Field(description="its place in the list, from 1")
    status: Literal[200, 201, 403, 409, 422]
    receipt: Receipt | None = None
    problem: Problem | None = None


class Many(Told):
    """What came of each, in the order in which they were sent."""

    results: list[One]


class Assessment(Told):
    """What a declaration would owe. `acceptable`: nothing that was found would refuse it. Nothing is
    recorded, and nothing is said of inspections."""

    acceptable: bool
    findings: list[Finding]
    assessment: Assessed | None = None


class Opened(Told):
    """A gate that stands open."""

    gate: str
    name: str


class Part(Told):
    """A container, or the whole (""): how it ended, and its gates."""

    part: str
    ended: str | None = None
    ended_name: str | None = None
    open: list[Opened]
    missing: dict[str, Gate]


class Offered(Told):
    """A step that may be taken now."""

    step: str
    name: str
    track: str
    track_name: str
    part: str
    number: int | None = None


class Listed(Told):
    """A declaration in a list."""

    reference: str
    kind: Kind
    office: str
    trader: str
    declarant: str
    accepted_at: Instant
    finished: bool


class Page(Told):
    """A page of declarations, the newest first. `next` is the cursor of the following page, null on the
    last."""

    declarations: list[Listed]
    next: str | None


class Declaration(Listed):
    """A declaration as its trader may know it."""

    local: str
    version: int
    updated_at: Instant
    parts: list[Part]
    offered: list[Offered]
    stated: Declared


class Line(Told):
    """Something that happened. Lines of a declaration are numbered from 1 and never change."""

    line: int
    name: str
    said: str
    at: Instant
    occurred_at: Instant
    by: str
    track: str | None = None
    track_name: str | None = None
    part: str
    number: int | None = None
    state: str | None = None
    state_name: str | None = None
    whose: str | None = None
    whose_name: str | None = None
    due: Instant | None = None
    gate: str | None = None
    gate_name: str | None = None
    ends: str | None = None
    ends_name: str | None = None
    text: str | None = None


class Timeline(Told):
    """Everything that its trader may know of, in order."""

    reference: str
    lines: list[Line]


class Happened(Line):
    """An event of one of the enterprise's declarations."""

    event: int
    reference: str


class Events(Told):
    """What happened after a cursor. `next` is where to go on, now or later; `more`: there is more already."""

    events: list[Happened]
    next: str
    more: bool
