"""All that is kept of one declaration, as an officer has it before him. Reads only, in few queries."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from typing import Any

from tongguan.desk.declarations.judgement import facts_of, told_of
from tongguan.desk.declarations.models import Content, Hit, Judgement
from tongguan.desk.dossiers.act import not_theirs
from tongguan.desk.dossiers.chain import Cover
from tongguan.desk.dossiers.models import Dossier
from tongguan.desk.dossiers.shelf import COVER, Stored, events_of, take_down
from tongguan.desk.inspections.models import Look, Result
from tongguan.desk.monitor.board import PartTime, part_times
from tongguan.desk.monitor.deriving import Source
from tongguan.desk.rulebooks.queries import book
from tongguan.law.calendar import local_day
from tongguan.law.disclosure import CUSTOMS, Disclosed, as_officer
from tongguan.law.facts import Facts
from tongguan.law.flow import Flow, Step
from tongguan.law.flows import FLOWS
from tongguan.law.kernel.case import PART_ADDED, Actor, Event, TrackKey
from tongguan.law.measures import measure_of
from tongguan.law.rulebook import Rulebook
from tongguan.law.targeting.criteria import Criterion


@dataclass(frozen=True, slots=True)
class Struck:
    """A criterion that selected the declaration; `name` in English and Chinese, its own code where the book
    of criteria is not here any more."""

    criterion: str
    name: tuple[str, str]
    weight: int
    drawn: bool


@dataclass(frozen=True, kw_only=True)
class File:
    """A dossier and its declaration as somebody of `capacity` may see it. `stored` and `events` are whole,
    to work with; what is shown is `shown`. `number` is that of the judgement in force, 0 where the dossier
    holds no declaration."""

    stored: Stored
    events: tuple[Event, ...]
    capacity: str
    book: Rulebook
    number: int
    version: int
    accepted_on: date | None
    result: str
    facts_text: str
    contents: Mapping[int, str]
    hits: Sequence[Struck]
    looks: Sequence[Look]
    results: Sequence[Result]

    @property
    def flow(self) -> Flow:
        return FLOWS[self.stored.cover.kind]

    @cached_property
    def began(self) -> tuple[str, ...]:
        """The parts that the dossier began with."""
        added = {event.part for event in self.events if event.name == PART_ADDED}
        return tuple(part for part in self.stored.case.parts if part not in added)

    @cached_property
    def shown(self) -> Disclosed:
        return as_officer(self.events, self.flow, self.capacity, self.began)

    @cached_property
    def told(self) -> Mapping[str, Any]:
        """What the judgement in force said; empty where there is none."""
        return told_of(self.result) if self.result else {}

    @cached_property
    def facts(self) -> Facts | None:
        return facts_of(self.facts_text) if self.facts_text else None

    def stated(self, version: int) -> Mapping[str, Any]:
        """The tree that a version states; empty where there is no such version."""
        return json.loads(self.contents[version]) if version in self.contents else {}

    @property
    def asked(self) -> int:
        """The version that asks to take the place of the one in force; 0 where none does."""
        tracks = self.stored.case.tracks
        asking = ("requested", "confirmed")
        asked = any(key.track == "amendment" and at.state in asking for key, at in tracks.items())
        newest = max(self.contents, default=0)
        return newest if asked and newest > self.version else 0

    def offered(self, actor: Actor) -> Sequence[tuple[Step, TrackKey]]:
        """The steps that the actor may take now, and where: what `dossiers.queries.offered` says."""
        if not_theirs(self.stored.cover, self.stored.case, actor):
            return ()
        return tuple(self.flow.offered(self.stored.case, actor, past=self.events))

    def parts(self, now: datetime) -> list[PartTime]:
        """The time of each part and what keeps its gates shut."""
        return part_times(self._source(), self.stored.case, self.shown, now, self.capacity)

    def _source(self) -> Source:
        cover, mode = self.stored.cover, self.stated(self.version).get("transport_mode", "")
        on = local_day(cover.opened_at, self.book)
        return Source(
            id=cover.id,
            kind=cover.kind,
            office=cover.office,
            reference=cover.reference,
            parts=self.began,
            measure=measure_of(self.book, cover.kind, mode, on),
            events=self.events,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """What a dossier declares in the version in force, under which book, and on which day it was judged."""

    cover: Cover
    book: Rulebook
    accepted_on: date | None
    stated: Mapping[str, Any]


def declared(dossier_id: int) -> Declared:
    """The same of a dossier as `read` tells, and nothing else. Raises Dossier.DoesNotExist."""
    judged = Judgement.objects.filter(dossier_id=dossier_id).order_by("-number")
    version, on = judged.values_list("version", "on").first() or (0, None)
    content = Content.objects.filter(dossier_id=dossier_id, version=version).values_list("content", flat=True)
    dossier = Dossier.objects.get(pk=dossier_id)
    cover = Cover(**{name: getattr(dossier, name) for name in COVER})
    return Declared(
        cover=cover,
        book=book(cover.jurisdiction),
        accepted_on=on,
        stated=json.loads(content.first() or "{}"),
    )


def read(dossier_id: int, *, capacity: str) -> File:
    """The file of a dossier. Raises Dossier.DoesNotExist."""
    stored = take_down(dossier_id)
    judged = Judgement.objects.filter(dossier_id=dossier_id).order_by("-number").first()
    contents = dict(Content.objects.filter(dossier_id=dossier_id).values_list("version", "content"))
    customs = capacity in CUSTOMS and judged is not None
    return File(
        stored=stored,
        events=events_of(dossier_id),
        capacity=capacity,
        book=book(stored.cover.jurisdiction),
        number=judged.number if judged else 0,
        version=judged.version if judged else 0,
        accepted_on=judged.on if judged else None,
        result=judged.result if judged else "",
        facts_text=judged.facts if judged else "",
        contents=contents,
        hits=_hits(judged, stored.cover.jurisdiction) if customs and judged else (),
        looks=_looks(dossier_id, stored, capacity),
        results=tuple(Result.objects.filter(dossier_id=dossier_id).order_by("result")),
    )


def _looks(dossier_id: int, stored: Stored, capacity: str) -> tuple[Look, ...]:
    """What is ordered to be looked at; to others than customs without the criteria, and only what was
    notified."""
    found = Look.objects.filter(dossier_id=dossier_id).order_by("look")
    if capacity in CUSTOMS:
        return tuple(found)
    states = {key: at.state for key, at in stored.case.tracks.items()}
    known = [one for one in found if states[TrackKey(one.track, one.part, one.number)] != "ordered"]
    for one in known:
        one.criteria = ""
    return tuple(known)


def _hits(judged: Judgement, jurisdiction: str) -> tuple[Struck, ...]:
    """The hits of the judgement in force, the heaviest first."""
    rows = Hit.objects.filter(dossier_id=judged.dossier_id, number=judged.number)
    found = list(rows.order_by("-weight", "criterion"))
    criteria = book(f"{jurisdiction}-criteria", judged.criteria) if found and judged.criteria else None
    return tuple(
        Struck(one.criterion, _name(criteria, one.criterion, judged.on), one.weight, one.drawn)
        for one in found
    )


def _name(criteria: Rulebook | None, code: str, on: date) -> tuple[str, str]:
    row: Criterion | None = criteria.get("criterion", code, on) if criteria else None
    return (row.en, row.zh) if row else (code, code)
